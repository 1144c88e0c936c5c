-- Figures that exit criteria compare, one row per day and figure.
--
-- Over all incidents, at the end of each local day from the first incident or
-- the first day of the warranty to the newest incidents known; the last day
-- as far as it is known. Attainment is that of all ended up to that day.
-- Opened again is not known unless the history of incidents is loaded.
--
-- Returns
--   day      date     key; local day in the programme's zone
--   measure  varchar  key; as in exit_criteria, without reading
--   actual   double   null: not known
--
-- Source: docs/glossary.md, exit streak

with

spans as (
    select
        least(
            (select min(day) from incident_days),
            programme.warranty_start_date
        ) as first_day,
        timezone(zone, timezone('UTC', least(as_of, load_as_of)))::date
            as last_day
    from programme
    inner join stg_loads
        on stg_loads.table_name = 'incidents' and stg_loads.is_current
),

days as (
    select unnest(generate_series(first_day, last_day, interval 1 day))::date
        as day
    from spans
),

changes as (
    select
        days.day,
        coalesce(severity, 0) as severity,
        coalesce(opened_count, 0) as opened,
        coalesce(reopened_count, 0) as reopened,
        coalesce(
            opened_count + reopened_count - resolved_count - cancelled_count, 0
        ) as net,
        coalesce(breached_count - breached_left_count, 0) as breached,
        coalesce(ended_met_count, 0) as met,
        coalesce(ended_met_count + ended_breached_count, 0) as ended
    from days
    left join incident_days on days.day = incident_days.day
),

daily as (
    select
        day,
        sum(opened) as opened,
        sum(reopened) as reopened,
        sum(net) as net,
        sum(net) filter (where severity = 1) as net_1,
        sum(net) filter (where severity = 2) as net_2,
        sum(breached) as breached,
        sum(met) as met,
        sum(ended) as ended
    from changes
    group by day
),

running as (
    select
        day,
        opened::double as opened_count,
        case
            when exists (select 1 from stg_incident_events)
                then reopened::double
        end as reopened_count,
        (sum(net) over course)::double as open_count,
        coalesce(sum(net_1) over course, 0)::double as open_severity_1_count,
        coalesce(sum(net_2) over course, 0)::double as open_severity_2_count,
        (sum(breached) over course)::double as open_breached_count,
        (100 * sum(met) over course / nullif(sum(ended) over course, 0))::double
            as sla_attainment_percent
    from daily
    window course as (order by day)
)

select
    day,
    measure,
    actual

from running

unpivot include nulls (actual for measure in (
    opened_count,
    reopened_count,
    open_count,
    open_severity_1_count,
    open_severity_2_count,
    open_breached_count,
    sla_attainment_percent
))
