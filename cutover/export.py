"""Rows to CSV, JSON, Parquet and XLSX, without a cell that a spreadsheet would run.

Rows are those of a report: instants without a zone are UTC. Every format
carries that: a `Z` in CSV and JSON, the zone in Parquet. XLSX knows no zones:
its instants are written as they come, and the second sheet says whose time it is.
"""

import io
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

SPACES = r"[ \v\f\x{00a0}\x{1680}\x{2000}-\x{200f}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]*"
STARTERS = r"=+\-@\t\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}\x{fe66}\x{fe62}\x{fe63}\x{fe6b}\x{2212}"
CELL_START = rf"\A({SPACES}[{STARTERS}\r\n])"
LINE_START = rf"([\r\n\x{{2028}}\x{{2029}}\x{{0085}}])({SPACES}[{STARTERS}])"
"""Where a spreadsheet would see a formula: after spaces of any kind, = + - @, TAB, CR and their full-width forms."""

SHEET_ROWS = 1_048_575
"""Rows that one sheet of a workbook holds below its header."""

CELL_TEXT = 32_767
LARGEST_EXACT = 10**15
FIRST_EXCEL_DAY = date(1900, 3, 1)
WIDTHS = (8, 60)
WIDTH_SAMPLE = 200
LIST_SEPARATOR = "; "


def to_csv(rows: pa.Table, *, for_excel: bool = True) -> bytes:
    """Return rows as UTF-8 CSV: comma, text in quotes, null as nothing, lines ended by LF.

    Parameters
    ----------
    rows
        Rows of a report; instants are UTC.
    for_excel
        Begin with a byte order mark, without which Excel reads UTF-8 as the
        code page of the machine. Programs that read the output want none.
    """
    flat = pa.table({_inert(name): _csv_column(rows.column(name)) for name in rows.column_names})
    buffer = io.BytesIO(b"\xef\xbb\xbf" if for_excel else b"")
    buffer.seek(0, io.SEEK_END)
    pa.csv.write_csv(flat, buffer)
    return buffer.getvalue()


def to_json(rows: pa.Table) -> bytes:
    """Return rows as a JSON list with one object per row; instants are ISO 8601 with Z, undefined is null."""
    options = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2
    return orjson.dumps(rows.to_pylist(), default=_json_value, option=options)


def to_parquet(rows: pa.Table) -> bytes:
    """Return rows as Parquet (zstd); instants carry the zone UTC."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is None:
            rows = rows.set_column(position, field.name, pc.assume_timezone(rows.column(position), "UTC"))
    buffer = io.BytesIO()
    pq.write_table(rows, buffer, compression="zstd")
    return buffer.getvalue()


def to_xlsx(rows: pa.Table, *, how: Mapping[str, object] | None = None) -> bytes:
    """Return rows as a workbook: a frozen header, typed cells, no formula and no link.

    Rows beyond the limit of a sheet go on in further sheets, each with the header.

    Parameters
    ----------
    rows
        Rows of a report; instants are written as they come.
    how
        What the sheet 'How computed' says, label by label; see `how_computed`.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        for number, offset in enumerate(range(0, max(len(rows), 1), SHEET_ROWS), 1):
            name = "Rows" if number == 1 else f"Rows {number}"
            _write_rows(workbook, name, rows.slice(offset, SHEET_ROWS))
        if how:
            _write_how(workbook, how)
    return buffer.getvalue()


def how_computed(
    report: str, *, header: str, parameters: Mapping[str, object], as_of: str, row_count: int
) -> dict[str, object]:
    """Return what stands on the sheet 'How computed'.

    Parameters
    ----------
    report, header
        Name of the report, and what the header of its query file says.
    parameters
        Every parameter that was set.
    as_of
        Status time as text, its zone named; the instants of the rows are in that zone.
    row_count
        Rows of the export.
    """
    chosen = {f"${name}": value for name, value in parameters.items()}
    return {"Report": report, "Status time": as_of, "Rows": row_count} | chosen | {"Computed": header}


def _csv_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as CSV shows it: lists joined, instants with Z, no text that is a formula."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _instant_text(column)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_struct(kind):
        column = pa.chunked_array([pa.array([_joined(value) for value in column.to_pylist()], pa.string())])
    elif pa.types.is_dictionary(kind):
        column = column.cast(pa.string())
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return column
    lines = pc.replace_substring_regex(column, LINE_START, r"\1'\2")
    return pc.replace_substring_regex(lines, CELL_START, r"'\1")


def _instant_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants as ISO 8601 text in UTC, with fractions of a second only where there are any."""
    utc = column.cast(pa.timestamp("us", column.type.tz))
    seconds = pc.floor_temporal(utc, unit="second")
    has_fractions = pc.any(pc.not_equal(utc, seconds)).as_py()
    return pc.strftime(utc if has_fractions else seconds.cast(pa.timestamp("s", utc.type.tz)), "%Y-%m-%dT%H:%M:%SZ")


def _inert(text: str) -> str:
    return pc.replace_substring_regex(pa.scalar(text), CELL_START, r"'\1").as_py()


def _joined(value: object) -> str | None:
    """Return a list as one text; None stays None."""
    if isinstance(value, list):
        return LIST_SEPARATOR.join("" if item is None else _joined(item) for item in value)
    if isinstance(value, dict):
        return LIST_SEPARATOR.join(f"{name}: {_joined(item) or ''}" for name, item in value.items())
    return None if value is None else str(value)


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _write_rows(workbook: xlsxwriter.Workbook, name: str, rows: pa.Table) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    instant = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for position, width in enumerate(_widths(rows)):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(rows.column_names):
        sheet.write_string(0, position, column, bold)
    if rows.num_columns:
        sheet.autofilter(0, 0, len(rows), rows.num_columns - 1)
    for line, row in enumerate(_tuples(rows), 1):
        for position, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, (line, position), value, instant if isinstance(value, datetime) else day)


def _write_cell(sheet: object, place: tuple[int, int], value: object, date_format: object) -> None:
    """Write one value with its type; what Excel cannot hold exactly becomes text."""
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST_EXCEL_DAY:
            sheet.write_string(*place, value.isoformat())
        else:
            naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            sheet.write_datetime(*place, naive, date_format)
    elif isinstance(value, int | float | Decimal) and math.isfinite(value) and abs(value) < LARGEST_EXACT:
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, _cell_text(_joined(value)))


def _write_how(workbook: xlsxwriter.Workbook, how: Mapping[str, object]) -> None:
    sheet = workbook.add_worksheet("How computed")
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    for line, (label, value) in enumerate(how.items()):
        sheet.write_string(line, 0, str(label), bold)
        if isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(line, 1, value, wrapped)
        else:
            sheet.write_string(line, 1, _cell_text(_joined(value) or ""), wrapped)


def _cell_text(text: str) -> str:
    """Return text as a cell holds it; Excel's limit cuts it, and the cell says so."""
    if len(text) <= CELL_TEXT:
        return text
    note = f" … (cut: {len(text):,} characters)"
    return text[: CELL_TEXT - len(note)] + note


def _widths(rows: pa.Table) -> list[int]:
    """Return column widths in characters: the longest of the header and the first values, within bounds."""
    narrow, wide = WIDTHS
    widths = []
    for name, column in zip(rows.column_names, rows.slice(0, WIDTH_SAMPLE).columns, strict=True):
        texts = [name, *(_joined(value) or "" for value in column.to_pylist())]
        widths.append(min(wide, max(narrow, 2 + max(map(len, texts)))))
    return widths


def _tuples(rows: pa.Table) -> Iterator[tuple]:
    """Give the rows one after the other without holding them all as Python objects."""
    for batch in rows.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
