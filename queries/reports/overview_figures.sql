-- The figures that matter, one row per figure; those without a value last.
--
-- The fourth is how long before its due time the network ends the cutover
-- (then the plan); where the network does not drive, the work left.
--
-- Rules: contingency tasks do not count; severe is severity 1 or 2. The
-- course of tasks has one value per snapshot, judged at its own time; the
-- course of incidents one per day.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   what is counted
--   value     double    value; null: not determinable
--   unit      varchar   count, hours, work_hours, usd_per_day
--   decimals  bigint    decimals to show
--   better    varchar   up, down: which direction is good
--   n         bigint    rows behind it
--   trend     double[]  course, oldest first
--
-- Source: docs/glossary.md, late; blocked; remaining hours; legacy cost;
-- forecast that drives

with

told as (
    select
        told_at,
        is_current,
        sum(task_count)::bigint as n,
        sum(late_count)::double as late_count,
        sum(blocked_count)::double as blocked_count,
        sum(left_hours) as left_hours
    from snapshot_task_counts
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
    group by told_at, is_current
),

days as (
    select
        unnest(generate_series(
            (select min("day") from incident_days), today, interval 1 day
        ))::date as "day"
    from warranty
),

severe as (
    select
        days."day",
        sum(coalesce(sum(
            opened_count + reopened_count - resolved_count - cancelled_count
        ) filter (where severity <= 2), 0)) over (order by days."day")::double
            as severe_count,
        coalesce(sum(sum(opened_count)) over (), 0)::bigint as n
    from days
    left join incident_days
        on days."day" = incident_days."day"
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    group by days."day"
),

legacy as (
    select sum(running_usd) as daily_usd, count(running_usd) as n
    from component_costs
    inner join components using (component_id)
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

course as (
    select
        list(course.slack_minutes / 60 order by course.told_at) as float_hours
    from target_forecasts as course
    inner join network_forecast as network
        on course.target_id = network.focus_target_id
),

figures(position, label, value, unit, n, trend) as (
    select
        1, 'Tasks late', max(late_count) filter (where is_current), 'count',
        max(n) filter (where is_current), list(late_count order by told_at)
    from told
    union all
    select
        2, 'Tasks blocked', max(blocked_count) filter (where is_current),
        'count', max(n) filter (where is_current),
        list(blocked_count order by told_at)
    from told
    union all
    select
        3, 'Severe incidents open', max_by(severe_count, "day"),
        'count', max(n), list(severe_count order by "day")
    from severe
    union all
    select
        4, 'Work left', max(left_hours) filter (where is_current),
        'work_hours', max(n) filter (where is_current),
        list(left_hours order by told_at)
    from told
    having not (select driver = 'network' from forecast_driver)
    union all
    select
        4,
        if(
            focus_target_id = 'cutover',
            'Float to the window', 'Float to the baseline'
        ),
        focus_float_minutes / 60, 'hours', open_count, float_hours
    from network_forecast
    cross join course
    where driver = 'network'
    union all
    select 5, 'Legacy cost per day', daily_usd, 'usd_per_day', n, null
    from legacy
)

select
    position::bigint as position,
    label,
    value,
    unit,
    if(label like 'Float%', 1, 0)::bigint as decimals,
    if(label like 'Float%', 'up', 'down') as better,
    n::bigint as n,
    trend

from figures
order by position
