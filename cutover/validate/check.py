"""Check the rows of one table: types, required cells, keys, doubts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.mapping.model import MappedTable
from cutover.tables import THRESHOLD_LIMITS, Table
from cutover.validate.cells import Typed, type_part
from cutover.validate.doubts import find_doubts, future_notes
from cutover.validate.keys import find_duplicates
from cutover.validate.model import Checked, Finding, Origins, located, rejected_rows, sorted_problems, stated
from cutover.validate.numbers import beyond_limits
from cutover.validate.working_time import find_bad_calendars, find_bad_spans

MOST_PIECES = 1_000
STRICT = {
    "calendars": ("weekday", "exception_date", "works_from", "works_to"),
    "risk_drivers": ("optimistic_factor", "most_likely_factor", "pessimistic_factor"),
}
"""Per table: columns that may be empty, but whose row says something else if a cell is dropped."""


def check(parts: Sequence[MappedTable], zone: str, as_of: datetime | None = None) -> Checked:
    """Return the typed rows of one table and every problem found in them.

    Parameters
    ----------
    parts
        What the files of a load give for the table: at least one part. Dates
        are understood per part, keys are unique over all parts.
    zone
        IANA zone of local times whose mapping names none.
    as_of
        Status time in UTC without zone; actual times after it are noted.
    """
    table = parts[0].table
    typed = [type_part(part, zone) for part in parts]
    rows = pa.concat_tables([one.rows for one in typed])
    starts = np.cumsum([0, *(len(one.rows) for one in typed)])
    findings = _all_findings(table, rows, typed, starts)
    number = np.repeat(np.arange(len(parts)), np.diff(starts))
    origins = Origins(tuple(parts), number, np.arange(len(rows)) - starts[number])
    unread = [problem for raw in {id(part.raw): part.raw for part in parts}.values() for problem in raw.rejected]
    said = [problem for part in parts for problem in part.problems]
    said += [note for one in typed for note in one.notes] + future_notes(table, rows, as_of)
    rejected = rejected_rows(findings)
    kept = np.setdiff1d(np.arange(len(rows)), rejected, assume_unique=True)
    problems = pa.concat_tables([stated(table.name, said + unread), located(table.name, rows, findings, origins)])
    return Checked(
        table,
        _without(rows, rejected),
        sorted_problems(problems),
        len(rows) + len(unread),
        len(rejected) + len(unread),
        origins.take(kept) if len(rejected) else origins,
    )


def _without(rows: pa.Table, rejected: np.ndarray) -> pa.Table:
    """Return the rows but for the rejected ones; if these are few, nothing is copied."""
    if len(rejected) > MOST_PIECES:
        return rows.take(np.setdiff1d(np.arange(len(rows)), rejected, assume_unique=True))
    bounds = pairwise([-1, *rejected.tolist(), len(rows)])
    return pa.concat_tables([rows.slice(before + 1, after - before - 1) for before, after in bounds])


def _all_findings(table: Table, rows: pa.Table, typed: list[Typed], starts: np.ndarray) -> list[Finding]:
    """Return what is wrong with cells, then what is missing, then duplicates and misfits of the rest, then doubts."""
    findings = [
        replace(finding, rows=finding.rows + start, level=_level(table, finding))
        for one, start in zip(typed, starts[:-1], strict=True)
        for finding in one.findings
    ]
    findings += _missing(table, rows, findings)
    if table.name == "calendars":
        findings += find_bad_spans(rows, rejected_rows(findings))
    if table.name == "thresholds":
        findings += beyond_limits(rows, THRESHOLD_LIMITS)
    findings += find_duplicates(table, rows, rejected_rows(findings))
    if table.name == "calendars":
        findings += find_bad_calendars(rows, rejected_rows(findings))
    return findings + find_doubts(table, rows)


def _level(table: Table, finding: Finding) -> str:
    return "rejected" if finding.column in STRICT.get(table.name, ()) else finding.level


def _missing(table: Table, rows: pa.Table, findings: list[Finding]) -> list[Finding]:
    """Return rows whose required cell is empty; a cell that was unreadable has its own finding."""
    missing = []
    for column in table.columns:
        if column.required and rows[column.name].null_count:
            empty = np.flatnonzero(pc.is_null(rows[column.name]).to_numpy())
            told = [finding.rows for finding in findings if finding.column == column.name]
            empty = np.setdiff1d(empty, np.concatenate(told)) if told else empty
            if len(empty):
                text = f"{column.name} is empty; it is required: {column.description}."
                missing.append(Finding(empty, column.name, "required", "rejected", text))
    return missing
