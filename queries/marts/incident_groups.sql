-- Incidents counted once by everything that reports group and filter by, one
-- row per group.
--
-- Sums of the mart incidents, so that a report reads thousands of rows, not a
-- million. Percentiles are the one thing that it cannot give.
--
-- Returns
--   severity                bigint   key; current; null: not given
--   severity_initial        bigint   key; as first reported
--   state                   varchar  key; open, resolved, cancelled
--   sla_state               varchar  key; as in incidents
--   incident_class          varchar  key; cause
--   side                    varchar  key; side that must resolve it
--   workstream              varchar  key; workstream
--   component_id            varchar  key; component that it hit
--   age_band                bigint   key; of the open ones, by whole days: 1
--                                    under 1, 2 to 5, 3 to 10, 4 to 30, 5 more
--   incident_count          bigint   incidents
--   without_stamp_count     bigint   without a time of resolution
--   acknowledged_count      bigint   with a time to acknowledge
--   acknowledge_minutes     double   sum of these
--   unacknowledged_count    bigint   that nobody has acknowledged
--   unacknowledged_minutes  double   age of the oldest open one of these
--   resolved_count          bigint   with a time to resolve
--   resolve_minutes         double   sum of these
--
-- Source: docs/glossary.md, open incident; MTTA; MTTR

select
    severity,
    severity_initial,
    state,
    sla_state,
    incident_class,
    side,
    workstream,
    component_id,
    case
        when state = 'open' then case
            when age_minutes < 1440 then 1
            when age_minutes < 6 * 1440 then 2
            when age_minutes < 11 * 1440 then 3
            when age_minutes < 31 * 1440 then 4
            else 5
        end
    end::bigint as age_band,
    count(*) as incident_count,
    count(*) filter (where resolved_at is null) as without_stamp_count,
    count(acknowledge_minutes) as acknowledged_count,
    sum(acknowledge_minutes) as acknowledge_minutes,
    count(*) filter (where not is_acknowledged) as unacknowledged_count,
    max(age_minutes) filter (where not is_acknowledged)
        as unacknowledged_minutes,
    count(resolve_minutes) as resolved_count,
    sum(resolve_minutes) as resolve_minutes

from incidents

group by all
