-- Will the plan end in time by its network: the answer in words.
--
-- Late: the focus is forecast to end after it is due. At risk: its float is
-- below near_critical_minutes or it rests on an assumed recovery. With filters
-- the tasks kept are told instead: late if one of them is late by forecast, at
-- risk if one rests on an assumed recovery. Once the plan has turned (No-Go,
-- way back) that is said first.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   open tasks behind it
--
-- Source: docs/glossary.md, schedule headline

with

counted as (
    select
        coalesce(sum(open_count), 0)::bigint as open_count,
        coalesce(sum(forecast_count), 0)::bigint as forecast_count,
        coalesce(sum(late_count), 0)::bigint as late_count,
        coalesce(sum(late_own_count), 0)::bigint as late_own_count,
        coalesce(sum(late_critical_count), 0)::bigint as late_critical_count,
        coalesce(sum(assumed_count), 0)::bigint as assumed_count,
        count(*) as group_count
    from schedule_counts
    where
        is_current
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

focus as (
    select
        network.*,
        coalesce(forecasts.is_recovery_assumed, false) as is_recovery_assumed,
        (
            select max(value) from thresholds
            where threshold_id = 'near_critical_minutes'
        ) as near_minutes,
        date_diff(
            'minute', network.previous_finish_at, network.focus_finish_at
        ) as moved_minutes,
        len($workstreams) + len($sides) + len($phases) > 0 as is_filtered
    from network_forecast as network
    left join target_forecasts as forecasts
        on
            network.focus_target_id = forecasts.target_id
            and forecasts.is_current
),

told as (
    select
        counted.*,
        focus.* exclude (open_count),
        as_of,
        snapshots.load_as_of,
        timezone(zone, timezone('UTC', focus_finish_at)) as local_finish_at,
        timezone(zone, timezone('UTC', focus_due_at)) as local_due_at,
        list_transform(
            [
                focus_float_minutes,
                moved_minutes,
                date_diff('minute', snapshots.load_as_of, as_of)
            ],
            lambda minutes: length_words(minutes)
        ) as lengths
    from counted
    cross join focus
    cross join programme
    left join plan_snapshots as snapshots on snapshots.is_current
)

select
    case
        when group_count = 0 or problem is not null then 'unknown'
        when turned.is_turned then turned.health
        when open_count = 0 then 'on_track'
        when is_filtered and late_count > 0 then 'late'
        when is_filtered and assumed_count > 0 then 'at_risk'
        when is_filtered then 'on_track'
        when focus_float_minutes < 0 then 'late'
        when
            focus_float_minutes < near_minutes
            or is_recovery_assumed
            then 'at_risk'
        when focus_float_minutes is null then 'unknown'
        else 'on_track'
    end as health,
    case
        when group_count = 0 and is_filtered then 'No task is left to tell of'
        when group_count = 0 then 'No tasks are loaded'
        when turned.is_turned then turned.headline
        when problem is not null then 'The schedule cannot be computed'
        when open_count = 0 then 'No task is open'
        when is_filtered and late_count = 0
            then 'No task is late by forecast'
        when is_filtered
            then format(
                '{:,} task{} late by forecast, {:,} critical',
                late_count, if(late_count = 1, '', 's'), late_critical_count
            )
        when focus_float_minutes is null
            then 'Forecast finish '
                || strftime(local_finish_at, '%a %-d %b %Y, %H:%M')
        when focus_float_minutes = 0
            then if(focus_target_id = 'cutover', 'Cutover', 'The plan')
                || ' ends exactly when it is due'
        else format(
            '{} ends {} {} {}',
            if(focus_target_id = 'cutover', 'Cutover', 'The plan'),
            lengths[1],
            if(focus_float_minutes > 0, 'before', 'after'),
            if(
                focus_target_id = 'cutover',
                'the window closes',
                'its baseline'
            )
        )
    end as headline,
    concat_ws(
        ' ',
        turned.detail,
        case
            when driver = 'rate'
                then reason || ' Here the network is told all the same.'
        end,
        case
            when open_count > 0
                then format(
                    'Forecast finish {}{}.',
                    strftime(local_finish_at, '%a %-d %b %Y, %H:%M'),
                    coalesce(', due ' || strftime(
                        local_due_at, '%a %-d %b %Y, %H:%M'
                    ), '')
                )
        end,
        case
            when late_count > 0
                then format(
                    '{:,} of {:,} open tasks late by forecast: {:,} critical, '
                    || '{:,} by a delay of their own.',
                    late_count, open_count, late_critical_count, late_own_count
                )
            when forecast_count > 0
                then format(
                    'None of {:,} open tasks is late by forecast.', open_count
                )
        end,
        case
            when moved_minutes = 0
                then 'The finish is where it was a snapshot ago.'
            when moved_minutes is not null
                then format(
                    'The finish is {} {} than a snapshot ago.',
                    lengths[2], if(moved_minutes > 0, 'later', 'earlier')
                )
        end,
        case
            when assumed_count > 0
                then format(
                    '{:,} blocked task{} assumed to go on now.',
                    assumed_count, if(assumed_count = 1, ' is', 's are')
                )
        end,
        case
            when open_count > 0 and as_of >= load_as_of + interval 1 hour
                then format(
                    'The plan was last told {} ago: what happened since '
                    || 'counts as not done.', lengths[3]
                )
        end
    ) as detail,
    open_count as n

from told

cross join turned_plan as turned

order by health
