-- What changes at each instant of the burn-down, one row per instant and
-- group of tasks; an instant at which nothing changes has a row of nulls.
--
-- The baseline is what was in the plan at t0, told by the first snapshot at
-- or after it. A baseline task is due at its baseline finish.
--
-- Returns
--   step_at          timestamp  key; UTC
--   load_id          varchar    snapshot that tells it
--   workstream       varchar    key; workstream
--   side             varchar    key; side
--   phase            varchar    key; phase
--   scope_count      bigint     tasks that entered less those that left
--   remaining_count  bigint     change of the tasks left to do
--   scope_hours      double     change of the hours in scope
--   remaining_hours  double     change of the hours left to do
--   baseline_count   bigint     at the first instant: tasks in the baseline
--   baseline_hours   double     at the first instant: their hours
--   due_count        bigint     baseline tasks that become due
--   due_hours        double     their hours
--
-- Source: docs/glossary.md, scope; remaining; planned curve

with

baseline as (
    select
        told.workstream,
        told.side,
        told.phase,
        coalesce(told.baseline_finish_at, told.planned_finish_at) as due_at,
        told.baseline_hours
    from task_history as told
    cross join burndown_period as period
    inner join burndown_steps as opening
        on period.baseline_start_at = opening.step_at
    where
        told.load_id = coalesce(
            opening.load_id,
            (select load_id from plan_snapshots where is_current)
        )
        and coalesce(told.entered_at <= period.baseline_start_at, true)
        and coalesce(told.left_at > period.baseline_start_at, true)
),

moves as (
    select
        steps.step_at,
        changes.* exclude (load_id, moved_at)
    from task_changes as changes
    asof inner join burndown_steps as steps
        on
            changes.load_id = steps.load_id
            and changes.moved_at <= steps.step_at

    union all by name

    select
        (select min(step_at) from burndown_steps) as step_at,
        workstream,
        side,
        phase,
        count(*) as baseline_count,
        sum(baseline_hours) as baseline_hours
    from baseline
    group by workstream, side, phase

    union all by name

    select
        steps.step_at,
        baseline.workstream,
        baseline.side,
        baseline.phase,
        count(*) as due_count,
        sum(baseline.baseline_hours) as due_hours
    from baseline
    asof inner join burndown_steps as steps
        on baseline.due_at <= steps.step_at
    group by all
),

at_every_step as (
    select * from moves

    union all by name

    select steps.step_at, groups.*
    from burndown_steps as steps
    cross join (select distinct workstream, side, phase from moves) as groups
)

select
    at_every_step.step_at,
    steps.load_id,
    at_every_step.workstream,
    at_every_step.side,
    at_every_step.phase,
    sum(at_every_step.scope_count)::bigint as scope_count,
    sum(at_every_step.remaining_count)::bigint as remaining_count,
    sum(at_every_step.scope_hours) as scope_hours,
    sum(at_every_step.remaining_hours) as remaining_hours,
    sum(at_every_step.baseline_count)::bigint as baseline_count,
    sum(at_every_step.baseline_hours) as baseline_hours,
    sum(at_every_step.due_count)::bigint as due_count,
    sum(at_every_step.due_hours) as due_hours

from at_every_step

inner join burndown_steps as steps using (step_at)

group by all
