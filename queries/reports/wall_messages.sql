-- Messages that should have been sent, and those that are due within a day, one
-- row per message: the longest overdue first.
--
-- Parameters
--   $sides   varchar[]  sides to keep; empty keeps all
--   $phases  varchar[]  phases to keep; empty keeps all
--
-- Returns
--   communication_id  varchar    key
--   title             varchar    subject
--   audience          varchar    stakeholder group
--   channel           varchar    e-mail, call, meeting, notice, teams, slack
--   sender_role       varchar    role that sends it
--   side              varchar    side that sends it
--   due_at            timestamp  when it is due; UTC
--   state             varchar    overdue, due
--   health            varchar    late where overdue, else on_track
--   overdue_minutes   bigint     since it was due
--
-- Source: docs/glossary.md, state of a message

select
    communication_id,
    title,
    audience,
    channel,
    sender_role,
    side,
    due_at,
    state,
    if(state = 'overdue', 'late', 'on_track') as health,
    overdue_minutes

from messages

where
    state in ('overdue', 'due')
    and (len($sides) = 0 or list_contains($sides, side))
    and (len($phases) = 0 or list_contains($phases, phase))

order by due_at, communication_id
