-- Tasks that a target waits for, one row per target, snapshot and task.
--
-- Entry tasks of a checkpoint are those in force at the snapshot; without one
-- up to then, the oldest.
--
-- Returns
--   target_id  varchar  key; cutover, plan, checkpoint:<id>, milestone:<id>
--   load_id    varchar  key; snapshot of the plan
--   task_id    varchar  key; task
--
-- Source: docs/glossary.md, target

with

entry_loads as (
    select load_as_of, max(load_id) as entry_load_id
    from stg_checkpoint_tasks
    group by load_as_of
),

in_force as (
    select
        snapshots.load_id,
        coalesce(entry_loads.entry_load_id, (
            select min_by(entry_load_id, load_as_of) from entry_loads
        )) as entry_load_id
    from plan_snapshots as snapshots
    asof left join entry_loads
        on snapshots.told_at >= entry_loads.load_as_of
),

members as (
    select 'plan' as target_id, load_id, task_id
    from schedule_tasks
    where is_in_scope
    union all
    select 'cutover', load_id, task_id
    from schedule_tasks
    where is_in_scope and phase = 'cutover'
    union all
    select
        'checkpoint:' || stated.checkpoint_id,
        in_force.load_id,
        stated.task_id
    from in_force
    inner join stg_checkpoint_tasks as stated
        on in_force.entry_load_id = stated.load_id
    union all
    select distinct
        'milestone:' || stated.milestone_id,
        snapshots.load_id,
        stated.task_id
    from stg_milestones as stated
    cross join plan_snapshots as snapshots
    where stated.is_current
)

select
    members.target_id,
    members.load_id,
    members.task_id

from members

inner join schedule_tasks as tasks using (load_id, task_id)

where tasks.status != 'skipped'
