-- Planned and earned value of the counted tasks with a baseline finish, one
-- row per unit and instant: every whole interval since t0, the end of the
-- baseline, and the status time (once all is done, the time of the last task).
--
-- A task is planned at its baseline finish and earned when complete, as a
-- whole. Earned schedule is the time at which the plan had as much as is
-- earned now, between two instants by straight line; on a stretch in which
-- nothing is planned the part of it nearest to now.
--
-- Returns
--   unit             varchar    key; hours, count
--   period           double     key; intervals since t0
--   period_at        timestamp  the instant; UTC
--   is_status        boolean    the status time
--   is_plan_end      boolean    end of the baseline
--   planned_value    double     PV: due by then, in the unit
--   earned_value     double     EV: complete by then; null after the status
--                               time
--   earned_schedule  double     ES: intervals
--
-- Source: docs/glossary.md, earned schedule

with

weighed as (
    select
        weighing.unit,
        weighing.weight,
        date_diff(
            'minute', plan.baseline_start_at, counted.baseline_finish_at
        ) / plan.interval_minutes as due_period,
        date_diff('minute', plan.baseline_start_at, counted.completed_at)
            / plan.interval_minutes as done_period,
        date_diff('minute', plan.baseline_start_at, plan.as_of)
            / plan.interval_minutes as now_period
    from quality_counted_tasks as counted
    cross join burndown_period as plan
    cross join unnest([
        {'unit': 'hours', 'weight': counted.baseline_hours},
        {'unit': 'count', 'weight': 1.0}
    ]) as weights(weighing)
    where counted.baseline_finish_at is not null and weighing.weight > 0
),

spans as (
    select
        unit,
        max(due_period) as last_due,
        if(
            count(*) = count(done_period), max(done_period), max(now_period)
        ) as last_told
    from weighed
    group by unit
),

points as (
    select unit, period, bool_or(is_status) as is_status,
        bool_or(is_plan_end) as is_plan_end
    from (
        select unit, last_due as period, false as is_status,
            true as is_plan_end
        from spans
        union all
        select unit, last_told, true, false from spans where last_told >= 0
        union all
        select
            unit,
            unnest(range(0, 1 + floor(greatest(last_due, last_told))::bigint)),
            false,
            false
        from spans
    )
    group by unit, period
),

due as (
    select points.unit, points.period, sum(weighed.weight) as weight
    from weighed
    asof inner join points
        on
            weighed.unit = points.unit
            and weighed.due_period <= points.period
    group by all
),

done as (
    select points.unit, points.period, sum(weighed.weight) as weight
    from weighed
    asof inner join points
        on
            weighed.unit = points.unit
            and weighed.done_period <= points.period
    group by all
),

valued as (
    select
        points.*,
        spans.last_due,
        round(sum(coalesce(due.weight, 0)) over w, 6) as planned_value,
        case
            when points.period <= spans.last_told
                then round(sum(coalesce(done.weight, 0)) over w, 6)
        end as earned_value
    from points
    inner join spans using (unit)
    left join due using (unit, period)
    left join done using (unit, period)
    window w as (partition by points.unit order by points.period)
),

levels as (
    select
        unit,
        planned_value as from_value,
        min(period) as first_period,
        max(period) as last_period,
        lead(min(period)) over w - max(period) as period_step,
        lead(planned_value) over w - planned_value as value_step
    from valued
    where
        period between 0 and last_due
        and (is_plan_end or period = floor(period))
    group by unit, planned_value
    window w as (partition by unit order by planned_value)
)

select
    valued.unit,
    valued.period,
    plan.baseline_start_at + to_minutes(
        round(valued.period * plan.interval_minutes)::bigint
    ) as period_at,
    valued.is_status,
    valued.is_plan_end,
    valued.planned_value,
    valued.earned_value,
    case
        when valued.earned_value > levels.from_value
            then levels.last_period
                + (valued.earned_value - levels.from_value)
                / nullif(levels.value_step, 0) * levels.period_step
        when valued.earned_value = levels.from_value
            then greatest(
                levels.first_period, least(valued.period, levels.last_period)
            )
        when valued.earned_value is not null then 0
    end as earned_schedule

from valued

cross join burndown_period as plan

asof left join levels
    on
        valued.unit = levels.unit
        and valued.earned_value >= levels.from_value
