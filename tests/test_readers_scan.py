"""The independent count: record bounds from line ends and quotes alone."""

import numpy as np
import pytest

from cutover.readers.scan import Place, Records, count_fields, looks_like_records, scan_records


def scan(text: str, start: Place | None = None, until: int | None = None, width: int = 3) -> Records:
    content = text.encode()
    return scan_records(content, start or Place(0, 1), len(content) if until is None else until, ",", width)


def texts(text: str, records: Records) -> list[str]:
    content = text.encode()
    return [content[start:end].decode() for start, end in zip(records.starts, records.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected", "lines"),
    [
        ("a\nb\n", ["a", "b"], [1, 2]),
        ("a\nb", ["a", "b"], [1, 2]),
        ("a\r\nb\r\n", ["a", "b"], [1, 2]),
        ("\n\na\n\nb\n\n", ["a", "b"], [3, 5]),
        ('"a\nb",c\nd\n', ['"a\nb",c', "d"], [1, 3]),
        ('"a""\n""b"\nd', ['"a""\n""b"', "d"], [1, 3]),
        ('""\n"",""\n', ['""', '"",""'], [1, 2]),
        ('"a\rb"\nc\n', ['"a\rb"', "c"], [1, 3]),
        ("", [], []),
    ],
)
def test_records_end_outside_of_quotes(text, expected, lines):
    records = scan(text)
    assert texts(text, records) == expected
    assert records.lines.tolist() == lines
    assert records.stop.byte == len(text)


@pytest.mark.parametrize(
    ("text", "good", "stop"),
    [
        ('a\nb\n"c\nd\n', 2, Place(4, 3)),
        ('a\nb"\nc\n', 1, Place(2, 2)),
        ('a\n"b"c\nd\n', 1, Place(2, 2)),
        ('a\nb 5" x 6"\nc\n', 1, Place(2, 2)),
        ("a\nb\rc\nd\n", 1, Place(2, 2)),
        ('"open', 0, Place(0, 1)),
    ],
)
def test_scan_stops_before_disorder(text, good, stop):
    records = scan(text)
    assert (len(records), records.stop) == (good, stop)


def test_scan_goes_on_from_a_place():
    text = "x\ny\n1,2\n3,4\n"
    records = scan(text, Place(4, 3))
    assert texts(text, records) == ["1,2", "3,4"]
    assert records.lines.tolist() == [3, 4]
    assert records.stop == Place(12, 5)


def test_scan_ends_at_its_bound():
    text = 'a\n"b\nc"\nd\n'
    records = scan(text, until=5)
    assert texts(text, records) == ["a"]
    assert records.stop == Place(2, 2)


def test_cell_of_records_stops_the_scan():
    swallowed = 'a,b,c\n1,"x\n' + "2,y,z\n" * 12 + '",3\n4,5,6\n'
    prose = 'a,b,c\n1,"x\n' + "two words, no more\n" * 12 + '",3\n4,5,6\n'
    assert len(scan(swallowed)) == 1
    assert len(scan(prose)) == 3


def test_fields_are_counted_outside_of_quotes():
    text = 'a,b,c\n1,"x,y",2\n\n"p,\nq",r\n'
    records = scan(text)
    assert count_fields(text.encode(), records, ",").tolist() == [3, 3, 2]


def test_fields_of_a_stretch_leave_the_rest():
    text = 'a,b\n1,2\n3,"4\n5,6\n'
    records = scan(text)
    assert count_fields(text.encode(), records, ",").tolist() == [2, 2]


@pytest.mark.parametrize(
    ("lines", "width", "expected"),
    [
        ([b"1,2,3"] * 9 + [b"x"], 3, True),
        ([b"1,2,3"] * 8 + [b"x"] * 2, 3, False),
        ([b"one"] * 10, 1, False),
    ],
)
def test_nine_of_ten_lines_make_records(lines, width, expected):
    assert looks_like_records(lines, b",", width) is expected


def test_blocks_join_without_a_seam(monkeypatch):
    monkeypatch.setattr("cutover.readers.scan.BLOCK", 7)
    text = "".join(f'{i},"a\n{i}"\n' for i in range(100))
    records = scan(text, width=2)
    assert len(records) == 100
    assert np.array_equal(records.lines, np.arange(100) * 2 + 1)
