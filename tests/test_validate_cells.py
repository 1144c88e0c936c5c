"""Cells of one column: numbers, yes and no, allowed words, lists."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.mapping.model import CellRule
from cutover.tables import TABLES, Column
from cutover.validate.cells import is_zone, parse_cells
from cutover.validate.numbers import allowed_numbers, parse_numbers
from cutover.validate.words import parse_booleans, parse_lists, parse_words

SEVERITY = TABLES["incidents"]["severity"]
STATUS = TABLES["tasks"]["status"]
PLAIN = Column("lag_minutes", "number", "wait")
WHOLE = Column("reopened_count", "integer", "how often", minimum=0)


def values(parse, column: Column, texts: list) -> list:
    """Return the values of a column of text."""
    return parse(column, pa.array(texts, pa.string())).values.to_pylist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0), ("-12.5", -12.5), ("+3", 3.0), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), (" 7 ", 7.0),
        ("1,250.5", 1250.5), ("1 250", 1250.0), ("1'250'000", 1250000.0), ("1\u00a0250", 1250.0),
        ("12,5", None), ("1,25", None), ("580 days", None), ("85 %", None), ("nan", None), ("inf", None),
        ("1e999", None), ("0x1F", None), ("twelve", None), ("--1", None), ("1.2.3", None), ("", None),
    ],
)  # fmt: skip
def test_number_is_read_or_null(text, expected):
    assert values(parse_numbers, PLAIN, [text, "2"]) == [expected, 2.0]


@pytest.mark.parametrize(("name", "text", "expected"), [
    ("percent_complete", "85 %", 85.0), ("target_percent", "85%", 85.0), ("target_percent", "85", 85.0),
    ("annual_cost_usd", "$1,250.50", 1250.5), ("annual_cost_usd", "-$20", -20.0), ("annual_cost_usd", "85 %", None),
])  # fmt: skip
def test_unit_of_the_column_may_be_written(name, text, expected):
    assert values(parse_numbers, Column(name, "number", "x"), [text]) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", 3), ("3.0", 3), ("3.5", None), ("1,000", 1000), ("9007199254740993.5", None), ("-1", None), ("0xA", None)],
)
def test_integer_loses_nothing(text, expected):
    assert values(parse_numbers, WHOLE, [text, "3.0"]) == [expected, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3), ("3 - Moderate", 3), ("2 - High", 2), ("1-Critical", 1), ("4. Low", 4), ("High", 2), ("P1", 1),
        ("Sev 2", 2), ("SEV-3", 3), ("critical", 1), ("2 - Critical", 2), ("5 - Planning", 4), ("0 - High", 2),
        ("5", None), ("0", None), ("unknown", None), ("7 - Odd", None),
    ],
)  # fmt: skip
def test_severity_is_read_from_words(text, expected):
    assert values(parse_numbers, SEVERITY, [text, "P4"]) == [expected, 4]


def test_number_out_of_range_is_a_fault():
    parsed = parse_numbers(WHOLE, pa.array(["-1", "2"]))
    assert parsed.values.to_pylist() == [None, 2]
    assert [(f.rule, f.rows.tolist()) for f in parsed.faults] == [("range", [0])]


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("tasks", "duration_minutes", "it must be a number of minutes from 0 to 50,000,000"),
        ("tasks", "planned_hours", "it must be a number of hours from 0 to 1,000,000"),
        ("dependencies", "lag_minutes", "it must be a number of minutes from -50,000,000 to 50,000,000"),
        ("risk_drivers", "pessimistic_factor", "it must be a number from 0 to 1,000"),
        ("tasks", "percent_complete", "it must be a number from 0 to 100"),
        ("tasks", "m3_step", "it must be a whole number from 1 to 8"),
        ("components", "annual_cost_usd", "it must be a number of US dollars, 0 or more"),
        ("incidents", "severity",
         "it must be a whole number from 1 to 4, or a word such as critical, blocker, highest"),
    ],
)  # fmt: skip
def test_allowed_numbers_are_told(table, column, expected):
    assert allowed_numbers(TABLES[table][column]) == expected


@given(st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 3)), min_size=1, max_size=10), st.booleans())
@settings(max_examples=60, deadline=None)
def test_separators_do_not_change_a_number(numbers, has_odd):
    """The slow path is taken where one cell is odd; it gives the same numbers."""
    texts = [f"{number:,.3f}" if has_odd else f"{number:.3f}" for number in numbers]
    assert values(parse_numbers, PLAIN, texts + ["odd"] * has_odd)[: len(numbers)] == pytest.approx(numbers)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x", "X", " true ", "✓", "t"])
def test_yes_is_true(text):
    assert values(parse_booleans, PLAIN, [text]) == [True]


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "f", "0.0"])
def test_no_is_false(text):
    assert values(parse_booleans, PLAIN, [text]) == [False]


def test_maybe_is_a_fault():
    parsed = parse_booleans(PLAIN, pa.array(["maybe", None, "yes", "2"]))
    assert parsed.values.to_pylist() == [None, None, True, None]
    assert [(f.rule, f.rows.tolist(), f.hint) for f in parsed.faults] == [("boolean", [0, 3], "it must be yes or no")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("complete", "complete"), ("4-Complete", "complete"), ("In Progress", "in_progress"), ("DONE", "complete"),
        ("in-progress", "in_progress"), ("Not  Started", "not_started"), ("inprogress", "in_progress"),
        ("Cancelled", "skipped"), ("On Hold", "blocked"), ("completish", None), ("***", None), ("4", None),
    ],
)  # fmt: skip
def test_status_is_read_in_many_spellings(text, expected):
    assert values(parse_words, STATUS, [text, None]) == [expected, None]


def test_operator_is_compared_exactly():
    assert values(parse_words, TABLES["criteria"]["operator"], ["<=", ">", " = ", "=<"]) == ["<=", ">", "=", None]


def test_dependency_type_in_lower_case_is_read():
    assert values(parse_words, TABLES["dependencies"]["dependency_type"], ["fs", "SS"]) == ["FS", "SS"]


def test_near_miss_gets_a_suggestion():
    (fault,) = parse_words(STATUS, pa.array(["complet", "open", "zzz"])).faults
    assert fault.rows.tolist() == [0, 2]
    assert fault.hint.to_pylist() == [
        "perhaps complete is meant; allowed are not_started, in_progress, blocked, complete, failed, skipped",
        "allowed are not_started, in_progress, blocked, complete, failed, skipped",
    ]


def test_many_unknown_words_stay_cheap():
    """Suggestions cost time; beyond a few hundred words only the allowed ones are told."""
    (fault,) = parse_words(STATUS, pa.array([f"complet{number}" for number in range(2000)])).faults
    assert len(fault.rows) == 2000
    assert fault.hint[1999].as_py().startswith("allowed are")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann, Bob", ["Ann", "Bob"]), ("Ann/Bob", ["Ann", "Bob"]), ("Ann & Bob", ["Ann", "Bob"]),
        ("Ann and Bob", ["Ann", "Bob"]), ("Ann\nBob", ["Ann", "Bob"]), ("Ann,, Bob ,", ["Ann", "Bob"]),
        ("R&D", ["R&D"]), ("Andersand", ["Andersand"]), (" , ", None), ("Ann", ["Ann"]),
    ],
)  # fmt: skip
def test_owners_of_one_cell_are_split(text, expected):
    parsed = parse_lists(TABLES["tasks"]["owners"], pa.array([text, None]), CellRule())
    assert parsed.values.to_pylist() == [expected, None]


def test_semicolon_in_a_column_counts_alone():
    parsed = parse_lists(TABLES["tasks"]["owners"], pa.array(["Lee, Ann; Poe, Bob", "Roe, Cy"]), CellRule())
    assert parsed.values.to_pylist() == [["Lee, Ann", "Poe, Bob"], ["Roe, Cy"]]


def test_mapped_separator_counts_alone():
    parsed = parse_lists(TABLES["tasks"]["owners"], pa.array(["Lee, Ann|Poe; Bob"]), CellRule(separator="|"))
    assert parsed.values.to_pylist() == [["Lee, Ann", "Poe; Bob"]]


def test_identifiers_keep_slash_and_ampersand():
    parsed = parse_lists(TABLES["tasks"]["requirement_ids"], pa.array(["R/1, R & 2\nR and 3"]), CellRule())
    assert parsed.values.to_pylist() == [["R/1", "R & 2", "R and 3"]]


def test_unknown_zone_is_a_fault():
    column = TABLES["programme"]["zone"]
    parsed = parse_cells(column, pa.array(["America/New_York", "Eastern", None]), CellRule(), "UTC")
    assert parsed.values.to_pylist() == ["America/New_York", None, None]
    assert [f.rows.tolist() for f in parsed.faults] == [[1]]


def test_path_is_no_zone():
    assert not is_zone("../../etc/passwd")
    assert is_zone("Europe/Berlin")


def test_free_text_stays_as_it_is():
    parsed = parse_cells(TABLES["tasks"]["note"], pa.array(["=1+1", "4-Complete", None]), CellRule(), "UTC")
    assert parsed.values.to_pylist() == ["=1+1", "4-Complete", None]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=8), st.sampled_from(TABLES["incidents"].names))
@settings(max_examples=200, deadline=None)
def test_every_cell_is_read_or_told(texts, name):
    column = TABLES["incidents"][name]
    cells = pa.array([text.strip() or None if text else None for text in texts], pa.string())
    parsed = parse_cells(column, cells, CellRule(), "UTC")
    faulty = {row for fault in parsed.faults if not fault.is_kept for row in fault.rows.tolist()}
    unread = {row for row in range(len(cells)) if cells[row].is_valid and not parsed.values[row].is_valid}
    assert faulty == unread - ({row for row in unread if column.type == "texts"})
