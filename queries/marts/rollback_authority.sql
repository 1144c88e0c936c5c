-- Who may turn back, until when, on which measured trigger, one row per
-- trigger.
--
-- A trigger fires where the value measured stands to its target as its
-- operator says; the value of the bound report counts, else the stated one.
-- It may be called until its own time, else the latest decision; where both
-- are known, the earlier one.
--
-- Returns
--   trigger_id     varchar    key
--   trigger_name   varchar    what would happen
--   measure        varchar    what is measured
--   operator       varchar    how the value is compared with the target
--   target         double     value at which it fires
--   actual         double     value measured; null: not known
--   actual_source  varchar    live, stated, none
--   problem        varchar    why the bound report gives no value
--   unit           varchar    unit of target and actual
--   is_fired       boolean    null: not measured
--   caller_side    varchar    side that may call it
--   caller_role    varchar    role that may call it
--   decide_by_at   timestamp  until when; UTC
--   source_line    bigint     line in its file
--
-- Source: docs/way-back.md, triggers

with

measured as (
    select
        stated.*,
        found.problem,
        coalesce(found.live_value, stated.actual) as value_now,
        case
            when found.live_value is not null then 'live'
            when stated.actual is not null then 'stated'
            else 'none'
        end as actual_source
    from stg_rollback_triggers as stated
    left join stg_trigger_values as found
        on stated.trigger_id = found.item_id
    where stated.is_current
)

select
    measured.trigger_id,
    measured.trigger_name,
    measured.measure,
    coalesce(measured.operator, '>=') as operator,
    measured.target,
    measured.value_now as actual,
    measured.actual_source,
    measured.problem,
    measured.unit,
    meets(
        measured.value_now, coalesce(measured.operator, '>='), measured.target
    ) as is_fired,
    measured.caller_side,
    measured.caller_role,
    least(measured.decide_by_at, marks.latest_decision_at) as decide_by_at,
    measured.source_line

from measured

cross join rollback_marks as marks
