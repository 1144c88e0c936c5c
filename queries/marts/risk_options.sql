-- How the risk is simulated and judged: always exactly one row.
--
-- Trials are kept between 100 and 100,000.
--
-- Returns
--   as_of             timestamp  key; status time; UTC
--   trial_count       bigint     trials
--   seed              bigint     start of the random numbers
--   on_track_ratio    double     probability from which it is on track
--   late_ratio        double     probability below which it is late
--   last_rollback_at  timestamp  latest rollback decision: end of the
--                                window less rollback reserve and
--                                safety floor; UTC
--
-- Source: docs/glossary.md, schedule risk; latest rollback decision

with

told as (
    select map_from_entries(list((threshold_id, value))) as threshold
    from thresholds
)

select
    programme.as_of,
    least(greatest(told.threshold['risk_trials'], 100), 100000)::bigint
        as trial_count,
    least(greatest(told.threshold['risk_seed'], 0), 4294967295)::bigint as seed,
    told.threshold['risk_on_track_percent'] / 100 as on_track_ratio,
    told.threshold['risk_late_percent'] / 100 as late_ratio,
    programme.cutover_finish_at - to_minutes(
        round(
            programme.rollback_reserve_minutes + programme.safety_floor_minutes
        )::bigint
    ) as last_rollback_at

from programme

cross join told
