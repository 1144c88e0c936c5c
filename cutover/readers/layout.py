"""Where the header of a table stands, and names that are unique."""

from collections.abc import Iterable, Sequence
from math import ceil

import pyarrow as pa

from cutover.readers.model import Problem
from cutover.readers.notes import counted, note

LOOK_AT = 50


def find_header(rows: Sequence[Sequence[str | None]], width: int | None = None) -> int | None:
    """Return the position of the header row: the first one that is about as full as the table.

    A row counts as full by its cells that hold text; the fullest but one in ten
    of the first rows set the measure, half of which a header has to reach.
    Rows above it are titles. `width` bounds the measure. None: no row holds text.
    """
    counts = [_fullness(row) for row in rows[:LOOK_AT]]
    if width is not None:
        counts = [min(count, width) for count in counts]
    full = sorted(count for count in counts if count)
    if not full:
        return None
    measure = full[ceil(0.9 * (len(full) - 1))]
    needed = max(min(2, measure), ceil(measure / 2))
    return next(position for position, count in enumerate(counts) if count >= needed)


def _fullness(row: Sequence[str | None]) -> int:
    """Return how many cells hold text; the blank corner above an index column counts as one."""
    written = [bool(cell and cell.strip()) for cell in row]
    return len(row) if not written[0] and len(row) > 1 and all(written[1:]) else sum(written)


def name_columns(file: str, header: Sequence[str | None]) -> tuple[list[str], list[Problem]]:
    """Return unique names for the cells of a header row, and a note on repeated ones.

    White space is collapsed; a blank one becomes 'column 3', a repeated one
    gets ' (2)'.
    """
    names: list[str] = []
    taken: set[str] = set()
    repeated = []
    for position, cell in enumerate(header, 1):
        given = " ".join((cell or "").replace("\ufeff", "").split())
        name = base = given or f"column {position}"
        number = 1
        while name in taken:
            number += 1
            name = f"{base} ({number})"
        if number > 1:
            repeated.append(name)
        taken.add(name)
        names.append(name)
    notes = []
    if repeated:
        notes.append(note(file, "repeated_header", f"repeated column names read as {', '.join(map(repr, repeated))}"))
    return names, notes


def drop_blank_columns(file: str, cells: pa.Table, blank: Iterable[int]) -> tuple[pa.Table, list[Problem]]:
    """Return the table without the columns at `blank` that hold nothing, and a note on those that do."""
    without_name = [position for position in sorted(blank) if position < cells.num_columns]
    empty = [position for position in without_name if cells.column(position).null_count == len(cells)]
    kept = [repr(cells.column_names[position]) for position in without_name if position not in empty]
    if empty:
        cells = cells.select([position for position in range(cells.num_columns) if position not in empty])
    message = f"{counted(len(kept), 'column')} without a name read as {', '.join(kept[:12])}"
    return cells, [note(file, "blank_header", message)] if kept else []
