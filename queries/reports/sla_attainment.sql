-- Share of incidents resolved within their SLA, and what is open past it.
--
-- Attained = met / (met + breached) of resolved incidents; an incident that
-- broke its SLA once has broken it. Severity is the one first reported. Open
-- incidents past their SLA are in no percentage and stand beside it. Without
-- an SLA nothing can be determined.
--
-- Parameters
--   $by           varchar = severity  grouping; one of severity, all, side,
--                                     workstream
--   $workstreams  varchar[]           workstreams to keep; empty keeps all
--   $sides        varchar[]           sides to keep; empty keeps all
--
-- Returns
--   group_value          varchar  key
--   attained_percent     double   null where nothing has ended
--   target_percent       double   share to reach
--   met_count            bigint   resolved in time
--   breached_count       bigint   resolved, but too late
--   open_breached_count  bigint   open and past the end of their SLA
--   at_risk_count        bigint   open and near the end of their SLA
--   undetermined_count   bigint   open or resolved, SLA or time not known
--   health               varchar  on_track, at_risk, late, unknown
--
-- Source: docs/glossary.md, SLA attainment

with

kept as (
    select
        sla_state,
        incident_count,
        case $by
            when 'all' then 'all'
            when 'severity' then severity_initial::varchar
            when 'side' then side
            when 'workstream' then workstream
        end as group_value
    from incident_groups
    where
        state != 'cancelled'
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
),

counted as (
    select
        coalesce(group_value, 'not given') as group_value,
        coalesce(sum(incident_count) filter (where sla_state = 'met'), 0)
            ::bigint as met_count,
        coalesce(sum(incident_count) filter (where sla_state = 'breached'), 0)
            ::bigint as breached_count,
        coalesce(
            sum(incident_count) filter (where sla_state = 'open_breached'), 0
        )::bigint as open_breached_count,
        coalesce(sum(incident_count) filter (where sla_state = 'at_risk'), 0)
            ::bigint as at_risk_count,
        coalesce(sum(incident_count) filter (where sla_state is null), 0)
            ::bigint as undetermined_count
    from kept
    group by kept.group_value
),

tolerances as (
    select
        max(value) filter (where threshold_id = 'sla_target_percent')
            as target_percent,
        max(value) filter (where threshold_id = 'sla_floor_percent')
            as floor_percent
    from thresholds
),

rated as (
    select
        counted.*,
        100 * met_count / nullif(met_count + breached_count, 0)
            as attained_percent,
        coalesce(
            targets.target_percent,
            tolerances.target_percent
        ) as target_percent,
        tolerances.floor_percent
    from counted
    cross join tolerances
    left join stg_sla_targets as targets
        on $by = 'severity' and targets.is_current
        and targets.severity::varchar = counted.group_value
)

select
    group_value,
    attained_percent,
    target_percent,
    met_count,
    breached_count,
    open_breached_count,
    at_risk_count,
    undetermined_count,
    case
        when attained_percent >= target_percent then 'on_track'
        when attained_percent >= least(floor_percent, target_percent)
            then 'at_risk'
        when attained_percent is not null then 'late'
        else 'unknown'
    end as health

from rated

order by group_value
