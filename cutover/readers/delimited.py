"""CSV, TSV and other delimited text to one table."""

import csv
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.readers.careful import read_careful
from cutover.readers.dialect import Dialect, find_dialect
from cutover.readers.encoding import to_utf8
from cutover.readers.fast import empty_cells, read_fast
from cutover.readers.fields import Parsed, join_parsed
from cutover.readers.layout import drop_blank_columns
from cutover.readers.limits import Limits, check_count, refuse
from cutover.readers.model import RawTable
from cutover.readers.notes import counted, note, number_list
from cutover.readers.scan import scan_records

SHORT, LONG = 1 << 14, 1 << 23
RECORD = "bytes in one record"


def read_delimited(file: str, content: bytes, limits: Limits) -> RawTable:
    """Return a delimited text as a table, every record a row or a rejected one.

    Records whose quotes are in order are parsed by Arrow and counted a second
    time from the bytes; where both do not agree they are read one by one.

    Raises
    ------
    RefusedFile
        If the content is binary or larger than a limit.
    """
    text, notes = to_utf8(file, content)
    dialect, found = find_dialect(file, text, limits)
    parsed = _parse(file, text, dialect, limits)
    if np.max(parsed.ends - parsed.starts, initial=0) > limits.cell_chars:
        check_cells(file, parsed.cells, limits)
    cells, unnamed = drop_blank_columns(file, parsed.cells, dialect.blank)
    notes += found + unnamed
    if parsed.stray_lines:
        message = f"{counted(len(parsed.stray_lines), 'record')} with a quote inside a cell that is not quoted, kept as written"
        notes.append(note(file, "stray_quote", message, parsed.stray_lines[0]))
    if parsed.blank_lines:
        where = number_list(parsed.blank_lines)
        message = f"{len(parsed.blank_lines):,} records of empty cells left out, line {where}"
        notes.append(note(file, "blank_records", message, parsed.blank_lines[0]))
    return RawTable(
        file=file,
        name=PurePosixPath(file).stem,
        cells=cells,
        lines=pa.array(parsed.lines, pa.int64()),
        rejected=tuple(parsed.rejected),
        notes=tuple(notes),
        original=_slices(text, parsed),
    )


def check_cells(file: str, cells: pa.Table, limits: Limits) -> None:
    """Refuse a table with a cell that is longer than allowed.

    Raises
    ------
    RefusedFile
        With the name of the column.
    """
    for name, column in zip(cells.column_names, cells.columns, strict=True):
        if (pc.max(pc.utf8_length(column)).as_py() or 0) > limits.cell_chars:
            what = f"a cell of column {name[:80]!r} has more than {limits.cell_chars:,} characters"
            refuse(file, what, "long texts belong in a document")


def _parse(file: str, text: bytes, dialect: Dialect, limits: Limits) -> Parsed:
    """Return all records: by Arrow as far as the quotes are in order, one by one around each place where they are not.

    Where such places are many, the stretches read one by one grow, so that no
    byte is looked at more than a few times.
    """
    csv.field_size_limit(max(limits.cell_chars, csv.field_size_limit()))
    parts: list[Parsed] = []
    at, ahead, stretch = dialect.start, len(text), SHORT
    while at.byte < len(text):
        until = text.find(b"\n", at.byte + ahead) + 1 or len(text)
        records = scan_records(text, at, until, dialect.separator, len(dialect.names))
        check_count(file, len(records), limits.rows, "records")
        check_count(file, int(np.max(records.ends - records.starts, initial=0)), limits.record_bytes, RECORD)
        fast = read_fast(file, text, dialect, records) if len(records) else None
        gained = records.stop.byte - at.byte if fast else 0
        parts += [fast] if fast else []
        at = records.stop if fast or not len(records) else at
        if at.byte < until:
            stretch = SHORT if gained > 8 * stretch else min(2 * stretch, LONG)
            end = at.byte + stretch if at == records.stop else records.stop.byte
            careful = read_careful(file, text, dialect, at, end)
            check_count(
                file, max((len(p.original or "") for p in careful.rejected), default=0), limits.record_bytes, RECORD
            )
            parts.append(careful)
            at, ahead = careful.stop, LONG
        check_count(file, sum(len(part.cells) for part in parts), limits.rows, "records")
    return join_parsed(parts) if parts else Parsed(empty_cells(dialect), *np.empty((3, 0), np.int64), at)


def _slices(text: bytes, parsed: Parsed) -> Callable[[Sequence[int]], list[str]]:
    starts, ends = parsed.starts, parsed.ends
    return lambda positions: [text[starts[position] : ends[position]].decode() for position in positions]
