-- The meeting that is held now, else the one that is planned next: exactly one
-- row. A meeting that was planned in the last day and that nobody has opened
-- is the next one.
--
-- Returns
--   state             varchar    key; open, planned, none
--   meeting_id        varchar    meeting; null: none
--   meeting_type      varchar    daily, checkpoint, steering, handover
--   title             varchar    name
--   planned_at        timestamp  when it is to begin; UTC
--   duration_minutes  double     how long it is to take
--   place             varchar    room, or how to join
--   opened_at         timestamp  status time on which it began; UTC
--   opened_by         varchar    who chairs it
--   attendee_count    bigint     who is there
--   opened_seq        bigint     place of its opening in the journal
--   began_at          timestamp  when that was recorded; UTC
--
-- Source: docs/meeting.md, status time of a meeting

with

first_meeting as (
    select meetings.*
    from meetings
    cross join programme
    where
        state = 'open'
        or (
            state = 'planned'
            and planned_at >= programme.as_of - interval 24 hours
        )
    order by
        state,
        if(state = 'open', meeting_type != 'daily', null),
        abs(date_diff('second', planned_at, programme.as_of)) nulls last,
        meeting_id
    limit 1
)

select
    coalesce(state, 'none') as state,
    meeting_id,
    meeting_type,
    title,
    planned_at,
    duration_minutes,
    place,
    opened_at,
    opened_by,
    len(attendees) as attendee_count,
    opened_seq,
    began_at

from programme

left join first_meeting on true

order by state
