-- Links that order the way back, one row per link in force: between two tasks,
-- to be turned round, or between two back-out steps, as stated.
--
-- Returns
--   predecessor_id   varchar  key; task that comes first going forward
--   successor_id     varchar  key; task that depends on it
--   dependency_type  varchar  key; FS, SS, FF, SF
--   kind             varchar  task, step: of both its ends
--   lag_minutes      bigint   wait after the link; negative is a lead
--
-- Source: docs/way-back.md, back-out network

select
    links.predecessor_id,
    links.successor_id,
    coalesce(links.dependency_type, 'FS') as dependency_type,
    before.kind,
    max(round(coalesce(links.lag_minutes, 0)))::bigint as lag_minutes

from stg_dependencies as links

inner join rollback_tasks as before
    on links.predecessor_id = before.task_id

inner join rollback_tasks as after
    on links.successor_id = after.task_id and before.kind = after.kind

where links.is_current and links.predecessor_id != links.successor_id

group by all
