"""Every usual encoding becomes UTF-8, and says so."""

import pytest

from cutover.errors import RefusedFile
from cutover.readers import Limits
from cutover.readers.encoding import to_utf8

TEXT = "id,name\n1,Grünberg café\n2,plain\n"


def only_note(content: bytes) -> str:
    _, (found,) = to_utf8("t.csv", content)
    return found.message


def test_plain_utf8_needs_no_note():
    assert to_utf8("t.csv", TEXT.encode()) == (TEXT.encode(), [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides(encoding):
    text, notes = to_utf8("t.csv", TEXT.encode(encoding))
    assert text == TEXT.encode()
    assert notes[0].rule == "encoding"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_told_by_its_nul_bytes(encoding):
    text, notes = to_utf8("t.csv", TEXT.encode(encoding))
    assert text == TEXT.encode()
    assert notes[0].message == "t.csv: read as UTF-16 without a byte order mark"


def test_windows_bytes_are_read_as_windows():
    text, notes = to_utf8("t.csv", "id,name\n1,“café” €5\n".encode("cp1252"))
    assert text.decode() == "id,name\n1,“café” €5\n"
    assert notes[0].message == "t.csv: read as Windows-1252"


def test_undefined_windows_byte_is_written_out():
    assert to_utf8("t.csv", b"id\n\x81\xe9\n")[0].decode() == "id\n\\x81é\n"


def test_one_wrong_byte_spoils_no_other():
    text, notes = to_utf8("t.csv", "né\nüß\n".encode() + b"\xe9t\xe9\n" + "ñññ\n".encode())
    assert text.decode() == "né\nüß\nété\nñññ\n"
    assert "first in line 3" in notes[0].message


def test_nul_bytes_are_left_out_and_counted():
    text, notes = to_utf8("t.csv", b"id,name and more text\n1,a\x00b\x00\n")
    assert text == b"id,name and more text\n1,ab\n"
    assert (notes[0].message, notes[0].line) == ("t.csv: 2 NUL bytes left out", 2)


def test_end_of_file_mark_is_no_record():
    assert to_utf8("t.csv", b"a\n1\n\x1a")[0] == b"a\n1\n"


def test_binary_content_is_refused():
    with pytest.raises(RefusedFile, match=r"t.csv is not loaded: its content is binary, no text"):
        to_utf8("t.csv", bytes(range(1, 32)) * 40)


def test_damaged_utf16_is_refused():
    with pytest.raises(RefusedFile, match="starts as UTF-16-LE text, and is damaged"):
        to_utf8("t.csv", b"\xff\xfea\x00b")


def test_old_mac_line_ends_are_noted():
    assert only_note(b"a\r1\r") == "t.csv: lines end with a carriage return alone"


def test_limits_have_room_for_a_million_rows():
    assert Limits().rows >= 1_000_000
