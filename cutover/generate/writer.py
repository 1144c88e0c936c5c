"""Rows of the story as CSV files of the input tables."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.generate.times import as_utc
from cutover.tables import TYPES, Column, Table

Columns = Mapping[str, np.ndarray | pa.Array | Sequence]
"""Values by column; a column that is left out is empty. Instants are local wall time."""

ROWS_AT_ONCE = 250_000


def columns_of(rows: Sequence[Mapping]) -> dict[str, list]:
    """Return rows by column; what a row leaves out, and empty text, is null."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [None if row.get(name) == "" else row.get(name) for row in rows] for name in names}


def row_count(columns: Columns) -> int:
    """Return the number of rows."""
    return len(next(iter(columns.values()), ()))


def write_table(path: Path, table: Table, columns: Columns) -> str:
    """Write one table and return the SHA-256 of its file.

    UTF-8, commas, line feeds; instants in UTC as 2026-10-30T22:00Z.
    """
    digest = sha256()
    with path.open("wb") as file:
        for text in csv_parts(table, columns):
            octets = text.encode()
            digest.update(octets)
            file.write(octets)
    return digest.hexdigest()


def csv_parts(table: Table, columns: Columns) -> Iterator[str]:
    """Give the text of the file of a table in parts: the header line, then many rows at a time.

    Raises
    ------
    KeyError
        If the table has no column of a name that is given.
    """
    unknown = sorted(set(columns) - set(table.names))
    if unknown:
        raise KeyError(f"{table.name} has no column {', '.join(unknown)}; it has {', '.join(table.names)}.")
    yield ",".join(table.names) + "\n"
    for first in range(0, row_count(columns), ROWS_AT_ONCE):
        cells = [_cells(column, columns.get(column.name), first) for column in table.columns]
        size = max(len(cell) for cell in cells if isinstance(cell, pa.Array))
        cells = [pa.repeat("", size) if cell is None else cell for cell in cells]
        lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
        yield "\n".join(lines.to_pylist()) + "\n"


def _cells(column: Column, values: np.ndarray | pa.Array | Sequence | None, first: int) -> pa.Array | None:
    if values is None:
        return None
    part = values[first : first + ROWS_AT_ONCE]
    if column.type == "instant":
        return _instants(part)
    if column.type == "clock":
        return pa.array([None if minute is None else f"{minute // 60:02d}:{minute % 60:02d}" for minute in part])
    kind = pa.string() if column.type in ("text", "texts") else TYPES[column.type]
    typed = pa.array(part, from_pandas=True) if not isinstance(part, pa.Array) else part
    text = typed.cast(kind).cast(pa.string())
    return _quoted(text) if kind == pa.string() else text


def _instants(local: Sequence) -> pa.Array:
    text = as_utc(local).cast(pa.string())
    return pc.binary_replace_slice(pc.binary_replace_slice(text, 16, 19, "Z"), 10, 11, "T")


def _quoted(text: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(text, r'[",\r\n]')
    if not pc.any(special).as_py():
        return text
    inner = pc.replace_substring(text, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', inner, '"', ""), text)
