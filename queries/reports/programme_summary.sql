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
--   current_phase        varchar    pre_cutover, cutover, post_cutover
--
-- Source: docs/glossary.md, status time

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
    current_phase

from programme
order by programme_id
