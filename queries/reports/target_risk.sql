-- How likely every checkpoint, milestone, the point of no return and the
-- window are to be kept, earliest first.
--
-- Returns
--   target_id           varchar    key
--   target_kind         varchar    cutover, plan, checkpoint,
--                                  point_of_no_return, milestone
--   target_name         varchar    name
--   is_focus            boolean    the one that the headline tells
--   due_at              timestamp  until when its tasks must be done; for the
--                                  point of no return not after the latest
--                                  rollback decision; UTC
--   state               varchar    open, reached, not simulated
--   health              varchar    on_track, at_risk, late, unknown
--   on_time_ratio       double     share of the trials on time
--   on_time_low_ratio   double     its 95 % interval
--   on_time_high_ratio  double     its 95 % interval
--   deterministic_at    timestamp  finish by planned durations alone; UTC
--   p50_at              timestamp  finish that half of the trials keep; UTC
--   p80_at              timestamp  finish that 80 % of the trials keep; UTC
--   p95_at              timestamp  finish that 95 % of the trials keep; UTC
--   p80_slack_minutes   bigint     due time less P80
--   reached_at          timestamp  when all of its tasks were done; UTC
--   open_count          bigint     open tasks of the target
--   assumed_count       bigint     open durations that nobody estimated or
--                                  rehearsed
--   duration_count      bigint     open durations that lead to it
--   reason              varchar    why nothing was simulated
--
-- Source: docs/glossary.md, on time; latest rollback decision

select
    target_id,
    target_kind,
    target_name,
    is_focus,
    due_at,
    case
        when reached_at is not null then 'reached'
        when trial_count is not null then 'open'
        else 'not simulated'
    end as state,
    health,
    on_time_ratio,
    on_time_low_ratio,
    on_time_high_ratio,
    deterministic_at,
    p50_at,
    p80_at,
    p95_at,
    p80_slack_minutes,
    reached_at,
    open_count,
    assumed_count,
    estimated_count + rehearsed_count + assumed_count as duration_count,
    reason

from risk_finishes

where version = 'current'

order by due_at nulls last, target_id
