-- What a person or a role has to do now: the answer in words.
--
-- Late: a task is late; at risk: one is blocked or failed, or a finish was
-- refused. The tasks are those of the report my_tasks, the approvals those of
-- my_tasks_approvals; late, running and startable as on every page, so a late
-- task may run, or wait. Contingency tasks that run out of scope are told
-- apart.
--
-- Parameters
--   $side    varchar = null  side; null: both
--   $role    varchar = null  role; null: all
--   $person  varchar = null  person_id; null: the whole role
--
-- Returns
--   health    varchar  key; on_track, at_risk, late, decided, unknown
--   headline  varchar  the answer in at most ten words
--   detail    varchar  why, with the numbers
--   n         bigint   tasks behind it
--
-- Source: docs/my-tasks.md, headline

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
    select work.*
    from my_work as work
    cross join asked
    where
        is_task_of(
            work.owners,
            work.side,
            work.owner_role,
            asked.person_name,
            asked.side,
            asked.role
        )
),

approvals as (
    select count(*) as approval_count
    from task_confirmations as confirmed
    cross join asked
    where
        confirmed.is_complete
        and confirmed.approval_state = 'waiting'
        and (asked.role is null or confirmed.approver_role = asked.role)
        and (
            asked.side is null
            or coalesce(confirmed.approver_side, asked.side) = asked.side
        )
),

counted as (
    select
        count(*) as task_count,
        count(*) filter (where state = 'now') as now_count,
        count(*) filter (where is_late) as late_count,
        count(*) filter (where is_running) as running_count,
        count(*) filter (where situation = 'running' and not is_running)
            as beside_count,
        count(*) filter (where is_startable) as startable_count,
        count(*) filter (where situation in ('blocked', 'failed'))
            as held_count,
        count(*) filter (where situation = 'locked') as locked_count,
        count(*) filter (where situation = 'approval_refused')
            as refused_count,
        count(*) filter (where state = 'next') as next_count,
        count(*) filter (where state = 'done') as unconfirmed_count,
        min(startable_at) filter (where state = 'next') as next_at
    from mine
)

select
    case
        when (select count(*) from tasks) = 0 then 'unknown'
        when late_count > 0 then 'late'
        when held_count + refused_count > 0 then 'at_risk'
        else 'on_track'
    end as health,
    case
        when (select count(*) from tasks) = 0 then 'No tasks are loaded'
        when now_count > 0
            then count_words(now_count, 'task', 'tasks') || ' to do now'
                || if(late_count > 0, ', ' || late_count || ' late', '')
        when approval_count > 0
            then 'Nothing to do but '
                || count_words(approval_count, 'approval', 'approvals')
        when held_count > 0
            then 'Nothing to do now, ' || held_count || ' held up'
        when locked_count > 0 then 'Your tasks are locked'
        when next_at is not null
            then 'Nothing to do until ' || local_words(next_at, zone)
        else 'Nothing to do now'
    end as headline,
    concat_ws(
        '. ',
        case
            when task_count > 0
                then format(
                    '{} running, {} startable, {} blocked or failed, {} next',
                    running_count, startable_count, held_count, next_count
                )
        end,
        if(beside_count > 0, beside_count || ' of contingency running', null),
        if(
            unconfirmed_count > 0,
            unconfirmed_count || ' said complete and not confirmed',
            null
        ),
        if(
            approval_count > 0,
            count_words(approval_count, 'task waits', 'tasks wait')
            || ' for your approval',
            null
        )
    ) as detail,
    task_count + approval_count as n

from counted

cross join approvals

cross join programme
