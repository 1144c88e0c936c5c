-- Incidents known at the status time, one row per incident.
--
-- Rules: what happened after the status time has not happened yet. A status
-- that says open wins over a resolved stamp beside it, and that stamp enters
-- no time. One that ended without a time left the backlog at the snapshot
-- that says so. Cancelled is neither open nor resolved.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   incident_id          varchar    key
--   severity_initial     bigint     as first reported, else the current one
--   severity             bigint     current, else as first reported
--   state                varchar    open, resolved, cancelled
--   incident_class       varchar    cause
--   side                 varchar    side that must resolve it
--   workstream           varchar    workstream
--   component_id         varchar    component that it hit
--   opened_at            timestamp  UTC
--   resolved_at          timestamp  null if not resolved, or without time; UTC
--   left_at              timestamp  when it left the backlog; UTC
--   opened_date          date       local day of opened_at
--   left_date            date       local day of left_at
--   is_acknowledged      boolean    somebody had taken it
--   acknowledge_minutes  double     opened to acknowledged
--   resolve_minutes      double     opened to resolved; null without time or
--                                   if that is before it was opened
--   age_minutes          double     status time less opened, when open
--   due_at               timestamp  end of its SLA; UTC
--   breached_at          timestamp  when it broke its SLA; UTC
--   sla_state            varchar    met, breached (ended); open_breached,
--                                   at_risk, running (open); null where not
--                                   determinable or cancelled
--
-- Source: docs/glossary.md, open incident; SLA attainment

with

known as (
    select
        *,
        coalesce(severity_initial, severity) as first_severity,
        coalesce(resolved_at, closed_at) as stamp_at,
        case
            when status in ('open', 'in_progress', 'on_hold') then null
            when status is null then coalesce(resolved_at, closed_at)
            else coalesce(resolved_at, closed_at, load_as_of)
        end as end_at
    from stg_incidents
    where is_current and opened_at <= $as_of
),

judged as (
    select
        *,
        end_at <= $as_of as is_ended,
        case
            when end_at <= $as_of and status = 'cancelled' then 'cancelled'
            when end_at <= $as_of then 'resolved'
            else 'open'
        end as state
    from known
),

timed as (
    select
        judged.*,
        case when is_ended then greatest(end_at, opened_at) end as left_at,
        case when state = 'resolved' then stamp_at end as ended_at,
        coalesce(acknowledged_at <= $as_of, false) as is_acknowledged,
        coalesce(
            sla_due_at,
            opened_at + to_seconds(sla_targets.resolve_minutes * 60)
        ) as due_at
    from judged
    left join stg_sla_targets as sla_targets
        on judged.first_severity = sla_targets.severity
        and sla_targets.is_current
),

measured as (
    select
        *,
        case state
            when 'resolved' then not coalesce(is_sla_met, ended_at <= due_at)
            when 'open'
                then (is_sla_met is false and load_as_of <= $as_of)
                    or due_at < $as_of
        end as is_breached
    from timed
)

select
    incident_id,
    first_severity as severity_initial,
    coalesce(measured.severity, first_severity) as severity,
    state,
    incident_class,
    side,
    workstream,
    component_id,
    opened_at,
    ended_at as resolved_at,
    left_at,
    timezone(programme.zone, timezone('UTC', opened_at))::date as opened_date,
    timezone(programme.zone, timezone('UTC', left_at))::date as left_date,
    is_acknowledged,
    case
        when is_acknowledged and acknowledged_at >= opened_at
            then (epoch_us(acknowledged_at) - epoch_us(opened_at)) / 6e7
    end as acknowledge_minutes,
    case
        when ended_at >= opened_at
            then (epoch_us(ended_at) - epoch_us(opened_at)) / 6e7
    end as resolve_minutes,
    case
        when state = 'open'
            then (epoch_us($as_of::timestamp) - epoch_us(opened_at)) / 6e7
    end as age_minutes,
    due_at,
    case
        when is_breached
            then greatest(opened_at, least(
                coalesce(due_at, left_at), coalesce(left_at, $as_of)
            ))
    end as breached_at,
    case
        when state = 'resolved' and is_breached then 'breached'
        when state = 'resolved' and not is_breached then 'met'
        when state = 'open' and is_breached then 'open_breached'
        when state = 'open' and due_at is not null
            then case
                when epoch_us($as_of::timestamp) - epoch_us(opened_at)
                    >= (epoch_us(due_at) - epoch_us(opened_at))
                        * thresholds.value / 100 then 'at_risk'
                else 'running'
            end
    end as sla_state

from measured

cross join programme

cross join (
    select value from thresholds where threshold_id = 'sla_at_risk_percent'
) as thresholds
