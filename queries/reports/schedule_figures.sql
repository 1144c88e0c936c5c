-- The five figures of the schedule page. The float is that of the focus,
-- whatever the filters keep; trends give one value per snapshot of the plan.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    tasks behind it
--   trend     double[]  course, oldest first
--
-- Source: docs/glossary.md, schedule figures

with

counts as (
    select
        snapshot_number,
        sum(open_count)::bigint as open_count,
        sum(late_count)::bigint as late_count,
        if(
            sum(forecast_count) = 0 and sum(open_count) > 0,
            null,
            [
                sum(critical_count),
                sum(late_own_count),
                sum(waiting_count),
                sum(assumed_count)
            ]::double[]
        ) as numbers
    from schedule_counts
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
    group by snapshot_number
),

slacks as (
    select
        forecasts.snapshot_number,
        forecasts.slack_minutes,
        forecasts.task_count,
        if(abs(last(forecasts.slack_minutes order by snapshot_number) over ())
            < 2880, 60, 1440) as unit_minutes
    from target_forecasts as forecasts
    inner join schedule_targets as targets using (target_id)
    where targets.is_focus
),

courses as (
    select
        list(numbers order by snapshot_number) as numbers,
        last(open_count order by snapshot_number) as open_count,
        last(late_count order by snapshot_number) as late_count
    from counts
),

floats as (
    select
        list(slack_minutes / unit_minutes order by snapshot_number) as floats,
        max(unit_minutes) as unit_minutes,
        last(task_count order by snapshot_number) as task_count
    from slacks
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Float to the due time',
        'Critical tasks open',
        'Late by own delay',
        'Startable, not started',
        'Recoveries assumed'
    ]) as label,
    unnest([
        floats[-1],
        numbers[-1][1],
        numbers[-1][2],
        numbers[-1][3],
        numbers[-1][4]
    ])::double as value,
    unnest([
        if(unit_minutes = 60, 'hours', 'days'),
        'count',
        'count',
        'count',
        'count'
    ]) as unit,
    unnest([1, 0, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'down', 'down', 'down', 'down']) as better,
    unnest([
        coalesce(task_count, 0),
        coalesce(open_count, 0),
        coalesce(late_count, 0),
        coalesce(open_count, 0),
        coalesce(open_count, 0)
    ])::bigint as n,
    unnest([
        floats,
        list_transform(numbers, lambda course: course[1]),
        list_transform(numbers, lambda course: course[2]),
        list_transform(numbers, lambda course: course[3]),
        list_transform(numbers, lambda course: course[4])
    ])::double[] as trend

from courses

cross join floats

order by position
