-- When a target will finish, by simulation: one row per plan version.
--
-- Both versions draw the same random numbers for the same task, so a changed
-- P80 is the plan and not the dice.
--
-- Parameters
--   $target  varchar = focus  target_id; focus: the cutover while it is open,
--                             else the plan
--
-- Returns
--   version             varchar    key; current, previous
--   target_id           varchar    target
--   target_kind         varchar    cutover, plan, checkpoint,
--                                  point_of_no_return, milestone
--   target_name         varchar    name
--   told_at             timestamp  status time of the plan version; UTC
--   due_at              timestamp  until when its tasks must be done; UTC
--   health              varchar    on_track, at_risk, late, unknown
--   open_count          bigint     open tasks of the target
--   trial_count         bigint     null where nothing was simulated
--   reason              varchar    why nothing was simulated
--   reached_at          timestamp  when all of its tasks were done; UTC
--   deterministic_at    timestamp  finish by planned durations alone; UTC
--   p50_at              timestamp  finish that half of the trials keep; UTC
--   p50_low_at          timestamp  its 95 % interval; UTC
--   p50_high_at         timestamp  its 95 % interval; UTC
--   p80_at              timestamp  finish that 80 % of the trials keep; UTC
--   p80_low_at          timestamp  its 95 % interval; UTC
--   p80_high_at         timestamp  its 95 % interval; UTC
--   p95_at              timestamp  finish that 95 % of the trials keep; UTC
--   p95_low_at          timestamp  its 95 % interval; UTC
--   p95_high_at         timestamp  its 95 % interval; UTC
--   mean_at             timestamp  mean finish; UTC
--   sd_minutes          double     standard deviation of the finish
--   on_time_ratio       double     share of the trials on time
--   on_time_low_ratio   double     its 95 % interval
--   on_time_high_ratio  double     its 95 % interval
--   p80_slack_minutes   bigint     due time less P80
--   estimated_count     bigint     open durations that lead to it: estimated
--   rehearsed_count     bigint     measured in rehearsals
--   assumed_count       bigint     neither: default spread
--
-- Source: docs/glossary.md, percentile of the finish; on time

select
    version,
    target_id,
    target_kind,
    target_name,
    told_at,
    due_at,
    health,
    open_count,
    trial_count,
    reason,
    reached_at,
    deterministic_at,
    p50_at,
    p50_low_at,
    p50_high_at,
    p80_at,
    p80_low_at,
    p80_high_at,
    p95_at,
    p95_low_at,
    p95_high_at,
    mean_at,
    sd_minutes,
    on_time_ratio,
    on_time_low_ratio,
    on_time_high_ratio,
    p80_slack_minutes,
    estimated_count,
    rehearsed_count,
    assumed_count

from risk_finishes

where target_id = $target or ($target = 'focus' and is_focus)

order by version
