"""From a plan to its schedule: checks, the choice of the engine, and the way back to the plan's order."""

from typing import Literal

import numpy as np

from cutover.errors import HorizonError, ScheduleError
from cutover.schedule.model import Plan, Schedule
from cutover.schedule.network import Network, compile_network
from cutover.schedule.prepare import prepare
from cutover.schedule.sweep import Dates, schedule_by_level

Engine = Literal["numpy", "numba"]


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
    inputs = prepare(plan, network)
    dates = schedule_by_level(inputs, plan.start, plan.must_finish)
    _check_horizon(plan, network, dates)
    return _in_plan_order(dates, network)


def _check(plan: Plan, network: Network) -> None:
    count = len(plan.names)
    if (network.task_count, network.link_count) != (count, len(plan.links.predecessor)):
        raise ScheduleError("The network was compiled for another plan: it has other tasks or links.")
    arrays = ("duration", "calendar", "actual_start", "actual_finish", "remaining", "not_before")
    for name in (*arrays, "constraint", "constraint_at", "deadline"):
        values = getattr(plan, name)
        if values is not None and len(values) != count:
            raise ScheduleError(f"The plan has {count} tasks but {len(values)} values of {name}.")
    if count and np.min(plan.duration) < 0:
        raise ScheduleError(f"{plan.names[np.argmin(plan.duration)]} has a negative duration; 0 or more is allowed.")


def _check_horizon(plan: Plan, network: Network, dates: Dates) -> None:
    if all(calendar.is_always for calendar in plan.calendars) or not network.task_count:
        return
    calendar = np.zeros(network.task_count, np.int32) if plan.calendar is None else plan.calendar[network.order]
    always = np.array([each.is_always for each in plan.calendars])[calendar]
    start = np.array([each.start for each in plan.calendars])[calendar]
    stop = np.array([each.stop for each in plan.calendars])[calendar]
    low = np.minimum(np.minimum(dates.early_start, dates.late_start), np.minimum(dates.early_finish, dates.late_finish))
    high = np.maximum(dates.early_finish, dates.late_finish)
    outside = ~always & ((low < start) | (high > stop) | (dates.early_start >= stop))
    if outside.any():
        name = plan.names[network.order[np.argmax(outside)]]
        raise HorizonError(f"{name} leaves the days that its calendar covers; build the calendar for a longer time.")


def _in_plan_order(dates: Dates, network: Network) -> Schedule:
    arc = dates.driving_arc
    link = np.where(arc < 0, np.int32(-1), network.pred_link[arc]) if network.link_count else arc
    values = (*dates[:-1], link)
    if not network.is_in_order:
        values = tuple(each[network.position] for each in values)
    return Schedule(*values, finish=int(dates.early_finish.max(initial=0)))
