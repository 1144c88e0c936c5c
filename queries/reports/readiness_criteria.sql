-- Criteria of a go/no-go with what was measured, one row per criterion: what
-- is not met first, gating before others, by weight.
--
-- A criterion bound to a report is judged by its live value alone, any other
-- by what was asserted until the evidence expires. It counts as met at its
-- target, or not met with an accepted workaround that is stated. Attainment: 1
-- where it counts as met; else actual ÷ target where more is better, at least
-- 0, and target ÷ actual where less is better; 0 where the target is exact,
-- 0 or negative. A contradiction: one of both values meets the target and one
-- does not, or they differ by a unit or more in its last decimal.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--   $show        varchar = all   one of all, gating, unmet
--
-- Returns
--   criterion_id      varchar    key
--   criterion_name    varchar    what must hold
--   category          varchar    program, system, workforce, operational
--   measure           varchar    what is measured
--   operator          varchar    how the actual is compared with the target
--   target            double     value to reach
--   unit              varchar    unit of target and actual
--   actual            double     value that counts; null: not assessed
--   actual_source     varchar    live, asserted, none
--   live_actual       double     value of the bound report
--   asserted_actual   double     value that a person asserted
--   state             varchar    met, workaround, failed, open, expired
--   attainment_ratio  double     0 to 1; null: not assessed
--   is_gating         boolean    fails the go/no-go on its own
--   weight            double     weight in the readiness
--   side              varchar    side that owns it
--   owner_role        varchar    role that owns it
--   evidence_link     varchar    where the evidence is
--   assessed_at       timestamp  when the actual was measured; UTC
--   expires_at        timestamp  when the evidence is out of date; UTC
--   is_contradiction  boolean    asserted and live contradict each other
--   contradiction     varchar    what they say
--   bound_report      varchar    report that gives the live value
--   binding           varchar    the binding in words
--   measured          varchar    actual and target in words
--   position          bigint     order
--   workaround        varchar    workaround that was accepted
--   problem           varchar    why the report gives no value
--   health            varchar    on_track, late (gating and failed), at_risk
--                                (failed), unknown (not assessed)
--
-- Source: docs/glossary.md, criterion met; attainment; live value

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

ranked as (
    select
        criteria.*,
        case
            when is_met then 'on_track'
            when state != 'failed' then 'unknown'
            when is_gating then 'late'
            else 'at_risk'
        end as health,
        row_number() over (
            order by
                is_met,
                not is_gating,
                state != 'failed',
                weight desc,
                criterion_id
        ) as position
    from criterion_states as criteria
    inner join asked using (checkpoint_id)
)

select
    criterion_id,
    criterion_name,
    category,
    measure,
    operator,
    target,
    unit,
    actual,
    actual_source,
    live_actual,
    asserted_actual,
    state,
    attainment_ratio,
    is_gating,
    weight,
    side,
    owner_role,
    evidence_link,
    assessed_at,
    expires_at,
    is_contradiction,
    contradiction,
    bound_report,
    binding,
    measured,
    position,
    workaround,
    problem,
    health

from ranked

where
    $show = 'all'
    or ($show = 'gating' and is_gating)
    or ($show = 'unmet' and state not in ('met', 'workaround'))

order by position
