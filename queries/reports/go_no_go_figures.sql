-- The five figures of the go/no-go.
--
-- The trend of the first three gives what each assessment found.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
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
-- Source: docs/glossary.md, readiness; coverage

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

courses as (
    select
        list(held.readiness_percent order by held.assessed_at)
            as readiness_trend,
        list(held.gating_met_count::double order by held.assessed_at)
            as gating_trend,
        list(
            100.0 * held.assessed_count / nullif(held.criterion_count, 0)
            order by held.assessed_at
        ) as coverage_trend
    from assessments as held
    inner join asked using (checkpoint_id)
)

select
    unnest([1, 2, 3, 4, 5])::bigint as position,
    unnest([
        'Gating criteria met',
        'Readiness',
        'Criteria assessed',
        'Required votes cast',
        'Conditions open'
    ]) as label,
    unnest([
        gating_met_count,
        readiness_percent,
        100 * assessed_count / nullif(criterion_count, 0),
        cast_required_vote_count,
        open_condition_count
    ])::double as value,
    unnest(['count', 'percent', 'percent', 'count', 'count']) as unit,
    unnest([0, 1, 0, 0, 0])::bigint as decimals,
    unnest(['up', 'up', 'up', 'up', 'down']) as better,
    unnest([
        gating_count, assessed_count, criterion_count, required_vote_count,
        condition_count
    ])::bigint as n,
    unnest([gating_trend, readiness_trend, coverage_trend, null, null])
        as trend

from asked

cross join courses

order by position
