-- The five figures of the warranty page.
--
-- Trends give the last 28 days, oldest first; resolve times have none.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    rows behind it
--   trend     double[]  course
--
-- Source: docs/glossary.md, warranty clock; backlog; SLA attainment; MTTR

with

kept as (
    select * from incident_groups
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

counted as (
    select
        coalesce(sum(incident_count), 0)::bigint as n,
        coalesce(sum(incident_count) filter (where state = 'open'), 0)
            as open_count,
        coalesce(sum(incident_count) filter (
            where state = 'open' and severity <= 2
        ), 0) as worst_count,
        coalesce(sum(incident_count) filter (where sla_state = 'met'), 0)
            as met_count,
        coalesce(sum(incident_count) filter (
            where sla_state in ('met', 'breached')
        ), 0) as ended_count,
        coalesce(sum(incident_count) filter (
            where sla_state = 'open_breached'
        ), 0)::bigint as breached_count,
        sum(resolve_minutes) / nullif(sum(resolved_count), 0) / 60
            as mttr_hours,
        coalesce(sum(resolved_count), 0) as resolved_count
    from kept
),

daily as (
    select
        day,
        sum(opened_count + reopened_count - resolved_count - cancelled_count)
            as net,
        coalesce(sum(
            opened_count + reopened_count - resolved_count - cancelled_count
        ) filter (where severity <= 2), 0) as net_worst,
        sum(ended_met_count) as met,
        sum(ended_met_count + ended_breached_count) as ended
    from incident_days
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    group by day
),

days as (
    select unnest(generate_series(
        greatest((select min(day) from daily), today - 27),
        today,
        interval 1 day
    ))::date as day
    from warranty
),

courses as (
    select
        days.day,
        sum(net)::double as open_count,
        sum(net_worst)::double as worst_count,
        (100 * sum(met) / nullif(sum(ended), 0))::double as attained
    from days
    left join daily on daily.day <= days.day
    group by days.day
),

trends as (
    select
        list(open_count order by day) as open_trend,
        list(worst_count order by day) as worst_trend,
        list(attained order by day) as attained_trend
    from courses
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Warranty days left',
        'Open, severity 1 and 2',
        'Backlog',
        format('SLA met ({} open past due)', breached_count),
        'Mean time to resolve'
    ]) as label,
    unnest([
        case when left_days > 0 then left_days else left_days * 0 end,
        worst_count,
        open_count,
        100 * met_count / nullif(ended_count, 0),
        mttr_hours
    ])::double as value,
    unnest(['days', 'count', 'count', 'percent', 'hours']) as unit,
    unnest([0, 0, 0, 1, 1])::bigint as decimals,
    unnest(['none', 'down', 'down', 'up', 'down']) as better,
    unnest([null, n, n, ended_count, resolved_count])::bigint as n,
    unnest([null, worst_trend, open_trend, attained_trend, null]) as trend

from counted

cross join warranty

cross join trends

order by position
