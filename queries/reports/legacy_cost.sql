-- What legacy costs a day: as it was and is expected, against the plan.
--
-- One row per day from a month before go-live (or the first day retired) to a
-- week after the last day expected. After the status time components retire
-- on the day expected. Components without a cost are counted, not priced; one
-- without any date runs on.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   day                date     key; local day in the programme's zone
--   running_usd        double   cost of the day
--   planned_usd        double   cost of the day had the baseline been kept
--   since_go_live_usd  double   cost of the days since go-live, without
--                               this one; null before
--   is_forecast        boolean  after the status time
--   unknown_count      bigint   components without a cost
--
-- Source: docs/glossary.md, double-run cost; cost of delay

with

kept as (
    select
        expected_retire_date,
        coalesce(baseline_retire_date, planned_retire_date) as base_date,
        daily_cost_usd
    from components
    inner join component_costs
        on components.component_id = component_costs.component_id
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

totals as (
    select
        sum(daily_cost_usd) as daily_usd,
        count(*) filter (where daily_cost_usd is null) as unknown_count,
        min(expected_retire_date) as first_date,
        greatest(max(expected_retire_date), max(base_date)) as last_date
    from kept
),

days as (
    select
        totals.*,
        today,
        timezone(zone, timezone('UTC', go_live_at))::date as go_live_date,
        unnest(generate_series(
            coalesce(
                timezone(zone, timezone('UTC', go_live_at))::date - 30,
                first_date
            ),
            greatest(last_date, today) + 7,
            interval 1 day
        ))::date as day
    from totals
    cross join warranty
    cross join programme
    where daily_usd is not null
),

stops as (
    select expected_retire_date as day, daily_cost_usd as ran, 0 as base
    from kept
    union all
    select base_date, 0, daily_cost_usd
    from kept
),

stopped as (
    select
        days.day,
        coalesce(sum(stops.ran), 0) as ran,
        coalesce(sum(stops.base), 0) as base
    from days
    left join stops on stops.day <= days.day
    group by days.day
),

priced as (
    select
        days.*,
        daily_usd - ran as running_usd,
        daily_usd - base as planned_usd
    from days
    inner join stopped on days.day = stopped.day
)

select
    day,
    running_usd::double as running_usd,
    planned_usd::double as planned_usd,
    case
        when day >= go_live_date
            then coalesce(
                sum(running_usd) filter (where day >= go_live_date)
                    over (order by day rows unbounded preceding) - running_usd,
                0
            )
    end::double as since_go_live_usd,
    day > today as is_forecast,
    unknown_count

from priced

order by day
