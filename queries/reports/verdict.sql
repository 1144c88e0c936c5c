-- The verdict of a go/no-go by the rules: one row.
--
-- The first rule that matches decides:
--   no_go        a gating criterion failed
--   no_go        a required vote is no-go
--   incomplete   there are no criteria
--   incomplete   a gating criterion is not assessed, or its evidence expired
--   incomplete   no criterion with a weight is assessed
--   incomplete   a required vote is missing
--   incomplete   an open condition has no owner or no date
--   conditional  readiness is below readiness_go_percent
--   conditional  a required vote is conditional
--   conditional  a condition is open
--   go           otherwise
-- Gate first, percent second: a criterion that does not gate counts through
-- its weight alone. What is decided is judged as of its decision, so that
-- evidence which expired since does not undo it. Filters do not apply: there
-- is one verdict.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   checkpoint_id             varchar    key
--   checkpoint_name           varchar    what is decided
--   planned_at                timestamp  when it is held; UTC
--   verdict                   varchar    go, conditional, no_go, incomplete
--   rule                      varchar    rule that decided
--   reason                    varchar    rule, names and numbers
--   readiness_percent         double     Σ weight × attainment ÷ Σ weight over
--                                        assessed criteria; null: not known
--   threshold_percent         double     readiness from which it is a go
--   criterion_count           bigint     criteria
--   assessed_count            bigint     of them assessed
--   met_count                 bigint     of them met, or worked around
--   gating_count              bigint     gating criteria
--   gating_met_count          bigint     of them met, or worked around
--   gating_failed_count       bigint     of them failed
--   gating_open_count         bigint     of them not assessed
--   condition_count           bigint     conditions
--   open_condition_count      bigint     of them open
--   overdue_condition_count   bigint     of them overdue
--   required_vote_count       bigint     required votes
--   cast_required_vote_count  bigint     of them cast
--   no_go_vote_count          bigint     of them no-go
--   decision                  varchar    go, conditional, no_go; null: none yet
--   decided_at                timestamp  when it was decided; UTC
--   decided_by                varchar[]  who decided
--   approver_side             varchar    side that decides
--   approver_role             varchar    role that decides
--   days_to_go_live           bigint     whole days to the planned go-live;
--                                        negative: since
--   is_gate                   boolean    work behind it waits for the decision
--   is_point_of_no_return     boolean    there is no way back behind it
--   short_reason              varchar    rule and number, in few words
--   coverage_percent          double     assessed criteria
--   readiness_least_percent   double     readiness if all that is not assessed
--                                        came out at 0
--   failed_count              bigint     criteria that failed
--   contradiction_count       bigint     criteria whose asserted and live
--                                        values contradict each other
--   conditional_vote_count    bigint     required votes that are conditional
--   dissent_count             bigint     votes that differ from the usual one
--
-- Source: docs/glossary.md, verdict; readiness

select
    checkpoint_id,
    checkpoint_name,
    planned_at,
    verdict,
    rule,
    reason,
    readiness_percent,
    threshold_percent,
    criterion_count,
    assessed_count,
    met_count,
    gating_count,
    gating_met_count,
    gating_failed_count,
    gating_open_count,
    condition_count,
    open_condition_count,
    overdue_condition_count,
    required_vote_count,
    cast_required_vote_count,
    no_go_vote_count,
    decision,
    decided_at,
    decided_by,
    approver_side,
    approver_role,
    days_to_go_live,
    is_gate,
    is_point_of_no_return,
    short_reason,
    100 * assessed_count / nullif(criterion_count, 0) as coverage_percent,
    readiness_least_percent,
    failed_count,
    contradiction_count,
    conditional_vote_count,
    dissent_count

from verdicts

where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)

order by checkpoint_id
