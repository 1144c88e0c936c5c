-- Where the programme is, in words: phase, what is late, what comes next.
--
-- Rules: late where a mandatory task is late, a checkpoint has passed without
-- a decision, an incident of severity 1 is open, or the network, where it
-- drives, ends the cutover behind its window; at risk where any task is late
-- or blocked, an incident of severity 2 is open, or the network ends the
-- cutover less than near_critical_minutes before the window does, or the plan
-- behind its baseline; unknown where there is neither a task nor an incident.
-- Contingency and skipped tasks do not count. A checkpoint of all workstreams
-- is always kept. The network is one: filters do not apply to it. Once the
-- plan has turned (No-Go, way back) that is said first, and nothing of what is
-- locked; decided where no live task is late.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer
--   detail    varchar  why, with the numbers
--   n         bigint   tasks in scope
--
-- Source: docs/glossary.md, late; open incident; warranty day; forecast that
-- drives; forecast by rate

with

work as (
    select
        count(*) filter (where status != 'skipped') as task_count,
        count(*) filter (where is_complete) as complete_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where is_late and is_mandatory) as mandatory_count,
        count(*) filter (where status = 'blocked') as blocked_count
    from tasks
    where
        (is_in_scope or (status = 'skipped' and not is_locked))
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

faults as (
    select
        coalesce(sum(incident_count), 0)::bigint as incident_count,
        coalesce(sum(incident_count) filter (
            where severity = 1 and state = 'open'
        ), 0)::bigint as first_count,
        coalesce(sum(incident_count) filter (
            where severity <= 2 and state = 'open'
        ), 0)::bigint as severe_count
    from incident_groups
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

gates as (
    select
        count(*) filter (where state = 'overdue') as overdue_count,
        max(label) filter (where state = 'next') as next_name,
        max(minutes_left) filter (where state = 'next') as next_minutes
    from programme_events
    where
        kind = 'checkpoint'
        and (
            len($workstreams) = 0
            or workstream is null
            or list_contains($workstreams, workstream)
        )
),

spans as (
    select
        max(event_id) filter (where state = 'now') as phase,
        max(minutes_left) filter (where event_id = 'go_live') as go_live_minutes
    from programme_events
),

rates as (
    select
        sum(remaining_count) as remaining,
        sum(burnt_count) / max(interval_count) as rate
    from burndown_rates
    where
        phase is distinct from 'contingency'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

forecasts as (
    select
        network.driver = 'network' as is_network,
        network.driver = 'rate' as is_rate,
        network.focus_target_id = 'cutover' as is_cutover,
        network.focus_float_minutes as float_minutes,
        tolerance.value as near_minutes,
        lower(network.focus_name) as focus_name,
        strftime(
            timezone(zone, timezone('UTC', network.focus_finish_at)),
            '%a %-d %b %H:%M'
        ) as network_words,
        case
            when rate > 0 and remaining between 1 and 3650 * rate
                then strftime(
                    timezone(zone, timezone('UTC', as_of + to_minutes(
                        round(remaining / rate * interval_minutes)::bigint
                    ))),
                    '%a %-d %b'
                )
        end as rate_words
    from network_forecast as network
    cross join rates
    cross join burndown_period
    inner join thresholds as tolerance
        on tolerance.threshold_id = 'near_critical_minutes'
),

said as (
    select
        *,
        case
            when task_count + incident_count = 0 then 'unknown'
            when mandatory_count + first_count + overdue_count > 0 then 'late'
            when is_network and is_cutover and float_minutes < 0 then 'late'
            when late_count + blocked_count + severe_count > 0 then 'at_risk'
            when is_network and float_minutes < if(is_cutover, near_minutes, 0)
                then 'at_risk'
            else 'on_track'
        end as health,
        case
            when phase = 'warranty'
                then format('Warranty day {} of {}', day_number, length_days)
            when phase = 'cutover' then 'Cutover under way'
            when go_live_minutes between 0 and 2879
                then format('Go-live in {} hours', go_live_minutes // 60)
            when go_live_minutes > 0
                then format('Go-live in {} days', go_live_minutes // 1440)
            when left_days < 0 then 'After the warranty'
            when go_live_minutes <= 0 then 'After go-live'
            else 'Go-live not dated'
        end as place,
        case
            when task_count + incident_count = 0 then 'nothing loaded to judge'
            when overdue_count > 0 then format(
                '{} checkpoint{} overdue',
                overdue_count, if(overdue_count = 1, '', 's')
            )
            when mandatory_count > 0 then format(
                '{} mandatory task{} late',
                mandatory_count, if(mandatory_count = 1, '', 's')
            )
            when severe_count > 0 then format(
                '{} severe incident{} open',
                severe_count, if(severe_count = 1, '', 's')
            )
            when late_count > 0 then format(
                '{} task{} late', late_count, if(late_count = 1, '', 's')
            )
            when blocked_count > 0 then format('{} blocked', blocked_count)
            else 'nothing late'
        end as trouble,
        case
            when is_network
                then format(
                    ' By the network, which counts, the {} ends {}{}{}.',
                    focus_name,
                    network_words,
                    case
                        when float_minutes is null then ''
                        when float_minutes = 0 then ', just when it is due'
                        else ', ' || length_words(float_minutes)
                    end || case
                        when float_minutes < 0 then ' late'
                        when float_minutes > 0 then ' early'
                        else ''
                    end,
                    coalesce('; by rate the work ends ' || rate_words, '')
                )
            when rate_words is not null
                then format(
                    ' By rate, which counts, the work ends {}.', rate_words
                )
            when is_rate then ' By rate, which counts, no end can be told.'
            else ''
        end as forecast_words
    from work
    cross join faults
    cross join gates
    cross join spans
    cross join warranty
    cross join forecasts
)

select
    coalesce(turned.health, said.health) as health,
    coalesce(turned.headline, place || ', ' || trouble) as headline,
    coalesce(turned.detail, case
        when next_minutes < 2880 then format(
            'Next checkpoint: {} in {} hours. ', next_name, next_minutes // 60
        )
        when next_minutes is not null then format(
            'Next checkpoint: {} in {} days. ', next_name, next_minutes // 1440
        )
        else 'No further checkpoint is planned. '
    end
    || case
        when task_count = 0 then 'No tasks are loaded.'
        else format(
            '{} of {} tasks are complete; {} late, {} of them mandatory; '
            || '{} blocked.',
            complete_count, task_count, late_count, mandatory_count,
            blocked_count
        )
    end)
    || case
        when incident_count > 0 then format(
            ' {} of {} incidents are open at severity 1 or 2.',
            severe_count, incident_count
        )
        else ''
    end
    || if(turned.is_turned, '', forecast_words) as detail,
    task_count as n

from said

cross join turned_plan as turned

order by health
