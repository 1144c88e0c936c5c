"""Every snapshot of the plan, scheduled: what the schedule, the risk and the plan quality build on.

All snapshots are computed in one run, as one plan of separate networks: its
levels are walked once, not once per snapshot.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import schedule
from cutover.errors import CutoverError, HorizonError
from cutover.forecasts.model import Rows
from cutover.forecasts.plans import Clock, PlanRows, read_plan, told_minutes
from cutover.forecasts.working_time import Span, WorkingTime
from cutover.schedule.model import Driver

SCHEDULE_MARTS = ("schedule_tasks", "schedule_links", "schedule_calendars", "schedule_options")
"""What `schedule_snapshots` must be given."""

DATES = ("actual_start_at", "actual_finish_at", "not_before_at", "constraint_at", "deadline_at", "stated_finish_at",
         "planned_start_at", "planned_finish_at", "told_at")  # fmt: skip
PER_TASK = ("names", "duration", "calendar", "actual_start", "actual_finish", "remaining", "not_before",
            "constraint", "constraint_at", "deadline")  # fmt: skip
RESULTS = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "logic_start",
           "driver", "driving_link")  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """One snapshot of the plan and what the engine made of it.

    Attributes
    ----------
    load_id
        The snapshot.
    tasks, links
        Its rows of `schedule_tasks` and `schedule_links`.
    rows, result
        Engine input and result; None where it cannot be scheduled.
    problem
        Why not, in words.
    """

    load_id: str
    tasks: pa.Table
    links: pa.Table
    rows: PlanRows | None = None
    result: schedule.Schedule | None = None
    problem: str | None = None

    @cached_property
    def network(self) -> schedule.Network:
        """The compiled structure of its plan."""
        return schedule.compile_network(self.rows.plan.names, self.rows.plan.links)


def schedule_snapshots(rows: Rows) -> list[Snapshot]:
    """Return every snapshot with its schedule, in the order of the loads.

    Parameters
    ----------
    rows
        The rows of `SCHEDULE_MARTS`, each ordered by key; `schedule_tasks` of
        the snapshots that are wanted.
    """
    tasks = rows["schedule_tasks"]
    links = parts_by(rows["schedule_links"], "load_id")
    no_links = rows["schedule_links"].slice(0, 0)
    options = rows["schedule_options"].to_pylist()[0]
    working_time = WorkingTime(rows["schedule_calendars"], span_of(tasks))
    found = [
        Snapshot(load_id, part, links.get(load_id, no_links)) for load_id, part in parts_by(tasks, "load_id").items()
    ]
    with suppress(CutoverError):
        return _scheduled(found, options, working_time) if found else []
    own = [WorkingTime(rows["schedule_calendars"], span_of(each.tasks)) for each in found]
    times = own if working_time.is_too_long else [working_time] * len(found)  # one has a problem: find out which
    return [_scheduled_or_not(each, options, time) for each, time in zip(found, times, strict=True)]


def _scheduled_or_not(snapshot: Snapshot, options: dict, working_time: WorkingTime) -> Snapshot:
    try:
        return _scheduled([snapshot], options, working_time)[0]
    except CutoverError as error:
        return replace(snapshot, problem=str(error))


def _scheduled(snapshots: list[Snapshot], options: dict, working_time: WorkingTime) -> list[Snapshot]:
    """Return snapshots with their schedules; the horizon of the calendars grows until it holds them."""
    tasks, links = (pa.concat_tables([getattr(each, n) for each in snapshots]) for n in ("tasks", "links"))
    ends = np.cumsum([each.tasks.num_rows for each in snapshots])
    while True:
        rows = read_plan(tasks, links, options, working_time)
        try:
            result = _computed(rows, ends, _window_end(options))
            break
        except HorizonError as reached:
            working_time.widen(reached)
    told = told_minutes(tasks)
    link_ends = np.cumsum([each.links.num_rows for each in snapshots])
    found = []
    for snapshot, end, link_end in zip(snapshots, ends.tolist(), link_ends.tolist(), strict=True):
        own = slice(end - snapshot.tasks.num_rows, end)
        part = _part(rows, own, slice(link_end - snapshot.links.num_rows, link_end), int(told[own.start]))
        found.append(replace(snapshot, rows=part, result=_result_part(result, own, link_end - len(snapshot.links))))
    return found


def _window_end(options: dict) -> np.int32:
    """Return the end of the cutover window in minutes, `UNSET` without one."""
    return columns.minutes_of(pa.array([options["cutover_finish_at"]], pa.timestamp("us")))[0]


def _computed(rows: PlanRows, ends: np.ndarray, window_end: np.int32) -> schedule.Schedule:
    """Return the schedule of several snapshots in one; the second run knows the finish of each.

    A status time that differs is a floor of every task, and a finish that
    differs a deadline. Late dates count back from the last finish in scope, or
    from the end of the window where that is later.
    """
    plan, told = rows.plan, told_minutes(rows.tasks)
    whole = replace(plan, not_before=np.maximum(plan.not_before, told))
    network = schedule.compile_network(plan.names, plan.links)
    first = schedule.compute_schedule(whole, network).early_finish
    in_scope = rows.tasks["is_in_scope"].to_numpy()
    starts, sizes = np.concatenate([[0], ends[:-1]]), np.diff(ends, prepend=0)
    counted = np.maximum.reduceat(np.where(in_scope, first, schedule.UNSET), starts)
    finish = np.where(counted == schedule.UNSET, np.maximum.reduceat(first, starts), counted)
    last = np.repeat(np.maximum(finish, window_end), sizes)
    deadline = np.where(plan.deadline == schedule.UNSET, last, np.minimum(plan.deadline, last)).astype(np.int32)
    found = schedule.compute_schedule(replace(whole, deadline=deadline, must_finish=int(last.max())), network)
    until_finish = Clock(plan.calendars, plan.calendar).between(found.early_finish, np.repeat(finish, sizes))
    is_status = (found.driver == Driver.NOT_BEFORE) & (plan.not_before < told)
    return replace(
        found,
        free_float=np.minimum(found.free_float, until_finish).astype(np.int32),
        driver=np.where(is_status, np.int8(Driver.STATUS_TIME), found.driver),
    )


def _part(rows: PlanRows, own: slice, links: slice, told_at: int) -> PlanRows:
    """Return the plan of one snapshot out of that of all."""
    plan = rows.plan
    arrays = {name: getattr(plan, name)[own] for name in PER_TASK}
    ends = [getattr(plan.links, name)[links] - np.int32(own.start) for name in ("predecessor", "successor")]
    known = arrays["actual_start"][arrays["actual_start"] != schedule.UNSET]
    part = replace(
        plan,
        **arrays,
        links=schedule.Links(*ends, kind=plan.links.kind[links], lag=plan.links.lag[links]),
        start=int(known.min(initial=told_at)),
        data_date=told_at,
    )
    size = own.stop - own.start
    return PlanRows(
        rows.tasks.slice(own.start, size),
        rows.links.slice(links.start, links.stop - links.start),
        part,
        rows.remaining_basis.slice(own.start, size),
    )


def _result_part(result: schedule.Schedule, own: slice, first_link: int) -> schedule.Schedule:
    """Return the schedule of one snapshot out of that of all."""
    arrays = {name: getattr(result, name)[own] for name in RESULTS}
    link = arrays["driving_link"]
    arrays["driving_link"] = np.where(link >= 0, link - first_link, -1).astype(np.int32)
    return schedule.Schedule(**arrays, finish=int(arrays["early_finish"].max()))


def parts_by(rows: pa.Table, column: str) -> dict[str, pa.Table]:
    """Return rows that are ordered by a column as one slice per value."""
    runs = pc.run_end_encode(rows[column].combine_chunks())
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends][: len(ends)]
    return {
        name: rows.slice(start, end - start)
        for name, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }


def span_of(tasks: pa.Table) -> Span:
    """Return the earliest and the latest instant in the rows of `schedule_tasks`."""
    values = np.concatenate([columns.minutes_of(tasks[name]) for name in DATES])
    known = np.flatnonzero(values != schedule.UNSET)
    if not len(known):
        return Span()
    ends = known[[values[known].argmin(), values[known].argmax()]]
    named = [tasks["task_id"][int(end) % tasks.num_rows].as_py() for end in ends]
    return Span(*values[ends].tolist(), *named)
