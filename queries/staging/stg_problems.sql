-- One row per problem found in a load.
--
-- Returns
--   load_id      varchar  snapshot
--   table_name   varchar  input table
--   file         varchar  file
--   line         bigint   line in that file
--   column_name  varchar  column; empty: the whole row
--   rule         varchar  rule that was broken
--   level        varchar  rejected, warning or note
--   message      varchar  what is wrong and what is allowed
--   original     varchar  text as found
--
-- Source: cutover/warehouse.py, the manifests of the store

select
    load_id,
    table_name,
    file,
    line,
    column_name,
    rule,
    level,
    message,
    original

from raw_problems
