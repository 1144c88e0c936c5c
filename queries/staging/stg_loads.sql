-- One row per load and table that it holds.
--
-- Returns
--   load_id         varchar    snapshot
--   load_as_of      timestamp  status time of the snapshot; UTC
--   loaded_at       timestamp  when it was loaded; UTC
--   loaded_by       varchar    who loaded it
--   table_name      varchar    input table
--   read_count      bigint     rows read
--   accepted_count  bigint     rows accepted
--   rejected_count  bigint     rows rejected
--   warning_count   bigint     cells that became null with a warning
--   is_current      boolean    in force at the status time for that table
--
-- Source: cutover/warehouse.py, the manifests of the store

select
    load_id,
    load_as_of,
    loaded_at,
    loaded_by,
    table_name,
    read_count,
    accepted_count,
    rejected_count,
    warning_count,
    is_current

from raw_loads
