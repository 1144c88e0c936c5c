-- Exit criteria of the warranty with their streak, one row per criterion.
--
-- Days held are the working days in a row, up to the last one, on which the
-- criterion held; one miss, or one day that is not known, starts again at 0.
--
-- Returns
--   exit_criterion_id    varchar  key
--   exit_criterion_name  varchar  what must hold
--   measure              varchar  figure compared
--   operator             varchar  how it is compared
--   target               double   value to hold
--   side                 varchar  side that owns it
--   needed_days          bigint   days in a row on which it must hold
--   held_days            bigint   days in a row on which it has held
--   is_held              boolean  held on as many days as needed
--   actual               double   figure of the last day known
--   last_day             date     last day that counts
--   missed_date          date     last day on which it did not hold
--   is_known             boolean  there is a figure of the last day
--
-- Source: docs/glossary.md, exit streak

with

streaks as (
    select
        exit_criterion_id,
        coalesce(
            min(days_since) filter (where is_met is not true),
            count(*)
        ) as held_days,
        arg_max(actual, day) as actual,
        max(day) as last_day,
        max(day) filter (where is_met is false) as missed_date,
        arg_min(is_met is not null, days_since) as is_known
    from exit_days
    group by exit_criterion_id
)

select
    exit_criterion_id,
    criteria.exit_criterion_name,
    coalesce(criteria.measure, 'reading') as measure,
    criteria.operator,
    criteria.target,
    criteria.side,
    coalesce(criteria.streak_days, thresholds.value)::bigint as needed_days,
    coalesce(streaks.held_days, 0) as held_days,
    coalesce(streaks.held_days, 0)
        >= coalesce(criteria.streak_days, thresholds.value) as is_held,
    streaks.actual,
    streaks.last_day,
    streaks.missed_date,
    coalesce(streaks.is_known, false) as is_known

from stg_exit_criteria as criteria

left join streaks using (exit_criterion_id)

cross join (
    select value from thresholds where threshold_id = 'exit_streak_days'
) as thresholds

where criteria.is_current
