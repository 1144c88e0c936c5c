"""Whole columns of text: trimming, null words, value maps, extraction, units."""

import pyarrow as pa
import pytest

from cutover.mapping.cells import holds, joined, looked_up, translated, trimmed, with_nulls
from cutover.mapping.model import ColumnRule, Condition
from cutover.tables import TABLES

TITLE = TABLES["incidents"]["title"]


def text(*cells: str | None, chunks: int = 1) -> pa.ChunkedArray:
    """Return cells as a column in that many chunks."""
    size = -(-len(cells) // chunks) or 1
    parts = [pa.array(cells[i : i + size], pa.string()) for i in range(0, len(cells), size)]
    return pa.chunked_array(parts, pa.string())


def by_rule(column: pa.ChunkedArray, **rule) -> list[str | None]:
    return translated(column, ColumnRule("title", **rule), TITLE).to_pylist()


@pytest.mark.parametrize("copies", [1, 2_000])
@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u1680"])
def test_every_kind_of_blank_is_trimmed(blank, copies):
    cells = ["a", f"{blank}b", f"c{blank}", "d e"]
    assert trimmed(text(*cells * copies)).to_pylist() == ["a", "b", "c", "d e"] * copies


def test_long_column_without_blanks_is_not_copied():
    column = text(*["a b", None, "c", ""] * 2_000)
    assert trimmed(column).chunk(0).buffers()[2].address == column.chunk(0).buffers()[2].address


def test_trimming_reads_a_slice_alone():
    column = pa.chunked_array([pa.array([" x", "a", "b ", "y"]).slice(1, 2)])
    assert trimmed(column).to_pylist() == ["a", "b"]


@pytest.mark.parametrize("column", [text(), text(None, None), text("", None)])
def test_trimming_takes_empty_columns(column):
    assert trimmed(column).to_pylist() == column.to_pylist()


def test_large_text_becomes_text():
    assert trimmed(pa.chunked_array([pa.array([" a"], pa.large_string())])).type == pa.string()


def test_letters_with_accents_stay():
    assert trimmed(text("été", "Ñ", "中文")).to_pylist() == ["été", "Ñ", "中文"]


def test_null_words_become_null_in_every_chunk():
    column = text("?", "open", None, "", "closed", "?", chunks=3)
    assert with_nulls(column, ("", "?")).to_pylist() == [None, "open", None, None, "closed", None]


def test_null_word_inside_a_text_stays():
    assert with_nulls(text("a?", "?b", "NaN!"), ("?", "NaN")).to_pylist() == ["a?", "?b", "NaN!"]


def test_null_words_count_by_case():
    assert with_nulls(text("NA", "Na", "na"), ("NA",)).to_pylist() == [None, "Na", "na"]


def test_no_null_words_leave_all():
    assert with_nulls(text("", "-"), ()).to_pylist() == ["", "-"]


def test_few_null_words_among_long_texts():
    column = text(*["a longer text"] * 9, "-")
    assert with_nulls(column, ("-",)).to_pylist() == ["a longer text"] * 9 + [None]


def test_joined_cells_leave_out_empty_ones():
    parts = [text("a", None, "b", None), text("x", None, None, "y")]
    assert joined(parts, "/").to_pylist() == ["a/x", None, "b", "y"]


def test_joined_rows_of_nulls_keep_their_place():
    parts = [text(None, None, "a"), text(None, None, None), text(None, "z", "c")]
    assert joined(parts, "-").to_pylist() == [None, "z", "a-c"]


def test_joined_chunks_need_not_agree():
    parts = [text("a", "b", "c", chunks=3), text("x", "y", "z", chunks=2)]
    assert joined(parts, "").to_pylist() == ["ax", "by", "cz"]


def test_single_part_is_joined_with_nothing():
    assert joined([text("a", None)], "/").to_pylist() == ["a", None]


def test_values_are_found_whatever_their_case():
    assert by_rule(text("4-Complete", "4-COMPLETE", "open"), values={"4-Complete": "done"}) == ["done", "done", "open"]


def test_exact_value_goes_before_case():
    assert by_rule(text("a", "A"), values={"a": "lower", "A": "upper"}) == ["lower", "upper"]


def test_star_takes_every_other_word():
    assert by_rule(text("NA", "1.2", None), values={"NA": "no", "*": "yes"}) == ["no", "yes", None]


def test_empty_key_takes_empty_cells():
    assert by_rule(text("", None, "?", "x"), values={"": "gap"}) == ["gap", "gap", "gap", "x"]


def test_empty_value_makes_cells_null():
    assert by_rule(text("-100", "New"), values={"-100": ""}) == [None, "New"]


def test_null_word_in_values_keeps_its_meaning():
    assert by_rule(text("NA", "?", ""), values={"NA": "not applicable"}) == ["not applicable", None, None]


def test_null_word_that_column_allows_stays():
    rule = ColumnRule("coverage", null=("", "not applicable"))
    column = TABLES["requirements"]["coverage"]
    assert translated(text("not applicable", ""), rule, column).to_pylist() == ["not applicable", None]


def test_extract_takes_the_first_match():
    assert by_rule(text("WP-12, WP-13", "none", None), extract=r"WP-(\d+)") == ["12", None, None]


def test_extract_reads_over_lines():
    assert by_rule(text("first\nid: 7\nlast"), extract=r"id: (\d)") == ["7"]


def test_extract_keeps_its_anchors():
    assert by_rule(text("12FS", "FS12"), extract=r"^(\d+)") == ["12", None]


def test_extract_of_empty_group_is_null():
    assert by_rule(text("ab", "axb"), extract=r"a(x?)b") == [None, "x"]


def test_extract_all_joins_with_semicolons():
    logins = '[{"login": "ann"}, {"login": "bob"}]'
    assert by_rule(text(logins, "[]", None), extract_all=r'"login": "(\w+)"') == ["ann;bob", None, None]


def test_extract_goes_before_values():
    assert by_rule(text("P1 urgent", "P2 high"), extract=r"^(P\d)", values={"P1": "one"}) == ["one", "P2"]


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("580 days", "835200"), ("1d 4h", "1680"), ("-2 d", "-2880"), ("+ 1h", "60"), ("1,440m", "1440"), ("0.5h", "30"),
     ("7", "10080"), ("2 Days", "2880")],
)  # fmt: skip
def test_amounts_are_told_in_the_base_unit(cell, minutes):
    units = {"d": 1440, "days": 1440, "h": 60, "m": 1, "": 1440}
    assert by_rule(text(cell), units=units) == [minutes]


@pytest.mark.parametrize("cell", ["soon", "3 moons", "3d or 4d", "12", "d"])
def test_what_is_no_amount_stays_as_it_is(cell):
    assert by_rule(text(cell), units={"d": 1440}) == [cell]


def test_percent_is_a_unit():
    assert by_rule(text("75%", "0.75", "1"), units={"%": 1, "": 100}) == ["75", "75", "100"]


def test_word_is_looked_up_under_another_header():
    found, given = text("1", "2", None), text("T-1", "T-2", "T-3")
    assert looked_up(text("2", "9", None), found, given).to_pylist() == ["T-2", "9", None]


def test_condition_is_compares_whatever_the_case():
    assert holds(text("NEW", "new", "Old", None), Condition("s", "is", ("New",))).to_pylist() == [
        True,
        True,
        False,
        False,
    ]


def test_condition_is_not_holds_for_empty_cells():
    assert holds(text("New", "Old", None), Condition("s", "is_not", ("New",))).to_pylist() == [False, True, True]


def test_condition_is_empty_knows_null_words():
    column = text("", "?", None, "x")
    assert holds(column, Condition("s", "is_empty", ("true",))).to_pylist() == [True, True, True, False]
    assert holds(column, Condition("s", "is_empty", ("false",))).to_pylist() == [False, False, False, True]


def test_condition_matches_anywhere_in_the_cell():
    assert holds(text("a-12", "a", None), Condition("s", "matches", (r"\d+",))).to_pylist() == [True, False, False]


def test_extract_all_forgets_what_follows_the_last_match():
    assert by_rule(text("a1 b2 rest", "x", "3"), extract_all=r"(\d)") == ["1;2", None, "3"]


def test_extract_all_reads_over_lines():
    assert by_rule(text("id 1\nid 2\n"), extract_all=r"id (\d)") == ["1;2"]


def test_extract_takes_no_longer_for_nasty_text():
    nasty = "a" * 50_000 + "!"
    assert by_rule(text(nasty), extract_all=r"((?:a+)+)$") == [None]
