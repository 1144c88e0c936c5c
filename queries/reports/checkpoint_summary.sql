-- How well the checkpoints are held, one row.
--
-- On time: decided before its response window closed, of those whose planned
-- time has come. First pass: criteria and questions that had passed when their
-- checkpoint was held, of all of them. Slack: of the undecided.
--
-- Returns
--   due_count             bigint    key; checkpoints whose time has come
--   held_count            bigint    decided, or their time has passed
--   on_time_count         bigint    decided in time
--   on_time_percent       double    of those due
--   median_slack_minutes  double    null: no undecided one has a forecast
--   slack_count           bigint    undecided ones with a forecast
--   item_count            bigint    criteria and questions of those held
--   first_pass_count      bigint    passed when it was held
--   first_pass_percent    double    of all of them
--   carried_count         bigint    open actions carried over a checkpoint
--   slack_trend           double[]  median slack in hours as each snapshot
--                                   said
--
-- Source: docs/glossary.md, checkpoint figures; first pass

with

gates as (
    select
        count(*) filter (where facts.planned_at <= programme.as_of)
            as due_count,
        count(*) filter (where meetings.is_held) as held_count,
        count(*) filter (
            where
                facts.planned_at <= programme.as_of
                and facts.decided_at <= facts.closes_at
        ) as on_time_count,
        median(facts.slack_minutes) filter (where facts.decision is null)
            as median_slack_minutes,
        count(facts.slack_minutes) filter (where facts.decision is null)
            as slack_count
    from checkpoint_facts as facts
    inner join checkpoint_meetings as meetings using (checkpoint_id)
    cross join programme
),

passes as (
    select
        coalesce(sum(item_count), 0)::bigint as item_count,
        coalesce(sum(passed_count), 0)::bigint as first_pass_count
    from frozen_checkpoints
),

carried as (
    select count(distinct actions.issue_id) as carried_count
    from actions
    inner join checkpoint_meetings as meetings
        on actions.opened_at < meetings.frozen_at
    where actions.ended_at is null
),

slacks as (
    select
        snapshot_as_of,
        median(slack_minutes) / 60 as slack_hours
    from checkpoint_history
    where not is_decided
    group by snapshot_as_of
),

trend as (
    select list(slack_hours order by snapshot_as_of) as slack_trend
    from slacks
)

select
    gates.due_count,
    gates.held_count,
    gates.on_time_count,
    100.0 * gates.on_time_count / nullif(gates.due_count, 0)
        as on_time_percent,
    gates.median_slack_minutes,
    gates.slack_count,
    passes.item_count,
    passes.first_pass_count,
    100.0 * passes.first_pass_count / nullif(passes.item_count, 0)
        as first_pass_percent,
    carried.carried_count,
    trend.slack_trend

from gates

cross join passes

cross join carried

cross join trend

order by gates.due_count
