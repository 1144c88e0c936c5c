-- One row per exit criterion and day, where the figure comes from elsewhere: as
-- loaded.
--
-- Returns
--   exit_criterion_id  varchar    criterion
--   reading_date       date       day
--   actual             double     value of that day
--   source_file        varchar    file that the row came from
--   source_line        bigint     line in that file
--   load_id            varchar    snapshot
--   load_as_of         timestamp  status time of the snapshot; UTC
--   is_current         boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, exit_readings

select
    exit_criterion_id,
    reading_date,
    actual,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_exit_readings
