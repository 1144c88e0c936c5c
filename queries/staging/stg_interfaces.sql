-- One row per interface between two components: as loaded.
--
-- Returns
--   interface_id       varchar    identifier
--   interface_name     varchar    name
--   source_id          varchar    component that sends
--   target_id          varchar    component that receives
--   planned_off_date   date       when it is to be switched off
--   switched_off_date  date       when it was switched off
--   note               varchar    remark
--   source_file        varchar    file that the row came from
--   source_line        bigint     line in that file
--   load_id            varchar    snapshot
--   load_as_of         timestamp  status time of the snapshot; UTC
--   is_current         boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, interfaces

select
    interface_id,
    interface_name,
    source_id,
    target_id,
    planned_off_date,
    switched_off_date,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_interfaces
