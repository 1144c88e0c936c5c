-- Live values of criteria and of triggers of the way back, one row per item
-- that a report is bound to: as the report answers.
--
-- Returns
--   table_name  varchar    criteria, rollback_triggers
--   item_id     varchar    criterion or trigger
--   report      varchar    report that was asked
--   live_value  double     its value; null: not known
--   row_count   bigint     rows that matched
--   problem     varchar    why there is no value; null: there is one
--   told_at     timestamp  status time that it was asked for: that of the
--                          moment, of a decided checkpoint the decision; UTC
--
-- Source: cutover/warehouse/bindings.py

select
    table_name,
    item_id,
    report,
    live_value,
    row_count,
    problem,
    told_at

from raw_criterion_values
