"""What a column and an input table are."""

import re
from dataclasses import dataclass, field

import pyarrow as pa

TYPES = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us"),
    "date": pa.date32(),
    "clock": pa.int32(),
}
"""Column types: their name in the reference and their Arrow type. Instants are UTC; a clock is minutes
after midnight, local time."""

MOST_MINUTES = 50_000_000
"""Largest number of minutes in a cell, 95 years: what a schedule can add to a date without leaving its range."""

MOST_HOURS = 1_000_000
"""Largest number of hours of work in a cell."""

PROVENANCE = (("source_file", pa.string()), ("source_line", pa.int64()))
"""Columns that every stored row carries beside its own: where it came from."""


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    Parameters
    ----------
    name, type, description
        `type` is a key of `TYPES`; a unit is the suffix of the name.
    required
        A row without a value here is rejected; elsewhere the cell is null.
    allowed
        Allowed values in the order in which they are shown; empty: any.
    words
        Further spellings of an allowed value: normalised word to value.
    minimum, maximum
        Smallest and largest number allowed.
    longest, most_items
        Most characters of a text, and most texts of a list, that an act may set.
    references
        `table.column` that must hold the value.
    """

    name: str
    type: str
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 2_000
    most_items: int = 50
    references: str | None = None


@dataclass(frozen=True)
class Table:
    """One input table: its grain, its columns and the columns that are unique together.

    `has_history` tells that every snapshot of the table is kept in view, not
    only the newest: charts draw its course.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    has_history: bool = False

    def __getitem__(self, name: str) -> Column:
        """Return the column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name) if name in self.names else _no_column(self, name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the stored rows: the columns, then the provenance."""
        own = [(column.name, TYPES[column.type]) for column in self.columns]
        return pa.schema(own + list(PROVENANCE))


def normalise_word(text: str) -> str:
    """Return a word as it is compared: '4-In Progress ' gives 'in_progress'.

    Case, white space, punctuation and a leading ordinal ('4 - ', '2.') do not
    count; a word of digits alone is left as it is.
    """
    word = re.sub(r"[^0-9a-z]+", "_", text.strip().lower()).strip("_")
    return re.sub(r"^\d+_(?=\D)", "", word)


def _no_column(table: Table, name: str) -> Column:
    raise KeyError(f"{table.name} has no column {name}")
