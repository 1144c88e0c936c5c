-- Does everybody know what they must know: the answer in words.
--
-- Reached: the group is covered in the phase that it is; where that is not
-- known, in every phase. Late: a message is overdue. At risk: a group is not
-- reached, or what a sent message announces has moved since.
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   messages of the plan
--
-- Source: docs/glossary.md, covered group; state of a message

with

groups as (
    select
        audience,
        bool_and(is_covered) as is_covered,
        bool_or(overdue_count > 0) as is_overdue,
        bool_or(planned_count = 0) as is_nothing_planned,
        bool_or(unacknowledged_count > 0) as is_unacknowledged
    from message_groups
    cross join programme
    where is_asked and (is_now or programme.current_phase is null)
    group by audience
),

reached as (
    select
        count(*) as group_count,
        count(*) filter (where not is_covered) as missing_count,
        count(*) filter (where is_overdue) as waiting_count,
        count(*) filter (where is_nothing_planned) as unplanned_count,
        count(*) filter (where is_unacknowledged and not is_overdue)
            as unconfirmed_count
    from groups
),

counted as (
    select
        count(*) as n,
        count(*) filter (where state = 'overdue') as overdue_count,
        count(*) filter (where state = 'due') as soon_count,
        count(*) filter (where is_moved and sent_at is not null)
            as moved_count,
        max_by(
            title || coalesce(' to ' || audience, ''),
            (overdue_minutes, communication_id)
        ) filter (where state = 'overdue') as overdue_name,
        max(overdue_minutes) as overdue_minutes
    from messages
),

upcoming as (
    select
        title || coalesce(' to ' || audience, '') as next_name,
        due_at as next_due_at
    from messages
    where sent_at is null and state in ('due', 'planned')
    order by due_at, communication_id
    limit 1
)

select
    case
        when n + group_count = 0 then 'unknown'
        when overdue_count > 0 then 'late'
        when missing_count + moved_count > 0 then 'at_risk'
        else 'on_track'
    end as health,
    case
        when n + group_count = 0 then 'No messages are planned'
        when missing_count > 0
            then format(
                '{} of {} groups not reached{}',
                missing_count,
                group_count,
                if(
                    overdue_count > 0,
                    ', ' || count_words(overdue_count, 'message', 'messages')
                    || ' overdue',
                    ''
                )
            )
        when overdue_count > 0
            then count_words(overdue_count, 'message', 'messages')
                || ' overdue'
        else format('All {} groups reached so far', group_count)
    end as headline,
    concat_ws(
        ' ',
        case
            when overdue_count > 0
                then format(
                    'Longest overdue is {}, for {}.',
                    overdue_name, length_words(overdue_minutes)
                )
        end,
        case
            when missing_count > 0
                then 'Of the groups ' || concat_ws(
                    ', ',
                    case when waiting_count > 0 then format(
                        '{} for an overdue message',
                        count_words(waiting_count, 'waits', 'wait')
                    ) end,
                    case when unplanned_count > 0 then format(
                        '{} nothing planned in this phase',
                        count_words(unplanned_count, 'has', 'have')
                    ) end,
                    case when unconfirmed_count > 0 then format(
                        '{} not confirmed',
                        count_words(unconfirmed_count, 'has', 'have')
                    ) end
                ) || '.'
        end,
        case
            when moved_count > 0
                then format(
                    '{} since: tell them again.',
                    count_words(
                        moved_count,
                        'sent message announces what has moved',
                        'sent messages announce what has moved'
                    )
                )
        end,
        case
            when next_due_at is not null
                then format(
                    'Next is {}, {}; {} due within 24 hours.',
                    next_name, local_words(next_due_at, zone), soon_count
                )
        end
    ) as detail,
    n

from reached

cross join counted

cross join programme

left join upcoming on true

order by health
