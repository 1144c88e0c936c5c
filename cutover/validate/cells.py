"""The cells of one part: text to typed columns, with what is wrong in each."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cutover.errors import CutoverError
from cutover.mapping.model import CellRule, MappedTable
from cutover.readers.model import Problem
from cutover.tables import TYPES, Column
from cutover.validate.clocks import parse_clocks
from cutover.validate.instants import parse_dates, parse_instants
from cutover.validate.model import Fault, Finding, Parsed, value_texts
from cutover.validate.numbers import parse_numbers
from cutover.validate.words import parse_booleans, parse_lists, parse_words
from cutover.zones import find_zone

WORKERS = 2
FEW = 20_000
"""So few rows are read by one thread."""


@dataclass(frozen=True)
class Typed:
    """The rows of one part with the schema of their table, what is wrong with cells, and notes on columns."""

    rows: pa.Table
    findings: list[Finding]
    notes: list[Problem]


def type_part(part: MappedTable, zone: str) -> Typed:
    """Return the typed rows of one part; columns of many rows are read by two threads."""
    mapped = [column for column in part.table.columns if column.name in part.cells.column_names]
    count = len(part.cells)
    with ThreadPoolExecutor(WORKERS) as pool:
        apply = pool.map if count > FEW else map
        found = dict(zip(mapped_names(mapped), apply(lambda column: _read(part, column, zone), mapped), strict=True))
    values = [
        found[column.name][0].values if column.name in found else pa.nulls(count, TYPES[column.type])
        for column in part.table.columns
    ]
    places = [pa.repeat(pa.scalar(part.raw.file), count), part.raw.lines.take(part.positions)]
    rows = pa.table([*values, *places], schema=part.table.schema)
    notes = [
        Problem(part.raw.file, None, name, rule, "note", f"{part.raw.file}: {text}")
        for name, (parsed, _) in found.items()
        for rule, text in parsed.notes
    ]
    return Typed(rows, [finding for _, findings in found.values() for finding in findings], notes)


def mapped_names(columns: list[Column]) -> list[str]:
    """Return the names of the columns."""
    return [column.name for column in columns]


def parse_cells(column: Column, cells: pa.Array, rule: CellRule, zone: str) -> Parsed:
    """Return the typed values of one column of text."""
    if cells.null_count == len(cells):
        return Parsed(pa.nulls(len(cells), TYPES[column.type]))
    match column.type:
        case "instant":
            return parse_instants(column, cells, rule, zone)
        case "date":
            return parse_dates(column, cells, rule)
        case "clock":
            return parse_clocks(column, cells)
        case "texts":
            return parse_lists(column, cells, rule)
        case "boolean":
            return parse_booleans(column, cells)
        case "integer" | "number":
            return parse_numbers(column, cells)
    if column.allowed:
        return parse_words(column, cells)
    return _parse_zones(cells) if column.name == "zone" else Parsed(cells)


def _read(part: MappedTable, column: Column, zone: str) -> tuple[Parsed, list[Finding]]:
    cells = part.cells[column.name]
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    cells = cells if cells.type == pa.string() else cells.cast(pa.string())
    parsed = parse_cells(column, cells, part.rules.get(column.name, CellRule()), zone)
    return parsed, [_finding(column, cells, fault) for fault in parsed.faults]


def _finding(column: Column, cells: pa.Array, fault: Fault) -> Finding:
    found = cells.take(pa.array(fault.rows))
    level = "rejected" if column.required and not fault.is_kept else "warning"
    return Finding(fault.rows, column.name, fault.rule, level, value_texts(column.name, found, fault.hint), found)


def _parse_zones(cells: pa.Array) -> Parsed:
    names = cells.to_pylist()
    bad = np.array([row for row, name in enumerate(names) if name is not None and not is_zone(name)], np.int64)
    values = pa.array([name if name is not None and is_zone(name) else None for name in names], pa.string())
    hint = "it must be the IANA name of a time zone such as America/New_York"
    return Parsed(values, (Fault(bad, "zone", hint),) if len(bad) else ())


def is_zone(name: str) -> bool:
    """Return whether that is the IANA name of a time zone."""
    try:
        find_zone(name)
    except CutoverError:
        return False
    return True
