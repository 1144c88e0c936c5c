-- One row per role whose vote a checkpoint asks for: as loaded.
--
-- Returns
--   checkpoint_id  varchar    checkpoint
--   side           varchar    side that the role is on
--   role           varchar    role that votes
--   is_required    boolean    without its vote the verdict is incomplete;
--                             required where empty
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, approvers

select
    checkpoint_id,
    side,
    role,
    is_required,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_approvers
