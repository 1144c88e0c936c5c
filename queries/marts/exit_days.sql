-- Exit criteria of the warranty day by day, one row per criterion and day.
--
-- The last working days (Monday to Friday) since the warranty began, as many
-- as the criterion asks for. A computed figure counts at the end of its day:
-- a day that is not over counts only if it is a miss already. A day without
-- a figure is not known, and does not hold.
--
-- Returns
--   exit_criterion_id  varchar  key
--   day                date     key; local day in the programme's zone
--   actual             double   figure of the day; null: not known
--   is_met             boolean  it held; null: not known
--   days_since         bigint   later working days shown
--   needed_days        bigint   days in a row on which it must hold
--
-- Source: docs/glossary.md, exit streak

with

criteria as (
    select
        exit_criterion_id,
        coalesce(measure, 'reading') as measure,
        operator,
        target,
        coalesce(streak_days, thresholds.value)::bigint as needed_days
    from stg_exit_criteria
    cross join (
        select value from thresholds where threshold_id = 'exit_streak_days'
    ) as thresholds
    where is_current
),

spans as (
    select
        timezone(zone, timezone('UTC', as_of))::date as today,
        coalesce(
            warranty_start_date,
            timezone(zone, timezone('UTC', go_live_at))::date,
            least(
                (select min(day) from exit_measures),
                (select min(reading_date) from stg_exit_readings)
            )
        ) as first_day
    from programme
),

days as (
    select
        today,
        unnest(generate_series(first_day, today, interval 1 day))::date as day
    from spans
),

figures as (
    select
        criteria.*,
        days.day,
        days.day = days.today and criteria.measure != 'reading' as is_running,
        coalesce(readings.actual, measures.actual) as actual
    from criteria
    cross join days
    left join exit_measures as measures
        on measures.measure = criteria.measure and measures.day = days.day
    left join stg_exit_readings as readings
        on readings.is_current and readings.reading_date = days.day
        and readings.exit_criterion_id = criteria.exit_criterion_id
    where
        isodow(days.day) < 6
        and (
            days.day < days.today
            or readings.actual is not null
            or measures.actual is not null
        )
),

compared as (
    select
        *,
        case when operator is not null then meets(actual, operator, target) end
            as is_met
    from figures
)

select
    exit_criterion_id,
    day,
    actual,
    is_met,
    row_number() over latest - 1 as days_since,
    needed_days

from compared

where not is_running or is_met is false

window latest as (partition by exit_criterion_id order by day desc)

qualify row_number() over latest <= needed_days
