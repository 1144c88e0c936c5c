-- One row per go/no-go assessment that was held: as loaded.
--
-- Returns
--   assessment_id      varchar    identifier
--   checkpoint_id      varchar    checkpoint
--   stage              varchar    preliminary (M3: 30 to 60 days before go-
--                                 live), interim or final
--   assessed_at        timestamp  when; UTC
--   verdict            varchar    verdict by the rules
--   readiness_percent  double     weighted readiness
--   criterion_count    bigint     criteria
--   assessed_count     bigint     of them assessed
--   gating_count       bigint     gating criteria
--   gating_met_count   bigint     of them met
--   assessed_by        varchar    who held it
--   note               varchar    remark
--   source_file        varchar    file that the row came from
--   source_line        bigint     line in that file
--   load_id            varchar    snapshot
--   load_as_of         timestamp  status time of the snapshot; UTC
--   is_current         boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, assessments

select
    assessment_id,
    checkpoint_id,
    stage,
    assessed_at,
    verdict,
    readiness_percent,
    criterion_count,
    assessed_count,
    gating_count,
    gating_met_count,
    assessed_by,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_assessments
