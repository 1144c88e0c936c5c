-- What the finish depends on most: the twenty tasks and risks that move it.
--
-- A task: the mean finish of the tenth of the trials in which it is shortest,
-- and of the tenth in which it is longest. A risk: the mean finish of the
-- trials without it, and with it. Left out: what never drives the finish, and
-- what moves it by no more than the dice alone would. Against the target in
-- focus.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position                    bigint     key; 1 moves it most
--   item_kind                   varchar    task, risk
--   item_id                     varchar    task_id or risk_driver_id
--   item_name                   varchar    name
--   workstream                  varchar    workstream; of a risk: its tasks'
--   side                        varchar    side; of a risk: its tasks'
--   owner_role                  varchar    role that owns the task
--   basis                       varchar    estimate, rehearsal, assumed
--   low_finish_at               timestamp  finish if it goes well; UTC
--   high_finish_at              timestamp  finish if it goes badly; UTC
--   swing_minutes               bigint     high less low
--   criticality_ratio           double     task: share of the trials in which
--                                          it is on the longest path; risk:
--                                          share in which it happens
--   sensitivity_ratio           double     task: correlation of its duration
--                                          with the finish
--   schedule_sensitivity_index  double     task: criticality × sd of its
--                                          duration ÷ sd of the finish
--   p10_minutes                 double     one trial in ten is as short
--   p50_minutes                 double     median duration
--   p90_minutes                 double     one trial in ten is longer
--
-- Source: docs/glossary.md, tornado; criticality; sensitivity

with

items as (
    select
        'task' as item_kind,
        risk.task_id as item_id,
        tasks.task_name as item_name,
        tasks.phase,
        tasks.workstream,
        tasks.side,
        tasks.owner_role,
        risk.basis,
        risk.low_finish_at,
        risk.high_finish_at,
        risk.criticality_ratio,
        risk.sensitivity_ratio,
        risk.schedule_sensitivity_index,
        risk.p10_minutes,
        risk.p50_minutes,
        risk.p90_minutes
    from computed_task_risk as risk
    left join tasks using (task_id)

    union all by name

    select
        'risk' as item_kind,
        risk.risk_driver_id as item_id,
        drivers.risk_driver_name as item_name,
        drivers.phase,
        drivers.workstream,
        drivers.side,
        risk.low_finish_at,
        risk.high_finish_at,
        risk.occurs_ratio as criticality_ratio
    from computed_driver_risk as risk
    left join risk_drivers as drivers using (risk_driver_id)
),

measured as (
    select
        items.*,
        date_diff('minute', items.low_finish_at, items.high_finish_at)
            as swing_minutes
    from items
    inner join risk_finishes as focus
        on focus.is_focus and focus.version = 'current'
    where
        items.criticality_ratio > 0
        and abs(swing_minutes)
        > 2 * focus.sd_minutes * sqrt(20 / focus.trial_count)
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
)

select
    row_number() over (
        order by abs(swing_minutes) desc, criticality_ratio desc nulls last,
        item_kind, item_id
    ) as position,
    item_kind,
    item_id,
    item_name,
    workstream,
    side,
    owner_role,
    basis,
    low_finish_at,
    high_finish_at,
    swing_minutes,
    criticality_ratio,
    sensitivity_ratio,
    schedule_sensitivity_index,
    p10_minutes,
    p50_minutes,
    p90_minutes

from measured

qualify position <= 20

order by position
