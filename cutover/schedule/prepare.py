"""A plan as the engines take it: tasks in the network's order, every rule turned into bounds and minutes of work."""

from typing import NamedTuple

import numpy as np

from cutover.errors import ScheduleError
from cutover.schedule.calendars import Tables, stack
from cutover.schedule.model import UNSET, Constraint, Driver, Plan
from cutover.schedule.network import Network

LOWEST, HIGHEST = np.int32(-(1 << 30)), np.int32(1 << 30)
"""No bound from below, none from above."""

OPEN, STARTED, COMPLETE = 0, 1, 2
ON_THE_CLOCK = -1


class Arcs(NamedTuple):
    """The links in one direction, grouped by task: `start[i]` to `start[i + 1]` are those of task i.

    `other` is the task at the far end, `lag_calendar` the calendar of the lag or `ON_THE_CLOCK`.
    """

    start: np.ndarray
    other: np.ndarray
    kind: np.ndarray
    lag: np.ndarray
    lag_calendar: np.ndarray


class Inputs(NamedTuple):
    """What both engines read. Bounds are minutes, `LOWEST` and `HIGHEST` where there is none.

    `work` is what is left to do (the remaining minutes of a started task, 0 of a complete one), `floor` the earliest
    (re)start that is no link's, `floor_driver` what set it, `finish_floor` the earliest finish; the ceilings bound
    late dates. `waits` is false for tasks whose remaining work does not wait for links into its start.
    """

    level_start: np.ndarray
    tables: Tables
    into: Arcs
    out: Arcs
    calendar: np.ndarray
    duration: np.ndarray
    work: np.ndarray
    state: np.ndarray
    waits: np.ndarray
    actual_start: np.ndarray
    actual_finish: np.ndarray
    floor: np.ndarray
    floor_driver: np.ndarray
    finish_floor: np.ndarray
    start_ceiling: np.ndarray
    finish_ceiling: np.ndarray
    is_alap: np.ndarray


def prepare(plan: Plan, network: Network) -> Inputs:
    """Return a plan's tasks and links in the order and terms of the engines.

    Raises
    ------
    ScheduleError
        If a constraint has no date.
    """
    tables = stack(plan.calendars)
    calendar, duration = taken(plan, network, "calendar", 0), taken(plan, network, "duration", 0)
    actual_start, actual_finish = taken(plan, network, "actual_start"), taken(plan, network, "actual_finish")
    state = np.where(actual_finish != UNSET, COMPLETE, np.where(actual_start != UNSET, STARTED, OPEN)).astype(np.int8)
    assumed = start_for(tables, actual_finish, duration, calendar)
    actual_start = np.where((state == COMPLETE) & (actual_start == UNSET), assumed, actual_start)
    worked = 0 if plan.data_date is None else _worked(tables, actual_start, np.int32(plan.data_date), calendar)
    remaining = taken(plan, network, "remaining")
    remaining = np.where(remaining != UNSET, remaining, np.maximum(duration - worked, 0))
    work = np.select([state == OPEN, state == STARTED], [duration, remaining], np.int32(0))
    bounds = _constraints(plan, network, state)
    finish_floor = bounds["finish_floor"]
    from_finish = np.where(finish_floor > LOWEST, start_for(tables, finish_floor, work, calendar), LOWEST)
    not_before = np.where(state != COMPLETE, taken(plan, network, "not_before"), LOWEST)
    floor, driver = _floor(plan, state, actual_start, not_before, np.maximum(bounds.pop("start_floor"), from_finish))
    return Inputs(
        network.level_start,
        tables,
        _arcs(plan, (network.pred_start, network.pred, network.pred_link), calendar, into=True),
        _arcs(plan, (network.succ_start, network.succ, network.succ_link), calendar, into=False),
        calendar=calendar,
        duration=duration,
        work=work,
        state=state,
        waits=(state == OPEN) | ((state == STARTED) & (plan.progress_rule == "retained_logic")),
        actual_start=actual_start,
        actual_finish=actual_finish,
        floor=floor,
        floor_driver=driver,
        **bounds,
    )


def taken(plan: Plan, network: Network, name: str, default: int = UNSET) -> np.ndarray:
    """Return one array of the plan in the network's order, filled with the default where the plan has none."""
    values = getattr(plan, name)
    if values is None:
        return np.full(network.task_count, default, np.int32)
    values = np.require(values, np.int32, ["C", "W"])
    return values if network.is_in_order else values[network.order]


def start_for(tables: Tables, finish: np.ndarray, work: np.ndarray, calendar: np.ndarray) -> np.ndarray:
    """Return when a task must start to finish so much work at `finish`; a milestone is where it finishes."""
    return np.where(work == 0, finish, tables.start_after(tables.work_before(finish, calendar) - work, calendar))


def _worked(tables: Tables, since: np.ndarray, now: np.int32, calendar: np.ndarray) -> np.ndarray:
    until = tables.work_before(np.full(len(since), now), calendar)
    return np.where(since != UNSET, until - tables.work_before(np.maximum(since, LOWEST), calendar), 0)


def _constraints(plan: Plan, network: Network, state: np.ndarray) -> dict[str, np.ndarray]:
    """Return the bounds that constraints and deadlines set on tasks that they still concern."""
    kind, at = taken(plan, network, "constraint", Constraint.NONE), taken(plan, network, "constraint_at")
    dateless = (kind != Constraint.NONE) & (kind != Constraint.ALAP) & (at == UNSET)
    if dateless.any():
        first = network.order[np.argmax(dateless)]
        raise ScheduleError(
            f"{plan.names[first]} has the constraint {Constraint(kind[dateless][0]).name} without a date."
        )

    def bound(kinds: tuple[Constraint, Constraint], where: np.ndarray, none: np.int32) -> np.ndarray:
        return np.where(((kind == kinds[0]) | (kind == kinds[1])) & where, at, none)

    is_open, is_left = state == OPEN, state != COMPLETE
    deadline = taken(plan, network, "deadline")
    deadline = np.where(is_left & (deadline != UNSET), deadline, HIGHEST)
    return {
        "start_floor": bound((Constraint.SNET, Constraint.MSO), is_open, LOWEST),
        "finish_floor": bound((Constraint.FNET, Constraint.MFO), is_left, LOWEST),
        "start_ceiling": bound((Constraint.SNLT, Constraint.MSO), is_open, HIGHEST),
        "finish_ceiling": np.minimum(deadline, bound((Constraint.FNLT, Constraint.MFO), is_left, HIGHEST)),
        "is_alap": is_open & (kind == Constraint.ALAP),
    }


def _floor(
    plan: Plan, state: np.ndarray, actual_start: np.ndarray, not_before: np.ndarray, constraint: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the earliest (re)start that no link sets, and its driver; of equals the most particular reason."""
    project = np.where(state == OPEN, np.int32(plan.start), np.maximum(actual_start, LOWEST))
    status = LOWEST if plan.data_date is None else np.int32(plan.data_date)
    floor = np.maximum(np.maximum(project, status), np.maximum(not_before, constraint))
    reasons = [state != OPEN, floor == constraint, floor == not_before, floor == status]
    drivers = [Driver.ACTUAL, Driver.CONSTRAINT, Driver.NOT_BEFORE, Driver.STATUS_TIME]
    return floor, np.select(reasons, drivers, Driver.PROJECT_START).astype(np.int8)


def _arcs(plan: Plan, grouped: tuple[np.ndarray, np.ndarray, np.ndarray], calendar: np.ndarray, *, into: bool) -> Arcs:
    start, other, link = grouped
    kind = np.require(plan.links.kind, np.int8)[link]
    lag = np.require(plan.links.lag, np.int32)[link]
    if plan.lag_calendar == "elapsed":
        return Arcs(start, other, kind, lag, np.full(len(link), ON_THE_CLOCK, np.int32))
    own = np.repeat(calendar, np.diff(start))
    return Arcs(start, other, kind, lag, own if into == (plan.lag_calendar == "successor") else calendar[other])
