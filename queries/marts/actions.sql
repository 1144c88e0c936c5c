-- Actions of the RAID log, one row per action known at the status time.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   issue_id       varchar    key
--   title          varchar    what is to be done
--   checkpoint_id  varchar    checkpoint that it concerns
--   severity       bigint     1 is worst
--   side           varchar    side that owns it
--   owners         varchar[]  who owns it
--   workstream     varchar    workstream
--   opened_at      timestamp  when it was raised; UTC
--   due_at         timestamp  when it is due; UTC
--   ended_at       timestamp  when it was closed; null: it is open; UTC
--   mitigation     varchar    what is done about it
--
-- Source: docs/glossary.md, carried-over action

with

stated as (
    select
        *,
        case
            when coalesce(status = 'closed', closed_at is not null)
                then coalesce(closed_at, load_as_of)
        end as closed
    from stg_issues
    where
        is_current
        and issue_type = 'action'
        and coalesce(opened_at <= $as_of, true)
)

select
    issue_id,
    title,
    checkpoint_id,
    severity,
    side,
    owners,
    workstream,
    opened_at,
    due_at,
    case when closed <= $as_of then closed end as ended_at,
    mitigation

from stated
