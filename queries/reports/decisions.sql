-- Decisions on checkpoints, one row per decision, newest first: those that
-- people recorded here, and those that files state.
--
-- A decision that was corrected, withdrawn or overruled by a newer file stays
-- in the list and says so. A decision recorded here is sealed to what it was
-- taken on. Conditions are those of the checkpoint today.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: all of them
--
-- Returns
--   act_id                 varchar    key; null: from a file
--   checkpoint_id          varchar    key; checkpoint
--   checkpoint_name        varchar    what is decided
--   decision               varchar    go, conditional, no_go
--   decided_at             timestamp  when; UTC
--   recorded_at            timestamp  when it was recorded here; UTC
--   decided_by             varchar    who decided, as stated; else who recorded
--   reason                 varchar    why
--   condition_count        bigint     conditions of the checkpoint
--   is_sealed              boolean    re-opens as it was taken
--   is_point_of_no_return  boolean    there is no way back behind it
--   hash                   varchar    hash of its row in the journal
--   state                  varchar    in_force, void, superseded
--   side                   varchar    side for which it was recorded
--   role                   varchar    role in which it was recorded
--   open_condition_count   bigint     conditions that are open
--
-- Source: docs/decisions.md, decisions

with

recorded as (
    select
        act_id,
        item_id as checkpoint_id,
        json_extract_string(cells_after, '$.decision') as decision,
        coalesce(
            try_cast(
                json_extract_string(cells_after, '$.decided_at') as timestamp
            ),
            act_as_of
        ) as decided_at,
        recorded_at,
        coalesce(
            nullif(array_to_string(
                cast(json_extract(cells_after, '$.decided_by') as varchar[]),
                ', '
            ), ''),
            actor
        ) as decided_by,
        reason,
        is_sealed,
        hash,
        state,
        side,
        role
    from stg_acts
    where kind = 'decision'
),

told as (
    from recorded
    where decision is not null

    union all by name

    select
        null as act_id,
        gates.checkpoint_id,
        gates.decision,
        gates.decided_at,
        nullif(array_to_string(gates.decided_by, ', '), '') as decided_by,
        stated.note as reason,
        false as is_sealed,
        'in_force' as state
    from checkpoint_decisions as gates
    inner join stg_checkpoints as stated
        on gates.checkpoint_id = stated.checkpoint_id and stated.is_current
    where
        gates.decision is not null
        and gates.checkpoint_id not in (
            select checkpoint_id from recorded
            where state = 'in_force' and decision is not null
        )
)

select
    told.act_id,
    told.checkpoint_id,
    verdicts.checkpoint_name,
    told.decision,
    told.decided_at,
    told.recorded_at,
    told.decided_by,
    told.reason,
    coalesce(verdicts.condition_count, 0) as condition_count,
    told.is_sealed,
    coalesce(verdicts.is_point_of_no_return, false) as is_point_of_no_return,
    told.hash,
    told.state,
    told.side,
    told.role,
    coalesce(verdicts.open_condition_count, 0) as open_condition_count

from told

left join verdicts using (checkpoint_id)

where $checkpoint is null or told.checkpoint_id = $checkpoint

order by
    told.decided_at desc nulls last,
    told.recorded_at desc nulls last,
    told.checkpoint_id,
    told.act_id
