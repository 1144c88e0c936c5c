"""From a plan to its schedule: checks, the choice of the engine, and the way back to the plan's order."""

from typing import get_args

import numpy as np

import cutover.schedule.backend as backend
from cutover.errors import HorizonError, ScheduleError
from cutover.schedule.backend import Engine
from cutover.schedule.model import UNSET, LagCalendar, Plan, ProgressRule, Schedule
from cutover.schedule.network import Network, compile_network
from cutover.schedule.plain import by_level, is_plain, schedule_plain
from cutover.schedule.prepare import HIGHEST, Inputs, prepare
from cutover.schedule.sweep import Dates, schedule_by_level


def compute_schedule(plan: Plan, network: Network | None = None, *, engine: Engine | None = None) -> Schedule:
    """Return early and late dates, floats and drivers of every task.

    Parameters
    ----------
    plan
        What to schedule; see `Plan`.
    network
        `compile_network(plan.names, plan.links)`, to be used again as long as
        the links stay; lags and kinds of link may change.
    engine
        None: the compiled one once it is ready, else numpy. Both return the
        same bits.

    Raises
    ------
    ScheduleError
        If links go round in a circle, or arrays do not fit.
    HorizonError
        If a date leaves the horizon of its calendar.

    References
    ----------
    docs/schedule.md; Kelley, J. E. (1961). Critical-path planning and
    scheduling. Operations Research 9 (3), 296-320.
    """
    network = network or compile_network(plan.names, plan.links)
    _check(plan, network)
    _check_reach(plan, network)
    fast = backend.compiled() if (engine or backend.use()) == "numba" else None
    if is_plain(plan):
        dates = schedule_plain(plan, network, fast.plain_by_task if fast else by_level)
    else:
        inputs = prepare(plan, network)
        dates = (fast.schedule_by_task if fast else schedule_by_level)(inputs, plan.start, plan.must_finish)
        _check_horizon(plan, network, inputs, dates)
    return _in_plan_order(dates, network)


def _check(plan: Plan, network: Network) -> None:
    count, calendars = len(plan.names), len(plan.calendars)
    if (network.task_count, network.link_count) != (count, len(plan.links.predecessor)):
        raise ScheduleError("The network was compiled for another plan: it has other tasks or links.")
    arrays = ("duration", "calendar", "actual_start", "actual_finish", "remaining", "not_before")
    for name in (*arrays, "constraint", "constraint_at", "deadline"):
        values = getattr(plan, name)
        if values is not None and len(values) != count:
            raise ScheduleError(f"The plan has {count} tasks but {len(values)} values of {name}.")
    for name in ("duration", "remaining"):
        values = getattr(plan, name)
        if values is None or not count or np.min(values) >= 0:
            continue
        wrong = (values < 0) & (values != UNSET)
        if wrong.any():
            raise ScheduleError(f"{plan.names[np.argmax(wrong)]} has a negative {name}; 0 or more is allowed.")
    if count and plan.calendar is not None and not 0 <= np.min(plan.calendar) <= np.max(plan.calendar) < calendars:
        raise ScheduleError(f"A task has a calendar outside the {calendars} calendars of the plan.")
    for name, allowed in (("lag_calendar", get_args(LagCalendar)), ("progress_rule", get_args(ProgressRule))):
        if getattr(plan, name) not in allowed:
            raise ScheduleError(f"{getattr(plan, name)!r} is no {name}; allowed are {', '.join(allowed)}.")


def _check_reach(plan: Plan, network: Network) -> None:
    """Refuse what int32 minutes cannot count; a bound, as wide as the chain of levels allows."""
    levels = len(network.level_start) - 1
    lengths = [plan.duration, plan.links.lag] + ([] if plan.remaining is None else [np.maximum(plan.remaining, 0)])
    spans = [_longest(values, levels) for values in lengths]
    moments = [plan.start, plan.data_date or 0, plan.must_finish or 0]
    if sum(spans) + max(abs(at) for at in moments) >= HIGHEST:
        raise ScheduleError("The plan is longer than the 3,900 years of minutes that the engine can count.")


def _longest(values: np.ndarray, levels: int) -> int:
    if not len(values):
        return 0
    largest = max(-int(values.min()), int(values.max()))
    return min(largest * levels, largest * len(values))


def _check_horizon(plan: Plan, network: Network, inputs: Inputs, dates: Dates) -> None:
    if inputs.tables.goes_round_the_clock:
        return
    start = np.array([each.start for each in plan.calendars])[inputs.calendar]
    stop = np.array([each.stop for each in plan.calendars])[inputs.calendar]
    pairs = (dates.early_start, dates.early_finish), (dates.late_start, dates.late_finish)
    for begin, end in pairs:
        outside = (begin < start) | (begin >= stop) | (end < start) | (end > stop)
        if outside.any():
            first = int(np.argmax(outside))
            name, calendar = plan.names[network.order[first]], plan.calendars[inputs.calendar[first]]
            raise HorizonError(
                f"{name} leaves the days that its calendar covers; build the calendar for longer.",
                task=name,
                least_minutes=int(inputs.work[first]) * len(calendar.worked) / len(calendar.starts),
            )


def _in_plan_order(dates: Dates, network: Network) -> Schedule:
    values = (*dates[:-1], network.link_of_arc.take(dates.driving_arc, mode="wrap"))
    if not network.is_in_order:
        values = tuple(each[network.position] for each in values)
    return Schedule(*values, finish=int(dates.early_finish.max(initial=0)))
