-- Tasks that could start now, counted, one row per group and side, most tasks
-- first. Startable as on the page Schedule.
--
-- Parameters
--   $by           varchar = role  grouping; one of role, side, workstream
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--   $phases       varchar[]       phases to keep; empty keeps all
--
-- Returns
--   group_value      varchar    key; role, side or workstream
--   side             varchar    key; side
--   task_count       bigint     tasks that could start
--   longest_minutes  bigint     longest time that one has been startable
--   awaited_count    bigint     of them others wait for
--   tasks            varchar[]  which
--
-- Source: docs/glossary.md, startable

select
    case $by
        when 'side' then side
        when 'workstream' then workstream
        else owner_role
    end as group_value,
    side,
    count(*) as task_count,
    max(startable_minutes) as longest_minutes,
    count(*) filter (where waiting_count > 0) as awaited_count,
    list(task_name order by startable_at, task_id) as tasks

from daily_tasks

where
    is_startable
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

group by group_value, side

order by task_count desc, longest_minutes desc, group_value, side
