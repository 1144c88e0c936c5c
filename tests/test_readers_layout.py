"""Headers, names and separators, told apart from titles and data."""

import pytest

from cutover.readers import Limits
from cutover.readers.dialect import find_dialect
from cutover.readers.fields import explain, is_blank, place, split_as_written
from cutover.readers.kinds import kind_of, why_skipped
from cutover.readers.layout import find_header, name_columns
from cutover.readers.notes import counted, number_list


def dialect_of(text: str, file: str = "t.csv"):
    return find_dialect(file, text.encode(), Limits())[0]


@pytest.mark.parametrize(
    ("rows", "position"),
    [
        ([["a", "b", "c"], ["1", "2", "3"]], 0),
        ([["Title", "", ""], ["a", "b", "c"], ["1", "2", "3"]], 1),
        ([["Title"], ["as of"], ["a", "b", "c"]], 2),
        ([["Project", "Ledger", "", "", "", ""], list("abcdef"), list("123456")], 1),
        ([["", "a", "b"], ["0", "1", "2"]], 0),
        ([["a", "b", "c", "d"], ["1", "", "", ""], ["2", "", "", ""]], 0),
        ([["host"], ["x"]], 0),
        ([["  ", None]], None),
    ],
)
def test_header_is_the_first_full_row(rows, position):
    assert find_header(rows) == position


def test_one_wide_row_moves_no_header():
    rows = [["a", "b", "c"]] + [["1", "2", "3"]] * 20 + [["x"] * 30]
    assert find_header(rows) == 0
    assert find_header([["a", "b", "c"], ["x"] * 30], 3) == 0


def test_names_are_made_unique_in_order():
    names, notes = name_columns("t.csv", ["a", " a ", "a (2)", "", None, "b\n c", "\ufeffd"])
    assert names == ["a", "a (2)", "a (2) (2)", "column 4", "column 5", "b c", "d"]
    assert [note.rule for note in notes] == ["repeated_header"]


def test_dialect_tells_where_records_start():
    dialect = dialect_of("Plan\n\nid;name\n1;a\n2;b\n")
    assert (dialect.separator, dialect.names, dialect.start.byte, dialect.start.line) == (";", ("id", "name"), 14, 4)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a|b\nx, y|1\nz, w|2\n", "|"),
        ("a\tb\n1\t2\n", "\t"),
        ('"x;y",b\n"1;2",c\n', ","),
        ("a,b\n1;2,3\n4;5,6\n", ","),
        ("name\nAnn\nBob\n", ","),
    ],
)
def test_separator_makes_rows_agree(text, separator):
    assert dialect_of(text).separator == separator


def test_open_quote_in_the_sample_misleads_no_separator():
    text = 'a;b;c\n1;"x;2\n' + "".join(f"{i};y, z;{i}\n" for i in range(600))
    assert dialect_of(text).separator == ";"


def test_sample_cut_in_a_cell_is_no_harm():
    text = "id,text\n" + "".join(f'{i},"{"word, " * 400}\nmore"\n' for i in range(300))
    dialect = dialect_of(text)
    assert (dialect.separator, dialect.names) == (",", ("id", "text"))


def test_trailing_blank_names_follow_the_rows():
    assert dialect_of("a,b,,\n1,2\n3,4\n").names == ("a", "b")
    wide = dialect_of("a,b\n1,2,\n3,4,\n")
    assert (wide.names, wide.needed, wide.named) == (("a", "b", "column 3"), 2, 2)


@pytest.mark.parametrize(
    ("fields", "cells"),
    [
        (["1", "2", "3"], ["1", "2", "3"]),
        (["1", "", "3"], ["1", None, "3"]),
        (["1", "2", "3", "", " "], ["1", "2", "3"]),
        (["1", "2"], None),
        (["1", "2", "3", "4"], None),
    ],
)
def test_fields_fit_or_are_refused(fields, cells):
    assert place(fields, dialect_of("a,b,c\n1,2,3\n")) == cells


def test_explanation_names_both_counts():
    dialect = dialect_of("a;b;c\n1;2;3\n")
    assert explain(["1"], dialect) == "1 fields, the header has 3; write all 3, leaving cells without a value empty"
    assert explain(list("1234"), dialect).endswith("a cell that holds a semicolon is written in quotes")


def test_white_space_alone_is_no_record():
    dialect = dialect_of("a,b\n1,2\n")
    assert is_blank(["", ""], dialect)
    assert is_blank(["  "], dialect)
    assert not is_blank([" ", ""], dialect)


@pytest.mark.parametrize(
    ("text", "fields", "is_open"),
    [
        ('1,"a, b",c', ["1", "a, b", "c"], False),
        ('1,"a ""b""",c', ["1", 'a "b"', "c"], False),
        ('1,"Smith" & Co,c', ["1", '"Smith" & Co', "c"], False),
        ('1,5" pipe,c', ["1", '5" pipe', "c"], False),
        ('1,"open,c', ["1", '"open', "c"], True),
        ('"",,""', ["", "", ""], False),
        ("", [""], False),
    ],
)
def test_stray_quotes_stay_in_the_text(text, fields, is_open):
    assert split_as_written(text, ",") == (fields, is_open)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("A.CSV", "delimited"), ("b.ndjson", "lines"), ("c.XLSM", "workbook"), ("d.xls", "old_workbook"), ("e.mpp", None)],
)
def test_kind_comes_from_the_ending(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("tasks.csv", True),
        ("week 1/source list.csv", True),
        ("readme.csv", True),
        ("README", False),
        ("a/LICENSE.txt", False),
        ("manifest.json", False),
        (".git/x.csv", False),
        ("jira.mapping.toml", False),
        ("notes.docx", False),
    ],
)
def test_only_descriptions_and_strangers_are_skipped(name, is_read):
    assert (why_skipped(name) is None) == is_read


def test_counts_and_lists_read_as_words():
    assert [counted(1, "row"), counted(2_500, "row")] == ["1 row", "2,500 rows"]
    assert number_list([]) == ""
    assert number_list([4]) == "4"
