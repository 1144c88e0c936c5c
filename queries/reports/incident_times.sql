-- How long incidents take: to be acknowledged and to be resolved.
--
-- MTTA is the mean over acknowledged incidents only; those that nobody has
-- acknowledged are counted beside it. MTTR is the mean time from opened to
-- resolved, on the clock round the week, of all resolved up to the status
-- time. Percentiles interpolate between neighbours. Severity is the current
-- one. Cancelled incidents are left out.
--
-- Parameters
--   $by           varchar = severity  rows; one of severity, all
--   $workstreams  varchar[]           workstreams to keep; empty keeps all
--   $sides        varchar[]           sides to keep; empty keeps all
--
-- Returns
--   severity              varchar  key; 1 to 4, not given; or all
--   n                     bigint   incidents, open and resolved
--   mtta_minutes          double   mean time to acknowledge
--   acknowledged_count    bigint   incidents behind mtta_minutes
--   unacknowledged_count  bigint   never acknowledged
--   oldest_unacknowledged_minutes  double  age of the oldest open one that
--                                  nobody has acknowledged
--   mttr_minutes          double   mean time from opened to resolved
--   median_minutes        double   half are resolved within it
--   p85_minutes           double   85 % are resolved within it
--   p95_minutes           double   95 % are resolved within it
--   resolved_count        bigint   incidents behind these four
--   without_time_count    bigint   resolved, but without a usable time
--
-- Source: docs/glossary.md, MTTA; MTTR

with

counted as (
    select
        case $by when 'severity' then severity end as severity,
        sum(incident_count)::bigint as n,
        sum(acknowledge_minutes) / nullif(sum(acknowledged_count), 0)
            as mtta_minutes,
        sum(acknowledged_count)::bigint as acknowledged_count,
        sum(unacknowledged_count)::bigint as unacknowledged_count,
        max(unacknowledged_minutes) as oldest_unacknowledged_minutes,
        sum(resolve_minutes) / nullif(sum(resolved_count), 0) as mttr_minutes,
        sum(resolved_count)::bigint as resolved_count,
        coalesce(
            sum(incident_count - resolved_count)
                filter (where state = 'resolved'),
            0
        )::bigint as without_time_count
    from incident_groups
    where
        state != 'cancelled'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    group by 1
),

spread as (
    select
        case $by when 'severity' then severity end as severity,
        quantile_cont(resolve_minutes, [0.5, 0.85, 0.95]) as quantiles
    from incidents
    where
        resolve_minutes is not null
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    group by 1
)

select
    case
        when $by = 'all' then 'all'
        else coalesce(counted.severity::varchar, 'not given')
    end as severity,
    counted.n,
    counted.mtta_minutes,
    counted.acknowledged_count,
    counted.unacknowledged_count,
    counted.oldest_unacknowledged_minutes,
    counted.mttr_minutes,
    spread.quantiles[1] as median_minutes,
    spread.quantiles[2] as p85_minutes,
    spread.quantiles[3] as p95_minutes,
    counted.resolved_count,
    counted.without_time_count

from counted

left join spread
    on counted.severity is not distinct from spread.severity

order by severity
