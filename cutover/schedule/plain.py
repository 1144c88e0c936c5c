"""The numpy engine for plans of finish-to-start links alone: no calendar, lag, progress or constraint to ask for."""

from collections.abc import Callable

import numpy as np

from cutover.schedule.model import Driver, Plan
from cutover.schedule.network import Network
from cutover.schedule.prepare import taken
from cutover.schedule.sweep import Dates

Passes = Callable[[Network, np.ndarray, int, int | None], tuple[np.ndarray, ...]]


def is_plain(plan: Plan) -> bool:
    """Return whether a plan has only finish-to-start links without lag, and tasks without dates or calendars."""
    optional = (plan.actual_start, plan.actual_finish, plan.not_before, plan.constraint, plan.deadline)
    return (
        all(values is None for values in optional)
        and all(calendar.is_always for calendar in plan.calendars)
        and not (plan.links.kind.any() or plan.links.lag.any())
    )


def schedule_plain(plan: Plan, network: Network, passes: Passes | None = None) -> Dates:
    """Return the dates of a plain plan; the same as those of the general engine."""
    first = plan.start if plan.data_date is None else max(plan.start, plan.data_date)
    *dates, driving_arc = (passes or by_level)(network, taken(plan, network, "duration"), first, plan.must_finish)
    logic_start, driver = dates[0], np.full(network.task_count, Driver.LINK, np.int8)
    unlinked = slice(*network.level_start[:2].tolist()) if network.task_count else slice(0)
    if first != plan.start:
        logic_start = logic_start.copy()
        logic_start[unlinked] = plan.start
    driver[unlinked] = (
        Driver.PROJECT_START if plan.data_date is None or plan.data_date < plan.start else Driver.STATUS_TIME
    )
    return Dates(*dates, logic_start, driver, driving_arc)


def by_level(network: Network, duration: np.ndarray, first: int, must_finish: int | None) -> tuple[np.ndarray, ...]:
    """Return early and late dates, floats and driving arcs."""
    start, early_finish, arc_bound = _forward(network, duration, first)
    last = early_finish.max() if len(duration) else np.int32(first)
    late_start, late_finish = _backward(network, duration, last if must_finish is None else must_finish)
    start[-1] = last
    groups, succ = network.closed_succ
    free_until = np.minimum.reduceat(start.take(succ), groups[:-1]) if len(succ) else early_finish
    early_start = start[:-1]
    driving_arc = _driving(network, early_start, arc_bound)
    total_float, free_float = late_finish - early_finish, free_until - early_finish
    return early_start, early_finish, late_start, late_finish, total_float, free_float, driving_arc


def _forward(network: Network, duration: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return early start (with room for the end of the project), early finish, and the bound of every link."""
    start = np.full(len(duration) + 1, first, np.int32)
    finish = duration + np.int32(first)
    bound = np.empty(network.link_count, np.int32)
    pred, groups = network.pred, network.pred_start.astype(np.intp)
    for begin, end, first_arc, last_arc in network.forward_levels:
        finish.take(pred[first_arc:last_arc], out=bound[first_arc:last_arc], mode="clip")
        np.maximum.reduceat(bound[:last_arc], groups[begin:end], out=start[begin:end])
        np.add(start[begin:end], duration[begin:end], out=finish[begin:end])
    return start, finish, bound


def _backward(network: Network, duration: np.ndarray, last: int) -> tuple[np.ndarray, np.ndarray]:
    start = np.full(len(duration) + 1, last, np.int32)
    finish = np.empty(len(duration), np.int32)
    groups, succ = network.closed_succ
    bound = np.empty(len(succ), np.int32)
    for begin, end, first_arc, last_arc in network.backward_levels:
        start.take(succ[first_arc:last_arc], out=bound[first_arc:last_arc], mode="clip")
        np.minimum.reduceat(bound[:last_arc], groups[begin:end], out=finish[begin:end])
        np.subtract(finish[begin:end], duration[begin:end], out=start[begin:end])
    return start[:-1], finish


def _driving(network: Network, start: np.ndarray, arc_bound: np.ndarray) -> np.ndarray:
    """Return the first arc that sets the start of each task, -1 without links."""
    sizes = np.diff(network.pred_start)
    arcs = np.flatnonzero(arc_bound == np.repeat(start, sizes)).astype(np.int32)[::-1]
    driving = np.full(len(start), -1, np.int32)
    driving[network.pred_owner[arcs]] = arcs
    return driving
