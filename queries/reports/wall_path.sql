-- What drives the finish from here, one row per task of the driving path that
-- is not complete, in the order of the path.
--
-- Returns
--   position           bigint     key; place on the whole path
--   task_id            varchar    task
--   task_name          varchar    what is done
--   side               varchar    side
--   owner_role         varchar    role that owns it
--   status             varchar    status
--   health             varchar    by forecast: on_track, at_risk, late, unknown
--   early_start_at     timestamp  actual, else forecast start; UTC
--   early_finish_at    timestamp  forecast finish; UTC
--   planned_finish_at  timestamp  current plan, else baseline; UTC
--   behind_minutes     bigint     forecast less planned finish; negative: early
--
-- Source: docs/glossary.md, driving path

select
    path_position as position,
    task_id,
    task_name,
    side,
    owner_role,
    status,
    health,
    early_start_at,
    early_finish_at,
    planned_finish_at,
    date_diff('minute', planned_finish_at, early_finish_at) as behind_minutes

from task_forecasts

where is_on_path and is_open

order by path_position
