-- How fresh each table is at the status time, one row per table.
--
-- Rules: tables that carry status must be loaded in time: tasks and incidents
-- by data_stale_hours, milestones by ims_stale_days, issues by
-- raid_stale_days. The others change only when the programme does.
--
-- Returns
--   table_name      varchar    key; input table
--   health          varchar    on_track; at_risk once older than allowed;
--                              null where no age is set
--   load_as_of      timestamp  status time of the load in force; UTC
--   age_hours       double     status time less that; 0 if the load is later
--   allowed_hours   double     age that is allowed
--   load_id         varchar    load in force
--   read_count      bigint     rows read by that load
--   accepted_count  bigint     rows accepted
--   rejected_count  bigint     rows rejected
--   load_count      bigint     loads that hold the table, later ones too
--
-- Source: docs/glossary.md, stale; M3 4.1, 4.2

with

rules(table_name, threshold_id, hours) as (
    values
        ('tasks', 'data_stale_hours', 1),
        ('incidents', 'data_stale_hours', 1),
        ('milestones', 'ims_stale_days', 24),
        ('issues', 'raid_stale_days', 24)
),

limits as (
    select table_name, value * hours as allowed_hours
    from rules
    inner join thresholds using (threshold_id)
),

counted as (
    select
        stg_loads.*,
        count(*) over (partition by table_name) as load_count,
        greatest(0, date_diff('minute', load_as_of, programme.as_of) / 60)
            as age_hours
    from stg_loads
    cross join programme
)

select
    table_name,
    case
        when age_hours > allowed_hours then 'at_risk'
        when allowed_hours is not null then 'on_track'
    end as health,
    load_as_of,
    age_hours,
    allowed_hours,
    load_id,
    read_count,
    accepted_count,
    rejected_count,
    load_count

from counted

left join limits using (table_name)

where is_current
order by health is null, health, table_name
