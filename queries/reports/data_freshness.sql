-- How fresh each table is at the status time, one row per table.
--
-- Parameters
--   $only_stale  boolean = false  keep stale tables only
--
-- Returns
--   table_name      varchar    key; input table
--   health          varchar    on_track; at_risk once older than allowed
--   load_as_of      timestamp  status time of the load in force; UTC
--   age_hours       double     status time less that; 0 if the load is later
--   load_id         varchar    load in force
--   read_count      bigint     rows read by that load
--   accepted_count  bigint     rows accepted
--   rejected_count  bigint     rows rejected
--   load_count      bigint     loads that hold the table, later ones too
--
-- Source: docs/glossary.md, stale

with

counted as (
    select *, count(*) over (partition by table_name) as load_count
    from stg_loads
),

aged as (
    select
        counted.*,
        greatest(
            0, date_diff('minute', load_as_of, programme.as_of) / 60
        ) as age_hours,
        thresholds.value as allowed_hours
    from counted, programme, thresholds
    where counted.is_current and threshold_id = 'data_stale_hours'
)

select
    table_name,
    if(age_hours > allowed_hours, 'at_risk', 'on_track') as health,
    load_as_of,
    age_hours,
    load_id,
    read_count,
    accepted_count,
    rejected_count,
    load_count

from aged
where not $only_stale or age_hours > allowed_hours
order by health, table_name
