-- Incidents one by one: what is open and past its SLA first, then by age.
--
-- Parameters
--   $state        varchar = open  which; one of open, resolved, cancelled, all
--   $rows         bigint = 1000   at most so many
--   $workstreams  varchar[]       workstreams to keep; empty keeps all
--   $sides        varchar[]       sides to keep; empty keeps all
--
-- Returns
--   incident_id      varchar    key
--   severity         bigint     current severity, 1 worst to 4
--   title            varchar    what happened
--   state            varchar    open, resolved, cancelled
--   sla_state        varchar    met, breached, open_breached, at_risk, running
--   age_days         double     days open at the status time
--   due_at           timestamp  end of its SLA; UTC
--   side             varchar    side that must resolve it
--   workstream       varchar    workstream
--   assigned_to      varchar[]  who works on it
--   opened_at        timestamp  UTC
--   resolved_at      timestamp  UTC
--   resolve_minutes  double     opened to resolved
--   incident_class   varchar    cause
--   component_id     varchar    component that it hit
--   source_file      varchar    file that it came from
--   source_line      bigint     line in that file
--
-- Source: docs/glossary.md, open incident

with

first_rows as (
    select *
    from incidents
    where
        ($state = 'all' or state = $state)
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
    order by
        state = 'open' desc,
        sla_state is not distinct from 'open_breached' desc,
        severity nulls last,
        opened_at,
        incident_id
    limit $rows
)

select
    first_rows.incident_id,
    first_rows.severity,
    incidents.title,
    first_rows.state,
    first_rows.sla_state,
    first_rows.age_minutes / 1440 as age_days,
    first_rows.due_at,
    first_rows.side,
    first_rows.workstream,
    incidents.assigned_to,
    first_rows.opened_at,
    first_rows.resolved_at,
    first_rows.resolve_minutes,
    first_rows.incident_class,
    first_rows.component_id,
    incidents.source_file,
    incidents.source_line

from first_rows

inner join stg_incidents as incidents
    on first_rows.incident_id = incidents.incident_id and incidents.is_current

order by
    first_rows.state = 'open' desc,
    first_rows.sla_state is not distinct from 'open_breached' desc,
    first_rows.severity nulls last,
    first_rows.opened_at,
    first_rows.incident_id
