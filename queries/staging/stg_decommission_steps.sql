-- One row per component and stage of decommissioning: as loaded.
--
-- Returns
--   component_id        varchar    component
--   stage               varchar    stage
--   is_applicable       boolean    whether the component goes through it; yes
--                                  where empty
--   planned_date        date       when it is to be passed
--   actual_date         date       when it was passed
--   evidence_link       varchar    where the evidence is
--   is_blocked          boolean    it cannot be passed now
--   blocked_reason      varchar    why
--   blocked_since_date  date       since when
--   blocked_note        varchar    what would end the block
--   task_id             varchar    cutover task that passes it
--   source_file         varchar    file that the row came from
--   source_line         bigint     line in that file
--   load_id             varchar    snapshot
--   load_as_of          timestamp  status time of the snapshot; UTC
--   is_current          boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, decommission_steps

select
    component_id,
    stage,
    is_applicable,
    planned_date,
    actual_date,
    evidence_link,
    is_blocked,
    blocked_reason,
    blocked_since_date,
    blocked_note,
    task_id,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_decommission_steps
