-- One row per tolerance that the programme sets itself: as loaded.
--
-- Returns
--   threshold_id  varchar    name of the tolerance
--   value         double     value, in the unit that the name ends in
--   note          varchar    why it differs from the default
--   source_file   varchar    file that the row came from
--   source_line   bigint     line in that file
--   load_id       varchar    snapshot
--   load_as_of    timestamp  status time of the snapshot; UTC
--   is_current    boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, thresholds

select
    threshold_id,
    value,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_thresholds
