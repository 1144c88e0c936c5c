-- One row per task that must be complete before a checkpoint: as loaded.
--
-- Returns
--   checkpoint_id  varchar    checkpoint
--   task_id        varchar    entry task
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, checkpoint_tasks

select
    checkpoint_id,
    task_id,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_checkpoint_tasks
