-- Links in force at every snapshot of the plan, one row per link.
--
-- They are those of the newest load of links up to then, else of the oldest.
-- A link of a task that is not scheduled is left out, and so is one between a
-- task that is locked and one that is live: the way back does not wait for it.
--
-- Returns
--   load_id          varchar  key; snapshot of the plan
--   predecessor_id   varchar  key; task that comes first
--   successor_id     varchar  key; task that depends on it
--   dependency_type  varchar  key; FS, SS, FF, SF
--   lag_minutes      bigint   wait after the link; negative is a lead
--
-- Source: docs/glossary.md, network forecast

with

link_loads as (
    select load_as_of, max(load_id) as link_load_id
    from stg_dependencies
    group by load_as_of
),

in_force as (
    select
        snapshots.load_id,
        coalesce(link_loads.link_load_id, (
            select min_by(link_load_id, load_as_of) from link_loads
        )) as link_load_id
    from plan_snapshots as snapshots
    asof left join link_loads
        on snapshots.told_at >= link_loads.load_as_of
),

scheduled as (
    select
        judged.load_id,
        judged.task_id,
        coalesce(locks.is_locked, false) as is_locked,
        coalesce(locks.is_live, false) as is_live
    from task_history as judged
    left join snapshot_locks as locks using (load_id, task_id)
    where
        judged.is_in_plan
        and (
            judged.phase is distinct from 'contingency'
            or judged.status = 'complete'
            or judged.actual_start_at is not null
            or locks.is_live
        )
)

select
    in_force.load_id,
    stated.predecessor_id,
    stated.successor_id,
    coalesce(stated.dependency_type, 'FS') as dependency_type,
    max(round(coalesce(stated.lag_minutes, 0)))::bigint as lag_minutes

from in_force

inner join stg_dependencies as stated
    on in_force.link_load_id = stated.load_id

inner join scheduled as predecessors
    on
        in_force.load_id = predecessors.load_id
        and stated.predecessor_id = predecessors.task_id

inner join scheduled as successors
    on
        in_force.load_id = successors.load_id
        and stated.successor_id = successors.task_id

where
    not (predecessors.is_locked and successors.is_live)
    and not (predecessors.is_live and successors.is_locked)

group by all
