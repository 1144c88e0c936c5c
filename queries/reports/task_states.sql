-- The plan as it stands, one row per task, with what two moments are compared
-- by. Tasks that were taken out are not in it.
--
-- Returns
--   task_id             varchar    key
--   task_name           varchar    what is done
--   phase               varchar    phase
--   workstream          varchar    workstream
--   side                varchar    side
--   owner_role          varchar    role that owns it
--   owners              varchar[]  people
--   status              varchar    not_started, in_progress, blocked,
--                                  complete, failed, skipped
--   is_open             boolean    neither complete nor skipped
--   planned_start_at    timestamp  current plan, else baseline; UTC
--   planned_finish_at   timestamp  current plan, else baseline; UTC
--   forecast_finish_at  timestamp  finish that the owner expects, as stated;
--                                  UTC
--   actual_start_at     timestamp  null: not yet; UTC
--   completed_at        timestamp  when it was completed; UTC
--   planned_hours       double     work in the current plan
--   duration_minutes    double     working time that it takes, as stated
--   blocked_reason      varchar    what blocks it
--
-- Source: docs/glossary.md, changed since

select
    judged.task_id,
    judged.task_name,
    judged.phase,
    judged.workstream,
    judged.side,
    judged.owner_role,
    judged.owners,
    judged.status,
    judged.is_open,
    judged.planned_start_at,
    judged.planned_finish_at,
    stated.forecast_finish_at,
    judged.actual_start_at,
    judged.completed_at,
    judged.planned_hours,
    stated.duration_minutes,
    judged.blocked_reason

from tasks as judged

inner join stg_tasks as stated using (task_id)

where stated.is_current

order by judged.task_id
