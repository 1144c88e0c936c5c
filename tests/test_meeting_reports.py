"""Meetings, notes and actions as reports: what was open when, what came before, what belongs to which slide."""

from datetime import datetime

import pytest
from acting import ANN, Memory, an_event
from conftest import add_load

from cutover.warehouse import Moment, Warehouse

PEOPLE = [
    {"person_id": "P1", "person_name": "Ann Lee", "role": "program_manager", "side": "customer"},
    {"person_id": "P2", "person_name": "Pat Roy", "role": "technical_lead", "side": "provider"},
]
MEETINGS = [
    {"meeting_id": "D1", "title": "First", "planned_at": "2026-03-01T09:00", "opened_at": "2026-03-01T09:05",
     "closed_at": "2026-03-01T09:25", "duration_minutes": 15.0, "attendees": ["Ann Lee"], "summary": "Fine"},
    {"meeting_id": "D2", "title": "Second", "planned_at": "2026-03-02T09:00", "opened_at": "2026-03-02T09:00",
     "closed_at": "2026-03-02T09:30"},
    {"meeting_id": "S1", "title": "Steering", "meeting_type": "steering", "opened_at": "2026-03-01T20:00",
     "closed_at": "2026-03-01T21:00"},
    {"meeting_id": "D3", "planned_at": "2026-03-03T09:00"},
]  # fmt: skip
NOTES = [
    {"note_id": "N1", "note": "Keys are here", "subject": "workstreams:Data", "writer": "Ann Lee",
     "written_at": "2026-03-02T09:10"},
    {"note_id": "N2", "note": "Crane is late", "subject": "tasks:A", "writer": "Pat Roy",
     "written_at": "2026-03-01T09:10"},
    {"note_id": "N3", "note": "Rest first", "subject": "roles:provider/technical_lead",
     "written_at": "2026-03-02T09:20"},
    {"note_id": "N4", "note": "Not yet said", "written_at": "2026-03-09T09:20"},
]  # fmt: skip
ISSUES = [
    {"issue_id": "A1", "title": "Call the bank", "issue_type": "action", "status": "open", "workstream": "Data",
     "owners": ["Ann Lee"], "opened_at": "2026-03-01T09:15", "due_at": "2026-03-01T17:00"},
    {"issue_id": "A2", "title": "Order the crane", "issue_type": "action", "status": "closed",
     "owners": ["provider technical lead"], "opened_at": "2026-02-20", "closed_at": "2026-03-01T12:00"},
    {"issue_id": "A3", "title": "Book rooms", "issue_type": "action", "status": "open", "side": "customer",
     "opened_at": "2026-03-02T09:15", "due_at": "2026-03-05T17:00"},
]  # fmt: skip
TASKS = [{"task_id": "A", "task_name": "Lift", "workstream": "Yard", "side": "provider", "status": "not_started"}]
ROWS = {"meetings": MEETINGS, "notes": NOTES, "issues": ISSUES, "people": PEOPLE, "tasks": TASKS,
        "programme": [{"programme_id": "demo", "programme_name": "Demo"}]}  # fmt: skip
AT = "2026-03-02T12:00"


@pytest.fixture
def told(moment_of) -> Moment:
    """The programme after its second meeting."""
    return moment_of({AT: ROWS})


def by(rows, key: str) -> dict:
    """Return rows by a column."""
    return {row[key]: row for row in rows.to_pylist()}


def test_meeting_before_is_of_the_same_type(told):
    found = by(told.table("meetings"), "meeting_id")
    assert (found["D2"]["previous_id"], found["D2"]["previous_closed_at"]) == ("D1", datetime(2026, 3, 1, 9, 25))
    assert found["D1"]["previous_id"] is None
    assert found["S1"]["previous_id"] is None


def test_meeting_to_come_follows_the_last_closed(told):
    row = by(told.table("meetings"), "meeting_id")["D3"]
    assert (row["state"], row["title"], row["previous_id"]) == ("planned", "D3", "D2")


def test_length_of_a_meeting_of_a_file(told):
    rows = by(told.query("meeting_list"), "meeting_id")
    assert (rows["D1"]["held_minutes"], rows["D1"]["duration_minutes"]) == (20, 15.0)
    assert rows["D3"]["held_minutes"] is None


def test_close_of_later_has_not_happened(moment_of):
    moment = moment_of({AT: ROWS}, "2026-03-02T09:10")
    row = by(moment.table("meetings"), "meeting_id")["D2"]
    assert (row["state"], row["closed_at"], row["summary"]) == ("open", None, None)
    assert moment.query("meeting_now")["meeting_id"].to_pylist() == ["D2"]


def test_meetings_are_listed_newest_closed_first(told):
    rows = told.query("meeting_list").to_pylist()
    assert [row["meeting_id"] for row in rows] == ["D2", "S1", "D1", "D3"]
    assert [row["entry_count"] for row in rows] == [3, 0, 2, 0]


def test_next_meeting_is_named_where_none_is_open(told):
    row = told.query("meeting_now").to_pylist()[0]
    assert (row["state"], row["meeting_id"]) == ("planned", "D3")


def test_no_meeting_at_all_is_said(moment_of):
    row = moment_of({AT: {"programme": ROWS["programme"]}}).query("meeting_now").to_pylist()[0]
    assert (row["state"], row["meeting_id"]) == ("none", None)


def test_minutes_list_what_was_taken_down(told):
    rows = told.query("minutes_entries", meeting="D2").to_pylist()
    assert [(row["kind"], row["entry_id"], row["place"]) for row in rows] == [
        ("note", "N1", "Data"), ("note", "N3", "provider technical lead"), ("new_action", "A3", None),
        ("open_action", "A1", "Data"), ("closed_action", "A2", "provider technical lead"),
    ]  # fmt: skip
    assert [row["is_overdue"] for row in rows] == [False, False, False, True, False]


def test_minutes_of_no_meeting_list_nothing(told):
    assert told.query("minutes_entries").num_rows == 0
    assert told.query("minutes_entries", meeting="D9").num_rows == 0


def test_entries_stand_on_slide_of_workstream(told):
    found = {
        slide: told.query("slide_entries", slide=slide)["entry_id"].to_pylist() for slide in ("Data", "Yard", "none")
    }
    assert found == {"Data": ["A1", "N1"], "Yard": ["N2"], "none": ["A3"]}


def test_entries_stand_on_slide_of_role(told):
    asked = {"by": "role", "slide": "customer/program_manager"}
    rows = told.query("slide_entries", **asked).to_pylist()
    assert [(row["entry_id"], row["health"]) for row in rows] == [("A1", "late")]
    other = told.query("slide_entries", by="role", slide="provider/technical_lead")
    assert other["entry_id"].to_pylist() == ["N3"]


def test_taken_down_is_told_by_the_journal(store):
    add_load(store, AT, ROWS)
    opening = {"opened_at": AT, "opened_by": ANN.name}
    events = [
        an_event(1, "note", {"note_id": "X1"}, {"note": "Before", "subject": "workstreams:Data"}, AT),
        an_event(2, "meeting", {"meeting_id": "D3"}, opening, AT),
        an_event(3, "note", {"note_id": "X2"}, {"note": "Within", "subject": "workstreams:Data"}, AT),
    ]
    moment = Warehouse(store, Memory(*events)).moment()
    rows = moment.query("minutes_entries", meeting="D3").to_pylist()
    assert [row["what"] for row in rows if row["kind"] == "note"] == ["Within"]
    entries = {row["entry_id"]: row["is_new"] for row in moment.query("slide_entries", slide="Data").to_pylist()}
    assert entries == {"A1": False, "N1": False, "X1": False, "X2": True}
    assert moment.query("meeting_now")["began_at"].to_pylist() == [datetime(2026, 3, 20, 9)]
