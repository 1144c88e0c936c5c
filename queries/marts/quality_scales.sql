-- The two scales on which the plan is checked, one row per scale: DCMA's days,
-- and the same limits as shares of the cutover window.
--
-- A limit in days is counted in usual days of the task's calendar; round the
-- clock a day has 24 hours. The window is told in days of 24 hours, so that on
-- a calendar its limits shrink with the hours worked a day. Without a window
-- its limits are not known.
--
-- Returns
--   scale                varchar  key; dcma, cutover
--   scale_name           varchar  how it is labelled
--   target_id            varchar  whose tasks it counts: plan, cutover
--   float_limit_days     double   most total float
--   duration_limit_days  double   longest baseline duration
--   resource_days        double   from this duration on a resource is asked
--                                 for
--   delay_days           double   added by the critical path test
--   float_words          varchar  the float limit in words
--   duration_words       varchar  the duration limit in words
--   resource_words       varchar  from which duration on, in words
--   delay_words          varchar  the delay in words
--
-- Source: docs/glossary.md, DCMA 14 points; cutover-scaled

with

limits as (
    select
        max(value) filter (where threshold_id = 'dcma_days') as dcma_days,
        max(value) filter (where threshold_id = 'cutover_float_percent')
            as float_percent,
        max(value) filter (where threshold_id = 'cutover_duration_percent')
            as duration_percent
    from thresholds
),

windows as (
    select
        nullif(greatest(0, date_diff(
            'minute', cutover_start_at, cutover_finish_at
        )), 0) / 1440 as window_days
    from schedule_options
)

select
    'dcma' as scale,
    'DCMA 14 points' as scale_name,
    'plan' as target_id,
    dcma_days as float_limit_days,
    dcma_days as duration_limit_days,
    1::double as resource_days,
    600::double as delay_days,
    format('> {:g} working days', dcma_days) as float_words,
    format('> {:g} working days', dcma_days) as duration_words,
    'duration >= 1 day' as resource_words,
    '600 days' as delay_words

from limits

union all

select
    'cutover',
    'cutover-scaled, not DCMA',
    'cutover',
    window_days * float_percent / 100,
    window_days * duration_percent / 100,
    0,
    window_days,
    format('> {:g} % of the window', float_percent),
    format('> {:g} % of the window', duration_percent),
    'any duration',
    coalesce(
        format('{:g} hours (the window)', window_days * 24),
        'the length of the window'
    )

from limits

cross join windows
