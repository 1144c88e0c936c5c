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
def after_lag(tables, at, arc):
    """Return the bound that a link sets."""
    lag, calendar = np.int64(arc[LAG]), arc[LAG_CALENDAR]
    if calendar == ON_CLOCK or lag == 0:
        return at + lag
    table = FINISHES if arc[KIND] >= FF else STARTS
    return minute_after(tables, work_before(tables, at, calendar) + lag, calendar, table)


@compiled
def before_lag(tables, at, arc):
    """Return the latest minute from which a lag still leads to `at`."""
    lag, calendar = np.int64(arc[LAG]), arc[LAG_CALENDAR]
    if at == HIGH:
        return np.int64(HIGH)
    if calendar == ON_CLOCK or lag == 0:
        return at - lag
    return minute_after(tables, work_before(tables, at, calendar) - lag, calendar, STARTS)


@compiled
def bounds(task, arcs, dates, tables):
    """Return what the links into a task ask of its start and its finish, and the arcs that do."""
    start, finish, start_arc, finish_arc = np.int64(LOW), np.int64(LOW), -1, -1
    for each in range(task[INTO], task[INTO_END]):
        arc = arcs[each]
        kind = arc[KIND]
        at = dates[arc[OTHER], EARLY_START if kind in (SS, SF) else EARLY_FINISH]
        bound = after_lag(tables, at, arc)
        if kind >= FF and (bound > finish or finish_arc < 0):
            finish, finish_arc = bound, each
        elif kind < FF and (bound > start or start_arc < 0):
            start, start_arc = bound, each
    return start, finish, start_arc, finish_arc


@compiled
def link_start(task, start, finish, work, tables):
    """Return the earliest start under what links ask of the start and the finish."""
    if finish == LOW:
        return start
    return max(start, start_for(tables, finish, work, task[CALENDAR]))


@compiled
def drive(task, found, date, tables):
    """Note what set the start of a task and return the earliest moment for its work."""
    start, finish, start_arc, finish_arc = found
    if not task[WAITS]:
        start = np.int64(LOW)
    at, floor = link_start(task, start, finish, task[WORK], tables), np.int64(task[FLOOR])
    date[DRIVER], date[DRIVING] = task[FLOOR_DRIVER], -1
    if at > LOW and at >= floor and task[STATE] != COMPLETE:
        if task[STATE] == OPEN:
            date[DRIVER] = LINK
        by_finish = finish > LOW and start_for(tables, finish, task[WORK], task[CALENDAR]) == at
        date[DRIVING] = finish_arc if by_finish and (start != at or finish_arc < start_arc) else start_arc
    return max(at, floor)


@compiled
def forward(tasks, into, dates, tables, project_start):
    """Set early dates, the starts that links alone allow, and what set each start."""
    for each in range(len(tasks)):
        task, date = tasks[each], dates[each]
        calendar, work, duration = task[CALENDAR], task[WORK], task[DURATION]
        found = bounds(task, into, dates, tables)
        at = drive(task, found, date, tables)
        date[LOGIC_START] = project_start
        if task[INTO_END] > task[INTO]:
            alone = link_start(task, found[0], found[1], duration, tables)
            date[LOGIC_START] = next_start(tables, alone, calendar, duration == 0)
        if task[STATE] == COMPLETE:
            date[EARLY_START], date[EARLY_FINISH] = task[ACTUAL_START], task[ACTUAL_FINISH]
            continue
        begin = next_start(tables, at, calendar, work == 0)
        finish = begin
        if work > 0:
            finish = minute_after(tables, work_before(tables, begin, calendar) + work, calendar, FINISHES)
        date[RESTART] = begin
        date[EARLY_START] = begin if task[STATE] == OPEN else task[ACTUAL_START]
        date[EARLY_FINISH] = max(finish, max(found[1], np.int64(task[FINISH_FLOOR])))


@compiled
def limits(task, arcs, dates, tables):
    """Return until when a task may start, and finish, so that no successor has to leave its `HOLD` dates."""
    start, finish = np.int64(HIGH), np.int64(HIGH)
    for each in range(task[OUT], task[OUT_END]):
        arc = arcs[each]
        kind = arc[KIND]
        at = before_lag(tables, dates[arc[OTHER], HOLD_FINISH if kind >= FF else HOLD_START], arc)
        if kind in (SS, SF):
            start = min(start, at)
        else:
            finish = min(finish, at)
    if task[STATE] != OPEN:
        start = np.int64(HIGH)
    return start, finish


@compiled
def finish_limit(task, start, finish, tables):
    """Return the latest finish under a limit on the start and one on the finish."""
    work, calendar = task[WORK], task[CALENDAR]
    if work == 0 or start >= HIGH:
        return min(start, finish)
    return min(finish, minute_after(tables, work_before(tables, start, calendar) + work, calendar, STARTS))


@compiled
def latest_dates(task, start, finish, held, tables):
    """Return the latest start and finish; a finish that is held outside working hours may stay there."""
    calendar, work = task[CALENDAR], task[WORK]
    limit = finish_limit(task, start, finish, tables)
    latest = minute_after(tables, work_before(tables, limit, calendar), calendar, FINISHES)
    if latest < held <= limit:
        latest = np.int64(held)
    return min(start, start_for(tables, latest, work, calendar)), latest


@compiled
def backward(tasks, out, dates, tables, end):
    """Set late dates."""
    for each in range(len(tasks) - 1, -1, -1):
        task, date = tasks[each], dates[each]
        date[LATE_START], date[LATE_FINISH] = date[EARLY_START], date[EARLY_FINISH]
        date[HOLD_START], date[HOLD_FINISH] = HIGH, HIGH
        if task[STATE] == COMPLETE:
            continue
        start, finish = limits(task, out, dates, tables)
        start = min(start, np.int64(task[START_CEILING]))
        finish = min(finish, min(np.int64(task[FINISH_CEILING]), end))
        start, finish = latest_dates(task, start, finish, date[EARLY_FINISH], tables)
        date[HOLD_FINISH], date[LATE_FINISH] = finish, finish
        if task[WAITS]:
            date[HOLD_START] = start
        if task[STATE] == OPEN:
            date[LATE_START] = start


@compiled
def use_up_float(tasks, out, dates, tables, last):
    """Move tasks that are as late as possible until a successor stops them."""
    for each in range(len(tasks) - 1, -1, -1):
        task, date = tasks[each], dates[each]
        if task[IS_ALAP]:
            start, finish = limits(task, out, dates, tables)
            finish = min(finish, min(np.int64(date[LATE_FINISH]), last))
            start, finish = latest_dates(task, start, finish, date[EARLY_FINISH], tables)
            if finish > date[EARLY_FINISH]:
                date[EARLY_START], date[EARLY_FINISH] = start, finish
                date[RESTART], date[DRIVER], date[DRIVING] = start, AS_LATE_AS_POSSIBLE, -1
        hold(task, date)


@compiled
def hold(task, date):
    """Note the early dates that predecessors must not disturb."""
    date[HOLD_START] = date[RESTART] if task[WAITS] else HIGH
    date[HOLD_FINISH] = HIGH if task[STATE] == COMPLETE else date[EARLY_FINISH]


@compiled
def measure(tasks, out, dates, tables, last):
    """Set total and free float."""
    for each in range(len(tasks)):
        task, date = tasks[each], dates[each]
        date[TOTAL_FLOAT], date[FREE_FLOAT] = 0, 0
        if task[STATE] != COMPLETE:
            worked = work_before(tables, date[EARLY_FINISH], task[CALENDAR])
            start, finish = limits(task, out, dates, tables)
            finish = finish_limit(task, start, min(finish, last), tables)
            date[TOTAL_FLOAT] = work_before(tables, date[LATE_FINISH], task[CALENDAR]) - worked
            date[FREE_FLOAT] = work_before(tables, finish, task[CALENDAR]) - worked


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
