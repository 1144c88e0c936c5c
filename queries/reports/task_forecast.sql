-- Dates, floats and delays that the network computes, one row per task.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   task_id                  varchar    key
--   early_start_at           timestamp  actual, else forecast start; UTC
--   early_finish_at          timestamp  actual, else forecast finish; UTC
--   late_start_at            timestamp  latest start without harm; UTC
--   late_finish_at           timestamp  latest finish without harm; UTC
--   total_float_minutes      bigint     working time by which it can slip;
--                                       null once settled
--   free_float_minutes       bigint     before a successor moves; null once
--                                       settled
--   is_critical              boolean    any slip moves the finish
--   driving_predecessor_id   varchar    task behind the link that set it
--   own_delay_minutes        bigint     against the baseline; null without one
--   inherited_delay_minutes  bigint     against the baseline; null without one
--
-- Source: docs/glossary.md, network forecast; own delay

select
    task_id,
    early_start_at,
    early_finish_at,
    late_start_at,
    late_finish_at,
    total_float_minutes,
    free_float_minutes,
    is_critical,
    driving_predecessor_id,
    own_delay_minutes,
    inherited_delay_minutes

from task_forecasts
where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by early_start_at, task_id
