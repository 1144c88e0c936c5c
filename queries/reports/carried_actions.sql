-- Actions carried over checkpoints, one row per action, those carried over
-- most first.
--
-- Carried over: open when a checkpoint was held, and still open at the status
-- time. Of a checkpoint that was held: still open when that one was held.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null, and one to come: the status
--                                time
--   $sides       varchar[]       sides that own them; empty keeps all
--
-- Returns
--   issue_id         varchar    key
--   title            varchar    what is to be done
--   carried_count    bigint     checkpoints over which it was carried
--   carried_over     varchar[]  which, oldest first
--   checkpoint_id    varchar    checkpoint that it concerns
--   checkpoint_name  varchar    what is decided there
--   health           varchar    late past its date, at_risk else
--   severity         bigint     1 is worst
--   side             varchar    side that owns it
--   owners           varchar[]  who owns it
--   opened_at        timestamp  when it was raised; UTC
--   due_at           timestamp  when it is due; UTC
--   age_days         double     since it was raised
--   overdue_days     double     since it was due; null: not overdue
--   mitigation       varchar    what is done about it
--
-- Source: docs/glossary.md, carried-over action

with

instants as (
    select coalesce(
        (
            select any_value(frozen_at)
            from checkpoint_meetings
            where checkpoint_id = $checkpoint
        ),
        programme.as_of
    ) as told_at
    from programme
),

carried as (
    select
        actions.*,
        instants.told_at,
        meetings.checkpoint_id as carried_id,
        meetings.frozen_at
    from actions
    cross join instants
    inner join checkpoint_meetings as meetings
        on
            actions.opened_at < meetings.frozen_at
            and meetings.frozen_at < instants.told_at
    where
        coalesce(actions.ended_at > instants.told_at, true)
        and (len($sides) = 0 or list_contains($sides, actions.side))
),

counted as (
    select
        issue_id,
        any_value(title) as title,
        count(*) as carried_count,
        list(carried_id order by frozen_at, carried_id) as carried_over,
        any_value(checkpoint_id) as checkpoint_id,
        any_value(severity) as severity,
        any_value(side) as side,
        any_value(owners) as owners,
        any_value(opened_at) as opened_at,
        any_value(due_at) as due_at,
        any_value(told_at) as told_at,
        any_value(mitigation) as mitigation
    from carried
    group by issue_id
)

select
    counted.issue_id,
    counted.title,
    counted.carried_count,
    counted.carried_over,
    counted.checkpoint_id,
    meetings.checkpoint_name,
    if(counted.due_at < counted.told_at, 'late', 'at_risk') as health,
    counted.severity,
    counted.side,
    counted.owners,
    counted.opened_at,
    counted.due_at,
    date_diff('minute', counted.opened_at, counted.told_at) / 1440
        as age_days,
    case
        when counted.due_at < counted.told_at
            then date_diff('minute', counted.due_at, counted.told_at) / 1440
    end as overdue_days,
    counted.mitigation

from counted

left join checkpoint_meetings as meetings using (checkpoint_id)

order by
    counted.carried_count desc,
    counted.due_at nulls last,
    counted.issue_id
