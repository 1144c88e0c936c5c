-- What the minutes of a meeting list, one row per entry: notes taken down in
-- it, and actions that are new, still open, or closed since the meeting before.
--
-- Taken down in it: recorded here after its opening; told by a file, written
-- between its opening and the status time.
--
-- Parameters
--   $meeting  varchar = null    meeting; null gives no row
--   $since    timestamp = null  actions closed since when, UTC; null: since
--                               the meeting of its type before it
--
-- Returns
--   kind        varchar    key; note, new_action, open_action, closed_action
--   entry_id    varchar    key; identifier
--   place       varchar    workstream or role that it belongs to
--   what        varchar    what was said, what is to be done
--   owners      varchar[]  who does it; of a note who wrote it
--   side        varchar    side
--   said_at     timestamp  when it was written or raised; UTC
--   due_at      timestamp  when it is due; UTC
--   ended_at    timestamp  when it was closed; UTC
--   is_overdue  boolean    open beyond its date
--
-- Source: docs/meeting.md, minutes

with

asked as (
    select
        opened_seq,
        coalesce(opened_at, closed_at, planned_at) as opened_at,
        coalesce($since, previous_closed_at) as since_at
    from meetings
    where meeting_id = $meeting
),

told as (
    select
        said.*,
        asked.since_at,
        coalesce(
            case
                when asked.opened_seq is null
                    then said.said_at >= asked.opened_at
                else said.first_seq > asked.opened_seq
            end,
            false
        ) as is_new
    from meeting_entries as said
    cross join asked
),

sorted as (
    select
        *,
        case
            when entry_kind = 'note' and is_new then 'note'
            when entry_kind = 'note' then null
            when is_new then 'new_action'
            when ended_at is null then 'open_action'
            when ended_at > coalesce(since_at, ended_at - interval 1 second)
                then 'closed_action'
        end as kind
    from told
)

select
    kind,
    entry_id,
    coalesce(
        workstream,
        nullif(array_to_string(
            list_transform(
                role_ids,
                lambda id: replace(replace(id, '/', ' '), '_', ' ')
            ),
            ', '
        ), '')
    ) as place,
    what,
    owners,
    side,
    said_at,
    due_at,
    ended_at,
    is_overdue

from sorted

where kind is not null

order by
    list_position(
        ['note', 'new_action', 'open_action', 'closed_action'], kind
    ),
    place nulls last,
    due_at nulls last,
    said_at nulls last,
    entry_id
