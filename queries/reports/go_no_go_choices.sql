-- Checkpoints on which a go/no-go can be asked, one row per checkpoint, in
-- order of time: those with criteria, and the gates.
--
-- Returns
--   checkpoint_id    varchar    key
--   checkpoint_name  varchar    what is decided
--   planned_at       timestamp  when it is held; UTC
--   criterion_count  bigint     criteria
--   decision         varchar    go, conditional, no_go; null: none yet
--   is_default       boolean    the go/no-go in question: the next undecided
--                               gate with criteria, else the checkpoint with
--                               most criteria
--
-- Source: docs/glossary.md, go/no-go in question

select
    checkpoint_id,
    checkpoint_name,
    planned_at,
    criterion_count,
    decision,
    is_default

from verdicts
where criterion_count > 0 or is_gate or is_default
order by planned_at nulls last, checkpoint_id
