-- What was done for a checkpoint since the one held before it: entry tasks
-- finished, questions answered, criteria read again, votes, actions. One row
-- per step.
--
-- Returns
--   checkpoint_id  varchar    key; checkpoint
--   change         varchar    key; task done, answer, reading, vote, action
--                             raised, action closed
--   item_id        varchar    key; what it is about
--   what           varchar    its name
--   before         varchar    as it was when the one before was held
--   after          varchar    as it was when this one was held, or is now
--   health         varchar    on_track, at_risk, late, unknown
--   changed_at     timestamp  when; UTC
--   side           varchar    side that owns it
--   owner          varchar    role or person
--
-- Source: docs/glossary.md, changed since

with

periods as (
    select
        checkpoint_id,
        coalesce(previous_frozen_at, '-infinity'::timestamp) as from_at,
        told_at as until_at
    from checkpoint_meetings
),

readings as (
    select
        periods.checkpoint_id,
        stated.criterion_id,
        arg_max(stated.actual, stated.assessed_at)
            filter (where stated.assessed_at <= periods.from_at) as before,
        arg_max(stated.actual, stated.assessed_at) as after,
        max(stated.assessed_at) as changed_at
    from stg_criteria as stated
    inner join periods using (checkpoint_id)
    where stated.assessed_at <= periods.until_at
    group by periods.checkpoint_id, stated.criterion_id
),

raised as (
    select
        issue_id,
        title,
        side,
        owners,
        unnest(['action raised', 'action closed']) as change,
        unnest(['open', 'closed']) as after,
        unnest([opened_at, ended_at]) as changed_at
    from actions
),

steps as (
    select
        checkpoint_id,
        'task done' as change,
        task_id as item_id,
        entries.task_name as what,
        'open' as before,
        'done' as after,
        'on_track' as health,
        tasks.completed_at as changed_at,
        entries.side,
        entries.owner_role as owner
    from checkpoint_entries as entries
    inner join tasks using (task_id)

    union all

    select
        items.checkpoint_id,
        'answer' as change,
        items.item_id,
        items.item_name as what,
        'not answered' as before,
        items.measured_then as after,
        if(items.state_then = 'passed', 'on_track', 'late') as health,
        items.assessed_at as changed_at,
        items.side,
        items.owner_role as owner
    from checkpoint_frozen_items as items
    where items.item_kind = 'question'

    union all

    select
        readings.checkpoint_id,
        'reading' as change,
        readings.criterion_id as item_id,
        criteria.criterion_name as what,
        coalesce(value_words(readings.before, criteria.unit), 'not assessed')
            as before,
        value_words(readings.after, criteria.unit) as after,
        if(items.state_then = 'passed', 'on_track', 'late') as health,
        readings.changed_at,
        criteria.side,
        criteria.owner_role as owner
    from readings
    inner join criterion_states as criteria using (criterion_id)
    inner join checkpoint_frozen_items as items
        on
            items.item_kind = 'criterion'
            and readings.criterion_id = items.item_id
    where readings.before is distinct from readings.after

    union all

    select
        checkpoint_id,
        'vote' as change,
        side || ' ' || role as item_id,
        upper(left(side, 1)) || substring(role_words(side, role), 2) as what,
        null as before,
        case vote
            when 'go' then 'Go'
            when 'no_go' then 'No-Go'
            else 'Conditional Go'
        end as after,
        case vote
            when 'go' then 'on_track'
            when 'no_go' then 'late'
            else 'at_risk'
        end as health,
        voted_at as changed_at,
        side,
        voter as owner
    from approver_votes

    union all

    select
        periods.checkpoint_id,
        raised.change,
        raised.issue_id as item_id,
        raised.title as what,
        null as before,
        raised.after,
        if(raised.after = 'closed', 'on_track', 'unknown') as health,
        raised.changed_at,
        raised.side,
        array_to_string(raised.owners, ', ') as owner
    from raised
    cross join periods
)

select steps.*

from steps

inner join periods using (checkpoint_id)

where
    steps.changed_at > periods.from_at and steps.changed_at <= periods.until_at
