"""What a hypothetical plan does: finishes before and after, checkpoints that turn, tasks that move, and whose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from cutover.errors import ReportError
from cutover.scenario import Change, refuse_settled
from cutover.warehouse import Moment

MINUTE = timedelta(minutes=1)
INSTANT, TEXT, COUNT = pa.timestamp("us"), pa.string(), pa.int64()
TARGETS = pa.schema(
    [
        ("target_id", TEXT), ("target_name", TEXT), ("kind", TEXT), ("is_focus", pa.bool_()), ("due_at", INSTANT),
        ("before_at", INSTANT), ("after_at", INSTANT), ("moved_minutes", COUNT),
    ]
)  # fmt: skip
CHECKPOINTS = pa.schema(
    [
        ("checkpoint_id", TEXT), ("checkpoint_name", TEXT), ("planned_at", INSTANT), ("health_before", TEXT),
        ("health", TEXT), ("ready_before_at", INSTANT), ("ready_at", INSTANT),
    ]
)  # fmt: skip
TASKS = pa.schema(
    [
        ("task_id", TEXT), ("task_name", TEXT), ("workstream", TEXT), ("side", TEXT), ("owner_role", TEXT),
        ("owners", pa.list_(TEXT)), ("before_at", INSTANT), ("after_at", INSTANT), ("moved_minutes", COUNT),
    ]
)  # fmt: skip
AFFECTED = pa.schema(
    [
        ("side", TEXT), ("owner_role", TEXT), ("task_count", COUNT), ("owners", pa.list_(TEXT)),
        ("largest_move_minutes", COUNT),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A plan as it is against the same plan with changes; instants are UTC.

    Attributes
    ----------
    targets
        One row per target, the one in focus first: its finish before and after.
    checkpoints
        Checkpoints whose health turns, in order of time.
    tasks
        Tasks whose finish moves, the largest move first.
    affected
        Whose tasks move: one row per side and role, most tasks first.
    """

    targets: pa.Table
    checkpoints: pa.Table
    tasks: pa.Table
    affected: pa.Table


def altered(moment: Moment, changes: Sequence[Change]) -> Moment:
    """Return the moment of the plan with changes.

    Raises
    ------
    ScenarioError
        If a change is to something that has happened, to no task, or closes a circle.
    """
    refuse_settled(changes, moment.table("tasks"))
    return moment.altered(changes)


def compare(before: Moment, after: Moment) -> Comparison:
    """Return what differs between a moment and the same moment of an altered plan.

    Raises
    ------
    ReportError
        If either plan cannot be scheduled; the reason is told.
    """
    for moment in (before, after):
        _refuse_unscheduled(moment)
    tasks = _moved_tasks(before, after)
    return Comparison(_targets(before, after), _turned(before, after), tasks, _affected(tasks.to_pylist()))


def finish_of(moment: Moment) -> dict:
    """Return the target in focus as in the mart of targets, with its finish as `at`; empty if there is none."""
    _refuse_unscheduled(moment)
    return next(iter(_finishes(moment)), {})


def in_force(moment: Moment, table: str) -> list[dict]:
    """Return those rows of a table that tell the snapshot in force."""
    rows = moment.table(table)
    return rows.filter(rows["is_current"]).to_pylist()


def _refuse_unscheduled(moment: Moment) -> None:
    """Refuse a plan without computed dates: nothing could be compared."""
    current = {row["load_id"] for row in in_force(moment, "plan_snapshots")}
    networks = [row for row in moment.table("computed_networks").to_pylist() if row["load_id"] in current]
    problem = next((row["problem"] for row in networks if row["problem"]), None)
    if problem or not networks:
        raise ReportError(f"The plan cannot be scheduled: {problem or 'it holds no task'}")


def _finishes(moment: Moment) -> list[dict]:
    """Return the targets that have a finish, the one in focus first, then by time."""
    finishes = {row["target_id"]: row["forecast_at"] for row in in_force(moment, "target_forecasts")}
    targets = [row | {"at": finishes.get(row["target_id"])} for row in moment.table("schedule_targets").to_pylist()]
    known = [row for row in targets if row["at"] is not None]
    return sorted(known, key=lambda row: (not row["is_focus"], row["at"], row["target_id"]))


def _targets(before: Moment, after: Moment) -> pa.Table:
    later = {row["target_id"]: row["at"] for row in _finishes(after)}
    rows = [
        {name: row[name] for name in ("target_id", "target_name", "is_focus", "due_at")}
        | {"kind": row["target_kind"], "before_at": row["at"], "after_at": later[row["target_id"]]}
        for row in _finishes(before)
        if row["target_id"] in later
    ]
    return _with_moves(rows, TARGETS)


def _turned(before: Moment, after: Moment) -> pa.Table:
    """Return the checkpoints whose health differs."""
    earlier = {row["checkpoint_id"]: row for row in before.query("checkpoint_health").to_pylist()}
    rows = [
        {name: row[name] for name in ("checkpoint_id", "checkpoint_name", "planned_at", "health")}
        | {"health_before": known["health"], "ready_at": row["projected_ready_at"]}
        | {"ready_before_at": known["projected_ready_at"]}
        for row in after.query("checkpoint_health").to_pylist()
        if (known := earlier.get(row["checkpoint_id"])) and known["health"] != row["health"]
    ]
    return pa.Table.from_pylist(rows, CHECKPOINTS)


def _moved_tasks(before: Moment, after: Moment) -> pa.Table:
    earlier, later = _task_finishes(before), _task_finishes(after)
    facts = before.table("tasks").select(["task_id", "task_name", "workstream", "side", "owner_role", "owners"])
    rows = [
        row | {"before_at": earlier[row["task_id"]], "after_at": later[row["task_id"]]}
        for row in facts.to_pylist()
        if row["task_id"] in later and earlier.get(row["task_id"], later[row["task_id"]]) != later[row["task_id"]]
    ]
    moved = _with_moves(rows, TASKS).to_pylist()
    moved.sort(key=lambda row: (-abs(row["moved_minutes"]), row["after_at"], row["task_id"]))
    return pa.Table.from_pylist(moved, TASKS)


def _task_finishes(moment: Moment) -> dict[str, datetime]:
    rows = moment.table("task_forecasts").select(["task_id", "early_finish_at"])
    names, finishes = (column.to_pylist() for column in rows.columns)
    return {name: at for name, at in zip(names, finishes, strict=True) if at is not None}


def _with_moves(rows: Iterable[dict], schema: pa.Schema) -> pa.Table:
    told = [row | {"moved_minutes": (row["after_at"] - row["before_at"]) // MINUTE} for row in rows]
    return pa.Table.from_pylist(told, schema)


def _affected(tasks: Iterable[dict]) -> pa.Table:
    """Return whose tasks move."""
    groups = defaultdict(list)
    for row in tasks:
        groups[row["side"], row["owner_role"]].append(row)
    rows = [
        {
            "side": side,
            "owner_role": role,
            "task_count": len(moved),
            "owners": sorted({owner for row in moved for owner in row["owners"] or []}),
            "largest_move_minutes": max((row["moved_minutes"] for row in moved), key=abs),
        }
        for (side, role), moved in groups.items()
    ]
    rows.sort(key=lambda row: (-row["task_count"], row["side"] or "", row["owner_role"] or ""))
    return pa.Table.from_pylist(rows, AFFECTED)
