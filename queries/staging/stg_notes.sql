-- One row per note: as loaded.
--
-- Returns
--   note_id      varchar    identifier
--   subject      varchar    what it is about: table:key, as tasks:DC-12; empty:
--                           the programme
--   note         varchar    what was said
--   side         varchar    side of who wrote it
--   writer       varchar    who wrote it
--   written_at   timestamp  when; UTC
--   source_file  varchar    file that the row came from
--   source_line  bigint     line in that file
--   load_id      varchar    snapshot
--   load_as_of   timestamp  status time of the snapshot; UTC
--   is_current   boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, notes

select
    note_id,
    subject,
    note,
    side,
    writer,
    written_at,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_notes
