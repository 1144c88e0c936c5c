-- One row per question asked at a checkpoint: as loaded.
--
-- Returns
--   question_id           varchar    identifier
--   checkpoint_id         varchar    checkpoint
--   question              varchar    what is asked
--   answer                varchar    what was answered
--   is_passed             boolean    whether the answer lets the checkpoint
--                                    pass; empty: not answered
--   is_gating             boolean    a failed answer stops the checkpoint
--   is_evidence_required  boolean    an answer counts only with evidence
--   evidence_link         varchar    where the evidence is
--   answered_at           timestamp  when it was answered; UTC
--   answered_by           varchar    who answered
--   side                  varchar    side that answers
--   owner_role            varchar    role that answers
--   source_file           varchar    file that the row came from
--   source_line           bigint     line in that file
--   load_id               varchar    snapshot
--   load_as_of            timestamp  status time of the snapshot; UTC
--   is_current            boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, checkpoint_questions

select
    question_id,
    checkpoint_id,
    question,
    answer,
    is_passed,
    is_gating,
    is_evidence_required,
    evidence_link,
    answered_at,
    answered_by,
    side,
    owner_role,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_checkpoint_questions
