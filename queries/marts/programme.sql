-- The programme and the status time: always exactly one row.
--
-- Parameters
--   $programme_id  varchar    programme of the moment
--   $as_of         timestamp  status time; UTC
--
-- Returns
--   programme_id              varchar    key
--   programme_name            varchar    name; the identifier where not loaded
--   as_of                     timestamp  status time; UTC
--   zone                      varchar    IANA zone in which times are shown
--   customer_name             varchar    organization that moves
--   provider_name             varchar    organization that runs the new system
--   baseline_at               timestamp  start of the burn-down; UTC
--   cutover_start_at          timestamp  start of the cutover window; UTC
--   cutover_finish_at         timestamp  end of the cutover window; UTC
--   go_live_at                timestamp  planned go-live; UTC
--   protection_finish_at      timestamp  end of the service protection period
--                                        behind the window; UTC
--   rollback_reserve_minutes  double     kept free to turn back
--   safety_floor_minutes      double     kept free before the window ends
--   warranty_start_date       date       first day of the warranty
--   warranty_end_date         date       last day; 90 days after the first
--                                        where empty (M3 5.5)
--   support_hours_budget      double     hours bought for the warranty
--   calendar_id               varchar    calendar of tasks that name none;
--                                        null: round the clock
--   lag_calendar              varchar    elapsed, predecessor, successor: whose
--                                        working time a lag runs on
--   progress_rule             varchar    retained_logic, progress_override
--   snapshot_as_of            timestamp  status time of the newest snapshot
--                                        in force; UTC
--   current_phase             varchar    pre_cutover, cutover, post_cutover:
--                                        where the status time falls
--
-- Source: docs/glossary.md, status time; M3 5.5 for the 90 days

with

given as (
    select * from stg_programme
    where is_current
    order by programme_id = $programme_id desc, source_line
    limit 1
),

newest as (
    select max(load_as_of) filter (where is_current) as snapshot_as_of
    from stg_loads
)

select
    $programme_id as programme_id,
    coalesce(given.programme_name, $programme_id) as programme_name,
    $as_of::timestamp as as_of,
    coalesce(given.zone, 'UTC') as zone,
    coalesce(given.customer_name, 'Customer') as customer_name,
    coalesce(given.provider_name, 'Provider') as provider_name,
    given.baseline_at,
    given.cutover_start_at,
    given.cutover_finish_at,
    given.go_live_at,
    given.protection_finish_at,
    coalesce(given.rollback_reserve_minutes, 0) as rollback_reserve_minutes,
    coalesce(given.safety_floor_minutes, 0) as safety_floor_minutes,
    given.warranty_start_date,
    coalesce(
        given.warranty_end_date,
        (given.warranty_start_date + interval 90 days)::date
    ) as warranty_end_date,
    given.support_hours_budget,
    given.calendar_id,
    coalesce(given.lag_calendar, 'elapsed') as lag_calendar,
    coalesce(given.progress_rule, 'retained_logic') as progress_rule,
    newest.snapshot_as_of,
    case
        when $as_of::timestamp < given.cutover_start_at then 'pre_cutover'
        when $as_of::timestamp < given.cutover_finish_at then 'cutover'
        when given.cutover_finish_at is not null then 'post_cutover'
    end as current_phase

from newest

left join given on true
