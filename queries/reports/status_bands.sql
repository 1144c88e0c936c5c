-- Statuses that count by the age of their last update, one row per group and
-- band; the group with most stale ones first.
--
-- Parameters
--   $by           varchar = workstream  one of workstream, side, level
--   $workstreams  varchar[]             workstreams to keep; empty keeps all
--   $sides        varchar[]             sides to keep; empty keeps all
--   $phases       varchar[]             phases to keep; empty keeps all
--
-- Returns
--   group_value   varchar  key; none where it has no workstream or side
--   band          varchar  key; fresh, ageing, stale, never
--   status_count  bigint   statuses in the band
--   group_count   bigint   statuses in the group
--
-- Source: docs/my-tasks.md, statuses; docs/glossary.md, staleness

with

counted as (
    select
        coalesce(
            case $by
                when 'workstream' then workstream
                when 'side' then side
                else level
            end,
            'none'
        ) as group_value,
        band,
        count(*) as status_count
    from statuses
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and (len($phases) = 0 or list_contains($phases, phase))
    group by group_value, band
),

totals as (
    select
        group_value,
        sum(status_count)::bigint as group_count,
        sum(if(band in ('stale', 'never'), status_count, 0)) as stale_count
    from counted
    group by group_value
)

select
    group_value,
    counted.band,
    counted.status_count,
    totals.group_count

from counted

inner join totals using (group_value)

order by
    totals.stale_count desc,
    totals.group_count desc,
    group_value,
    list_position(['fresh', 'ageing', 'stale', 'never'], counted.band)
