"""Sheets of a workbook to tables."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cutover.errors import RefusedFile
from cutover.readers.delimited import check_cells
from cutover.readers.layout import LOOK_AT, drop_blank_columns, find_header, name_columns
from cutover.readers.limits import Limits, check_count, refuse
from cutover.readers.model import Problem, RawTable
from cutover.readers.notes import counted, note, number_list
from cutover.readers.parts import SheetFacts, look_into

Merge = tuple[tuple[int, int], tuple[int, int]]
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class _Sheet:
    """One sheet: its name in problems, rows of text, merged ranges (from 0) and what its XML says."""

    file: str
    name: str
    rows: list[list[str | None]]
    merges: list[Merge]
    facts: SheetFacts
    is_hidden: bool


def read_workbook(file: str, content: bytes, limits: Limits, *, is_old: bool = False) -> Iterator[RawTable]:
    """Yield each sheet that holds something as a table, `line` being the row of the sheet.

    Hidden sheets, rows and columns are read and noted. Dates come as ISO 8601,
    whole numbers without a fraction, an error such as #REF! as null.

    Raises
    ------
    RefusedFile
        If the workbook is damaged, encrypted, empty or larger than a limit.
    """
    facts = {} if is_old else look_into(file, content, limits)
    notes: list[Problem] = []
    table: RawTable | None = None
    for sheet in _sheets(file, content, facts, limits):
        if isinstance(sheet, Problem):
            notes.append(sheet)
            continue
        if table:
            yield table
        table, notes = _to_table(sheet, notes, limits), []
    if table is None:
        refuse(file, "no sheet holds anything", "a table has at least a header row")
    yield replace(table, notes=(*table.notes, *notes))


def _sheets(file: str, content: bytes, facts: dict[str, SheetFacts], limits: Limits) -> Iterator[_Sheet | Problem]:
    """Yield the sheets as text; an empty one or a chart as a note.

    calamine panics on some damaged workbooks with an error that is no
    `Exception`, so everything but an interrupt is caught.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for position, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                yield note(file, "skipped_sheet", f"sheet {about.name!r} is a chart or macro, no table")
                continue
            sheet = book.get_sheet_by_index(position)
            rows = _rows_of(f"{file}/{about.name}", sheet, limits)
            if not rows:
                yield note(file, "skipped_sheet", f"sheet {about.name!r} is empty")
                continue
            is_hidden = about.visible != SheetVisibleEnum.Visible
            merges = [] if sheet.merged_cell_ranges is None else list(sheet.merged_cell_ranges)
            found = facts.get(about.name, SheetFacts())
            yield _Sheet(f"{file}/{about.name}", about.name, rows, merges, found, is_hidden)
    except (RefusedFile, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        what = f"the workbook cannot be read ({type(error).__name__})"
        raise RefusedFile(f"{file} is not loaded: {what}. Open it and save it again as .xlsx.") from None


def _rows_of(file: str, sheet: CalamineSheet, limits: Limits) -> list[list[str | None]]:
    """Return the cells from A1 on as text, without empty rows at the end."""
    if sheet.end is None:
        return []
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    check_count(file, width, limits.columns, "columns")
    check_count(file, height, limits.rows, "rows")
    check_count(file, height * width, limits.sheet_cells, "cells")
    rows = [[value_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(cell and cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def value_text(value: object) -> str | None:
    """Return the value of a cell as text: '2026-03-14T08:00:00', '2026-03-14', '3', '0.3', 'true'; null if empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    if isinstance(value, datetime):
        whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return (whole if abs(whole - value) <= MILLISECOND else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return None


def _to_table(sheet: _Sheet, notes: list[Problem], limits: Limits) -> RawTable:
    written = [position for position, row in enumerate(sheet.rows) if any(cell and cell.strip() for cell in row)]
    found = find_header([sheet.rows[position] for position in written[:LOOK_AT]]) or 0
    first, last, header = _read_header(sheet, written[found])
    titles = [position + 1 for position in written if position < first]
    names, renamed = name_columns(sheet.file, header)
    lines = [position for position in written if position > last]
    body = [sheet.rows[position] for position in lines]
    columns = zip(*body, strict=True) if body else ([] for _ in names)
    cells = pa.table([pa.array(column, pa.string()) for column in columns], names)
    check_cells(sheet.file, cells, limits)
    cells, unnamed = drop_blank_columns(
        sheet.file, cells, (i for i, cell in enumerate(header) if not (cell or "").strip())
    )
    places = pa.array([position + 1 for position in lines], pa.int64())
    notes = [*notes, *_sheet_notes(sheet, titles, (first, last)), *renamed, *unnamed]
    blank = sorted(set(range(last + 1, len(sheet.rows))) - set(lines))
    if blank:
        where = number_list([position + 1 for position in blank])
        notes.append(note(sheet.file, "blank_records", f"empty rows left out: {where}", blank[0] + 1))
    return RawTable(sheet.file, sheet.name, cells, places, (), tuple(notes), _originals(body))


def _read_header(sheet: _Sheet, row: int) -> tuple[int, int, list[str | None]]:
    """Return the first and last row of the header, and one text per column.

    A header of two rows is told by cells merged across columns in its upper
    row: their text goes before each name below them, 'Planned' and 'Start' to
    'Planned Start'.
    """
    for upper in (row, row - 1):
        groups = _groups(sheet, upper) if upper >= 0 and upper + 1 < len(sheet.rows) else []
        if groups:
            above = list(sheet.rows[upper])
            for group in groups:
                above[group.start : group.stop] = [above[group.start]] * len(group)
            pairs = zip(above, sheet.rows[upper + 1], strict=True)
            return upper, upper + 1, [" ".join(part for part in pair if part) for pair in pairs]
    return row, row, sheet.rows[row]


def _groups(sheet: _Sheet, upper: int) -> list[range]:
    """Return the columns of each group of a two-row header; none if the rows are no such header.

    Below each group stand different names, no values; a column outside of the
    groups has its name in one of the two rows only. One merged cell alone that
    starts the row is a title.
    """
    above, below = sheet.rows[upper], sheet.rows[upper + 1]
    groups = [
        range(left, right + 1) for (top, left), (low, right) in sheet.merges if top == low == upper and right > left
    ]
    grouped = {column for group in groups for column in group}
    written = [column for column, cell in enumerate(above) if cell]
    names = [[below[column] for column in group] for group in groups]
    is_title = len(written) == 1 and not any(below[: written[0]])
    is_apart = not any(above[column] and below[column] for column in range(len(above)) if column not in grouped)
    are_names = all(len(set(group)) == len(group) and all(map(_is_name, group)) for group in names)
    return groups if is_apart and are_names and not is_title else []


def _is_name(cell: str | None) -> bool:
    return bool(cell and cell.strip() and not cell.strip()[0].isdigit())


def _sheet_notes(sheet: _Sheet, titles: list[int], header: tuple[int, int]) -> list[Problem]:
    """Return what a person who looks at the sheet would not see, or see otherwise."""
    file, facts = sheet.file, sheet.facts
    below = [merge for merge in sheet.merges if merge[0][0] > header[1]]
    errors = ", ".join(facts.errors[:12])
    said = [
        (sheet.is_hidden, "hidden_sheet", "the sheet is hidden; read all the same"),
        (titles, "title_rows", f"row {number_list(titles)} above the header taken as title"),
        (header[0] < header[1], "two_header_rows", f"rows {header[0] + 1} and {header[1] + 1} joined to one header"),
        (facts.hidden_rows, "hidden_rows", f"hidden rows read all the same: {number_list(facts.hidden_rows)}"),
        (facts.hidden_columns, "hidden_columns", f"hidden columns read too: {number_list(facts.hidden_columns)}"),
        (below, "merged_cells", f"{counted(len(below), 'merged range')}; the value stands in the first cell only"),
        (facts.errors, "error_cells", f"{counted(len(facts.errors), 'cell')} with an error read as empty: {errors}"),
    ]
    return [note(file, rule, message) for is_so, rule, message in said if is_so]


def _originals(body: list[list[str | None]]) -> Callable[[Sequence[int]], list[str]]:
    return lambda positions: ["\t".join(cell or "" for cell in body[position]).rstrip("\t") for position in positions]
