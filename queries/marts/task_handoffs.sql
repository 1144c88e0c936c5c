-- Hand-offs between roles or sides, one row per task that was handed over.
--
-- A task is handed over by the predecessor that came last, if another role or
-- side owns that. The wait counts against the one who receives: from when
-- links and date constraints let it start until it starts, else until now.
--
-- Returns
--   task_id           varchar    key
--   task_name         varchar    what is done
--   phase             varchar    phase
--   workstream        varchar    workstream
--   side              varchar    side that receives
--   owner_role        varchar    role that receives
--   predecessor_id    varchar    task that came last
--   predecessor_name  varchar    what was done before
--   from_role         varchar    role that hands over
--   from_side         varchar    side that hands over
--   startable_at      timestamp  when it could start; UTC
--   started_at        timestamp  null: not yet; UTC
--   is_waiting        boolean    it could start, and nobody has started it
--   wait_minutes      bigint     the time between, by the clock
--   is_critical       boolean    any slip moves the finish
--
-- Source: docs/glossary.md, hand-off wait

select
    starts.task_id,
    own.task_name,
    own.phase,
    own.workstream,
    own.side,
    own.owner_role,
    starts.predecessor_id,
    before.task_name as predecessor_name,
    before.owner_role as from_role,
    before.side as from_side,
    starts.startable_at,
    own.actual_start_at as started_at,
    starts.is_waiting,
    starts.wait_minutes,
    own.is_critical

from task_starts as starts

inner join plan_snapshots as snapshots using (load_id)

inner join task_forecasts as own using (task_id)

inner join task_forecasts as before on starts.predecessor_id = before.task_id

where
    snapshots.is_current
    and (
        own.owner_role is distinct from before.owner_role
        or own.side is distinct from before.side
    )
