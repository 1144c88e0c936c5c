-- One row per call to turn back: as loaded.
--
-- Returns
--   call_id      varchar    identifier
--   reason       varchar    why
--   trigger_id   varchar    trigger that fired
--   side         varchar    side that called
--   role         varchar    role that called
--   caller       varchar    who called
--   called_at    timestamp  when; UTC
--   revoked_at   timestamp  when the call was taken back; UTC
--   source_file  varchar    file that the row came from
--   source_line  bigint     line in that file
--   load_id      varchar    snapshot
--   load_as_of   timestamp  status time of the snapshot; UTC
--   is_current   boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, rollback_calls

select
    call_id,
    reason,
    trigger_id,
    side,
    role,
    caller,
    called_at,
    revoked_at,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_rollback_calls
