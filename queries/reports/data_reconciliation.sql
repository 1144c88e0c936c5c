-- Rows read against rows accepted and rejected, one row per load and table.
--
-- A difference other than 0 means that a row was lost: it must never happen.
--
-- Returns
--   load_id          varchar    key; load
--   table_name       varchar    key; input table
--   load_as_of       timestamp  status time of the load; UTC
--   read_count       bigint     rows read
--   accepted_count   bigint     rows accepted
--   rejected_count   bigint     rows rejected
--   warning_count    bigint     cells that became null with a warning
--   lost_count       bigint     read less accepted less rejected
--
-- Source: docs/glossary.md, rows read

select
    load_id,
    table_name,
    load_as_of,
    read_count,
    accepted_count,
    rejected_count,
    warning_count,
    read_count - accepted_count - rejected_count as lost_count

from stg_loads
order by abs(lost_count) desc, load_as_of desc, load_id desc, table_name
