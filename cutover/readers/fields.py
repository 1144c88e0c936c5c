"""Fields of one record put under the header, or the reason why they do not fit."""

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from cutover.readers.dialect import WORDS, Dialect
from cutover.readers.model import Problem
from cutover.readers.scan import Place

Cells = list[str | None]


@dataclass
class Parsed:
    """What reading the records of a text up to `stop` gave: rows, their place, and what is no row."""

    cells: pa.Table
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    stop: Place
    rejected: list[Problem] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    stray_lines: list[int] = field(default_factory=list)


def join_parsed(parts: list[Parsed]) -> Parsed:
    """Return several stretches of one text as one."""
    return Parsed(
        pa.concat_tables([part.cells for part in parts]),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("starts", "ends", "lines")),
        parts[-1].stop,
        [problem for part in parts for problem in part.rejected],
        [line for part in parts for line in part.blank_lines],
        [line for part in parts for line in part.stray_lines],
    )


def is_blank(fields: list[str], dialect: Dialect) -> bool:
    """Tell whether a record holds nothing: only empty fields, or a line of white space."""
    return not any(fields) or (len(fields) == 1 < len(dialect.names) and not fields[0].strip())


def place(fields: list[str], dialect: Dialect) -> Cells | None:
    """Return one cell per column, or None if the number of fields does not fit.

    Empty fields past the header are let go, and fields of columns without a
    name may be missing; everything else would shift cells.
    """
    if len(fields) < dialect.needed or any(cell.strip() for cell in fields[dialect.named :]):
        return None
    width = len(dialect.names)
    return [cell or None for cell in fields[:width]] + [None] * (width - len(fields))


def explain(fields: list[str], dialect: Dialect) -> str:
    """Return why the number of fields does not fit, and what to do."""
    found, expected = len(fields), dialect.needed
    advice = f"a cell that holds a {WORDS.get(dialect.separator, 'separator')} is written in quotes"
    if found < expected:
        advice = f"write all {expected}, leaving cells without a value empty"
    return f"{found} fields, the header has {expected}; {advice}"


def split_as_written(text: str, separator: str) -> tuple[list[str], bool]:
    """Return the fields of one line, quotes that do not enclose a field kept as written, and whether one is left open."""
    mark = re.escape(separator)
    pattern = rf'(?:^|{mark})("(?:[^"]|"")*"(?={mark}|$)|[^{mark}]*)'
    found = [match[1] for match in re.finditer(pattern, text)]
    quoted = [len(cell) > 1 and cell[0] == cell[-1] == '"' and cell[1:-1].count('"') % 2 == 0 for cell in found]
    is_open = any(cell.startswith('"') and cell.count('"') % 2 for cell in found)
    return [_unquote(cell) if inside else cell for cell, inside in zip(found, quoted, strict=True)], is_open


def _unquote(cell: str) -> str:
    inner = cell[1:-1]
    return inner.replace('""', '"') if '"' not in inner.replace('""', "") else cell
