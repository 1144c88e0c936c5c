-- Who waits for whom, one row per role and side that is waited for and role
-- and side that waits, most tasks first. Waits within one role of one side are
-- left out.
--
-- A task waits where it should have been started, or what it waits for is
-- late or blocked.
--
-- Parameters
--   $workstreams  varchar[]  workstreams of the waiting tasks; empty keeps all
--   $sides        varchar[]  sides of the waiting tasks; empty keeps all
--   $phases       varchar[]  phases of the waiting tasks; empty keeps all
--
-- Returns
--   from_role     varchar    key; role that is waited for
--   from_side     varchar    key; side that is waited for
--   to_role       varchar    key; role that waits
--   to_side       varchar    key; side that waits
--   task_count    bigint     tasks that wait
--   due_count     bigint     of them should have been started
--   wait_minutes  bigint     longest time since one should have been started;
--                            null: none should have been yet
--   waiting       varchar[]  tasks that wait
--   waits_for     varchar[]  tasks that they wait for
--
-- Source: docs/glossary.md, waits for

select
    waits.from_role,
    waits.from_side,
    waits.to_role,
    waits.to_side,
    count(distinct waits.task_id) as task_count,
    count(distinct waits.task_id) filter (where waits.is_due) as due_count,
    max(waits.wait_minutes) as wait_minutes,
    list_sort(list_distinct(list(tasks.task_name))) as waiting,
    list_sort(list_distinct(list(waits.predecessor_name))) as waits_for

from task_waits as waits

inner join tasks using (task_id)

where
    (waits.is_due or waits.is_held_up)
    and (
        waits.from_role is distinct from waits.to_role
        or waits.from_side is distinct from waits.to_side
    )
    and (
        len($workstreams) = 0
        or list_contains($workstreams, tasks.workstream)
    )
    and (len($sides) = 0 or list_contains($sides, tasks.side))
    and (len($phases) = 0 or list_contains($phases, tasks.phase))

group by all

order by
    task_count desc,
    wait_minutes desc nulls last,
    from_role,
    from_side,
    to_role,
    to_side
