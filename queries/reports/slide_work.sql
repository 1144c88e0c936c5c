-- The work that a slide of the walk talks about, one row per part of the slide
-- and task: what is late or blocked, due next, startable, and done since the
-- last meeting.
--
-- Parameters
--   $by           varchar = workstream  one of workstream, role
--   $slide        varchar = null        slide: workstream, or side/role; null
--                                       gives no row
--   $workstreams  varchar[]             workstreams to keep; empty keeps all
--   $sides        varchar[]             sides to keep; empty keeps all
--   $phases       varchar[]             phases to keep; empty keeps all
--
-- Returns
--   section          varchar    key; late (late or blocked), due, startable,
--                               done
--   task_id          varchar    key
--   task_name        varchar    what is done
--   health           varchar    on_track, at_risk, late, unknown
--   says             varchar    how late, until when, since when, in words
--   waiting          varchar    who waits for it, of late and blocked tasks
--   who              varchar    people, else the role that does it
--   side             varchar    side that does it
--   owner_role       varchar    role that does it
--   told_at          timestamp  when it was due, is due, could start, was
--                               done; UTC
--   own_delay_minutes        bigint  of its delay what is its own
--   inherited_delay_minutes  bigint  what its predecessors passed on
--   waiting_count    bigint     tasks that wait for it
--
-- Source: docs/glossary.md, late; own delay; startable; waits for

with

waiters as (
    select
        predecessor_id as task_id,
        string_agg(
            distinct role_words(to_side, to_role), ', '
            order by role_words(to_side, to_role)
        ) as roles
    from task_waits
    group by predecessor_id
),

placed as (
    select
        plan.*,
        programme.zone,
        unnest(list_filter(
            [
                if(is_late or is_blocked, 'late', null),
                if(is_due_next and not is_blocked, 'due', null),
                if(is_startable and not is_late, 'startable', null),
                if(completed_at > marks.since_at, 'done', null)
            ],
            lambda section: section is not null
        )) as section
    from daily_tasks as plan
    cross join programme
    cross join meeting_marks as marks
    where
        $slide = case $by
            when 'workstream' then coalesce(workstream, 'none')
            else coalesce(
                nullif(concat_ws('/', side, owner_role), ''), 'none'
            )
        end
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
)

select
    placed.section,
    placed.task_id,
    placed.task_name,
    placed.health,
    case placed.section
        when 'late' then concat_ws(
            '; ',
            if(
                is_blocked,
                'blocked: ' || coalesce(blocked_reason, 'nobody says why'),
                null
            ),
            if(is_late, 'late by ' || length_words(late_minutes), null),
            if(
                is_late and inherited_delay_minutes > 0,
                length_words(inherited_delay_minutes) || ' of delay inherited',
                null
            )
        )
        when 'due' then concat_ws(
            '; ',
            'due ' || local_words(planned_finish_at, zone),
            'waits for ' || waits_for
        )
        when 'startable'
            then 'startable for ' || length_words(startable_minutes)
        else 'done ' || local_words(completed_at, zone)
    end as says,
    if(placed.section = 'late', waiters.roles, null) as waiting,
    coalesce(
        nullif(array_to_string(owners, ', '), ''),
        role_words(side, owner_role)
    ) as who,
    placed.side,
    placed.owner_role,
    case placed.section
        when 'startable' then startable_at
        when 'done' then completed_at
        else planned_finish_at
    end as told_at,
    placed.own_delay_minutes,
    placed.inherited_delay_minutes,
    placed.waiting_count

from placed

left join waiters using (task_id)

order by
    list_position(['late', 'due', 'startable', 'done'], placed.section),
    if(placed.section = 'late', placed.late_minutes, null) desc nulls last,
    if(placed.section = 'done', placed.completed_at, null) desc nulls last,
    told_at nulls last,
    placed.task_id,
    placed.section
