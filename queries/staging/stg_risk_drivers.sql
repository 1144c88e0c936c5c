-- One row per risk that stretches tasks: as loaded.
--
-- Returns
--   risk_driver_id       varchar    identifier
--   risk_driver_name     varchar    what may happen
--   probability_percent  double     chance that it happens
--   optimistic_factor    double     multiplies durations at best; as most
--                                   likely where empty
--   most_likely_factor   double     multiplies durations most likely; 1 where
--                                   empty
--   pessimistic_factor   double     multiplies durations at worst; as most
--                                   likely where empty
--   task_ids             varchar[]  tasks that it stretches; empty, with the
--                                   next three: all open tasks
--   workstream           varchar    only tasks of this workstream
--   phase                varchar    only tasks of this phase
--   side                 varchar    only tasks of this side
--   issue_id             varchar    risk of the RAID log that it stands for
--   source_file          varchar    file that the row came from
--   source_line          bigint     line in that file
--   load_id              varchar    snapshot
--   load_as_of           timestamp  status time of the snapshot; UTC
--   is_current           boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, risk_drivers

select
    risk_driver_id,
    risk_driver_name,
    probability_percent,
    optimistic_factor,
    most_likely_factor,
    pessimistic_factor,
    task_ids,
    workstream,
    phase,
    side,
    issue_id,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_risk_drivers
