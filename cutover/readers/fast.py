"""Records whose quotes are in order, parsed by Arrow and counted independently."""

import csv
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from cutover.readers.dialect import Dialect
from cutover.readers.fields import Cells, Parsed, explain, is_blank, place
from cutover.readers.notes import Record, reject
from cutover.readers.scan import Records, count_fields

BLOCK = 1 << 22
MOST_RAGGED = 50_000
MOST_PIECES = 1_000


def read_fast(file: str, content: bytes, dialect: Dialect, records: Records) -> Parsed | None:
    """Return the records as Arrow reads them, or None if its count and that of the scan differ.

    Records with another number of fields than the header are taken out and
    placed or rejected one by one.
    """
    cells, skipped = _parse(content, dialect, records)
    if cells is None or len(cells) + skipped != len(records) or skipped > MOST_RAGGED:
        return None
    parsed = Parsed(cells, records.starts, records.ends, records.lines, records.stop)
    if skipped:
        ragged = count_fields(content, records, dialect.separator) != len(dialect.names)
        if np.count_nonzero(ragged) != skipped:
            return None
        _place_ragged(file, content, dialect, parsed, ragged)
    if any(column.null_count < len(parsed.cells) for column in parsed.cells.columns[dialect.named :]):
        return None
    _leave_blank(parsed)
    return parsed


def empty_cells(dialect: Dialect) -> pa.Table:
    """Return a table of no rows with the columns of a dialect."""
    return pa.table({name: pa.array([], pa.string()) for name in dialect.names})


def cells_of(rows: list[Cells], dialect: Dialect) -> pa.Table:
    """Return rows of cells as a table of text."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in dialect.names)
    return pa.table([pa.array(column, pa.string()) for column in columns], list(dialect.names))


def _parse(content: bytes, dialect: Dialect, records: Records) -> tuple[pa.Table | None, int]:
    skipped = 0
    longest = int(np.max(records.ends - records.starts))

    def skip(_row: arrow_csv.InvalidRow) -> Literal["skip"]:
        nonlocal skipped
        skipped += 1
        return "skip"

    try:
        cells = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(memoryview(content)[records.starts[0] : records.stop.byte])),
            arrow_csv.ReadOptions(
                use_threads=len(content) > BLOCK, column_names=list(dialect.names), block_size=max(BLOCK, 2 * longest)
            ),
            arrow_csv.ParseOptions(
                delimiter=dialect.separator,
                quote_char='"' if len(records.quotes) else False,
                newlines_in_values=records.has_line_ends,
                invalid_row_handler=skip,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(dialect.names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None, skipped
    return cells, skipped


def _place_ragged(file: str, content: bytes, dialect: Dialect, parsed: Parsed, ragged: np.ndarray) -> None:
    """Put the ragged records that fit after all among the rows, and reject the others."""
    placed: list[Cells] = []
    positions: list[int] = []
    for position in np.flatnonzero(ragged).tolist():
        text = content[parsed.starts[position] : parsed.ends[position]].decode()
        fields = next(csv.reader(_lines(text), delimiter=dialect.separator), [""])
        cells = place(fields, dialect)
        line = int(parsed.lines[position])
        if is_blank(fields, dialect):
            parsed.blank_lines.append(line)
        elif cells is None:
            parsed.rejected.append(reject(file, Record(line, text), "ragged_row", explain(fields, dialect)))
        else:
            placed.append(cells)
            positions.append(position)
    before = np.searchsorted(np.flatnonzero(~ragged), positions)
    kept = np.union1d(np.flatnonzero(~ragged), np.array(positions, np.int64))
    parsed.cells = _insert(parsed.cells, cells_of(placed, dialect), before.tolist())
    parsed.starts, parsed.ends, parsed.lines = parsed.starts[kept], parsed.ends[kept], parsed.lines[kept]


def _insert(cells: pa.Table, placed: pa.Table, before: list[int]) -> pa.Table:
    """Return the table with each placed row put in before the row at its position, copying as little as possible."""
    pieces, done = [], 0
    for number, position in enumerate(before):
        pieces += [cells.slice(done, position - done), placed.slice(number, 1)]
        done = position
    whole = pa.concat_tables([*pieces, cells.slice(done)])
    return whole.combine_chunks() if len(pieces) > MOST_PIECES else whole


def _lines(text: str) -> list[str]:
    """Return a record as lines that end with a line feed, as the csv module takes them."""
    return [part + "\n" for part in text.split("\n")]


def _leave_blank(parsed: Parsed) -> None:
    """Take out the rows of which every cell is empty, keeping their lines."""
    is_blank = None
    for column in parsed.cells.columns:
        if not column.null_count:
            return
        is_blank = column.is_null() if is_blank is None else pc.and_(is_blank, column.is_null())
        if not pc.any(is_blank).as_py():
            return
    found = is_blank.to_numpy() if is_blank is not None else np.zeros(0, bool)
    parsed.blank_lines = sorted(parsed.blank_lines + parsed.lines[found].tolist())
    parsed.cells = parsed.cells.filter(pa.array(~found))
    parsed.starts, parsed.ends, parsed.lines = parsed.starts[~found], parsed.ends[~found], parsed.lines[~found]
