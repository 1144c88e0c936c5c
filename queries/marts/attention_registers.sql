-- Registers and service that need somebody's attention, one row per item:
-- checkpoints without a decision, incidents of severity 1 or beyond their SLA,
-- registers that nobody has updated for longer than M3 allows.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   item_id     varchar    key; kind and identifier of the thing
--   urgency     bigint     1 stops the go-live or the service now, 2 will if
--                          nobody acts, 3 wants tidying up
--   kind        varchar    checkpoint, incident, stale
--   what        varchar    name of the thing
--   why         varchar    what is wrong with it
--   side        varchar    side that must act
--   owner       varchar    people, else role, that must act
--   workstream  varchar    workstream
--   phase       varchar    phase
--   since_at    timestamp  since when; UTC
--   page        varchar    page that tells more
--
-- Source: docs/glossary.md, overdue; open-breached; stale; M3 4.1, 4.2

with

limits as (
    select
        max(value) filter (where threshold_id = 'ims_stale_days') as ims_days,
        max(value) filter (where threshold_id = 'raid_stale_days') as raid_days
    from thresholds
),

updates as (
    select
        'Integrated master schedule' as register,
        timezone(
            'UTC', timezone(any_value(zone), max(report_date)::timestamp)
        ) as updated_at,
        any_value(ims_days) as allowed_days
    from stg_milestones
    cross join limits
    cross join programme
    cross join warranty
    where is_current and report_date <= today

    union all

    select
        'RAID log',
        max(coalesce(updated_at, opened_at)),
        any_value(raid_days)
    from stg_issues
    cross join limits
    where is_current and coalesce(updated_at, opened_at) <= $as_of
),

pressing as (
    select
        *,
        sla_state = 'open_breached' as is_breached,
        if(sla_state = 'open_breached', breached_at, opened_at) as since_at
    from incidents
    where state = 'open' and (sla_state = 'open_breached' or severity = 1)
),

described as (
    select
        incident_id,
        title,
        nullif(array_to_string(assigned_to, ', '), '') as owner
    from stg_incidents
    where is_current
)

select
    'checkpoint:' || event_id as item_id,
    1::bigint as urgency,
    'checkpoint' as kind,
    label as what,
    'Its time has passed without a decision' as why,
    approver_side as side,
    approver_role as owner,
    events.workstream,
    phase,
    start_at as since_at,
    'checkpoints' as page

from programme_events as events

inner join stg_checkpoints as gates
    on events.event_id = gates.checkpoint_id and gates.is_current

where kind = 'checkpoint' and state = 'overdue'

union all

select
    'incident:' || incident_id,
    severity,
    'incident',
    coalesce(title, incident_id),
    format('Severity {}, open', severity)
    || if(is_breached, ' beyond its SLA', ''),
    side,
    owner,
    workstream,
    'post_cutover',
    since_at,
    'warranty'

from pressing

left join described using (incident_id)

where severity <= 2

union all

select
    'incidents:' || coalesce(side, 'not given') || ':'
    || coalesce(workstream, 'not given'),
    3,
    'incident',
    format(
        '{} incident{} of severity 3, 4 or none',
        count(*), if(count(*) = 1, '', 's')
    ),
    'Open beyond their SLA',
    side,
    null,
    workstream,
    'post_cutover',
    min(since_at),
    'warranty'

from pressing
where severity > 2 or severity is null
group by side, workstream

union all

select
    'stale:' || register,
    3,
    'stale',
    register,
    format('Last updated {} days ago, at most {} are allowed',
        date_diff('minute', updated_at, $as_of::timestamp) // 1440,
        allowed_days::bigint),
    null,
    null,
    null,
    null,
    updated_at + to_days(allowed_days::integer),
    'data'

from updates
where updated_at + to_days(allowed_days::integer) < $as_of
