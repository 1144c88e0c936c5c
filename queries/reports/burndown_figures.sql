-- The five figures of the burn-down page.
--
-- Trends give up to 28 intervals before the status time, oldest first.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all but contingency
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    tasks behind it
--   trend     double[]  course
--
-- Source: docs/glossary.md, remaining; progress; late; net scope change

with

courses as (
    select
        intervals_back,
        sum(scope_count) as scope,
        sum(remaining_count) as remaining,
        sum(scope_hours) as scope_hours,
        sum(remaining_hours) as remaining_hours,
        sum(baseline_count) as baseline
    from burndown_lines
    where
        intervals_back < 28
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
    group by intervals_back
),

measured as (
    select
        intervals_back,
        scope,
        remaining::double as remaining,
        100 * (scope - remaining) / nullif(scope, 0) as done_percent,
        100 * (scope_hours - remaining_hours) / nullif(scope_hours, 0)
            as done_hours_percent,
        100 * (scope - baseline) / nullif(baseline, 0) as growth_percent
    from courses
),

late as (
    select count(*) filter (where is_late) as late_count
    from tasks
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
),

figures as (
    select
        max(scope) filter (where intervals_back = 0)::bigint as n,
        list([remaining, done_percent, done_hours_percent, growth_percent]
            order by intervals_back desc) as courses
    from measured
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Tasks left',
        'Done, by tasks',
        'Done, by hours',
        'Late tasks',
        'Scope since baseline'
    ]) as label,
    unnest([
        courses[-1][1],
        courses[-1][2],
        courses[-1][3],
        late_count,
        courses[-1][4]
    ])::double as value,
    unnest(['count', 'percent', 'percent', 'count', 'percent']) as unit,
    unnest([0, 0, 0, 0, 0])::bigint as decimals,
    unnest(['down', 'up', 'up', 'down', 'none']) as better,
    coalesce(n, 0) as n,
    unnest([
        list_transform(courses, lambda course: course[1]),
        list_transform(courses, lambda course: course[2]),
        list_transform(courses, lambda course: course[3]),
        null,
        list_transform(courses, lambda course: course[4])
    ]) as trend

from figures

cross join late

order by position
