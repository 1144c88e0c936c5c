"""What a mapping says, and what it makes of a table of text."""

from dataclasses import dataclass, field

import pyarrow as pa

from cutover.readers.model import Problem, RawTable
from cutover.tables import Table

NULL_WORDS = (
    "", "-", "--", "?", "nan", "NaN", "N/A", "n/a", "NA", "null", "NULL", "None", "#N/A",
)  # fmt: skip
"""Words that stand for an empty cell, unless a mapping says otherwise."""

ROW_HEADER = "@row"
"""Header that every file has: the number of the record, from 1; in a workbook empty rows count."""


@dataclass(frozen=True)
class CellRule:
    """How the text of one of our columns is read.

    Parameters
    ----------
    date_format
        strptime formats joined by '|', or 'day-first', 'month-first', 'iso',
        'excel'; None: found per column.
    zone
        IANA zone of local times; None: the zone of the programme.
    separator
        What stands between the items of a list; None: any of the usual ones.
    """

    date_format: str | None = None
    zone: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Condition:
    """A test of one column of the source; `words` are alternatives.

    `test` is 'is', 'is_not', 'is_empty' or 'matches'; the words of 'is_empty'
    are 'true' or 'false'. An optional condition holds in a file without the
    header.
    """

    header: str
    test: str
    words: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True)
class Lookup:
    """A word is found under one header and replaced by the cell of that record under another."""

    find: tuple[str, ...]
    give: tuple[str, ...]


@dataclass(frozen=True)
class ColumnRule:
    """How one of our columns is made from a record.

    Parameters
    ----------
    name
        Our column.
    parts
        The headers that are joined by `join`; each part lists alternatives of
        which the first that the file has counts.
    optional
        A file without the headers is accepted; the column is then not mapped.
    constant
        Text of every row instead of a source.
    values
        Word of the source to ours; '' is the empty cell, '*' any other word.
    null
        Words that stand for an empty cell.
    extract, extract_all
        Regular expression with one group: the first match, or all of them.
    units
        Factor of each unit: '580 days' with `days` 1440 becomes 835200; ''
        is a number without unit.
    lookup
        Where the word stands, and what to take instead.
    where
        The cell counts only where all of these hold.
    keep
        In a fold: take the 'first' or 'last' record where the cell counts;
        None takes the record that the fold keeps.
    """

    name: str
    parts: tuple[tuple[str, ...], ...] = ()
    join: str = " "
    optional: bool = False
    constant: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    null: tuple[str, ...] = NULL_WORDS
    extract: str | None = None
    extract_all: str | None = None
    units: dict[str, float] = field(default_factory=dict)
    lookup: Lookup | None = None
    where: tuple[Condition, ...] = ()
    keep: str | None = None
    cell: CellRule = CellRule()


@dataclass(frozen=True)
class Fold:
    """Several records become one: those with the same key; the first or last counts."""

    key: tuple[str, ...]
    order_by: str | None = None
    keep: str = "last"


@dataclass(frozen=True)
class Unpivot:
    """One record becomes several: one per column, with its header and its cell.

    The record gets two more headers, `name_to` and `value_to`.
    """

    columns: tuple[str, ...]
    name_to: str
    value_to: str
    drop_empty: bool = True


@dataclass(frozen=True)
class Split:
    """One record becomes several: one per item of a list in one cell; none if it is empty.

    `columns` are alternatives. Without `separator`, items stand between ';', ',' and new lines.
    """

    columns: tuple[str, ...]
    separator: str | None = None


@dataclass(frozen=True)
class TableRule:
    """How one of our tables is fed.

    `files` and `sheets` are patterns, empty for any. An optional rule is left
    out where the file lacks a header that it needs.
    """

    table: Table
    columns: tuple[ColumnRule, ...]
    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    shape: Fold | Unpivot | Split | None = None
    optional: bool = False


@dataclass(frozen=True)
class Mapping:
    """A mapping file or a preset; `ignore` are patterns of files and sheets left out on purpose."""

    name: str
    tables: tuple[TableRule, ...]
    description: str = ""
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappedTable:
    """Rows of one of our tables, still text.

    Attributes
    ----------
    table, raw
        Our table, and the table of text that it came from.
    cells
        Text columns named as ours, only those that are mapped; null words are
        null, value maps are applied, text is trimmed.
    positions
        int64: position in `raw.cells` of each row of `cells`.
    rules
        How to read each mapped column.
    filtered_count
        Records left out on purpose; of an unpivot its empty cells too.
    folded_count
        Records that became part of another row.
    problems
        Columns that are not known, and notes on what was done.
    """

    table: Table
    raw: RawTable
    cells: pa.Table
    positions: pa.Array
    rules: dict[str, CellRule]
    filtered_count: int = 0
    folded_count: int = 0
    problems: tuple[Problem, ...] = ()
