"""What checking passes around: faults of cells, findings of rows, the checked table."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.mapping.model import MappedTable
from cutover.readers.model import PROBLEMS, Problem
from cutover.tables import Table

SHOWN_CHARACTERS = 80
"""How much of a cell a message repeats; the whole cell stands beside it as `original`."""


@dataclass(frozen=True)
class Fault:
    """Cells of one column that break the same rule.

    Attributes
    ----------
    rows
        int64: their positions in the column.
    rule
        Name of the rule.
    hint
        What is allowed: one text for all, or one per row.
    is_kept
        The value stays: the cell is only doubtful.
    """

    rows: np.ndarray
    rule: str
    hint: str | pa.Array
    is_kept: bool = False


@dataclass(frozen=True)
class Parsed:
    """A column of typed values (null where a fault is), its faults, and notes on the whole column."""

    values: pa.Array
    faults: tuple[Fault, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """Rows with the same kind of problem.

    `texts` says what is wrong, one text for all or one per row; file and line
    are put before it. `originals` are the cells as found; None for a rejected
    row, whose record is looked up.
    """

    rows: np.ndarray
    column: str | None
    rule: str
    level: str
    texts: str | pa.Array
    originals: pa.Array | None = None


@dataclass(frozen=True)
class Origins:
    """Where rows came from: position in `parts`, and row in the cells of that part."""

    parts: tuple[MappedTable, ...]
    part: np.ndarray
    row: np.ndarray

    def take(self, rows: np.ndarray) -> "Origins":
        """Return the origins of some of the rows."""
        return Origins(self.parts, self.part[rows], self.row[rows])

    def originals(self, rows: np.ndarray) -> list[str]:
        """Return the text of the records of some of the rows, as found in their files."""
        texts = np.empty(len(rows), dtype=object)
        for number, mapped in enumerate(self.parts):
            here = np.flatnonzero(self.part[rows] == number)
            if len(here):
                positions = mapped.positions.to_numpy(zero_copy_only=False)[self.row[rows[here]]]
                texts[here] = mapped.raw.original(positions.tolist())
        return texts.tolist()


@dataclass(frozen=True)
class Checked:
    """The rows of one table that are accepted, and every problem found.

    Attributes
    ----------
    table
        The input table.
    rows
        Accepted rows with `table.schema`.
    problems
        Rows of `PROBLEMS`.
    read, rejected
        Rows read and rejected; read = accepted + rejected.
    origins
        Where each row of `rows` came from.
    """

    table: Table
    rows: pa.Table
    problems: pa.Table
    read: int
    rejected: int
    origins: Origins = field(repr=False)

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected:
            raise AssertionError(f"{self.table.name}: {self.read} read, {self.accepted} + {self.rejected} kept")

    @property
    def accepted(self) -> int:
        """Rows accepted."""
        return len(self.rows)

    @property
    def warnings(self) -> int:
        """Cells that became null or are doubtful."""
        return int(pc.sum(pc.equal(self.problems["level"], "warning")).as_py() or 0)


def value_texts(column: str, cells: pa.Array, hint: str | pa.Array) -> pa.Array:
    """Return 'column is value; hint.' for each cell."""
    shown = pc.replace_substring_regex(pc.utf8_slice_codeunits(cells, 0, SHOWN_CHARACTERS), r"\s+", " ")
    cut = pc.greater(pc.utf8_length(cells), SHOWN_CHARACTERS)
    shown = pc.if_else(cut, pc.binary_join_element_wise(shown, "…", ""), shown)
    return pc.binary_join_element_wise(f"{column} is ", shown, "; ", hint, ".", "")


def located(table: str, places: pa.Table, findings: list[Finding], origins: Origins) -> pa.Table:
    """Return findings as rows of `PROBLEMS`.

    Parameters
    ----------
    table
        Name of the input table.
    places
        Columns `source_file` and `source_line` of all rows.
    findings
        Findings whose rows are positions in `places`.
    origins
        Where the rows came from.
    """
    records = _records(findings, origins)
    return pa.concat_tables([PROBLEMS.empty_table(), *(_one(table, places, f, records) for f in findings)])


def stated(table: str | None, problems: tuple[Problem, ...] | list[Problem]) -> pa.Table:
    """Return problems that carry their place themselves as rows of `PROBLEMS`."""
    columns = [
        [table] * len(problems),
        *([getattr(problem, name) for problem in problems]
          for name in ("file", "line", "column", "rule", "level", "message", "original")),
    ]  # fmt: skip
    return pa.table([pa.array(c, t) for c, t in zip(columns, PROBLEMS.types, strict=True)], schema=PROBLEMS)


def sorted_problems(problems: pa.Table) -> pa.Table:
    """Return problems by table, file, line and column."""
    order = ("table_name", "file", "line", "column_name", "rule")
    return problems.sort_by([(name, "ascending") for name in order])


def rejected_rows(findings: list[Finding]) -> np.ndarray:
    """Return the positions of the rows that at least one finding rejects, ascending."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(f.rows for f in findings if f.level == "rejected")]))


def _records(findings: list[Finding], origins: Origins) -> tuple[np.ndarray, pa.Array]:
    rows = rejected_rows(findings)
    return rows, pa.array(origins.originals(rows), pa.string())


def _one(table: str, places: pa.Table, finding: Finding, records: tuple[np.ndarray, pa.Array]) -> pa.Table:
    count = len(finding.rows)
    files = pc.take(places["source_file"], finding.rows).combine_chunks()
    lines = pc.take(places["source_line"], finding.rows).combine_chunks()
    originals = finding.originals
    if finding.level == "rejected":
        originals = records[1].take(pa.array(np.searchsorted(records[0], finding.rows)))
    texts = finding.texts
    return pa.table(
        [
            pa.repeat(pa.scalar(table), count),
            files,
            lines,
            pa.repeat(pa.scalar(finding.column, pa.string()), count),
            pa.repeat(pa.scalar(finding.rule), count),
            pa.repeat(pa.scalar(finding.level), count),
            pc.binary_join_element_wise(files, " line ", lines.cast(pa.string()), ": ", texts, ""),
            originals if originals is not None else pa.nulls(count, pa.string()),
        ],
        schema=PROBLEMS,
    )
