-- Messages of the communication plan, one row per message: what is overdue
-- longest first, then what waits for a confirmation, then what is due next.
--
-- open: not sent, not confirmed where that is asked, or it announces what has
-- moved since. Filters keep what names no side or phase.
--
-- Parameters
--   $show    varchar = open  one of all, open, overdue, unacknowledged, moved,
--                            sent
--   $sides   varchar[]       sides that send, to keep; empty keeps all
--   $phases  varchar[]       phases to keep; empty keeps all
--   $search  varchar = null  part of a title, a group or an identifier
--
-- Returns
--   communication_id             varchar    key
--   health                       varchar    late: overdue; at_risk: not
--                                           confirmed; decided: due within 24
--                                           hours; on_track: sent; unknown:
--                                           planned
--   state                        varchar    planned, due, overdue, sent,
--                                           sent_late, acknowledged,
--                                           unacknowledged
--   title                        varchar    subject
--   audience                     varchar    stakeholder group
--   channel                      varchar    e-mail, call, meeting, notice, …
--   sender_role                  varchar    role that sends it
--   side                         varchar    side that sends it
--   phase                        varchar    phase that it belongs to
--   due_at                       timestamp  when it is due; UTC
--   sent_at                      timestamp  null: not yet; UTC
--   sent_by                      varchar    who sent it
--   is_acknowledgement_required  boolean    the audience must confirm
--   acknowledged_at              timestamp  null: not yet; UTC
--   acknowledged_by              varchar    who took that down
--   overdue_minutes              bigint     since it was due, while not sent
--   late_minutes                 bigint     by which it was sent late
--   task_id                      varchar    task that it announces
--   checkpoint_id                varchar    checkpoint that it announces
--   announces                    varchar    name of that task or checkpoint
--   announced_at                 timestamp  what it could say when; UTC
--   expected_at                  timestamp  when that is expected now; UTC
--   moved_minutes                bigint     the second less the first
--   is_moved                     boolean    it has moved since
--   moved_words                  varchar    the same in words; null: not moved
--   recipients                   varchar[]  its own, else of its audience
--   message                      varchar    text that goes out, or went out
--
-- Source: docs/glossary.md, state of a message; announced and moved

select
    communication_id,
    health,
    state,
    title,
    audience,
    channel,
    sender_role,
    side,
    phase,
    due_at,
    sent_at,
    sent_by,
    is_acknowledgement_required,
    acknowledged_at,
    acknowledged_by,
    overdue_minutes,
    late_minutes,
    task_id,
    checkpoint_id,
    item_name as announces,
    announced_at,
    expected_at,
    moved_minutes,
    is_moved,
    moved_words,
    recipients,
    message

from messages
where
    case $show
        when 'open' then sent_at is null or state = 'unacknowledged' or is_moved
        when 'overdue' then state = 'overdue'
        when 'unacknowledged' then state = 'unacknowledged'
        when 'moved' then is_moved
        when 'sent' then sent_at is not null
        else true
    end
    and (len($sides) = 0 or side is null or list_contains($sides, side))
    and (len($phases) = 0 or phase is null or list_contains($phases, phase))
    and (
        $search is null
        or contains(
            lower(concat_ws(
                ' ', communication_id, title, audience, item_name
            )),
            lower($search)
        )
    )

order by
    list_position(
        ['late', 'at_risk', 'decided', 'unknown', 'on_track'], health
    ),
    if(sent_at is null, due_at, null) nulls last,
    sent_at desc,
    communication_id
