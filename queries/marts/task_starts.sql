-- When links and date constraints let a task start, one row per task and
-- snapshot of the plan. Tasks that still wait for a predecessor are left out;
-- one that waits for none may start from its planned start on.
--
-- Returns
--   load_id         varchar    key; snapshot of the plan
--   task_id         varchar    key; task
--   startable_at    timestamp  latest finish (SS: start) of its predecessors
--                              with the lag, or a later SNET or MSO; with
--                              no predecessor but skipped ones its planned
--                              start; UTC
--   predecessor_id  varchar    predecessor that came last; null: it has none
--   is_waiting      boolean    it may start, and nobody has started it
--   wait_minutes    bigint     from then until its start, else until now; 0
--                              where it was started before
--
-- Source: docs/glossary.md, hand-off wait

with

freed as (
    select
        links.load_id,
        links.successor_id as task_id,
        links.predecessor_id,
        case
            when links.dependency_type = 'SS'
                then before.actual_start_at
            else before.actual_finish_at
        end + to_minutes(links.lag_minutes) as freed_at,
        before.status = 'skipped' as is_skipped
    from schedule_links as links
    inner join schedule_tasks as before
        on
            links.load_id = before.load_id
            and links.predecessor_id = before.task_id
    where links.dependency_type in ('FS', 'SS')
),

free as (
    select
        load_id,
        task_id,
        max(freed_at) as freed_at,
        max_by(predecessor_id, (freed_at, predecessor_id))
            filter (where freed_at is not null) as predecessor_id,
        bool_and(is_skipped or freed_at is not null) as is_free
    from freed
    group by load_id, task_id
),

dated as (
    select
        tasks.load_id,
        tasks.task_id,
        free.predecessor_id,
        tasks.told_at,
        tasks.status,
        tasks.actual_start_at,
        greatest(
            coalesce(free.freed_at, tasks.planned_start_at),
            case
                when stated.constraint_type in ('SNET', 'MSO')
                    then stated.constraint_at
            end
        ) as startable_at
    from schedule_tasks as tasks
    inner join stg_tasks as stated using (load_id, task_id)
    left join free using (load_id, task_id)
    where coalesce(free.is_free, true) and tasks.status != 'skipped'
)

select
    load_id,
    task_id,
    startable_at,
    predecessor_id,
    status = 'not_started' and startable_at <= told_at as is_waiting,
    greatest(0, date_diff(
        'minute', startable_at, coalesce(actual_start_at, told_at)
    )) as wait_minutes

from dated
where
    startable_at <= told_at
    and (actual_start_at is not null or status = 'not_started')
