"""Live values: what a report says of a criterion, or of a trigger of the way back.

A criterion may name a report, a column of it and the rows that count. The
value is asked of the same moment; of a decided checkpoint, of the newest status
up to its decision, so that a figure which moves on does not undo it.
Nothing here raises: what cannot be told is a problem in words beside the item.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from typing import Protocol

import duckdb
import pyarrow as pa

from cutover.errors import CutoverError, ReportError
from cutover.queries import Query
from cutover.warehouse.layers import LIVE, in_order, tables_of
from cutover.warehouse.parameters import find_report

VALUES = pa.schema(
    [
        ("item_id", pa.string()), ("report", pa.string()), ("live_value", pa.float64()), ("row_count", pa.int64()),
        ("problem", pa.string()), ("told_at", pa.timestamp("us")),
    ]
)  # fmt: skip
DECIMALS = 9
"""To which a live value is rounded: 0.1 + 0.2 reaches a target of 0.3."""


class Asked(Protocol):
    """What is asked: a moment (`cutover.warehouse.Moment`)."""

    as_of: datetime

    def table(self, name: str) -> pa.Table:
        """Return the rows of a table below the reports."""

    def query(self, report: str, **parameters: object) -> pa.Table:
        """Return the rows of a report."""

    def at(self, as_of: datetime) -> "Asked":
        """Return the same programme at another status time."""


@dataclass(frozen=True)
class Binding:
    """One item, what it is bound to, and the status time that the report is asked for (UTC without zone)."""

    item_id: str
    report: str
    column: str | None
    filter: str | None
    aggregate: str
    told_at: datetime


def live_values(moment: Asked, table: str, key: str) -> pa.Table:
    """Return the live values of all bound rows of an input table, as rows of `VALUES`.

    Parameters
    ----------
    moment
        The moment that is asked.
    table, key
        `criteria` or `rollback_triggers`, and its key column.
    """
    found = list(bindings_of(moment, table, key))
    rows = []
    for told_at in sorted({binding.told_at for binding in found}):
        asked = moment if told_at == moment.as_of else moment.at(told_at)
        rows += [_row(asked, binding) for binding in found if binding.told_at == told_at]
    return pa.Table.from_pylist(rows, schema=VALUES)


def bindings_of(moment: Asked, table: str, key: str) -> Iterator[Binding]:
    """Yield the bindings of the rows of an input table that are in force."""
    rows = [row for row in moment.table(f"stg_{table}").to_pylist() if row["bound_report"] and row["is_current"]]
    gates = moment.table("checkpoint_decisions").to_pylist() if rows else []
    told_at = {gate["checkpoint_id"]: gate["told_at"] for gate in gates}
    for row in rows:
        if not row.get("is_removed"):
            asked_at = told_at.get(row.get("checkpoint_id"), moment.as_of)
            bound = (row["bound_report"], row["bound_column"], row["bound_filter"], row["bound_aggregate"] or "only")
            yield Binding(row[key], *bound, asked_at)


def _row(moment: Asked, binding: Binding) -> dict:
    row = {"item_id": binding.item_id, "report": binding.report, "told_at": binding.told_at, "row_count": 0}
    try:
        row["live_value"], row["row_count"] = live_value(moment, binding)
    except (CutoverError, duckdb.Error) as error:
        row["problem"] = str(error).strip()
    return row


def live_value(moment: Asked, binding: Binding) -> tuple[float, int]:
    """Return the value that a binding gives at a moment, and how many rows it is made of.

    Raises
    ------
    ReportError
        If the binding is wrong (`check_binding`), no row matches, or the value is no number.
    """
    query, given, wanted = check_binding(binding.report, binding.column, binding.filter, binding.aggregate)
    rows = moment.query(query.name, **given).to_pylist()
    if not rows and binding.aggregate != "count":
        raise ReportError(f"The report {query.name} has no rows.")
    matching = [row for row in rows if all(_is_value(row[name], text) for name, text in wanted.items())]
    if binding.aggregate == "count":
        return float(len(matching)), len(matching)
    values = [_number(query, binding.column, row[binding.column]) for row in matching]
    return _aggregated(query, binding.aggregate, values), len(matching)


def check_binding(
    report: str, column: str | None, text: str | None, aggregate: str | None = None
) -> tuple[Query, dict[str, str], dict[str, str]]:
    """Return the report of a binding, the parameters that its filter gives it and the values of columns that count.

    Raises
    ------
    ReportError
        If there is no such report, column or column of the filter, the filter is not understood, or the report
        itself rests on live values.
    """
    query = find_report(report)
    if {node.name for node in in_order(tables_of(query))} & {f"raw_{name}" for name in LIVE}:
        raise ReportError(f"The report {query.name} rests on live values itself: that would be a circle.")
    given, wanted = split_filter(query, text)
    columns = [returned.name for returned in query.returns]
    for name in [*([column] if aggregate != "count" else []), *wanted]:
        if name not in columns:
            missing = f"no column {name}" if name else "to be given a column"
            raise ReportError(f"The report {query.name} has {missing}; its columns: {', '.join(columns)}.")
    return query, given, wanted


def split_filter(query: Query, text: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters of a report and the values of its columns that a filter names.

    Raises
    ------
    ReportError
        If a part of it is not `name = value`.
    """
    declared = {parameter.name for parameter in query.parameters} - {"programme_id", "as_of"}
    given, wanted = {}, {}
    for part in filter(None, map(str.strip, (text or "").split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value):
            raise ReportError(f"The filter {part} is not understood; write column = value, joined by ;.")
        (given if name in declared else wanted)[name] = value
    return given, wanted


def _is_value(cell: object, text: str) -> bool:
    """Tell whether a cell holds what a filter says: yes and no, numbers by value, all else by its text."""
    if isinstance(cell, bool):
        return text.casefold() in (("true", "yes", "1") if cell else ("false", "no", "0"))
    if isinstance(cell, Real):
        try:
            return float(text) == cell
        except ValueError:
            return False
    return cell is not None and str(cell) == text


def _number(query: Query, column: str, cell: object) -> float | None:
    """Return a cell as a number; ReportError if it is none."""
    if cell is None:
        return None
    if not isinstance(cell, Real) or not math.isfinite(cell):
        raise ReportError(f"{query.name}.{column} is {cell}: no number.")
    return round(float(cell), DECIMALS)


def _aggregated(query: Query, aggregate: str, values: list[float | None]) -> float:
    unknown = sum(value is None for value in values)
    if unknown:
        raise ReportError(f"{query.name}: {unknown} of {len(values)} rows that match have no value.")
    if aggregate == "sum":
        return round(math.fsum(values), DECIMALS)
    if not values:
        raise ReportError(f"{query.name}: no row matches.")
    if aggregate == "only" and len(values) > 1:
        raise ReportError(f"{query.name}: {len(values)} rows match, where one is asked for.")
    return max(values) if aggregate == "largest" else min(values)
