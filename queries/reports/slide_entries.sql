-- Open actions and notes on a slide of the walk, one row per entry: actions by
-- due date, then notes, newest first.
--
-- Parameters
--   $by     varchar = workstream  one of workstream, role
--   $slide  varchar = null        slide: workstream, or side/role; null gives
--                                 no row
--
-- Returns
--   entry_kind  varchar    key; action, note
--   entry_id    varchar    key; identifier
--   what        varchar    what is to be done, what was said
--   health      varchar    of an action: late past its date, on_track else
--   owners      varchar[]  who does it; of a note who wrote it
--   side        varchar    side
--   due_at      timestamp  when it is due; UTC
--   said_at     timestamp  when it was raised or written; UTC
--   is_new      boolean    taken down in the meeting that is open
--
-- Source: docs/meeting.md, notes and actions

with

open_now as (
    select min(opened_seq) as opened_seq
    from meetings
    where state = 'open'
)

select
    entry_kind,
    entry_id,
    what,
    case
        when entry_kind = 'action' then if(is_overdue, 'late', 'on_track')
    end as health,
    owners,
    side,
    due_at,
    said_at,
    coalesce(first_seq > open_now.opened_seq, false) as is_new

from meeting_entries

cross join open_now

where
    ended_at is null
    and if(
        $by = 'workstream',
        coalesce(workstream, 'none') = $slide
        and (entry_kind = 'action' or len(role_ids) = 0),
        list_contains(
            if(
                entry_kind = 'action' and len(role_ids) = 0,
                ['none'],
                role_ids
            ),
            $slide
        )
    )

order by
    entry_kind,
    is_new desc,
    if(entry_kind = 'note', said_at, null) desc nulls last,
    due_at nulls last,
    entry_id
