-- Exit criteria of the warranty and how long each has held, worst first.
--
-- A criterion is met when it has held on as many working days in a row as it
-- asks for; one miss starts again at 0, and so does a day that is not known.
-- The warranty ends when all are met and both sides have signed.
--
-- Returns
--   exit_criterion_id    varchar  key
--   exit_criterion_name  varchar  what must hold
--   held_days            bigint   days in a row on which it has held
--   needed_days          bigint   days in a row on which it must hold
--   is_held              boolean  held on as many days as needed
--   actual               double   figure of the last day known
--   operator             varchar  how it is compared
--   target               double   value to hold
--   measure              varchar  figure compared
--   side                 varchar  side that owns it
--   last_day             date     last day that counts
--   missed_date          date     last day on which it did not hold
--   health               varchar  on_track held, at_risk holding, late missed
--                                 on the last day, unknown
--
-- Source: docs/glossary.md, exit streak

select
    exit_criterion_id,
    exit_criterion_name,
    held_days,
    needed_days,
    is_held,
    actual,
    operator,
    target,
    measure,
    side,
    last_day,
    missed_date,
    case
        when is_held then 'on_track'
        when not is_known then 'unknown'
        when held_days > 0 then 'at_risk'
        else 'late'
    end as health

from exit_criteria

order by held_days / needed_days, needed_days desc, exit_criterion_id
