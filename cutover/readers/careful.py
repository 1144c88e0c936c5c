"""Records whose quotes are not in order, read one by one so that none is swallowed."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import pyarrow as pa

from cutover.readers.dialect import Dialect
from cutover.readers.fast import cells_of, empty_cells
from cutover.readers.fields import Cells, Parsed, explain, is_blank, place, split_as_written
from cutover.readers.notes import Record, reject
from cutover.readers.scan import SWALLOWED, Place, looks_like_records

LONGEST = 10_000
AHEAD = 1_000_000
BATCH = 50_000
OPEN_QUOTE = 'the quote that opens{where} is not closed; close it, or write a quote inside a quoted cell twice ("")'


@dataclass(frozen=True)
class _Found:
    """One record: how many lines it takes, its cells, or why it is none."""

    used: int
    cells: Cells | None
    rule: str = ""
    message: str = ""
    is_stray: bool = False


@dataclass
class _Rows:
    """Rows so far, kept as Arrow batches so that memory stays low."""

    dialect: Dialect
    waiting: list[Cells] = field(default_factory=list)
    batches: list[pa.Table] = field(default_factory=list)
    bounds: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, cells: Cells, bounds: tuple[int, int, int]) -> None:
        self.waiting.append(cells)
        self.bounds.append(bounds)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        self.batches.append(cells_of(self.waiting, self.dialect) if self.waiting else empty_cells(self.dialect))
        self.waiting = []


def read_careful(file: str, content: bytes, dialect: Dialect, start: Place, until: int) -> Parsed:
    """Return the records that start before byte `until`, line by line; quotes that swallow lines are not obeyed.

    A record is taken as written if its quotes are in order and its fields fit.
    Otherwise its first line alone is tried, quotes inside a field kept as
    written; what fits neither way is rejected and reading goes on in the next
    line.
    """
    last = content.find(b"\n", until + AHEAD) + 1 or len(content)
    lines = content[start.byte : last].splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=start.byte))
    rows, rejected, blank, stray = _Rows(dialect), [], [], []
    at = 0
    while at < len(lines) and starts[at] < until:
        line = start.line + at
        found = _next_record(lines, at, line, dialect)
        text = b"".join(lines[at : at + found.used]).rstrip(b"\r\n")
        if found.cells is None and found.rule:
            rejected.append(reject(file, Record(line, text.decode()), found.rule, found.message))
        elif found.cells is None:
            blank.extend([line] if text else [])
        else:
            rows.add(found.cells, (starts[at], starts[at] + len(text), line))
            stray.extend([line] if found.is_stray else [])
        at += found.used
    rows.flush()
    bounds = np.array(rows.bounds, np.int64).reshape(-1, 3)
    stop = Place(starts[at], start.line + at)
    return Parsed(pa.concat_tables(rows.batches), *bounds.T, stop, rejected, blank, stray)


def _next_record(lines: list[bytes], at: int, line: int, dialect: Dialect) -> _Found:
    if b'"' not in lines[at]:
        fields = lines[at].decode().rstrip("\r\n").split(dialect.separator)
        return _judge(fields, 1, dialect)
    fields, used = _read_quoted(lines, at, dialect.separator)
    if fields is not None:
        found = _judge(fields, used, dialect)
        if found.cells is not None and not _swallows(lines[at + 1 : at + used - 1], dialect):
            return found
    alone, is_open = split_as_written(lines[at].decode().rstrip("\r\n"), dialect.separator)
    single = _judge(alone, 1, dialect)
    if single.cells is not None and not is_open:
        return _Found(1, single.cells, is_stray=True)
    if _hold_rows(lines[at + 1 : at + used], dialect) or (used == 1 and fields is None):
        return _Found(1, None, "open_quote", OPEN_QUOTE.format(where=" here")) if is_open else single
    if fields is not None:
        return found
    opened = _opening_line(lines[at : at + used])
    return _Found(used, None, "open_quote", OPEN_QUOTE.format(where=f" in line {line + opened}"))


def _judge(fields: list[str], used: int, dialect: Dialect) -> _Found:
    if is_blank(fields, dialect):
        return _Found(used, None)
    cells = place(fields, dialect)
    return _Found(used, cells) if cells else _Found(used, None, "ragged_row", explain(fields, dialect))


def _read_quoted(lines: list[bytes], at: int, separator: str) -> tuple[list[str] | None, int]:
    """Return the fields of the record that starts here and the lines it takes; None if its quotes are not in order."""
    reader = csv.reader(_decoded(lines, at), delimiter=separator, strict=True)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None, max(reader.line_num, 1)


def _decoded(lines: list[bytes], at: int) -> Iterator[str]:
    return (lines[position].decode() for position in range(at, min(at + LONGEST, len(lines))))


def _swallows(inner: list[bytes], dialect: Dialect) -> bool:
    return len(inner) >= SWALLOWED and looks_like_records(inner, dialect.separator.encode(), len(dialect.names))


def _hold_rows(inner: list[bytes], dialect: Dialect) -> bool:
    """Tell whether half of the lines are records of their own, so that a quote must have swallowed them."""
    separator, width = dialect.separator.encode(), len(dialect.names)
    fitting = sum(line.count(separator) == width - 1 for line in inner)
    return bool(inner) and width > 1 and fitting >= len(inner) / 2


def _opening_line(lines: list[bytes]) -> int:
    """Return the position of the line in which the quote that is left open opens."""
    opened, count = 0, 0
    for position, line in enumerate(lines):
        before, count = count, count + line.count(b'"')
        if before % 2 == 0 and count % 2:
            opened = position
    return opened
