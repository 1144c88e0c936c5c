-- Required shifts and whether somebody will stand in them, one row per group,
-- most gaps first.
--
-- Parameters
--   $by     varchar = all  grouping; one of all, side, role
--   $sides  varchar[]      sides to keep; empty keeps all
--
-- Returns
--   group_value        varchar  key; 'not given' where nothing is said
--   shift_count        bigint   shifts that the plan asks for
--   staffed_count      bigint   of them with a person
--   confirmed_count    bigint   of them confirmed by that person
--   gap_count          bigint   without a person, or not confirmed
--   staffed_percent    double   staffed, of those asked for
--   confirmed_percent  double   confirmed, of those asked for
--
-- Source: docs/glossary.md, shift coverage

with

required as (
    select
        person_id is not null as is_staffed,
        person_id is not null and coalesce(is_confirmed, false)
            as is_confirmed,
        coalesce(
            case $by
                when 'all' then 'all'
                when 'side' then side
                when 'role' then role
            end,
            'not given'
        ) as group_value
    from stg_shifts
    where
        is_current
        and coalesce(is_required, true)
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    group_value,
    count(*) as shift_count,
    count(*) filter (where is_staffed) as staffed_count,
    count(*) filter (where is_confirmed) as confirmed_count,
    count(*) filter (where not is_confirmed) as gap_count,
    100.0 * count(*) filter (where is_staffed) / nullif(count(*), 0)
        as staffed_percent,
    100.0 * count(*) filter (where is_confirmed) / nullif(count(*), 0)
        as confirmed_percent

from required

group by group_value

order by gap_count desc, group_value
