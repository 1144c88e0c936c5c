-- Meetings at the status time, one row per meeting.
--
-- What happens after the status time has not happened yet. A meeting stands on
-- the status time on which it was opened and closed; how long it took by the
-- clock is told by the journal, where it was opened and closed here.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   meeting_id          varchar    key
--   meeting_type        varchar    daily, checkpoint, steering, handover
--   title               varchar    name, else the identifier
--   state               varchar    planned, open, closed
--   planned_at          timestamp  when it is to begin; UTC
--   duration_minutes    double     how long it is to take
--   place               varchar    room, or how to join
--   checkpoint_id       varchar    checkpoint that it prepares
--   opened_at           timestamp  status time on which it began; UTC
--   opened_by           varchar    who chairs it
--   attendees           varchar[]  who is there
--   closed_at           timestamp  status time on which it ended; UTC
--   closed_by           varchar    who closed it
--   summary             varchar    what the minutes say first
--   opened_seq          bigint     place of its opening in the journal; null:
--                                  told by a file
--   began_at            timestamp  when that was recorded; UTC
--   closed_seq          bigint     place of its close in the journal
--   close_act_id        varchar    act that closed it
--   held_minutes        bigint     from opening to close, by the clock where
--                                  the journal knows it
--   previous_id         varchar    meeting of its type closed before it
--   previous_closed_at  timestamp  when that was closed; UTC
--
-- Source: docs/meeting.md, status time of a meeting

with

recorded as (
    select
        item_id as meeting_id,
        max_by(seq, seq) filter (where kind = 'meeting') as opened_seq,
        max_by(recorded_at, seq) filter (where kind = 'meeting') as began_at,
        max_by(seq, seq) filter (where kind = 'meeting_close') as closed_seq,
        max_by(recorded_at, seq) filter (where kind = 'meeting_close')
            as ended_at,
        max_by(act_id, seq) filter (where kind = 'meeting_close')
            as close_act_id
    from stg_acts
    where
        state != 'void'
        and (
            kind = 'meeting_close'
            or (
                kind = 'meeting'
                and json_extract_string(cells_after, '$.opened_at') is not null
            )
        )
    group by item_id
),

dated as (
    select
        stated.meeting_id,
        coalesce(stated.meeting_type, 'daily') as meeting_type,
        coalesce(stated.title, stated.meeting_id) as title,
        stated.planned_at,
        stated.duration_minutes,
        stated.place,
        stated.checkpoint_id,
        case when stated.opened_at <= $as_of then stated.opened_at end
            as opened_at,
        case when stated.closed_at <= $as_of then stated.closed_at end
            as closed_at,
        stated.opened_by,
        stated.attendees,
        stated.closed_by,
        stated.summary,
        recorded.* exclude (meeting_id)
    from stg_meetings as stated
    left join recorded on stated.meeting_id = recorded.meeting_id
    where stated.is_current
),

befores as (
    select
        own.meeting_id,
        max_by(
            before.meeting_id, (before.closed_at, before.meeting_id)
        ) as previous_id,
        max(before.closed_at) as previous_closed_at
    from dated as own
    inner join dated as before
        on
            own.meeting_type = before.meeting_type
            and own.meeting_id != before.meeting_id
            and before.closed_at
            <= coalesce(own.opened_at, own.closed_at, $as_of)
            and (
                before.closed_at < coalesce(own.opened_at, own.closed_at)
                or own.opened_seq > before.closed_seq
                or coalesce(own.opened_at, own.closed_at) is null
            )
    group by own.meeting_id
)

select
    dated.meeting_id,
    dated.meeting_type,
    dated.title,
    case
        when dated.closed_at is not null then 'closed'
        when dated.opened_at is not null then 'open'
        else 'planned'
    end as state,
    dated.planned_at,
    dated.duration_minutes,
    dated.place,
    dated.checkpoint_id,
    dated.opened_at,
    if(dated.opened_at is null, null, dated.opened_by) as opened_by,
    dated.attendees,
    dated.closed_at,
    if(dated.closed_at is null, null, dated.closed_by) as closed_by,
    if(dated.closed_at is null, null, dated.summary) as summary,
    dated.opened_seq,
    dated.began_at,
    dated.closed_seq,
    dated.close_act_id,
    case
        when dated.closed_at is not null
            then date_diff(
                'minute',
                if(
                    dated.ended_at is null, dated.opened_at, dated.began_at
                ),
                coalesce(dated.ended_at, dated.closed_at)
            )
    end as held_minutes,
    befores.previous_id,
    befores.previous_closed_at

from dated

left join befores using (meeting_id)
