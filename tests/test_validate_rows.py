"""Rows of one table: required cells, keys, doubts, and the law of counting."""

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import mapped, told

from cutover.mapping.model import CellRule
from cutover.readers.model import PROBLEMS
from cutover.tables import TABLES
from cutover.validate import Checked, check

TASK = {"task_id": "T1", "task_name": "Freeze code"}


def task(**cells: str | None) -> dict:
    """Return a task of text."""
    return TASK | cells


def only(rows: list[dict], **more) -> Checked:
    """Return the tasks, checked."""
    return check([mapped("tasks", rows, **more)], "UTC")


def test_good_rows_have_schema_and_place():
    checked = only([task(), task(task_id="T2")])
    assert checked.rows.schema == TABLES["tasks"].schema
    assert checked.rows["source_file"].to_pylist() == ["tasks.csv", "tasks.csv"]
    assert checked.rows["source_line"].to_pylist() == [2, 3]


def test_columns_that_are_not_mapped_are_null():
    checked = only([task()])
    assert checked.rows["owners"].null_count == checked.rows["planned_start_at"].null_count == 1


def test_missing_required_cell_rejects_the_row():
    checked = only([task(), task(task_id="T2", task_name=None)])
    assert (checked.read, checked.accepted, checked.rejected) == (2, 1, 1)
    (problem,) = checked.problems.to_pylist()
    assert problem == {
        "table_name": "tasks", "file": "tasks.csv", "line": 3, "column_name": "task_name", "rule": "required",
        "level": "rejected", "message": "tasks.csv line 3: task_name is empty; it is required: what is done.",
        "original": "T2,",
    }  # fmt: skip


@pytest.mark.parametrize("count", [6, 6_000])
def test_rows_between_rejected_ones_stay_in_order(count):
    checked = only([task(task_id=f"T{row}", task_name=None if row % 3 == 0 else f"Task {row}") for row in range(count)])
    left = [row for row in range(count) if row % 3]
    assert (checked.read, checked.rejected) == (count, count // 3)
    assert checked.rows["task_name"].to_pylist() == [f"Task {row}" for row in left]
    assert checked.rows["source_line"].to_pylist() == [row + 2 for row in left]


def test_column_that_is_missing_rejects_every_row():
    checked = only([{"task_id": "T1"}, {"task_id": "T2"}])
    assert (checked.accepted, checked.rejected) == (0, 2)


def test_bad_optional_cell_keeps_the_row():
    checked = only([task(duration_minutes="-5")])
    assert checked.rows["duration_minutes"].to_pylist() == [None]
    assert told(checked.problems, "range") == [
        "tasks.csv line 2: duration_minutes is -5; it must be a number of minutes from 0 to 50,000,000."
    ]
    assert (checked.accepted, checked.warnings, checked.problems["original"].to_pylist()) == (1, 1, ["-5"])


def test_bad_required_cell_rejects_the_row_once():
    rows = [{"incident_id": "I1", "opened_at": "soon"}, {"incident_id": "I2", "opened_at": "2026-03-01"}]
    checked = check([mapped("incidents", rows)], "UTC")
    assert (checked.accepted, checked.rejected) == (1, 1)
    assert checked.problems["rule"].to_pylist() == ["instant"]
    assert checked.problems["original"].to_pylist() == ["I1,soon"]


def test_every_problem_of_a_row_is_told():
    checked = only([task(task_id=None, task_name=None, status="zzz", is_milestone="maybe", duration_minutes="-1")])
    assert checked.problems["column_name"].to_pylist() == [
        "duration_minutes", "is_milestone", "status", "task_id", "task_name",
    ]  # fmt: skip
    assert (checked.read, checked.accepted, checked.rejected) == (1, 0, 1)


def test_first_row_of_a_key_stays():
    checked = only([task(note="first"), task(note="second"), task(note="third")])
    assert checked.rows["note"].to_pylist() == ["first"]
    assert told(checked.problems, "duplicate_key") == [
        "tasks.csv line 3: task_id is T1, as in tasks.csv line 2; each may occur once, the first row stays.",
        "tasks.csv line 4: task_id is T1, as in tasks.csv line 2; each may occur once, the first row stays.",
    ]


def test_rejected_row_takes_no_key():
    checked = only([task(task_name=None), task(note="kept")])
    assert checked.rows["note"].to_pylist() == ["kept"]
    assert checked.problems["rule"].to_pylist() == ["required"]


def test_key_is_unique_over_files():
    parts = [mapped("tasks", [task()], file="a.csv"), mapped("tasks", [task(), task(task_id="T2")], file="b.csv")]
    checked = check(parts, "UTC")
    assert checked.rows["source_file"].to_pylist() == ["a.csv", "b.csv"]
    assert told(checked.problems, "duplicate_key") == [
        "b.csv line 2: task_id is T1, as in a.csv line 2; each may occur once, the first row stays."
    ]
    assert checked.problems["original"].to_pylist() == ["T1,Freeze code"]


def test_key_of_several_columns_counts_empty_as_value():
    rows = [{"test_id": "A", "cycle": "1"}, {"test_id": "A"}, {"test_id": "A", "cycle": "1"}, {"test_id": "A"}]
    checked = check([mapped("tests", rows)], "UTC")
    assert checked.accepted == 2
    assert "line 5: test_id is A and cycle is empty, as in tests.csv line 3" in checked.problems["message"][1].as_py()


def test_key_is_compared_as_typed():
    rows = [{"severity": "1 - Critical"}, {"severity": "critical"}, {"severity": "2"}]
    checked = check([mapped("sla_targets", rows)], "UTC")
    assert checked.rows["severity"].to_pylist() == [1, 2]


def test_table_without_key_keeps_repeated_rows():
    row = {"incident_id": "I1", "event_at": "2026-03-01"}
    assert check([mapped("incident_events", [row, row])], "UTC").accepted == 2


def test_date_order_is_decided_per_file():
    parts = [
        mapped("tasks", [task(planned_start_at="13/04/2026")], file="a.csv"),
        mapped("tasks", [task(task_id="T2", planned_start_at="04/13/2026")], file="b.csv"),
    ]
    checked = check(parts, "UTC")
    assert checked.rows["planned_start_at"].to_pylist() == [datetime(2026, 4, 13), datetime(2026, 4, 13)]


def test_ambiguous_required_date_rejects_rows():
    rows = [{"incident_id": "I1", "opened_at": "03/04/2026"}, {"incident_id": "I2", "opened_at": "2026-04-03"}]
    checked = check([mapped("incidents", rows)], "UTC")
    assert checked.rows["incident_id"].to_pylist() == ["I2"]
    assert checked.problems["level"].to_pylist() == ["rejected", "note"]
    assert checked.problems["rule"].to_pylist() == ["ambiguous_date", "ambiguous_date"]


def test_mapping_solves_an_ambiguous_date():
    rows = [{"incident_id": "I1", "opened_at": "03/04/2026"}]
    checked = check([mapped("incidents", rows, opened_at=CellRule(date_format="day-first"))], "UTC")
    assert checked.rows["opened_at"].to_pylist() == [datetime(2026, 4, 3)]


def test_zone_of_the_programme_is_used():
    checked = check([mapped("tasks", [task(planned_start_at="2026-07-01 08:00")])], "America/New_York")
    assert checked.rows["planned_start_at"].to_pylist() == [datetime(2026, 7, 1, 12)]


@pytest.mark.parametrize(
    ("table", "row", "rule", "message"),
    [
        ("tasks", task(planned_start_at="2026-03-02", planned_finish_at="2026-03-01"), "finish_before_start",
         "tasks.csv line 2: planned_finish_at is 2026-03-01 00:00:00 UTC, before planned_start_at "
         "2026-03-02 00:00:00 UTC; look which is wrong."),
        ("programme", {"programme_id": "p", "programme_name": "P", "warranty_start_date": "2026-03-02",
                       "warranty_end_date": "2026-03-01"}, "finish_before_start",
         "programme.csv line 2: warranty_end_date is 2026-03-01, before warranty_start_date 2026-03-02; "
         "look which is wrong."),
        ("incidents", {"incident_id": "I", "opened_at": "2026-03-01", "status": "open", "resolved_at": "2026-03-02"},
         "stamp_against_status",
         "incidents.csv line 2: status is open, but resolved_at is 2026-03-02 00:00:00 UTC; the status counts."),
    ],
)  # fmt: skip
def test_contradiction_is_a_doubt_only(table, row, rule, message):
    checked = check([mapped(table, [row])], "UTC")
    assert told(checked.problems, rule) == [message]
    assert (checked.accepted, checked.warnings) == (1, 1)


def test_doubtful_values_stay():
    checked = only([task(actual_start_at="2026-03-02", actual_finish_at="2026-03-01")])
    assert checked.rows["actual_finish_at"].to_pylist() == [datetime(2026, 3, 1)]


def test_facts_after_the_status_time_are_noted():
    rows = [task(actual_finish_at="2026-03-02"), task(task_id="T2", actual_finish_at="2026-02-02")]
    checked = check([mapped("tasks", rows)], "UTC", datetime(2026, 3, 1))
    assert told(checked.problems, "after_status_time") == [
        "tasks.csv: actual_finish_at lies after the status time in 1 row; it counts as plan there."
    ]
    assert (checked.warnings, checked.rejected) == (0, 0)


def test_records_that_are_no_rows_are_counted():
    checked = only([task()], rejected=2)
    assert (checked.read, checked.accepted, checked.rejected) == (3, 1, 2)
    assert checked.problems["original"].to_pylist() == ["a,b,c", "a,b,c"]


def test_empty_table_is_checked():
    checked = only([])
    assert (checked.read, checked.accepted, len(checked.problems)) == (0, 0, 0)


def test_counts_that_do_not_add_up_are_refused():
    checked = only([task()])
    with pytest.raises(AssertionError, match="2 read, 1 \\+ 0 kept"):
        Checked(checked.table, checked.rows, checked.problems, 2, 0, checked.origins)


def test_long_and_broken_cell_is_cut_in_the_message():
    checked = only([task(status="bad\n" * 100)])
    (problem,) = checked.problems.to_pylist()
    assert problem["message"].startswith("tasks.csv line 2: status is bad bad bad")
    assert (len(problem["message"]) < 250, len(problem["original"])) == (True, 400)


def test_text_looks_like_formula_and_stays():
    assert only([task(note='=HYPERLINK("x")')]).rows["note"].to_pylist() == ['=HYPERLINK("x")']


def test_many_equal_problems_stay_cheap():
    rows = 20_000
    part = mapped("tasks", [task(task_id=f"T{number}", status="zzz", duration_minutes="-1") for number in range(rows)])
    checked = check([part], "UTC")
    assert (checked.accepted, checked.warnings) == (rows, 2 * rows)


CELL = st.one_of(
    st.none(),
    st.sampled_from(["T1", "T2", "T3", "open", "4-Complete", "3 - Moderate", "2026-03-14", "03/04/2026", "13/04/2026",
                     "45123.5", "-5", "1,250", "85 %", "x", "maybe", "A; B", "2026-03-08 02:30"]),
    st.text(max_size=8).map(lambda text: text.strip() or None),
)  # fmt: skip


@st.composite
def part_of(draw: st.DrawFn, table: str):
    """Draw a part of a table with a few of its columns."""
    names = draw(st.lists(st.sampled_from(TABLES[table].names), min_size=1, max_size=6, unique=True))
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, CELL)), max_size=8))
    return mapped(table, rows, file=draw(st.sampled_from(["a.csv", "b.csv"])), rejected=draw(st.integers(0, 2)))


@given(st.sampled_from(list(TABLES)).flatmap(lambda name: st.lists(part_of(name), min_size=1, max_size=3)))
@settings(max_examples=250, deadline=None)
def test_read_is_accepted_plus_rejected(parts):
    checked = check(parts, "America/New_York", datetime(2026, 3, 1))
    rejected = [problem for problem in checked.problems.to_pylist() if problem["level"] == "rejected"]
    assert checked.read == checked.accepted + checked.rejected == sum(part.raw.read_count for part in parts)
    assert all(p["file"] and p["line"] and p["rule"] and p["message"] and p["original"] is not None for p in rejected)
    assert checked.rows.schema == TABLES[checked.table.name].schema
    assert checked.problems.schema == PROBLEMS


@given(st.lists(part_of("tasks"), min_size=1, max_size=2))
@settings(max_examples=80, deadline=None)
def test_accepted_rows_keep_the_rules(parts):
    rows = check(parts, "UTC").rows
    keys = rows["task_id"].to_pylist()
    assert len(set(keys)) == len(keys)
    assert rows["task_name"].null_count == 0
    assert all(value is None or value >= 0 for value in rows["duration_minutes"].to_pylist())


@given(part_of("tasks"))
@settings(max_examples=60, deadline=None)
def test_places_of_rejected_rows_are_distinct(part):
    checked = check([part], "UTC")
    rejected = checked.problems.filter(pa.compute.equal(checked.problems["level"], "rejected"))
    lines = set(rejected["line"].to_pylist())
    assert len(lines) == checked.rejected
    assert not lines & set(checked.rows["source_line"].to_pylist())
