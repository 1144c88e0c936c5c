-- Exit criteria of the warranty day by day, worst criterion first.
--
-- The last working days, as many as a criterion asks for. A computed figure
-- counts at the end of its day; a day that is not over counts only if it is
-- a miss already.
--
-- Returns
--   exit_criterion_id    varchar  key
--   day                  date     key; local day in the programme's zone
--   exit_criterion_name  varchar  what must hold
--   actual               double   figure of the day; null: not known
--   is_met               boolean  it held; null: not known
--   held_days            bigint   days in a row on which it has held
--   needed_days          bigint   days in a row on which it must hold
--
-- Source: docs/glossary.md, exit streak

select
    exit_days.exit_criterion_id,
    exit_days.day,
    exit_criteria.exit_criterion_name,
    exit_days.actual,
    exit_days.is_met,
    exit_criteria.held_days,
    exit_criteria.needed_days

from exit_days

inner join exit_criteria
    on exit_days.exit_criterion_id = exit_criteria.exit_criterion_id

order by
    exit_criteria.held_days / exit_criteria.needed_days,
    exit_criteria.needed_days desc,
    exit_days.exit_criterion_id,
    exit_days.day
