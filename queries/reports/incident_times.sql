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

kept as (
    select
        * replace (
            case when $by = 'all' then 'all' else severity::varchar end
                as severity
        )
    from incidents
    where
        state != 'cancelled'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

measured as (
    select
        coalesce(severity, 'not given') as severity,
        count(*) as n,
        avg(acknowledge_minutes) as mtta_minutes,
        count(acknowledge_minutes) as acknowledged_count,
        count(*) filter (where not is_acknowledged) as unacknowledged_count,
        max(age_minutes) filter (where not is_acknowledged)
            as oldest_unacknowledged_minutes,
        avg(resolve_minutes) as mttr_minutes,
        quantile_cont(resolve_minutes, [0.5, 0.85, 0.95]) as quantiles,
        count(resolve_minutes) as resolved_count,
        count(*) filter (where state = 'resolved' and resolve_minutes is null)
            as without_time_count
    from kept
    group by kept.severity
)

select
    severity,
    n,
    mtta_minutes,
    acknowledged_count,
    unacknowledged_count,
    oldest_unacknowledged_minutes,
    mttr_minutes,
    quantiles[1] as median_minutes,
    quantiles[2] as p85_minutes,
    quantiles[3] as p95_minutes,
    resolved_count,
    without_time_count

from measured

order by severity
