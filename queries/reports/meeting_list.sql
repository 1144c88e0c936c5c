-- Meetings, one row per meeting: the open one, those that were closed, newest
-- first, then what is planned.
--
-- Returns
--   meeting_id        varchar    key
--   title             varchar    name
--   meeting_type      varchar    daily, checkpoint, steering, handover
--   state             varchar    open, closed, planned
--   planned_at        timestamp  when it is to begin; UTC
--   opened_at         timestamp  status time on which it began; UTC
--   closed_at         timestamp  status time on which it ended; UTC
--   held_minutes      bigint     how long it took
--   duration_minutes  double     how long it was to take
--   attendees         varchar[]  who was there
--   entry_count       bigint     notes and actions taken down in it
--   summary           varchar    what the minutes say first
--   opened_by         varchar    who chaired it
--   closed_by         varchar    who closed it
--   close_act_id      varchar    act that closed and sealed it; null: a file
--
-- Source: docs/meeting.md, status time of a meeting

with

counted as (
    select
        held.meeting_id,
        count(*) as entry_count
    from meetings as held
    inner join meeting_entries as said
        on case
            when held.opened_seq is null
                then
                    said.first_seq is null
                    and said.said_at >= held.opened_at
                    and said.said_at <= held.closed_at
            else
                said.first_seq > held.opened_seq
                and coalesce(said.first_seq < held.closed_seq, true)
        end
    group by held.meeting_id
)

select
    meetings.meeting_id,
    meetings.title,
    meetings.meeting_type,
    meetings.state,
    meetings.planned_at,
    meetings.opened_at,
    meetings.closed_at,
    meetings.held_minutes,
    meetings.duration_minutes,
    meetings.attendees,
    coalesce(counted.entry_count, 0) as entry_count,
    meetings.summary,
    meetings.opened_by,
    meetings.closed_by,
    meetings.close_act_id

from meetings

left join counted using (meeting_id)

order by
    list_position(['open', 'closed', 'planned'], meetings.state),
    meetings.closed_at desc nulls last,
    meetings.planned_at nulls last,
    meetings.meeting_id
