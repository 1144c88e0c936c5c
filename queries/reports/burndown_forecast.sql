-- When the work will be done, by the network and at the present rate, one row.
--
-- The network of links knows the critical path; the rate does not. Which of
-- the two drives the colour of the page is said with its reason: the mart
-- forecast_driver decides. Two rates are shown because they differ: work done
-- per interval, and the same less what was added. A rate of zero or less, or a
-- finish more than 3,650 intervals away, is not determinable.
--
-- Parameters
--   $unit         varchar = count  one of count, hours
--   $workstreams  varchar[]        workstreams to keep; empty keeps all
--   $sides        varchar[]        sides to keep; empty keeps all
--   $phases       varchar[]        phases to keep; empty keeps all but
--                                  contingency
--
-- Returns
--   as_of                timestamp  key; status time; UTC
--   remaining            double     work left, in the unit
--   interval_unit        varchar    hour, day, week
--   interval_count       bigint     intervals behind the rates; null: none yet
--   rate                 double     done per interval
--   net_rate             double     done less added plus removed, per interval
--   baseline_start_at    timestamp  t0; UTC
--   baseline_finish_at   timestamp  T; UTC
--   forecast_finish_at   timestamp  status time + remaining / rate; UTC
--   net_finish_at        timestamp  status time + remaining / net rate; UTC
--   reason               varchar    why there is no forecast by rate, else null
--   network_finish_at    timestamp  latest early finish of the open tasks; UTC
--   driver               varchar    which forecast drives: network, rate, none
--   driver_reason        varchar    why
--   driving_finish_at    timestamp  the forecast that drives; UTC
--
-- Source: docs/glossary.md, burn rate; forecast by rate; network forecast

with

kept as (
    select * from burndown_rates
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
),

rates as (
    select
        case
            when $unit = 'count' then sum(remaining_count)
            when sum(scope_hours) > 0 then sum(remaining_hours)
        end::double as remaining,
        count(*) > 0 as has_tasks,
        max(interval_count) as interval_count,
        sum(if($unit = 'count', burnt_count, burnt_hours))
            / max(interval_count) as rate,
        sum(if($unit = 'count', net_burnt_count, net_burnt_hours))
            / max(interval_count) as net_rate
    from kept
),

networks as (
    select max(early_finish_at) as network_finish_at
    from task_forecasts
    where
        is_open
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
),

lengths as (
    select
        *,
        case when rate > 0 then remaining / rate end as rate_length,
        case when net_rate > 0 then remaining / net_rate end as net_length
    from rates
)

select
    period.as_of,
    lengths.remaining,
    period.interval_unit,
    lengths.interval_count,
    lengths.rate,
    lengths.net_rate,
    period.baseline_start_at,
    period.baseline_finish_at,
    case
        when lengths.rate_length <= 3650
            then period.as_of + to_minutes(
                round(lengths.rate_length * period.interval_minutes)::bigint
            )
    end as forecast_finish_at,
    case
        when lengths.net_length <= 3650
            then period.as_of + to_minutes(
                round(lengths.net_length * period.interval_minutes)::bigint
            )
    end as net_finish_at,
    nullif(concat_ws(
        ' ',
        case
            when not lengths.has_tasks then 'There are no tasks to count.'
            when lengths.remaining is null
                then 'Not determinable: no task in the plan has hours.'
            when lengths.remaining = 0 then null
            when lengths.interval_count is null
                then 'Not determinable: no whole ' || period.interval_unit
                    || ' has passed since the baseline.'
            when lengths.rate <= 0 or lengths.rate is null
                then 'Not determinable: nothing was completed in the last '
                    || lengths.interval_count || ' ' || period.interval_unit
                    || if(lengths.interval_count = 1, '.', 's.')
            when lengths.rate_length > 3650
                then 'Not determinable: at this rate it would take more than '
                    || '3,650 ' || period.interval_unit || 's.'
        end,
        case
            when period.baseline_finish_at <= period.baseline_start_at
                then 'The baseline has no length: it starts and ends at the '
                    || 'same time, so there is no ideal line.'
        end
    ), '') as reason,
    networks.network_finish_at,
    if(
        driven.driver = 'network' and networks.network_finish_at is null,
        'rate', driven.driver
    ) as driver,
    driven.reason as driver_reason,
    if(
        driven.driver = 'network',
        coalesce(networks.network_finish_at, forecast_finish_at),
        forecast_finish_at
    ) as driving_finish_at

from lengths

cross join burndown_period as period

cross join networks

cross join forecast_driver as driven

order by period.as_of
