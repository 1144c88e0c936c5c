-- Tasks that the quality of the plan is judged by, one row per task.
--
-- Work of the plan in force: no summary row, no level of effort, no milestone
-- (or task of no duration), neither skipped nor contingency. A link counts
-- from a milestone, not from a level of effort.
--
-- Returns
--   task_id             varchar    key
--   told_at             timestamp  status time; UTC
--   phase               varchar    phase
--   is_open             boolean    not complete
--   is_due              boolean    baseline finish at the status time or
--                                  before; null: no baseline finish
--   is_hit              boolean    of the due ones: complete by its baseline
--                                  finish; null: not due
--   duration_minutes    bigint     planned; null: as long as planned dates are
--                                  apart
--   baseline_start_at   timestamp  UTC
--   baseline_finish_at  timestamp  UTC
--   completed_at        timestamp  null: open; UTC
--   baseline_hours      double     in the baseline, else planned
--   day_minutes         bigint     usual working day of its calendar
--   constraint_type     varchar    date constraint of an open task
--   has_predecessor     boolean    another task comes before it
--   has_successor       boolean    another task comes behind it
--   has_resource        boolean    a person or a role is named
--   is_date_invalid     boolean    a forecast date of open work before the
--                                  status time, or an actual one after it (or
--                                  after the time of the load, if later);
--                                  null: no such date is given
--
-- Source: docs/glossary.md, counted tasks; usual day

with

day_lengths as (
    select
        calendar_id,
        weekday is not null as is_weekly,
        sum(works_to - works_from) as minutes
    from schedule_calendars
    group by calendar_id, weekday, exception_date
    having minutes > 0
),

usual_days as (
    select calendar_id, minutes::bigint as day_minutes
    from day_lengths
    group by calendar_id, is_weekly, minutes
    qualify
        row_number() over (
            partition by calendar_id
            order by is_weekly desc, count(*) desc, minutes desc
        ) = 1
)

select
    tasks.task_id,
    scheduled.told_at,
    tasks.phase,
    tasks.is_open,
    tasks.baseline_finish_at <= scheduled.told_at as is_due,
    case
        when tasks.baseline_finish_at <= scheduled.told_at
            then coalesce(
                tasks.completed_at <= tasks.baseline_finish_at, false
            )
    end as is_hit,
    scheduled.duration_minutes,
    tasks.baseline_start_at,
    tasks.baseline_finish_at,
    tasks.completed_at,
    tasks.baseline_hours,
    coalesce(usual_days.day_minutes, 1440) as day_minutes,
    scheduled.constraint_type,
    tasks.task_id in (select successor_id from quality_plan_links)
        as has_predecessor,
    tasks.task_id in (select predecessor_id from quality_plan_links)
        as has_successor,
    coalesce(len(tasks.owners), 0) > 0 or tasks.owner_role is not null
        as has_resource,
    case
        when
            coalesce(stated.actual_start_at, stated.actual_finish_at)
            is not null
            or tasks.is_open and coalesce(
                stated.forecast_start_at, stated.forecast_finish_at
            ) is not null
            then coalesce(greatest(
                stated.actual_start_at, stated.actual_finish_at
            ) > greatest(scheduled.told_at, stated.load_as_of), false)
            or tasks.is_open and coalesce(
                stated.forecast_finish_at < scheduled.told_at
                or tasks.actual_start_at is null
                and stated.forecast_start_at < scheduled.told_at,
                false
            )
    end as is_date_invalid

from tasks

inner join schedule_tasks as scheduled
    on tasks.task_id = scheduled.task_id and scheduled.is_current

inner join stg_tasks as stated
    on tasks.task_id = stated.task_id and scheduled.load_id = stated.load_id

left join usual_days on scheduled.calendar_id = usual_days.calendar_id

where
    tasks.is_in_scope
    and not tasks.is_milestone
    and not coalesce(stated.is_level_of_effort, false)
    and coalesce(
        scheduled.duration_minutes,
        date_diff(
            'minute', scheduled.planned_start_at, scheduled.planned_finish_at
        ),
        1
    ) > 0
