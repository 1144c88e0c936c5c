"""The numpy engine: one level of the network at a time, forward for early dates, backward for late ones."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cutover.schedule.calendars import Tables
from cutover.schedule.model import Driver, LinkType
from cutover.schedule.prepare import COMPLETE, HIGHEST, LOWEST, ON_THE_CLOCK, OPEN, Arcs, Inputs, start_for

SS, FF, SF = int(LinkType.SS), int(LinkType.FF), int(LinkType.SF)


class Dates(NamedTuple):
    """What an engine returns, in the network's order; the last is the position of an arc, -1 where none drives."""

    early_start: np.ndarray
    early_finish: np.ndarray
    late_start: np.ndarray
    late_finish: np.ndarray
    total_float: np.ndarray
    free_float: np.ndarray
    logic_start: np.ndarray
    driver: np.ndarray
    driving_arc: np.ndarray


class Early(NamedTuple):
    """Early dates on their way: `restart` is when open work (re)starts, the bounds are those of links alone."""

    start: np.ndarray
    finish: np.ndarray
    restart: np.ndarray
    start_bound: np.ndarray
    finish_bound: np.ndarray
    arc_bound: np.ndarray


def schedule_by_level(inputs: Inputs, start: int, must_finish: int | None) -> Dates:
    """Return the dates of any plan."""
    early = forward(inputs)
    last = early.finish.max() if len(early.finish) else np.int32(start)
    logic_start, driver, driving_arc = explain(inputs, early, start)
    late_start, late_finish = backward(inputs, early, np.int32(last if must_finish is None else must_finish))
    if inputs.is_alap.any():
        early, moved = use_up_float(inputs, early, np.minimum(late_finish, last))
        driver = np.where(moved, np.int8(Driver.AS_LATE_AS_POSSIBLE), driver)
        driving_arc = np.where(moved, np.int32(-1), driving_arc)
    worked = inputs.tables.work_before(early.finish, inputs.calendar)
    total = inputs.tables.work_before(late_finish, inputs.calendar) - worked
    free = inputs.tables.work_before(_free_until(inputs, early, last), inputs.calendar) - worked
    free = np.where(inputs.state == COMPLETE, 0, free)
    return Dates(early.start, early.finish, late_start, late_finish, total, free, logic_start, driver, driving_arc)


def forward(inputs: Inputs) -> Early:
    """Return the early dates: each task after all that it waits for."""
    into, count = inputs.into, len(inputs.work)
    early = Early(
        *(np.empty(count, np.int32) for _ in range(3)),
        *(np.full(count, LOWEST, np.int32) for _ in range(2)),
        np.empty(len(into.other), np.int32),
    )
    finishes = is_finish_to(into.kind)
    from_start = is_from_start(into.kind)
    for begin, end in pairwise(inputs.level_start.tolist()):
        tasks = slice(begin, end)
        first, last = into.start[begin], into.start[end]
        if last > first:
            arcs = slice(first, last)
            other = into.other[arcs]
            at = np.where(from_start[arcs], early.start[other], early.finish[other])
            at = after_lag(inputs.tables, at, into, arcs)
            early.arc_bound[arcs] = at
            groups = into.start[tasks] - first
            early.start_bound[tasks] = np.maximum.reduceat(np.where(finishes[arcs], LOWEST, at), groups)
            early.finish_bound[tasks] = np.maximum.reduceat(np.where(finishes[arcs], at, LOWEST), groups)
        _place(inputs, early, tasks)
    return early


def _place(inputs: Inputs, early: Early, tasks: slice) -> None:
    """Set start and finish of tasks whose bounds are known."""
    calendar, work, tables = inputs.calendar[tasks], inputs.work[tasks], inputs.tables
    at = np.maximum(inputs.floor[tasks], _link_start(inputs, early, tasks, work))
    begin = tables.start_after(tables.work_before(at, calendar), calendar)
    if (work == 0).any():
        is_end_of_work = tables.finish_after(tables.work_before(at, calendar), calendar) == at
        begin = np.where((work == 0) & is_end_of_work, at, begin)
    finish = np.where(work == 0, begin, tables.finish_after(tables.work_before(begin, calendar) + work, calendar))
    finish = np.maximum(finish, np.maximum(early.finish_bound[tasks], inputs.finish_floor[tasks]))
    state = inputs.state[tasks]
    early.restart[tasks] = np.where(state == COMPLETE, inputs.actual_start[tasks], begin)
    early.start[tasks] = np.where(state == OPEN, begin, inputs.actual_start[tasks])
    early.finish[tasks] = np.where(state == COMPLETE, inputs.actual_finish[tasks], finish)


def _link_start(inputs: Inputs, early: Early, tasks: slice, work: np.ndarray) -> np.ndarray:
    """Return the earliest (re)start that links allow, `LOWEST` where none leads to the task."""
    start = np.where(inputs.waits[tasks], early.start_bound[tasks], LOWEST)
    bound = early.finish_bound[tasks]
    if (bound == LOWEST).all():
        return start
    by_finish = start_for(inputs.tables, bound, work, inputs.calendar[tasks])
    return np.maximum(start, np.where(bound > LOWEST, by_finish, LOWEST))


def explain(inputs: Inputs, early: Early, start: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the start that links alone allow, what set each start, and the arc that did.

    The arc with the largest bound drives; of equals the first in the plan. A
    link drives before any other reason with the same date.
    """
    into, tables, everything = inputs.into, inputs.tables, slice(None)
    bound = early.finish_bound
    has_finish_bound = bound > LOWEST
    by_finish = np.where(has_finish_bound, start_for(tables, bound, inputs.duration, inputs.calendar), LOWEST)
    logic = np.maximum(early.start_bound, by_finish)
    logic = np.where(np.diff(into.start) == 0, np.int32(start), next_start(tables, logic, inputs))
    at = _link_start(inputs, early, everything, inputs.work)
    drives = (at >= inputs.floor) & (inputs.state != COMPLETE) & (at > LOWEST)
    by_finish = np.where(has_finish_bound, start_for(tables, bound, inputs.work, inputs.calendar), LOWEST)
    owner = np.repeat(np.arange(len(logic), dtype=np.int32), np.diff(into.start))
    is_latest = np.where(
        is_finish_to(into.kind),
        (by_finish == at)[owner] & (early.arc_bound == bound[owner]),
        ((early.start_bound == at) & inputs.waits)[owner] & (early.arc_bound == early.start_bound[owner]),
    )
    chosen = np.flatnonzero(is_latest & drives[owner]).astype(np.int32)[::-1]
    driving = np.full(len(logic), -1, np.int32)
    driving[owner[chosen]] = chosen
    driver = np.where(drives & (inputs.state == OPEN), np.int8(Driver.LINK), inputs.floor_driver)
    return logic, driver, driving


def next_start(tables: Tables, at: np.ndarray, inputs: Inputs) -> np.ndarray:
    """Return the next working minute; a milestone stays where work has just ended."""
    work = tables.work_before(at, inputs.calendar)
    stays = (inputs.duration == 0) & (tables.finish_after(work, inputs.calendar) == at)
    return np.where(stays, at, tables.start_after(work, inputs.calendar))


def backward(inputs: Inputs, early: Early, last: np.int32) -> tuple[np.ndarray, np.ndarray]:
    """Return the latest start and finish that keep the finish of the project, every deadline and every link."""
    restart, finish = np.full((2, len(inputs.work)), HIGHEST)
    late_start, late_finish = early.start.copy(), early.finish.copy()
    ceiling = np.minimum(inputs.finish_ceiling, last)
    for end, begin in pairwise(inputs.level_start[::-1].tolist()):
        tasks = slice(begin, end)
        latest = limits(inputs, restart, finish, tasks)
        at = (np.minimum(latest[0], inputs.start_ceiling[tasks]), np.minimum(latest[1], ceiling[tasks]))
        begins, ends = latest_dates(inputs, early.finish, at, tasks)
        state = inputs.state[tasks]
        finish[tasks] = np.where(state == COMPLETE, HIGHEST, ends)
        restart[tasks] = np.where(inputs.waits[tasks], begins, HIGHEST)
        late_start[tasks] = np.where(state == OPEN, begins, late_start[tasks])
        late_finish[tasks] = np.where(state == COMPLETE, late_finish[tasks], ends)
    return late_start, late_finish


def limits(inputs: Inputs, start: np.ndarray, finish: np.ndarray, tasks: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return until when tasks may start, and finish, so that no successor has to leave the given dates."""
    out, count = inputs.out, tasks.stop - tasks.start
    first, last = out.start[tasks.start], out.start[tasks.stop]
    found = np.full(count, HIGHEST), np.full(count, HIGHEST)
    if last > first:
        arcs = slice(first, last)
        other, kind = out.other[arcs], out.kind[arcs]
        at = before_lag(inputs.tables, np.where(is_finish_to(kind), finish[other], start[other]), out, arcs)
        bounds = out.start[tasks.start : tasks.stop + 1]
        linked = np.flatnonzero(bounds[1:] > bounds[:-1])
        groups, from_start = bounds[linked] - first, is_from_start(kind)
        found[0][linked] = np.minimum.reduceat(np.where(from_start, at, HIGHEST), groups)
        found[1][linked] = np.minimum.reduceat(np.where(from_start, HIGHEST, at), groups)
        found[0][inputs.state[tasks] != OPEN] = HIGHEST
    return found


def finish_limit(inputs: Inputs, at: tuple[np.ndarray, np.ndarray], tasks: slice) -> np.ndarray:
    """Return the latest finish under a limit on the start and one on the finish."""
    tables, calendar, work = inputs.tables, inputs.calendar[tasks], inputs.work[tasks]
    if (at[0] == HIGHEST).all():
        return at[1]
    by_start = tables.start_after(tables.work_before(at[0], calendar) + work, calendar)
    by_start = np.where((work == 0) | (at[0] >= HIGHEST), at[0], by_start)
    return np.minimum(by_start, at[1])


def latest_dates(
    inputs: Inputs, held: np.ndarray, at: tuple[np.ndarray, np.ndarray], tasks: slice
) -> tuple[np.ndarray, np.ndarray]:
    """Return the latest start and finish; a finish that is held outside working hours may stay there."""
    tables, calendar, work = inputs.tables, inputs.calendar[tasks], inputs.work[tasks]
    limit = finish_limit(inputs, at, tasks)
    finish = tables.finish_after(tables.work_before(limit, calendar), calendar)
    held = held[tasks]
    finish = np.where((finish < held) & (held <= limit), held, finish)
    start = np.where(work == 0, finish, tables.start_after(tables.work_before(finish, calendar) - work, calendar))
    return np.minimum(start, at[0]), finish


def use_up_float(inputs: Inputs, early: Early, last: np.ndarray) -> tuple[Early, np.ndarray]:
    """Return early dates with tasks that are as late as possible moved until a successor stops them."""
    start, finish, restart = early.start.copy(), early.finish.copy(), early.restart.copy()
    moved = np.zeros(len(start), bool)
    levels = np.unique(np.searchsorted(inputs.level_start, np.flatnonzero(inputs.is_alap), "right"))
    for level in levels[::-1].tolist():
        tasks = slice(*inputs.level_start[level - 1 : level + 1].tolist())
        at = limits(inputs, *_blocking(inputs, restart, finish), tasks)
        begins, ends = latest_dates(inputs, finish, (at[0], np.minimum(at[1], last[tasks])), tasks)
        moves = inputs.is_alap[tasks] & (ends > finish[tasks])
        for dates, later in ((start, begins), (restart, begins), (finish, ends)):
            dates[tasks] = np.where(moves, later, dates[tasks])
        moved[tasks] = moves
    return early._replace(start=start, finish=finish, restart=restart), moved


def _blocking(inputs: Inputs, restart: np.ndarray, finish: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the dates that predecessors must not disturb; `HIGHEST` where nothing waits any more."""
    return np.where(inputs.waits, restart, HIGHEST), np.where(inputs.state == COMPLETE, HIGHEST, finish)


def _free_until(inputs: Inputs, early: Early, last: np.int32) -> np.ndarray:
    everything = slice(0, len(inputs.work))
    at = limits(inputs, *_blocking(inputs, early.restart, early.finish), everything)
    return finish_limit(inputs, (at[0], np.minimum(at[1], last)), everything)


def after_lag(tables: Tables, at: np.ndarray, into: Arcs, arcs: slice) -> np.ndarray:
    """Return the bounds that links set: a start moves to the next working minute of the lag's calendar."""
    lag, calendar = into.lag[arcs], into.lag_calendar[arcs]
    on_clock = at + lag
    if tables.goes_round_the_clock or not len(calendar) or calendar[0] == ON_THE_CLOCK:
        return on_clock
    work = tables.work_before(at, calendar) + lag
    finish, start = tables.finish_after(work, calendar), tables.start_after(work, calendar)
    return np.where(lag == 0, at, np.where(is_finish_to(into.kind[arcs]), finish, start))


def before_lag(tables: Tables, at: np.ndarray, out: Arcs, arcs: slice) -> np.ndarray:
    """Return the latest minutes from which lags still lead to `at`."""
    lag, calendar = out.lag[arcs], out.lag_calendar[arcs]
    if tables.goes_round_the_clock or not len(calendar) or calendar[0] == ON_THE_CLOCK:
        return np.where(at == HIGHEST, HIGHEST, at - lag)
    on_calendar = tables.start_after(tables.work_before(at, calendar) - lag, calendar)
    return np.where((at == HIGHEST) | (lag == 0), at, on_calendar)


def is_finish_to(kind: np.ndarray) -> np.ndarray:
    """Return which links lead to the finish of the successor."""
    return kind >= FF


def is_from_start(kind: np.ndarray) -> np.ndarray:
    """Return which links come from the start of the predecessor."""
    return (kind == SS) | (kind == SF)
