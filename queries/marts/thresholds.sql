-- Tolerances in force, one row per tolerance: the programme's or the default.
--
-- Returns
--   threshold_id  varchar  key
--   value         double   in the unit that the name ends in
--   default_value double   value where the programme sets none
--   is_default    boolean  the programme has not set it
--
-- Source: cutover/tables/readiness.py, THRESHOLD_DEFAULTS (a test compares)

with

defaults(threshold_id, default_value) as (
    values
        ('amber_slack_minutes', 15),
        ('amber_slack_percent', 10),
        ('data_stale_hours', 192),
        ('ims_stale_days', 7),
        ('raid_stale_days', 14),
        ('rate_intervals', 5),
        ('sla_target_percent', 90),
        ('sla_floor_percent', 85),
        ('sla_at_risk_percent', 75),
        ('exit_streak_days', 10),
        ('near_critical_minutes', 240),
        ('network_driver_percent', 50),
        ('risk_trials', 10000),
        ('risk_seed', 418),
        ('risk_on_track_percent', 80),
        ('risk_late_percent', 50),
        ('default_optimistic_percent', 85),
        ('default_pessimistic_percent', 150),
        ('dcma_days', 44),
        ('cutover_duration_percent', 10),
        ('cutover_float_percent', 100),
        ('readiness_go_percent', 90),
        ('preliminary_least_days', 30),
        ('preliminary_most_days', 60),
        ('rollback_warning_minutes', 120),
        ('task_update_minutes_cutover', 60),
        ('task_update_minutes_other', 10080)
),

own as (
    select threshold_id, value from stg_thresholds where is_current
)

select
    defaults.threshold_id,
    coalesce(own.value, defaults.default_value)::double as value,
    defaults.default_value::double as default_value,
    own.value is null as is_default

from defaults

left join own using (threshold_id)
