-- Finish of a target by simulation: what share of the trials is done by when.
--
-- Parameters
--   $target  varchar = focus  target_id; focus: the cutover while it is open,
--                             else the plan
--
-- Returns
--   version      varchar    key; current, previous
--   percent      bigint     key; 0 (earliest trial) to 100 (latest)
--   finish_at    timestamp  finish that this share of the trials keeps; UTC
--   target_name  varchar    name of the target
--   due_at       timestamp  until when its tasks must be done; UTC
--   is_on_time   boolean    not after the due time; null without one
--
-- Source: docs/glossary.md, percentile of the finish

select
    samples.version,
    samples.percent,
    samples.finish_at,
    targets.target_name,
    targets.due_at,
    samples.finish_at <= targets.due_at as is_on_time

from computed_target_samples as samples

inner join risk_targets as targets using (target_id)

where
    samples.target_id = $target or ($target = 'focus' and targets.is_focus)

order by samples.version, samples.percent
