-- Planned value, earned value and earned schedule over time, one row per
-- instant: every whole interval since t0, the end of the baseline, and the
-- status time (once all is done, the time of the last task).
--
-- Parameters
--   $unit  varchar = hours  one of hours, count
--
-- Returns
--   period             double     key; intervals since t0
--   period_at          timestamp  the instant; UTC
--   is_status          boolean    the status time
--   is_plan_end        boolean    end of the baseline: planned duration
--   interval_unit      varchar    hour, day, week: the interval
--   planned_value      double     PV: due by then, in the unit
--   earned_value       double     EV: complete by then; null after the status
--                                 time
--   earned_schedule    double     ES, intervals: when the plan had as much
--   schedule_variance  double     SV(t) = ES - AT, intervals
--   spi_t_ratio        double     SPI(t) = ES / AT; null at t0
--
-- Source: docs/glossary.md, earned schedule

select
    valued.period,
    valued.period_at,
    valued.is_status,
    valued.is_plan_end,
    plan.interval_unit,
    valued.planned_value,
    valued.earned_value,
    valued.earned_schedule,
    valued.earned_schedule - valued.period as schedule_variance,
    valued.earned_schedule / nullif(valued.period, 0) as spi_t_ratio

from quality_earned_value as valued

cross join burndown_period as plan

where valued.unit = $unit

order by valued.period
