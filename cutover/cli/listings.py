"""Lists that need no moment: loads, reports, input tables."""

import textwrap
from collections.abc import Sequence
from difflib import get_close_matches

import pyarrow as pa

from cutover.cli.options import FROM_MOMENT
from cutover.errors import CutoverError
from cutover.queries import Parameter, Query
from cutover.store import Load
from cutover.tables import TABLES

LOADS = pa.schema(
    [
        ("load_id", pa.string()), ("programme_id", pa.string()), ("as_of", pa.timestamp("us")),
        ("loaded_at", pa.timestamp("us")), ("loaded_by", pa.string()), ("table_names", pa.list_(pa.string())),
        ("read_count", pa.int64()), ("accepted_count", pa.int64()), ("rejected_count", pa.int64()),
        ("warning_count", pa.int64()), ("files", pa.list_(pa.string())),
    ]
)  # fmt: skip


def load_rows(loads: Sequence[Load]) -> pa.Table:
    """Return loads as rows: who, when, which tables and files, rows read, accepted and rejected."""
    rows = []
    for load in loads:
        counts = load.tables.values()
        rows.append(
            {
                "load_id": load.load_id, "programme_id": load.programme_id, "as_of": load.as_of,
                "loaded_at": load.loaded_at, "loaded_by": load.loaded_by, "table_names": list(load.tables),
                "read_count": sum(c.read for c in counts), "accepted_count": sum(c.accepted for c in counts),
                "rejected_count": sum(c.rejected for c in counts), "warning_count": sum(c.warnings for c in counts),
                "files": [source.file for source in load.sources],
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, LOADS)


def own_parameters(query: Query) -> list[Parameter]:
    """Return the parameters that are given by name: all but those of the moment."""
    return [parameter for parameter in query.parameters if parameter.name not in FROM_MOMENT]


def report_object(query: Query) -> dict:
    """Return what a report takes and returns, for JSON."""
    return {
        "name": query.name,
        "summary": query.summary,
        "parameters": [
            {"name": p.name, "type": p.type, "default": p.default, "allowed": list(p.allowed),
             "description": p.description}
            for p in own_parameters(query)
        ],
        "columns": [{"name": c.name, "type": c.type, "description": c.description} for c in query.returns],
    }  # fmt: skip


def report_text(query: Query) -> str:
    """Return what a report takes and returns, in words."""
    said = {"takes": map(_parameter, own_parameters(query)), "returns": (column.name for column in query.returns)}
    lines = [query.name, textwrap.fill(query.summary, 96, initial_indent="  ", subsequent_indent="  ")]
    for label, words in said.items():
        joined = ", ".join(words)
        if joined:
            lines.append(textwrap.fill(f"{label} {joined}", 96, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def _parameter(parameter: Parameter) -> str:
    if parameter.type.endswith("[]"):
        return f"{parameter.name}=a,b"
    return f"{parameter.name}={parameter.default}" if parameter.default else f"{parameter.name} (must be given)"


def table_rows() -> pa.Table:
    """Return the input tables as rows: name, grain, key."""
    return pa.Table.from_pylist(
        [{"table_name": t.name, "grain": t.grain, "key": ", ".join(t.key)} for t in TABLES.values()]
    )


def column_rows(name: str) -> pa.Table:
    """Return the columns of an input table as rows.

    Raises
    ------
    CutoverError
        If there is no such table; with a suggestion.
    """
    if name not in TABLES:
        close = get_close_matches(name, TABLES, 1)
        hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(TABLES)}."
        raise CutoverError(f"There is no input table {name}. {hint}")
    return pa.Table.from_pylist(
        [
            {
                "column_name": column.name, "type": column.type, "is_required": column.required,
                "allowed": ", ".join(column.allowed), "description": column.description,
            }
            for column in TABLES[name].columns
        ]
    )  # fmt: skip
