-- Legacy components that cannot be switched off as planned, one row each.
--
-- Returns
--   item_id     varchar    key; kind and identifier of the thing
--   urgency     bigint     2 overdue and blocked, 3 blocked only
--   kind        varchar    decommission
--   what        varchar    name of the component
--   why         varchar    what blocks it
--   side        varchar    side that must act
--   owner       varchar    role that must act
--   workstream  varchar    workstream
--   phase       varchar    phase
--   since_at    timestamp  since when; UTC
--   page        varchar    page that tells more
--
-- Source: docs/glossary.md, blocked; slip

select
    'decommission:' || component_id as item_id,
    if(is_overdue, 2, 3)::bigint as urgency,
    'decommission' as kind,
    component_name as what,
    format(
        '{} is blocked: {}{}',
        if(is_retired, 'Close-out', 'Switch-off'),
        replace(coalesce(blocked_reason, 'nobody says why'), '_', ' '),
        if(is_overdue, '; its planned date has passed', '')
    ) as why,
    side,
    owner_role as owner,
    workstream,
    'post_cutover' as phase,
    timezone('UTC', timezone(zone, blocked_since_date::timestamp))
        as since_at,
    'decommission' as page

from components

cross join programme

where is_blocked
