"""Every snapshot of the plan, scheduled: what the schedule, the risk and the plan quality build on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import cutover.forecasts.columns as columns
from cutover import schedule
from cutover.errors import CutoverError, HorizonError
from cutover.forecasts.model import Rows
from cutover.forecasts.plans import PlanRows, read_plan
from cutover.forecasts.working_time import WorkingTime

SCHEDULE_MARTS = ("schedule_tasks", "schedule_links", "schedule_calendars", "schedule_options")
"""What `schedule_snapshots` must be given."""

DATES = ("actual_start_at", "actual_finish_at", "not_before_at", "constraint_at", "deadline_at", "stated_finish_at",
         "planned_start_at", "planned_finish_at", "told_at")  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """One snapshot of the plan and what the engine made of it.

    Attributes
    ----------
    load_id
        The snapshot.
    tasks, links
        Its rows of `schedule_tasks` and `schedule_links`.
    rows, network, result
        Engine input, its compiled structure and the result; None where it
        cannot be scheduled.
    problem
        Why not, in words.
    """

    load_id: str
    tasks: pa.Table
    links: pa.Table
    rows: PlanRows | None = None
    network: schedule.Network | None = None
    result: schedule.Schedule | None = None
    problem: str | None = None


def schedule_snapshots(rows: Rows) -> Iterator[Snapshot]:
    """Yield every snapshot with its schedule, in the order of the loads.

    Parameters
    ----------
    rows
        The rows of `SCHEDULE_MARTS`, each ordered by key; `schedule_tasks` of
        the snapshots that are wanted.
    """
    tasks, links = rows["schedule_tasks"], parts_by(rows["schedule_links"], "load_id")
    no_links = rows["schedule_links"].slice(0, 0)
    options = rows["schedule_options"].to_pylist()[0]
    working_time = WorkingTime(rows["schedule_calendars"], *span_of(tasks))
    before = None
    for load_id, part in parts_by(tasks, "load_id").items():
        snapshot = Snapshot(load_id, part, links.get(load_id, no_links))
        try:
            before = _solved(snapshot, options, working_time, before)
            yield before
        except CutoverError as error:
            yield Snapshot(load_id, part, snapshot.links, problem=str(error))


def _solved(snapshot: Snapshot, options: dict, working_time: WorkingTime, before: Snapshot | None) -> Snapshot:
    """Return the snapshot with its schedule; the horizon of the calendars grows until it holds it."""
    while True:
        rows = read_plan(snapshot.tasks, snapshot.links, options, working_time)
        network = _network(rows.plan, before)
        try:
            result = _computed(rows, network)
        except HorizonError:
            working_time.widen()
            continue
        return Snapshot(snapshot.load_id, snapshot.tasks, snapshot.links, rows, network, result)


def _computed(rows: PlanRows, network: schedule.Network) -> schedule.Schedule:
    """Return the schedule, late dates counted back from the last finish in scope: a standby may end after it."""
    result = schedule.compute_schedule(rows.plan, network)
    finishes = result.early_finish[rows.tasks["is_in_scope"].to_numpy()]
    if not len(finishes) or finishes.max() == result.finish:
        return result
    return schedule.compute_schedule(replace(rows.plan, must_finish=int(finishes.max())), network)


def _network(plan: schedule.Plan, before: Snapshot | None) -> schedule.Network:
    """Return the compiled structure, that of the snapshot before if it has the same tasks and links."""
    if before is not None:
        own, other = ((each.names, each.links.predecessor, each.links.successor) for each in (plan, before.rows.plan))
        if all(map(np.array_equal, own, other)):
            return before.network
    return schedule.compile_network(plan.names, plan.links)


def parts_by(rows: pa.Table, column: str) -> dict[str, pa.Table]:
    """Return rows that are ordered by a column as one slice per value."""
    runs = pc.run_end_encode(rows[column].combine_chunks())
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends][: len(ends)]
    return {
        name: rows.slice(start, end - start)
        for name, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }


def span_of(tasks: pa.Table) -> tuple[int, int]:
    """Return the earliest and the latest instant in the rows of `schedule_tasks`, in minutes; 0, 0 if none."""
    values = np.concatenate([columns.minutes_of(tasks[name]) for name in DATES])
    known = values[values != schedule.UNSET]
    return (int(known.min()), int(known.max())) if len(known) else (0, 0)
