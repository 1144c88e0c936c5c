-- How the forecast finish of a target moved, one row per snapshot.
--
-- Parameters
--   $target  varchar = focus  target_id of schedule_targets, or focus
--
-- Returns
--   told_at        timestamp  key; status time of the snapshot; UTC
--   target_id      varchar    target
--   target_name    varchar    its name
--   forecast_at    timestamp  forecast finish then; null: the plan could not
--                             be scheduled; UTC
--   due_at         timestamp  when it was then due; UTC
--   slack_minutes  bigint     due less forecast
--   last_task_id   varchar    task that then finished last
--   open_count     bigint     open tasks then
--   is_recovery_assumed  boolean  rests on a block that ends now
--
-- Source: docs/glossary.md, network forecast; milestone trend

select
    forecasts.told_at,
    forecasts.target_id,
    targets.target_name,
    forecasts.forecast_at,
    forecasts.due_at,
    forecasts.slack_minutes,
    forecasts.last_task_id,
    forecasts.open_count,
    forecasts.is_recovery_assumed

from target_forecasts as forecasts

inner join schedule_targets as targets using (target_id)

where if($target = 'focus', targets.is_focus, target_id = $target)

order by forecasts.told_at
