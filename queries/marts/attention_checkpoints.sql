-- Checkpoints to come that need somebody's attention, one row per checkpoint:
-- not safe by the rules, or said to be in another health than computed. Those
-- whose time has passed are in attention_registers.
--
-- Returns
--   item_id     varchar    key; kind and identifier of the thing
--   urgency     bigint     1 it is not safe, 2 it may become so, 3 it is
--                          better than said
--   kind        varchar    checkpoint
--   what        varchar    name of the checkpoint
--   why         varchar    asserted against computed, and the reason
--   side        varchar    side that decides
--   owner       varchar    role that decides
--   workstream  varchar    workstream
--   phase       varchar    phase
--   since_at    timestamp  null: it lies ahead; UTC
--   page        varchar    page that tells more
--
-- Source: docs/glossary.md, checkpoint health; mismatch

with

deciders as (
    select
        checkpoint_id,
        approver_side,
        approver_role
    from stg_checkpoints
    where is_current
),

pressing as (
    select
        *,
        case health
            when 'red' then 'not safe'
            when 'amber' then 'at risk'
            when 'green' then 'on track'
            else 'not yet'
        end as computed
    from checkpoints
    where
        health not in ('decided', 'overdue')
        and (is_mismatch or health = 'red')
)

select
    'checkpoint:' || checkpoint_id as item_id,
    case health
        when 'red' then 1
        when 'amber' then 2
        else 3
    end::bigint as urgency,
    'checkpoint' as kind,
    checkpoint_name as what,
    if(is_mismatch, format('Said to be {}, is ', asserted_rag), 'Is ')
    || computed || ': ' || reason as why,
    approver_side as side,
    approver_role as owner,
    workstream,
    phase,
    null::timestamp as since_at,
    'checkpoints' as page

from pressing

left join deciders using (checkpoint_id)
