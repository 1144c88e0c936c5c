"""Dates and times as people write them: styles, order of day and month, serials, zones."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.mapping.model import CellRule
from cutover.tables import Column
from cutover.validate import instants
from cutover.validate.dates import civil_days, read_calendar
from cutover.validate.instants import parse_dates, parse_instants

AT = Column("opened_at", "instant", "when it was opened")
DAY = Column("planned_date", "date", "when it is planned")
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0))


def at(texts: list, rule: CellRule | None = None, zone: str = "UTC"):
    """Return the parsed column of instants."""
    return parse_instants(AT, pa.array(texts, pa.string()), rule or CellRule(), zone)


def day(texts: list, rule: CellRule | None = None):
    """Return the parsed column of dates."""
    return parse_dates(DAY, pa.array(texts, pa.string()), rule or CellRule())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-14 08:05", datetime(2026, 3, 14, 8, 5)),
        ("2026-03-14T08:05:09", datetime(2026, 3, 14, 8, 5, 9)),
        ("2026-03-14T08:05:09.25", datetime(2026, 3, 14, 8, 5, 9, 250000)),
        ("2026-03-14T08:05:09.123456789Z", datetime(2026, 3, 14, 8, 5, 9, 123456)),
        ("2026-03-14", datetime(2026, 3, 14)),
        ("2026-3-4 8:05", datetime(2026, 3, 4, 8, 5)),
        ("2026/03/14", datetime(2026, 3, 14)),
        ("2026-03-14T08:05:09-05:00", datetime(2026, 3, 14, 13, 5, 9)),
        ("2026-03-14T08:05:09+0530", datetime(2026, 3, 14, 2, 35, 9)),
        ("2026-03-14T08:05+01", datetime(2026, 3, 14, 7, 5)),
        ("2026-03-14 08:05:09 UTC", datetime(2026, 3, 14, 8, 5, 9)),
        ("20260314", datetime(2026, 3, 14)),
        ("202603140805", datetime(2026, 3, 14, 8, 5)),
        ("20260314080509", datetime(2026, 3, 14, 8, 5, 9)),
        ("20260314T080509Z", datetime(2026, 3, 14, 8, 5, 9)),
        ("14/03/2026 8:05", datetime(2026, 3, 14, 8, 5)),
        ("14/3/2026 8:05:09 PM", datetime(2026, 3, 14, 20, 5, 9)),
        ("14/3/2026 12:05:09 am", datetime(2026, 3, 14, 0, 5, 9)),
        ("3/14/2026 12:05 PM", datetime(2026, 3, 14, 12, 5)),
        ("14-03-2026", datetime(2026, 3, 14)),
        ("14.03.2026 08:05", datetime(2026, 3, 14, 8, 5)),
        ("14/Mar/26 8:05 PM", datetime(2026, 3, 14, 20, 5)),
        ("14-Mar-2026", datetime(2026, 3, 14)),
        ("14 March 2026", datetime(2026, 3, 14)),
        ("14-SEPT-99", datetime(1999, 9, 14)),
        ("Oct 14, 2026 8:05 AM", datetime(2026, 10, 14, 8, 5)),
        ("August 4 2026", datetime(2026, 8, 4)),
        ("Sat, 14 Mar 2026 08:05:09 +0000", datetime(2026, 3, 14, 8, 5, 9)),
        ("2024-02-29", datetime(2024, 2, 29)),
        ("45123.5", datetime(2023, 7, 16, 12)),
        ("45123", datetime(2023, 7, 16)),
    ],
)
def test_instant_is_read_as_written(text, expected):
    parsed = at([text, None])
    assert parsed.values.to_pylist() == [expected, None]
    assert parsed.faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "2026-02-29", "2025-13-01", "32/01/2026", "14/Foo/26", "2026-03-14 24:00", "2026-03-14 08:60",
        "14/3/2026 13:05 PM", "14/3/2026 0:05 AM", "2026-03-14 08:05 CET", "12345678901", "1", "99999", "2026-03",
        "2026-03-14T08:05+99:00", "2026-03-14-2026-03-14", "é" * 10, "14/03-2026", "0000-01-01", "20261301", "9999-12-31",
    ],
)  # fmt: skip
def test_unreadable_instant_is_a_fault(text):
    parsed = at(["2026-01-31", text])
    assert parsed.values.to_pylist() == [datetime(2026, 1, 31), None]
    assert [(f.rule, f.rows.tolist()) for f in parsed.faults] == [("instant", [1])]
    assert parsed.faults[0].hint == "it must be a time such as 2026-03-14 08:00, from 1900 to 2199"


def test_several_styles_share_one_order():
    texts = ["13/04/2026", "02/04/2026 17:30", "2026-04-05", "6-4-2026", "7/Apr/26", "45000"]
    expected = [(2026, 4, 13), (2026, 4, 2), (2026, 4, 5), (2026, 4, 6), (2026, 4, 7), (2023, 3, 15)]
    assert day(texts).values.to_pylist() == [date(*parts) for parts in expected]


def test_part_above_twelve_proves_month_first():
    assert day(["04/13/2026", "04/02/2026"]).values.to_pylist() == [date(2026, 4, 13), date(2026, 4, 2)]


def test_column_without_evidence_is_ambiguous():
    parsed = day(["03/04/2026", "05/06/2026", None])
    assert parsed.values.to_pylist() == [None, None, None]
    assert [(f.rule, f.rows.tolist()) for f in parsed.faults] == [("ambiguous_date", [0, 1])]


def test_ambiguous_column_is_told_once():
    (note,) = day(["03/04/2026", "05/06/2026"]).notes
    assert note[0] == "ambiguous_date"
    assert note[1].endswith('date_format = "day-first" or date_format = "month-first" for planned_date.')


def test_conflicting_evidence_is_ambiguous_too():
    parsed = day(["13/04/2026", "04/13/2026", "2026-04-13"])
    assert parsed.values.to_pylist() == [None, None, date(2026, 4, 13)]
    assert "others only month first" in parsed.notes[0][1]


def test_equal_day_and_month_is_not_ambiguous():
    parsed = day(["03/03/2026", "4.4.26"])
    assert parsed.values.to_pylist() == [date(2026, 3, 3), date(2026, 4, 4)]
    assert (parsed.faults, parsed.notes) == ((), ())


def test_equal_parts_survive_an_ambiguous_column():
    assert day(["03/03/2026", "03/04/2026"]).values.to_pylist() == [date(2026, 3, 3), None]


def test_impossible_date_proves_no_order():
    parsed = day(["13/13/2026", "03/04/2026"])
    assert parsed.values.to_pylist() == [None, None]
    assert sorted(f.rule for f in parsed.faults) == ["ambiguous_date", "date"]


def test_year_alone_can_prove_the_order():
    """29 February exists in 2024 only; 2/29 is no day-first date in any year."""
    assert day(["29/02/2024", "01/02/2024"]).values.to_pylist() == [date(2024, 2, 29), date(2024, 2, 1)]


@pytest.mark.parametrize(("order", "expected"), [("day-first", date(2026, 4, 3)), ("month-first", date(2026, 3, 4))])
def test_mapping_decides_the_order(order, expected):
    parsed = day(["03/04/2026"], CellRule(date_format=order))
    assert parsed.values.to_pylist() == [expected]
    assert parsed.faults == ()


def test_mapped_order_contradicted_is_a_fault():
    parsed = day(["04/13/2026", "03/04/2026"], CellRule(date_format="day-first"))
    assert parsed.values.to_pylist() == [None, date(2026, 4, 3)]
    assert [f.rule for f in parsed.faults] == ["date"]


@pytest.mark.parametrize(
    ("date_format", "text", "expected"),
    [
        ("%d/%m/%Y %H:%M", "03/04/2026 17:30", datetime(2026, 4, 3, 17, 30)),
        ("%m/%d/%y %I:%M %p", "3/4/26 5:30 PM", datetime(2026, 3, 4, 17, 30)),
        ("%d.%m.%Y|%Y-%m-%d", "2026-04-03", datetime(2026, 4, 3)),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-04-03T17:30:00+02:00", datetime(2026, 4, 3, 15, 30)),
        ("%B %d, %Y um %H Uhr", "April 3, 2026 um 17 Uhr", datetime(2026, 4, 3, 17)),
        ("%a %d %b %Y", "Fri 03 Apr 2026", datetime(2026, 4, 3)),
        ("iso", "2026-04-03T17:30:00Z", datetime(2026, 4, 3, 17, 30)),
        ("excel", "46115.75", datetime(2026, 4, 3, 18)),
    ],
)
def test_mapped_format_is_followed(date_format, text, expected):
    assert at([text], CellRule(date_format=date_format)).values.to_pylist() == [expected]


@pytest.mark.parametrize(
    ("date_format", "text"), [("%d/%m/%Y", "2026-04-03"), ("iso", "03/04/2026"), ("excel", "2026-04-03")]
)
def test_text_of_another_format_is_a_fault(date_format, text):
    parsed = at([text], CellRule(date_format=date_format))
    assert parsed.values.to_pylist() == [None]


def test_unknown_directive_is_named():
    with pytest.raises(ValueError, match="%Q is no part of a date"):
        read_calendar(pa.array(["2026"]), CellRule(date_format="%Q"))


def test_serial_numbers_are_noted():
    parsed = day(["45123", "2026-04-03", "45124.75"])
    assert parsed.values.to_pylist() == [date(2023, 7, 16), date(2026, 4, 3), date(2023, 7, 17)]
    assert parsed.notes[0] == ("excel_date", "planned_date: 2 numbers are read as Excel's days since 1899-12-30.")


def test_serial_is_rounded_to_the_second():
    assert at(["45123.6423611111"]).values.to_pylist() == [datetime(2023, 7, 16, 15, 25)]


def test_time_of_a_date_does_not_count():
    assert day(["2026-03-14 23:59", "2026-03-15T00:00:00Z"]).values.to_pylist() == [
        date(2026, 3, 14), date(2026, 3, 15),
    ]  # fmt: skip


def test_local_time_becomes_utc():
    parsed = at(["2026-01-10 08:00", "2026-07-10 08:00"], zone="America/New_York")
    assert parsed.values.to_pylist() == [datetime(2026, 1, 10, 13), datetime(2026, 7, 10, 12)]


def test_mapped_zone_goes_before_the_programme():
    parsed = at(["2026-07-10 08:00"], CellRule(zone="Europe/Berlin"), "America/New_York")
    assert parsed.values.to_pylist() == [datetime(2026, 7, 10, 6)]


def test_offset_goes_before_any_zone():
    parsed = at(["2026-07-10 08:00", "2026-07-10T08:00:00+02:00"], zone="America/New_York")
    assert parsed.values.to_pylist() == [datetime(2026, 7, 10, 12), datetime(2026, 7, 10, 6)]


def test_time_that_happens_twice_takes_the_first():
    parsed = at(["2026-11-01 01:30", "2026-11-01 03:30"], zone="America/New_York")
    assert parsed.values.to_pylist() == [datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 1, 8, 30)]
    assert [(f.rows.tolist(), f.is_kept) for f in parsed.faults] == [([0], True)]
    assert parsed.faults[0].hint == "that time happens twice in America/New_York; the first is taken"


def test_time_that_does_not_exist_is_after_the_gap():
    parsed = at(["2026-03-08 02:30", "2026-03-08 03:30", "14/03/2026"], zone="America/New_York")
    assert parsed.values.to_pylist()[:2] == [datetime(2026, 3, 8, 7), datetime(2026, 3, 8, 7, 30)]
    assert [(f.rule, f.rows.tolist()) for f in parsed.faults] == [("local_time", [0])]


def test_days_of_months_are_known():
    years, months, days = (np.array(v) for v in ([2024, 2023, 2100, 2000, 2026], [2, 2, 2, 2, 4], [29, 29, 29, 29, 31]))
    assert np.isnat(civil_days(years, months, days)).tolist() == [False, True, True, False, True]


def test_empty_column_is_no_problem():
    assert at([]).values.to_pylist() == []
    assert at([None, None]).values.to_pylist() == [None, None]


def test_sliced_column_is_read_right():
    cells = pa.array(["x", "13/04/2026", None, "14/04/2026", "y"]).slice(1, 3)
    parsed = parse_dates(DAY, cells, CellRule())
    assert parsed.values.to_pylist() == [date(2026, 4, 13), None, date(2026, 4, 14)]


@given(st.lists(INSTANTS, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_fast_path_agrees_with_shapes(times):
    cells = pa.array([str(time) for time in times])
    calendar = read_calendar(cells, CellRule())
    slow = calendar.day.astype("datetime64[us]") + calendar.clock.astype("timedelta64[us]")
    assert slow.tolist() == instants._plain_iso(cells).to_pylist() == times


@given(st.lists(INSTANTS, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_fast_path_of_utc_agrees_with_shapes(times):
    cells = pa.array([f"{time.isoformat()}Z" for time in times])
    calendar = read_calendar(cells, CellRule())
    slow = calendar.day.astype("datetime64[us]") + calendar.clock.astype("timedelta64[us]")
    assert slow.tolist() == instants._plain_utc(cells).to_pylist() == times


@pytest.mark.parametrize(
    "text", ["2026-07-10T08:00+02:00", "2026-07-10 08:00", "Z", "2026-07-10Z", "1850-01-01T00:00Z"]
)
def test_fast_path_of_utc_leaves_the_rest(text):
    assert instants._plain_utc(pa.array(["2026-07-10T08:00Z", text])) is None


@given(st.lists(INSTANTS, min_size=1, max_size=20), st.sampled_from(["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"]))
@settings(max_examples=60, deadline=None)
def test_written_order_is_found_or_asked_for(times, written):
    """Whatever is read is right; what cannot be known is null and told."""
    parsed = at([time.strftime(written) for time in times])
    for value, time in zip(parsed.values.to_pylist(), times, strict=True):
        assert value in (None, time)
    assert any(time.day > 12 for time in times) == (parsed.notes == ()) or all(t.day == t.month for t in times)


@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_told(texts):
    cells = pa.array(texts, pa.string())
    parsed = parse_instants(AT, cells, CellRule(), "UTC")
    faulty = {row for fault in parsed.faults if not fault.is_kept for row in fault.rows.tolist()}
    unread = {row for row, text in enumerate(texts) if text is not None and parsed.values[row].as_py() is None}
    assert faulty == unread
