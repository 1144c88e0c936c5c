-- One row per load and file.
--
-- Returns
--   load_id     varchar  snapshot
--   file        varchar  name of the file
--   size_bytes  bigint   its size
--   sha256      varchar  its SHA-256
--   row_count   bigint   rows read from it
--
-- Source: cutover/warehouse.py, the manifests of the store

select
    load_id,
    file,
    size_bytes,
    sha256,
    row_count

from raw_sources
