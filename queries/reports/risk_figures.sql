-- The five figures of the risk page, for the target in focus.
--
-- Returns
--   position        bigint    key
--   label           varchar   name
--   value           double    null: not known
--   previous_value  double    of the plan before, with the same evidence and
--                             random numbers; null: not known
--   unit            varchar   unit
--   decimals        bigint    places shown
--   better          varchar   up, down, none
--   n               bigint    trials behind it; durations behind the last one
--   trend           double[]  snapshot before and now; null where not told
--
-- Source: docs/glossary.md, on time; percentile of the finish

with

measured as (
    select
        version,
        trial_count,
        estimated_count + rehearsed_count + assumed_count as duration_count,
        [
            100 * on_time_ratio,
            p80_slack_minutes / 60,
            date_diff('minute', p50_at, p95_at) / 60,
            date_diff('minute', deterministic_at, p50_at) / 60,
            100 * assumed_count / nullif(duration_count, 0)
        ]::double[] as figures
    from risk_finishes
    where is_focus
),

versions as (
    select
        programme.programme_id,
        now.trial_count,
        now.duration_count,
        now.figures,
        earlier.figures as previous_figures
    from programme
    left join measured as now on now.version = 'current'
    left join measured as earlier on earlier.version = 'previous'
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Likely in time',
        'P80 before due',
        'From P50 to P95',
        'P50 after plan dates',
        'Durations assumed'
    ]) as label,
    unnest(coalesce(figures, [null, null, null, null, null]))::double as value,
    unnest(coalesce(previous_figures, [null, null, null, null, null]))::double
        as previous_value,
    unnest(['percent', 'hours', 'hours', 'hours', 'percent']) as unit,
    unnest([0, 1, 1, 1, 0])::bigint as decimals,
    unnest(['up', 'up', 'down', 'down', 'down']) as better,
    coalesce(unnest([
        trial_count, trial_count, trial_count, trial_count, duration_count
    ]), 0)::bigint as n,
    unnest(list_transform(
        [1, 2, 3, 4, 5],
        lambda place: [previous_figures[place], figures[place]]
    ))::double[] as trend

from versions

order by position
