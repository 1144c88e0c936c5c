"""The compiled engine: the same arithmetic as `plain` and `sweep`, task by task.

numba is optional, so only `backend` imports this module, when numba is there.
Arguments have no annotations: numba derives their types. Integers are widened
to int64 on the way and stored as int32, as numpy stores them.
"""
# ruff: noqa: ANN001, ANN201

import numpy as np
from numba import njit

from cutover.schedule.calendars import FINISHES, FIRST, HEAD, IS_ALWAYS, LAST_MINUTE, LAST_WORK, STARTS, WORKED
from cutover.schedule.model import Driver, LinkType
from cutover.schedule.prepare import COMPLETE, HIGHEST, LOWEST, ON_THE_CLOCK, OPEN

compiled = njit(cache=True, nogil=True)
SS, FF, SF = int(LinkType.SS), int(LinkType.FF), int(LinkType.SF)
ON_CLOCK = int(ON_THE_CLOCK)
LINK, AS_LATE_AS_POSSIBLE = int(Driver.LINK), int(Driver.AS_LATE_AS_POSSIBLE)
LOW, HIGH = int(LOWEST), int(HIGHEST)

TASK = ("calendar", "duration", "work", "state", "waits", "actual_start", "actual_finish", "floor", "floor_driver")
TASK += ("finish_floor", "start_ceiling", "finish_ceiling", "is_alap")
CALENDAR, DURATION, WORK, STATE, WAITS, ACTUAL_START, ACTUAL_FINISH, FLOOR, FLOOR_DRIVER = range(9)
FINISH_FLOOR, START_CEILING, FINISH_CEILING, IS_ALAP, INTO, INTO_END, OUT, OUT_END = range(9, 17)
OTHER, KIND, LAG, LAG_CALENDAR = range(4)
EARLY_START, EARLY_FINISH, LATE_START, LATE_FINISH, TOTAL_FLOAT, FREE_FLOAT, LOGIC_START, DRIVER, DRIVING = range(9)
RESTART, HOLD_START, HOLD_FINISH, DATES = range(9, 13)


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
    head = calendar * HEAD
    if tables[head + IS_ALWAYS]:
        return np.int64(at)
    index = min(max(at - tables[head + FIRST], 0), tables[head + LAST_MINUTE])
    return np.int64(tables[tables[head + WORKED] + index])


@compiled
def minute_after(tables, work, calendar, table):
    """Return the minute that a table, `FINISHES` or `STARTS`, has for so much work."""
    head = calendar * HEAD
    if tables[head + IS_ALWAYS]:
        return np.int64(work)
    return np.int64(tables[tables[head + table] + min(max(work, 0), tables[head + LAST_WORK])])


@compiled
def start_for(tables, finish, work, calendar):
    """Return when a task must start to finish so much work at `finish`."""
    if work == 0:
        return np.int64(finish)
    return minute_after(tables, work_before(tables, finish, calendar) - work, calendar, STARTS)


@compiled
def next_start(tables, at, calendar, is_milestone):
    """Return the next working minute; a milestone stays where work has just ended."""
    work = work_before(tables, at, calendar)
    if is_milestone and minute_after(tables, work, calendar, FINISHES) == at:
        return np.int64(at)
    return minute_after(tables, work, calendar, STARTS)


@compiled
def after_lag(tables, at, arcs, arc):
    """Return the bound that a link sets."""
    lag, calendar = np.int64(arcs[arc, LAG]), arcs[arc, LAG_CALENDAR]
    if calendar == ON_CLOCK or lag == 0:
        return at + lag
    table = FINISHES if arcs[arc, KIND] >= FF else STARTS
    return minute_after(tables, work_before(tables, at, calendar) + lag, calendar, table)


@compiled
def before_lag(tables, at, arcs, arc):
    """Return the latest minute from which a lag still leads to `at`."""
    lag, calendar = np.int64(arcs[arc, LAG]), arcs[arc, LAG_CALENDAR]
    if at == HIGH:
        return np.int64(HIGH)
    if calendar == ON_CLOCK or lag == 0:
        return at - lag
    return minute_after(tables, work_before(tables, at, calendar) - lag, calendar, STARTS)


@compiled
def bounds(tasks, task, arcs, dates, tables):
    """Return what the links into a task ask of its start and its finish, and the arcs that do."""
    start, finish, start_arc, finish_arc = np.int64(LOW), np.int64(LOW), -1, -1
    for arc in range(tasks[task, INTO], tasks[task, INTO_END]):
        kind = arcs[arc, KIND]
        at = dates[arcs[arc, OTHER], EARLY_START if kind in (SS, SF) else EARLY_FINISH]
        bound = after_lag(tables, at, arcs, arc)
        if kind >= FF and (bound > finish or finish_arc < 0):
            finish, finish_arc = bound, arc
        elif kind < FF and (bound > start or start_arc < 0):
            start, start_arc = bound, arc
    return start, finish, start_arc, finish_arc


@compiled
def link_start(tasks, task, bound, work, tables):
    """Return the earliest start under what links ask of the start and the finish."""
    start, finish = bound
    if finish == LOW:
        return start
    return max(start, start_for(tables, finish, work, tasks[task, CALENDAR]))


@compiled
def drive(tasks, task, found, dates, tables):
    """Note what set the start of a task and return the earliest moment for its work."""
    start, finish, start_arc, finish_arc = found
    if not tasks[task, WAITS]:
        start = np.int64(LOW)
    at, floor = link_start(tasks, task, (start, finish), tasks[task, WORK], tables), np.int64(tasks[task, FLOOR])
    dates[task, DRIVER], dates[task, DRIVING] = tasks[task, FLOOR_DRIVER], -1
    if at > LOW and at >= floor and tasks[task, STATE] != COMPLETE:
        if tasks[task, STATE] == OPEN:
            dates[task, DRIVER] = LINK
        by_finish = finish > LOW and start_for(tables, finish, tasks[task, WORK], tasks[task, CALENDAR]) == at
        dates[task, DRIVING] = finish_arc if by_finish and (start != at or finish_arc < start_arc) else start_arc
    return max(at, floor)


@compiled
def forward(tasks, into, dates, tables, project_start):
    """Set early dates, the starts that links alone allow, and what set each start."""
    for task in range(len(tasks)):
        calendar, work, duration = tasks[task, CALENDAR], tasks[task, WORK], tasks[task, DURATION]
        found = bounds(tasks, task, into, dates, tables)
        at = drive(tasks, task, found, dates, tables)
        dates[task, LOGIC_START] = project_start
        if tasks[task, INTO_END] > tasks[task, INTO]:
            alone = link_start(tasks, task, found[:2], duration, tables)
            dates[task, LOGIC_START] = next_start(tables, alone, calendar, duration == 0)
        if tasks[task, STATE] == COMPLETE:
            dates[task, EARLY_START], dates[task, EARLY_FINISH] = tasks[task, ACTUAL_START], tasks[task, ACTUAL_FINISH]
            continue
        begin = next_start(tables, at, calendar, work == 0)
        finish = begin
        if work > 0:
            finish = minute_after(tables, work_before(tables, begin, calendar) + work, calendar, FINISHES)
        dates[task, RESTART] = begin
        dates[task, EARLY_START] = begin if tasks[task, STATE] == OPEN else tasks[task, ACTUAL_START]
        dates[task, EARLY_FINISH] = max(finish, max(found[1], np.int64(tasks[task, FINISH_FLOOR])))


@compiled
def limits(tasks, task, arcs, dates, tables):
    """Return until when a task may start, and finish, so that no successor has to leave its `HOLD` dates."""
    start, finish = np.int64(HIGH), np.int64(HIGH)
    for arc in range(tasks[task, OUT], tasks[task, OUT_END]):
        kind = arcs[arc, KIND]
        at = before_lag(tables, dates[arcs[arc, OTHER], HOLD_FINISH if kind >= FF else HOLD_START], arcs, arc)
        if kind in (SS, SF):
            start = min(start, at)
        else:
            finish = min(finish, at)
    if tasks[task, STATE] != OPEN:
        start = np.int64(HIGH)
    return start, finish


@compiled
def finish_limit(tasks, task, at, tables):
    """Return the latest finish under a limit on the start and one on the finish."""
    (start, finish), work, calendar = at, tasks[task, WORK], tasks[task, CALENDAR]
    if work == 0 or start >= HIGH:
        return min(start, finish)
    return min(finish, minute_after(tables, work_before(tables, start, calendar) + work, calendar, STARTS))


@compiled
def latest_dates(tasks, task, at, held, tables):
    """Return the latest start and finish; a finish that is held outside working hours may stay there."""
    calendar, work = tasks[task, CALENDAR], tasks[task, WORK]
    limit = finish_limit(tasks, task, at, tables)
    latest = minute_after(tables, work_before(tables, limit, calendar), calendar, FINISHES)
    if latest < held <= limit:
        latest = np.int64(held)
    return min(at[0], start_for(tables, latest, work, calendar)), latest


@compiled
def backward(tasks, out, dates, tables, end):
    """Set late dates."""
    for task in range(len(tasks) - 1, -1, -1):
        dates[task, LATE_START], dates[task, LATE_FINISH] = dates[task, EARLY_START], dates[task, EARLY_FINISH]
        dates[task, HOLD_START], dates[task, HOLD_FINISH] = HIGH, HIGH
        if tasks[task, STATE] == COMPLETE:
            continue
        start, finish = limits(tasks, task, out, dates, tables)
        start = min(start, np.int64(tasks[task, START_CEILING]))
        finish = min(finish, min(np.int64(tasks[task, FINISH_CEILING]), end))
        start, finish = latest_dates(tasks, task, (start, finish), dates[task, EARLY_FINISH], tables)
        dates[task, HOLD_FINISH], dates[task, LATE_FINISH] = finish, finish
        if tasks[task, WAITS]:
            dates[task, HOLD_START] = start
        if tasks[task, STATE] == OPEN:
            dates[task, LATE_START] = start


@compiled
def use_up_float(tasks, out, dates, tables, last):
    """Move tasks that are as late as possible until a successor stops them."""
    for task in range(len(tasks) - 1, -1, -1):
        if tasks[task, IS_ALAP]:
            start, finish = limits(tasks, task, out, dates, tables)
            finish = min(finish, min(np.int64(dates[task, LATE_FINISH]), last))
            start, finish = latest_dates(tasks, task, (start, finish), dates[task, EARLY_FINISH], tables)
            if finish > dates[task, EARLY_FINISH]:
                dates[task, EARLY_START], dates[task, EARLY_FINISH] = start, finish
                dates[task, RESTART], dates[task, DRIVER], dates[task, DRIVING] = start, AS_LATE_AS_POSSIBLE, -1
        hold(tasks, task, dates)


@compiled
def hold(tasks, task, dates):
    """Note the early dates that predecessors must not disturb."""
    dates[task, HOLD_START] = dates[task, RESTART] if tasks[task, WAITS] else HIGH
    dates[task, HOLD_FINISH] = HIGH if tasks[task, STATE] == COMPLETE else dates[task, EARLY_FINISH]


@compiled
def measure(tasks, out, dates, tables, last):
    """Set total and free float."""
    for task in range(len(tasks)):
        dates[task, TOTAL_FLOAT], dates[task, FREE_FLOAT] = 0, 0
        if tasks[task, STATE] != COMPLETE:
            worked = work_before(tables, dates[task, EARLY_FINISH], tasks[task, CALENDAR])
            start, finish = limits(tasks, task, out, dates, tables)
            finish = finish_limit(tasks, task, (start, min(finish, last)), tables)
            dates[task, TOTAL_FLOAT] = work_before(tables, dates[task, LATE_FINISH], tasks[task, CALENDAR]) - worked
            dates[task, FREE_FLOAT] = work_before(tables, finish, tasks[task, CALENDAR]) - worked


@compiled
def schedule_tasks(tasks, arcs, tables, project_start, must_finish):
    """Return int32[N, 12], the dates of any plan by `DATES`; `must_finish` is `HIGH` where there is none."""
    into, out = arcs
    dates = np.empty((len(tasks), DATES), np.int32)
    forward(tasks, into, dates, tables, project_start)
    last = np.int64(dates[:, EARLY_FINISH].max()) if len(tasks) else np.int64(project_start)
    backward(tasks, out, dates, tables, last if must_finish == HIGH else np.int64(must_finish))
    use_up_float(tasks, out, dates, tables, last)
    measure(tasks, out, dates, tables, last)
    return dates
