-- What every snapshot said of the tasks, counted, one row per snapshot and
-- group. The snapshot in force is judged at the status time, an earlier one at
-- its own.
--
-- Rules: as in the mart task_history. Contingency tasks do not count unless
-- they are live, and what is locked does not.
--
-- Returns
--   told_at         timestamp  key; time at which it is judged; UTC
--   is_current      boolean    key; the snapshot in force
--   phase           varchar    key; phase
--   workstream      varchar    key; workstream
--   side            varchar    key; side
--   task_count      bigint     tasks in the plan
--   complete_count  bigint     complete
--   late_count      bigint     open, planned finish has passed
--   blocked_count   bigint     blocked
--   held_up_count   bigint     late or blocked
--   due_next_count  bigint     open, to finish in the 24 hours that follow
--   left_hours      double     work left; null where nobody gave hours
--
-- Source: docs/glossary.md, late; blocked; remaining hours

select
    told_at,
    is_current,
    phase,
    workstream,
    side,
    count(*) as task_count,
    count(*) filter (where status = 'complete') as complete_count,
    count(*) filter (
        where status not in ('complete', 'skipped')
        and planned_finish_at < told_at
    ) as late_count,
    count(*) filter (where status = 'blocked') as blocked_count,
    count(*) filter (
        where status = 'blocked' or (
            status not in ('complete', 'skipped')
            and planned_finish_at < told_at
        )
    ) as held_up_count,
    count(*) filter (
        where status not in ('complete', 'skipped')
        and planned_finish_at >= told_at
        and planned_finish_at < told_at + interval 24 hours
    ) as due_next_count,
    sum(remaining_hours) as left_hours

from task_history

left join snapshot_locks as locks using (load_id, task_id)

where
    is_in_plan
    and (phase is distinct from 'contingency' or locks.is_live)
    and coalesce(not locks.is_locked, true)

group by all
