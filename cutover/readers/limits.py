"""How large a source may be; a bound exceeded refuses the file and says so."""

from dataclasses import dataclass
from typing import NoReturn

from cutover.errors import RefusedFile

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds of a source, each checked before the work that it bounds.

    Attributes
    ----------
    file_bytes
        Size of one file, and of one file inside an archive.
    unpacked_bytes, workbook_bytes
        Size of all files of an archive, and of all parts of a workbook, unpacked.
    pack_ratio
        Unpacked over packed size; not looked at below ten megabytes.
    files
        Files of a folder or archive.
    rows, columns
        Rows and columns of one table.
    sheet_cells
        Height times width of one sheet, of which at least one in fifty must be written.
    cell_chars, record_bytes
        Length of one cell, and of one record of a text file.
    depth
        Levels of brackets in a JSON text.
    """

    file_bytes: int = 2_000 * MEGABYTE
    unpacked_bytes: int = 2_000 * MEGABYTE
    workbook_bytes: int = 200 * MEGABYTE
    pack_ratio: int = 100
    files: int = 1_000
    rows: int = 5_000_000
    columns: int = 500
    sheet_cells: int = 20_000_000
    cell_chars: int = 1_000_000
    record_bytes: int = 8_000_000
    depth: int = 64


def refuse(file: str, what: str, allowed: str) -> NoReturn:
    """Refuse a file: where, what is wrong, and what is allowed.

    Raises
    ------
    RefusedFile
        Always.
    """
    raise RefusedFile(f"{file} is not loaded: {what}. {allowed[:1].upper()}{allowed[1:]}.")


def check_count(file: str, found: int, limit: int, unit: str) -> None:
    """Refuse a file that holds more of something than its limit.

    Raises
    ------
    RefusedFile
        If `found` is larger than `limit`.
    """
    if found > limit:
        refuse(file, f"it has {found:,} {unit}", f"at most {limit:,} {unit} are allowed")
