-- One row per test and cycle: as loaded.
--
-- Returns
--   test_id          varchar    identifier
--   test_name        varchar    what is tested
--   test_type        varchar    kind of test named by M3
--   cycle            varchar    test cycle
--   result           varchar    result
--   executed_at      timestamp  when it was run; UTC
--   requirement_ids  varchar[]  requirements that it covers
--   side             varchar    side that runs it
--   workstream       varchar    workstream
--   defect_ids       varchar[]  defects that it found
--   source_file      varchar    file that the row came from
--   source_line      bigint     line in that file
--   load_id          varchar    snapshot
--   load_as_of       timestamp  status time of the snapshot; UTC
--   is_current       boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, tests

select
    test_id,
    test_name,
    test_type,
    cycle,
    result,
    executed_at,
    requirement_ids,
    side,
    workstream,
    defect_ids,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_tests
