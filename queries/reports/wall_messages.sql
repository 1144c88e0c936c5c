-- Messages that should have been sent, and those that are due within a day, one
-- row per message and audience: the longest overdue first.
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
--
-- Source: docs/wall.md, messages

select
    messages.communication_id,
    messages.title,
    messages.audience,
    messages.channel,
    messages.sender_role,
    messages.side,
    messages.due_at,
    if(messages.due_at < programme.as_of, 'overdue', 'due') as state,
    if(messages.due_at < programme.as_of, 'late', 'on_track') as health

from stg_communications as messages

cross join programme

where
    messages.is_current
    and messages.due_at <= programme.as_of + interval 1 day
    and (messages.sent_at is null or messages.sent_at > programme.as_of)
    and (len($sides) = 0 or list_contains($sides, messages.side))
    and (len($phases) = 0 or list_contains($phases, messages.phase))

order by messages.due_at, messages.communication_id, messages.audience
