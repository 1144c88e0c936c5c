"""Short ways to write the problems that a reader finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from cutover.readers.model import Problem

SHOWN = 12


@dataclass(frozen=True)
class Record:
    """One record as found: its first line, from 1, and its text."""

    line: int
    text: str


def note(file: str, rule: str, message: str, line: int | None = None) -> Problem:
    """Return a note about a file: what was done to read it."""
    return Problem(file, line, None, rule, "note", f"{file}: {message}")


def reject(file: str, record: Record, rule: str, message: str) -> Problem:
    """Return the problem that keeps a record which is no row of the table."""
    return Problem(file, record.line, None, rule, "rejected", f"{file} line {record.line}: {message}", record.text)


def number_list(numbers: Sequence[int]) -> str:
    """Return rising numbers in words: [1, 2, 3, 7] gives '1-3, 7'; past twelve parts, how many follow."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    parts = [f"{first}" if first == last else f"{first}-{last}" for first, last in runs]
    rest = sum(last - first + 1 for first, last in runs[SHOWN:])
    return ", ".join(parts[:SHOWN]) + (f" and {rest:,} more" if rest else "")


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: '1 row', '2 rows'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
