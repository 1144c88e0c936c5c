-- One row per recorded change of an incident; a source may repeat itself: as
-- loaded.
--
-- Returns
--   incident_id  varchar    incident
--   event_at     timestamp  when it changed; UTC
--   status       varchar    status from then on
--   severity     bigint     severity from then on
--   assigned_to  varchar[]  who works on it from then on
--   actor        varchar    who changed it
--   source_file  varchar    file that the row came from
--   source_line  bigint     line in that file
--   load_id      varchar    snapshot
--   load_as_of   timestamp  status time of the snapshot; UTC
--   is_current   boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, incident_events

select
    incident_id,
    event_at,
    status,
    severity,
    assigned_to,
    actor,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_incident_events
