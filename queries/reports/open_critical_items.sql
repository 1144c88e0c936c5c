-- Open critical items beside a go/no-go, one row per item, gravest first.
--
-- Rules: urgency 1: gating criteria of the checkpoint that failed, mandatory
-- tasks that are late, incidents of severity 1; urgency 2: issues and risks of
-- severity 1 in the RAID log, incidents of severity 2.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--
-- Returns
--   item_id   varchar    key; kind and identifier
--   kind      varchar    criterion, task, incident, issue
--   what      varchar    name
--   why       varchar    what is wrong with it
--   severity  bigint     1 is worst; null: it has none
--   side      varchar    side that must act
--   owner     varchar    people, else role, that must act
--   since_at  timestamp  since when; UTC
--   urgency   bigint     1, 2
--   health    varchar    late (urgency 1), at_risk (2)
--
-- Source: docs/glossary.md, open critical item

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
),

faults as (
    select
        faults.incident_id,
        faults.severity,
        faults.side,
        faults.opened_at,
        faults.sla_state,
        stated.title,
        nullif(array_to_string(stated.assigned_to, ', '), '') as owner
    from incidents as faults
    inner join stg_incidents as stated
        on faults.incident_id = stated.incident_id and stated.is_current
    where faults.state = 'open' and faults.severity <= 2
),

log as (
    select issues.*
    from stg_issues as issues
    cross join programme
    where
        issues.is_current
        and issues.severity = 1
        and issues.issue_type in ('issue', 'risk')
        and coalesce(issues.opened_at <= programme.as_of, true)
        and (
            coalesce(issues.status != 'closed', issues.closed_at is null)
            or issues.closed_at > programme.as_of
        )
),

items as (
    select
        'criterion:' || criterion_id as item_id,
        'criterion' as kind,
        criterion_name as what,
        'Gating, and failed: ' || measured as why,
        null::bigint as severity,
        side,
        owner_role as owner,
        assessed_at as since_at,
        1::bigint as urgency
    from criterion_states
    inner join asked using (checkpoint_id)
    where is_gating and state = 'failed'

    union all

    select
        'task:' || task_id,
        'task',
        task_name,
        'Mandatory, and late by ' || length_words(late_minutes),
        null,
        side,
        coalesce(nullif(array_to_string(owners, ', '), ''), owner_role),
        planned_finish_at,
        1
    from tasks
    where is_late and is_mandatory and is_in_scope

    union all

    select
        'incident:' || incident_id,
        'incident',
        coalesce(title, incident_id),
        format('Severity {}, open', severity)
        || if(sla_state = 'open_breached', ' beyond its SLA', ''),
        severity,
        side,
        owner,
        opened_at,
        severity
    from faults

    union all

    select
        'issue:' || issue_id,
        'issue',
        title,
        format('{} of severity 1, open', upper(issue_type[1]) || issue_type[2:])
        || if(due_at < programme.as_of, ' past its date', ''),
        1,
        side,
        nullif(array_to_string(owners, ', '), ''),
        opened_at,
        2
    from log
    cross join programme
)

select
    item_id,
    kind,
    what,
    why,
    severity,
    side,
    owner,
    since_at,
    urgency,
    if(urgency = 1, 'late', 'at_risk') as health

from items

order by urgency, since_at nulls last, item_id
