-- One row per measured trigger on which the way back may be called: as loaded.
--
-- Returns
--   trigger_id       varchar    identifier
--   trigger_name     varchar    what would happen
--   measure          varchar    what is measured
--   operator         varchar    how the actual is compared with the target to
--                               fire
--   target           double     value at which it fires
--   actual           double     value measured, where no report is bound
--   unit             varchar    unit of target and actual
--   bound_report     varchar    report that gives the live value; empty: a
--                               person asserts it
--   bound_column     varchar    column of that report
--   bound_filter     varchar    rows of it that count: column = value, joined
--                               by ;
--   bound_aggregate  varchar    how several rows make one value; the only row
--                               where empty
--   caller_side      varchar    side that may call it
--   caller_role      varchar    role that may call it
--   decide_by_at     timestamp  until when it may be called; the latest
--                               rollback decision where empty; UTC
--   source_file      varchar    file that the row came from
--   source_line      bigint     line in that file
--   load_id          varchar    snapshot
--   load_as_of       timestamp  status time of the snapshot; UTC
--   is_current       boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, rollback_triggers

select
    trigger_id,
    trigger_name,
    measure,
    operator,
    target,
    actual,
    unit,
    bound_report,
    bound_column,
    bound_filter,
    bound_aggregate,
    caller_side,
    caller_role,
    decide_by_at,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_rollback_triggers
