"""Working time as tables: spans, exceptions, daylight-saving nights, and what a year costs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cutover.errors import CutoverError, ScheduleError
from cutover.schedule import ALWAYS, build_calendar
from cutover.schedule.calendars import stack

DAY = 1440
NEW_YORK = "America/New_York"
OFFICE = {weekday: [(9 * 60, 12 * 60), (13 * 60, 17 * 60)] for weekday in range(5)}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 60


def text(minute: int) -> str:
    return datetime.fromtimestamp(int(minute) * 60, UTC).strftime("%a %d %H:%M")


@pytest.fixture
def office():
    """March 2026 in UTC; the 2nd is a Monday."""
    special = {date(2026, 3, 11): [], date(2026, 3, 14): [(600, 660)]}
    return build_calendar(OFFICE, start=at("2026-03-01"), stop=at("2026-04-01"), exceptions=special)


def test_eight_hours_take_more_than_a_day(office):
    assert text(office.add(at("2026-03-02T09:00"), 480)) == "Tue 03 10:00"


def test_a_finish_stays_at_the_end_of_work(office):
    assert text(office.add(at("2026-03-06T09:00"), 420)) == "Fri 06 17:00"


def test_a_start_moves_to_the_next_working_minute(office):
    assert text(office.next_start(at("2026-03-06T17:00"))) == "Mon 09 09:00"
    assert text(office.next_start(at("2026-03-06T10:15"))) == "Fri 06 10:15"


def test_subtraction_leads_back_to_the_start(office):
    assert text(office.subtract(at("2026-03-03T10:00"), 480)) == "Mon 02 09:00"
    assert text(office.subtract(at("2026-03-06T17:00"), 0)) == "Mon 09 09:00"


def test_a_day_off_is_not_worked(office):
    assert office.minutes_between(at("2026-03-11T00:00"), at("2026-03-12T00:00")) == 0


def test_an_exception_may_work_on_a_weekend(office):
    assert office.minutes_between(at("2026-03-14T00:00"), at("2026-03-15T00:00")) == 60


def test_minutes_between_are_negative_backwards(office):
    assert office.minutes_between(at("2026-03-03T10:00"), at("2026-03-02T09:00")) == -480


def test_arrays_are_computed_at_once(office):
    starts = np.array([at("2026-03-02T09:00"), at("2026-03-02T11:00")], np.int32)
    assert [text(minute) for minute in office.add(starts, np.array([60, 120]))] == ["Mon 02 10:00", "Mon 02 14:00"]


def test_round_the_clock_needs_no_table():
    assert ALWAYS.is_always
    assert ALWAYS.add(100, 60) == 160
    assert ALWAYS.minutes_between(-5, 10) == 15


@pytest.mark.parametrize(
    ("midnight", "hours"), [("2026-03-08T05:00", 23), ("2026-11-01T04:00", 25), ("2026-03-15T04:00", 24)]
)
def test_a_daylight_saving_day_has_its_own_length(midnight, hours):
    start, stop = at(midnight) - 60, at(midnight) + 30 * 60
    sundays = build_calendar({6: [(0, DAY)]}, zone=NEW_YORK, start=start, stop=stop)
    assert sundays.minutes_between(start, stop) == hours * 60
    assert sundays.next_start(start) == at(midnight)


def sunday(*spans: tuple[int, int], start: str, stop: str) -> int:
    calendar = build_calendar({6: list(spans)}, zone=NEW_YORK, start=at(start), stop=at(stop))
    return int(calendar.minutes_between(at(start), at(stop)))


def test_the_lost_hour_of_spring_is_not_worked():
    assert sunday((2 * 60, 3 * 60), start="2026-03-08T00:00", stop="2026-03-09T00:00") == 0
    assert sunday((60, 150), start="2026-03-08T00:00", stop="2026-03-09T00:00") == 60


def test_the_repeated_hour_of_autumn_is_worked_twice():
    assert sunday((60, 120), start="2026-11-01T00:00", stop="2026-11-02T00:00") == 120


def test_office_hours_follow_the_local_clock():
    calendar = build_calendar(OFFICE, zone=NEW_YORK, start=at("2026-03-01"), stop=at("2026-04-01"))
    assert text(calendar.next_start(at("2026-03-06T00:00"))) == "Fri 06 14:00"
    assert text(calendar.next_start(at("2026-03-09T00:00"))) == "Mon 09 13:00"


def test_a_night_shift_over_midnight_is_two_spans():
    calendar = build_calendar({4: [(1320, 1440)], 5: [(0, 360)]}, start=at("2026-03-01"), stop=at("2026-03-20"))
    assert text(calendar.add(at("2026-03-06T12:00"), 480)) == "Sat 07 06:00"


def test_overlapping_spans_count_once():
    calendar = build_calendar({0: [(540, 660), (600, 720)]}, start=at("2026-03-02"), stop=at("2026-03-03"))
    assert calendar.minutes_between(at("2026-03-02"), at("2026-03-03")) == 180


def test_every_minute_agrees_with_the_local_clock():
    start, stop, berlin = at("2026-03-06"), at("2026-03-31"), ZoneInfo("Europe/Berlin")
    calendar = build_calendar(OFFICE, zone="Europe/Berlin", start=start, stop=stop)
    worked = np.diff(calendar.work_before(np.arange(start, stop + 1)))
    expected = [
        local.weekday() < 5 and (9 <= local.hour < 12 or 13 <= local.hour < 17)
        for local in (datetime.fromtimestamp(m * 60, UTC).astimezone(berlin) for m in range(start, stop))
    ]
    assert worked.tolist() == expected


def test_beyond_the_horizon_no_date_is_invented(office):
    assert office.add(at("2026-03-31T16:00"), 600) == office.stop + 1
    assert office.subtract(at("2026-03-02T09:00"), 600) < office.start


def test_stacked_tables_answer_like_each_calendar(office):
    tables = stack((ALWAYS, office))
    minutes = np.array([at("2026-03-06T16:30")] * 2, np.int32)
    finish = tables.finish_after(tables.work_before(minutes, np.array([0, 1])) + 60, np.array([0, 1]))
    assert [text(minute) for minute in finish] == ["Fri 06 17:30", "Mon 09 09:30"]
    assert tables.flat[: 2 * 7].reshape(2, 7)[:, 0].tolist() == [1, 0]


@pytest.mark.parametrize("span", [(600, 540), (-10, 60), (600, 1500), (60, 60)])
def test_a_span_outside_the_day_is_refused(span):
    with pytest.raises(ScheduleError, match="a span is within 0 to 1440"):
        build_calendar({0: [span]}, start=0, stop=DAY)


def test_an_empty_horizon_is_refused():
    with pytest.raises(ScheduleError, match="ends before it starts"):
        build_calendar(OFFICE, start=DAY, stop=DAY)


def test_an_unknown_zone_is_named():
    with pytest.raises(CutoverError, match="Mars/Base"):
        build_calendar(OFFICE, zone="Mars/Base", start=0, stop=DAY)
