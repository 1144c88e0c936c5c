-- One row per go/no-go criterion: as loaded.
--
-- Returns
--   criterion_id             varchar    identifier
--   criterion_name           varchar    what must hold
--   category                 varchar    readiness category of M3
--   checkpoint_id            varchar    checkpoint that asks for it
--   measure                  varchar    what is measured
--   operator                 varchar    how the actual is compared with the
--                                       target
--   target                   double     value to reach
--   actual                   double     value measured; empty: not assessed.
--                                       Yes is 1, no is 0
--   unit                     varchar    unit of target and actual
--   bound_report             varchar    report that gives the live value;
--                                       empty: a person asserts it
--   bound_column             varchar    column of that report
--   bound_filter             varchar    rows of it that count: column = value,
--                                       joined by ;
--   bound_aggregate          varchar    how several rows make one value; the
--                                       only row where empty
--   is_gating                boolean    fails the go/no-go on its own
--   weight                   double     weight in the readiness percent; 1
--                                       where empty
--   side                     varchar    side that owns it
--   owner_role               varchar    role that owns it
--   has_accepted_workaround  boolean    counts as met through an accepted
--                                       workaround
--   workaround               varchar    the workaround that was accepted
--   evidence_link            varchar    where the evidence is
--   assessed_at              timestamp  when it was assessed; UTC
--   expires_at               timestamp  when the evidence is out of date; UTC
--   is_removed               boolean    no longer asked for
--   source_file              varchar    file that the row came from
--   source_line              bigint     line in that file
--   load_id                  varchar    snapshot
--   load_as_of               timestamp  status time of the snapshot; UTC
--   is_current               boolean    the snapshot in force at the status
--                                       time
--
-- Source: docs/reference.md, criteria

select
    criterion_id,
    criterion_name,
    category,
    checkpoint_id,
    measure,
    operator,
    target,
    actual,
    unit,
    bound_report,
    bound_column,
    bound_filter,
    bound_aggregate,
    is_gating,
    weight,
    side,
    owner_role,
    has_accepted_workaround,
    workaround,
    evidence_link,
    assessed_at,
    expires_at,
    is_removed,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_criteria
