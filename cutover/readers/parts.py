"""Parts of an XLSX workbook looked at before it is parsed: bombs, hidden rows, wrong cells."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import join, normpath

import numpy as np
from lxml import etree

from cutover.readers.limits import Limits, check_count, refuse

TOKEN = 10_000_000
FEW_BYTES = 10_000_000
SPARSE = 50
DAMAGE = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    KeyError,
)
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
NUMBER = re.compile(rb'\br="(\d+)"')
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
SPAN = re.compile(rb'\b(min|max)="(\d+)"')
ERROR = re.compile(rb'\bt="e"')


@dataclass(frozen=True)
class SheetFacts:
    """What the XML of a sheet says and its values do not: hidden rows and columns, cells with an error, from 1."""

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    errors: tuple[str, ...] = ()


def look_into(file: str, content: bytes, limits: Limits) -> dict[str, SheetFacts]:
    """Return what is hidden or wrong in each sheet, by its name, after checking that the workbook is safe to parse.

    Raises
    ------
    RefusedFile
        If it unpacks to too much, declares a document type, holds an endless
        token or a sheet that is too wide, too high or almost nothing but void.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(file, archive, len(content), limits.workbook_bytes, limits.pack_ratio)
            for part in archive.namelist():
                if part.lower().endswith((".xml", ".rels")):
                    _check_markup(file, part, archive.read(part))
            sheets = _sheet_parts(archive)
            return {name: _read_facts(f"{file}/{name}", archive.read(part), limits) for name, part in sheets.items()}
    except DAMAGE as error:
        refuse(file, f"the workbook is damaged ({type(error).__name__})", "open it and save it again as .xlsx")


def check_archive(file: str, archive: zipfile.ZipFile, packed: int, unpacked_limit: int, ratio_limit: int) -> None:
    """Refuse an archive that is encrypted or unpacks to more than is allowed, by what it says of itself.

    Raises
    ------
    RefusedFile
        Before anything is unpacked.
    """
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        refuse(file, "it is encrypted", "unpack it and load the files")
    unpacked = sum(member.file_size for member in members)
    check_count(file, unpacked, unpacked_limit, "bytes unpacked")
    if unpacked > FEW_BYTES and unpacked > ratio_limit * packed:
        refuse(file, f"it unpacks to {unpacked // packed:,} times its size", f"at most {ratio_limit} times is allowed")


def _check_markup(file: str, part: str, markup: bytes) -> None:
    if b"<!DOCTYPE" in markup or b"<!ENTITY" in markup or markup[:2] in (b"\xff\xfe", b"\xfe\xff"):
        refuse(
            file, f"its part {part[:80]!r} declares a document type or entities", "a workbook has none; save it again"
        )
    if len(markup) > TOKEN:
        brackets = np.flatnonzero(np.frombuffer(markup, np.uint8) == ord("<"))
        if int(np.max(np.diff(np.concatenate([[0], brackets, [len(markup)]])))) > TOKEN:
            refuse(file, f"its part {part[:80]!r} holds one piece of more than {TOKEN:,} bytes", "save it again")


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part that holds each sheet, by the name of the sheet."""
    targets = {
        item.get("Id"): item.get("Target", "")
        for item in _parse(archive.read("xl/_rels/workbook.xml.rels")).iter("{*}Relationship")
    }
    known = set(archive.namelist())
    parts = {}
    for sheet in _parse(archive.read("xl/workbook.xml")).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id"), None)
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in known:
            parts[sheet.get("name", "")] = part
    return parts


def _parse(markup: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(markup, parser)


def _read_facts(file: str, markup: bytes, limits: Limits) -> SheetFacts:
    rows = [match[1] for match in ROW.finditer(markup)]
    numbers = _row_numbers(rows)
    _check_size(file, markup, limits)
    hidden = [number for number, row in zip(numbers, rows, strict=True) if b"hidden" in row and HIDDEN.search(row)]
    head = markup[: markup.find(b"sheetData")]
    columns = [
        column for match in COLUMN.finditer(head) if HIDDEN.search(match[1]) for column in _span(match[1], limits)
    ]
    errors = (match[1] for match in CELL.finditer(markup) if ERROR.search(match[1])) if b't="e"' in markup else ()
    cells = [reference[1] + reference[2] for cell in errors if (reference := REFERENCE.search(cell))]
    return SheetFacts(tuple(hidden), tuple(columns), tuple(cell.decode() for cell in cells))


def _row_numbers(rows: list[bytes]) -> list[int]:
    """Return the number of each row; one that does not say it follows the one before."""
    numbers = [0]
    for row in rows:
        found = NUMBER.search(row)
        numbers.append(int(found[1]) if found else numbers[-1] + 1)
    return numbers[1:]


def _span(column: bytes, limits: Limits) -> range:
    ends = {key: int(value) for key, value in SPAN.findall(column)}
    return range(ends.get(b"min", 1), min(ends.get(b"max", 0), limits.columns) + 1)


def _check_size(file: str, markup: bytes, limits: Limits) -> None:
    """Refuse a sheet by the place of its farthest cell, which sets how much a parser sets aside."""
    written = [match[1] for match in CELL.finditer(markup) if not match[1].endswith(b"/")]
    places = [reference.groups() for cell in written if (reference := REFERENCE.search(cell))]
    letters = {column for column, _ in places}
    count, width = len(written), max((column_number(column.decode()) for column in letters), default=0)
    height = max((int(row) for _, row in places), default=0)
    check_count(file, width, limits.columns, "columns")
    check_count(file, height, limits.rows, "rows")
    area = width * height
    if area > limits.sheet_cells or (area > limits.sheet_cells // 20 and area > SPARSE * count):
        what = f"its {count:,} cells are spread over {height:,} rows and {width:,} columns"
        refuse(file, what, "delete stray cells far from the table and save it again")


def column_number(letters: str) -> int:
    """Return the number of a column: 'A' is 1, 'AA' is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
