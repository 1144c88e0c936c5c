-- Will it be done in time, by simulation: the answer in words.
--
-- It tells the target in focus: the cutover while a task of it is open, else
-- the plan. Both plan versions draw the same random numbers for the same task,
-- so a changed P80 is the plan and not the dice. Once the plan has turned
-- (No-Go, way back) that is said first.
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   trials behind it
--
-- Source: docs/glossary.md, on time; health of a target

with

focus as (
    select * from risk_finishes
    where is_focus and version = 'current'
),

earlier as (
    select target_id, p80_at as previous_p80_at from risk_finishes
    where version = 'previous'
),

recoveries as (
    select count(*) as recovery_count from schedule_tasks
    where is_current and is_in_scope and is_recovery_assumed
),

told as (
    select
        focus.*,
        recoveries.recovery_count,
        case when driven.driver != 'network' then driven.linked_percent end
            as few_linked_percent,
        focus.estimated_count + focus.rehearsed_count + focus.assumed_count
            as duration_count,
        date_diff('minute', earlier.previous_p80_at, focus.p80_at)
            as moved_minutes,
        case focus.target_kind
            when 'cutover' then 'the window' else 'the baseline'
        end as due_words,
        timezone(programme.zone, timezone('UTC', focus.p50_at)) as p50_local,
        timezone(programme.zone, timezone('UTC', focus.p80_at)) as p80_local,
        timezone(programme.zone, timezone('UTC', focus.p95_at)) as p95_local,
        timezone(programme.zone, timezone('UTC', focus.reached_at))
            as reached_local,
        list_transform(
            [focus.p80_slack_minutes, moved_minutes],
            lambda minutes: length_words(minutes)
        ) as lengths
    from programme
    cross join recoveries
    cross join forecast_driver as driven
    left join focus on true
    left join earlier using (target_id)
),

sentences as (
    select
        *,
        format(
            'P80 {}{}; P50 {}, P95 {}.',
            strftime(p80_local, '%a %-d %b %Y, %H:%M'),
            case
                when p80_slack_minutes >= 0
                    then format(', {} before {} ends', lengths[1], due_words)
                when p80_slack_minutes < 0
                    then format(', {} after {} ends', lengths[1], due_words)
                else ''
            end,
            strftime(p50_local, '%a %-d %b %Y, %H:%M'),
            strftime(p95_local, '%a %-d %b %Y, %H:%M')
        ) as percentiles,
        case
            when moved_minutes = 0
                then 'P80 is where it was a snapshot ago.'
            when moved_minutes is not null
                then format(
                    'P80 is {} {} than a snapshot ago; same random numbers, '
                    || 'so that is the plan.',
                    lengths[2], if(moved_minutes > 0, 'later', 'earlier')
                )
        end as movement,
        case
            when assumed_count > 0
                then format(
                    '{}{:,} of {:,} durations are assumed: nobody estimated or '
                    || 'rehearsed them.',
                    if(2 * assumed_count > duration_count, 'Mostly a guess: ',
                        ''),
                    assumed_count, duration_count
                )
        end as basis,
        case
            when recovery_count > 0
                then format(
                    '{:,} blocked or failed task{} assumed to recover now.',
                    recovery_count, if(recovery_count = 1, ' is', 's are')
                )
        end as recovery,
        format(
            'Links join only {:.0f} % of the open tasks: expect less.',
            few_linked_percent
        ) as linkage
    from told
)

select
    coalesce(turned.health, sentences.health, 'unknown') as health,
    case
        when turned.is_turned then turned.headline
        when target_id is null then 'No task in scope is loaded'
        when reached_at is not null
            then 'All is done since '
                || strftime(reached_local, '%a %-d %b %Y, %H:%M')
        when trial_count is null then 'The risk cannot be simulated'
        when on_time_ratio is null
            then 'P80 is ' || strftime(p80_local, '%a %-d %b %Y, %H:%M')
        when target_kind = 'cutover'
            then on_time_words || ' likely to finish inside the window'
        else on_time_words || ' likely to finish by the baseline end'
    end as headline,
    concat_ws(
        ' ',
        turned.detail,
        case when reached_at is null then reason end,
        case when trial_count is not null then percentiles end,
        case
            when trial_count is not null and due_at is null
                then 'Without a due time there is no probability.'
        end,
        case when trial_count is not null then movement end,
        case when trial_count is not null then basis end,
        case when trial_count is not null then recovery end,
        case when trial_count is not null then linkage end
    ) as detail,
    coalesce(trial_count, 0) as n

from sentences

cross join turned_plan as turned

order by health
