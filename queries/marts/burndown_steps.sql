-- Instants at which the burn-down is computed, one row per instant.
--
-- The axis: t0, each local midnight (hour, week), T, every snapshot and the
-- status time, up to the later of T and the status time. Beside it the 60
-- whole intervals that end at the status time, for the rate of work.
--
-- Returns
--   step_at         timestamp  key; UTC
--   is_axis         boolean    drawn
--   intervals_back  bigint     whole intervals before the status time, 0 at
--                              the status time, else null
--   load_id         varchar    snapshot that tells it: the first one at or
--                              after it; null after the status time
--
-- Source: docs/glossary.md, told by

with

period as (
    select
        *,
        to_minutes(interval_minutes) as step,
        least(baseline_start_at, as_of) as first_at,
        greatest(baseline_start_at, baseline_finish_at, as_of) as last_at,
        timezone(zone, timezone('UTC', baseline_start_at)) as local_first_at
    from burndown_period
    where baseline_start_at is not null
),

local_steps as (
    select
        zone,
        unnest(generate_series(
            date_trunc(interval_unit, local_first_at),
            timezone(zone, timezone('UTC', last_at)),
            step
        )) as local_at
    from period
),

instants as (
    select
        timezone('UTC', timezone(zone, local_at)) as step_at,
        true as is_axis,
        null::bigint as intervals_back
    from local_steps

    union all

    select unnest([baseline_start_at, baseline_finish_at]), true, null
    from period

    union all

    select told_at, true, null from plan_snapshots

    union all

    select as_of - number * step, number = 0, number
    from period
    cross join range(0, 61) as back(number)
),

steps as (
    select
        instants.step_at,
        bool_or(instants.is_axis) as is_axis,
        max(instants.intervals_back) as intervals_back
    from instants
    cross join period
    where
        instants.step_at between period.baseline_start_at and period.last_at
        or instants.step_at = period.as_of
    group by instants.step_at
)

select
    steps.step_at,
    steps.is_axis,
    steps.intervals_back,
    plan_snapshots.load_id

from steps

asof left join plan_snapshots
    on steps.step_at <= plan_snapshots.told_at
