"""The compiled engine: the same arithmetic as `draws` and `sweep`, in blocks that stay in the cache.

numba is optional, so only `backend` imports this module, when numba is there.
Arguments have no annotations: numba derives their types. It widens uint32 to
64 bits in every operation, so the hash casts back after each; nothing here may
be fused or reordered (no fastmath), so that the bits are those of numpy.
"""
# ruff: noqa: ANN001, ANN201

import numpy as np
from numba import njit

from cutover.risk.draws import LAST_SHIFT, ROUNDS
from cutover.risk.sweep import HALF, TENTH
from cutover.schedule.calendars import FINISHES, STARTS
from cutover.schedule.kernels import minute_after, work_before
from cutover.schedule.model import LinkType
from cutover.schedule.prepare import LOWEST

compiled = njit(cache=True, nogil=True)
SS, FF, SF = int(LinkType.SS), int(LinkType.FF), int(LinkType.SF)
LOW = int(LOWEST)
ONE = np.uintp(1)
LOWEST_TENTH, HIGHEST_TENTH = TENTH, ~TENTH
(SHIFT_1, FACTOR_1), (SHIFT_2, FACTOR_2), (SHIFT_3, FACTOR_3) = (
    (np.uint32(shift), np.uint32(factor)) for shift, factor in ROUNDS
)
SHIFT_4 = np.uint32(LAST_SHIFT)


@compiled
def run(simulation, first, last, width):
    """Return what `sweep.run` does for trials `first` to `last`, in blocks of `width`: finishes, sums, latest dates."""
    count = len(simulation.task)
    finishes = np.empty((len(simulation.target_floor), last - first), np.int32)
    sums = np.zeros((8, count), np.int64)
    latest = np.full(count, LOW, np.int32)
    block = (
        np.empty((count, width), np.int32),
        np.empty((count, width), np.int32),
        np.empty((count, width), np.int32),
    )
    marked = np.empty((count, width), np.uint8)
    late = np.empty(width, np.int64)
    for at in range(first, last, width):
        size = min(width, last - at)
        draw_work(simulation, block[0], at, size)
        forward(simulation, block, latest, size)
        finish_targets(simulation, block[2], finishes[:, at - first : at - first + size])
        finish = finishes[simulation.focus, at - first : at - first + size]
        for trial in range(size):
            late[trial] = np.int64(finish[trial]) - simulation.centre
        mark(simulation, block, marked, finish)
        add_up(simulation, block[0], marked, (late, at, size), sums)
    return finishes, sums, latest


@compiled
def drawn(key, trial_hash):
    """Return one draw: triple32 of the key and the trial."""
    value = np.uint32(key ^ trial_hash)
    value = np.uint32(value ^ np.uint32(value >> SHIFT_1))
    value = np.uint32(value * FACTOR_1)
    value = np.uint32(value ^ np.uint32(value >> SHIFT_2))
    value = np.uint32(value * FACTOR_2)
    value = np.uint32(value ^ np.uint32(value >> SHIFT_3))
    value = np.uint32(value * FACTOR_3)
    return np.uint32(value ^ np.uint32(value >> SHIFT_4))


@compiled
def draw_work(simulation, work, first, size):
    """Draw the durations, times what risk drivers do to them, rounded to minutes."""
    cells = simulation.tables.shape[1] - 1
    low_bits = 32
    while cells > 1:
        cells >>= 1
        low_bits -= 1
    shift, mask = np.uint32(low_bits), np.uint32((1 << low_bits) - 1)
    scale = np.float32(2.0**-low_bits)
    for task in range(len(simulation.task)):
        table, row = simulation.tables[task], work[task]
        if not simulation.is_random[task]:
            row[:size] = np.int32(table[0] + HALF)
            continue
        key, factor = simulation.keys[task], simulation.factors[simulation.factor_set[task]]
        for trial in range(size):
            value = drawn(key, simulation.hashes[first + trial])
            cell = np.uintp(value >> shift)
            low, high = table[cell], table[cell + ONE]
            minutes = low + np.float32(np.int32(value & mask)) * scale * (high - low)
            row[trial] = np.int32(minutes * factor[first + trial] + HALF)


@compiled
def forward(simulation, block, latest, size):
    """Set (re)starts and finishes, and note the latest finish of each task; a finish holds its bound at first."""
    work, begin, finish = block
    for task in range(len(simulation.task)):
        begin[task] = simulation.floor[task]
        finish[task] = simulation.finish_floor[task]
        for arc in range(simulation.arc_start[task], simulation.arc_start[task + 1]):
            kind = simulation.arc_kind[arc]
            source = begin if kind in (SS, SF) else finish
            if kind >= FF:
                raise_to_arc(simulation, arc, source, (finish, task, size))
            else:
                raise_to_arc(simulation, arc, source, (begin, task, size))
        calendar = simulation.calendar[task]
        if simulation.clocks.is_always[calendar]:
            for trial in range(size):
                begin[task, trial] = max(begin[task, trial], np.int32(finish[task, trial] - work[task, trial]))
                finish[task, trial] = begin[task, trial] + work[task, trial]
        else:
            place(simulation.clocks, calendar, block, (task, size))
        latest[task] = max(latest[task], last_of(finish, task, size))


@compiled
def last_of(dates, task, size):
    """Return the latest date of a task."""
    last = dates[task, 0]
    for trial in range(size):
        last = max(last, dates[task, trial])
    return last


@compiled
def raise_to_arc(simulation, arc, source, bounds):
    """Raise bounds to what a link sets in every trial."""
    lag, calendar, kind = simulation.arc_lag[arc], simulation.arc_calendar[arc], simulation.arc_kind[arc]
    before = simulation.arc_from[arc]
    dates, task, size = bounds
    if is_on_clock(simulation, arc):
        for trial in range(size):
            dates[task, trial] = max(dates[task, trial], np.int32(source[before, trial] + lag))
    else:
        for trial in range(size):
            at = lagged(simulation.clocks.flat, source[before, trial], lag, calendar, kind)
            dates[task, trial] = max(dates[task, trial], np.int32(at))


@compiled
def source_of(simulation, arc, block):
    """Return the dates of the predecessor from which a link starts."""
    kind = simulation.arc_kind[arc]
    dates = block[1] if kind in (SS, SF) else block[2]
    return dates[simulation.arc_from[arc]]


@compiled
def is_on_clock(simulation, arc):
    """Return whether no calendar changes the lag of a link."""
    calendar = simulation.arc_calendar[arc]
    return calendar < 0 or simulation.arc_lag[arc] == 0 or simulation.clocks.is_always[calendar]


@compiled
def lagged(clocks, at, lag, calendar, kind):
    """Return a date and a lag on a calendar."""
    work = work_before(clocks, at, calendar) + lag
    return (
        minute_after(clocks, work, calendar, FINISHES) if kind >= FF else minute_after(clocks, work, calendar, STARTS)
    )


@compiled
def place(clocks, calendar, block, row):
    """Set the dates of a task on a calendar; a milestone may stay where work has just ended."""
    task, size = row
    first, last_minute, last_work = clocks.first[calendar], clocks.worked_last[calendar], clocks.work_last[calendar]
    worked = clocks.worked[clocks.worked_at[calendar] :]
    finishes, starts = clocks.finishes[clocks.work_at[calendar] :], clocks.starts[clocks.work_at[calendar] :]
    for trial in range(size):
        work, begin, bound = (
            np.int64(block[0][task, trial]),
            np.int64(block[1][task, trial]),
            np.int64(block[2][task, trial]),
        )
        if bound > LOW:
            by_finish = bound
            if work != 0:
                by_finish = np.int64(starts[within(worked[within(bound - first, last_minute)] - work, last_work)])
            begin = max(begin, by_finish)
        before = worked[within(begin - first, last_minute)]
        end = np.int64(finishes[within(before + work, last_work)])
        if work != 0 or end != begin:
            begin = np.int64(starts[within(before, last_work)])
        if work == 0:
            end = begin
        block[1][task, trial] = begin
        block[2][task, trial] = max(end, bound)


@compiled
def within(index, last):
    """Return an index kept within a table."""
    return np.uintp(min(max(index, 0), last))


@compiled
def finish_targets(simulation, finish, finishes):
    """Set when the last task of every target is done."""
    for target in range(len(simulation.target_floor)):
        row = finishes[target]
        row[:] = simulation.target_floor[target]
        for each in range(simulation.target_start[target], simulation.target_start[target + 1]):
            ends = finish[simulation.target_task[each]]
            for trial in range(len(row)):
                row[trial] = max(row[trial], ends[trial])


@compiled
def mark(simulation, block, marked, finish):
    """Mark the trials in which each task drove the focus's finish, ties included."""
    size, focus = len(finish), simulation.focus
    marked[:] = 0
    for each in range(simulation.target_start[focus], simulation.target_start[focus + 1]):
        task = simulation.target_task[each]
        for trial in range(size):
            marked[task, trial] = block[2][task, trial] == finish[trial]
    for task in range(len(simulation.task) - 1, -1, -1):
        if not (simulation.leads_to_focus[task] and marked[task, :size].max()):
            continue
        for arc in range(simulation.arc_start[task], simulation.arc_start[task + 1]):
            source, to = source_of(simulation, arc, block), marked[simulation.arc_from[arc]]
            to_finish = simulation.arc_kind[arc] >= FF
            if is_on_clock(simulation, arc) and simulation.clocks.is_always[simulation.calendar[task]]:
                lag = simulation.arc_lag[arc]
                ends = block[2][task] if to_finish else block[1][task]
                for trial in range(size):
                    to[trial] |= marked[task, trial] & np.uint8(np.int32(source[trial] + lag) == ends[trial])
            else:
                mark_on_calendar(simulation, (task, arc), block, marked[task, :size], to)


@compiled
def mark_on_calendar(simulation, task_arc, block, marked, to):
    """Mark a predecessor where a link's bound and the start are equal in working time."""
    task, arc = task_arc
    clocks, calendar, kind = simulation.clocks.flat, simulation.calendar[task], simulation.arc_kind[arc]
    source, lag, on_clock = source_of(simulation, arc, block), simulation.arc_lag[arc], is_on_clock(simulation, arc)
    for trial in range(len(marked)):
        if marked[trial]:
            at = np.int64(source[trial]) + lag
            if not on_clock:
                at = lagged(clocks, source[trial], lag, simulation.arc_calendar[arc], kind)
            at = work_before(clocks, at, calendar)
            if kind >= FF:
                at -= block[0][task, trial]
            to[trial] |= np.uint8(at == work_before(clocks, block[1][task, trial], calendar))


@compiled
def add_up(simulation, work, marked, trials, sums):
    """Add a block's trials to the sums; their order is that of `sweep.Sums`."""
    late, first, size = trials
    for task in range(len(simulation.task)):
        sums[0, task] += marked[task, :size].sum()
        if not (simulation.is_random[task] and simulation.leads_to_focus[task]):
            continue
        middle, minutes, key = np.int64(simulation.middle[task]), work[task], simulation.keys[task]
        total, square, product = np.int64(0), np.int64(0), np.int64(0)
        low, low_count, high, high_count = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        for trial in range(size):
            value = drawn(key, simulation.hashes[first + trial])
            off, delay = minutes[trial] - middle, late[trial]
            total += off
            square += off * off
            product += off * delay
            is_low, is_high = np.int64(value < LOWEST_TENTH), np.int64(value >= HIGHEST_TENTH)
            low += is_low * delay
            low_count += is_low
            high += is_high * delay
            high_count += is_high
        for row, value in enumerate((total, square, product, low, low_count, high, high_count)):
            sums[row + 1, task] += value
