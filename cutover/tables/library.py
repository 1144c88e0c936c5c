"""Criteria to choose from: what public guidance asks for before a go-live.

A suggestion becomes a criterion when somebody adds it; targets and weights are
starting points to be agreed, and each row says who asks for it.
"""

import csv
from functools import cache
from pathlib import Path

import pyarrow as pa

FILE = Path(__file__).with_name("criteria_library.csv")
CRITERIA = pa.schema(
    [
        ("position", pa.int64()), ("criterion_name", pa.string()), ("category", pa.string()), ("measure", pa.string()),
        ("operator", pa.string()), ("target", pa.float64()), ("unit", pa.string()), ("is_gating", pa.bool_()),
        ("weight", pa.float64()), ("side", pa.string()), ("owner_role", pa.string()), ("bound_report", pa.string()),
        ("bound_column", pa.string()), ("bound_filter", pa.string()), ("bound_aggregate", pa.string()),
        ("source", pa.string()),
    ]
)  # fmt: skip


@cache
def criteria() -> pa.Table:
    """Return the criteria that are offered, in order; a figure that a report answers is bound to it."""
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = [_typed(row) | {"position": number} for number, row in enumerate(csv.DictReader(lines), 1)]
    return pa.Table.from_pylist(rows, schema=CRITERIA)


def _typed(row: dict[str, str]) -> dict:
    known = {name: text or None for name, text in row.items()}
    numbers = {name: float(row[name]) for name in ("target", "weight")}
    return known | numbers | {"is_gating": row["is_gating"] == "true"}
