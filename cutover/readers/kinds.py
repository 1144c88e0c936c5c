"""What a file is: by its name, and by its first bytes."""

import re
from pathlib import PurePosixPath

from cutover.readers.limits import refuse

KINDS = {
    ".csv": "delimited", ".tsv": "delimited", ".tab": "delimited", ".txt": "delimited",
    ".json": "json", ".jsonl": "lines", ".ndjson": "lines",
    ".parquet": "parquet", ".pq": "parquet",
    ".xlsx": "workbook", ".xlsm": "workbook", ".xls": "old_workbook",
    ".zip": "archive",
}  # fmt: skip
"""Kind of a file by the end of its name."""

READABLE = (
    "files that are read: .csv .tsv .txt .json .jsonl .ndjson .parquet .xlsx .xlsm .xls, or a .zip or folder of them"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = (
    (b"{\\rtf", "an RTF document", "save it from the word processor as plain text"),
    (b"%PDF", "a PDF document", "export the table from the program that made it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it, or pack it as .zip"),
    (b"BZh", "a bzip2 archive", "unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or pack it as .zip"),
    (b"Rar!", "a RAR archive", "unpack it, or pack it as .zip"),
    (b"\xfd7zXZ", "an xz archive", "unpack it, or pack it as .zip"),
    (b"\x89PNG", "an image", "load the table itself"),
    (b"\xff\xd8\xff", "an image", "load the table itself"),
    (b"GIF8", "an image", "load the table itself"),
    (b"SQLite format 3", "an SQLite database", "export its tables as CSV"),
)
SKIPPED_NAMES = re.compile(
    r"(readme|licen[cs]e|notice|changelog|source|copying|manifest)(\.(md|txt|rst|json|toml))?$", re.I
)


def kind_of(name: str) -> str | None:
    """Return the kind of a file by its name, or None if such files are not read."""
    return KINDS.get(PurePosixPath(name).suffix.lower())


def why_skipped(name: str) -> str | None:
    """Return why a file of a folder or archive is not read, or None if it is.

    `name` is the path inside the folder, with '/'.
    """
    path = PurePosixPath(name)
    if any(part.startswith(".") and part not in (".", "..") for part in path.parts) or "__MACOSX" in path.parts:
        return "a hidden file"
    if path.name.startswith("~$"):
        return "the lock file of an open workbook"
    if SKIPPED_NAMES.match(path.name) or path.name.lower().endswith(".mapping.toml"):
        return "a description, no table"
    return None if kind_of(name) else f"not a kind of file that is read ({path.suffix or 'no ending'})"


def check_content(file: str, content: bytes) -> None:
    """Refuse content that is not what the name of the file says.

    Raises
    ------
    RefusedFile
        With what the file really is and what to do about it.
    """
    if not content or content.isspace():
        refuse(file, "it is empty", "a table has at least a header row")
    kind, ending = kind_of(file), PurePosixPath(file).suffix.lower()
    found, advice = _what_it_is(content)
    fits = {
        "workbook": found == "an Excel workbook", "old_workbook": found == "an old Excel workbook",
        "parquet": found == "a Parquet file", "archive": found in ("a zip archive", "an Excel workbook"),
    }.get(kind or "", found == "text")  # fmt: skip
    if not fits:
        refuse(file, f"it is {found} named {ending}", advice)


def _what_it_is(content: bytes) -> tuple[str, str]:
    """Return what the content is by its first bytes, and what to do if that is wrong."""
    head = content[:4096]
    for signature, what, advice in SIGNATURES:
        if head.startswith(signature):
            return what, advice
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        if b"xl/" in content and b"[Content_Types].xml" in content:
            return "an Excel workbook", "rename it to .xlsx"
        return "a zip archive", "rename it to .zip, or unpack it"
    if head.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "an encrypted workbook", "remove its password, or save the sheet as CSV"
        return "an old Excel workbook", "save it as .xlsx"
    if head.startswith(b"PAR1"):
        return "a Parquet file", "rename it to .parquet"
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip().lower()
    if re.match(rb"<!doctype html|<html|<head|<body|<table|<meta", text):
        return "an HTML page", "open it and save the table as .xlsx or .csv"
    if text.startswith((b"<?xml", b"<!doctype")):
        return "an XML document", "open it and save the table as .xlsx or .csv"
    return "text", "text tables are named .csv, .tsv, .txt, .json or .jsonl"
