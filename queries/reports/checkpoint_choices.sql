-- Checkpoints to look at, one row per checkpoint, in order of time.
--
-- Returns
--   checkpoint_id    varchar    key
--   checkpoint_name  varchar    what is decided
--   planned_at       timestamp  when it is held; UTC
--   decision         varchar    go, conditional, no_go; null: none yet
--   is_default       boolean    the next undecided, else the one held last
--
-- Source: docs/glossary.md, checkpoint held

select
    checkpoint_id,
    checkpoint_name,
    planned_at,
    decision,
    is_default

from checkpoint_meetings

order by position
