"""What a reader returns: tables of text, with the place of every record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

PROBLEMS = pa.schema(
    [
        ("table_name", pa.string()), ("file", pa.string()), ("line", pa.int64()), ("column_name", pa.string()),
        ("rule", pa.string()), ("level", pa.string()), ("message", pa.string()), ("original", pa.string()),
    ]
)  # fmt: skip
"""Columns of `problems.parquet`; level is rejected (row), warning (cell) or note (file)."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what and what is allowed.

    `level` is 'rejected' (the row is kept here, not in the table), 'warning'
    (the cell is null, or the row is doubtful) or 'note' (about the file).
    `original` is the text as found: the record of a rejected row, else the cell.
    """

    file: str
    line: int | None
    column: str | None
    rule: str
    level: str
    message: str
    original: str | None = None


@dataclass(frozen=True)
class RawTable:
    """One table of text as a file holds it.

    Attributes
    ----------
    file
        Name as given by the user, with the inner name of an archive or sheet:
        `plan.zip/tasks.csv`, `plan.xlsx/Tasks`.
    name
        Name of the table as the file says it: stem of the file, or the sheet.
    cells
        One column of text per header; an empty cell is null. Headers are
        unique: a repeated one gets ' (2)'. Text is not trimmed.
    lines
        Line of each record in its file, from 1 (row of the sheet, position in
        a JSON list): as many as `cells` has rows.
    rejected
        Records that are no row of the table, level 'rejected'.
    notes
        What was done to read the file: encoding, title rows skipped, hidden rows.
    original
        Gives the text of the records at these positions of `cells`, as found.
    """

    file: str
    name: str
    cells: pa.Table
    lines: pa.Array
    rejected: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    original: Callable[[Sequence[int]], list[str]]

    @property
    def read_count(self) -> int:
        """Records read: those that are rows, and those that are not."""
        return len(self.cells) + len(self.rejected)
