-- How the way back grows over the window, one row per instant at which it
-- changes, and the ends of the window: at what time everything would be undone
-- if the plan turned back then.
--
-- It grows in steps, whenever a task starts that takes time to undo: by the
-- actual start, else the forecast one. Between two rows it ends later by as
-- much as the decision is later.
--
-- Returns
--   turn_at          timestamp  key; when the plan would turn back; UTC
--   kind             varchar    start, now, window, limit
--   backout_minutes  bigint     time to undo what has started by then
--   back_at          timestamp  turn_at plus that; UTC
--   limit_at         timestamp  everything is undone by then; UTC
--   task_count       bigint     tasks and steps to be done
--   is_in_time       boolean    back by the limit; null without a window
--
-- Source: docs/way-back.md, course

with

instants as (
    select start_at as turn_at, 'start' as kind, 1 as preference
    from computed_rollback_course
    union all
    select as_of, 'now', 2 from rollback_options
    union all
    select window_start_at, 'window', 3 from rollback_options
    union all
    select limit_at, 'limit', 4 from rollback_options
    union all
    select window_finish_at, 'window', 5 from rollback_options
),

named as (
    select turn_at, min_by(kind, preference) as kind
    from instants
    where turn_at is not null
    group by turn_at
),

known as (
    select
        named.turn_at,
        named.kind,
        coalesce(steps.backout_minutes, 0)::bigint as backout_minutes,
        coalesce(steps.task_count, 0)::bigint as task_count
    from named
    asof left join computed_rollback_course as steps
        on named.turn_at >= steps.start_at
)

select
    known.turn_at,
    known.kind,
    known.backout_minutes,
    known.turn_at + to_minutes(known.backout_minutes) as back_at,
    marks.limit_at,
    known.task_count,
    known.turn_at + to_minutes(known.backout_minutes) <= marks.limit_at
        as is_in_time

from known

cross join rollback_marks as marks

where marks.task_count > 0 and marks.problem is null

order by known.turn_at
