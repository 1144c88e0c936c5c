-- Everything of a checkpoint, one row per checkpoint.
--
-- Returns
--   checkpoint_id            varchar    key
--   is_default               boolean    the one in question
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

with

items as (
    select
        checkpoint_id,
        count(*) filter (where item_kind = 'criterion') as criteria,
        count(*) filter (where item_kind = 'criterion' and state = 'passed')
            as criteria_passed,
        count(*) filter (where item_kind = 'criterion' and state = 'failed')
            as criteria_failed,
        count(*) filter (where item_kind = 'question') as questions,
        count(*) filter (where item_kind = 'question' and state = 'passed')
            as questions_passed,
        count(*) filter (where item_kind = 'question' and state = 'failed')
            as questions_failed
    from checkpoint_items
    group by checkpoint_id
),

seats as (
    select
        checkpoint_id,
        count(*) as asked,
        count(*) filter (where vote = 'go') as go_count,
        count(*) filter (where vote = 'conditional') as conditional_count,
        count(*) filter (where vote = 'no_go') as no_go_count,
        count(*) filter (where is_required and vote is null) as missing
    from approver_votes
    where is_asked
    group by checkpoint_id
),

promised as (
    select
        checkpoint_id,
        count(*) as condition_count,
        count(*) filter (where is_open) as open_count,
        count(*) filter (where health = 'overdue') as overdue_count
    from conditions
    group by checkpoint_id
)

select
    meetings.checkpoint_id,
    meetings.is_default,
    facts.checkpoint_name,
    facts.planned_at,
    facts.baseline_at,
    date_diff('minute', facts.baseline_at, facts.planned_at) as moved_minutes,
    facts.opens_at,
    facts.closes_at,
    facts.window_state,
    judged.health,
    judged.rule,
    judged.reason,
    judged.asserted_rag,
    judged.is_mismatch,
    facts.is_gate,
    facts.is_point_of_no_return,
    facts.approver,
    deciders.approver_side,
    deciders.approver_role,
    facts.decision,
    facts.decided_at,
    facts.decided_by,
    meetings.act_id,
    facts.note,
    facts.projected_ready_at,
    facts.slack_minutes,
    facts.entry_count,
    facts.open_count,
    facts.late_count,
    coalesce(items.criteria, 0) as criterion_count,
    coalesce(items.criteria_passed, 0) as criterion_passed_count,
    coalesce(items.criteria_failed, 0) as criterion_failed_count,
    coalesce(items.questions, 0) as question_count,
    coalesce(items.questions_passed, 0) as question_passed_count,
    coalesce(items.questions_failed, 0) as question_failed_count,
    facts.evidence_missing_count,
    coalesce(seats.asked, 0) as vote_asked_count,
    coalesce(seats.go_count, 0) as vote_go_count,
    coalesce(seats.conditional_count, 0) as vote_conditional_count,
    coalesce(seats.no_go_count, 0) as vote_no_go_count,
    coalesce(seats.missing, 0) as required_missing_count,
    coalesce(promised.condition_count, 0) as condition_count,
    coalesce(promised.open_count, 0) as condition_open_count,
    coalesce(promised.overdue_count, 0) as condition_overdue_count,
    meetings.previous_checkpoint_id,
    meetings.previous_name,
    meetings.previous_frozen_at as previous_at

from checkpoint_meetings as meetings

inner join checkpoint_facts as facts using (checkpoint_id)

inner join checkpoints as judged using (checkpoint_id)

inner join checkpoint_decisions as deciders using (checkpoint_id)

left join items using (checkpoint_id)

left join seats using (checkpoint_id)

left join promised using (checkpoint_id)
