-- Which forecast drives and why, with what the network says of the focus:
-- always exactly one row.
--
-- Which drives: the mart forecast_driver.
--
-- Returns
--   driver                  varchar    key; network, rate, none
--   reason                  varchar    why, in words
--   problem                 varchar    why the network cannot be computed
--   open_count              bigint     open tasks in scope
--   linked_percent          double     of them with a link
--   finish_at               timestamp  forecast finish of the plan; UTC
--   cutover_finish_at       timestamp  of the phase cutover; UTC
--   focus_target_id         varchar    what the pages show first
--   focus_name              varchar    its name
--   focus_finish_at         timestamp  its forecast; UTC
--   focus_due_at            timestamp  when it is due; UTC
--   focus_float_minutes     bigint     due less forecast
--   previous_finish_at      timestamp  forecast of the snapshot before; UTC
--   assumed_recovery_count  bigint     tasks whose recovery is assumed
--   engine                  varchar    engine that computed it
--
-- Source: docs/glossary.md, forecast that drives

with

network as (
    select computed.*
    from computed_networks as computed
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
),

focus as (
    select
        targets.target_id,
        targets.target_name,
        max(forecasts.forecast_at) filter (where forecasts.is_current)
            as focus_finish_at,
        max(forecasts.due_at) filter (where forecasts.is_current)
            as focus_due_at,
        max(forecasts.forecast_at) filter (where forecasts.is_previous)
            as previous_finish_at
    from schedule_targets as targets
    inner join target_forecasts as forecasts using (target_id)
    where targets.is_focus
    group by all
),

assumed as (
    select count(*) as assumed_recovery_count
    from schedule_tasks
    where is_current and is_in_scope and is_recovery_assumed
)

select
    driven.driver,
    driven.reason,
    driven.problem,
    driven.open_count,
    driven.linked_percent,
    network.finish_at,
    network.cutover_finish_at,
    focus.target_id as focus_target_id,
    focus.target_name as focus_name,
    focus.focus_finish_at,
    focus.focus_due_at,
    date_diff('minute', focus.focus_finish_at, focus.focus_due_at)
        as focus_float_minutes,
    focus.previous_finish_at,
    assumed.assumed_recovery_count,
    network.engine

from forecast_driver as driven

cross join assumed

left join network on true

left join focus on true
