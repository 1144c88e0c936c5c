-- One row per link between two tasks: as loaded.
--
-- Returns
--   predecessor_id   varchar    task that comes first
--   successor_id     varchar    task that depends on it
--   dependency_type  varchar    finish or start of the one, start or finish of
--                               the other; FS where empty
--   lag_minutes      double     wait after the link; negative is a lead
--   source_file      varchar    file that the row came from
--   source_line      bigint     line in that file
--   load_id          varchar    snapshot
--   load_as_of       timestamp  status time of the snapshot; UTC
--   is_current       boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, dependencies

select
    predecessor_id,
    successor_id,
    dependency_type,
    lag_minutes,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_dependencies
