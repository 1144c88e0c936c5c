-- What the mode of the plan does to each task, one row per task in the plan.
--
-- Returns
--   task_id      varchar  key
--   is_locked    boolean  the plan has turned: nobody works on it
--   is_live      boolean  contingency task that now counts
--   lock_reason  varchar  why it is locked, in words; null: it is not
--
-- Source: docs/way-back.md, locks

select
    judged.task_id,
    coalesce(locks.is_locked, false) as is_locked,
    coalesce(locks.is_live, false) as is_live,
    case
        when locks.is_locked and plan_mode.mode = 'rollback'
            then 'The way back was called'
        when locks.is_locked
            then 'No-Go at ' || plan_mode.checkpoint_name
    end || strftime(
        timezone(programme.zone, timezone('UTC', plan_mode.since_at)),
        ', %-d %b %H:%M'
    ) as lock_reason

from task_history as judged

left join snapshot_locks as locks using (load_id, task_id)

cross join plan_mode

cross join programme

where judged.is_current and judged.is_in_plan
