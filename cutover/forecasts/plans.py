"""From the rows of a plan to the arrays of the engine.

Instants are minutes since 1970 in UTC.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import risk, schedule
from cutover.forecasts.working_time import WorkingTime
from cutover.schedule.calendars import stack

CONSTRAINTS = {kind.name: kind.value for kind in schedule.Constraint}
LINK_TYPES = {kind.name: kind.value for kind in schedule.LinkType}
SHAPES = {shape.name.lower(): shape.value for shape in risk.Shape}


@dataclass(frozen=True)
class PlanRows:
    """One snapshot of a plan: rows, their engine input and on what basis the work left is told.

    Attributes
    ----------
    tasks, links
        Rows of `schedule_tasks` and `schedule_links`.
    plan
        What the engine takes; tasks in the order of their rows.
    remaining_basis
        Per task, text or null: as in `schedule_tasks`, or overdue.
    """

    tasks: pa.Table
    links: pa.Table
    plan: schedule.Plan
    remaining_basis: pa.Array


class Clock:
    """Working minutes of tasks, each on its own calendar.

    Parameters
    ----------
    calendars, calendar
        As in a plan.
    """

    def __init__(self, calendars: tuple[schedule.Calendar, ...], calendar: np.ndarray) -> None:
        self._tables = stack(calendars)
        self._calendar = calendar

    def between(self, first: np.ndarray | np.int32, last: np.ndarray | np.int32) -> np.ndarray:
        """Return the working minutes from `first` to `last` as float64; NaN where one of them is `UNSET`."""
        work = [self._tables.work_before(at, self._calendar) for at in (first, last)]
        is_known = (first != schedule.UNSET) & (last != schedule.UNSET)
        return np.where(is_known, work[1].astype(np.int64) - work[0], np.nan)


def read_plan(tasks: pa.Table, links: pa.Table, options: dict, working_time: WorkingTime) -> PlanRows:
    """Return a plan as the engine takes it; several snapshots become one plan of separate networks.

    Parameters
    ----------
    tasks, links
        Rows of `schedule_tasks` and `schedule_links` of the same snapshots;
        the earliest `told_at` becomes the status time.
    options
        The row of `schedule_options`.
    working_time
        Calendars over a horizon around the plan.

    Raises
    ------
    ScheduleError
        If a calendar cannot be used.
    """
    calendars, calendar = working_time.assign(tasks["calendar_id"])
    clock = Clock(calendars, calendar)
    told_at = int(told_minutes(tasks).min())
    actual_start = columns.minutes_of(tasks["actual_start_at"])
    duration = _durations(tasks, clock)
    remaining, basis = _remaining(tasks, clock, duration, options)
    known = actual_start[actual_start != schedule.UNSET]
    plan = schedule.Plan(
        names=columns.texts_of(tasks["task_id"]),
        duration=duration,
        links=_links(tasks, links),
        start=min(told_at, int(known.min(initial=told_at))),
        calendar=calendar,
        calendars=calendars,
        actual_start=actual_start,
        actual_finish=columns.minutes_of(tasks["actual_finish_at"]),
        remaining=remaining,
        not_before=_rounded_up(tasks["not_before_at"]),
        constraint=_codes(tasks["constraint_type"], CONSTRAINTS),
        constraint_at=columns.minutes_of(tasks["constraint_at"]),
        deadline=columns.minutes_of(tasks["deadline_at"]),
        data_date=told_at,
        lag_calendar=options["lag_calendar"],
        progress_rule=options["progress_rule"],
    )
    return PlanRows(tasks, links, plan, basis)


def told_minutes(tasks: pa.Table) -> np.ndarray:
    """Return the status time of every row, in minutes; no work left may be earlier."""
    return _rounded_up(tasks["told_at"])


def _links(tasks: pa.Table, links: pa.Table) -> schedule.Links:
    ids, loads = (pc.unique(tasks[name]) for name in ("task_id", "load_id"))

    def keys(rows: pa.Table, name: str) -> np.ndarray:
        own = pc.index_in(rows["load_id"], value_set=loads).to_numpy().astype(np.int64)
        return own * len(ids) + pc.index_in(rows[name], value_set=ids).to_numpy()

    known = keys(tasks, "task_id")
    order = np.argsort(known)
    ends = [
        order[np.searchsorted(known, keys(links, name), sorter=order)].astype(np.int32)
        for name in ("predecessor_id", "successor_id")
    ]
    lag = columns.integers_of(links["lag_minutes"])
    return schedule.Links(*ends, kind=_codes(links["dependency_type"], LINK_TYPES), lag=lag)


def _codes(words: pa.ChunkedArray, codes: dict[str, int]) -> np.ndarray:
    """Return words as the numbers that stand for them, 0 where null."""
    positions = pc.fill_null(pc.index_in(words, value_set=pa.array(codes, pa.string())), 0)
    return np.array([*codes.values()], np.int8)[positions.to_numpy()]


def _durations(tasks: pa.Table, clock: Clock) -> np.ndarray:
    """Return the stated duration, else the working time from planned start to planned finish, else 0."""
    stated = columns.numbers_of(tasks["duration_minutes"])
    planned = clock.between(*(columns.minutes_of(tasks[f"planned_{end}_at"]) for end in ("start", "finish")))
    return np.where(np.isnan(stated), np.maximum(np.nan_to_num(planned), 0), stated).astype(np.int32)


def _remaining(tasks: pa.Table, clock: Clock, duration: np.ndarray, options: dict) -> tuple[np.ndarray, pa.Array]:
    """Return what is left of tasks under way, `UNSET` of others, and on what basis it is told."""
    told_at, not_before = told_minutes(tasks), _rounded_up(tasks["not_before_at"])
    stated = clock.between(np.maximum(told_at, not_before), columns.minutes_of(tasks["stated_finish_at"]))
    worked = clock.between(columns.minutes_of(tasks["actual_start_at"]), told_at)
    share = np.rint(columns.numbers_of(tasks["remaining_ratio"]) * duration)
    basis = columns.texts_of(tasks["remaining_basis"])
    left = np.select([basis == "stated_finish", basis == "worked"], [stated, duration - worked], share)
    overdue = np.flatnonzero((basis == "worked") & (left <= 0) & (duration > 0))
    if len(overdue):
        basis[overdue] = "overdue"
        estimates = stated_estimates(tasks.take(overdue), duration[overdue], options)
        left[overdue] = risk.median_remaining(estimates, worked[overdue])
    is_under_way = tasks["remaining_basis"].is_valid().to_numpy()
    remaining = np.where(is_under_way, np.maximum(np.nan_to_num(left), 0), schedule.UNSET).astype(np.int32)
    return remaining, pa.array(basis, pa.string())


def _rounded_up(instants: pa.ChunkedArray) -> np.ndarray:
    """Return instants as minutes, the next one where seconds have passed."""
    return columns.minutes_of(pc.ceil_temporal(instants, unit="minute"))


def stated_estimates(tasks: pa.Table, duration: np.ndarray, options: dict) -> risk.Estimates:
    """Return the estimates of tasks; of those without one, the programme's percentages of their duration."""
    names = ("optimistic_minutes", "most_likely_minutes", "pessimistic_minutes")
    low, mode, high = (columns.numbers_of(tasks[name]) for name in names)
    mode = np.where(np.isnan(mode), np.clip(duration, low, high), mode)
    usable = (low >= 0) & (low <= mode) & (mode <= high)
    low = np.where(usable, low, duration * options["default_optimistic_percent"] / 100)
    high = np.where(usable, high, duration * options["default_pessimistic_percent"] / 100)
    mode = np.clip(np.where(usable, mode, duration), low, high)
    stated = _codes(tasks["duration_distribution"], SHAPES)
    fits = usable & (stated != risk.Shape.FIXED) & ((stated != risk.Shape.LOGNORMAL) | (low > 0))
    return risk.Estimates(np.where(fits, stated, np.int8(risk.Shape.BETAPERT)), low, mode, high)
