-- What the mode of the plan does to its tasks: those locked and those live,
-- live ones first, in the order of their planned start; no row while the plan
-- goes forward.
--
-- Parameters
--   $show         varchar = all  one of all, locked, live
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--   $phases       varchar[]      phases to keep; empty keeps all
--
-- Returns
--   task_id            varchar    key
--   task_name          varchar    what is done
--   state              varchar    locked, live
--   lock_reason        varchar    why it is locked; null: it is live
--   phase              varchar    phase
--   workstream         varchar    workstream
--   side               varchar    side
--   owner_role         varchar    role that owns it
--   status             varchar    status
--   planned_start_at   timestamp  UTC
--   planned_finish_at  timestamp  UTC
--
-- Source: docs/way-back.md, locks

select
    task_id,
    task_name,
    if(is_live, 'live', 'locked') as state,
    lock_reason,
    phase,
    workstream,
    side,
    owner_role,
    status,
    planned_start_at,
    planned_finish_at

from tasks

where
    (is_locked or is_live)
    and ($show = 'all' or $show = if(is_live, 'live', 'locked'))
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by is_live desc, planned_start_at nulls last, task_id
