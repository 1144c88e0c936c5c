-- The registers as they stand: checkpoints, RAID log, criteria and conditions
-- of decisions, one row per item, with what two moments are compared by. Of
-- criteria what people assert; a live figure moves on by itself.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   item_kind   varchar    key; checkpoint, condition, criterion, or the type
--                          of an entry of the RAID log: risk, assumption,
--                          issue, dependency, action, decision
--   item_id     varchar    key
--   item_name   varchar    its name
--   state       varchar    open, closed; of a checkpoint its decision: go,
--                          conditional, no_go; null: none yet
--   due_at      timestamp  when it is held, or due; UTC
--   definition  varchar    what a criterion asks for, in words
--   reading     varchar    what a criterion was last read as, in words
--   severity    bigint     1 is worst
--   workstream  varchar    workstream
--   phase       varchar    phase
--   side        varchar    side that owns it, or decides
--   owner_role  varchar    role that owns it, or decides
--   owners      varchar[]  people
--   opened_at   timestamp  when it was raised; UTC
--
-- Source: docs/glossary.md, changed since

with

criteria as (
    select
        *,
        case when coalesce(assessed_at, load_as_of) <= $as_of then actual end
            as actual_known
    from stg_criteria
    where is_current and not coalesce(is_removed, false)
),

items as (
    select
        'checkpoint' as item_kind,
        decided.checkpoint_id as item_id,
        decided.checkpoint_name as item_name,
        decided.decision as state,
        decided.planned_at as due_at,
        null::varchar as definition,
        null::varchar as reading,
        null::bigint as severity,
        stated.workstream,
        stated.phase,
        decided.approver_side as side,
        decided.approver_role as owner_role,
        null::varchar[] as owners,
        null::timestamp as opened_at
    from checkpoint_decisions as decided
    inner join stg_checkpoints as stated using (checkpoint_id)
    where stated.is_current

    union all by name

    select
        issue_type as item_kind,
        issue_id as item_id,
        title as item_name,
        if(is_open, 'open', 'closed') as state,
        due_at,
        severity,
        workstream,
        side,
        owners,
        opened_at
    from raid_entries

    union all by name

    select
        'criterion' as item_kind,
        criterion_id as item_id,
        criterion_name as item_name,
        concat_ws(
            ' ',
            coalesce(measure, criterion_name),
            operator_words(coalesce(operator, '>=')),
            value_words(coalesce(target, 1), unit),
            if(coalesce(is_gating, false), '(must hold)', null)
        ) as definition,
        value_words(actual_known, unit) as reading,
        side,
        owner_role
    from criteria

    union all by name

    select
        'condition' as item_kind,
        condition_id as item_id,
        coalesce(condition, condition_id) as item_name,
        if(is_open, 'open', 'closed') as state,
        due_at,
        side,
        owner_role,
        if(owner is null, null, [owner]) as owners
    from conditions
)

select
    item_kind,
    item_id,
    item_name,
    state,
    due_at,
    definition,
    reading,
    severity,
    workstream,
    phase,
    side,
    owner_role,
    owners,
    opened_at

from items

order by item_kind, item_id
