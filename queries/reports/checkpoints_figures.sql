-- The five figures of the checkpoint page.
--
-- On time: decided before its response window closed (without one, at its
-- planned time), of those whose planned time has come. The trend of the slack
-- gives the median of the undecided that each snapshot said.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all, and a
--                            checkpoint of all workstreams is always kept
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    rows behind it
--   trend     double[]  course
--
-- Source: docs/glossary.md, checkpoint figures

with

kept as (
    select
        judged.*,
        facts.decided_at,
        facts.closes_at,
        facts.passed_count,
        facts.failed_count,
        facts.decision,
        programme.as_of
    from checkpoints as judged
    inner join checkpoint_facts as facts using (checkpoint_id)
    cross join programme
    where
        (
            len($workstreams) = 0
            or judged.workstream is null
            or list_contains($workstreams, judged.workstream)
        )
        and (len($phases) = 0 or list_contains($phases, judged.phase))
),

counted as (
    select
        count(*) filter (where planned_at <= as_of) as due_count,
        count(*) filter (
            where planned_at <= as_of and decided_at <= closes_at
        ) as on_time_count,
        median(slack_minutes) filter (where decision is null) / 60
            as slack_hours,
        count(slack_minutes) filter (where decision is null) as slack_count,
        sum(passed_count) as passed_count,
        sum(passed_count + failed_count) as assessed_count,
        count(*) filter (where is_mismatch) as mismatch_count,
        count(asserted_rag) as asserted_count
    from kept
),

carried as (
    select count(distinct actions.issue_id) as carried_count
    from actions
    inner join checkpoint_meetings as meetings
        on actions.opened_at < meetings.frozen_at
    inner join kept on meetings.checkpoint_id = kept.checkpoint_id
    where actions.ended_at is null
),

slack_by_snapshot as (
    select
        history.snapshot_as_of,
        median(history.slack_minutes) / 60 as slack_hours
    from checkpoint_history as history
    inner join kept using (checkpoint_id)
    where not history.is_decided
    group by history.snapshot_as_of
),

trends as (
    select list(slack_hours order by snapshot_as_of) as slack_trend
    from slack_by_snapshot
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Held on time',
        'Median slack',
        'Criteria met',
        'Actions carried over',
        'Asserted otherwise'
    ]) as label,
    unnest([
        100 * on_time_count / nullif(due_count, 0),
        slack_hours,
        100 * passed_count / nullif(assessed_count, 0),
        carried_count,
        mismatch_count
    ])::double as value,
    unnest(['percent', 'hours', 'percent', 'count', 'count']) as unit,
    unnest([0, 1, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'up', 'up', 'down', 'down']) as better,
    unnest([
        due_count, slack_count, assessed_count, carried_count, asserted_count
    ])::bigint as n,
    unnest([null, slack_trend, null, null, null]) as trend

from counted

cross join carried

cross join trends

order by position
