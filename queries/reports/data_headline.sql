-- Whether the data can be trusted, in words: freshness, lost and rejected rows.
--
-- Rules: late where a row was lost; at risk where a table is older than
-- allowed, or a load in force rejected rows.
--
-- Returns
--   health    varchar  key; on_track, at_risk, late
--   headline  varchar  the answer
--   detail    varchar  why, with the numbers
--   n         bigint   rows read by all loads
--
-- Source: docs/glossary.md, rows read; stale

with

late_tables(table_name, threshold_id, hours) as (
    values
        ('tasks', 'data_stale_hours', 1),
        ('incidents', 'data_stale_hours', 1),
        ('milestones', 'ims_stale_days', 24),
        ('issues', 'raid_stale_days', 24)
),

judged as (
    select
        stg_loads.*,
        stg_loads.is_current and coalesce(
            date_diff('minute', load_as_of, programme.as_of) / 60
                > value * hours,
            false
        ) as is_stale
    from stg_loads
    left join late_tables using (table_name)
    left join thresholds using (threshold_id)
    cross join programme
),

counted as (
    select
        count(distinct load_id) as load_count,
        count(*) filter (where is_current) as table_count,
        count(*) filter (where is_stale) as stale_count,
        sum(read_count)::bigint as read_count,
        sum(accepted_count)::bigint as accepted_count,
        sum(rejected_count)::bigint as rejected_count,
        coalesce(sum(rejected_count) filter (where is_current), 0)::bigint
            as current_rejected_count,
        sum(read_count - accepted_count - rejected_count)::bigint
            as lost_count
    from judged
)

select
    case
        when lost_count <> 0 then 'late'
        when stale_count + current_rejected_count > 0 then 'at_risk'
        else 'on_track'
    end as health,
    case
        when lost_count <> 0 then format('{} rows are lost', lost_count)
        when current_rejected_count > 0 then format(
            '{} row{} rejected in the data in force', current_rejected_count,
            if(current_rejected_count = 1, '', 's')
        )
        when stale_count > 0 then format(
            '{} of {} tables older than allowed', stale_count, table_count
        )
        else 'Every row accounted for, nothing stale'
    end as headline,
    format(
        '{:,} rows read in {} load{} = {:,} accepted + {:,} rejected. '
        || '{} of {} tables are older than allowed.',
        read_count, load_count, if(load_count = 1, '', 's'), accepted_count,
        rejected_count, stale_count, table_count
    ) as detail,
    read_count as n

from counted
order by health
