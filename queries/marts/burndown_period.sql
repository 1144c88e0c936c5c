-- The period of the burn-down: always exactly one row.
--
-- The baseline is told by the oldest snapshot. Contingency tasks do not count.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   as_of               timestamp  key; status time; UTC
--   baseline_start_at   timestamp  t0: baseline of the programme, else the
--                                  earliest start; UTC
--   baseline_finish_at  timestamp  T: latest finish in the baseline; UTC
--   interval_minutes    bigint     60 for a plan shorter than four days, a
--                                  week for one longer than 800, else a day
--   interval_unit       varchar    hour, day, week
--   zone                varchar    IANA zone in which days begin
--
-- Source: docs/glossary.md, ideal line

with

baseline as (
    select
        min(stated.baseline_start_at) as start_at,
        min(coalesce(
            stated.planned_start_at,
            stated.actual_start_at,
            stated.baseline_finish_at,
            stated.planned_finish_at
        )) as other_start_at,
        max(coalesce(stated.baseline_finish_at, stated.planned_finish_at))
            filter (
                where stated.added_at is null
                or stated.added_at <= programme.baseline_at
            ) as finish_at
    from stg_tasks as stated
    inner join plan_snapshots as snapshots using (load_id)
    cross join programme
    where
        snapshots.snapshot_number = 1
        and stated.phase is distinct from 'contingency'
),

period as (
    select
        coalesce(
            programme.baseline_at,
            baseline.start_at,
            baseline.other_start_at,
            (select min(load_as_of) from plan_snapshots)
        ) as baseline_start_at,
        baseline.finish_at as baseline_finish_at,
        programme.zone
    from programme
    cross join baseline
),

sized as (
    select
        *,
        date_diff('hour', baseline_start_at, baseline_finish_at) / 24
            as planned_days,
        date_diff('hour', baseline_start_at, $as_of::timestamp) / 24
            as elapsed_days
    from period
)

select
    $as_of::timestamp as as_of,
    baseline_start_at,
    baseline_finish_at,
    case
        when planned_days < 4 and elapsed_days < 14 then 60
        when greatest(planned_days, elapsed_days) > 800 then 10080
        else 1440
    end::bigint as interval_minutes,
    case interval_minutes
        when 60 then 'hour' when 1440 then 'day' else 'week'
    end as interval_unit,
    zone

from sized
