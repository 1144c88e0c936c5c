-- Measured durations of rehearsals (mock cutovers), one row per run and task.
--
-- A skipped run says nothing. A failed one says that the task takes longer.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   run_id            varchar    key; rehearsal
--   task_id           varchar    key; task that was rehearsed
--   group_name        varchar    class of the task, else its workstream:
--                                rehearsals of a group tell of its tasks
--   planned_minutes   double     planned in the rehearsal; null: as in the plan
--   measured_minutes  double     as stated, else from start to finish
--   result            varchar    passed, failed, skipped
--   finished_at       timestamp  when it finished; UTC
--   is_counted        boolean    the measured duration calibrates the plan
--
-- Source: docs/glossary.md, rehearsed duration

with

measured as (
    select
        runs.run_id,
        runs.task_id,
        coalesce(tasks.task_class, tasks.workstream, 'not given')
            as group_name,
        runs.planned_minutes,
        coalesce(
            runs.actual_minutes,
            date_diff('minute', runs.actual_start_at, runs.actual_finish_at)
        ) as measured_minutes,
        runs.result,
        runs.actual_finish_at as finished_at
    from stg_rehearsal_runs as runs
    left join stg_tasks as tasks
        on runs.task_id = tasks.task_id and tasks.is_current
    where
        runs.is_current
        and coalesce(runs.actual_finish_at <= $as_of::timestamp, true)
)

select
    run_id,
    task_id,
    group_name,
    planned_minutes,
    measured_minutes,
    result,
    finished_at,
    coalesce(measured_minutes > 0, false)
        and result is distinct from 'skipped' as is_counted

from measured
