-- Is it stable: the answer in words.
--
-- With exit criteria their streaks decide, over the whole programme whatever
-- is kept; without them nothing shows that it is stable, and what is open is
-- told instead.
--
-- Parameters
--   $workstreams  varchar[]  workstreams of incidents to keep; empty keeps all
--   $sides        varchar[]  sides of incidents to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   incidents behind it
--
-- Source: docs/glossary.md, warranty exit

with

counted as (
    select
        coalesce(sum(incident_count), 0)::bigint as n,
        coalesce(sum(incident_count) filter (where state = 'open'), 0)::bigint
            as open_count,
        coalesce(sum(incident_count) filter (
            where state = 'open' and severity = 1
        ), 0)::bigint as open_1,
        coalesce(sum(incident_count) filter (
            where sla_state = 'open_breached'
        ), 0)::bigint as open_breached
    from incident_groups
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

told as (
    select
        *,
        format(
            '{} open, {} of severity 1, {} past their SLA.',
            open_count, open_1, open_breached
        ) as open_words,
        case
            when left_days < 0
                then format(
                    'The warranty ended {} day{} ago.',
                    -left_days, if(left_days = -1, '', 's')
                )
            when day_number < 0
                then format(
                    'The warranty begins in {} day{}.',
                    -day_number, if(day_number = -1, '', 's')
                )
            when left_days is not null
                then format('Day {} of {}.', day_number, length_days)
            else 'No warranty dates are loaded.'
        end as clock_words
    from counted
    cross join warranty
)

select
    case
        when n = 0 and criterion_count = 0 then 'unknown'
        when is_exit_met and criterion_count > 0 then 'on_track'
        when open_1 > 0 or (left_days < 0 and criterion_count > 0) then 'late'
        when criterion_count > 0 or open_breached > 0 then 'at_risk'
        when open_count = 0 then 'on_track'
        else 'unknown'
    end as health,
    case
        when n = 0 and criterion_count = 0
            then 'No incidents and no exit criteria are loaded'
        when is_exit_met and criterion_count > 0
            then 'Stable: all exit criteria held'
        when day_number < 0 and criterion_count > 0
            then 'The warranty has not begun'
        when criterion_count > 0
            then format(
                'Not stable yet: {} of {} exit criteria held',
                held_count, criterion_count
            )
        when open_count = 0
            then format('None of {:,} incidents is open', n)
        else format(
            'Open incidents: {:,}, past their SLA: {:,}',
            open_count, open_breached
        )
    end as headline,
    case
        when criterion_count > 0 and len($workstreams) + len($sides) > 0
            then format(
                '{} {} Exit criteria are of the whole programme.',
                clock_words, open_words
            )
        when criterion_count > 0
            then format('{} {}', clock_words, open_words)
        else format('{} {} No exit criteria are loaded.', clock_words,
            open_words)
    end as detail,
    n

from told

order by health
