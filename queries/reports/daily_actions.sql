-- Open actions with owner, due and age, one row per action: overdue longest
-- first, then what is due next.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--
-- Returns
--   issue_id         varchar    key
--   title            varchar    what is to be done
--   health           varchar    late past its date, unknown without a date,
--                               on_track else
--   owners           varchar[]  who owns it
--   side             varchar    side that owns it
--   workstream       varchar    workstream
--   severity         bigint     1 is worst
--   opened_at        timestamp  when it was raised; UTC
--   due_at           timestamp  when it is due; UTC
--   age_days         double     since it was raised
--   overdue_days     double     since it was due; null: not overdue
--   checkpoint_id    varchar    checkpoint that it concerns
--   task_id          varchar    task that it concerns
--   mitigation       varchar    what is done about it
--
-- Source: docs/glossary.md, open entry of the RAID log

select
    issue_id,
    title,
    case
        when overdue_minutes is not null then 'late'
        when due_at is null then 'unknown'
        else 'on_track'
    end as health,
    owners,
    side,
    workstream,
    severity,
    opened_at,
    due_at,
    age_minutes / 1440 as age_days,
    overdue_minutes / 1440 as overdue_days,
    checkpoint_id,
    task_id,
    mitigation

from raid_entries

where
    is_open
    and issue_type = 'action'
    and (len($workstreams) = 0 or list_contains($workstreams, workstream))
    and (len($sides) = 0 or list_contains($sides, side))

order by overdue_minutes desc nulls last, due_at nulls last, issue_id
