-- Conditions of a go/no-go, one row per condition: overdue ones first, then by
-- date.
--
-- Parameters
--   $checkpoint  varchar = null  checkpoint; null: the go/no-go in question
--   $show        varchar = all   one of all, open
--
-- Returns
--   condition_id     varchar    key
--   checkpoint_id    varchar    checkpoint
--   checkpoint_name  varchar    what is decided
--   condition        varchar    what must be done
--   side             varchar    side that owns it
--   owner_role       varchar    role that owns it
--   owner            varchar    who owns it
--   due_at           timestamp  when it is due; UTC
--   status           varchar    open, met, waived
--   health           varchar    met, open, overdue, waived
--   overdue_minutes  bigint     since it was due; null: not overdue
--   closed_at        timestamp  when it was met or waived; UTC
--   closed_by        varchar    who says so
--   evidence_link    varchar    where the evidence is
--   is_loose         boolean    open without an owner or a date: the verdict
--                               is incomplete until it has both
--
-- Source: docs/glossary.md, condition

with

asked as (
    select * from verdicts
    where checkpoint_id = $checkpoint or ($checkpoint is null and is_default)
)

select
    conditions.condition_id,
    conditions.checkpoint_id,
    asked.checkpoint_name,
    conditions.condition,
    conditions.side,
    conditions.owner_role,
    conditions.owner,
    conditions.due_at,
    conditions.status,
    conditions.health,
    conditions.overdue_minutes,
    conditions.closed_at,
    conditions.closed_by,
    conditions.evidence_link,
    conditions.is_loose

from conditions

inner join asked using (checkpoint_id)

where $show = 'all' or conditions.is_open

order by
    list_position(['overdue', 'open', 'met', 'waived'], health),
    due_at nulls last,
    condition_id
