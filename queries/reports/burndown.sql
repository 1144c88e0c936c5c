-- Work left against the plan, one row per instant, oldest first.
--
-- Scope and remaining work are what the snapshots said; between two of them,
-- what the later one says by its dates. The ideal line falls from the scope
-- at t0 to zero at T, through nights and weekends; it stays as baselined.
-- Contingency tasks count only where their phase is chosen. Hours are null
-- where no task in the plan has any.
--
-- Parameters
--   $workstreams  varchar[]  workstreams to keep; empty keeps all
--   $sides        varchar[]  sides to keep; empty keeps all
--   $phases       varchar[]  phases to keep; empty keeps all but contingency
--
-- Returns
--   step_at                  timestamp  key; UTC
--   scope_count              bigint     tasks in the plan; null after the
--                                       status time
--   remaining_count          bigint     of them not complete
--   planned_remaining_count  bigint     baseline tasks not yet due
--   ideal_remaining_count    double     straight line; null where T is not
--                                       later than t0
--   scope_hours              double     hours of the tasks in the plan
--   remaining_hours          double     hours left to do
--   planned_remaining_hours  double     hours of the baseline tasks not due
--   ideal_remaining_hours    double     straight line of hours
--
-- Source: docs/glossary.md, scope; remaining; ideal line; planned curve

with

lines as (
    select * from burndown_lines
    where
        is_axis
        and (len($workstreams) = 0 or list_contains($workstreams, workstream))
        and (len($sides) = 0 or list_contains($sides, side))
        and if(
            len($phases) = 0,
            phase is distinct from 'contingency',
            list_contains($phases, phase)
        )
),

summed as (
    select
        step_at,
        sum(scope_count)::bigint as scope_count,
        sum(remaining_count)::bigint as remaining_count,
        sum(planned_remaining_count)::bigint as planned_remaining_count,
        sum(baseline_count) as baseline_count,
        sum(scope_hours) as scope_hours,
        sum(remaining_hours) as remaining_hours,
        sum(planned_remaining_hours) as planned_remaining_hours,
        sum(baseline_hours) as baseline_hours
    from lines
    group by step_at
),

placed as (
    select
        summed.*,
        date_diff('second', period.baseline_start_at, summed.step_at)
            / nullif(greatest(0, date_diff(
                'second', period.baseline_start_at, period.baseline_finish_at
            )), 0) as elapsed_share
    from summed
    cross join burndown_period as period
),

ideal as (
    select
        *,
        case
            when elapsed_share is not null
                then 1 - least(1, greatest(0, elapsed_share))
        end as ideal_share
    from placed
)

select
    step_at,
    scope_count,
    remaining_count,
    planned_remaining_count,
    baseline_count * ideal_share as ideal_remaining_count,
    nullif(scope_hours, 0) as scope_hours,
    case when scope_hours > 0 then remaining_hours end as remaining_hours,
    case when baseline_hours > 0 then planned_remaining_hours end
        as planned_remaining_hours,
    nullif(baseline_hours, 0) * ideal_share as ideal_remaining_hours

from ideal

order by step_at
