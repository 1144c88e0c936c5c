-- One row per task and rehearsal (mock cutover): as loaded.
--
-- Returns
--   run_id            varchar    rehearsal
--   task_id           varchar    task that was rehearsed
--   planned_minutes   double     planned duration
--   actual_start_at   timestamp  when it started; UTC
--   actual_finish_at  timestamp  when it finished; UTC
--   actual_minutes    double     measured duration; from start and finish where
--                                empty
--   result            varchar    how it ended
--   note              varchar    remark
--   source_file       varchar    file that the row came from
--   source_line       bigint     line in that file
--   load_id           varchar    snapshot
--   load_as_of        timestamp  status time of the snapshot; UTC
--   is_current        boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, rehearsal_runs

select
    run_id,
    task_id,
    planned_minutes,
    actual_start_at,
    actual_finish_at,
    actual_minutes,
    result,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_rehearsal_runs
