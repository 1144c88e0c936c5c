-- What needs somebody's attention, most urgent first, one row per item.
--
-- Filters keep what belongs to everybody: checkpoints, messages, actions,
-- registers and what a go/no-go waits for, where they name no workstream, side
-- or phase.
--
-- Parameters
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--   $phases       varchar[]      phases to keep; empty keeps all
--   $rows         bigint = 1000  at most so many
--
-- Returns
--   item_id     varchar  key; kind and identifier of the thing
--   health      varchar  late (urgency 1), at_risk (2), unknown (3)
--   kind        varchar  late_task, blocked_task, mismatch, communication,
--                        checkpoint, incident, decommission, stale,
--                        condition, criterion, vote, assessment, action
--   what        varchar  name of the thing
--   why         varchar  what is wrong with it
--   age_days    double   since when, in days up to the status time
--   owner       varchar  people, else role, that must act
--   side        varchar  side that must act
--   workstream  varchar  workstream
--   page        varchar  page that tells more
--
-- Source: docs/glossary.md, attention

with

items as (
    from attention_work
    union all by name
    from attention_registers
    union all by name
    from attention_checkpoints
    union all by name
    from attention_components
    union all by name
    from attention_decisions
),

marked as (
    select
        *,
        kind in (
            'checkpoint', 'communication', 'stale', 'condition', 'criterion',
            'vote', 'assessment', 'action'
        ) as is_shared
    from items
)

select
    item_id,
    case urgency
        when 1 then 'late'
        when 2 then 'at_risk'
        else 'unknown'
    end as health,
    kind,
    what,
    why,
    round(date_diff('minute', since_at, programme.as_of) / 1440, 1) as age_days,
    owner,
    side,
    workstream,
    page

from marked

cross join programme

where
    (
        len($workstreams) = 0
        or list_contains($workstreams, workstream)
        or (workstream is null and is_shared)
    )
    and (
        len($sides) = 0
        or list_contains($sides, side)
        or (side is null and is_shared)
    )
    and (
        len($phases) = 0
        or list_contains($phases, phase)
        or (phase is null and is_shared)
    )

order by urgency, since_at nulls last, item_id
limit $rows
