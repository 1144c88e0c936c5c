-- Are the checkpoints safe: the answer in words.
--
-- Overdue checkpoints come first; else the next undecided one is told. Once the
-- plan has turned (No-Go, way back) that is said instead.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all, and a
--                            checkpoint of all workstreams is always kept
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   checkpoints behind it
--
-- Source: docs/glossary.md, checkpoint health

with

kept as (
    select * from checkpoints
    where
        (
            len($workstreams) = 0
            or workstream is null
            or list_contains($workstreams, workstream)
        )
        and (len($phases) = 0 or list_contains($phases, phase))
),

counted as (
    select
        count(*) as n,
        count(*) filter (where health = 'decided') as decided_count,
        count(*) filter (where health = 'overdue') as overdue_count,
        count(*) filter (where health = 'red') as red_count,
        count(*) filter (where health = 'amber') as amber_count,
        count(*) filter (where is_mismatch) as mismatch_count,
        min_by(checkpoint_name, (planned_at, checkpoint_id))
            filter (where health = 'overdue') as overdue_name
    from kept
),

upcoming as (
    select * from kept
    where
        health not in ('decided', 'overdue')
        and rule != 'stopped'
        and planned_at is not null
    order by planned_at, checkpoint_id
    limit 1
),

told as (
    select
        counted.*,
        upcoming.checkpoint_name as next_name,
        upcoming.health as next_health,
        upcoming.reason as next_reason,
        date_diff('minute', programme.as_of, upcoming.planned_at)
            as next_minutes,
        case
            when next_minutes < 120 then format('{} min', next_minutes)
            when next_minutes < 2880
                then format('{} hours', next_minutes // 60)
            else format('{} days', next_minutes // 1440)
        end as next_words,
        strftime(
            timezone(programme.zone, timezone('UTC', upcoming.planned_at)),
            '%a %-d %b %Y, %H:%M'
        ) as next_time
    from counted
    cross join programme
    left join upcoming on true
)

select
    case
        when n = 0 then 'unknown'
        when turned.is_turned then turned.health
        when overdue_count > 0 or next_health = 'red' then 'late'
        when next_health = 'amber' or red_count > 0 then 'at_risk'
        when next_health = 'green' then 'on_track'
        when decided_count = n then 'decided'
        else 'unknown'
    end as health,
    case
        when n = 0 then 'No checkpoints are loaded'
        when turned.is_turned then turned.headline
        when overdue_count > 0
            then format(
                '{:,} checkpoint{} overdue for a decision',
                overdue_count, if(overdue_count = 1, '', 's')
            )
        when decided_count = n
            then format('All {:,} checkpoints are decided', n)
        when next_name is null then 'No undecided checkpoint has a date'
        else format(
            'Next checkpoint in {}: {}',
            next_words,
            case next_health
                when 'red' then 'not safe'
                when 'amber' then 'at risk'
                when 'green' then 'on track'
                else 'not yet known'
            end
        )
    end as headline,
    concat_ws(
        ' ',
        turned.detail,
        overdue_name || ' has no decision yet.',
        format('Next is {}, {}: {}.', next_name, next_time, next_reason),
        case
            when n > 0
                then format(
                    '{:,} of {:,} decided, {} red, {} amber, {} asserted '
                    || 'otherwise than computed.',
                    decided_count, n, red_count, amber_count, mismatch_count
                )
        end
    ) as detail,
    n

from told

cross join turned_plan as turned

order by health
