-- Every problem found while loading, newest load first, one row per problem.
--
-- Parameters
--   $level       varchar = all    which; one of all, rejected, warning, note
--   $table_name  varchar = all    input table; all keeps every table
--   $load        varchar = all    load; all keeps every load
--   $rows        bigint = 100000  at most so many
--
-- Returns
--   load_id      varchar  load
--   level        varchar  rejected (row), warning (cell), note (file)
--   table_name   varchar  input table
--   file         varchar  file
--   line         bigint   line in that file
--   column_name  varchar  column
--   rule         varchar  rule that it breaks
--   message      varchar  what is wrong and what is allowed
--   original     varchar  text as found
--
-- Source: cutover/readers/model.py, problems

select
    load_id,
    level,
    table_name,
    file,
    line,
    column_name,
    rule,
    message,
    original

from stg_problems

where
    ($level = 'all' or level = $level)
    and ($table_name = 'all' or table_name = $table_name)
    and ($load = 'all' or load_id = $load)
order by
    load_id desc, level = 'rejected' desc, table_name, file, line,
    column_name, rule, message
limit $rows
