-- Whose tasks can be asked for: sides and roles that own or approve a task, and
-- the people who hold them; the one with most to do now is the default.
--
-- Returns
--   side         varchar  key; customer, provider
--   role         varchar  key
--   person_id    varchar  key; null: the whole role
--   person_name  varchar  name shown
--   email        varchar  e-mail
--   now_count    bigint   tasks of the role that can be worked on now
--   is_default   boolean  asked for where nobody chose
--
-- Source: docs/my-tasks.md, who I am

with

sides(side) as (
    values ('customer'), ('provider')
),

asked as (
    select sides.side, tasks.owner_role as role
    from tasks
    inner join sides
        on coalesce(tasks.side, 'shared') in (sides.side, 'shared')
    where tasks.owner_role is not null
    union
    select sides.side, confirmed.approver_role
    from task_confirmations as confirmed
    inner join sides
        on sides.side = coalesce(confirmed.approver_side, sides.side)
    where confirmed.approver_role is not null
),

counted as (
    select
        asked.side,
        asked.role,
        count(*) filter (where work.state = 'now') as now_count,
        count(work.task_id) as open_count
    from asked
    left join my_work as work
        on
            asked.role = work.owner_role
            and coalesce(work.side, 'shared') in (asked.side, 'shared')
    group by asked.side, asked.role
),

named as (
    select
        side,
        role,
        null as person_id,
        null as person_name,
        null as email
    from counted
    union all
    select people.side, people.role, person_id, person_name, email
    from stg_people as people
    inner join counted using (side, role)
    where people.is_current
)

select
    named.side,
    named.role,
    named.person_id,
    named.person_name,
    named.email,
    counted.now_count,
    named.person_id is null and row_number() over (
        order by
            named.person_id is not null,
            counted.now_count desc,
            counted.open_count desc,
            named.side,
            named.role
    ) = 1 as is_default

from named

inner join counted using (side, role)

order by
    named.side,
    named.role,
    named.person_id is not null,
    named.person_name,
    named.person_id
