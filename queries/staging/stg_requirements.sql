-- One row per requirement of the traceability matrix: as loaded.
--
-- Returns
--   requirement_id     varchar    identifier, unique over all sets
--   requirement_set    varchar    set or document that it comes from
--   requirement_name   varchar    text of the requirement
--   conformance        varchar    shall, should, may
--   coverage           varchar    how it is tested; computed from the tests
--                                 where empty
--   test_ids           varchar[]  tests that cover it
--   not_tested_reason  varchar    why there is no test
--   workstream         varchar    workstream
--   side               varchar    side that owns it
--   is_mandatory       boolean    go-live cannot happen without it
--   source_file        varchar    file that the row came from
--   source_line        bigint     line in that file
--   load_id            varchar    snapshot
--   load_as_of         timestamp  status time of the snapshot; UTC
--   is_current         boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, requirements

select
    requirement_id,
    requirement_set,
    requirement_name,
    conformance,
    coverage,
    test_ids,
    not_tested_reason,
    workstream,
    side,
    is_mandatory,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_requirements
