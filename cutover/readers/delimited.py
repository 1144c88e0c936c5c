"""CSV, TSV and other delimited text to one table."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.readers.careful import read_careful
from cutover.readers.dialect import Dialect, find_dialect
from cutover.readers.encoding import to_utf8
from cutover.readers.fast import read_fast
from cutover.readers.fields import Parsed
from cutover.readers.layout import drop_blank_columns
from cutover.readers.limits import Limits, check_count, refuse
from cutover.readers.model import RawTable
from cutover.readers.notes import note, number_list
from cutover.readers.scan import scan_records


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
    notes += found + unnamed + parsed.notes
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
    records = scan_records(text, dialect.start, dialect.line, dialect.separator)
    if records is None:
        longest = max(map(len, text[dialect.start :].splitlines()), default=0)
        count = text.count(b"\n", dialect.start)
    else:
        longest, count = int(np.max(records.ends - records.starts, initial=0)), len(records)
    check_count(file, longest, limits.record_bytes, "bytes in one record")
    check_count(file, count, limits.rows, "lines" if records is None else "records")
    parsed = read_fast(file, text, dialect, records) if records is not None else None
    return parsed or read_careful(file, text, dialect, limits)


def _slices(text: bytes, parsed: Parsed) -> Callable[[Sequence[int]], list[str]]:
    starts, ends = parsed.starts, parsed.ends
    return lambda positions: [text[starts[position] : ends[position]].decode() for position in positions]
