-- What the duration of each task is drawn from, for the current plan and the
-- one before it.
--
-- What rehearsals measured of the task first; else the owner's three-point
-- estimate; else default shares of the planned duration. A milestone has
-- nothing to draw.
--
-- Returns
--   version          varchar  key; current, previous
--   task_id          varchar  key
--   is_open          boolean  neither complete nor skipped
--   basis            varchar  estimate, rehearsal, assumed; null: settled, or a
--                             milestone
--   is_estimated     boolean  it has an estimate in order, used or not
--   group_name       varchar  class, else workstream: rehearsals of a group
--                             tell of its tasks
--
-- Source: docs/glossary.md, basis of a duration

with

versions as (
    select
        plan.*,
        plan.status not in ('complete', 'skipped') as is_open,
        plan.optimistic_minutes <= plan.pessimistic_minutes
            and plan.pessimistic_minutes > 0
            and coalesce(
                plan.most_likely_minutes
                between plan.optimistic_minutes and plan.pessimistic_minutes,
                true
            ) as is_estimated,
        coalesce(stated.task_class, stated.workstream, 'not given')
            as group_name
    from schedule_tasks as plan
    inner join stg_tasks as stated using (load_id, task_id)
    where plan.is_current or plan.is_previous
),

rehearsed as (
    select distinct task_id from risk_rehearsals
    where is_counted
)

select
    if(versions.is_current, 'current', 'previous') as version,
    versions.task_id,
    versions.is_open,
    case
        when not versions.is_open then null
        when versions.duration_minutes = 0 and versions.is_estimated is not true
            then null
        when rehearsed.task_id is not null and versions.duration_minutes > 0
            then 'rehearsal'
        when versions.is_estimated then 'estimate'
        else 'assumed'
    end as basis,
    coalesce(versions.is_estimated, false) as is_estimated,
    versions.group_name

from versions

left join rehearsed using (task_id)
