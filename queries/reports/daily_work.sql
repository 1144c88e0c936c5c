-- Tasks that the daily meeting talks about, one row per section and task: late
-- longest first, then by planned finish.
--
-- Parameters
--   $section      varchar = all       one of all, done, due_today,
--                                     next_24_hours, late, blocked, startable,
--                                     late_or_blocked
--   $since        timestamp = null    done since when, UTC; null: the last
--                                     meeting, else the last working day, 8:00
--   $workstreams  varchar[]           workstreams to keep; empty keeps all
--   $sides        varchar[]           sides to keep; empty keeps all
--   $phases       varchar[]           phases to keep; empty keeps all
--
-- Returns
--   section                  varchar    key; as the parameter; all gives one
--                                       row for each section that it is in
--   task_id                  varchar    key
--   task_name                varchar    what is done
--   health                   varchar    by the network: on_track, at_risk,
--                                       late; blocked and late tasks are late
--   status                   varchar    status
--   workstream               varchar    workstream
--   phase                    varchar    phase
--   side                     varchar    side
--   owner_role               varchar    role that owns it
--   owners                   varchar[]  people
--   planned_finish_at        timestamp  current plan, else baseline; UTC
--   expected_finish_at       timestamp  as now expected; UTC
--   completed_at             timestamp  when it was completed; UTC
--   late_minutes             bigint     status time less planned finish
--   own_delay_minutes        bigint     of its delay against the baseline what
--                                       is its own; null: not known
--   inherited_delay_minutes  bigint     what its predecessors passed on
--   waits_for                varchar    unfinished tasks before it, with their
--                                       role
--   waiting_for_count        bigint     how many these are
--   waiting_count            bigint     tasks that wait for it
--   startable_at             timestamp  since when it is startable; UTC
--   startable_minutes        bigint     for how long nobody has started it
--   is_mandatory             boolean    go-live cannot happen without it
--   blocked_reason           varchar    what blocks it
--   blocked_at               timestamp  since when; UTC
--   unblock_at               timestamp  when the block is expected to end; UTC
--   note                     varchar    remark
--
-- Source: docs/glossary.md, late; due today; startable; own delay; waits for

with

told as (
    select
        daily_tasks.*,
        coalesce($since, marks.since_at) as since_at
    from daily_tasks
    cross join meeting_marks as marks
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

placed as (
    select
        *,
        unnest(list_filter(
            [
                if(completed_at > since_at, 'done', null),
                if(is_due_today, 'due_today', null),
                if(is_due_next, 'next_24_hours', null),
                if(is_late, 'late', null),
                if(is_blocked, 'blocked', null),
                if(is_startable, 'startable', null),
                if(
                    $section = 'late_or_blocked' and (is_late or is_blocked),
                    'late_or_blocked',
                    null
                )
            ],
            lambda section: section is not null
        )) as section
    from told
)

select
    section,
    task_id,
    task_name,
    health,
    status,
    workstream,
    phase,
    side,
    owner_role,
    owners,
    planned_finish_at,
    expected_finish_at,
    completed_at,
    late_minutes,
    own_delay_minutes,
    inherited_delay_minutes,
    waits_for,
    waiting_for_count,
    waiting_count,
    startable_at,
    startable_minutes,
    is_mandatory,
    blocked_reason,
    blocked_at,
    unblock_at,
    note

from placed

where $section in (section, 'all')

order by
    late_minutes desc nulls last,
    planned_finish_at nulls last,
    task_id,
    section
