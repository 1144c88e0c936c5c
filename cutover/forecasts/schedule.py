"""The computed tables of the schedule: dates, floats and drivers of every task in every snapshot."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
import cutover.schedule.backend as backend
from cutover import schedule
from cutover.forecasts.model import Computed, Rows
from cutover.forecasts.plans import Clock
from cutover.forecasts.schedule_paths import MOVES, PATHS, move_rows, path_rows
from cutover.forecasts.snapshots import SCHEDULE_MARTS, Snapshot, schedule_snapshots
from cutover.tables import Column, Table

WINDOW_PHASES = ("pre_cutover", "cutover")
DRIVERS = np.array([driver.name.lower() for driver in schedule.Driver])
LINK_NAMES = np.array([kind.name for kind in schedule.LinkType])

SCHEDULES = Table(
    "computed_schedule",
    "one row per task and snapshot of the plan: what the engine computed",
    (
        Column("load_id", "text", "snapshot of the plan"),
        Column("task_id", "text", "task"),
        Column("early_start_at", "instant", "actual start, else the earliest one possible; UTC"),
        Column("early_finish_at", "instant", "actual finish, else the earliest one possible; UTC"),
        Column(
            "late_start_at", "instant", "latest start that delays neither finish nor deadline; null out of scope; UTC"
        ),
        Column(
            "late_finish_at", "instant", "latest finish that delays neither finish nor deadline; null out of scope; UTC"
        ),
        Column(
            "total_float_minutes", "integer", "working time by which it can slip; null once settled, or out of scope"
        ),
        Column(
            "free_float_minutes", "integer", "the same before a successor moves; null once settled, or out of scope"
        ),
        Column("logic_start_at", "instant", "start that links alone allow; null without links; UTC"),
        Column("driver", "text", "what set the start", allowed=tuple(DRIVERS.tolist())),
        Column("driving_predecessor_id", "text", "task at the other end of the link that set it"),
        Column("driving_type", "text", "type of that link"),
        Column("driving_lag_minutes", "integer", "lag of that link"),
        Column("is_critical", "boolean", "open, and any slip moves the finish of the cutover or of the plan"),
        Column("depends_on_assumed_recovery", "boolean", "open, behind a task whose recovery is assumed"),
        Column("duration_minutes", "integer", "working time, as used"),
        Column("remaining_minutes", "integer", "working time left of a task under way, as used"),
        Column("remaining_basis", "text", "what it is told by; overdue: median of its estimate given the time worked"),
    ),
    key=("load_id", "task_id"),
)
NETWORKS = Table(
    "computed_networks",
    "one row per snapshot of the plan: its network as a whole",
    (
        Column("load_id", "text", "snapshot of the plan"),
        Column("engine", "text", "engine that computed it", allowed=("numpy", "numba")),
        Column("task_count", "integer", "tasks scheduled"),
        Column("link_count", "integer", "links between them"),
        Column("open_task_count", "integer", "open tasks in scope"),
        Column("linked_open_task_count", "integer", "of them with a link"),
        Column("finish_at", "instant", "latest finish of a task in scope; UTC"),
        Column("cutover_finish_at", "instant", "the same of the phase cutover; UTC"),
        Column("problem", "text", "why nothing is computed, such as a cycle of links"),
    ),
    key=("load_id",),
)  # fmt: skip


def compute(rows: Rows) -> Rows:
    """Return the schedules of all snapshots: see `SCHEDULE.creates`."""
    options = rows["schedule_options"].to_pylist()[0]
    snapshots = schedule_snapshots(rows)
    solved = [snapshot for snapshot in snapshots if snapshot.result is not None]
    members = rows["schedule_target_tasks"]
    return {
        SCHEDULES.name: stacked(SCHEDULES, [_schedule_rows(snapshot, options) for snapshot in solved]),
        NETWORKS.name: stacked(NETWORKS, [_network_row(snapshot) for snapshot in snapshots]),
        PATHS.name: stacked(PATHS, path_rows(solved, members)),
        MOVES.name: stacked(MOVES, move_rows(solved, members)),
    }


def stacked(table: Table, parts: list[dict]) -> pa.Table:
    """Return columns by name, one dict per part, as the rows of a computed table."""
    schema = Computed.schema_of(table)
    return pa.concat_tables([schema.empty_table(), *(pa.table(part, schema=schema) for part in parts)])


SCHEDULE = Computed(
    reads=(*SCHEDULE_MARTS, "schedule_target_tasks"),
    creates=(SCHEDULES, NETWORKS, PATHS, MOVES),
    compute=compute,
)


def _schedule_rows(snapshot: Snapshot, options: dict) -> dict:
    """Return the columns of `computed_schedule` of one snapshot."""
    plan, result, tasks = snapshot.rows.plan, snapshot.result, snapshot.tasks
    link = result.driving_link
    is_open = open_tasks(tasks)
    is_measured = is_open & tasks["is_in_scope"].to_numpy()
    is_standby = is_open & ~is_measured
    is_linked = np.isin(np.arange(len(link)), plan.links.successor)
    return {
        "load_id": tasks["load_id"],
        "task_id": tasks["task_id"],
        "early_start_at": columns.instants(result.early_start),
        "early_finish_at": columns.instants(result.early_finish),
        "late_start_at": columns.instants(np.where(is_standby, schedule.UNSET, result.late_start)),
        "late_finish_at": columns.instants(np.where(is_standby, schedule.UNSET, result.late_finish)),
        "total_float_minutes": masked(result.total_float, is_measured),
        "free_float_minutes": masked(result.free_float, is_measured),
        "logic_start_at": columns.instants(np.where(is_linked, result.logic_start, schedule.UNSET)),
        "driver": pa.array(DRIVERS[result.driver]),
        **_driving_columns(snapshot, link),
        "is_critical": is_measured & (result.total_float <= _critical_floats(snapshot, options)),
        "depends_on_assumed_recovery": _behind_assumed(snapshot, is_open),
        "duration_minutes": plan.duration,
        "remaining_minutes": masked(plan.remaining, plan.remaining != schedule.UNSET),
        "remaining_basis": snapshot.rows.remaining_basis,
    }


def _driving_columns(snapshot: Snapshot, link: np.ndarray) -> dict:
    """Return the link that set each task: predecessor, type and lag; null where none did."""
    links = snapshot.rows.plan.links
    found = np.flatnonzero(link >= 0)
    columns = {
        "driving_predecessor_id": snapshot.rows.plan.names[links.predecessor[link[found]]],
        "driving_type": LINK_NAMES[links.kind[link[found]]],
        "driving_lag_minutes": links.lag[link[found]],
    }
    place = np.full(len(link), -1)
    place[found] = np.arange(len(found))
    positions = pa.array(place, mask=place < 0)
    return {name: pa.array(values).take(positions) for name, values in columns.items()}


def open_tasks(tasks: pa.Table) -> np.ndarray:
    """Return which rows of `schedule_tasks` are neither complete nor skipped."""
    return ~np.isin(tasks["status"].to_numpy(), ("complete", "skipped"))


def masked(values: np.ndarray, known: np.ndarray) -> pa.Array:
    """Return whole numbers, null where not known."""
    return pa.array(values.astype(np.int64), mask=~known)


def latest(minutes: np.ndarray, kept: np.ndarray) -> np.int32:
    """Return the latest of the values kept; `UNSET` if there is none."""
    return minutes[kept].max(initial=schedule.UNSET)


def _critical_floats(snapshot: Snapshot, options: dict) -> np.ndarray:
    """Return up to what total float a task is critical: what its target can lose, at least 0.

    Tasks up to the end of the cutover are measured against the window, all
    others against the finish of the plan.
    """
    tasks, result = snapshot.tasks, snapshot.result
    finish, due = latest(result.early_finish, in_cutover(tasks)), options["cutover_finish_at"]
    if finish == schedule.UNSET or due is None:
        return np.zeros(len(result.early_finish))
    due_minute = columns.minutes_of(pa.array([due]))[0]
    left = Clock(snapshot.rows.plan.calendars, snapshot.rows.plan.calendar).between(finish, due_minute)
    return np.where(np.isin(tasks["phase"].to_numpy(), WINDOW_PHASES), np.maximum(left, 0), 0)


def in_cutover(tasks: pa.Table) -> np.ndarray:
    """Return which rows of `schedule_tasks` are in scope and in the phase cutover."""
    return tasks["is_in_scope"].to_numpy() & (tasks["phase"].to_numpy() == "cutover")


def _behind_assumed(snapshot: Snapshot, is_open: np.ndarray) -> np.ndarray:
    """Return which open tasks wait for one whose recovery is assumed, directly or not."""
    is_assumed = snapshot.tasks["is_recovery_assumed"].to_numpy()
    if not is_assumed.any():
        return is_assumed
    network = snapshot.network
    first, size = network.succ_start[:-1], np.diff(network.succ_start)
    is_waiting = is_open[network.order]
    found = np.zeros(len(is_open), bool)
    edge = np.flatnonzero(is_assumed[network.order])
    while len(edge):
        ends = np.cumsum(size[edge])
        entries = np.arange(ends[-1]) + np.repeat(first[edge] - (ends - size[edge]), size[edge])
        ahead = np.unique(network.succ[entries])
        edge = ahead[is_waiting[ahead] & ~found[ahead]]
        found[edge] = True
    return found[network.position]


def _network_row(snapshot: Snapshot) -> dict:
    """Return the columns of `computed_networks` of one snapshot: one row."""
    tasks, links, result = snapshot.tasks, snapshot.links, snapshot.result
    counted = open_tasks(tasks) & tasks["is_in_scope"].to_numpy()
    ends = pa.chunked_array([*links["predecessor_id"].chunks, *links["successor_id"].chunks], pa.string())
    is_linked = pc.is_in(tasks["task_id"], value_set=ends.combine_chunks()).to_numpy()
    kept = (tasks["is_in_scope"].to_numpy(), in_cutover(tasks))
    finishes = [schedule.UNSET if result is None else latest(result.early_finish, rows) for rows in kept]
    row = {
        "load_id": snapshot.load_id,
        "engine": None if result is None else backend.use(),
        "task_count": tasks.num_rows,
        "link_count": links.num_rows,
        "open_task_count": int(counted.sum()),
        "linked_open_task_count": int((counted & is_linked).sum()),
        "problem": snapshot.problem,
    }
    dates = zip(("finish_at", "cutover_finish_at"), finishes, strict=True)
    return {name: [value] for name, value in row.items()} | {name: columns.instants([at]) for name, at in dates}
