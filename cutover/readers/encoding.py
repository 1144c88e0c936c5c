"""Bytes of any usual encoding to UTF-8, saying what was done."""

import codecs
import re

import pyarrow as pa

from cutover.readers.limits import refuse
from cutover.readers.model import Problem
from cutover.readers.notes import counted, note

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
HEAD = 4_096
SAMPLE = 1_000_000
CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1c-\x1f]")
ALLOWED = "write the table as CSV, JSON, Parquet or XLSX; text in UTF-8, UTF-16 or Windows-1252"


def to_utf8(file: str, content: bytes) -> tuple[bytes, list[Problem]]:
    """Return text as UTF-8 without mark, NUL or old Mac line ends, and notes on what was changed.

    A byte order mark decides; without one UTF-16 is told by its NUL bytes, then
    strict UTF-8 is tried, then Windows-1252 (a byte that it leaves undefined
    is written out in hexadecimal). Where only a few bytes are no UTF-8, only they are read as
    Windows-1252.

    Raises
    ------
    RefusedFile
        If the bytes are no text.
    """
    name, label, content = _find_encoding(content)
    if name != "utf-8":
        content = _transcode(file, content, name)
    elif not _is_utf8(content):
        content, label = _read_mixed(content)
    notes = [note(file, "encoding", f"read as {label}")] if label else []
    head = content[:HEAD]
    if len(CONTROL.findall(head)) > len(head) / 20 or head.count(0) > len(head) / 4:
        refuse(file, "its content is binary, no text", ALLOWED)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        notes.append(note(file, "nul_bytes", f"{counted(content.count(0), 'NUL byte')} left out", line))
        content = content.replace(b"\0", b"")
    if b"\n" not in content and b"\r" in content:
        notes.append(note(file, "line_ends", "lines end with a carriage return alone"))
        content = content.replace(b"\r", b"\n")
    return content.rstrip(b"\x1a"), notes


def _find_encoding(content: bytes) -> tuple[str, str, bytes]:
    for mark, name, label in MARKS:
        if content.startswith(mark):
            return name, label, content[len(mark) :]
    head = content[:HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 5 and min(even, odd) < max(even, odd) / 4:
        return ("utf-16-le" if odd > even else "utf-16-be"), "UTF-16 without a byte order mark", content
    return "utf-8", "", content


def _transcode(file: str, content: bytes, name: str) -> bytes:
    try:
        return content.decode(name).encode()
    except UnicodeDecodeError as error:
        refuse(file, f"it starts as {name.upper()} text, and is damaged at byte {error.start:,}", ALLOWED)


def _is_utf8(content: bytes) -> bool:
    """Tell whether the bytes are valid UTF-8, without making a second copy of them."""
    if content.isascii():
        return True
    offsets = pa.array([0, len(content)], pa.int64()).buffers()[1]
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(content)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _read_mixed(content: bytes) -> tuple[bytes, str]:
    """Return bytes that are not UTF-8 as UTF-8: all as Windows-1252, or only the few that are wrong."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        first = error.start
    sample = content[max(0, first - SAMPLE) : first + SAMPLE].decode(errors="surrogateescape")
    wrong = sum("\udc80" <= char <= "\udcff" for char in sample)
    right = sum(char > "\x7f" for char in sample) - wrong
    if right <= wrong:
        return content.decode("cp1252", errors="backslashreplace").encode(), "Windows-1252"
    text = content.decode(errors=_SINGLE_BYTES)
    line = content.count(b"\n", 0, first) + 1
    return text.encode(), f"UTF-8; the bytes that are not (first in line {line:,}) as Windows-1252"


def _decode_single(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows-1252; for `codecs.register_error`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="backslashreplace"), error.end


_SINGLE_BYTES = "cutover.single_bytes"
codecs.register_error(_SINGLE_BYTES, _decode_single)
