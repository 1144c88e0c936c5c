-- One row per checkpoint or gate: as loaded.
--
-- Returns
--   checkpoint_id          varchar    identifier that stays the same over all
--                                     snapshots
--   checkpoint_name        varchar    what is decided
--   planned_at             timestamp  when it is held; UTC
--   baseline_at            timestamp  when it was to be held in the baseline;
--                                     UTC
--   response_opens_at      timestamp  start of the response window; a day
--                                     before it where empty; UTC
--   response_closes_at     timestamp  end of the response window; the
--                                     checkpoint itself where empty; UTC
--   workstream             varchar    workstream; empty: all
--   phase                  varchar    phase that it falls into
--   is_gate                boolean    work behind it may not start before the
--                                     decision
--   is_point_of_no_return  boolean    there is no way back behind it
--   approver               varchar    who decides
--   approver_role          varchar    role that decides
--   approver_side          varchar    side that decides
--   decision               varchar    decision taken
--   decided_at             timestamp  when it was decided; UTC
--   decided_by             varchar[]  who decided
--   asserted_rag           varchar    status that the owner asserts of the
--                                     checkpoint
--   asserted_by            varchar    who asserted it
--   asserted_at            timestamp  when it was asserted; UTC
--   note                   varchar    remark
--   source_file            varchar    file that the row came from
--   source_line            bigint     line in that file
--   load_id                varchar    snapshot
--   load_as_of             timestamp  status time of the snapshot; UTC
--   is_current             boolean    the snapshot in force at the status time
--
-- Source: docs/reference.md, checkpoints

select
    checkpoint_id,
    checkpoint_name,
    planned_at,
    baseline_at,
    response_opens_at,
    response_closes_at,
    workstream,
    phase,
    is_gate,
    is_point_of_no_return,
    approver,
    approver_role,
    approver_side,
    decision,
    decided_at,
    decided_by,
    asserted_rag,
    asserted_by,
    asserted_at,
    note,
    source_file,
    source_line,
    load_id,
    load_as_of,
    is_current

from raw_checkpoints
