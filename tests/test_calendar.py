"""The calendar file, read again by a parser: what stands in it, and what moves when the plan moves."""

from datetime import UTC, date, datetime

import pytest
from acting import ROOM
from conftest import add_load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cutover.access import LOCAL
from cutover.messages.calendar import calendar_file
from cutover.record import builders, record
from cutover.record import desk as desk_of
from cutover.store import Store
from cutover.warehouse import Warehouse

GATE = {
    "checkpoint_id": "P", "checkpoint_name": "No return, really; yes", "is_gate": True, "is_point_of_no_return": True,
    "planned_at": "2026-03-08T20:00", "response_opens_at": "2026-03-08T12:00", "approver": "Dr. Who",
    "approver_side": "customer", "approver_role": "program_manager", "note": "Bring a pen\nand paper",
}  # fmt: skip
MEETING = {
    "meeting_id": "MT-1", "meeting_type": "steering", "title": "Steering", "planned_at": "2026-03-04T15:00",
    "duration_minutes": 45.0, "place": "Room 5, or by phone", "checkpoint_id": "P",
}  # fmt: skip
PLAN = {
    "programme": ROOM["programme"], "tasks": ROOM["tasks"], "workstreams": ROOM["workstreams"], "checkpoints": [GATE],
    "meetings": [MEETING],
}  # fmt: skip


def entries(moment):
    """Return the entries of a file by title."""
    found = Calendar.from_ical(calendar_file(moment))
    return {str(event["summary"]): event for event in found.walk("VEVENT")}


def entry(moment, beginning):
    """Return the entry whose title begins so."""
    (found,) = [event for title, event in entries(moment).items() if title.startswith(beginning)]
    return found


def test_checkpoint_stands_with_all_that_matters(moment_of):
    event = entry(moment_of({"2026-03-01T12:00": PLAN}), "No return")
    assert event["summary"] == "No return, really; yes (P, gate, point of no return)"
    assert event["dtstart"].dt == datetime(2026, 3, 8, 20, tzinfo=UTC)
    assert str(event["description"]).splitlines() == [
        "Response window: Sun 8 Mar 2026, 12:00 to Sun 8 Mar 2026, 20:00 (UTC)",
        "Decided by: Dr. Who, Program manager, Customer",
        "Bring a pen and paper",
    ]


def test_response_window_rings_before_it_opens(moment_of):
    event = entry(moment_of({"2026-03-01T12:00": PLAN}), "No return")
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert entry(moment_of({"2026-03-08T13:00": PLAN}), "No return").walk("VALARM") == []


def test_decision_stands_in_the_title(moment_of):
    decided = GATE | {"decision": "no_go", "decided_at": "2026-03-08T21:00", "decided_by": ["Ann Lee"]}
    event = entry(moment_of({"2026-03-09T12:00": PLAN | {"checkpoints": [decided]}}), "No return")
    assert str(event["summary"]).endswith("point of no return): No-Go")
    assert "Decided Sun 8 Mar 2026, 21:00 by Ann Lee" in event["description"]


def test_meeting_stands_with_length_and_place(moment_of):
    event = entry(moment_of({"2026-03-01T12:00": PLAN}), "Steering")
    assert (event["dtstart"].dt, event["duration"].dt.total_seconds()) == (datetime(2026, 3, 4, 15, tzinfo=UTC), 2700)
    assert (event["location"], event["description"]) == ("Room 5, or by phone", "Prepares P")


def test_window_and_go_live_stand_in_the_calendar(moment_of):
    moment = moment_of({"2026-03-01T12:00": PLAN})
    window = entry(moment, "Cutover window")
    assert (window["dtstart"].dt.day, window["dtend"].dt.day) == (7, 9)
    assert entry(moment, "Go-live")["dtstart"].dt == datetime(2026, 3, 9, tzinfo=UTC)


def test_warranty_is_whole_days(moment_of):
    programme = [ROOM["programme"][0] | {"warranty_start_date": "2026-03-10", "zone": "America/New_York"}]
    found = moment_of({"2026-03-01T12:00": PLAN | {"programme": programme}})
    assert entry(found, "First day of the warranty")["dtstart"].dt == date(2026, 3, 10)
    assert entry(found, "Last day of the warranty")["dtstart"].dt == date(2026, 6, 8)
    assert b"X-WR-TIMEZONE:America/New_York\r\n" in calendar_file(found)


def test_checkpoint_that_moved_has_a_higher_sequence(moment_of):
    moved = [GATE | {"planned_at": "2026-03-08T22:00"}]
    first = entry(moment_of({"2026-03-01T12:00": PLAN}), "No return")
    same = entry(moment_of({"2026-03-02T12:00": PLAN}), "No return")
    later = entry(moment_of({"2026-03-03T12:00": PLAN | {"checkpoints": moved}}), "No return")
    assert [each["sequence"] for each in (first, same, later)] == [0, 0, 1]
    assert first["uid"] == same["uid"] == later["uid"]
    assert later["dtstart"].dt.hour == 22


def test_meeting_moved_here_has_a_higher_sequence(store):
    add_load(store, "2026-03-01T12:00", PLAN)
    desk = desk_of(store.path)
    before = entry(desk.warehouse.moment(), "Steering")
    cells = {"planned_at": datetime(2026, 3, 4, 17)}
    record(desk, builders.act(desk.warehouse.moment(), "meeting", {"meeting_id": "MT-1"}, cells), LOCAL)
    after = entry(desk.warehouse.moment(), "Steering")
    assert after["sequence"] > before["sequence"]
    assert (after["uid"], after["dtstart"].dt.hour) == (before["uid"], 17)


def test_same_moment_gives_the_same_bytes(store):
    add_load(store, "2026-03-01T12:00", PLAN)
    assert calendar_file(Warehouse(store).moment()) == calendar_file(Warehouse(store).moment())


def test_lines_are_folded_and_end_as_the_standard_has_it(moment_of):
    """RFC 5545, 3.1: at most 75 octets a line, CRLF."""
    long = [GATE | {"checkpoint_name": "Größe und Maß 日本語 " * 12}]
    lines = calendar_file(moment_of({"2026-03-01T12:00": PLAN | {"checkpoints": long}})).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@given(text=st.text(max_size=80))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_a_file_breaks_the_calendar(tmp_path_factory, text):
    store = Store(tmp_path_factory.mktemp("text") / "store")
    text = f"A{text}".encode("utf-8", "ignore").decode()
    add_load(
        store,
        "2026-03-01T12:00",
        {"programme": ROOM["programme"], "meetings": [MEETING | {"title": text, "place": text}]},
    )
    found = list(Calendar.from_ical(calendar_file(Warehouse(store).moment())).walk("VEVENT"))
    assert len(found) == 3
    assert [str(event["uid"]).count("@cutover") for event in found] == [1, 1, 1]


@pytest.mark.parametrize("missing", ["checkpoints", "meetings"])
def test_plan_without_dates_gives_a_calendar_too(moment_of, missing):
    plan = {name: rows for name, rows in PLAN.items() if name != missing}
    assert calendar_file(moment_of({"2026-03-01T12:00": plan})).startswith(b"BEGIN:VCALENDAR\r\n")
