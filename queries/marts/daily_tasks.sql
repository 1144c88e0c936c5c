-- Tasks as the daily meeting asks for them, one row per task in the plan that
-- is in scope.
--
-- Late and blocked as everywhere; startable as on the page Schedule: links and
-- date constraints let it start, and nobody has started it. Due today: planned
-- to finish within the local day, and still open.
--
-- Returns
--   task_id                  varchar    key
--   task_name                varchar    what is done
--   phase                    varchar    phase
--   workstream               varchar    workstream
--   side                     varchar    side
--   owner_role               varchar    role that owns it
--   owners                   varchar[]  people
--   status                   varchar    status
--   health                   varchar    by the network: on_track, at_risk,
--                                       late; blocked and late tasks are late
--   is_due_today             boolean    open, to finish today
--   is_due_next              boolean    open, to finish in the next 24 hours
--   is_late                  boolean    open, planned finish has passed
--   is_blocked               boolean    it is blocked
--   is_startable             boolean    nothing but its owner holds it up
--   is_mandatory             boolean    go-live cannot happen without it
--   is_milestone             boolean    a moment, not work
--   planned_finish_at        timestamp  current plan, else baseline; UTC
--   expected_finish_at       timestamp  as now expected; UTC
--   completed_at             timestamp  when it was completed; UTC
--   late_minutes             bigint     status time less planned finish
--   own_delay_minutes        bigint     of its delay against the baseline what
--                                       is its own; null: not known
--   inherited_delay_minutes  bigint     what its predecessors passed on
--   startable_at             timestamp  since when it is startable; UTC
--   startable_minutes        bigint     for how long nobody has started it
--   waits_for                varchar    unfinished tasks before it, with their
--                                       role
--   waiting_for_count        bigint     how many these are
--   waiting_count            bigint     tasks that wait for it
--   blocked_reason           varchar    what blocks it
--   blocked_at               timestamp  since when; UTC
--   unblock_at               timestamp  when the block is expected to end; UTC
--   note                     varchar    remark
--
-- Source: docs/glossary.md, late; due today; startable; own delay; waits for

with

awaited as (
    select
        task_id,
        string_agg(
            predecessor_name
            || coalesce(' (' || role_words(from_side, from_role) || ')', ''),
            '; ' order by predecessor_id
        ) as waits_for,
        count(*) as waiting_for_count
    from task_waits
    group by task_id
),

holding as (
    select
        predecessor_id as task_id,
        count(*) as waiting_count
    from task_waits
    group by predecessor_id
)

select
    plan.task_id,
    plan.task_name,
    plan.phase,
    plan.workstream,
    plan.side,
    plan.owner_role,
    plan.owners,
    plan.status,
    case
        when plan.is_late or plan.status = 'blocked' then 'late'
        when plan.is_complete then 'on_track'
        else coalesce(forecasts.health, 'unknown')
    end as health,
    coalesce(
        plan.is_open
        and plan.planned_finish_at >= marks.day_start_at
        and plan.planned_finish_at < marks.day_end_at,
        false
    ) as is_due_today,
    coalesce(
        plan.is_open
        and plan.planned_finish_at >= programme.as_of
        and plan.planned_finish_at < programme.as_of + interval 24 hours,
        false
    ) as is_due_next,
    plan.is_late,
    plan.status = 'blocked' as is_blocked,
    coalesce(ready.is_startable, false) as is_startable,
    plan.is_mandatory,
    plan.is_milestone,
    plan.planned_finish_at,
    plan.expected_finish_at,
    plan.completed_at,
    plan.late_minutes,
    forecasts.own_delay_minutes,
    forecasts.inherited_delay_minutes,
    if(ready.is_startable, ready.startable_at, null) as startable_at,
    ready.startable_minutes,
    awaited.waits_for,
    coalesce(awaited.waiting_for_count, 0) as waiting_for_count,
    coalesce(holding.waiting_count, 0) as waiting_count,
    plan.blocked_reason,
    plan.blocked_at,
    plan.unblock_at,
    plan.note

from tasks as plan

cross join programme

cross join meeting_marks as marks

left join task_forecasts as forecasts using (task_id)

left join task_readiness as ready using (task_id)

left join awaited using (task_id)

left join holding using (task_id)

where plan.is_in_scope
