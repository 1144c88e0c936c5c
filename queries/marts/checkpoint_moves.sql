-- What moved between the checkpoint held before each one and that one: its
-- date, its slack, the planned finish of its entry tasks. One row per move.
--
-- Returns
--   checkpoint_id  varchar    key; checkpoint
--   change         varchar    key; date, slack, task planned
--   item_id        varchar    key; checkpoint or task
--   what           varchar    its name
--   before         varchar    as the last snapshot of then said
--   after          varchar    as the last snapshot says now, or at the freeze
--   health         varchar    on_track earlier or more slack, late
--   changed_at     timestamp  newest snapshot that counts; UTC
--   side           varchar    side that owns it
--   owner          varchar    role that owns it
--
-- Source: docs/glossary.md, changed since

with

courses as (
    select
        meetings.checkpoint_id,
        arg_max(history.planned_at, history.told_at) filter (
            where history.told_at <= meetings.previous_frozen_at
        ) as planned_before,
        arg_max(history.planned_at, history.told_at) as planned_after,
        arg_max(history.slack_minutes, history.told_at) filter (
            where history.told_at <= meetings.previous_frozen_at
        ) as slack_before,
        arg_max(history.slack_minutes, history.told_at) as slack_after,
        max(history.told_at) as changed_at
    from checkpoint_meetings as meetings
    inner join checkpoint_history as history
        on
            meetings.checkpoint_id = history.checkpoint_id
            and history.told_at <= meetings.told_at
    group by meetings.checkpoint_id
),

plans as (
    select
        meetings.checkpoint_id,
        entries.task_id,
        any_value(entries.task_name) as task_name,
        any_value(entries.side) as side,
        any_value(entries.owner_role) as owner_role,
        arg_max(history.planned_finish_at, history.told_at) filter (
            where history.told_at <= meetings.previous_frozen_at
        ) as before_at,
        arg_max(history.planned_finish_at, history.told_at) as after_at,
        max(history.told_at) as changed_at
    from checkpoint_meetings as meetings
    inner join checkpoint_entries as entries using (checkpoint_id)
    inner join task_history as history
        on
            entries.task_id = history.task_id
            and history.told_at <= meetings.told_at
    group by meetings.checkpoint_id, entries.task_id
)

select
    courses.checkpoint_id,
    'date' as change,
    courses.checkpoint_id as item_id,
    'The checkpoint itself' as what,
    local_words(courses.planned_before, programme.zone) as before,
    local_words(courses.planned_after, programme.zone) as after,
    if(courses.planned_after > courses.planned_before, 'late', 'on_track')
        as health,
    courses.changed_at,
    null::varchar as side,
    null::varchar as owner
from courses
cross join programme
where courses.planned_before != courses.planned_after

union all

select
    checkpoint_id,
    'slack' as change,
    checkpoint_id as item_id,
    'Slack' as what,
    signed_words(slack_before) as before,
    signed_words(slack_after) as after,
    if(slack_after < slack_before, 'late', 'on_track') as health,
    changed_at,
    null as side,
    null as owner
from courses
where slack_before != slack_after

union all

select
    plans.checkpoint_id,
    'task planned' as change,
    plans.task_id as item_id,
    plans.task_name as what,
    local_words(plans.before_at, programme.zone) as before,
    local_words(plans.after_at, programme.zone) as after,
    if(plans.after_at > plans.before_at, 'late', 'on_track') as health,
    plans.changed_at,
    plans.side,
    plans.owner_role as owner
from plans
cross join programme
where plans.before_at != plans.after_at
