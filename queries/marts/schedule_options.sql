-- By what rules the plan is scheduled: always exactly one row.
--
-- Returns
--   programme_id                 varchar    key
--   as_of                        timestamp  status time; UTC
--   zone                         varchar    zone of calendars that name none
--   cutover_start_at             timestamp  start of the window; UTC
--   cutover_finish_at            timestamp  end of the window; UTC
--   lag_calendar                 varchar    elapsed, predecessor, successor:
--                                           whose calendar a lag runs on
--   progress_rule                varchar    retained_logic, progress_override
--   calendar_id                  varchar    calendar of tasks that name none;
--                                           null: round the clock
--   default_optimistic_percent   double     of the duration, unless estimated
--   default_pessimistic_percent  double     of the duration, unless estimated
--
-- Source: docs/glossary.md, network forecast

with

tolerances as (
    select
        max(value) filter (where threshold_id = 'default_optimistic_percent')
            as default_optimistic_percent,
        max(value) filter (where threshold_id = 'default_pessimistic_percent')
            as default_pessimistic_percent
    from thresholds
)

select
    programme.programme_id,
    programme.as_of,
    programme.zone,
    programme.cutover_start_at,
    programme.cutover_finish_at,
    programme.lag_calendar,
    programme.progress_rule,
    programme.calendar_id,
    tolerances.default_optimistic_percent,
    tolerances.default_pessimistic_percent

from programme

cross join tolerances
