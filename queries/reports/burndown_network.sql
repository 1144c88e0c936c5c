-- The burn-down that the network forecasts, one row per instant.
--
-- From the status time to the last early finish, in 120 equal steps: the open
-- tasks less those that the network will have finished by then. A task that it
-- cannot place stays open.
--
-- Parameters
--   $unit         varchar = count  one of count, hours
--   $workstreams  varchar[]        workstreams to keep; empty keeps all
--   $sides        varchar[]        sides to keep; empty keeps all
--   $phases       varchar[]        phases to keep; empty keeps all but
--                                  contingency
--
-- Returns
--   step_at    timestamp  key; UTC
--   remaining  double     work left then, in the unit
--   n          bigint     open tasks behind it
--
-- Source: docs/glossary.md, network forecast; remaining

with

kept as (
    select
        forecasts.early_finish_at,
        if($unit = 'count', 1, tasks.remaining_hours) as work
    from tasks
    inner join task_forecasts as forecasts using (task_id)
    where
        tasks.is_open
        and not tasks.is_locked
        and (
            len($workstreams) = 0
            or list_contains($workstreams, tasks.workstream)
        )
        and (len($sides) = 0 or list_contains($sides, tasks.side))
        and if(
            len($phases) = 0,
            tasks.phase is distinct from 'contingency',
            list_contains($phases, tasks.phase)
        )
),

span as (
    select
        programme.as_of,
        date_diff('second', programme.as_of, max(kept.early_finish_at))
            as length_seconds
    from kept
    cross join programme
    group by programme.as_of
    having max(kept.early_finish_at) > programme.as_of
),

steps as (
    select
        as_of + to_seconds(ceil(
            length_seconds * unnest(range(121)) / 120
        )::bigint) as step_at
    from span
)

select
    steps.step_at,
    coalesce(sum(kept.work) filter (
        where kept.early_finish_at > steps.step_at
        or kept.early_finish_at is null
    ), 0)::double as remaining,
    count(*) as n

from steps

cross join kept

group by steps.step_at

order by steps.step_at
