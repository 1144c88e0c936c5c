"""Separator and header of a delimited text, told from its first part."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from cutover.readers.layout import find_header, name_columns
from cutover.readers.limits import Limits, check_count
from cutover.readers.model import Problem
from cutover.readers.notes import note, number_list
from cutover.readers.scan import Place

SEPARATORS = (",", ";", "\t", "|")
WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 262_144
FEWEST = 0.3
LONGEST = 200


@dataclass(frozen=True)
class Dialect:
    """How a delimited text is laid out.

    `names` has one name per field of a record, of which the header row holds
    `named`, the first `needed` of them up to its last cell with text. `blank`
    holds the positions of fields without header text. Records start at `start`.
    """

    separator: str
    names: tuple[str, ...]
    needed: int
    named: int
    blank: frozenset[int]
    start: Place


@dataclass(frozen=True)
class _Row:
    fields: list[str]
    first: int
    next: int


@dataclass(frozen=True)
class _Reading:
    """The sample as read with one separator: its rows, the usual width and how many rows have it."""

    separator: str
    rows: list[_Row]
    width: int
    share: float


def find_dialect(file: str, content: bytes, limits: Limits) -> tuple[Dialect, list[Problem]]:
    """Return how a delimited UTF-8 text is laid out, and notes on what was found.

    The separator is the one by which most rows have the same number of fields,
    at least two; a first line `sep=;` and the name `.tsv` go before that.

    Raises
    ------
    RefusedFile
        If the header has more columns than are allowed.
    """
    lines = content[:SAMPLE].split(b"\n")
    is_whole = len(content) <= SAMPLE
    if not is_whole and len(lines) > 1:
        lines.pop()
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    texts = [_plain(line.decode(errors="replace")) for line in lines]
    notes = []
    declared = re.fullmatch(r'"?sep=([,;|:~^\t])"?\s*', texts[0], re.I)
    if declared:
        notes.append(note(file, "separator_line", "its first line only names the separator and is no record", 1))
    reading = _best_reading(texts, int(bool(declared)), _candidates(file, declared), is_whole)
    rows = [row for row in reading.rows if any(cell.strip() for cell in row.fields)]
    found = find_header([row.fields for row in rows], max(reading.width, 1)) or 0
    header = rows[found] if rows else _Row([""], 0, len(texts))
    if found:
        where = number_list([row.first + 1 for row in rows[:found]])
        notes.append(note(file, "title_rows", f"line {where} above the header taken as title", rows[0].first + 1))
    if reading.separator != ",":
        notes.append(note(file, "separator", f"fields are separated by {WORDS.get(reading.separator, 'a character')}"))
    cells = _fit(header.fields, [len(row.fields) for row in rows[found + 1 :]])
    check_count(file, len(cells), limits.columns, "columns")
    names, renamed = name_columns(file, cells)
    blank = frozenset(position for position, cell in enumerate(cells) if not cell.strip())
    needed = max(set(range(len(cells))) - blank, default=0) + 1
    start = Place(min(starts[header.next], len(content)), header.next + 1)
    dialect = Dialect(reading.separator, tuple(names), needed, len(header.fields), blank, start)
    return dialect, notes + renamed


def _candidates(file: str, declared: re.Match | None) -> tuple[str, ...]:
    if declared:
        return (declared[1],)
    return ("\t", ",", ";", "|") if file.lower().endswith((".tsv", ".tab")) else SEPARATORS


def _best_reading(texts: list[str], skip: int, separators: tuple[str, ...], is_whole: bool) -> _Reading:
    """Return the reading by which most rows agree; the first separator where none fits."""
    first, *others = separators
    there = [first, *(separator for separator in others if any(separator in text for text in texts))]
    readings = [_read_with(texts, skip, separator, is_whole) for separator in there]
    fitting = [reading for reading in readings if reading.width > 1 and reading.share >= FEWEST]
    if len(fitting) < 2 or fitting[0].separator == first == "\t":
        return next(iter(fitting), readings[0])
    return max(fitting, key=lambda r: (_is_strict(texts[skip:], r.separator), round(r.share, 2), r.width))


def _read_with(texts: list[str], skip: int, separator: str, is_whole: bool) -> _Reading:
    rows = list(_rows(texts, skip, separator))
    if not is_whole and len(rows) > 1 and rows[-1].next >= len(texts):
        rows.pop()
    if any(row.next - row.first > LONGEST for row in rows):
        alone = (next(csv.reader([text], delimiter=separator), []) for text in texts[skip:])
        rows = [_Row(fields, line, line + 1) for line, fields in enumerate(alone, skip) if fields]
    widths = Counter(len(row.fields) for row in rows)
    wide = Counter({width: count for width, count in widths.items() if width > 1}) or widths
    width, count = wide.most_common(1)[0] if wide else (0, 0)
    return _Reading(separator, rows, width, count / max(len(rows), 1))


def _rows(texts: list[str], skip: int, separator: str) -> Iterator[_Row]:
    csv.field_size_limit(max(SAMPLE * 4, csv.field_size_limit()))
    reader = csv.reader(texts[skip:], delimiter=separator)
    before = skip
    for fields in reader:
        if fields:
            yield _Row(fields, before, skip + reader.line_num)
        before = skip + reader.line_num


def _plain(text: str) -> str:
    """Return a line that the csv module takes: a lone carriage return would stop it."""
    return text.removesuffix("\r").replace("\r", " ") + "\n"


def _is_strict(texts: list[str], separator: str) -> bool:
    """Tell whether every quoted field ends where a separator or line end follows."""
    reader = csv.reader(texts, delimiter=separator, strict=True)
    try:
        return all(True for _ in reader)
    except csv.Error as error:
        return "end of data" in str(error)


def _fit(header: list[str], widths: list[int]) -> list[str]:
    """Return the header cells without blank ones that no record has, and with blank ones that most have."""
    usual = Counter(widths).most_common(1)[0][0] if widths else 0
    filled = max((position for position, cell in enumerate(header, 1) if cell.strip()), default=1)
    cells = header[: max(filled, min(usual, len(header)))]
    return cells + [""] * (usual - len(cells)) if widths.count(usual) > len(widths) / 2 else cells
