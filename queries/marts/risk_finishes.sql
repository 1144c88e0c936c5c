-- Simulated finish of every target, one row per plan version and target.
--
-- Both versions draw the same random numbers for the same task, and today's
-- rehearsals and risks: what differs is the plan.
--
-- Health: done: on time or not. Else by the probability to be on time.
--
-- Returns
--   version             varchar    key; current, previous
--   target_id           varchar    key
--   target_kind         varchar    cutover, plan, checkpoint,
--                                  point_of_no_return, milestone
--   target_name         varchar    name
--   is_focus            boolean    the one that the headline tells
--   told_at             timestamp  status time of the plan version; UTC
--   due_at              timestamp  until when its tasks must be done; UTC
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
--   on_time_ratio       double     share of the trials on time; null: no due
--                                  time, or nothing simulated
--   on_time_low_ratio   double     its 95 % interval
--   on_time_high_ratio  double     its 95 % interval
--   on_time_words       varchar    as a whole percent; never 0 or 100 %
--                                  unless all trials agree
--   p80_slack_minutes   bigint     due time less P80
--   estimated_count     bigint     open durations that lead to it: estimated
--   rehearsed_count     bigint     measured in rehearsals
--   assumed_count       bigint     neither: default spread
--   health              varchar    on_track, at_risk, late, unknown
--
-- Source: docs/glossary.md, on time; health of a target

select
    risk.version,
    risk.target_id,
    targets.target_kind,
    targets.target_name,
    targets.is_focus,
    risk.told_at,
    risk.due_at,
    risk.open_count,
    risk.trial_count,
    risk.reason,
    risk.reached_at,
    risk.deterministic_at,
    risk.p50_at,
    risk.p50_low_at,
    risk.p50_high_at,
    risk.p80_at,
    risk.p80_low_at,
    risk.p80_high_at,
    risk.p95_at,
    risk.p95_low_at,
    risk.p95_high_at,
    risk.mean_at,
    risk.sd_minutes,
    risk.on_time_ratio,
    risk.on_time_low_ratio,
    risk.on_time_high_ratio,
    case
        when risk.on_time_ratio = 1 or risk.on_time_ratio = 0
            then format('{:.0f} %', 100 * risk.on_time_ratio)
        when risk.on_time_ratio >= 0.995 then 'Over 99 %'
        when risk.on_time_ratio < 0.005 then 'Under 1 %'
        else format('{:.0f} %', 100 * risk.on_time_ratio)
    end as on_time_words,
    date_diff('minute', risk.p80_at, risk.due_at) as p80_slack_minutes,
    risk.estimated_count,
    risk.rehearsed_count,
    risk.assumed_count,
    case
        when risk.reached_at <= risk.due_at then 'on_track'
        when risk.reached_at > risk.due_at then 'late'
        when risk.on_time_ratio >= options.on_track_ratio then 'on_track'
        when risk.on_time_ratio < options.late_ratio then 'late'
        when risk.on_time_ratio is not null then 'at_risk'
        else 'unknown'
    end as health

from computed_target_risk as risk

inner join risk_targets as targets using (target_id)

cross join risk_options as options
