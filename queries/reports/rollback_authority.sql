-- Who may turn back, until when, on which measured trigger: one row per
-- trigger, fired ones first, then those to be decided soonest.
--
-- Late: it has fired and the plan still goes forward. At risk: the same while
-- the window is not open and nothing is there to be undone. Unknown: not
-- measured. Decided: the plan has turned, the point of no return is passed, or
-- its time has gone by without its firing.
--
-- Parameters
--   $sides  varchar[]  sides that may call it; empty keeps all
--
-- Returns
--   trigger_id     varchar    key
--   trigger_name   varchar    what would happen
--   health         varchar    on_track, at_risk, late, decided, unknown
--   measured       varchar    value measured, in words; null: not measured
--   target         varchar    when it fires, in words
--   is_fired       boolean    null: not measured
--   caller_side    varchar    side that may call it
--   caller_role    varchar    role that may call it
--   decide_by_at   timestamp  its own time or the latest decision, the earlier
--                             one; UTC
--   minutes_left   bigint     until then; null once decided
--   actual         double     value measured
--   actual_source  varchar    live (from a report), stated, none
--   measure        varchar    what is measured
--   problem        varchar    why the bound report gives no value
--
-- Source: docs/way-back.md, triggers

select
    triggers.trigger_id,
    triggers.trigger_name,
    case
        when marks.mode != 'forward' or marks.is_past_point_of_no_return
            then 'decided'
        when triggers.decide_by_at < marks.as_of and not triggers.is_fired
            then 'decided'
        when triggers.is_fired is null then 'unknown'
        when
            triggers.is_fired
            and (marks.now_count > 0 or judged.is_window_open)
            then 'late'
        when triggers.is_fired then 'at_risk'
        else 'on_track'
    end as health,
    value_words(triggers.actual, triggers.unit) as measured,
    concat_ws(
        ' ',
        operator_words(triggers.operator),
        value_words(triggers.target, triggers.unit)
    ) as target,
    triggers.is_fired,
    triggers.caller_side,
    triggers.caller_role,
    triggers.decide_by_at,
    case
        when marks.mode = 'forward' and not marks.is_past_point_of_no_return
            then date_diff('minute', marks.as_of, triggers.decide_by_at)
    end as minutes_left,
    triggers.actual,
    triggers.actual_source,
    triggers.measure,
    triggers.problem

from rollback_authority as triggers

cross join rollback_marks as marks

cross join rollback_state as judged

where len($sides) = 0 or list_contains($sides, triggers.caller_side)

order by
    triggers.is_fired desc nulls last,
    triggers.decide_by_at nulls last,
    triggers.trigger_id
