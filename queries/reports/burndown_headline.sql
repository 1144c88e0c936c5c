-- How much is left, and will it be done in time: the answer in words.
--
-- Late: T has passed, or the work is behind plan and the forecast that drives
-- (of the network, else by rate) ends after T. At risk: one of the two. Both
-- count tasks. Position: since when (or until when) the plan has had as many
-- tasks left. Once the plan has turned (No-Go, way back) that is said instead:
-- the burn-down then shows the plan that was stopped.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all but contingency
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   tasks in scope
--
-- Source: docs/glossary.md, schedule position; forecast by rate; network
-- forecast

with

rates as (
    select
        sum(remaining_count)::bigint as remaining,
        sum(scope_count)::bigint as scope,
        sum(planned_remaining_count)::bigint as planned,
        sum(baseline_count)::bigint as baseline,
        sum(burnt_count) / max(interval_count) as rate,
        max(interval_count) as interval_count
    from burndown_rates
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
),

plan as (
    select
        step_at,
        sum(planned_remaining_count) as planned_then
    from burndown_lines
    where
        is_axis
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
    group by step_at
),

networks as (
    select max(early_finish_at) as network_at
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

reached as (
    select
        max(plan.step_at) filter (
            where plan.planned_then >= rates.remaining
            and plan.step_at <= period.as_of
        ) as behind_since,
        min(plan.step_at) filter (
            where plan.planned_then <= rates.remaining
            and plan.step_at >= period.as_of
        ) as ahead_until
    from plan
    cross join rates
    cross join burndown_period as period
),

placed as (
    select
        period.*,
        rates.*,
        case
            when rates.remaining > rates.planned
                then date_diff(
                    'minute',
                    coalesce(reached.behind_since, period.baseline_start_at),
                    period.as_of
                )
            else date_diff(
                'minute',
                coalesce(reached.ahead_until, period.as_of),
                period.as_of
            )
        end as behind_minutes
    from rates
    cross join burndown_period as period
    cross join reached
),

forecasts as (
    select
        placed.*,
        networks.network_at,
        coalesce(
            driven.driver = 'network' and networks.network_at is not null,
            false
        ) as is_network,
        if(driven.driver = 'rate', driven.reason, null) as rate_reason,
        case
            when rate > 0 and remaining / rate <= 3650
                then as_of + to_minutes(
                    round(remaining / rate * interval_minutes)::bigint
                )
        end as rate_at,
        if(is_network, networks.network_at, rate_at) as forecast_at
    from placed
    cross join networks
    cross join forecast_driver as driven
),

told as (
    select
        *,
        coalesce(remaining > planned, false) as is_behind,
        case
            when abs(behind_minutes) >= 2880
                then format('{} days', abs(behind_minutes) // 1440)
            when abs(behind_minutes) >= 1440 then '1 day'
            when interval_unit != 'hour' then 'less than a day'
            else length_words(behind_minutes)
        end as position_words,
        timezone(zone, timezone('UTC', baseline_finish_at)) as local_finish_at,
        timezone(zone, timezone('UTC', network_at)) as local_network_at,
        timezone(zone, timezone('UTC', rate_at)) as local_rate_at
    from forecasts
)

select
    case
        when scope is null or baseline_finish_at is null then 'unknown'
        when turned.is_turned then turned.health
        when remaining = 0 then 'on_track'
        when as_of > baseline_finish_at then 'late'
        when is_behind and forecast_at > baseline_finish_at then 'late'
        when is_behind or forecast_at > baseline_finish_at then 'at_risk'
        else 'on_track'
    end as health,
    case
        when scope is null then 'No tasks are loaded'
        when turned.is_turned then turned.headline
        when remaining = 0 then format('All {:,} tasks are done', scope)
        when baseline_finish_at is null
            then format('{:,} of {:,} tasks left', remaining, scope)
        when remaining = planned
            then format('{:,} of {:,} tasks left, on plan', remaining, scope)
        else format(
            '{:,} of {:,} tasks left, {} {} plan',
            remaining, scope, position_words,
            if(behind_minutes > 0, 'behind', 'ahead of')
        )
    end as headline,
    coalesce(turned.detail, concat_ws(
        ' ',
        case
            when remaining > 0 and is_network
                then format(
                    'By the network of links, which sets the colour, it ends '
                    || '{}.',
                    strftime(local_network_at, '%a %-d %b %Y, %H:%M')
                )
            when remaining > 0 then rate_reason
        end,
        case
            when remaining = 0 then null
            when rate_at is not null
                then format(
                    'At {:.1f} tasks a {} the work would end {}{}.',
                    rate, interval_unit,
                    strftime(local_rate_at, '%a %-d %b %Y, %H:%M'),
                    if(is_network, '', ', which sets the colour')
                )
            when interval_count is not null
                then format(
                    'No end can be told: nothing was completed in the last '
                    || '{} {}s.', interval_count, interval_unit
                )
        end,
        'The baseline ends '
        || strftime(local_finish_at, '%a %-d %b %Y, %H:%M') || '.',
        case
            when baseline_finish_at <= baseline_start_at
                then 'The baseline has no length, so there is no ideal line.'
        end,
        case
            when scope > baseline and baseline > 0
                then format(
                    'The scope grew by {:,} task{} ({:.1f} %).',
                    scope - baseline, if(scope - baseline = 1, '', 's'),
                    100 * (scope - baseline) / baseline
                )
            when scope < baseline
                then format(
                    'The scope fell by {:,} task{} ({:.1f} %).',
                    baseline - scope, if(baseline - scope = 1, '', 's'),
                    100 * (baseline - scope) / baseline
                )
        end
    )) as detail,
    coalesce(scope, 0) as n

from told

cross join turned_plan as turned

order by health
