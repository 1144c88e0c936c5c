"""The numpy engine: blocks of trials, task after task, all trials of a block at once."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cutover.risk.compiled import Simulation, is_finish_to, is_from_start
from cutover.risk.draws import draw, look_up
from cutover.schedule.prepare import LOWEST, ON_THE_CLOCK

BLOCK_BYTES = 120_000_000
BYTES_A_DRAW = 13
ROWS_AT_ONCE = 16
HALF = np.float32(0.5)
TENTH = np.uint32(round(0.1 * 2**32))


class Sums(NamedTuple):
    """What is added up over trials: exact integers, so that the order of the blocks does not matter.

    Sums of durations are deviations from `Simulation.middle`, those of the
    focus's finish from `Simulation.centre`. `low` and `high` are over the trials
    with the task's draw in its lowest and highest tenth.
    """

    critical: np.ndarray
    duration: np.ndarray
    square: np.ndarray
    product: np.ndarray
    low: np.ndarray
    low_count: np.ndarray
    high: np.ndarray
    high_count: np.ndarray
    last: np.ndarray


class Arc(NamedTuple):
    """One link into a task."""

    source: int
    from_start: bool
    to_finish: bool
    lag: int
    calendar: int


class Block(NamedTuple):
    """int32[n, T]: working minutes, (re)start and finish of every task in every trial of a block."""

    work: np.ndarray
    begin: np.ndarray
    finish: np.ndarray


def run(simulation: Simulation, first: int, last: int) -> tuple[np.ndarray, Sums]:
    """Return the finishes of the targets in trials `first` to `last`, and the sums over them."""
    trials = last - first
    size = max(32, min(trials, BLOCK_BYTES // (BYTES_A_DRAW * max(len(simulation.task), 1))))
    arcs = arcs_by_task(simulation)
    parts = [_run_block(simulation, arcs, slice(at, min(at + size, last))) for at in range(first, last, size)]
    return np.concatenate([part[0] for part in parts], axis=1), total([part[1] for part in parts])


def total(parts: list[Sums]) -> Sums:
    """Return the sums over several sets of trials."""
    added = [np.sum(values, axis=0) for values in zip(*(part[:-1] for part in parts), strict=True)]
    return Sums(*added, last=np.max([part.last for part in parts], axis=0))


def _run_block(simulation: Simulation, arcs: list[list[Arc]], trials: slice) -> tuple[np.ndarray, Sums]:
    block = Block(*(np.empty((len(simulation.task), trials.stop - trials.start), np.int32) for _ in range(3)))
    draw_work(simulation, block.work, trials)
    forward(simulation, arcs, block)
    finish = target_finishes(simulation, block)
    critical = critical_counts(simulation, arcs, block, finish[simulation.focus])
    return finish, _sums(simulation, block, finish[simulation.focus], trials)._replace(critical=critical)


def draw_work(simulation: Simulation, work: np.ndarray, trials: slice) -> None:
    """Draw the durations, times what risk drivers do to them, rounded to minutes."""
    hashes, factors = simulation.hashes[trials], simulation.factors[:, trials]
    fixed = np.flatnonzero(~simulation.is_random)
    work[fixed] = (simulation.tables[fixed, :1] + HALF).astype(np.int32)
    for rows in _in_chunks(np.flatnonzero(simulation.is_random)):
        minutes = look_up(simulation.tables[rows], draw(simulation.keys[rows], hashes))
        if simulation.factor_set[rows].any():
            minutes *= factors[simulation.factor_set[rows]]
        minutes += HALF
        work[rows] = minutes


def _in_chunks(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[at : at + ROWS_AT_ONCE] for at in range(0, len(rows), ROWS_AT_ONCE)]


def arcs_by_task(simulation: Simulation) -> list[list[Arc]]:
    """Return the links into each task; a lag that no calendar changes is on the clock."""
    clocked = simulation.arc_calendar < 0
    clocked |= simulation.clocks.is_always[simulation.arc_calendar] | (simulation.arc_lag == 0)
    columns = (
        simulation.arc_from,
        is_from_start(simulation.arc_kind),
        is_finish_to(simulation.arc_kind),
        simulation.arc_lag,
        np.where(clocked, ON_THE_CLOCK, simulation.arc_calendar),
    )
    arcs = [Arc(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]
    starts = simulation.arc_start.tolist()
    return [arcs[first:last] for first, last in pairwise(starts)]


def forward(simulation: Simulation, arcs: list[list[Arc]], block: Block) -> None:
    """Set (re)starts and finishes: the rules of the deterministic engine, one task after the other."""
    always = simulation.clocks.is_always[simulation.calendar].tolist()
    finish_floors = simulation.finish_floor.tolist()
    bound = np.empty(block.begin.shape[1], np.int32)
    for i, floor in enumerate(simulation.floor.tolist()):
        begin, finish, work = block.begin[i], block.finish[i], block.work[i]
        begin[:] = floor
        has_bound = finish_floors[i] > LOWEST or any(arc.to_finish for arc in arcs[i])
        if has_bound:
            bound[:] = finish_floors[i]
        for arc in arcs[i]:
            latest = bound if arc.to_finish else begin
            np.maximum(latest, arc_bounds(simulation, block, arc), out=latest)
        if not always[i]:
            _place(simulation, i, block, bound if has_bound else None)
            continue
        if has_bound:
            np.maximum(begin, bound - work, out=begin)
        np.add(begin, work, out=finish)


def arc_bounds(simulation: Simulation, block: Block, arc: Arc) -> np.ndarray:
    """Return the bound that a link sets in every trial."""
    at = (block.begin if arc.from_start else block.finish)[arc.source]
    if arc.lag == 0:
        return at
    if arc.calendar == ON_THE_CLOCK:
        return at + np.int32(arc.lag)
    clocks = simulation.clocks
    work = clocks.work_before(at, arc.calendar) + np.int32(arc.lag)
    return clocks.finish_after(work, arc.calendar) if arc.to_finish else clocks.start_after(work, arc.calendar)


def _place(simulation: Simulation, task: int, block: Block, bound: np.ndarray | None) -> None:
    """Set the dates of a task on a calendar; a milestone may stay where work has just ended."""
    clocks, calendar = simulation.clocks, simulation.calendar[task]
    begin, finish, work = block.begin[task], block.finish[task], block.work[task]
    is_milestone = work == 0
    if bound is not None:
        by_finish = clocks.start_after(clocks.work_before(bound, calendar) - work, calendar)
        by_finish = np.where(is_milestone, bound, by_finish)
        np.maximum(begin, np.where(bound > LOWEST, by_finish, LOWEST), out=begin)
    before = clocks.work_before(begin, calendar)
    starts, ends = clocks.start_after(before, calendar), clocks.finish_after(before + work, calendar)
    if is_milestone.any():
        starts = np.where(is_milestone & (ends == begin), begin, starts)
        ends = np.where(is_milestone, starts, ends)
    begin[:] = starts
    finish[:] = ends if bound is None else np.maximum(ends, bound)


def target_finishes(simulation: Simulation, block: Block) -> np.ndarray:
    """Return int32[K, T]: when the last task of every target is done."""
    finish = np.repeat(simulation.target_floor[:, None], block.finish.shape[1], axis=1)
    starts = simulation.target_start.tolist()
    for target, row in enumerate(finish):
        for task in simulation.target_task[starts[target] : starts[target + 1]].tolist():
            np.maximum(row, block.finish[task], out=row)
    return finish


def critical_counts(simulation: Simulation, arcs: list[list[Arc]], block: Block, finish: np.ndarray) -> np.ndarray:
    """Return int64[n]: the trials in which each task drove the focus's finish, ties included.

    A link drives its successor where its bound and the successor's (re)start
    are equal in working time, to the minute.
    """
    marked = np.zeros(block.finish.shape, bool)
    starts, focus = simulation.target_start, simulation.focus
    for task in simulation.target_task[starts[focus] : starts[focus + 1]].tolist():
        np.equal(block.finish[task], finish, out=marked[task])
    for i in np.flatnonzero(simulation.leads_to_focus)[::-1].tolist():
        if not arcs[i] or not marked[i].any():
            continue
        begin = _work_before(simulation, i, block.begin[i])
        for arc in arcs[i]:
            at = _work_before(simulation, i, arc_bounds(simulation, block, arc))
            if arc.to_finish:
                at = at - block.work[i]
            marked[arc.source] |= (at == begin) & marked[i]
    return np.count_nonzero(marked, axis=1).astype(np.int64)


def _work_before(simulation: Simulation, task: int, at: np.ndarray) -> np.ndarray:
    calendar = simulation.calendar[task]
    return at if simulation.clocks.is_always[calendar] else simulation.clocks.work_before(at, calendar)


def _sums(simulation: Simulation, block: Block, finish: np.ndarray, trials: slice) -> Sums:
    count = len(simulation.task)
    sums = Sums(*np.zeros((8, count), np.int64), last=block.finish.max(axis=1))
    late = finish.astype(np.int64) - simulation.centre
    hashes = simulation.hashes[trials]
    for rows in _in_chunks(np.flatnonzero(simulation.is_random & simulation.leads_to_focus)):
        work = block.work[rows].astype(np.int64) - simulation.middle[rows, None]
        sums.duration[rows] = work.sum(axis=1)
        sums.square[rows] = np.einsum("ij,ij->i", work, work)
        sums.product[rows] = work @ late
        drawn = draw(simulation.keys[rows], hashes)
        for is_chosen, sum_of, counted in (
            (drawn < TENTH, sums.low, sums.low_count),
            (drawn >= ~TENTH, sums.high, sums.high_count),
        ):
            sum_of[rows] = is_chosen @ late
            counted[rows] = np.count_nonzero(is_chosen, axis=1)
    return sums
