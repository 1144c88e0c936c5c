"""Changes of a plan: another duration, another start, one more link. Raw tables in, raw tables out."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import ScenarioError
from cutover.tables.plan import DEPENDENCY_TYPES

LONGEST_MINUTES = 10 * 366 * 1440
ESTIMATES = ("optimistic_minutes", "most_likely_minutes", "pessimistic_minutes")
FORECASTS = ("forecast_start_at", "forecast_finish_at")
STAMP = ("load_id", "load_as_of", "is_current")
LINK_KEY = ("predecessor_id", "successor_id", "dependency_type")


@dataclass(frozen=True)
class Lasts:
    """A task takes so many working minutes in all; its estimates stretch with it."""

    task_id: str
    minutes: int

    def __post_init__(self) -> None:
        _refuse_beyond("A duration", self.minutes, 0)

    def cells(self, row: dict) -> dict:
        """Return the cells of a raw task that change; what its owner forecast no longer holds."""
        before = row["duration_minutes"]
        estimates = {name: row[name] * self.minutes / before if before and row[name] else None for name in ESTIMATES}
        return {"duration_minutes": float(self.minutes)} | estimates | dict.fromkeys(FORECASTS)


@dataclass(frozen=True)
class Starts:
    """A task starts no earlier than an instant (UTC without zone); takes the place of its date constraint."""

    task_id: str
    at: datetime

    def cells(self, row: dict) -> dict:
        """Return the cells of a raw task that change; its planned finish moves along."""
        start = row["planned_start_at"] or row["baseline_start_at"]
        finish = row["planned_finish_at"] or row["baseline_finish_at"]
        planned = {"planned_start_at": self.at}
        if start and finish:
            planned["planned_finish_at"] = finish + (self.at - start)
        return planned | {"constraint_type": "SNET", "constraint_at": self.at} | dict.fromkeys(FORECASTS)


@dataclass(frozen=True)
class Follows:
    """A task waits for another: a link with its type and lag; the lag of such a link that is there changes."""

    task_id: str
    predecessor_id: str
    dependency_type: str = "FS"
    lag_minutes: int = 0

    def __post_init__(self) -> None:
        _refuse_beyond("A lag", self.lag_minutes, -LONGEST_MINUTES)
        if self.dependency_type not in DEPENDENCY_TYPES:
            allowed = ", ".join(DEPENDENCY_TYPES)
            raise ScenarioError(f"A link is of one of the types {allowed}, not {self.dependency_type}.")


Change = Lasts | Starts | Follows


def apply(raw: dict[str, pa.Table], changes: Sequence[Change]) -> dict[str, pa.Table]:
    """Return the raw tables of a plan with changes in the rows in force; earlier snapshots stay as they were.

    Parameters
    ----------
    raw
        `tasks` and `dependencies` with the snapshot columns of raw tables.
    changes
        In the order in which they are made; a later one of a task wins.

    Raises
    ------
    ScenarioError
        If a task is not in the plan in force, or a link closes a circle, which is named.
    """
    tasks, links = raw["tasks"], raw["dependencies"]
    _refuse_unknown(tasks, changes)
    added = [change for change in changes if isinstance(change, Follows)]
    others = [change for change in changes if not isinstance(change, Follows)]
    if others:
        tasks = _with_cells(tasks, others)
    if added:
        links = _with_links(links, added, _stamp_of(tasks))
    return raw | {"tasks": tasks, "dependencies": links}


def refuse_settled(changes: Sequence[Change], tasks: pa.Table) -> None:
    """Refuse to change what has happened.

    Parameters
    ----------
    tasks
        The mart of tasks: `task_id`, `status` as judged at the status time, `actual_start_at`.

    Raises
    ------
    ScenarioError
        If a change is to a complete or skipped task, or to the start of a started one.
    """
    facts = tasks.select(["task_id", "status", "actual_start_at"]).to_pylist()
    known = {row["task_id"]: row for row in facts}
    for change in changes:
        row = known.get(change.task_id)
        if row is None:
            raise ScenarioError(f"{change.task_id} is not in the plan at this status time.")
        if row["status"] in ("complete", "skipped"):
            raise ScenarioError(f"{change.task_id} is {row['status']}: what is settled cannot be changed.")
        if isinstance(change, Starts) and row["actual_start_at"] is not None:
            raise ScenarioError(f"{change.task_id} has started: its start cannot be moved, only how long it takes.")


def _refuse_beyond(what: str, minutes: int, lowest: int) -> None:
    if not lowest <= minutes <= LONGEST_MINUTES:
        raise ScenarioError(f"{what} of {minutes:,} minutes is not allowed; from {lowest:,} to {LONGEST_MINUTES:,}.")


def _refuse_unknown(tasks: pa.Table, changes: Sequence[Change]) -> None:
    named = [name for c in changes for name in (c.task_id, getattr(c, "predecessor_id", c.task_id))]
    known = set(tasks.filter(tasks["is_current"])["task_id"].to_pylist())
    for name in named:
        if name not in known:
            raise ScenarioError(f"There is no task {name} in the plan in force.")


def _with_cells(tasks: pa.Table, changes: Sequence[Lasts | Starts]) -> pa.Table:
    """Return the tasks with the cells of the rows in force that changes set."""
    ids = pa.array([change.task_id for change in changes], pa.string())
    is_changed = pc.and_(tasks["is_current"], pc.is_in(tasks["task_id"], ids))
    rows = tasks.filter(is_changed).to_pylist()
    for row in rows:
        for change in changes:
            if change.task_id == row["task_id"]:
                row |= change.cells(row)
    return pa.concat_tables([tasks.filter(pc.invert(is_changed)), pa.Table.from_pylist(rows, tasks.schema)])


def _stamp_of(tasks: pa.Table) -> dict:
    """Return the snapshot columns of the plan in force."""
    return tasks.filter(tasks["is_current"]).slice(0, 1).select(STAMP).to_pylist()[0]


def _with_links(links: pa.Table, added: Sequence[Follows], plan: dict) -> pa.Table:
    """Return the links with further ones in force.

    Links that are older than the plan hold for earlier snapshots of it too:
    then those in force are told again with the plan, so that only it changes.
    """
    rows = links.filter(links["is_current"]).to_pylist()
    stamp = {name: rows[0][name] for name in STAMP} if rows else plan
    kept = links.filter(pc.invert(links["is_current"]))
    if stamp["load_as_of"] < plan["load_as_of"]:
        stamp = plan
        old = pa.repeat(pa.scalar(False), len(links))
        kept = links.set_column(links.schema.get_field_index("is_current"), "is_current", old)
    found = {
        tuple((row | {"dependency_type": row["dependency_type"] or "FS"})[key] for key in LINK_KEY): row for row in rows
    }
    for change in added:
        _refuse_circle(found, change)
        key = (change.predecessor_id, change.task_id, change.dependency_type)
        found[key] = (
            found.get(key, {}) | dict(zip(LINK_KEY, key, strict=True)) | {"lag_minutes": float(change.lag_minutes)}
        )
    told = pa.Table.from_pylist([row | stamp for row in found.values()], links.schema)
    return pa.concat_tables([kept, told])


def _refuse_circle(links: Sequence[tuple], change: Follows) -> None:
    """Refuse a link whose successor leads to its predecessor."""
    after = defaultdict(list)
    for predecessor, successor, _ in links:
        after[predecessor].append(successor)
    came_from: dict[str, str | None] = {change.task_id: None}
    waiting = deque([change.task_id])
    while waiting and change.predecessor_id not in came_from:
        task = waiting.popleft()
        fresh = [name for name in dict.fromkeys(after[task]) if name not in came_from]
        came_from |= dict.fromkeys(fresh, task)
        waiting.extend(fresh)
    if change.predecessor_id in came_from:
        circle, task = [], change.predecessor_id
        while task is not None:
            circle.append(task)
            task = came_from[task]
        path = " → ".join([change.predecessor_id, *circle[::-1]])
        raise ScenarioError(f"This link closes a circle: {path}.")
