-- The slides of the walk, one row per workstream or role that has tasks in
-- scope or, unless filters are set, open actions: those who need to talk first.
--
-- Computed health as on the page Statuses, of the tasks whose status counts:
-- late where a mandatory or critical one is red, at risk where any is red or
-- amber, on track where one is green, else unknown: nothing runs. Mismatch:
-- the lead asserts another one. A slide needs talk where it is late or at
-- risk, a task of it is late or blocked, its status is a mismatch, or an
-- action is overdue.
--
-- Parameters
--   $by           varchar = workstream  one of workstream, role
--   $workstreams  varchar[]             workstreams to keep; empty keeps all
--   $sides        varchar[]             sides to keep; empty keeps all
--   $phases       varchar[]             phases to keep; empty keeps all
--
-- Returns
--   position        bigint     place in the walk, 1 first
--   slide_id        varchar    key; workstream, or side/role
--   title           varchar    what stands on the slide
--   side            varchar    side that does it
--   owner_role      varchar    role of a slide of roles
--   lead            varchar    who leads it; people in the role
--   health          varchar    computed: on_track, at_risk, late, unknown
--   sentence        varchar    how far it is, with the numbers
--   reason          varchar    what the computed health comes from
--   asserted_rag    varchar    status that the lead asserts
--   asserted_by     varchar    who asserted it
--   asserted_at     timestamp  when; UTC
--   message         varchar    what the lead says to it
--   is_mismatch     boolean    asserted differs from computed
--   needs_talk      boolean    see above
--   task_count      bigint     tasks in scope
--   complete_count  bigint     of them complete
--   late_count      bigint     of them late
--   blocked_count   bigint     of them blocked
--   due_count       bigint     of them due in the next 24 hours
--   startable_count  bigint    of them startable, and nobody has started
--   done_count      bigint     of them done since the last meeting
--   action_count    bigint     open actions
--   overdue_count   bigint     of them overdue
--
-- Source: docs/meeting.md, slides; docs/glossary.md, late; startable; mismatch

with

placed as (
    select
        plan.*,
        plan.completed_at > marks.since_at as is_done,
        judged.computed_rag,
        judged.is_weighty,
        case $by
            when 'workstream' then coalesce(plan.workstream, 'none')
            else coalesce(
                nullif(concat_ws('/', plan.side, plan.owner_role), ''), 'none'
            )
        end as slide_id
    from daily_tasks as plan
    cross join meeting_marks as marks
    left join task_statuses as judged
        on plan.task_id = judged.task_id and judged.is_counted
    where
        (len($workstreams) = 0 or list_contains($workstreams, plan.workstream))
        and (len($sides) = 0 or list_contains($sides, plan.side))
        and (len($phases) = 0 or list_contains($phases, plan.phase))
),

counted as (
    select
        slide_id,
        any_value(side) as side,
        any_value(owner_role) as owner_role,
        count(*) as task_count,
        count(*) filter (where status = 'complete') as complete_count,
        count(*) filter (where is_late) as late_count,
        count(computed_rag) as judged_count,
        count(*) filter (where computed_rag = 'red') as red_count,
        count(*) filter (where computed_rag = 'red' and is_weighty)
            as red_weighty_count,
        count(*) filter (where computed_rag = 'amber') as amber_count,
        count(*) filter (where computed_rag = 'green') as green_count,
        count(*) filter (where is_blocked) as blocked_count,
        count(*) filter (where is_due_next) as due_count,
        count(*) filter (where is_startable) as startable_count,
        count(*) filter (where is_done) as done_count
    from placed
    group by slide_id
),

raised as (
    select
        coalesce(if($by = 'workstream', workstream, role_id), 'none')
            as slide_id,
        count(distinct entry_id) as action_count,
        count(distinct entry_id) filter (where is_overdue) as overdue_count
    from (
        select
            *,
            unnest(if(len(role_ids) = 0, [null], role_ids)) as role_id
        from meeting_entries
    )
    where entry_kind = 'action' and ended_at is null
    group by all
),

leads as (
    select
        workstream as slide_id,
        side,
        lead,
        asserted_by,
        asserted_at,
        message,
        asserted_rag
    from stg_workstreams
    cross join programme
    where
        is_current
        and $by = 'workstream'
        and coalesce(asserted_at <= as_of, true)
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    union all
    select
        side || '/' || role,
        any_value(side),
        string_agg(person_name, ', ' order by person_name),
        null,
        null,
        null,
        null
    from stg_people
    where is_current and $by = 'role'
    group by side, role
),

judged as (
    select
        coalesce(counted.slide_id, leads.slide_id, raised.slide_id)
            as slide_id,
        if(
            $by = 'role',
            coalesce(
                counted.side,
                nullif(split_part(raised.slide_id, '/', 1), 'none')
            ),
            coalesce(leads.side, counted.side)
        ) as side,
        coalesce(
            counted.owner_role,
            nullif(split_part(raised.slide_id, '/', 2), '')
        ) as owner_role,
        leads.* exclude (slide_id, side),
        counted.* exclude (slide_id, side, owner_role),
        coalesce(raised.action_count, 0) as action_count,
        coalesce(raised.overdue_count, 0) as overdue_count,
        case
            when counted.red_weighty_count > 0 then 'late'
            when counted.red_count + counted.amber_count > 0 then 'at_risk'
            when counted.green_count > 0 then 'on_track'
            else 'unknown'
        end as health
    from counted
    full join leads on counted.slide_id = leads.slide_id
    full join raised
        on coalesce(counted.slide_id, leads.slide_id) = raised.slide_id
    where
        counted.slide_id is not null
        or (
            len($sides) + len($phases) = 0
            and (
                ($by = 'workstream' and leads.slide_id is not null)
                or (len($workstreams) = 0 and raised.slide_id is not null)
            )
        )
),

told as (
    select
        *,
        coalesce(
            list_position(['green', 'amber', 'red'], asserted_rag)
            != list_position(['on_track', 'at_risk', 'late'], health),
            false
        ) as is_mismatch,
        health in ('late', 'at_risk')
            or coalesce(late_count + blocked_count, 0) > 0
            or overdue_count > 0
            or is_mismatch as needs_talk,
        case
            when slide_id = 'none' and $by = 'role' then 'No role named'
            when slide_id = 'none' then 'No workstream named'
            when $by = 'workstream' then slide_id
            else upper(role_words(side, owner_role)[1])
                || role_words(side, owner_role)[2:]
        end as title
    from judged
)

select
    row_number() over (
        order by
            needs_talk desc,
            list_position(['late', 'at_risk', 'on_track', 'unknown'], health),
            is_mismatch desc,
            coalesce(late_count + blocked_count, 0) desc,
            title,
            slide_id
    ) as position,
    slide_id,
    title,
    side,
    if($by = 'role', owner_role, null) as owner_role,
    lead,
    health,
    case
        when task_count is null then 'No task in scope'
        else concat_ws(
            ', ',
            format('{} of {} tasks complete', complete_count, task_count),
            if(late_count > 0, late_count || ' late', null),
            if(blocked_count > 0, blocked_count || ' blocked', null),
            if(due_count > 0, due_count || ' due in 24 h', null),
            if(startable_count > 0, startable_count || ' startable', null)
        )
    end as sentence,
    if(
        judged_count > 0,
        format(
            '{} of {} tasks under way or next are red '
            || '({} mandatory or critical), {} amber',
            red_count, judged_count, red_weighty_count, amber_count
        ),
        'No task is under way or next'
    ) as reason,
    asserted_rag,
    asserted_by,
    asserted_at,
    message,
    is_mismatch,
    needs_talk,
    coalesce(task_count, 0) as task_count,
    coalesce(complete_count, 0) as complete_count,
    coalesce(late_count, 0) as late_count,
    coalesce(blocked_count, 0) as blocked_count,
    coalesce(due_count, 0) as due_count,
    coalesce(startable_count, 0) as startable_count,
    coalesce(done_count, 0) as done_count,
    action_count,
    overdue_count

from told

order by position
