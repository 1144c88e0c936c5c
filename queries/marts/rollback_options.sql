-- Between which times the way back is computed: always exactly one row.
--
-- Returns
--   programme_id              varchar    key
--   as_of                     timestamp  status time; UTC
--   mode                      varchar    forward, contingency, rollback
--   window_start_at           timestamp  UTC
--   window_finish_at          timestamp  UTC
--   limit_at                  timestamp  end of the window less the safety
--                                        floor: everything is undone by then;
--                                        UTC
--   implementation_finish_at  timestamp  forecast finish of the cutover, null
--                                        once the plan has turned; UTC
--
-- Source: docs/way-back.md, clock

with

forecasts as (
    select computed.cutover_finish_at
    from computed_networks as computed
    inner join plan_snapshots as snapshots using (load_id)
    where snapshots.is_current
),

planned as (
    select max(planned_finish_at) as planned_at
    from tasks
    where is_in_scope and phase = 'cutover'
)

select
    programme.programme_id,
    programme.as_of,
    plan_mode.mode,
    programme.cutover_start_at as window_start_at,
    programme.cutover_finish_at as window_finish_at,
    programme.cutover_finish_at - to_minutes(
        round(programme.safety_floor_minutes)::bigint
    ) as limit_at,
    case
        when plan_mode.mode = 'forward'
            then coalesce(forecasts.cutover_finish_at, planned.planned_at)
    end as implementation_finish_at

from programme

cross join plan_mode

cross join planned

left join forecasts on true
