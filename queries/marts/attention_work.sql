-- Work that needs somebody's attention at the status time, one row per item:
-- mandatory tasks that are late, tasks that are blocked, tasks that are said
-- to be green but are not, messages that should have been sent, actions that
-- are overdue. Locked tasks want nobody's attention; live ones of the
-- contingency plan do.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   item_id     varchar    key; kind and identifier of the thing
--   urgency     bigint     1 stops the go-live now, 2 will if nobody acts, 3
--                          wants tidying up
--   kind        varchar    late_task, blocked_task, mismatch, communication,
--                          action
--   what        varchar    name of the thing
--   why         varchar    what is wrong with it
--   side        varchar    side that must act
--   owner       varchar    people, else role, that must act
--   workstream  varchar    workstream
--   phase       varchar    phase
--   since_at    timestamp  since when; UTC
--   page        varchar    page that tells more
--
-- Source: docs/glossary.md, attention; late; blocked; mismatch

with

work as (
    select
        *,
        coalesce(nullif(array_to_string(owners, ', '), ''), owner_role)
            as owner,
        case
            when status = 'blocked'
                and coalesce(unblock_at, expected_finish_at) is null then 1
            when status = 'blocked' then 2
            when is_late and is_mandatory then 1
            when asserted_rag = 'green' and is_late then 2
        end as urgency,
        case
            when status = 'blocked' then 'blocked_task'
            when is_late and is_mandatory then 'late_task'
            else 'mismatch'
        end as kind
    from tasks
    where is_open and is_in_scope
)

select
    kind || ':' || task_id as item_id,
    urgency::bigint as urgency,
    kind,
    task_name as what,
    case kind
        when 'blocked_task' then
            coalesce(blocked_reason, 'Blocked, nobody says why')
            || if(urgency = 1, '; no end in sight', '')
        when 'late_task' then
            if(
                is_live,
                'The contingency plan needs it; it should have been finished',
                'Go-live cannot happen without it; it should have been finished'
            )
        else 'Said to be green, but it should have been finished'
    end as why,
    side,
    owner,
    workstream,
    phase,
    case kind
        when 'blocked_task'
            then coalesce(blocked_at, actual_start_at, planned_start_at)
        else planned_finish_at
    end as since_at,
    'burndown' as page

from work
where urgency is not null

union all

select
    'communication:' || communication_id || coalesce(':' || audience, ''),
    2,
    'communication',
    title,
    format('Not sent to {}', coalesce(audience, 'its audience')),
    side,
    sender_role,
    null,
    phase,
    due_at,
    'communication'

from messages

where state = 'overdue'

union all

select
    'action:' || issue_id,
    2,
    'action',
    coalesce(title, issue_id),
    'Action that should have been closed',
    side,
    nullif(array_to_string(owners, ', '), ''),
    workstream,
    null,
    due_at,
    'checkpoints'

from actions

where ended_at is null and due_at < $as_of
