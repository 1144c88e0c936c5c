-- Tasks counted by one attribute, one row per group, largest first.
--
-- Late: not complete and planned finish before the status time. Skipped tasks
-- count in the plan and are neither complete nor late; nor are contingency
-- tasks that nobody has started. Hours that nobody gave count as nothing.
--
-- Parameters
--   $by           varchar = all  grouping; one of all, phase, workstream,
--                                side, owner_role, status
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--   $phases       varchar[]      phases to keep; empty keeps all
--
-- Returns
--   group_value        varchar  key; 'not given' where the plan says nothing
--   task_count         bigint   tasks in the plan at the status time
--   complete_count     bigint   complete
--   in_progress_count  bigint   started
--   not_started_count  bigint   not started
--   blocked_count      bigint   blocked
--   failed_count       bigint   failed: to be repeated
--   skipped_count      bigint   skipped: settled without work
--   late_count         bigint   late
--   planned_hours      double   planned hours of tasks not skipped
--   remaining_hours    double   hours left to do
--   complete_percent   double   complete, of tasks not skipped, by count
--   done_percent       double   hours done, of planned hours: by weight
--
-- Source: docs/glossary.md, late; progress

with

kept as (
    select
        *,
        coalesce(
            case $by
                when 'all' then 'all'
                when 'phase' then phase
                when 'workstream' then workstream
                when 'side' then side
                when 'owner_role' then owner_role
                when 'status' then status
            end,
            'not given'
        ) as group_value,
        status != 'skipped' as is_wanted
    from tasks
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
)

select
    group_value,
    count(*) as task_count,
    count(*) filter (where status = 'complete') as complete_count,
    count(*) filter (where status = 'in_progress') as in_progress_count,
    count(*) filter (where status = 'not_started') as not_started_count,
    count(*) filter (where status = 'blocked') as blocked_count,
    count(*) filter (where status = 'failed') as failed_count,
    count(*) filter (where status = 'skipped') as skipped_count,
    count(*) filter (where is_late) as late_count,
    sum(planned_hours) filter (where is_wanted) as planned_hours,
    sum(remaining_hours) as remaining_hours,
    100.0 * count(*) filter (where is_complete)
        / nullif(count(*) filter (where is_wanted), 0) as complete_percent,
    100.0 * sum(planned_hours - remaining_hours)
        filter (where is_wanted and planned_hours is not null)
        / nullif(sum(planned_hours) filter (where is_wanted), 0)
        as done_percent

from kept

group by group_value

order by task_count desc, group_value
