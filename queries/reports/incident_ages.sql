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

bands(position, age_band) as (
    values (1, '0-1'), (2, '1-5'), (3, '6-10'), (4, '11-30'), (5, 'over 30')
),

counted as (
    select
        coalesce(severity::varchar, 'not given') as severity,
        age_band as position,
        sum(incident_count)::bigint as open_count,
        coalesce(sum(incident_count) filter (
            where sla_state = 'open_breached'
        ), 0)::bigint as open_breached_count
    from incident_groups
    where
        state = 'open'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    group by incident_groups.severity, age_band
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
