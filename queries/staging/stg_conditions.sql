-- One row per condition of a conditional decision: as loaded.
--
-- Returns
--   condition_id   varchar    identifier
--   checkpoint_id  varchar    checkpoint
--   condition      varchar    what must be done
--   side           varchar    side that owns it
--   owner_role     varchar    role that owns it
--   owner          varchar    who owns it
--   due_at         timestamp  when it is due; UTC
--   status         varchar    state; open where empty
--   closed_at      timestamp  when it was met or waived; UTC
--   closed_by      varchar    who says so
--   evidence_link  varchar    where the evidence is
--   note           varchar    remark
--   source_file    varchar    file that the row came from
--   source_line    bigint     line in that file
--   load_id        varchar    snapshot
--   load_as_of     timestamp  status time of the snapshot; UTC
--   is_current     boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, conditions

select
    condition_id,
    checkpoint_id,
    condition,
    side,
    owner_role,
    owner,
    due_at,
    status,
    closed_at,
    closed_by,
    evidence_link,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_conditions
