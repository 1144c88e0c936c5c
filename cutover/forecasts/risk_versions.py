"""One version of the plan as the simulation takes it: tasks, targets, durations, risks."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import risk, schedule
from cutover.errors import CutoverError
from cutover.forecasts.model import Rows
from cutover.forecasts.plans import Clock, stated_estimates
from cutover.forecasts.risk_durations import Durations, Evidence, durations_of
from cutover.forecasts.snapshots import Snapshot, schedule_snapshots

STATED = ("stated_finish", "remaining_hours", "percent_complete", "again")
"""Bases of remaining work that somebody told; what was merely worked is conditioned on instead."""

VERSIONS = {"current": "is_current", "previous": "is_previous"}
"""Plan versions, and the column of `schedule_tasks` that marks each."""

NO_LINK = "No link joins two tasks, so nothing tells how a delay would be passed on."
NO_LENGTH = "No open task has a duration, so there is nothing to draw."


@dataclass(frozen=True)
class Target:
    """What is to be reached: its tasks (positions in the plan) and when it is due (`UNSET`: no time)."""

    target_id: str
    due: int
    is_focus: bool
    tasks: np.ndarray


@dataclass(frozen=True)
class Version:
    """A plan version with what its risk is told by; arrays are in the plan's order.

    Attributes
    ----------
    name
        current, previous.
    snapshot
        Its rows and the schedule by planned durations.
    targets
        What it has tasks for.
    is_open
        bool[N]; neither complete nor skipped.
    plan, durations
        What the engine takes, and what open tasks are drawn from; None where
        nothing can be simulated.
    drivers
        Identifiers of risks, with what each does.
    reason
        Why nothing can be simulated.
    """

    name: str
    snapshot: Snapshot
    targets: tuple[Target, ...]
    is_open: np.ndarray
    plan: schedule.Plan | None = None
    durations: Durations | None = None
    drivers: tuple[tuple[str, risk.RiskDriver], ...] = ()
    reason: str | None = None

    @property
    def open_targets(self) -> tuple[Target, ...]:
        """Targets with an open task: those that are simulated."""
        return tuple(target for target in self.targets if self.is_open[target.tasks].any())

    def trials(self, count: int, seed: int) -> risk.Trials:
        """Return the simulation of its open targets."""
        focus = next((i for i, target in enumerate(self.open_targets) if target.is_focus), 0)
        return risk.Trials(
            plan=self.plan,
            tables=self.durations.tables,
            keys=risk.keys_of(list(self.plan.names)),
            targets=tuple(target.tasks for target in self.open_targets),
            drivers=tuple(driver for _, driver in self.drivers),
            focus=focus,
            seed=seed,
            count=count,
        )


def read_versions(rows: Rows) -> list[Version]:
    """Return the current plan and the snapshot before it, as far as there are any; their tables are as fine."""
    marked = {name: rows["schedule_tasks"].filter(pc.field(mark)) for name, mark in VERSIONS.items()}
    points = risk.table_points(max(len(tasks) for tasks in marked.values()))
    found = []
    for name, tasks in marked.items():
        if len(tasks):
            (snapshot,) = schedule_snapshots(rows | {"schedule_tasks": tasks})
            found.append(_read_version(rows, name, snapshot, points))
    return found


def _read_version(rows: Rows, name: str, snapshot: Snapshot, points: int) -> Version:
    basis = rows["risk_tasks"].filter(pc.field("version") == name)
    is_open = columns.texts_of(basis["is_open"]).astype(bool)
    targets = targets_of(rows, snapshot)
    if snapshot.problem or (len(snapshot.links) == 0 and is_open.sum() > 1):
        return Version(name, snapshot, targets, is_open, reason=snapshot.problem or NO_LINK)
    evidence = evidence_of(rows, snapshot, basis)
    if is_open.any() and not evidence.estimates.pessimistic[is_open].any():
        return Version(name, snapshot, targets, is_open, reason=NO_LENGTH)
    try:
        durations = durations_of(snapshot.rows.plan, evidence, points)
        drivers = drivers_of(rows, name, snapshot, points)
    except CutoverError as error:
        return Version(name, snapshot, targets, is_open, reason=str(error))
    return Version(name, snapshot, targets, is_open, snapshot.rows.plan, durations, drivers)


def targets_of(rows: Rows, snapshot: Snapshot) -> tuple[Target, ...]:
    """Return the targets with their tasks in a snapshot; those without a task in it are left out."""
    place = places(snapshot)
    members: dict[str, list[int]] = {}
    chosen = rows["schedule_target_tasks"].filter(pc.field("load_id") == snapshot.load_id)
    for target_id, task_id in zip(chosen["target_id"].to_pylist(), chosen["task_id"].to_pylist(), strict=True):
        if task_id in place:
            members.setdefault(target_id, []).append(place[task_id])
    named = rows["risk_targets"]
    due = columns.minutes_of(named["due_at"])
    return tuple(
        Target(target_id, int(at), is_focus, np.array(members[target_id], np.int32))
        for target_id, at, is_focus in zip(
            named["target_id"].to_pylist(), due, named["is_focus"].to_pylist(), strict=True
        )
        if target_id in members
    )


def evidence_of(rows: Rows, snapshot: Snapshot, basis: pa.Table) -> Evidence:
    """Return what is known of the durations of a snapshot's tasks; `basis` holds their rows of `risk_tasks`."""
    plan = snapshot.rows.plan
    clock = Clock(plan.calendars, plan.calendar)
    worked = clock.between(plan.actual_start, np.int32(plan.data_date))
    is_under_way = (plan.remaining != schedule.UNSET) & (worked > 0)
    return Evidence(
        tasks=basis,
        runs=rows["risk_rehearsals"],
        estimates=stated_estimates(snapshot.tasks, plan.duration, rows["schedule_options"].to_pylist()[0]),
        elapsed=np.where(is_under_way, worked, 0.0),
        is_stated=np.isin(columns.texts_of(snapshot.rows.remaining_basis).astype(str), STATED),
    )


def places(snapshot: Snapshot) -> dict[str, int]:
    """Return the position of every task of a snapshot."""
    return {name: position for position, name in enumerate(snapshot.tasks["task_id"].to_pylist())}


def drivers_of(rows: Rows, name: str, snapshot: Snapshot, points: int) -> tuple[tuple[str, risk.RiskDriver], ...]:
    """Return the risks that stretch open tasks of the version `name`, with the factor that each draws."""
    place = places(snapshot)
    stretched: dict[str, list[int]] = {}
    chosen = rows["risk_driver_tasks"].filter(pc.field("version") == name)
    for driver_id, task_id in zip(chosen["risk_driver_id"].to_pylist(), chosen["task_id"].to_pylist(), strict=True):
        if task_id in place:
            stretched.setdefault(driver_id, []).append(place[task_id])
    named = rows["risk_drivers"].filter(pc.field("is_active"))
    driver_ids, chances = named["risk_driver_id"].to_pylist(), named["probability_ratio"].to_pylist()
    keys = risk.keys_of(driver_ids, kind="driver")
    factors = _factors(named, points)
    return tuple(
        (driver_id, risk.RiskDriver(int(key), chance, table, np.array(stretched[driver_id], np.int32)))
        for driver_id, key, chance, table in zip(driver_ids, keys, chances, factors, strict=True)
        if driver_id in stretched
    )


def _factors(named: pa.Table, points: int) -> np.ndarray:
    low, mode, high = (
        columns.numbers_of(named[f"{word}_factor"]) for word in ("optimistic", "most_likely", "pessimistic")
    )
    shape = np.where(low < high, risk.Shape.BETAPERT, risk.Shape.FIXED).astype(np.int8)
    return risk.estimate_tables(risk.Estimates(shape, low, mode, high), points=points)
