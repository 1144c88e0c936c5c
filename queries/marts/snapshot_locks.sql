-- What the mode of the plan does to its tasks, one row per task and snapshot
-- told at or after the turn; no row while the plan goes forward.
--
-- Locked: not finished, and no part of the contingency plan: nobody works on
-- it. Live: part of the contingency plan, and neither skipped nor finished
-- before the turn. A back-out step is live only where one of the tasks that it
-- undoes has been started: else there is nothing to undo.
--
-- Returns
--   load_id    varchar  key; snapshot of the plan
--   task_id    varchar  key; task
--   is_locked  boolean  nobody works on it
--   is_live    boolean  part of the plan that now counts
--
-- Source: docs/way-back.md, locks

with

turned as (
    select judged.*, plan_mode.since_at
    from task_history as judged
    cross join plan_mode
    where
        judged.is_in_plan
        and plan_mode.mode != 'forward'
        and judged.told_at >= plan_mode.since_at
),

undone as (
    select
        load_id,
        task_id as step_id,
        unnest(backs_out) as task_id
    from stg_tasks
    where len(backs_out) > 0
),

steps as (
    select
        undone.load_id,
        undone.step_id as task_id,
        bool_or(
            turned.actual_start_at is not null
            or coalesce(
                turned.status in ('in_progress', 'complete', 'failed'), false
            )
        ) as is_needed
    from undone
    left join turned using (load_id, task_id)
    group by undone.load_id, undone.step_id
)

select
    turned.load_id,
    turned.task_id,
    turned.status not in ('complete', 'skipped')
        and turned.phase is distinct from 'contingency' as is_locked,
    turned.phase is not distinct from 'contingency'
        and turned.status != 'skipped'
        and coalesce(turned.completed_at >= turned.since_at, true)
        and coalesce(steps.is_needed, true) as is_live

from turned

left join steps using (load_id, task_id)
