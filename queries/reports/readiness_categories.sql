-- Readiness by category of M3, one row per category, also without criteria.
--
-- Health: late where a gating criterion failed, unknown where one is not
-- assessed or none of the category is, at risk where the readiness of the
-- category is below readiness_go_percent, else on track.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   category             varchar  key; program, system, workforce, operational,
--                                 'not given'
--   criterion_count      bigint   criteria
--   assessed_count       bigint   of them assessed
--   met_count            bigint   of them met, or worked around
--   failed_count         bigint   of them failed
--   open_count           bigint   of them not assessed
--   gating_count         bigint   gating criteria
--   gating_met_count     bigint   of them met, or worked around
--   gating_failed_count  bigint   of them failed
--   readiness_percent    double   weighted, over assessed; null: not known
--   health               varchar  on_track, at_risk, late, unknown
--   position             bigint   order in which M3 names them
--
-- Source: docs/glossary.md, readiness; M3 4.16

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

categories(category, position) as (
    values
        ('program', 1), ('system', 2), ('workforce', 3), ('operational', 4),
        ('not given', 5)
),

asked_criteria as (
    select criteria.*
    from criterion_states as criteria
    inner join asked using (checkpoint_id)
),

counted as (
    select
        categories.category,
        categories.position,
        count(criterion_id) as criterion_count,
        count(*) filter (where is_assessed) as assessed_count,
        count(*) filter (where is_met) as met_count,
        count(*) filter (where state = 'failed') as failed_count,
        count(*) filter (where not is_assessed) as open_count,
        count(*) filter (where is_gating) as gating_count,
        count(*) filter (where is_gating and is_met) as gating_met_count,
        count(*) filter (where is_gating and state = 'failed')
            as gating_failed_count,
        round(
            100 * sum(weight * attainment_ratio)
            / nullif(sum(weight) filter (where is_assessed), 0),
            9
        ) as readiness_percent
    from categories
    left join asked_criteria using (category)
    group by categories.category, categories.position
)

select
    category,
    criterion_count,
    assessed_count,
    met_count,
    failed_count,
    open_count,
    gating_count,
    gating_met_count,
    gating_failed_count,
    readiness_percent,
    case
        when gating_failed_count > 0 then 'late'
        when assessed_count = 0 then 'unknown'
        when gating_met_count < gating_count then 'unknown'
        when readiness_percent < threshold.value then 'at_risk'
        else 'on_track'
    end as health,
    position::bigint as position

from counted

inner join thresholds as threshold
    on threshold.threshold_id = 'readiness_go_percent'

where category != 'not given' or criterion_count > 0

order by position
