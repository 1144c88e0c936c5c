-- Figures of the statuses that count.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all
--
-- Returns
--   position  bigint    key
--   label     varchar   name
--   value     double    null: not known
--   unit      varchar   unit
--   decimals  bigint    places shown
--   better    varchar   up, down, none
--   n         bigint    statuses or tasks behind it
--   trend     double[]  null: no course
--
-- Source: docs/my-tasks.md, statuses

with

counted as (
    select
        count(*) as status_count,
        count(*) filter (where mismatch_levels is not null) as judged_count,
        count(*) filter (where mismatch_levels > 0) as better_count,
        count(*) filter (where mismatch_levels < 0) as worse_count,
        count(*) filter (where band in ('stale', 'never')) as stale_count
    from statuses
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
),

confirmed as (
    select
        count(*) filter (where confirmations.is_complete) as complete_count,
        count(*) filter (
            where confirmations.is_complete and not confirmations.is_done
        ) as unconfirmed_count
    from task_confirmations as confirmations
    inner join tasks using (task_id)
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Said better than the facts',
        'Said worse than the facts',
        'Stale or never told',
        'Share that is stale',
        'Said complete, not confirmed'
    ]) as label,
    unnest([
        better_count,
        worse_count,
        stale_count,
        100 * stale_count / nullif(status_count, 0),
        unconfirmed_count
    ])::double as value,
    unnest(['count', 'count', 'count', 'percent', 'count']) as unit,
    0::bigint as decimals,
    unnest(['down', 'down', 'down', 'down', 'down']) as better,
    unnest([
        judged_count,
        judged_count,
        status_count,
        status_count,
        complete_count
    ])::bigint as n,
    null::double[] as trend

from counted

cross join confirmed

order by position
