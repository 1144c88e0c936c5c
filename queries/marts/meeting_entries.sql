-- What people take down in meetings: notes and actions known at the status
-- time, one row per note and action.
--
-- A note belongs to the workstream or role that its subject names, or to the
-- workstream of the task that it names; an action to its workstream and to the
-- roles of the people who own it.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   entry_kind  varchar    key; note, action
--   entry_id    varchar    key; identifier
--   what        varchar    what was said, what is to be done
--   subject     varchar    what a note is about: table:key
--   workstream  varchar    workstream; null: none
--   role_ids    varchar[]  roles that it belongs to, as customer/pmo_lead
--   side        varchar    side
--   owners      varchar[]  who does it; of a note who wrote it
--   said_at     timestamp  when it was written or raised; UTC
--   due_at      timestamp  when it is due; UTC
--   ended_at    timestamp  when it was closed; null: open, or a note; UTC
--   is_overdue  boolean    open beyond its date
--   first_seq   bigint     act that made it; null: told by a file
--   last_seq    bigint     newest act on it
--
-- Source: docs/meeting.md, notes and actions

with

recorded as (
    select
        kind as entry_kind,
        item_id as entry_id,
        min(seq) as first_seq,
        max(seq) as last_seq
    from stg_acts
    where kind in ('note', 'action') and state != 'void'
    group by kind, item_id
),

notes as (
    select
        'note' as entry_kind,
        note_id as entry_id,
        stated.note as what,
        subject,
        case
            when starts_with(subject, 'workstreams:')
                then substr(subject, length('workstreams:') + 1)
            else tasks.workstream
        end as workstream,
        case
            when starts_with(subject, 'roles:')
                then [substr(subject, length('roles:') + 1)]
            else []
        end as role_ids,
        stated.side,
        case when writer is null then [] else [writer] end as owners,
        written_at as said_at,
        null::timestamp as due_at,
        null::timestamp as ended_at
    from stg_notes as stated
    left join tasks on stated.subject = 'tasks:' || tasks.task_id
    where stated.is_current and coalesce(written_at <= $as_of, true)
),

named as (
    select
        actions.issue_id,
        list_distinct(list(people.side || '/' || people.role)) as role_ids
    from actions
    inner join stg_people as people
        on
            people.is_current
            and (
                list_contains(actions.owners, people.person_name)
                or list_contains(
                    list_transform(
                        actions.owners, lambda owner: lower(owner)
                    ),
                    role_words(people.side, people.role)
                )
            )
    group by actions.issue_id
),

deeds as (
    select
        'action' as entry_kind,
        actions.issue_id as entry_id,
        actions.title as what,
        null as subject,
        actions.workstream,
        coalesce(named.role_ids, []) as role_ids,
        actions.side,
        coalesce(actions.owners, []) as owners,
        actions.opened_at as said_at,
        actions.due_at,
        actions.ended_at
    from actions
    left join named using (issue_id)
)

select
    entry_kind,
    entry_id,
    what,
    subject,
    workstream,
    role_ids,
    side,
    owners,
    said_at,
    due_at,
    ended_at,
    coalesce(ended_at is null and due_at < $as_of, false) as is_overdue,
    first_seq,
    last_seq

from (
    from notes
    union all
    from deeds
)

left join recorded using (entry_kind, entry_id)
