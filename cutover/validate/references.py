"""References between the tables of a load, and circles of dependencies."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.readers.model import Problem
from cutover.tables import Column
from cutover.validate.cycles import find_cycles
from cutover.validate.model import Checked, Finding, located, sorted_problems, stated, value_texts

Known = Callable[[str, str], pa.Array | None]
"""Values of `table.column` that the store holds; None if it does not hold the table."""

SHOWN_TASKS = 12
REPORTED_CYCLES = 200


def check_references(checked: dict[str, Checked], known: Known) -> dict[str, Checked]:
    """Return the tables with every reference checked.

    A row whose required reference is unknown is rejected, which may make other
    references unknown: repeated until nothing changes. An unknown optional
    reference becomes null with a warning. A reference to a table that is
    nowhere is left as it is, with one note. Dependencies in a circle are warned of.

    Parameters
    ----------
    checked
        The tables of the load by name.
    known
        What the store holds, for tables that are not in the load.
    """
    known = _remembered(known)
    checked, changed = dict(checked), True
    while changed:
        changed = False
        for name, table in checked.items():
            left = _reject_unknown(table, checked, known)
            changed |= left is not table
            checked[name] = left
    checked = {name: _clear_unknown(table, checked, known) for name, table in checked.items()}
    if "dependencies" in checked:
        checked["dependencies"] = _warn_of_cycles(checked["dependencies"])
    return checked


def _remembered(known: Known) -> Known:
    found = {}

    def look(table: str, column: str) -> pa.Array | None:
        if (table, column) not in found:
            found[table, column] = known(table, column)
        return found[table, column]

    return look


def _targets(column: Column, checked: dict[str, Checked], known: Known) -> pa.Array | None:
    """Return the values that a reference may have; None if its table is nowhere."""
    table, name = column.references.split(".")
    if table in checked:
        return checked[table].rows[name].combine_chunks()
    return known(table, name)


def _unknown_rows(column: Column, table: Checked, targets: pa.Array) -> np.ndarray:
    cells = table.rows[column.name]
    return np.flatnonzero(pc.and_(cells.is_valid(), pc.invert(pc.is_in(cells, targets))).to_numpy())


def _finding(column: Column, table: Checked, rows: np.ndarray, level: str) -> Finding:
    found = table.rows[column.name].take(pa.array(rows)).combine_chunks()
    target, name = column.references.split(".")
    texts = value_texts(column.name, found, f"there is no row of {target} with that {name}")
    return Finding(rows, column.name, "unknown_reference", level, texts, found)


def _reject_unknown(table: Checked, checked: dict[str, Checked], known: Known) -> Checked:
    """Return the table without the rows that need a row that is not there; the same object if there are none."""
    findings = []
    for column in table.table.columns:
        targets = _targets(column, checked, known) if column.required and column.references else None
        rows = _unknown_rows(column, table, targets) if targets is not None else np.arange(0)
        if len(rows):
            findings.append(_finding(column, table, rows, "rejected"))
    if not findings:
        return table
    problems = located(table.table.name, table.rows, findings, table.origins)
    kept = np.setdiff1d(np.arange(len(table.rows)), np.concatenate([finding.rows for finding in findings]))
    return replace(
        table,
        rows=table.rows.take(pa.array(kept)),
        origins=table.origins.take(kept),
        rejected=table.rejected + len(table.rows) - len(kept),
        problems=sorted_problems(pa.concat_tables([table.problems, problems])),
    )


def _clear_unknown(table: Checked, checked: dict[str, Checked], known: Known) -> Checked:
    """Return the table with unknown optional references null, and a note for each table that is nowhere."""
    rows, findings, notes = table.rows, [], []
    for position, column in enumerate(table.table.columns):
        if not column.references or not pc.any(rows[column.name].is_valid()).as_py():
            continue
        targets = _targets(column, checked, known)
        if targets is None:
            notes.append(_not_compared(column, table))
            continue
        if column.type == "texts":
            findings += _unknown_items(column, table, targets)
            continue
        unknown = _unknown_rows(column, table, targets) if not column.required else np.arange(0)
        if len(unknown):
            findings.append(_finding(column, table, unknown, "warning"))
            mask = np.zeros(len(rows), bool)
            mask[unknown] = True
            cleared = pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), rows[column.name])
            rows = rows.set_column(position, rows.schema.field(position), cleared)
    if not findings and not notes:
        return table
    told = [located(table.table.name, rows, findings, table.origins), stated(table.table.name, notes)]
    return replace(table, rows=rows, problems=sorted_problems(pa.concat_tables([table.problems, *told])))


def _unknown_items(column: Column, table: Checked, targets: pa.Array) -> list[Finding]:
    """Return a warning for each list with unknown items; the list stays, its other items count."""
    known, (target, name) = set(targets.to_pylist()), column.references.split(".")
    lists = table.rows[column.name].to_pylist()
    unknown = {row: [item for item in items if item not in known] for row, items in enumerate(lists) if items}
    rows = [row for row, items in unknown.items() if items]
    if not rows:
        return []
    found = pa.array(["; ".join(unknown[row]) for row in rows])
    texts = value_texts(column.name, found, f"there is no row of {target} with that {name}")
    return [Finding(np.array(rows), column.name, "unknown_reference", "warning", texts, found)]


def _not_compared(column: Column, table: Checked) -> Problem:
    target = column.references.partition(".")[0]
    file = table.rows["source_file"][0].as_py()
    text = f"{file}: {column.name} is not compared: neither this load nor the store holds the table {target}."
    return Problem(file, None, column.name, "reference_not_checked", "note", text)


def _warn_of_cycles(table: Checked) -> Checked:
    """Return the dependencies with a warning at the row that closes each circle."""
    cycles, total = find_cycles(table.rows["predecessor_id"], table.rows["successor_id"], REPORTED_CYCLES)
    if not cycles:
        return table
    rows = np.array([row for row, _ in cycles], np.int64)
    texts = pa.array([f"the tasks depend on each other in a circle: {_path(tasks)}." for _, tasks in cycles])
    finding = Finding(rows, "successor_id", "dependency_cycle", "warning", texts, pa.array(_links(table, rows)))
    told = [located(table.table.name, table.rows, [finding], table.origins)]
    if total > len(cycles):
        file = table.rows["source_file"][0].as_py()
        text = f"{file}: {total:,} links close a circle; the first {len(cycles)} are listed."
        told.append(stated(table.table.name, [Problem(file, None, "successor_id", "dependency_cycle", "note", text)]))
    return replace(table, problems=sorted_problems(pa.concat_tables([table.problems, *told])))


def _links(table: Checked, rows: np.ndarray) -> list[str]:
    found = table.rows.select(["predecessor_id", "successor_id"]).take(pa.array(rows)).to_pylist()
    return [f"{link['predecessor_id']} → {link['successor_id']}" for link in found]


def _path(tasks: list[str]) -> str:
    """Return 'T3 → T9 → T4 → T3'; of a long circle the ends."""
    if len(tasks) > SHOWN_TASKS:
        half = SHOWN_TASKS // 2
        tasks = [*tasks[:half], f"({len(tasks) - 2 * half:,} more)", *tasks[-half:]]
    return " → ".join(tasks)
