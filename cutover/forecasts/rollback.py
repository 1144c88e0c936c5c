"""The computed tables of the way back: how long it takes now and at worst, its course, and its order."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import rollback, schedule
from cutover.errors import ScheduleError
from cutover.forecasts.model import Computed, Rows
from cutover.forecasts.plans import LINK_TYPES
from cutover.forecasts.schedule import stacked
from cutover.tables import Column, Table

MOST_STARTS = 400
"""Of the course; the latest decision is exact whatever their number."""

POINTS = {"now": "as_of", "worst": "implementation_finish_at"}
"""When the way back would begin, and the option that says it."""

CLOCK = Table(
    "computed_rollback",
    "one row: how long undoing takes, and until when it still fits",
    (
        Column("programme_id", "text", "programme"),
        Column("now_minutes", "integer", "to undo what has been started"),
        Column("now_count", "integer", "tasks and steps that takes"),
        Column("worst_minutes", "integer", "to undo everything once the cutover is done"),
        Column("worst_count", "integer", "tasks and steps that takes"),
        Column(
            "latest_decision_at", "instant", "latest time at which turning back ends in time; null without a window"
        ),
        Column("closing_task_id", "text", "task whose start closes the way back then; null: time runs out"),
        Column("problem", "text", "why it cannot be computed, such as steps that wait for each other"),
    ),
    key=("programme_id",),
)
COURSE = Table(
    "computed_rollback_course",
    "one row per start that makes the way back longer",
    (
        Column("start_at", "instant", "when"),
        Column("backout_minutes", "integer", "length of the way back from then on"),
        Column("task_count", "integer", "tasks and steps that it takes"),
    ),
    key=("start_at",),
)
PATH = Table(
    "computed_rollback_path",
    "one row per task or step to be done on the way back, now and at worst",
    (
        Column("point", "text", "from when", allowed=("now", "worst")),
        Column("task_id", "text", "task that is undone, or back-out step"),
        Column("position", "integer", "1 for what is undone first"),
        Column("start_minutes", "integer", "after the decision"),
        Column("finish_minutes", "integer", "after the decision"),
        Column("is_critical", "boolean", "any slip makes the way back longer"),
    ),
    key=("point", "task_id"),
)  # fmt: skip


def compute(rows: Rows) -> Rows:
    """Return the way back: see `ROLLBACK.creates`."""
    options = rows["rollback_options"].to_pylist()[0]
    row = dict.fromkeys(column.name for column in CLOCK.columns) | {"programme_id": options["programme_id"]}
    course, paths = [], []
    try:
        undoing = read_undoing(rows["rollback_tasks"], rows["rollback_links"])
        row |= _clock(undoing, options)
        found = rollback.backout_course(undoing, most=MOST_STARTS)
        course = [{"start_at": columns.instants(found.at), "backout_minutes": found.minutes, "task_count": found.count}]
        points = {point: _minute(options[name]) for point, name in POINTS.items()}
        paths = [_path(undoing, point, at) for point, at in points.items() if at is not None]
    except ScheduleError as error:
        row["problem"] = str(error)
    return {
        CLOCK.name: pa.Table.from_pylist([row], Computed.schema_of(CLOCK)),
        COURSE.name: stacked(COURSE, course),
        PATH.name: stacked(PATH, paths),
    }


ROLLBACK = Computed(
    reads=("rollback_tasks", "rollback_links", "rollback_options"), creates=(CLOCK, COURSE, PATH), compute=compute
)


def read_undoing(tasks: pa.Table, links: pa.Table) -> rollback.Undoing:
    """Return the back-out network of the rows of `rollback_tasks` and `rollback_links`.

    Raises
    ------
    ScheduleError
        If tasks or steps wait for each other in a circle.
    """
    kinds = {kind: tasks.filter(pc.equal(tasks["kind"], kind)) for kind in ("task", "step")}
    ends = {kind: _ends(links.filter(pc.equal(links["kind"], kind)), kinds[kind]) for kind in kinds}
    names = {kind: columns.texts_of(rows["task_id"]) for kind, rows in kinds.items()}
    minutes = {
        kind: np.rint(np.nan_to_num(columns.numbers_of(rows["backout_minutes"]))).astype(np.int32)
        for kind, rows in kinds.items()
    }
    covers = [(step, at) for at, steps in enumerate(kinds["task"]["covered_by"].to_pylist()) for step in steps or ()]
    places = {name: at for at, name in enumerate(names["step"].tolist())}
    pairs = np.array([(places[step], at) for step, at in covers], np.int32).reshape(-1, 2)
    start = columns.minutes_of(kinds["task"]["start_at"])
    before, after = ends["task"].predecessor, ends["task"].successor
    return rollback.reverse(
        rollback.Tasks(names["task"], start, minutes["task"], before, after),
        rollback.Steps(names["step"], minutes["step"], pairs[:, 0], pairs[:, 1], ends["step"]),
    )


def _ends(links: pa.Table, tasks: pa.Table) -> schedule.Links:
    found = [
        pc.index_in(links[name], value_set=tasks["task_id"]).to_numpy().astype(np.int32)
        for name in ("predecessor_id", "successor_id")
    ]
    kinds = np.array([LINK_TYPES[word] for word in links["dependency_type"].to_pylist()], np.int8)
    return schedule.Links(*found, kind=kinds, lag=columns.integers_of(links["lag_minutes"]))


def _clock(undoing: rollback.Undoing, options: dict) -> dict:
    """Return the columns of `computed_rollback` that are known."""
    found = {}
    for point, name in POINTS.items():
        at = _minute(options[name])
        if at is not None:
            found[f"{point}_minutes"] = rollback.backout(undoing, at).finish
            found[f"{point}_count"] = int((undoing.is_work & (undoing.since <= at)).sum())
    limit = _minute(options["limit_at"])
    if limit is not None:
        latest = rollback.latest_decision(undoing, limit)
        found["latest_decision_at"] = columns.instants(np.array([latest.at]))[0].as_py()
        if latest.position is not None:
            found["closing_task_id"] = undoing.plan.names[latest.position]
    return found


def _path(undoing: rollback.Undoing, point: str, at: int) -> dict:
    """Return the columns of `computed_rollback_path` from one point on: what is undone first, first."""
    result = rollback.backout(undoing, at)
    is_kept = undoing.is_work & (undoing.since <= at)
    order = np.lexsort((undoing.plan.names.astype(str), -undoing.since, result.early_start))
    order = order[is_kept[order]]
    return {
        "point": [point] * len(order),
        "task_id": undoing.plan.names[order],
        "position": np.arange(1, len(order) + 1),
        "start_minutes": result.early_start[order],
        "finish_minutes": result.early_finish[order],
        "is_critical": result.total_float[order] == 0,
    }


def _minute(at: object) -> int | None:
    """Return an instant in minutes since 1970; None where it is not known."""
    found = columns.minutes_of(pa.array([at], pa.timestamp("us")))[0]
    return None if found == schedule.UNSET else int(found)
