-- Where the cutover weekend is, for the wall: always exactly one row.
--
-- Stages: before the window opens; under way until it has closed and no task
-- of the cutover is open; then after. Undated without a window.
--
-- Health of the plan, as on the page Schedule: late where the focus is forecast
-- after it is due; at_risk nearer to that than near_critical_minutes, or with a
-- recovery assumed; that of the turned plan once it has turned.
--
-- Returns
--   programme_id        varchar    key
--   as_of               timestamp  status time; UTC
--   zone                varchar    zone in which times are shown
--   stage               varchar    before, under_way, after, undated
--   phases              varchar[]  phases whose work the wall counts: cutover;
--                                  afterwards post_cutover too
--   plan_health         varchar    on_track, at_risk, late, decided, unknown
--   is_cutover          boolean    the forecast is that of the cutover
--   forecast_finish_at  timestamp  forecast finish of the focus; UTC
--   float_minutes       bigint     due less forecast
--   warranty_health     varchar    on_track: exit criteria hold; late: its last
--                                  day has passed without; at_risk: not yet;
--                                  unknown: without criteria
--
-- Source: docs/wall.md, stages

with

work as (
    select count(*) as open_count
    from tasks
    where phase = 'cutover' and is_open and is_in_scope
),

recovered as (
    select coalesce(bool_or(forecasts.is_recovery_assumed), false) as is_assumed
    from target_forecasts as forecasts
    inner join schedule_targets as targets using (target_id)
    where forecasts.is_current and targets.is_focus
),

placed as (
    select
        programme.*,
        case
            when cutover_start_at is null then 'undated'
            when as_of < cutover_start_at then 'before'
            when as_of < cutover_finish_at or work.open_count > 0
                then 'under_way'
            else 'after'
        end as stage
    from programme
    cross join work
)

select
    placed.programme_id,
    placed.as_of,
    placed.zone,
    placed.stage,
    if(stage = 'after', ['cutover', 'post_cutover'], ['cutover']) as phases,
    case
        when network.problem is not null then 'unknown'
        when turned.is_turned then turned.health
        when network.open_count = 0 then 'on_track'
        when network.focus_float_minutes < 0 then 'late'
        when
            network.focus_float_minutes < near.value
            or (recovered.is_assumed and network.open_count > 0)
            then 'at_risk'
        when network.focus_float_minutes is null then 'unknown'
        else 'on_track'
    end as plan_health,
    network.focus_target_id = 'cutover' as is_cutover,
    network.focus_finish_at as forecast_finish_at,
    network.focus_float_minutes as float_minutes,
    case
        when warranty.criterion_count = 0 then 'unknown'
        when warranty.is_exit_met then 'on_track'
        when warranty.left_days < 0 then 'late'
        else 'at_risk'
    end as warranty_health

from placed

cross join network_forecast as network

cross join turned_plan as turned

cross join recovered

cross join warranty

inner join thresholds as near on near.threshold_id = 'near_critical_minutes'
