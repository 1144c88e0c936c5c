-- One row per severity: as loaded.
--
-- Returns
--   severity             bigint     severity that the target is for
--   acknowledge_minutes  double     time to acknowledge
--   resolve_minutes      double     time to resolve, on the clock round the
--                                   week
--   target_percent       double     share that must meet it
--   source_file          varchar    file that the row came from
--   source_line          bigint     line in that file
--   load_id              varchar    snapshot
--   load_as_of           timestamp  status time of the snapshot; UTC
--   is_current           boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, sla_targets

select
    severity,
    acknowledge_minutes,
    resolve_minutes,
    target_percent,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_sla_targets
