-- Incidents counted by state, one row per group, most open first.
--
-- Severity is the current one. Cancelled incidents are neither open nor
-- resolved. A group without a name is called 'not given'.
--
-- Parameters
--   $by           varchar = all  grouping; one of all, severity, class, side,
--                                workstream, component
--   $workstreams  varchar[]      workstreams to keep; empty keeps all
--   $sides        varchar[]      sides to keep; empty keeps all
--
-- Returns
--   group_value          varchar  key
--   incident_count       bigint   incidents opened up to the status time
--   open_count           bigint   open at the status time
--   resolved_count       bigint   resolved or closed
--   cancelled_count      bigint   cancelled
--   open_breached_count  bigint   open and past the end of their SLA
--   at_risk_count        bigint   open and near the end of their SLA
--   without_time_count   bigint   resolved, but nobody said when
--
-- Source: docs/glossary.md, open incident

with

grouped as (
    select
        *,
        case $by
            when 'all' then 'all'
            when 'severity' then severity::varchar
            when 'class' then incident_class
            when 'side' then side
            when 'workstream' then workstream
            when 'component' then component_id
        end as group_value
    from incident_groups
    where
        (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
)

select
    coalesce(group_value, 'not given') as group_value,
    sum(incident_count)::bigint as incident_count,
    coalesce(sum(incident_count) filter (where state = 'open'), 0)::bigint
        as open_count,
    coalesce(sum(incident_count) filter (where state = 'resolved'), 0)::bigint
        as resolved_count,
    coalesce(sum(incident_count) filter (where state = 'cancelled'), 0)::bigint
        as cancelled_count,
    coalesce(
        sum(incident_count) filter (where sla_state = 'open_breached'), 0
    )::bigint as open_breached_count,
    coalesce(sum(incident_count) filter (where sla_state = 'at_risk'), 0)
        ::bigint as at_risk_count,
    coalesce(
        sum(without_stamp_count) filter (where state = 'resolved'), 0
    )::bigint as without_time_count

from grouped

group by grouped.group_value

order by open_count desc, incident_count desc, group_value
