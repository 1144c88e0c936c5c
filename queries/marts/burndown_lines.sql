-- The lines of the burn-down, one row per instant and group of tasks.
--
-- Parameters
--   $as_of  timestamp  status time; UTC
--
-- Returns
--   step_at                  timestamp  key; UTC
--   is_axis                  boolean    drawn
--   intervals_back           bigint     whole intervals before the status time
--   workstream               varchar    key; workstream
--   side                     varchar    key; side
--   phase                    varchar    key; phase
--   scope_count              bigint     tasks in the plan; null after the
--                                       status time
--   remaining_count          bigint     of them not complete
--   scope_hours              double     hours of the tasks in the plan
--   remaining_hours          double     hours left to do
--   baseline_count           bigint     tasks in the baseline at t0
--   baseline_hours           double     hours in the baseline at t0
--   planned_remaining_count  bigint     baseline tasks whose baseline finish
--                                       has not passed
--   planned_remaining_hours  double     their hours
--
-- Source: docs/glossary.md, scope; remaining; planned curve


select
    steps.step_at,
    steps.is_axis,
    steps.intervals_back,
    moves.workstream,
    moves.side,
    moves.phase,
    case
        when steps.step_at <= $as_of
            then coalesce(sum(moves.scope_count) over told, 0)
    end::bigint as scope_count,
    case
        when steps.step_at <= $as_of
            then coalesce(sum(moves.remaining_count) over told, 0)
    end::bigint as remaining_count,
    case
        when steps.step_at <= $as_of
            then coalesce(sum(moves.scope_hours) over told, 0)
    end as scope_hours,
    case
        when steps.step_at <= $as_of
            then coalesce(sum(moves.remaining_hours) over told, 0)
    end as remaining_hours,
    coalesce(sum(moves.baseline_count) over planned, 0)::bigint
        as baseline_count,
    coalesce(sum(moves.baseline_hours) over planned, 0) as baseline_hours,
    coalesce(
        sum(moves.baseline_count) over planned
        - coalesce(sum(moves.due_count) over planned, 0),
        0
    )::bigint as planned_remaining_count,
    coalesce(
        sum(moves.baseline_hours) over planned
        - coalesce(sum(moves.due_hours) over planned, 0),
        0
    ) as planned_remaining_hours

from burndown_moves as moves

inner join burndown_steps as steps using (step_at)

window
    told as (
        partition by
            moves.load_id, moves.workstream, moves.side, moves.phase
        order by moves.step_at
    ),
    planned as (
        partition by moves.workstream, moves.side, moves.phase
        order by moves.step_at
    )
