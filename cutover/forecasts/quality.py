"""Plan quality: what needs the engine or a calendar; queries/marts/quality_*.sql counts the rest.

The critical path test really delays a task. The critical path length index
needs the working time left to the finish, and from the finish to when it is due.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import schedule
from cutover.errors import HorizonError, ScheduleError
from cutover.forecasts.model import Computed, Rows
from cutover.forecasts.path_test import run_path_test
from cutover.forecasts.plans import Clock, read_plan
from cutover.forecasts.snapshots import SCHEDULE_MARTS, span_of
from cutover.forecasts.working_time import DAY_MINUTES, LONGEST, Span, WorkingTime
from cutover.tables import Column, Table

FIRST_MARGIN = 1000 * DAY_MINUTES
"""Of the calendars: 600 working days of a week of five fit."""

FURTHEST = LONGEST // 2
"""A baseline or a target further from the status time is taken for a mistake: calendars are built up to here."""

PATH_TEST = Table(
    "computed_critical_path_test",
    "one row per scale: the critical path test, and the path left with its float",
    (
        Column("scale", "text", "dcma, cutover"),
        Column("task_id", "text", "task that is delayed: open, with the least float to the finish of its target"),
        Column("added_minutes", "integer", "delay: working time on the calendar of that task"),
        Column("slip_minutes", "integer", "by which the finish slips: working time on the same calendar"),
        Column("tolerance_minutes", "integer", "difference allowed: a usual day where tasks keep hours, else none"),
        Column("finish_at", "instant", "finish of the target"),
        Column("delayed_finish_at", "instant", "its finish with the delay"),
        Column("test_problem", "text", "why nothing was delayed"),
        Column("path_minutes", "integer", "from the status time to the finish: working time of the programme"),
        Column("float_minutes", "integer", "from the finish to when it is due: working time of the programme"),
        Column("path_problem", "text", "why path and float are not known"),
        Column("problem", "text", "why the plan cannot be scheduled"),
    ),
    key=("scale",),
)
BASELINES = Table(
    "computed_baseline_durations",
    "one row per task of the plan in force with a baseline start and finish",
    (
        Column("task_id", "text", "task"),
        Column("baseline_minutes", "integer", "working time between them on the task's calendar"),
    ),
    key=("task_id",),
)


@dataclass(frozen=True)
class Forecast:
    """The plan in force as it is scheduled, and what the checks say of its tasks.

    Attributes
    ----------
    tasks
        Rows of `schedule_tasks`, in the order of the plan.
    plan, network, result
        Engine input, its compiled structure and its schedule.
    day_minutes
        int64[N]; usual working day of an open task that counts, 0 of others.
    calendar
        Working time of the programme.
    """

    tasks: pa.Table
    plan: schedule.Plan
    network: schedule.Network
    result: schedule.Schedule
    day_minutes: np.ndarray
    calendar: schedule.Calendar

    def tasks_of(self, target_id: str) -> np.ndarray:
        """Return which tasks the target (plan, cutover) waits for."""
        is_wanted = self.tasks["is_in_scope"]
        if target_id == "cutover":
            is_wanted = pc.and_(is_wanted, pc.equal(self.tasks["phase"], target_id).fill_null(False))
        return is_wanted.to_numpy()


def compute(rows: Rows) -> Rows:
    """Return the rows of `PATH_TEST` and `BASELINES`.

    Parameters
    ----------
    rows
        Those of the tables that `QUALITY` reads, each ordered by key.
    """
    tasks, links = rows["schedule_tasks"], rows["schedule_links"]
    tasks = tasks.filter(tasks["is_current"])
    links = links.filter(pc.is_in(links["load_id"], value_set=tasks["load_id"].unique()))
    if not tasks.num_rows:
        return _unscheduled(rows, "No work is in the plan.")
    span = _span(tasks, rows["schedule_targets"])
    working_time = WorkingTime(rows["schedule_calendars"], span, margin=FIRST_MARGIN)
    try:
        return _widened(rows | {"schedule_tasks": tasks, "schedule_links": links}, working_time)
    except ScheduleError as error:
        return _unscheduled(rows, str(error))


def _widened(rows: Rows, working_time: WorkingTime) -> Rows:
    """Return the rows; the horizon of the calendars grows until it holds them."""
    while True:
        try:
            return _within_horizon(rows, working_time)
        except HorizonError as reached:
            working_time.widen(reached)


def _span(tasks: pa.Table, targets: pa.Table) -> Span:
    """Return the earliest and the latest instant of the plan, its baseline and its targets."""
    others = (tasks["baseline_start_at"], tasks["baseline_finish_at"], targets["due_at"])
    values = np.concatenate([columns.minutes_of(column) for column in others])
    told_at = columns.minutes_of(tasks["told_at"].slice(0, 1))
    known = values[values != schedule.UNSET].clip(told_at - FURTHEST, told_at + FURTHEST)
    span = span_of(tasks)
    return span._replace(first=int(known.min(initial=span.first)), last=int(known.max(initial=span.last)))


def _within_horizon(rows: Rows, working_time: WorkingTime) -> Rows:
    tasks, options = rows["schedule_tasks"], rows["schedule_options"].to_pylist()[0]
    baselines = None
    try:
        plan = read_plan(tasks, rows["schedule_links"], options, working_time).plan
        baselines = _baseline_rows(tasks, plan)
        network = schedule.compile_network(plan.names, plan.links)
        result = schedule.compute_schedule(plan, network)
        (calendar, *_), _ = working_time.assign(pa.chunked_array([[options["calendar_id"]]], pa.string()))
    except HorizonError:
        raise
    except ScheduleError as error:
        return _unscheduled(rows, str(error), baselines)
    forecast = Forecast(tasks, plan, network, result, _day_minutes(rows), calendar)
    due = {row["target_id"]: row["due_at"] for row in rows["schedule_targets"].to_pylist()}
    scales = rows["quality_scales"].to_pylist()
    tested = [{"scale": scale["scale"]} | _test(forecast, scale) | _path(forecast, scale, due) for scale in scales]
    return {PATH_TEST.name: _table(tested), BASELINES.name: baselines}


def _unscheduled(rows: Rows, problem: str, baselines: pa.Table | None = None) -> Rows:
    """Return rows that say why nothing was computed."""
    tested = [{"scale": scale, "problem": problem} for scale in rows["quality_scales"]["scale"].to_pylist()]
    return {PATH_TEST.name: _table(tested), BASELINES.name: baselines or Computed.schema_of(BASELINES).empty_table()}


def _table(tested: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(tested, Computed.schema_of(PATH_TEST))


def _baseline_rows(tasks: pa.Table, plan: schedule.Plan) -> pa.Table:
    """Return the working time from baseline start to finish of each task that has both."""
    ends = (columns.minutes_of(tasks[f"baseline_{end}_at"]) for end in ("start", "finish"))
    minutes = Clock(plan.calendars, plan.calendar).between(*ends)
    rows = pa.table([tasks["task_id"], columns.numbers(minutes)], names=["task_id", "baseline_minutes"])
    return rows.filter(rows["baseline_minutes"].is_valid()).cast(Computed.schema_of(BASELINES))


def _day_minutes(rows: Rows) -> np.ndarray:
    counted = rows["quality_counted_tasks"]
    counted = counted.filter(counted["is_open"])
    found = pc.index_in(rows["schedule_tasks"]["task_id"], value_set=counted["task_id"])
    return counted["day_minutes"].take(found).fill_null(0).to_numpy()


def _test(forecast: Forecast, scale: dict) -> dict:
    """Delay the most critical open task of a target, and tell by how much its finish slips."""
    plan, is_target = forecast.plan, forecast.tasks_of(scale["target_id"])
    if scale["delay_days"] is None:
        return {"test_problem": "The cutover window has no length."}
    if not len(plan.links.lag):
        return {"test_problem": "The plan has no links, so there is no path to test."}
    is_late = plan.constraint == schedule.Constraint.ALAP  # it has no float by its own wish
    day = np.where(is_target & ~is_late & (plan.duration > 0), forecast.day_minutes, 0)
    if not day.any():
        return {"test_problem": "No task is open."}
    added = np.rint(day * scale["delay_days"]).astype(np.int32)
    test = run_path_test(plan, network=forecast.network, before=forecast.result, is_target=is_target, added=added)
    keeps_hours = not all(calendar.is_always for calendar in plan.calendars)
    return {
        "task_id": plan.names[test.task],
        "added_minutes": test.added,
        "slip_minutes": test.slip,
        "tolerance_minutes": int(day[test.task]) if keeps_hours else 0,
        "finish_at": _instant(test.finish),
        "delayed_finish_at": _instant(test.delayed_finish),
    }


def _path(forecast: Forecast, scale: dict, due: dict[str, datetime]) -> dict:
    """Tell the working time left to the finish of a target, and from there to when it is due.

    References
    ----------
    Defense Acquisition University, Critical Path Length Index.
    """
    is_target, due_at = forecast.tasks_of(scale["target_id"]), due.get(scale["target_id"])
    if not (forecast.day_minutes[is_target] > 0).any():
        return {"path_problem": "No task is open."}
    if due_at is None:
        words = {"plan": "The plan has no baseline finish.", "cutover": "The cutover window has no end."}
        return {"path_problem": words[scale["target_id"]]}
    finish = int(forecast.result.early_finish[is_target].max())
    last = int(columns.minutes_of(pa.array([due_at], pa.timestamp("us")))[0])
    return {
        "path_minutes": int(forecast.calendar.minutes_between(forecast.plan.data_date, finish)),
        "float_minutes": int(forecast.calendar.minutes_between(finish, last)),
    }


def _instant(minutes: int) -> datetime:
    return columns.instants(np.array([minutes]))[0].as_py()


QUALITY = Computed(
    reads=(*SCHEDULE_MARTS, "schedule_targets", "quality_counted_tasks", "quality_scales"),
    creates=(PATH_TEST, BASELINES),
    compute=compute,
)
