-- The programme, its zone and its moments: always exactly one row.
--
-- Returns
--   programme_id         varchar    key
--   programme_name       varchar    name; the identifier where not loaded
--   zone                 varchar    IANA zone in which times are shown
--   customer_name        varchar    organization that moves
--   provider_name        varchar    organization that runs the new system
--   as_of                timestamp  status time; UTC
--   baseline_at          timestamp  start of the burn-down; UTC
--   cutover_start_at     timestamp  start of the cutover window; UTC
--   cutover_finish_at    timestamp  end of the cutover window; UTC
--   go_live_at           timestamp  planned go-live; UTC
--   warranty_start_date  date       first day of the warranty
--   warranty_end_date    date       last day of the warranty
--   snapshot_as_of       timestamp  newest snapshot in force; UTC
--   snapshot_id          varchar    newest load in force, not later if any is
--   current_phase        varchar    pre_cutover, cutover, post_cutover
--   data_stale_hours     double     a load older than this is stale
--
-- Source: docs/glossary.md, status time

with

newest as (
    select
        max_by(
            loads.load_id,
            (
                loads.load_as_of <= programme.as_of,
                loads.load_as_of,
                loads.load_id
            )
        ) as snapshot_id
    from stg_loads as loads
    cross join programme
    where loads.is_current
)

select
    programme_id,
    programme_name,
    zone,
    customer_name,
    provider_name,
    as_of,
    baseline_at,
    cutover_start_at,
    cutover_finish_at,
    go_live_at,
    warranty_start_date,
    warranty_end_date,
    snapshot_as_of,
    newest.snapshot_id,
    current_phase,
    thresholds.value as data_stale_hours

from programme

cross join newest

left join thresholds on threshold_id = 'data_stale_hours'

order by programme_id
