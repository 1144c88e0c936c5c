"""Doubts between the columns of a row: nothing is changed, a person should look."""

from datetime import datetime
from functools import reduce
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.readers.model import Problem
from cutover.tables import Table
from cutover.validate.model import Finding

SPANS = {
    "programme": (("cutover_start_at", "cutover_finish_at"), ("warranty_start_date", "warranty_end_date")),
    "tasks": (
        ("baseline_start_at", "baseline_finish_at"), ("planned_start_at", "planned_finish_at"),
        ("forecast_start_at", "forecast_finish_at"), ("actual_start_at", "actual_finish_at"),
    ),
    "checkpoints": (("response_opens_at", "response_closes_at"),),
    "incidents": (("opened_at", "acknowledged_at"), ("opened_at", "resolved_at"), ("opened_at", "closed_at")),
    "issues": (("opened_at", "closed_at"),),
    "shifts": (("shift_start_at", "shift_finish_at"),),
    "rehearsal_runs": (("actual_start_at", "actual_finish_at"),),
}  # fmt: skip
"""Per table: pairs of columns of which the second is not before the first."""

STAMPS = {
    "tasks": (("status", ("not_started", "in_progress", "blocked"), "actual_finish_at"),),
    "incidents": (("status", ("open", "in_progress", "on_hold"), "resolved_at"),
                  ("status", ("open", "in_progress", "on_hold"), "closed_at")),
    "issues": (("status", ("open", "in_progress"), "closed_at"),),
}  # fmt: skip
"""Per table: a status that says 'not over', and the stamp that contradicts it."""

ESTIMATES = {
    "tasks": ("optimistic_minutes", "most_likely_minutes", "pessimistic_minutes"),
    "risk_drivers": ("optimistic_factor", "most_likely_factor", "pessimistic_factor"),
}
"""Per table: three estimates, each no smaller than the one before."""

FACTS = {
    "tasks": ("actual_start_at", "actual_finish_at"),
    "incidents": ("opened_at", "resolved_at", "closed_at"),
    "components": ("actual_retire_date",),
    "decommission_steps": ("actual_date",),
}
"""Per table: columns that say what has happened; after the status time they are a plan."""


def find_doubts(table: Table, rows: pa.Table) -> list[Finding]:
    """Return rows whose columns contradict each other."""
    doubts = [_backward(rows, *pair) for pair in SPANS.get(table.name, ())]
    doubts += [_contradicted(rows, *rule) for rule in STAMPS.get(table.name, ())]
    doubts += [_unordered(rows, *ESTIMATES[table.name])] if table.name in ESTIMATES else []
    return [doubt for doubt in doubts if len(doubt.rows)]


def future_notes(table: Table, rows: pa.Table, as_of: datetime | None) -> list[Problem]:
    """Return a note for each file and column that says what happened after the status time."""
    notes = []
    for name in FACTS.get(table.name, ()) if as_of else ():
        late = pc.greater(rows[name], pa.scalar(as_of, pa.timestamp("us")).cast(rows[name].type))
        counts = pc.value_counts(rows["source_file"].filter(late)).to_pylist()
        for file, count in ((entry["values"], entry["counts"]) for entry in counts):
            text = f"{file}: {name} lies after the status time in {count:,} row{'s'[: count > 1]}; it counts as plan there."
            notes.append(Problem(file, None, name, "after_status_time", "note", text))
    return notes


def _backward(rows: pa.Table, start: str, finish: str) -> Finding:
    found, here = _where(rows, pc.less(rows[finish], rows[start]))
    texts = pc.binary_join_element_wise(
        f"{finish} is ",
        _written(here[finish]),
        f", before {start} ",
        _written(here[start]),
        "; look which is wrong.",
        "",
    )
    return Finding(found, finish, "finish_before_start", "warning", texts, _written(here[finish]))


def _contradicted(rows: pa.Table, status: str, is_open: tuple[str, ...], stamp: str) -> Finding:
    holds = pc.is_in(rows[status], pa.array(is_open))
    found, here = _where(rows, pc.and_(holds, rows[stamp].is_valid()))
    texts = pc.binary_join_element_wise(
        f"{status} is ", here[status].combine_chunks(), f", but {stamp} is ", _written(here[stamp]),
        "; the status counts.", "",
    )  # fmt: skip
    return Finding(found, stamp, "stamp_against_status", "warning", texts, _written(here[stamp]))


def _unordered(rows: pa.Table, *names: str) -> Finding:
    """Return the rows of which an estimate is larger than a later one that is given."""
    larger = [pc.fill_null(pc.greater(rows[low], rows[high]), False) for low, high in combinations(names, 2)]
    found, here = _where(rows, reduce(pc.or_, larger))
    cells = [pc.fill_null(here[name].combine_chunks().cast(pa.string()), "empty") for name in names]
    said = pc.binary_join_element_wise(
        *(part for pair in zip(_between(names), cells, strict=True) for part in pair), ""
    )
    texts = pc.binary_join_element_wise(said, "; each must be no smaller than the one before.", "")
    return Finding(found, names[0], "estimates_not_ordered", "warning", texts, cells[0])


def _between(names: tuple[str, ...]) -> list[str]:
    return [f"{', ' * (position > 0)}{name} is " for position, name in enumerate(names)]


def _where(rows: pa.Table, mask: pa.ChunkedArray) -> tuple[np.ndarray, pa.Table]:
    found = np.flatnonzero(pc.fill_null(mask, False).to_numpy())
    return found, rows.take(pa.array(found, pa.int64()))


def _written(values: pa.ChunkedArray) -> pa.Array:
    """Return instants as '2026-03-14 08:00:00 UTC', dates as '2026-03-14'."""
    values = values.combine_chunks()
    if pa.types.is_date(values.type):
        return values.cast(pa.string())
    return pc.strftime(values.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%d %H:%M:%S UTC")
