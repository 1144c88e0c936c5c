-- Incidents opened and resolved on each day, and the backlog they leave.
--
-- Every day from the first incident to the status time. Backlog = opened -
-- resolved - cancelled + opened again, up to the end of the day; the last
-- day ends at the status time.
--
-- Parameters
--   $severities   varchar[]  severities to keep; empty keeps all
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   day              date     key; local day in the programme's zone
--   opened_count     bigint   opened on the day
--   resolved_count   bigint   resolved on the day; one that was opened again
--                             counts each time
--   cancelled_count  bigint   cancelled on the day
--   reopened_count   bigint   opened again on the day, where the history of
--                             incidents is loaded
--   open_count       bigint   backlog at the end of the day
--
-- Source: docs/glossary.md, incident flow; backlog

with

kept as (
    select * from incident_days
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (
            len($severities) = 0
            or list_contains(
                $severities, coalesce(severity::varchar, 'not given')
            )
        )
),

days as (
    select unnest(generate_series(
        (select min(day) from kept),
        timezone(zone, timezone('UTC', as_of))::date,
        interval 1 day
    ))::date as day
    from programme
),

counted as (
    select
        days.day,
        coalesce(sum(kept.opened_count), 0)::bigint as opened_count,
        coalesce(sum(kept.resolved_count), 0)::bigint as resolved_count,
        coalesce(sum(kept.cancelled_count), 0)::bigint as cancelled_count,
        coalesce(sum(kept.reopened_count), 0)::bigint as reopened_count
    from days
    left join kept using (day)
    group by days.day
)

select
    day,
    opened_count,
    resolved_count,
    cancelled_count,
    reopened_count,
    sum(opened_count - resolved_count - cancelled_count + reopened_count)
        over (order by day)::bigint as open_count

from counted

order by day
