"""The computed tables of paths: what drives each target, what is next to it, and what moved its finish."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.forecasts.snapshots import Snapshot
from cutover.schedule.moves import Move, Version, moved
from cutover.schedule.paths import driving_walk, near_critical_paths
from cutover.tables import Column, Table

NEAR_PATHS = 12
NEAR_TARGETS = ("cutover", "plan")
"""Targets whose paths next to the driving one are told: those that can be the focus."""

PATHS = Table(
    "computed_paths",
    "one row per task of a path, of the snapshot in force and the one before it",
    (
        Column("load_id", "text", "snapshot of the plan"),
        Column("target_id", "text", "target that the path leads to"),
        Column("path_number", "integer", "0: what drives the finish; 1 and up: next to it, least float first"),
        Column("position", "integer", "1 for the first task of the path"),
        Column("task_id", "text", "task"),
        Column("is_driving", "boolean", "the path drives the finish"),
        Column("float_minutes", "integer", "working time by which the path can slip before the finish moves"),
        Column("joins_task_id", "text", "task of an earlier path that it leads into; null: it ends in the target"),
    ),
    key=("load_id", "target_id", "path_number", "position"),
)
MOVES = Table(
    "computed_finish_moves",
    "one row per reason why the finish of a target moved since the snapshot before",
    (
        Column("target_id", "text", "target"),
        Column("position", "integer", "in the order of the path"),
        Column("task_id", "text", "task"),
        Column("change", "text", "what happened"),
        Column("share_minutes", "integer", "what it adds to the finish; negative takes away"),
    ),
    key=("target_id", "position"),
)


def path_rows(snapshots: list[Snapshot], members: pa.Table) -> list[dict]:
    """Return the columns of `computed_paths`, one dict per target and snapshot.

    Parameters
    ----------
    snapshots
        All that are scheduled; those in force and before are taken.
    members
        Rows of `schedule_target_tasks`, by key.
    """
    return [
        columns
        for snapshot in _told(snapshots)
        for target_id, target in last_tasks(snapshot, members).items()
        for columns in _path_columns(snapshot, target_id, target)
    ]


def move_rows(snapshots: list[Snapshot], members: pa.Table) -> list[dict]:
    """Return the columns of `computed_finish_moves`, one dict per target; none without a snapshot before."""
    told = {bool(snapshot.tasks["is_current"][0].as_py()): snapshot for snapshot in _told(snapshots)}
    if len(told) < 2:
        return []
    before, after = (_versions(told[is_current], members) for is_current in (False, True))
    return [_move_columns(name, moved(before[name], after[name])) for name in after if name in before]


def _versions(snapshot: Snapshot, members: pa.Table) -> dict[str, Version]:
    """Return a snapshot as seen from each target."""
    plan, result = snapshot.rows.plan, snapshot.result
    return {name: Version(plan, result, target) for name, target in last_tasks(snapshot, members).items()}


def last_tasks(snapshot: Snapshot, members: pa.Table) -> dict[str, int]:
    """Return the position of the task that each target waits for longest, by target.

    Of several that finish together, the one that starts last.
    """
    own = members.filter(pc.equal(members["load_id"], snapshot.load_id))
    positions = pc.index_in(own["task_id"], value_set=snapshot.tasks["task_id"].combine_chunks()).to_numpy()
    result = snapshot.result
    order = np.lexsort((-positions, result.early_start[positions], result.early_finish[positions]))
    names = own["target_id"].to_numpy()[order]
    return dict(zip(names.tolist(), positions[order].tolist(), strict=True))  # the last one stays


def _told(snapshots: list[Snapshot]) -> list[Snapshot]:
    """Return the snapshots in force and before, as far as they are scheduled."""
    return [
        snapshot for snapshot in snapshots
        if snapshot.tasks["is_current"][0].as_py() or snapshot.tasks["is_previous"][0].as_py()
    ]  # fmt: skip


def _path_columns(snapshot: Snapshot, target_id: str, target: int) -> list[dict]:
    """Return the driving path of a target and the paths next to it, as columns."""
    plan, result = snapshot.rows.plan, snapshot.result
    driving, _ = driving_walk(plan.links, result.driving_link, target)
    found = [(driving, 0, None)]
    if target_id in NEAR_TARGETS:
        near = near_critical_paths(plan, result, np.array([target]), NEAR_PATHS + 1)[1:]
        found += [(path.tasks, path.float_minutes, plan.names[path.joins]) for path in near]
    return [
        {
            "load_id": [snapshot.load_id] * len(tasks),
            "target_id": [target_id] * len(tasks),
            "path_number": [number] * len(tasks),
            "position": range(1, len(tasks) + 1),
            "task_id": plan.names[tasks],
            "is_driving": [number == 0] * len(tasks),
            "float_minutes": [float_minutes] * len(tasks),
            "joins_task_id": [joins] * len(tasks),
        }
        for number, (tasks, float_minutes, joins) in enumerate(found)
    ]


def _move_columns(target_id: str, moves: list[Move]) -> dict:
    """Return moves as columns."""
    return {
        "target_id": [target_id] * len(moves),
        "position": range(1, len(moves) + 1),
        "task_id": [move.name for move in moves],
        "change": [str(move.change) for move in moves],
        "share_minutes": [move.share for move in moves],
    }
