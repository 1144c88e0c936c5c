-- What every snapshot of the plan forecasts for every target, one row per
-- target and snapshot. A checkpoint is due as it was then planned.
--
-- Returns
--   target_id            varchar    key; target
--   snapshot_number      bigint     key; 1 for the oldest
--   told_at              timestamp  time at which it is judged; UTC
--   is_current           boolean    the snapshot in force
--   is_previous          boolean    the snapshot before it
--   forecast_at          timestamp  latest finish of its tasks; null where the
--                                   plan cannot be scheduled; UTC
--   due_at               timestamp  when it is due; UTC
--   slack_minutes        bigint     due less forecast
--   last_task_id         varchar    task that finishes last; of several the
--                                   one that starts last
--   task_count           bigint     its tasks
--   open_count           bigint     of them open
--   is_recovery_assumed  boolean    an open one, or one before it, is blocked
--                                   or failed with no end in sight
--
-- Source: docs/glossary.md, target; network forecast

with

gate_loads as (
    select load_as_of, max(load_id) as gate_load_id
    from stg_checkpoints
    group by load_as_of
),

gates as (
    select
        'checkpoint:' || stated.checkpoint_id as target_id,
        snapshots.load_id,
        stated.planned_at
    from plan_snapshots as snapshots
    asof inner join gate_loads
        on snapshots.told_at >= gate_loads.load_as_of
    inner join stg_checkpoints as stated
        on gate_loads.gate_load_id = stated.load_id
),

expected as (
    select
        members.target_id,
        plan.load_id,
        plan.snapshot_number,
        plan.told_at,
        plan.is_current,
        plan.is_previous,
        max(computed.early_finish_at) as forecast_at,
        first(
            plan.task_id
            order by
                computed.early_finish_at desc,
                computed.early_start_at desc,
                plan.task_id
        ) filter (where computed.early_finish_at is not null) as last_task_id,
        count(*) as task_count,
        count(*) filter (where plan.actual_finish_at is null) as open_count,
        coalesce(bool_or(
            plan.actual_finish_at is null
            and (
                plan.is_recovery_assumed
                or computed.depends_on_assumed_recovery
            )
        ), false) as is_recovery_assumed
    from schedule_target_tasks as members
    inner join schedule_tasks as plan using (load_id, task_id)
    left join computed_schedule as computed using (load_id, task_id)
    group by all
),

due as (
    select
        expected.*,
        coalesce(gates.planned_at, targets.due_at) as due_at
    from expected
    inner join schedule_targets as targets using (target_id)
    left join gates
        on
            expected.target_id = gates.target_id
            and expected.load_id = gates.load_id
)

select
    target_id,
    snapshot_number,
    told_at,
    is_current,
    is_previous,
    forecast_at,
    due_at,
    date_diff('minute', forecast_at, due_at) as slack_minutes,
    last_task_id,
    task_count,
    open_count,
    is_recovery_assumed

from due
