-- One row per criterion that ends the warranty: as loaded.
--
-- Returns
--   exit_criterion_id    varchar    identifier
--   exit_criterion_name  varchar    what must hold
--   measure              varchar    figure compared each day; reading: from the
--                                   table exit_readings
--   operator             varchar    how the figure is compared with the target
--   target               double     value to hold
--   streak_days          bigint     working days in a row on which it must hold
--   side                 varchar    side that owns it
--   source_file          varchar    file that the row came from
--   source_line          bigint     line in that file
--   load_id              varchar    snapshot
--   load_as_of           timestamp  status time of the snapshot; UTC
--   is_current           boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, exit_criteria

select
    exit_criterion_id,
    exit_criterion_name,
    measure,
    operator,
    target,
    streak_days,
    side,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_exit_criteria
