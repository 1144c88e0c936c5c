-- Which plan is in force: always exactly one row.
--
-- The newest of two turns it: a No-Go at a gate, until a later go or
-- conditional decision at that gate or at one planned no earlier; a call to
-- turn back, until it is revoked. Without either the plan goes forward.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   programme_id   varchar    key
--   mode           varchar    forward, contingency, rollback
--   since_at       timestamp  when it was decided; null: forward; UTC
--   reason         varchar    why, as whoever decided says; of a file: its note
--   decided_by     varchar    who decided, else the role
--   checkpoint_id  varchar    gate of the No-Go
--   checkpoint_name  varchar  its name
--   trigger_id     varchar    trigger that the call names
--   call_id        varchar    the call to turn back
--
-- Source: docs/way-back.md, mode of the plan; M3 4.17, contingency plan

with

decisions as (
    select
        *,
        coalesce(decided_at, load_as_of) as known_at
    from stg_checkpoints
    where
        is_current
        and coalesce(is_gate, false)
        and decision is not null
        and coalesce(decided_at, load_as_of) <= $as_of
),

given as (
    select
        item_id as checkpoint_id,
        max_by(reason, seq) as reason
    from stg_acts
    where
        kind = 'decision'
        and state = 'in_force'
        and json_extract_string(cells_after, '$.decision') = 'no_go'
    group by item_id
),

turns as (
    select
        'contingency' as mode,
        stopped.known_at as since_at,
        coalesce(given.reason, stopped.note) as reason,
        coalesce(
            nullif(array_to_string(stopped.decided_by, ', '), ''),
            stopped.approver,
            stopped.approver_role
        ) as decided_by,
        stopped.checkpoint_id,
        stopped.checkpoint_name,
        null::varchar as trigger_id,
        null::varchar as call_id
    from decisions as stopped
    left join given on stopped.checkpoint_id = given.checkpoint_id
    where
        stopped.decision = 'no_go'
        and not exists (
            select 1
            from decisions as later
            where
                later.decision != 'no_go'
                and later.known_at > stopped.known_at
                and coalesce(later.planned_at >= stopped.planned_at, true)
        )
    union all
    select
        'rollback',
        coalesce(called_at, load_as_of),
        reason,
        coalesce(caller, role),
        null,
        null,
        trigger_id,
        call_id
    from stg_rollback_calls
    where
        is_current
        and coalesce(called_at, load_as_of) <= $as_of
        and coalesce(revoked_at > $as_of, true)
),

newest as (
    select *
    from turns
    qualify row_number() over (
        order by since_at desc, mode desc, checkpoint_id, call_id
    ) = 1
)

select
    programme.programme_id,
    coalesce(newest.mode, 'forward') as mode,
    newest.since_at,
    newest.reason,
    newest.decided_by,
    newest.checkpoint_id,
    newest.checkpoint_name,
    newest.trigger_id,
    newest.call_id

from programme

left join newest on true
