-- Open incidents by age and current severity, youngest and worst first.
--
-- Every band is a row for every severity that has open incidents. Age is the
-- status time less opened, in whole days.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   age_band             varchar  key; days: 0-1, 1-5, 6-10, 11-30, over 30
--   severity             varchar  key; 1 to 4, or not given
--   position             bigint   order of the band
--   open_count           bigint   open incidents
--   open_breached_count  bigint   of them past the end of their SLA
--
-- Source: docs/glossary.md, backlog age

with

bands(position, age_band, from_day, before_day) as (
    values
        (1, '0-1', 0, 1),
        (2, '1-5', 1, 6),
        (3, '6-10', 6, 11),
        (4, '11-30', 11, 31),
        (5, 'over 30', 31, 2147483647)
),

kept as (
    select
        coalesce(severity::varchar, 'not given') as severity,
        sla_state,
        floor(age_minutes / 1440) as age_days
    from incidents
    where
        state = 'open'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

counted as (
    select
        severity,
        bands.position,
        count(*) as open_count,
        count(*) filter (where sla_state = 'open_breached')
            as open_breached_count
    from kept
    inner join bands
        on kept.age_days >= bands.from_day
        and kept.age_days < bands.before_day
    group by severity, bands.position
)

select
    bands.age_band,
    severities.severity,
    bands.position::bigint as position,
    coalesce(counted.open_count, 0) as open_count,
    coalesce(counted.open_breached_count, 0) as open_breached_count

from bands

cross join (select distinct severity from counted) as severities

left join counted using (position, severity)

order by position, severity
