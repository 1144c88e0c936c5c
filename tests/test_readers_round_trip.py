"""Whatever the csv module writes comes back cell for cell, in its line."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.readers import Limits, delimited, read_content
from cutover.readers.careful import read_careful
from cutover.readers.dialect import find_dialect

CELL = st.text(alphabet="ab1 ,;|\t\"\n'éß€漢=-.", max_size=8)
HEADER = ["alpha", "beta", "gamma", "delta"]


@st.composite
def tables(draw) -> tuple[list[list[str]], str, str, str, int]:
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=12))
    separator = draw(st.sampled_from(",;\t|"))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    return [HEADER[:width], *rows], separator, end, encoding, quoting


def written(table: tuple) -> tuple[bytes, list[int]]:
    rows, separator, end, encoding, quoting = table
    text, lines = io.StringIO(newline=""), []
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    whole = text.getvalue()
    return (whole if len(whole) % 2 else whole.removesuffix(end)).encode(encoding), lines


@given(tables())
@settings(max_examples=150, deadline=None)
def test_written_tables_come_back_whole(table):
    content, lines = written(table)
    (found,) = read_content("plan.csv", content)
    expected = [(line, row) for line, row in zip(lines[1:], table[0][1:], strict=True) if any(row)]
    columns = (column.to_pylist() for column in found.cells.columns)
    cells = [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
    assert cells == [row for _, row in expected]
    assert found.lines.to_pylist() == [line for line, _ in expected]
    assert not found.rejected


@given(tables())
@settings(max_examples=50, deadline=None)
def test_original_text_parses_to_the_row(table):
    content, _ = written(table)
    (found,) = read_content("plan.csv", content)
    texts = found.original(range(len(found.cells)))
    again = [next(csv.reader(io.StringIO(text, newline=""), delimiter=table[1])) for text in texts]
    assert again == [row for row in table[0][1:] if any(row)]


@given(tables())
@settings(max_examples=150, deadline=None)
def test_reading_one_by_one_gives_the_same(table):
    rows, separator, end, _, quoting = table
    content, _ = written((rows, separator, end, "utf-8", quoting))
    (fast,) = read_content("plan.csv", content)
    dialect, _ = find_dialect("plan.csv", content, Limits())
    careful = read_careful("plan.csv", content, dialect, dialect.start, len(content))
    assert careful.cells.to_pylist() == fast.cells.to_pylist()
    assert careful.lines.tolist() == fast.lines.to_pylist()


@given(st.lists(st.text(alphabet='ab,"\n', max_size=14), max_size=60), st.sampled_from([16, 64, 1 << 14]))
@settings(max_examples=300, deadline=None)
def test_no_character_of_a_broken_file_is_lost(pieces, stretch):
    body = "\n".join(pieces)
    text = f"id,name,side\n1,2,3\n{body}\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "SHORT", stretch)
        patch.setattr(delimited, "LONG", 4 * stretch)
        (found,) = read_content("broken.csv", text.encode())
    places = [*zip(found.lines.to_pylist(), found.original(range(len(found.cells))), strict=True)]
    places += [(problem.line, problem.original) for problem in found.rejected]
    kept = "".join(original for _, original in places)
    lines = text.split("\n")
    assert [kept.count(letter) for letter in "ab"] == [body.count(letter) for letter in "ab"]
    assert all(lines[line - 1].startswith(original.split("\n")[0]) for line, original in places)
