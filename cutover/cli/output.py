"""What the command line writes: rows to standard output, everything else to standard error.

Standard output holds nothing but what was asked for. Colours are off where it
is no terminal, and where NO_COLOR is set.
"""

import os
import re
import sys
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
from rich.cells import cell_len

from cutover import export
from cutover.errors import CutoverError
from cutover.zones import to_zone

MARGIN = "  "
CELL_WIDTH = 60
BOLD = "\x1b[1m", "\x1b[0m"
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Characters that steer a terminal or turn the direction of writing; shown as \\xNN instead."""


def print_text(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{one_line(text)}\n")


def print_rows(rows: pa.Table, zone: str = "UTC") -> None:
    """Write rows as an aligned table, instants in local time of `zone`."""
    width = CELL_WIDTH if sys.stdout.isatty() else None
    sys.stdout.write(text_table(rows, zone=zone, is_bold=has_colours(), width=width))


def has_colours() -> bool:
    """Return whether standard output is a terminal whose user did not turn colours off."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def deliver(content: bytes, output: Path | None) -> None:
    """Write a file where one is named, else the bytes to standard output.

    Raises
    ------
    CutoverError
        If the file cannot be written.
    """
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CutoverError(f"{output}: cannot be written: {error.strerror}.") from error
    say(f"Wrote {output}.")


def text_table(rows: pa.Table, *, zone: str = "UTC", is_bold: bool = False, width: int | None = None) -> str:
    """Return rows as an aligned table: numbers to the right, undefined as '-'.

    Parameters
    ----------
    rows
        Rows of a report; instants are UTC.
    zone
        Zone in which instants are shown; named in a last line where there are any.
    is_bold
        Whether the header is bold.
    width
        Characters after which text is cut; None: never.
    """
    local = to_zone(rows, zone)
    columns = [[_cut(shown(value), width) for value in column.to_pylist()] for column in local.columns]
    widths = [
        max([cell_len(name), *map(cell_len, cells)]) for name, cells in zip(rows.column_names, columns, strict=True)
    ]
    is_right = [pa.types.is_integer(t) or pa.types.is_floating(t) or pa.types.is_decimal(t) for t in local.schema.types]
    header = _line(rows.column_names, widths, is_right)
    lines = [BOLD[0] + header + BOLD[1] if is_bold else header]
    lines += [_line(cells, widths, is_right) for cells in zip(*columns, strict=True)]
    if not len(rows):
        lines.append("(no rows)")
    if any(pa.types.is_timestamp(t) for t in local.schema.types):
        lines.append(f"Times in {zone}.")
    return "\n".join(lines) + "\n"


def shown(value: object) -> str:
    """Return one value as people read it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return "-" if value != value else f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value) or "-"
    return one_line(str(value))


def one_line(text: str) -> str:
    """Return text on one line, so that no character in it steers the terminal."""
    return UNSAFE.sub(lambda found: f"\\x{ord(found[0]):02x}", re.sub(r"\s*[\r\n\t]+\s*", " ", text))


def _cut(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else f"{text[: width - 1]}…"


def _line(cells: tuple[str, ...] | list[str], widths: list[int], is_right: list[bool]) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, is_right, strict=True):
        space = " " * (width - cell_len(cell))
        padded.append(space + cell if right else cell + space)
    return MARGIN.join(padded).rstrip()


def encode(rows: pa.Table, form: str, *, zone: str = "UTC", how: dict[str, object] | None = None) -> bytes:
    """Return rows as bytes of a format: csv, json, parquet or xlsx (instants in local time of `zone`)."""
    if form == "xlsx":
        return export.to_xlsx(to_zone(rows, zone), how=how)
    if form == "csv":
        return export.to_csv(rows, for_excel=False)
    return {"json": export.to_json, "parquet": export.to_parquet}[form](rows)
