"""Times of day, calendars, estimates and risk drivers: what is read, and what is told of the rest."""

from datetime import date, time, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from texts import mapped, told

from cutover.mapping import map_table
from cutover.readers import read_source
from cutover.tables import TABLES, WEEKDAYS
from cutover.validate import Checked, check, check_references
from cutover.validate.clocks import clock_text, parse_clocks

FROM, TO = TABLES["calendars"]["works_from"], TABLES["calendars"]["works_to"]


def minute(text: str, column=FROM) -> int | None:
    """Return the minute that a cell is read as."""
    return parse_clocks(column, pa.array([text])).values[0].as_py()


def span(weekday: str | None = "monday", works_from: str | None = "09:00", works_to: str | None = "17:00", **cells):
    """Return a row of calendars as text."""
    row = {"calendar_id": "office", "weekday": weekday, "works_from": works_from, "works_to": works_to}
    return row | {"exception_date": None, "zone": None} | cells


def calendars(*rows: dict) -> Checked:
    """Return the rows of calendars, checked."""
    return check([mapped("calendars", list(rows))], "UTC")


def rules(checked: Checked) -> list[tuple]:
    """Return line, rule and level of every problem."""
    return [(row["line"], row["rule"], row["level"]) for row in checked.problems.to_pylist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:30", 450), ("7:30", 450), ("7:30 PM", 1170), ("7:30pm", 1170), ("12:00 AM", 0), ("12 p.m.", 720),
        ("9 AM", 540), ("0730", 450), ("17.30", 1050), ("17h30", 1050), ("00:00", 0), ("24:00", 1440),
        ("24:00:00", 1440), ("09:00:00", 540), ("08:59:59.999971", 540), ("0.375", 540), (".5", 720), ("0", 0),
        ("1.0", 1440), ("1900-01-01", 1440), ("0.3333333", 480),
        ("24:01", None), ("25:00", None), ("07:60", None), ("13:00 PM", None), ("0:30 AM", None), ("09:00:30", None),
        ("9", None), ("1.5", None), ("noon", None), ("-09:00", None), ("99999", None), ("0.3337", None),
    ],
)  # fmt: skip
def test_time_of_day_is_read_or_null(text, expected):
    assert minute(text) == expected


@pytest.mark.parametrize("text", ["00:00", "0", "12:00 AM", "24:00"])
def test_midnight_ends_the_day(text):
    assert minute(text, TO) == 1440


@given(st.integers(0, 1440))
def test_minute_survives_writing_and_excel(value):
    assert minute(clock_text(value)) == value
    assert minute(f"{value / 1440:.10f}" if value < 1440 else "1.0") == value


def test_unreadable_time_rejects_the_span():
    checked = calendars(span(), span("tuesday", works_to="late"))
    assert checked.rows["works_from"].to_pylist() == [540]
    assert told(checked.problems, "clock") == [
        "calendars.csv line 3: works_to is late; it must be a time of day in whole minutes such as 07:30 or 7:30 PM, "
        "from 00:00 to 24:00."
    ]
    assert rules(checked) == [(3, "clock", "rejected")]


@pytest.mark.parametrize("written", ["Monday", "mon", "MON ", "1 - Monday"])
def test_weekday_is_read_from_words(written):
    assert calendars(span(written)).rows["weekday"].to_pylist() == ["monday"]


def test_unknown_weekday_rejects_the_span():
    checked = calendars(span(), span("Mo"))
    assert rules(checked) == [(3, "allowed", "rejected")]


@pytest.mark.parametrize(
    ("row", "rule", "message"),
    [
        (span(exception_date="2026-10-12"), "calendar_day",
         "weekday is monday and exception_date is 2026-10-12; one of them must be empty."),
        (span(None), "calendar_day", "weekday and exception_date are empty; one of them is required."),
        (span("tuesday", works_to=None), "calendar_span",
         "works_to is empty, works_from is 09:00; both must be filled, or empty for a day without work."),
        (span("tuesday", works_from=None), "calendar_span",
         "works_from is empty, works_to is 17:00; both must be filled, or empty for a day without work."),
        (span("friday", "22:00", "06:00"), "calendar_span",
         "works_to is 06:00, not after works_from 22:00; write a span over midnight as two rows: 22:00 to 24:00, and "
         "00:00 to 06:00 of the next day."),
        (span("friday", "09:00", "09:00"), "calendar_span",
         "works_to is 09:00, not after works_from 09:00; the whole day is 00:00 to 24:00."),
        (span("monday", "16:00", "20:00"), "calendar_overlap",
         "16:00 to 20:00 overlaps 09:00 to 17:00 of the same day in calendars.csv line 2; which stays."),
        (span("monday", None, None), "calendar_overlap",
         "the day has no times here, but 09:00 to 17:00 in calendars.csv line 2; which stays."),
        (span("tuesday", zone="America/Denver"), "calendar_zone",
         "zone is America/Denver, but calendar office is in the zone America/New_York in calendars.csv line 2; "
         "a calendar has one zone, the first row stays."),
        (span(calendar_id="closed", works_from=None, works_to=None), "calendar_without_work",
         "calendar closed works on no weekday: at least one row needs weekday, works_from and works_to."),
        (span(None, calendar_id="once", exception_date="2026-10-12"), "calendar_without_work",
         "calendar once works on no weekday: at least one row needs weekday, works_from and works_to."),
    ],
)  # fmt: skip
def test_span_that_does_not_fit_is_rejected(row, rule, message):
    checked = calendars(span(zone="America/New_York"), row)
    assert told(checked.problems, rule) == [f"calendars.csv line 3: {message}"]
    assert (checked.read, checked.accepted, checked.rejected) == (2, 1, 1)


def test_spans_and_free_days_are_accepted():
    rows = [span(), span("monday", "17:00", "20:00"), span(None, None, None, exception_date="2026-10-12"),
            span("sunday", None, None), span("friday", "22:00", "24:00"), span("saturday", "00:00", "06:00")]  # fmt: skip
    checked = calendars(*rows)
    assert checked.problems.num_rows == 0
    assert checked.rows["works_to"].to_pylist() == [1020, 1200, None, None, 1440, 360]


def test_rejected_span_covers_no_other():
    rows = [span(), span("monday", "16:00", "22:00"), span("monday", "18:00", "20:00")]
    assert rules(calendars(*rows)) == [(3, "calendar_overlap", "rejected")]


def test_same_span_twice_is_a_duplicate():
    assert rules(calendars(span(), span(works_to="18:00"))) == [(3, "duplicate_key", "rejected")]


def test_calendar_left_without_work_goes():
    checked = calendars(span("monday", "17:00", "09:00"), span("sunday", None, None), span(calendar_id="shift"))
    assert rules(checked) == [(2, "calendar_span", "rejected"), (3, "calendar_without_work", "rejected")]
    assert checked.rows["calendar_id"].to_pylist() == ["shift"]


def test_unknown_zone_falls_to_the_programme():
    checked = calendars(span(zone="Eastern"))
    assert checked.rows["zone"].to_pylist() == [None]
    assert told(checked.problems, "zone") == [
        "calendars.csv line 2: zone is Eastern; it must be the IANA name of a time zone such as America/New_York."
    ]


def test_task_with_unknown_calendar_keeps_none():
    rows = [{"task_id": "T1", "task_name": "Load", "calendar_id": name} for name in ("office", "offce")]
    tables = {
        "calendars": calendars(span()),
        "tasks": check([mapped("tasks", [rows[0], rows[1] | {"task_id": "T2"}])], "UTC"),
    }
    checked = check_references(tables, lambda table, column: None)["tasks"]
    assert checked.rows["calendar_id"].to_pylist() == ["office", None]
    assert told(checked.problems, "unknown_reference") == [
        "tasks.csv line 3: calendar_id is offce; there is no row of calendars with that calendar_id."
    ]


@pytest.mark.parametrize(
    ("estimates", "told_count"),
    [(("60", "90", "180"), 0), (("60", "60", "60"), 0), ((None, "90", None), 0), (("90", "60", "180"), 1),
     (("200", None, "180"), 1), (("60", "200", "180"), 1)],
)  # fmt: skip
def test_estimates_out_of_order_are_a_doubt(estimates, told_count):
    names = ("optimistic_minutes", "most_likely_minutes", "pessimistic_minutes")
    row = {"task_id": "T1", "task_name": "Load"} | dict(zip(names, estimates, strict=True))
    checked = check([mapped("tasks", [row])], "UTC")
    assert len(told(checked.problems, "estimates_not_ordered")) == told_count
    assert checked.rows["optimistic_minutes"].to_pylist() == [None if estimates[0] is None else float(estimates[0])]


def test_doubt_names_all_three_estimates():
    row = {"task_id": "T1", "task_name": "Load", "optimistic_minutes": "200", "pessimistic_minutes": "180"}
    assert told(check([mapped("tasks", [row])], "UTC").problems, "estimates_not_ordered") == [
        "tasks.csv line 2: optimistic_minutes is 200, most_likely_minutes is empty, pessimistic_minutes is 180; "
        "each must be no smaller than the one before."
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"probability_percent": "120"}, "probability_percent is 120; it must be a number of percent from 0 to 100."),
        ({"probability_percent": None}, "probability_percent is empty; it is required: chance that it happens."),
        ({"pessimistic_factor": "-1"}, "pessimistic_factor is -1; it must be a number from 0 to 1,000."),
        ({"optimistic_factor": "twice"}, "optimistic_factor is twice; it must be a number from 0 to 1,000."),
    ],
)
def test_risk_driver_without_sense_is_rejected(cells, message):
    row = {"risk_driver_id": "R1", "risk_driver_name": "Split awards", "probability_percent": "40"}
    checked = check([mapped("risk_drivers", [row | {"pessimistic_factor": "2"} | cells])], "UTC")
    assert checked.problems["message"].to_pylist() == [f"risk_drivers.csv line 2: {message}"]
    assert (checked.accepted, checked.rejected) == (0, 1)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("risk_trials", "5000000", "value is 5000000; risk_trials must be a number from 100 to 100,000."),
        ("default_pessimistic_percent", "80",
         "value is 80; default_pessimistic_percent must be a number from 100 to 1,000."),
    ],
)  # fmt: skip
def test_threshold_beyond_its_limits_is_rejected(name, value, message):
    rows = [{"threshold_id": name, "value": value}, {"threshold_id": "rate_intervals", "value": "5"}]
    checked = check([mapped("thresholds", rows)], "UTC")
    assert checked.problems["message"].to_pylist() == [f"thresholds.csv line 2: {message}"]
    assert checked.rows["threshold_id"].to_pylist() == ["rate_intervals"]


def test_risk_driver_of_unknown_tasks_is_a_doubt():
    rows = {
        "risk_driver_id": "R1",
        "risk_driver_name": "Fatigue",
        "probability_percent": "40",
        "task_ids": "T1; T8; T9",
    }
    tables = {"risk_drivers": check([mapped("risk_drivers", [rows])], "UTC")}
    checked = check_references(tables, lambda table, column: pa.array(["T1"]))["risk_drivers"]
    assert checked.rows["task_ids"].to_pylist() == [["T1", "T8", "T9"]]
    assert told(checked.problems, "unknown_reference") == [
        "risk_drivers.csv line 2: task_ids is T8; T9; there is no row of tasks with that task_id."
    ]


def test_times_and_dates_of_a_workbook_are_read(tmp_path):
    book = Workbook()
    book.active.title = "calendars"
    rows = [("calendar_id", "weekday", "exception_date", "works_from", "works_to"),
            ("office", "Monday", None, time(7, 20), time(17)), ("office", "Tuesday", None, time(0), time(0)),
            ("office", "Wednesday", None, timedelta(hours=8), timedelta(hours=24)),
            ("office", "Thursday", None, 0.3125, "5:00 PM"), ("office", None, date(2026, 10, 12), None, None)]  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    (raw,) = read_source(tmp_path / "book.xlsx")
    checked = check(map_table(raw, None), "UTC")
    found = [(row["works_from"], row["works_to"]) for row in checked.rows.to_pylist()]
    assert found == [(440, 1020), (0, 1440), (480, 1440), (450, 1020), (None, None)]
    assert checked.rows["exception_date"].to_pylist()[-1] == date(2026, 10, 12)
    assert checked.problems.num_rows == 0


spans = st.builds(
    span,
    st.one_of(st.none(), st.sampled_from(WEEKDAYS[:2])),
    *(st.one_of(st.none(), st.integers(0, 24).map(lambda hour: f"{hour:02d}:00"), st.just("x")) for _ in range(2)),
    calendar_id=st.sampled_from(["a", "b"]),
    exception_date=st.one_of(st.none(), st.just("2026-10-12")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, min_size=1, max_size=12))
def test_accepted_spans_never_overlap(rows):
    checked = calendars(*rows)
    assert checked.read == len(rows) == checked.accepted + checked.rejected
    days: dict[tuple, list] = {}
    for row in checked.rows.to_pylist():
        assert (row["weekday"] is None) != (row["exception_date"] is None)
        days.setdefault((row["calendar_id"], row["weekday"], row["exception_date"]), []).append(row)
    for day in days.values():
        ends = [minute for row in sorted(day, key=lambda row: row["works_from"] or 0)
                for minute in (row["works_from"], row["works_to"])]  # fmt: skip
        assert len(day) == 1 or ends == sorted(ends)
