-- What happened to incidents on each day, one row per day and group.
--
-- Sums of the mart incidents, so that a report of days reads hundreds of
-- rows, not a million.
--
-- Returns
--   day                  date     key; local day in the programme's zone
--   severity             bigint   key; current severity; null: not given
--   side                 varchar  key; side
--   workstream           varchar  key; workstream
--   opened_count         bigint   opened on the day
--   resolved_count       bigint   resolved on the day; one that was opened
--                                 again counts each time
--   cancelled_count      bigint   cancelled on the day
--   reopened_count       bigint   opened again on the day
--   breached_count       bigint   broke its SLA on the day while open
--   breached_left_count  bigint   left the backlog in breach on the day
--   ended_met_count      bigint   ended on the day, SLA met
--   ended_breached_count bigint   ended on the day, SLA breached
--
-- Source: docs/glossary.md, incident flow

with

changes as (
    select
        opened_date as day,
        severity,
        side,
        workstream,
        'opened' as change
    from incidents
    union all
    select left_date, severity, side, workstream, state
    from incidents
    where left_date is not null
    union all
    select left_date, severity, side, workstream, 'ended_' || sla_state
    from incidents
    where sla_state in ('met', 'breached')
    union all
    select
        timezone(zone, timezone('UTC', breached_at))::date,
        severity,
        side,
        workstream,
        'breached'
    from incidents
    cross join programme
    where breached_at is not null
    union all
    select left_date, severity, side, workstream, 'breached_left'
    from incidents
    where breached_at is not null and left_date is not null
    union all
    select
        unnest([ended_date, reopened_date]),
        severity,
        side,
        workstream,
        unnest(['resolved', 'reopened'])
    from incident_cycles
    inner join incidents
        on incident_cycles.incident_id = incidents.incident_id
)

select
    day,
    severity,
    side,
    workstream,
    count(*) filter (where change = 'opened') as opened_count,
    count(*) filter (where change = 'resolved') as resolved_count,
    count(*) filter (where change = 'cancelled') as cancelled_count,
    count(*) filter (where change = 'reopened') as reopened_count,
    count(*) filter (where change = 'breached') as breached_count,
    count(*) filter (where change = 'breached_left') as breached_left_count,
    count(*) filter (where change = 'ended_met') as ended_met_count,
    count(*) filter (where change = 'ended_breached') as ended_breached_count

from changes

group by day, severity, side, workstream
