-- Figures of what a person or a role has to do. Tasks are those of the report
-- my_tasks, approvals those of my_tasks_approvals; late as on every page.
--
-- Parameters
--   $side    varchar = null  side; null: both
--   $role    varchar = null  role; null: all
--   $person  varchar = null  person_id; null: the whole role
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    tasks behind it
--   trend     double[]  null: no course
--
-- Source: docs/my-tasks.md, figures

with

asked as (
    select
        max(person_name) as person_name,
        coalesce($side, max(side)) as side,
        coalesce($role, max(role)) as role
    from stg_people
    where is_current and person_id = $person
),

mine as (
    select
        tasks.is_in_scope,
        work.state,
        work.is_late,
        confirmed.is_done
    from tasks
    inner join task_confirmations as confirmed using (task_id)
    left join my_work as work using (task_id)
    cross join asked
    where
        is_task_of(
            tasks.owners,
            tasks.side,
            tasks.owner_role,
            asked.person_name,
            asked.side,
            asked.role
        )
),

counted as (
    select
        count(*) filter (where is_in_scope) as scope_count,
        [
            count(*) filter (where state = 'now'),
            count(*) filter (where is_late),
            count(*) filter (where state = 'waiting'),
            count(*) filter (where state = 'done'),
            count(*) filter (where is_done and is_in_scope)
        ] as counts
    from mine
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'To do now',
        'Late',
        'Blocked, failed or locked',
        'Said complete, not confirmed',
        'Done and confirmed'
    ]) as label,
    unnest(counts)::double as value,
    'count' as unit,
    0::bigint as decimals,
    unnest(['none', 'down', 'down', 'down', 'up']) as better,
    scope_count as n,
    null::double[] as trend

from counted

order by position
