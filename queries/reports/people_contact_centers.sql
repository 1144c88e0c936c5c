-- Contact centers: people there against people asked for, one row per
-- organization and local day with intervals, newest day last.
--
-- An interval counts where both numbers are given; hours of people are numbers
-- times the length of the interval.
--
-- Parameters
--   $last_days  bigint = 10  days with intervals up to the status time
--   $sides      varchar[]    sides to keep; empty keeps all
--
-- Returns
--   organization         varchar  key
--   day                  date     key; local
--   side                 varchar  side of the organization
--   health               varchar  late: a fifth or more missing at some time;
--                                 at_risk: fewer than asked for; on_track;
--                                 unknown
--   interval_count       bigint   intervals in which both are known
--   short_count          bigint   of them with fewer than asked for
--   most_missing_count   bigint   most people missing in one of them
--   worst_at             timestamp  start of that interval; UTC
--   staffed_work_hours   double   hours of people there
--   required_work_hours  double   hours of people asked for
--   abandoned_count      bigint   callers who gave up in the short intervals
--
-- Source: docs/glossary.md, contact-center staffing

with

counted as (
    select
        intervals.organization,
        timezone(zone, timezone('UTC', intervals.interval_start_at))::date
            as day,
        intervals.side,
        intervals.interval_start_at,
        coalesce(intervals.interval_minutes, 1440) as minutes,
        intervals.staffed_count,
        intervals.required_count,
        intervals.abandoned_count,
        intervals.required_count - intervals.staffed_count as missing_count,
        dense_rank() over (
            order by
                timezone(zone, timezone('UTC', intervals.interval_start_at))
                ::date desc
        ) as days_back
    from stg_contact_center_intervals as intervals
    cross join programme
    where intervals.is_current and intervals.interval_start_at <= as_of
),

days as (
    select
        organization,
        day,
        any_value(side) as side,
        count(missing_count) as interval_count,
        count(*) filter (where missing_count > 0) as short_count,
        greatest(max(missing_count), 0) as most_missing_count,
        arg_max(interval_start_at, missing_count)
            filter (where missing_count > 0) as worst_at,
        max(missing_count / nullif(required_count, 0)) as most_missing_ratio,
        sum(staffed_count * minutes / 60)
            filter (where missing_count is not null) as staffed_work_hours,
        sum(required_count * minutes / 60)
            filter (where missing_count is not null) as required_work_hours,
        coalesce(
            sum(abandoned_count) filter (where missing_count > 0), 0
        )::bigint as abandoned_count
    from counted
    where
        days_back <= $last_days
        and (len($sides) = 0 or list_contains($sides, side))
    group by organization, day
)

select
    organization,
    day,
    side,
    case
        when interval_count = 0 then 'unknown'
        when most_missing_ratio >= 0.2 then 'late'
        when short_count > 0 then 'at_risk'
        else 'on_track'
    end as health,
    interval_count,
    short_count,
    most_missing_count,
    worst_at,
    staffed_work_hours,
    required_work_hours,
    abandoned_count

from days

order by organization, day
