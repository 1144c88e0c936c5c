-- Where the burn-down stands and how fast it moves, one row per group of
-- tasks.
--
-- The rate is taken over the last whole intervals before the status time: as
-- many as the threshold rate_intervals says, fewer where the plan is younger.
--
-- Returns
--   workstream               varchar  key; workstream
--   side                     varchar  key; side
--   phase                    varchar  key; phase
--   scope_count              bigint   tasks in the plan
--   remaining_count          bigint   of them not complete
--   planned_remaining_count  bigint   baseline tasks not yet due
--   baseline_count           bigint   tasks in the baseline at t0
--   scope_hours              double   hours of the tasks in the plan
--   remaining_hours          double   hours left to do
--   planned_remaining_hours  double   hours of baseline tasks not yet due
--   baseline_hours           double   hours in the baseline at t0
--   interval_count           bigint   intervals behind the rate; null where
--                                     not one has passed since t0
--   burnt_count              bigint   tasks completed in them
--   burnt_hours              double   hours done in them
--   net_burnt_count          bigint   fall of the tasks left: completed, less
--                                     added, plus removed
--   net_burnt_hours          double   fall of the hours left
--
-- Source: docs/glossary.md, burn rate

with

counted as (
    select max(lines.intervals_back) as interval_count
    from burndown_lines as lines
    inner join thresholds on thresholds.threshold_id = 'rate_intervals'
    where lines.intervals_back between 1 and thresholds.value
),

current_lines as (
    select * from burndown_lines where intervals_back = 0
),

earlier_lines as (
    select lines.*
    from burndown_lines as lines
    inner join counted on lines.intervals_back = counted.interval_count
)

select
    present.workstream,
    present.side,
    present.phase,
    present.scope_count,
    present.remaining_count,
    present.planned_remaining_count,
    present.baseline_count,
    present.scope_hours,
    present.remaining_hours,
    present.planned_remaining_hours,
    present.baseline_hours,
    counted.interval_count,
    (present.scope_count - present.remaining_count)
    - (earlier.scope_count - earlier.remaining_count) as burnt_count,
    (present.scope_hours - present.remaining_hours)
    - (earlier.scope_hours - earlier.remaining_hours) as burnt_hours,
    earlier.remaining_count - present.remaining_count as net_burnt_count,
    earlier.remaining_hours - present.remaining_hours as net_burnt_hours

from current_lines as present

cross join counted

left join earlier_lines as earlier
    on
        present.workstream is not distinct from earlier.workstream
        and present.side is not distinct from earlier.side
        and present.phase is not distinct from earlier.phase
