-- The five figures of the daily page.
--
-- Parameters
--   $since        timestamp = null  done since when, UTC; null: the last
--                                   meeting, else the last working day, 8:00
--   $workstreams  varchar[]         workstreams to keep; empty keeps all
--   $sides        varchar[]         sides to keep; empty keeps all
--   $phases       varchar[]         phases to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    tasks behind it; of the slack entry tasks
--   trend     double[]  one value per snapshot: tasks due, tasks late or
--                       blocked; null: no course is told
--
-- Source: docs/glossary.md, slack; late; due today; startable

with

work as (
    select
        count(task_id) as n,
        count(*) filter (
            where completed_at > coalesce($since, marks.since_at)
        ) as done_count,
        count(*) filter (where is_due_next) as due_count,
        count(*) filter (where is_late or is_blocked) as late_count,
        count(*) filter (where is_startable) as startable_count,
        any_value(local_words(
            coalesce($since, marks.since_at), programme.zone
        )) as since_words
    from meeting_marks as marks
    cross join programme
    left join daily_tasks
        on
            (len($workstreams) = 0 or list_contains($workstreams, workstream))
            and (len($sides) = 0 or list_contains($sides, side))
            and (len($phases) = 0 or list_contains($phases, phase))
),

gates as (
    select
        slack_minutes,
        entry_count,
        if(abs(slack_minutes) < 2880, 60, 1440) as unit_minutes
    from checkpoints_ahead
    where
        (
            len($workstreams) = 0
            or workstream is null
            or list_contains($workstreams, workstream)
        )
        and (len($phases) = 0 or list_contains($phases, phase))
        and not is_overdue
    order by planned_at, checkpoint_id
    limit 1
),

counts as (
    select
        list(due_next_count order by told_at) as due,
        list(held_up_count order by told_at) as held_up
    from (
        select
            told_at,
            sum(due_next_count)::double as due_next_count,
            sum(held_up_count)::double as held_up_count
        from snapshot_task_counts
        where
            (len($workstreams) = 0 or list_contains($workstreams, workstream))
            and (len($sides) = 0 or list_contains($sides, side))
            and (len($phases) = 0 or list_contains($phases, phase))
        group by told_at
    )
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Slack, next checkpoint',
        'Done since ' || work.since_words,
        'Due in 24 hours',
        'Late or blocked',
        'Startable, not started'
    ]) as label,
    unnest([
        gates.slack_minutes / gates.unit_minutes,
        work.done_count,
        work.due_count,
        work.late_count,
        work.startable_count
    ])::double as value,
    unnest([
        if(gates.unit_minutes = 60, 'hours', 'days'),
        'count',
        'count',
        'count',
        'count'
    ]) as unit,
    unnest([1, 0, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'up', 'none', 'down', 'down']) as better,
    unnest([
        coalesce(gates.entry_count, 0), work.n, work.n, work.n, work.n
    ])::bigint as n,
    unnest([null, null, counts.due, counts.held_up, null]) as trend

from work

cross join counts

left join gates on true

order by position
