"""Opening and closing a meeting: once each, one daily at a time, with attendees; what is sealed re-opens."""

from dataclasses import replace
from datetime import datetime

import pytest
from acting import ANN, AT, PAT, ROOM
from conftest import add_load

import cutover.record.builders as builders
import cutover.record.meetings as meetings
from cutover.errors import ConflictError, RefusedAct
from cutover.record import compare, record, reopen
from cutover.record import desk as desk_of
from cutover.store import Store

NOON = datetime(2026, 3, 1, 12)
PLANNED = [
    {"meeting_id": "D1", "title": "Morning", "planned_at": "2026-03-01T09:00", "duration_minutes": 30.0},
    {"meeting_id": "S1", "title": "Steering", "meeting_type": "steering", "planned_at": "2026-03-01T15:00"},
    {"meeting_id": "D0", "title": "Yesterday", "opened_at": "2026-02-28T09:00", "closed_at": "2026-02-28T09:20",
     "attendees": ["Ann Lee"], "summary": "All quiet"},
]  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    """A desk with two meetings planned and one of the day before."""
    store = Store(tmp_path / "store")
    add_load(store, AT, ROOM | {"meetings": PLANNED})
    return desk_of(store.path)


def now(desk):
    """Return the programme at its newest status time."""
    return desk.warehouse.moment()


def opened(desk, meeting_id="D1", actor=ANN, **cells):
    """Open a meeting."""
    return record(desk, meetings.opened(now(desk), meeting_id, **cells), actor)


def closed(desk, meeting_id="D1", actor=ANN, **cells):
    """Close a meeting."""
    cells = {"summary": "All well", "attendees": ["Ann Lee", "Pat Roy"], **cells}
    return record(desk, meetings.closed(now(desk), meeting_id, **cells), actor)


def states(desk) -> dict:
    """Return the state of every meeting."""
    return {row["meeting_id"]: row["state"] for row in now(desk).table("meetings").to_pylist()}


def test_meeting_goes_from_planned_to_closed(desk):
    told = [states(desk)["D1"]]
    for act in (opened, closed):
        act(desk)
        told.append(states(desk)["D1"])
    assert told == ["planned", "open", "closed"]


def test_opening_is_signed_and_stands_on_status_time(desk):
    opened(desk, attendees=["Pat Roy"])
    row = now(desk).row("meetings", {"meeting_id": "D1"})
    assert (row["opened_by"], row["opened_at"], row["attendees"]) == ("Ann Lee", NOON, ["Pat Roy"])


def test_new_meeting_gets_an_identifier(desk):
    event = opened(desk, None, title="At once", meeting_type="handover")
    assert event.act.subject["meeting_id"].startswith("MT-")
    assert now(desk).query("meeting_now")["title"].to_pylist() == ["At once"]


def test_meeting_is_not_opened_twice(desk):
    opened(desk)
    with pytest.raises(RefusedAct, match="the meeting is open already, since 2026-03-01 12:00 UTC"):
        opened(desk)


def test_second_daily_waits_for_the_first(desk):
    opened(desk)
    with pytest.raises(RefusedAct, match="another daily meeting is open: close Morning first"):
        opened(desk, None, title="Again")
    assert opened(desk, "S1").act.kind == "meeting"


def test_closed_meeting_stays_as_it_is(desk):
    with pytest.raises(RefusedAct, match="the meeting is closed, and its minutes stand"):
        record(desk, builders.act(now(desk), "meeting", {"meeting_id": "D0"}, {"title": "Renamed"}), ANN)


def test_only_an_open_meeting_is_closed(desk):
    with pytest.raises(RefusedAct, match="the meeting was not opened: open it first"):
        closed(desk)
    with pytest.raises(RefusedAct, match="the meeting was closed already, at 2026-02-28 09:20 UTC"):
        closed(desk, "D0")
    with pytest.raises(RefusedAct, match="the meeting was not opened"):
        closed(desk, "D9")


def test_close_names_attendees_and_says_something(desk):
    opened(desk)
    with pytest.raises(RefusedAct, match="attendees are needed: who was there; a summary is needed"):
        record(desk, meetings.closed(now(desk), "D1", summary=""), ANN)


def test_close_takes_attendees_of_the_opening(desk):
    opened(desk, attendees=["Pat Roy"])
    closed(desk, attendees=())
    assert now(desk).row("meetings", {"meeting_id": "D1"})["attendees"] == ["Pat Roy"]


def test_two_people_close_a_meeting_once(desk):
    opened(desk)
    acts = [meetings.closed(now(desk), "D1", summary=word, attendees=["Ann Lee"]) for word in ("First", "Second")]
    record(desk, acts[0], ANN)
    with pytest.raises(ConflictError, match="a close of a meeting of D1"):
        record(desk, acts[1], PAT)


def test_summary_is_mended_by_a_correction(desk):
    opened(desk)
    first = closed(desk)
    record(desk, builders.correction(now(desk), first.act_id, summary="Nearly all well", reason="Too good"), ANN)
    row = next(row for row in now(desk).table("meetings").to_pylist() if row["meeting_id"] == "D1")
    assert (row["summary"], row["state"], row["close_act_id"]) == ("Nearly all well", "closed", "J000003")


def test_viewer_opens_nothing(desk):
    with pytest.raises(RefusedAct):
        opened(desk, actor=replace(ANN, rights=("viewer",)))


def test_sealed_close_computes_the_same_later(desk):
    opened(desk)
    note = builders.note(now(desk), "Bank closes early", subject="workstreams:Data")
    record(desk, note, ANN)
    act_id = closed(desk).act_id
    record(desk, builders.note(now(desk), "Said afterwards", subject="workstreams:Data"), ANN)
    record(desk, builders.task(now(desk), "A", status="in_progress"), PAT)
    assert compare(desk, act_id) == []
    assert reopen(desk, act_id).query("minutes_entries", meeting="D1")["what"].to_pylist() == ["Bank closes early"]


@pytest.mark.parametrize(
    "told",
    [[PLANNED[0] | {"title": "Renamed", "opened_at": "2026-03-01T09:00", "closed_at": "2026-03-01T09:45",
                    "closed_by": "Secretary", "attendees": ["Nobody"], "summary": "Otherwise"}], [PLANNED[1]]],
    ids=["otherwise", "nothing"],
)  # fmt: skip
def test_close_stands_whatever_a_later_file_says(desk, told):
    """Minutes that were sent stay what they were: only a correction or a withdrawal changes a close."""
    opened(desk)
    closed(desk)
    before = meetings.closed_meeting(desk, now(desk), "D1").row
    add_load(desk.store, "2026-03-02T12:00", {"meetings": told})
    assert meetings.closed_meeting(desk, now(desk), "D1").row == before
    row = now(desk).row("meetings", {"meeting_id": "D1"})
    assert (row["closed_at"], row["summary"], row["closed_by"]) == (NOON, "All well", "Ann Lee")
    assert {act["state"] for act in now(desk).table("stg_acts").to_pylist()} == {"in_force"}


def test_close_that_was_withdrawn_yields_to_a_file(desk):
    opened(desk)
    act_id = closed(desk).act_id
    record(desk, builders.withdrawal(now(desk), act_id, reason="Wrong meeting"), ANN)
    assert states(desk)["D1"] == "open"
    add_load(desk.store, "2026-03-02T12:00", {"meetings": [PLANNED[0] | {"closed_at": "2026-03-01T15:00"}]})
    assert now(desk).row("meetings", {"meeting_id": "D1"})["closed_at"] == datetime(2026, 3, 1, 15)


def test_close_waits_for_nobody_who_records_meanwhile(desk):
    opened(desk)
    act = meetings.closed(now(desk), "D1", summary="Done", attendees=["Ann Lee"])
    record(desk, builders.criterion(now(desk), "C2", target=80), ANN)
    assert record(desk, act, ANN).act.kind == "meeting_close"


def test_opening_moment_knows_nothing_of_later(desk):
    plain = now(desk)
    assert meetings.opening_moment(desk, plain) is plain
    opened(desk)
    record(desk, builders.task(now(desk), "A", status="blocked", blocked_reason="No key"), PAT)
    then = meetings.opening_moment(desk, now(desk))
    status = [
        [row["status"] for row in m.table("tasks").to_pylist() if row["task_id"] == "A"] for m in (then, now(desk))
    ]
    assert status == [["not_started"], ["blocked"]]


def test_open_or_unknown_meeting_has_no_minutes(desk):
    opened(desk)
    for name, said in (("D1", "D1 is not closed"), ("D9", "no meeting D9")):
        with pytest.raises(RefusedAct, match=said):
            meetings.closed_meeting(desk, now(desk), name)


def test_meeting_of_a_file_is_told_by_its_snapshot(desk):
    held = meetings.closed_meeting(desk, now(desk), "D0")
    assert (held.moment.as_of, held.moment.is_sealed) == (NOON, False)
    assert held.row["held_minutes"] == 20
