-- When a task can be started and what it waits for, one row per task in scope
-- that nobody has started.
--
-- Startable: links and date constraints let it start, as in the mart
-- task_starts; work that only goes along with other work never is.
--
-- Returns
--   task_id        varchar    key
--   is_startable   boolean    nothing but its owner holds it up
--   startable_at   timestamp  since when it could start, else when the network
--                             expects it to; null: not known; UTC
--   startable_minutes  bigint  for how long nobody has started it; null: it
--                             cannot be started
--   waits_for      varchar    unfinished tasks before it, with their role
--   waiting_count  bigint     how many these are
--
-- Source: docs/glossary.md, hand-off wait; docs/my-tasks.md, startable

with

awaited as (
    select
        task_id,
        string_agg(
            concat_ws(
                ' of ', predecessor_name, role_words(from_side, from_role)
            ),
            '; ' order by predecessor_id
        ) as waits_for,
        count(*) as waiting_count
    from task_waits
    group by task_id
),

free as (
    select
        starts.task_id,
        starts.startable_at,
        starts.wait_minutes
    from task_starts as starts
    inner join plan_snapshots as snapshots using (load_id)
    inner join schedule_tasks as plan using (load_id, task_id)
    where snapshots.is_current and starts.is_waiting and plan.is_in_scope
)

select
    tasks.task_id,
    free.task_id is not null as is_startable,
    coalesce(free.startable_at, forecasts.early_start_at) as startable_at,
    free.wait_minutes as startable_minutes,
    awaited.waits_for,
    coalesce(awaited.waiting_count, 0) as waiting_count

from tasks

left join free using (task_id)

left join awaited using (task_id)

left join task_forecasts as forecasts using (task_id)

where tasks.is_in_scope and tasks.status = 'not_started'
