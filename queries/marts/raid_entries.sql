-- Entries of the RAID log known at the status time, one row per entry.
--
-- A status wins over a date beside it; what was closed after the status time
-- is still open.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   issue_id       varchar    key
--   issue_type     varchar    risk, assumption, issue, dependency, action,
--                             decision; issue where empty
--   title          varchar    what it is
--   severity       bigint     1 is worst
--   is_open        boolean    not closed
--   side           varchar    side that owns it
--   owners         varchar[]  who owns it
--   workstream     varchar    workstream
--   opened_at      timestamp  when it was raised; UTC
--   due_at         timestamp  when it is to be closed; UTC
--   ended_at       timestamp  when it was closed; null: it is open; UTC
--   age_minutes    bigint     since it was raised
--   overdue_minutes  bigint   since it was due; null: not overdue
--   task_id        varchar    task that it concerns
--   checkpoint_id  varchar    checkpoint that it concerns
--   mitigation     varchar    what is done about it
--
-- Source: docs/glossary.md, open entry of the RAID log

with

stated as (
    select
        *,
        case
            when coalesce(status = 'closed', closed_at is not null)
                then coalesce(closed_at, load_as_of)
        end as closed
    from stg_issues
    where is_current and coalesce(opened_at <= $as_of, true)
)

select
    issue_id,
    coalesce(issue_type, 'issue') as issue_type,
    coalesce(title, issue_id) as title,
    severity,
    coalesce(closed > $as_of, true) as is_open,
    side,
    owners,
    workstream,
    opened_at,
    due_at,
    case when closed <= $as_of then closed end as ended_at,
    date_diff('minute', opened_at, $as_of::timestamp) as age_minutes,
    case
        when coalesce(closed > $as_of, true) and due_at < $as_of
            then date_diff('minute', due_at, $as_of::timestamp)
    end as overdue_minutes,
    task_id,
    checkpoint_id,
    mitigation

from stated
