-- Whether the preliminary assessment was held in time: always one row.
--
-- Returns
--   due_from_date   date       first day on which it is due
--   due_until_date  date       last day
--   due_until_at    timestamp  end of that day; UTC
--   held_at         timestamp  when it was held; null: not yet; UTC
--   state           varchar    key; not planned, upcoming, due, overdue, held,
--                              held early, held late
--   words           varchar    the same in words
--
-- Source: docs/glossary.md, preliminary assessment; M3 4.16

with

limits as (
    select
        zone,
        timezone(zone, timezone('UTC', as_of))::date as today,
        timezone(zone, timezone('UTC', go_live_at))::date as go_live_date,
        earliest.value::integer as most_days,
        latest.value::integer as least_days,
        go_live_date - most_days as due_from_date,
        go_live_date - least_days as due_until_date
    from programme
    inner join thresholds as earliest
        on earliest.threshold_id = 'preliminary_most_days'
    inner join thresholds as latest
        on latest.threshold_id = 'preliminary_least_days'
),

held as (
    select
        coalesce(
            min(assessed_at) filter (where stage = 'preliminary'),
            min(assessed_at) filter (
                where
                    stage is null
                    and assessed_date between due_from_date and due_until_date
            )
        ) as held_at
    from assessments
    cross join limits
),

judged as (
    select
        limits.*,
        held.held_at,
        timezone(zone, timezone('UTC', held_at))::date as held_date,
        case
            when go_live_date is null then 'not planned'
            when held_date < due_from_date then 'held early'
            when held_date > due_until_date then 'held late'
            when held_date is not null then 'held'
            when today < due_from_date then 'upcoming'
            when today > due_until_date then 'overdue'
            else 'due'
        end as state,
        format(
            '{} to {} days before go-live, {} to {}',
            least_days,
            most_days,
            strftime(due_from_date, '%-d %b'),
            strftime(due_until_date, '%-d %b %Y')
        ) as due_words
    from limits
    cross join held
)

select
    due_from_date,
    due_until_date,
    timezone('UTC', timezone(
        zone, (due_until_date + interval 1 day)::timestamp
    )) as due_until_at,
    held_at,
    state,
    case
        when state = 'not planned' then 'no go-live is planned'
        when held_date is not null
            then format(
                '{} on {}, {} days before go-live; due {}',
                state,
                strftime(held_date, '%-d %b %Y'),
                go_live_date - held_date,
                due_words
            )
        when state = 'overdue' then 'not held; it was due ' || due_words
        when state = 'due' then 'due now: ' || due_words
        else 'due ' || due_words
    end as words

from judged
