-- State of the conditions of decisions, one row per condition.
--
-- A status wins over a date beside it: an open condition with a closing time
-- is open; one closed after the status time is still open.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   condition_id     varchar    key
--   checkpoint_id    varchar    checkpoint
--   condition        varchar    what must be done
--   side             varchar    side that owns it
--   owner_role       varchar    role that owns it
--   owner            varchar    who owns it
--   due_at           timestamp  when it is due; UTC
--   status           varchar    open, met, waived
--   health           varchar    met, waived, overdue, open
--   is_open          boolean    neither met nor waived
--   is_loose         boolean    open without an owner or a date
--   overdue_minutes  bigint     since it was due; null: not overdue
--   closed_at        timestamp  when it was met or waived; UTC
--   closed_by        varchar    who says so
--   evidence_link    varchar    where the evidence is
--
-- Source: docs/glossary.md, condition

with

told as (
    select
        *,
        case
            when coalesce(closed_at <= $as_of, true)
                then coalesce(status, 'open')
            else 'open'
        end as status_now
    from stg_conditions
    where is_current and load_as_of <= $as_of
)

select
    condition_id,
    checkpoint_id,
    condition,
    side,
    owner_role,
    owner,
    due_at,
    status_now as status,
    case
        when status_now != 'open' then status_now
        when due_at < $as_of then 'overdue'
        else 'open'
    end as health,
    status_now = 'open' as is_open,
    status_now = 'open'
    and (due_at is null or coalesce(owner, owner_role) is null) as is_loose,
    case
        when status_now = 'open' and due_at < $as_of
            then date_diff('minute', due_at, $as_of::timestamp)
    end as overdue_minutes,
    case when status_now != 'open' then closed_at end as closed_at,
    case when status_now != 'open' then closed_by end as closed_by,
    evidence_link

from told
