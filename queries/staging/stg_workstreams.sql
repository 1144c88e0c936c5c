-- One row per workstream: as loaded.
--
-- Returns
--   workstream    varchar    name of the workstream
--   lead          varchar    who leads it
--   side          varchar    who does it
--   asserted_rag  varchar    status that the owner asserts of the workstream
--   asserted_by   varchar    who asserted it
--   asserted_at   timestamp  when it was asserted; UTC
--   message       varchar    one sentence to the asserted status
--   source_file   varchar    file that the row came from
--   source_line   bigint     line in that file
--   load_id       varchar    snapshot
--   load_as_of    timestamp  status time of the snapshot; UTC
--   is_current    boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, workstreams

select
    workstream,
    lead,
    side,
    asserted_rag,
    asserted_by,
    asserted_at,
    message,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_workstreams
