-- One row per meeting: as loaded.
--
-- Returns
--   meeting_id        varchar    identifier
--   meeting_type      varchar    what it is for; daily where empty
--   title             varchar    name shown
--   planned_at        timestamp  when it is to begin; UTC
--   duration_minutes  double     how long it is to take
--   place             varchar    room, or how to join
--   checkpoint_id     varchar    checkpoint that it prepares
--   opened_at         timestamp  when it began; UTC
--   opened_by         varchar    who chairs it
--   attendees         varchar[]  who is there
--   closed_at         timestamp  when it ended; what happened since is new at
--                                the next one; UTC
--   closed_by         varchar    who closed it
--   summary           varchar    what the minutes say first
--   source_file       varchar    file that the row came from
--   source_line       bigint     line in that file
--   load_id           varchar    snapshot
--   load_as_of        timestamp  status time of the snapshot; UTC
--   is_current        boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, meetings

select
    meeting_id,
    meeting_type,
    title,
    planned_at,
    duration_minutes,
    place,
    checkpoint_id,
    opened_at,
    opened_by,
    attendees,
    closed_at,
    closed_by,
    summary,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_meetings
