-- One row per stakeholder group: as loaded.
--
-- Returns
--   audience     varchar    name of the group, as communications call it
--   side         varchar    side that it belongs to
--   recipients   varchar[]  addresses: e-mail, or webhook:NAME of one that the
--                           administrator set up
--   head_count   bigint     people in it
--   phases       varchar[]  phases in which it must hear something; every one
--                           where empty
--   source_file  varchar    file that the row came from
--   source_line  bigint     line in that file
--   load_id      varchar    snapshot
--   load_as_of   timestamp  status time of the snapshot; UTC
--   is_current   boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, audiences

select
    audience,
    side,
    recipients,
    head_count,
    phases,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_audiences
