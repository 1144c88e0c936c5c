-- Everything of one checkpoint in one row; none where there is no checkpoint.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the next undecided, else the
--                                one held last
--
-- Returns
--   checkpoint_id            varchar    key
--   checkpoint_name          varchar    what is decided
--   planned_at               timestamp  when it is held; UTC
--   baseline_at              timestamp  when it was to be held; UTC
--   moved_minutes            bigint     planned less baseline; null: unknown
--   opens_at                 timestamp  start of the response window; UTC
--   closes_at                timestamp  its end; UTC
--   window_state             varchar    upcoming, open, closed
--   health                   varchar    decided, overdue, red, amber, green,
--                                       grey
--   rule                     varchar    rule that decided
--   reason                   varchar    rule and numbers in words
--   asserted_rag             varchar    status that the owner asserts
--   is_mismatch              boolean    asserted differs from computed
--   is_gate                  boolean    work behind it waits for the decision
--   is_point_of_no_return    boolean    there is no way back behind it
--   approver                 varchar    who decides
--   approver_side            varchar    side that decides
--   approver_role            varchar    role that decides
--   decision                 varchar    go, conditional, no_go
--   decided_at               timestamp  when it was decided; UTC
--   decided_by               varchar[]  who decided
--   act_id                   varchar    act of the decision; null: from a file
--   note                     varchar    remark
--   projected_ready_at       timestamp  when its last entry task is expected
--                                       to finish; UTC
--   slack_minutes            bigint     planned less projected ready
--   entry_count              bigint     entry tasks
--   open_count               bigint     of them open
--   late_count               bigint     of them late
--   criterion_count          bigint     criteria
--   criterion_passed_count   bigint     of them met
--   criterion_failed_count   bigint     of them failed
--   question_count           bigint     questions
--   question_passed_count    bigint     of them passed
--   question_failed_count    bigint     of them failed
--   evidence_missing_count   bigint     evidence asked for and not there
--   vote_asked_count         bigint     votes asked for
--   vote_go_count            bigint     of them go
--   vote_conditional_count   bigint     of them conditional
--   vote_no_go_count         bigint     of them no-go
--   required_missing_count   bigint     required votes not given
--   condition_count          bigint     conditions of its decision
--   condition_open_count     bigint     of them open
--   condition_overdue_count  bigint     of them overdue
--   previous_checkpoint_id   varchar    checkpoint held before it
--   previous_name            varchar    what was decided there
--   previous_at              timestamp  when it was held; UTC
--
-- Source: docs/glossary.md, checkpoint health; response window

select * exclude (is_default)

from checkpoint_sheets

where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)

order by checkpoint_id
