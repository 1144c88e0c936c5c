-- One row per person and shift: as loaded.
--
-- Returns
--   shift_id         varchar    identifier
--   person_id        varchar    who; empty: required but not staffed
--   role             varchar    role that is covered
--   side             varchar    side that is covered
--   site             varchar    where
--   shift_start_at   timestamp  start; UTC
--   shift_finish_at  timestamp  end; UTC
--   is_required      boolean    the plan asks for it
--   is_confirmed     boolean    the person has confirmed
--   source_file      varchar    file that the row came from
--   source_line      bigint     line in that file
--   load_id          varchar    snapshot
--   load_as_of       timestamp  status time of the snapshot; UTC
--   is_current       boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, shifts

select
    shift_id,
    person_id,
    role,
    side,
    site,
    shift_start_at,
    shift_finish_at,
    is_required,
    is_confirmed,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_shifts
