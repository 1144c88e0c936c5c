-- The five figures of the decommission page.
--
-- Progress is told by count (components retired) and by weight (stages done,
-- weighted by annual cost, or by complexity where no cost is loaded). Trends
-- give the last 28 days, oldest first.
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
--   n         bigint    components behind it
--   trend     double[]  course
--
-- Source: docs/glossary.md, retired; double-run cost; cost of delay

with

kept as (
    select *
    from components
    inner join component_costs
        on components.component_id = component_costs.component_id
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

counted as (
    select
        count(*) as n,
        count(*) filter (where is_retired) as retired_count,
        100 * sum(weight * progress_ratio) / nullif(sum(weight), 0)
            as progress_percent,
        count(weight) as weighted_count,
        count(annual_cost_usd) as priced_count,
        sum(running_usd) as running_usd,
        sum(since_go_live_usd) as since_go_live_usd,
        count(since_go_live_usd) as since_count,
        sum(delay_usd) as delay_usd,
        count(delay_usd) as delay_count
    from kept
),

days as (
    select unnest(generate_series(today - 27, today, interval 1 day))::date
        as day
    from warranty
),

courses as (
    select
        days.day,
        count(*) filter (where actual_retire_date <= days.day)::double
            as retired,
        coalesce(sum(daily_cost_usd) filter (
            where coalesce(actual_retire_date > days.day, true)
        ), 0) as running
    from days
    cross join kept
    group by days.day
),

trends as (
    select
        list(retired order by day) as retired_trend,
        list(running order by day) as running_trend
    from courses
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        format('Retired of {}', n),
        case
            when priced_count > 0 then 'Progress by cost'
            else 'Progress by complexity'
        end,
        'Legacy cost a day',
        'Legacy cost since go-live',
        'Cost of delay'
    ]) as label,
    unnest([
        retired_count,
        progress_percent,
        running_usd,
        since_go_live_usd,
        delay_usd
    ])::double as value,
    unnest(['count', 'percent', 'usd_per_day', 'usd', 'usd']) as unit,
    unnest([0, 0, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'up', 'down', 'none', 'down']) as better,
    unnest([n, weighted_count, priced_count, since_count, delay_count])::bigint
        as n,
    unnest([
        retired_trend,
        null,
        case when priced_count > 0 then running_trend end,
        null,
        null
    ]) as trend

from counted

cross join trends

order by position
