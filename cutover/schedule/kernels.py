"""The compiled engine: the same arithmetic as `plain` and `sweep`, task by task.

numba is optional, so only `backend` imports this module, when numba is there.
Arguments have no annotations: numba derives their types. Integers are widened
to int64 on the way and stored as int32, as numpy stores them.
"""
# ruff: noqa: ANN001, ANN201

import numpy as np
from numba import njit

from cutover.schedule.model import Driver, LinkType
from cutover.schedule.prepare import COMPLETE, HIGHEST, LOWEST, ON_THE_CLOCK, OPEN

compiled = njit(cache=True, nogil=True)
SS, FF, SF = int(LinkType.SS), int(LinkType.FF), int(LinkType.SF)
ON_CLOCK = int(ON_THE_CLOCK)
LINK, AS_LATE_AS_POSSIBLE = int(Driver.LINK), int(Driver.AS_LATE_AS_POSSIBLE)
LOW, HIGH = int(LOWEST), int(HIGHEST)


@compiled
def plain(duration, first, must_finish, into, out):
    """Return early and late dates, floats and driving arcs of a plan of finish-to-start links."""
    count = len(duration)
    pred_start, pred = into
    succ_start, succ = out
    early_start, early_finish = np.empty(count, np.int32), np.empty(count, np.int32)
    late_start, late_finish = np.empty(count, np.int32), np.empty(count, np.int32)
    total_float, free_float = np.empty(count, np.int32), np.empty(count, np.int32)
    driving = np.empty(count, np.int32)
    last = np.int64(LOW) if count else np.int64(first)
    for task in range(count):
        start, arc = np.int64(first), -1
        for each in range(pred_start[task], pred_start[task + 1]):
            bound = early_finish[pred[each]]
            if bound > start or arc < 0:
                start, arc = bound, each
        early_start[task], driving[task] = start, arc
        finish = start + duration[task]
        early_finish[task] = finish
        last = max(last, finish)
    end = last if must_finish == HIGH else np.int64(must_finish)
    for task in range(count - 1, -1, -1):
        late, free = end, last
        for each in range(succ_start[task], succ_start[task + 1]):
            other = succ[each]
            late, free = min(late, late_start[other]), min(free, early_start[other])
        late_finish[task], late_start[task] = late, late - duration[task]
        total_float[task], free_float[task] = late - early_finish[task], free - early_finish[task]
    return early_start, early_finish, late_start, late_finish, total_float, free_float, driving


@compiled
def work_before(tables, at, calendar):
    """Return the working minutes before a minute."""
    if tables.is_always[calendar]:
        return np.int64(at)
    index = min(max(at - tables.first[calendar], 0), tables.worked_last[calendar])
    return np.int64(tables.worked[tables.worked_at[calendar] + index])


@compiled
def finish_after(tables, work, calendar):
    """Return the earliest minute before which so much was worked."""
    if tables.is_always[calendar]:
        return np.int64(work)
    return np.int64(tables.finishes[tables.work_at[calendar] + min(max(work, 0), tables.work_last[calendar])])


@compiled
def start_after(tables, work, calendar):
    """Return the start of the working minute that follows so much work."""
    if tables.is_always[calendar]:
        return np.int64(work)
    return np.int64(tables.starts[tables.work_at[calendar] + min(max(work, 0), tables.work_last[calendar])])


@compiled
def start_for(tables, finish, work, calendar):
    """Return when a task must start to finish so much work at `finish`."""
    if work == 0:
        return np.int64(finish)
    return start_after(tables, work_before(tables, finish, calendar) - work, calendar)


@compiled
def next_start(tables, at, calendar, is_milestone):
    """Return the next working minute; a milestone stays where work has just ended."""
    work = work_before(tables, at, calendar)
    if is_milestone and finish_after(tables, work, calendar) == at:
        return np.int64(at)
    return start_after(tables, work, calendar)


@compiled
def after_lag(tables, at, into, arc):
    """Return the bound that a link sets."""
    lag, calendar = into.lag[arc], into.lag_calendar[arc]
    if calendar == ON_CLOCK or lag == 0:
        return np.int64(at) + lag
    work = work_before(tables, at, calendar) + lag
    return finish_after(tables, work, calendar) if into.kind[arc] >= FF else start_after(tables, work, calendar)


@compiled
def before_lag(tables, at, out, arc):
    """Return the latest minute from which a lag still leads to `at`."""
    lag, calendar = out.lag[arc], out.lag_calendar[arc]
    if at == HIGH:
        return np.int64(HIGH)
    if calendar == ON_CLOCK or lag == 0:
        return np.int64(at) - lag
    return start_after(tables, work_before(tables, at, calendar) - lag, calendar)


@compiled
def bounds(inputs, task, early_start, early_finish):
    """Return what the links into a task ask of its start and its finish, and the arcs that do."""
    into = inputs.into
    start, finish, start_arc, finish_arc = np.int64(LOW), np.int64(LOW), -1, -1
    for arc in range(into.start[task], into.start[task + 1]):
        other, kind = into.other[arc], into.kind[arc]
        at = early_start[other] if kind in (SS, SF) else early_finish[other]
        bound = after_lag(inputs.tables, at, into, arc)
        if kind >= FF and (bound > finish or finish_arc < 0):
            finish, finish_arc = bound, arc
        elif kind < FF and (bound > start or start_arc < 0):
            start, start_arc = bound, arc
    return start, finish, start_arc, finish_arc


@compiled
def link_start(inputs, task, start, finish, work):
    """Return the earliest start under what links ask of the start and the finish."""
    if finish == LOW:
        return start
    return max(start, start_for(inputs.tables, finish, work, inputs.calendar[task]))


@compiled
def drive(inputs, task, found, driver, driving):
    """Note what set the start of a task and return the earliest moment for its work."""
    start, finish, start_arc, finish_arc = found
    start = start if inputs.waits[task] else np.int64(LOW)
    work, floor = inputs.work[task], np.int64(inputs.floor[task])
    at = link_start(inputs, task, start, finish, work)
    driver[task], driving[task] = inputs.floor_driver[task], -1
    if at > LOW and at >= floor and inputs.state[task] != COMPLETE:
        if inputs.state[task] == OPEN:
            driver[task] = LINK
        by_finish = finish > LOW and start_for(inputs.tables, finish, work, inputs.calendar[task]) == at
        if by_finish and (start != at or finish_arc < start_arc):
            driving[task] = finish_arc
        else:
            driving[task] = start_arc
    return max(at, floor)


@compiled
def forward(inputs, project_start, early_start, early_finish, restart):
    """Set early dates; return the starts that links alone allow, what set each start, and the arc that did."""
    count = len(inputs.work)
    logic, driver, driving = np.empty(count, np.int32), np.empty(count, np.int8), np.empty(count, np.int32)
    tables = inputs.tables
    for task in range(count):
        calendar, work, duration = inputs.calendar[task], inputs.work[task], inputs.duration[task]
        found = bounds(inputs, task, early_start, early_finish)
        at = drive(inputs, task, found, driver, driving)
        logic[task] = project_start
        if inputs.into.start[task + 1] > inputs.into.start[task]:
            alone = link_start(inputs, task, found[0], found[1], duration)
            logic[task] = next_start(tables, alone, calendar, duration == 0)
        if inputs.state[task] == COMPLETE:
            early_start[task], early_finish[task] = inputs.actual_start[task], inputs.actual_finish[task]
            restart[task] = inputs.actual_start[task]
            continue
        begin = next_start(tables, at, calendar, work == 0)
        finish = begin if work == 0 else finish_after(tables, work_before(tables, begin, calendar) + work, calendar)
        restart[task] = begin
        early_start[task] = begin if inputs.state[task] == OPEN else inputs.actual_start[task]
        early_finish[task] = max(finish, max(found[1], np.int64(inputs.finish_floor[task])))
    return logic, driver, driving


@compiled
def limits(inputs, task, start, finish):
    """Return until when a task may start, and finish, so that no successor has to leave the given dates."""
    out = inputs.out
    latest_start, latest_finish = np.int64(HIGH), np.int64(HIGH)
    for arc in range(out.start[task], out.start[task + 1]):
        other, kind = out.other[arc], out.kind[arc]
        at = before_lag(inputs.tables, finish[other] if kind >= FF else start[other], out, arc)
        if kind in (SS, SF):
            latest_start = min(latest_start, at)
        else:
            latest_finish = min(latest_finish, at)
    if inputs.state[task] != OPEN:
        latest_start = np.int64(HIGH)
    return latest_start, latest_finish


@compiled
def finish_limit(inputs, task, start, finish):
    """Return the latest finish under a limit on the start and one on the finish."""
    work, calendar = inputs.work[task], inputs.calendar[task]
    if work == 0 or start >= HIGH:
        return min(start, finish)
    return min(finish, start_after(inputs.tables, work_before(inputs.tables, start, calendar) + work, calendar))


@compiled
def latest_dates(inputs, task, start, finish, held):
    """Return the latest start and finish; a finish that is held outside working hours may stay there."""
    tables, calendar, work = inputs.tables, inputs.calendar[task], inputs.work[task]
    limit = finish_limit(inputs, task, start, finish)
    latest = finish_after(tables, work_before(tables, limit, calendar), calendar)
    if latest < held <= limit:
        latest = np.int64(held)
    return min(start, start_for(tables, latest, work, calendar)), latest


@compiled
def backward(inputs, early_start, early_finish, end):
    """Return late start and late finish."""
    count = len(inputs.work)
    late_start, late_finish = early_start.copy(), early_finish.copy()
    restart, finish = np.full(count, HIGH, np.int32), np.full(count, HIGH, np.int32)
    for task in range(count - 1, -1, -1):
        if inputs.state[task] == COMPLETE:
            continue
        start, latest = limits(inputs, task, restart, finish)
        start = min(start, np.int64(inputs.start_ceiling[task]))
        latest = min(latest, min(np.int64(inputs.finish_ceiling[task]), end))
        begin, latest = latest_dates(inputs, task, start, latest, early_finish[task])
        finish[task], late_finish[task] = latest, latest
        if inputs.waits[task]:
            restart[task] = begin
        if inputs.state[task] == OPEN:
            late_start[task] = begin
    return late_start, late_finish


@compiled
def use_up_float(inputs, early, waiting, finish_of_open, until, explained):
    """Move tasks that are as late as possible until a successor stops them."""
    early_start, early_finish = early
    for task in range(len(inputs.work) - 1, -1, -1):
        if not inputs.is_alap[task]:
            continue
        start, finish = limits(inputs, task, waiting, finish_of_open)
        begin, finish = latest_dates(inputs, task, start, min(finish, np.int64(until[task])), early_finish[task])
        if finish > early_finish[task]:
            early_start[task], waiting[task] = begin, begin
            early_finish[task], finish_of_open[task] = finish, finish
            explained[0][task], explained[1][task] = AS_LATE_AS_POSSIBLE, -1


@compiled
def schedule_tasks(inputs, project_start, must_finish):
    """Return the dates of any plan, in the order of `sweep.Dates`; `must_finish` is `HIGH` where there is none."""
    count = len(inputs.work)
    early_start, early_finish = np.empty(count, np.int32), np.empty(count, np.int32)
    restart = np.empty(count, np.int32)
    logic, driver, driving = forward(inputs, project_start, early_start, early_finish, restart)
    last = np.int64(early_finish.max()) if count else np.int64(project_start)
    end = last if must_finish == HIGH else np.int64(must_finish)
    late_start, late_finish = backward(inputs, early_start, early_finish, end)
    finish = early_finish.copy()
    for task in range(count):
        if not inputs.waits[task]:
            restart[task] = HIGH
        if inputs.state[task] == COMPLETE:
            finish[task] = HIGH
    until = np.minimum(late_finish, np.int32(last))
    use_up_float(inputs, (early_start, early_finish), restart, finish, until, (driver, driving))
    total, free = np.zeros(count, np.int32), np.zeros(count, np.int32)
    tables, calendar = inputs.tables, inputs.calendar
    for task in range(count):
        if inputs.state[task] != COMPLETE:
            worked = work_before(tables, early_finish[task], calendar[task])
            start, latest = limits(inputs, task, restart, finish)
            latest = finish_limit(inputs, task, start, min(latest, last))
            total[task] = work_before(tables, late_finish[task], calendar[task]) - worked
            free[task] = work_before(tables, latest, calendar[task]) - worked
    return early_start, early_finish, late_start, late_finish, total, free, logic, driver, driving
