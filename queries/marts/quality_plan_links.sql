-- Links of the plan in force that count, one row per link: those of a level of
-- effort do not.
--
-- Returns
--   predecessor_id   varchar  key; task that comes first
--   successor_id     varchar  key; task that depends on it
--   dependency_type  varchar  key; FS, SS, FF, SF
--   lag_minutes      bigint   wait after the link; negative is a lead
--
-- Source: docs/glossary.md, counted tasks

with

left_out as (
    select task_id
    from stg_tasks
    where is_current and is_level_of_effort
)

select
    links.predecessor_id,
    links.successor_id,
    links.dependency_type,
    links.lag_minutes

from schedule_links as links

inner join plan_snapshots as snapshots using (load_id)

where
    snapshots.is_current
    and links.predecessor_id not in (select task_id from left_out)
    and links.successor_id not in (select task_id from left_out)
