-- The rollback clock: until when the plan can still turn back, one row.
--
-- Rules: those of the mart rollback_state, which judges it.
--
-- Returns
--   programme_id                varchar    key
--   window_start_at             timestamp  UTC
--   window_finish_at            timestamp  UTC
--   limit_at                    timestamp  end of the window less the floor:
--                                          everything is undone by then; UTC
--   protection_finish_at        timestamp  end of the service protection; UTC
--   floor_minutes               double     kept free before the window ends
--   reserve_minutes             double     kept free to turn back
--   warning_minutes             double     nearer to the limit is a warning
--   backout_now_minutes         bigint     to undo what was started
--   backout_now_at              timestamp  now plus that; null once the point
--                                          of no return is passed; UTC
--   backout_worst_minutes       bigint     to undo everything
--   backout_worst_at            timestamp  that after the end of the cutover;
--                                          null as above; UTC
--   implementation_finish_at    timestamp  forecast end of the cutover; UTC
--   latest_decision_at          timestamp  latest t with t + Backout(t) <=
--                                          limit; null without back-out; UTC
--   closing_task_id             varchar    task whose start ends the way back
--                                          then; null: time runs out
--   closing_task_name           varchar    its name
--   planned_latest_decision_at  timestamp  limit less the reserve; UTC
--   decision_point_at           timestamp  point of no return as decided, else
--                                          forecast; without one the end of
--                                          the cutover; UTC
--   gate_margin_minutes         bigint     planned latest decision less the
--                                          decision point
--   minutes_left                bigint     to the latest decision; negative:
--                                          too late; null once passed, called
--   point_of_no_return_id       varchar    checkpoint
--   point_of_no_return_name     varchar    its name
--   point_of_no_return_at       timestamp  decided, else planned; UTC
--   point_of_no_return_decision varchar    go, conditional, no_go
--   point_of_no_return_by       varchar    who decided, else is to decide
--   is_past_point_of_no_return  boolean    passed by decision or in practice
--   backup_count                bigint     legacy components that are touched
--   backup_verified_count       bigint     of them with a verified backup
--   restore_tested_count        bigint     of them with a tested restore
--   is_viable                   boolean    there is a way back now; null: not
--                                          known
--   zone_now                    varchar    inside, warning, protection, beyond
--   zone_worst                  varchar    the same of undoing at worst
--   zone_implementation         varchar    the same of the end of the cutover
--   health                      varchar    on_track, at_risk, late, decided,
--                                          unknown
--   reason                      varchar    why, with the numbers
--   mode                        varchar    forward, contingency, rollback
--   called_at                   timestamp  when the way back was called; UTC
--   called_by                   varchar    who called it
--   task_count                  bigint     tasks and steps that take time to
--                                          undo
--   now_count                   bigint     of them to be done now
--   silent_count                bigint     tasks of the cutover that state no
--                                          back-out and count as 0
--
-- Source: docs/way-back.md, clock

select
    marks.programme_id,
    marks.window_start_at,
    marks.window_finish_at,
    marks.limit_at,
    marks.protection_finish_at,
    marks.floor_minutes,
    marks.reserve_minutes,
    marks.warning_minutes,
    marks.backout_now_minutes,
    judged.backout_now_known_at as backout_now_at,
    marks.backout_worst_minutes,
    if(marks.is_past_point_of_no_return, null, marks.backout_worst_at)
        as backout_worst_at,
    marks.implementation_finish_at,
    if(marks.task_count > 0, marks.latest_decision_at, null)
        as latest_decision_at,
    marks.closing_task_id,
    closing.task_name as closing_task_name,
    marks.planned_latest_decision_at,
    marks.decision_point_at,
    judged.gate_margin_minutes,
    judged.minutes_left,
    marks.point_of_no_return_id,
    marks.point_of_no_return_name,
    marks.point_of_no_return_at,
    marks.point_of_no_return_decision,
    marks.point_of_no_return_by,
    marks.is_past_point_of_no_return,
    marks.backup_count,
    marks.backup_verified_count,
    marks.restore_tested_count,
    judged.is_viable,
    judged.zone_now,
    judged.zone_worst,
    judged.zone_implementation,
    judged.health,
    judged.reason,
    marks.mode,
    if(marks.mode = 'rollback', marks.turned_at, null) as called_at,
    if(marks.mode = 'rollback', marks.turned_by, null) as called_by,
    marks.task_count,
    marks.now_count,
    marks.silent_count

from rollback_marks as marks

cross join rollback_state as judged

left join tasks as closing on marks.closing_task_id = closing.task_id

order by marks.programme_id
