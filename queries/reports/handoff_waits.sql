-- Hand-offs between roles or sides, one row per task that was handed over.
--
-- A task is handed over by the predecessor that came last, if another role or
-- side owns that. The wait counts against the one who receives: from when
-- links and date constraints let it start until it starts, else until now.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   task_id           varchar    key
--   task_name         varchar    what is done
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
    task_id,
    task_name,
    workstream,
    side,
    owner_role,
    predecessor_id,
    predecessor_name,
    from_role,
    from_side,
    startable_at,
    started_at,
    is_waiting,
    wait_minutes,
    is_critical

from task_handoffs
where
    (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by is_waiting desc, wait_minutes desc, task_id
