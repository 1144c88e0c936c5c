-- One row per incident: as loaded.
--
-- Returns
--   incident_id       varchar    identifier
--   title             varchar    what happened
--   severity_initial  bigint     severity as first reported; the current one
--                                where empty
--   severity          bigint     current severity, 1 worst to 4
--   status            varchar    status as reported
--   incident_class    varchar    cause
--   side              varchar    side that must resolve it
--   workstream        varchar    workstream
--   component_id      varchar    component that it hit
--   assigned_to       varchar[]  who works on it
--   opened_at         timestamp  when it was opened; UTC
--   acknowledged_at   timestamp  when somebody took it; UTC
--   resolved_at       timestamp  when it was resolved; UTC
--   closed_at         timestamp  when it was closed; UTC
--   updated_at        timestamp  last update in its source; UTC
--   sla_due_at        timestamp  when its SLA ends; from the SLA targets where
--                                empty; UTC
--   is_sla_met        boolean    SLA result as its source says; computed where
--                                empty
--   has_workaround    boolean    a workaround was accepted
--   reopened_count    bigint     how often it was opened again
--   reassigned_count  bigint     how often it changed hands
--   problem_id        varchar    problem record that it is linked to
--   task_id           varchar    cutover task that caused it
--   requirement_id    varchar    requirement that it violates
--   resolution        varchar    how it ended
--   source_file       varchar    file that the row came from
--   source_line       bigint     line in that file
--   load_id           varchar    snapshot
--   load_as_of        timestamp  status time of the snapshot; UTC
--   is_current        boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, incidents

select
    incident_id,
    title,
    severity_initial,
    severity,
    status,
    incident_class,
    side,
    workstream,
    component_id,
    assigned_to,
    opened_at,
    acknowledged_at,
    resolved_at,
    closed_at,
    updated_at,
    sla_due_at,
    is_sla_met,
    has_workaround,
    reopened_count,
    reassigned_count,
    problem_id,
    task_id,
    requirement_id,
    resolution,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_incidents
