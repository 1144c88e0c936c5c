-- Live values of triggers of the way back, one row per trigger
-- that a report is bound to: as the report answers.
--
-- Returns
--   item_id     varchar    trigger
--   report      varchar    report that was asked
--   live_value  double     its value; null: not known
--   row_count   bigint     rows that matched
--   problem     varchar    why there is no value; null: there is one
--   told_at     timestamp  status time that it was asked for: that of the
--                          moment; UTC
--
-- Source: cutover/warehouse/bindings.py

select
    item_id,
    report,
    live_value,
    row_count,
    problem,
    told_at

from raw_trigger_values
