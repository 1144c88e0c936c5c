-- Messages of the days around the status time, one row per message, in order
-- of their due time: all that are overdue, what was sent in the last day, and
-- what is due in the days ahead.
--
-- Parameters
--   $as_of   timestamp   status time; UTC
--   $days    bigint = 7  days ahead
--   $sides   varchar[]   sides that send, to keep; empty keeps all
--   $phases  varchar[]   phases to keep; empty keeps all
--
-- Returns
--   communication_id  varchar    key
--   title             varchar    subject
--   audience          varchar    stakeholder group
--   channel           varchar    e-mail, call, meeting, notice, …
--   sender_role       varchar    role that sends it
--   side              varchar    side that sends it
--   due_at            timestamp  when it is due; UTC
--   sent_at           timestamp  null: not yet; UTC
--   state             varchar    as in the report communication_list
--   health            varchar    as in the report communication_list
--   overdue_minutes   bigint     since it was due, while not sent
--   announces         varchar    task or checkpoint that it announces
--   moved_words       varchar    where that has moved to; null: not moved
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
    sent_at,
    state,
    health,
    overdue_minutes,
    item_name as announces,
    moved_words

from messages
where
    (len($sides) = 0 or side is null or list_contains($sides, side))
    and (len($phases) = 0 or phase is null or list_contains($phases, phase))
    and due_at is not null
    and case
        when state = 'overdue' then true
        when sent_at is null then due_at <= $as_of + to_days($days::integer)
        else sent_at > $as_of - interval 1 day
    end

order by due_at, communication_id
