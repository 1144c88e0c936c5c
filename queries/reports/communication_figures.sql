-- The five figures of the communication page.
--
-- Reached: groups covered in the phase that it is (not known: in every phase).
-- On time: sent by their due time, of those due by now. The courses have one
-- value per day, 13 days back to the status time.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
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
-- Source: docs/glossary.md, covered group; state of a message

with

groups as (
    select
        count(*) as group_count,
        count(*) filter (where is_covered) as covered_count
    from (
        select
            audience,
            bool_and(is_covered) as is_covered
        from message_groups
        cross join programme
        where is_asked and (is_now or programme.current_phase is null)
        group by audience
    )
),

counted as (
    select
        count(*) as n,
        count(*) filter (where state = 'overdue') as overdue_count,
        count(*) filter (where state = 'due') as soon_count,
        count(*) filter (where state = 'unacknowledged') as open_count,
        count(*) filter (
            where is_acknowledgement_required and sent_at is not null
        ) as asked_count,
        count(*) filter (where due_at < $as_of) as due_count,
        count(*) filter (where due_at < $as_of and sent_at <= due_at)
            as on_time_count,
        count(*) filter (where sent_at is null) as unsent_count
    from messages
),

days as (
    select unnest(generate_series(
        $as_of - interval 13 days, $as_of, interval 1 day
    )) as told_at
),

course as (
    select
        days.told_at,
        count(*) filter (
            where
            messages.due_at < days.told_at
            and coalesce(messages.sent_at > days.told_at, true)
        )::double as overdue_count,
        100 * count(*) filter (
            where
            messages.due_at < days.told_at
            and messages.sent_at <= messages.due_at
        ) / nullif(
            count(*) filter (where messages.due_at < days.told_at), 0
        ) as on_time_percent
    from days
    cross join messages
    group by days.told_at
),

courses as (
    select
        list(overdue_count order by told_at) as overdue_trend,
        list(on_time_percent order by told_at) as on_time_trend
    from course
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Groups reached',
        'Messages overdue',
        'Due within 24 hours',
        'Not confirmed',
        'Sent on time'
    ]) as label,
    unnest([
        100 * covered_count / nullif(group_count, 0),
        overdue_count,
        soon_count,
        open_count,
        100 * on_time_count / nullif(due_count, 0)
    ])::double as value,
    unnest(['percent', 'count', 'count', 'count', 'percent']) as unit,
    unnest([0, 0, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'down', 'none', 'down', 'up']) as better,
    unnest([group_count, n, unsent_count, asked_count, due_count])::bigint
        as n,
    unnest([null, overdue_trend, null, null, on_time_trend]) as trend

from groups

cross join counted

cross join courses

order by position
