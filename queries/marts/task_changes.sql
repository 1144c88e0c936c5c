-- What moves the burn-down, one row per snapshot that tells it, instant and
-- group of tasks: tasks enter the plan, are completed, leave, are restated.
--
-- Each stretch between two snapshots is told by the later one, so a closed
-- stretch is never told again. In it an open task keeps the hours that the
-- earlier snapshot stated; the later one restates them at its own time.
--
-- Returns
--   load_id          varchar    key; snapshot that tells it
--   moved_at         timestamp  key; -infinity: from the beginning; UTC
--   workstream       varchar    key; workstream
--   side             varchar    key; side
--   phase            varchar    key; phase
--   scope_count      bigint     tasks that entered less those that left
--   remaining_count  bigint     change of the tasks left to do
--   scope_hours      double     change of the hours in scope
--   remaining_hours  double     change of the hours left to do
--
-- Source: docs/glossary.md, scope; remaining

with

spans as (
    select
        load_id,
        workstream,
        side,
        phase,
        told_at,
        coalesce(entered_at, '-infinity'::timestamp) as entered_at,
        case when left_at <= told_at then left_at end as left_at,
        case
            when completed_at > told_at or completed_at > left_at then null
            else completed_at
        end as completed_at,
        coalesce(previous_hours, planned_hours, 0) as hours,
        coalesce(previous_remaining_hours, planned_hours, 0) as left_hours,
        coalesce(planned_hours, 0) as restated_hours,
        coalesce(remaining_hours, 0) as restated_left_hours
    from task_history

    union all

    select
        following.load_id,
        told.workstream,
        told.side,
        told.phase,
        told.dropped_at,
        '-infinity'::timestamp,
        told.dropped_at,
        case when told.completed_at <= told.told_at then told.completed_at end,
        coalesce(told.planned_hours, 0),
        coalesce(told.remaining_hours, 0),
        0,
        0
    from task_history as told
    inner join plan_snapshots as following
        on told.dropped_at = following.told_at
    where told.is_in_plan and told.left_at is null
),

moves as (
    select
        load_id,
        workstream,
        side,
        phase,
        unnest([
            {
                'moved_at': entered_at,
                'scope_count': 1,
                'remaining_count': 1,
                'scope_hours': hours,
                'remaining_hours': left_hours
            },
            {
                'moved_at': if(
                    completed_at is not null,
                    greatest(completed_at, entered_at),
                    null
                ),
                'scope_count': 0,
                'remaining_count': -1,
                'scope_hours': 0,
                'remaining_hours': -left_hours
            },
            {
                'moved_at': left_at,
                'scope_count': -1,
                'remaining_count': if(completed_at is null, -1, 0),
                'scope_hours': -hours,
                'remaining_hours': if(completed_at is null, -left_hours, 0)
            },
            {
                'moved_at': if(left_at is null, told_at, null),
                'scope_count': 0,
                'remaining_count': 0,
                'scope_hours': restated_hours - hours,
                'remaining_hours': if(
                    completed_at is null, restated_left_hours - left_hours, 0
                )
            }
        ], recursive := true)
    from spans
    where
        entered_at <= told_at and coalesce(left_at > entered_at, true)
)

select
    load_id,
    moved_at,
    workstream,
    side,
    phase,
    sum(scope_count)::bigint as scope_count,
    sum(remaining_count)::bigint as remaining_count,
    sum(scope_hours) as scope_hours,
    sum(remaining_hours) as remaining_hours

from moves

where moved_at is not null

group by all
