-- Delays of every task in every snapshot of the plan, one row per both.
--
-- Delay is forecast finish less baseline finish. What links alone push the
-- start beyond the baseline is upstream of the task: of its delay that much,
-- at most all of it, is inherited; the rest is its own. An open task in scope
-- is late when it is forecast to end after the baseline (without one, the
-- plan), or its float is negative; at risk when its float is below the
-- tolerance near_critical_minutes or a recovery is assumed.
--
-- Returns
--   load_id                  varchar  key; snapshot of the plan
--   task_id                  varchar  key; task
--   is_open                  boolean  neither complete nor skipped
--   slip_minutes             bigint   forecast less baseline finish
--   own_delay_minutes        bigint   null without baseline or forecast
--   inherited_delay_minutes  bigint   null without baseline or forecast
--   is_late                  boolean  see above
--   health                   varchar  on_track, at_risk, late, unknown
--
-- Source: docs/glossary.md, own delay; late by forecast

with

tolerance as (
    select max(value) as near_critical_minutes
    from thresholds
    where threshold_id = 'near_critical_minutes'
),

measured as (
    select
        plan.*,
        computed.early_finish_at,
        computed.total_float_minutes,
        computed.depends_on_assumed_recovery,
        plan.status not in ('complete', 'skipped') as is_open,
        case
            when plan.status != 'skipped'
                then date_diff(
                    'minute',
                    plan.baseline_finish_at,
                    computed.early_finish_at
                )
        end as slip_minutes,
        greatest(0, date_diff(
            'minute',
            coalesce(
                plan.baseline_start_at,
                plan.baseline_finish_at
                - to_minutes(computed.duration_minutes)
            ),
            computed.logic_start_at
        )) as upstream_minutes
    from schedule_tasks as plan
    left join computed_schedule as computed using (load_id, task_id)
),

told as (
    select
        *,
        coalesce(is_open and is_in_scope and (
            early_finish_at > coalesce(baseline_finish_at, planned_finish_at)
            or total_float_minutes < 0
        ), false) as is_late
    from measured
)

select
    told.load_id,
    told.task_id,
    told.is_open,
    told.slip_minutes,
    case
        when slip_minutes is not null
            then greatest(0, slip_minutes - upstream_minutes)
    end as own_delay_minutes,
    case
        when slip_minutes is not null
            then greatest(0, least(slip_minutes, upstream_minutes))
    end as inherited_delay_minutes,
    told.is_late,
    case
        when told.early_finish_at is null then 'unknown'
        when told.is_late then 'late'
        when not told.is_open or not told.is_in_scope then 'on_track'
        when
            told.total_float_minutes < tolerance.near_critical_minutes
            or told.is_recovery_assumed
            or told.depends_on_assumed_recovery
            then 'at_risk'
        else 'on_track'
    end as health

from told

cross join tolerance
