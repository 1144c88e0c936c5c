"""Events of tasks by the HTTP interface: acts of the record under the same rights and rules as those of people."""

import threading
from datetime import datetime, timedelta

import pytest
from acting import AT, ROOM
from asking import NOW, Tool, make_token
from conftest import add_load

from cutover import clock, pipeline
from cutover.tables import TABLES
from cutover.wording import plain

EVENTS = "/v1/tasks/A/events"


@pytest.fixture
def room(store, monkeypatch):
    """The folder of a store that holds the small plan, an hour after its snapshot."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    add_load(store, AT, ROOM)
    return store.path


@pytest.fixture
def tool(room):
    """A tool of the provider, whose task A is."""
    return Tool(room, token=make_token(room, "Pipeline"))


def recorded(room) -> list:
    """Return the acts of the journal, oldest first."""
    return pipeline.journal(room).events("demo")


def detail(answer) -> str:
    assert list(answer.json()) == ["detail"]
    return answer.json()["detail"]


def test_start_is_an_act_of_the_token(tool, room):
    answer = tool.post(EVENTS, {"event": "start"})
    assert (answer.status_code, answer.json()["act_id"], answer.json()["is_new"]) == (201, "J000001", True)
    assert answer.json()["after"] == {
        "actual_start_at": "2026-03-01T13:00:00Z", "status": "in_progress", "updated_at": "2026-03-01T13:00:00Z",
    }  # fmt: skip
    actor = recorded(room)[0].actor
    assert (actor.name, actor.issuer, actor.side, actor.rights) == ("Pipeline", "token", "provider", ("contributor",))
    assert actor.subject.startswith("token:T")


def test_act_reaches_the_reports(tool):
    tool.post(EVENTS, {"event": "start"})
    rows = tool.get("/v1/reports/task_list?show=all").json()["rows"]
    assert {row["task_id"]: row["status"] for row in rows} == {"A": "in_progress", "B": "not_started"}
    assert tool.get("/v1/reports/task_counts").json()["as_of"] == "2026-03-01T13:00:00Z"


def test_past_event_keeps_its_time(tool, room):
    tool.post(EVENTS, {"event": "start", "at": "2026-03-01T04:30:00-05:00"})
    act = recorded(room)[0].act
    assert (act.after["actual_start_at"], act.as_of) == ("2026-03-01T09:30:00", datetime(2026, 3, 1, 12))


def test_finish_sets_what_is_done(tool, room):
    tool.post(EVENTS, {"event": "finish", "evidence_link": "https://ci.example/118"})
    after = recorded(room)[0].act.after
    assert (after["status"], after["percent_complete"], after["remaining_hours"]) == ("complete", 100.0, 0.0)
    assert (after["actual_finish_at"], after["evidence_link"]) == ("2026-03-01T13:00:00", "https://ci.example/118")


def test_block_and_unblock_tell_why(tool, room):
    tool.post(EVENTS, {"event": "block", "reason": "No firewall rule", "unblock_at": "2026-03-02T08:00:00Z"})
    tool.post(EVENTS, {"event": "unblock"})
    first, second = (event.act.after for event in recorded(room))
    assert (first["blocked_reason"], first["unblock_at"]) == ("No firewall rule", "2026-03-02T08:00:00")
    assert (second["status"], second["blocked_reason"], second["unblock_at"]) == ("not_started", None, None)


@pytest.mark.parametrize(("event", "status"), [("fail", "failed"), ("skip", "skipped")])
def test_end_without_result_has_a_reason(tool, room, event, status):
    assert detail(tool.post(EVENTS, {"event": event})) == f"The event {event} needs reason."
    assert tool.post(EVENTS, {"event": event, "reason": "Vendor is late"}).status_code == 201
    act = recorded(room)[0].act
    assert (act.after["status"], act.reason) == (status, "Vendor is late")


def test_progress_starts_what_was_not_started(tool, room):
    tool.post(EVENTS, {"event": "progress", "percent_complete": 25})
    tool.post(EVENTS, {"event": "progress", "remaining_hours": 4.5})
    first, second = (event.act.after for event in recorded(room))
    assert (first["status"], first["percent_complete"]) == ("in_progress", 25.0)
    assert second == {"remaining_hours": 4.5, "updated_at": "2026-03-01T13:00:00"}


def test_evidence_and_note_change_no_status(tool, room):
    tool.post(EVENTS, {"event": "evidence", "evidence_link": "https://ci.example/7"})
    tool.post(EVENTS, {"event": "note", "note": "Second run"})
    first, second = (event.act for event in recorded(room))
    assert set(first.after) == {"evidence_link", "updated_at"}
    assert (second.kind, second.after["note"], second.after["subject"]) == ("note", "Second run", "tasks:A")
    assert second.after["writer"] == "Pipeline"


def test_same_key_is_the_same_act(tool, room):
    first = tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118")
    again = tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"is_new": False}
    assert len(recorded(room)) == 1


def test_same_key_later_is_the_same_act(tool, room, monkeypatch):
    """A retry after an answer that was lost comes later, when now is another time."""
    tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    assert tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118").status_code == 200


def test_key_of_another_request_is_refused(tool):
    tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118")
    for path, event in ((EVENTS, {"event": "unblock"}), ("/v1/tasks/B/events", {"event": "start"})):
        answer = tool.post(path, event, Idempotency_Key="run-118")
        assert answer.status_code == 409
        assert detail(answer) == "This Idempotency-Key was used for another request, recorded as J000001."


def test_key_that_begins_as_another_is_its_own(tool, room):
    tool.post(EVENTS, {"event": "note", "note": "Second step"}, Idempotency_Key="run-118:2")
    answer = tool.post(EVENTS, {"event": "start"}, Idempotency_Key="run-118")
    assert (answer.status_code, len(recorded(room))) == (201, 2)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"event":"start","event":"finish"}', "event is given twice."),
        (b'{"event":"progress","percent_complete":NaN}', "NaN is no number."),
        (b'{"event":"progress","percent_complete":-Infinity}', "-Infinity is no number."),
        (b'{"event":', "Expecting value."),
        (b"{%s}" % b",".join(b'"k%d":1' % n for n in range(5001)), "an object holds more than 5,000 names."),
    ],
)
def test_body_that_says_two_things_is_refused(tool, room, body, said):
    """RFC 8259, 4 and 6: which of two values counts, nobody knows."""
    answer = tool.post(EVENTS, body)
    assert (answer.status_code, detail(answer)) == (400, f"The body is no JSON that can be read: {said}")
    assert recorded(room) == []


def test_key_of_another_token_is_its_own(tool, room):
    other = Tool(room, token=make_token(room))
    assert tool.post(EVENTS, {"event": "start"}, Idempotency_Key="1").status_code == 201
    assert other.post(EVENTS, {"event": "start"}, Idempotency_Key="1").status_code == 201


def test_same_request_at_once_is_one_act(tool, room):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(tool.post(EVENTS, {"event": "start"}, Idempotency_Key="1")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len(recorded(room)) == 1


def test_change_since_the_report_is_a_conflict(tool, room):
    seen = tool.get("/v1/reports/task_list").json()["position"]
    Tool(room, token=make_token(room, "Other")).post(EVENTS, {"event": "start"})
    answer = tool.post(EVENTS, {"event": "block", "reason": "No rule", "position": seen})
    assert answer.status_code == 409
    assert detail(answer).startswith("Other (Provider) recorded at")
    assert "status not started → In progress" in detail(answer) or "status Not started → In progress" in detail(answer)


@pytest.mark.parametrize(
    ("bearer", "said"),
    [
        ({"rights": ("viewer",)}, "Task update: needs the right contributor, approver or pmo"),
        ({"rights": ("administrator",)}, "Task update: needs the right contributor, approver or pmo"),
        ({"side": "customer"}, "Task update: this row belongs to the provider"),
        ({"side": "shared"}, "Task update: this row belongs to the provider"),
    ],
)
def test_token_acts_within_rights_and_side(room, bearer, said):
    """ASVS 8.2.1: deny by default, as for people."""
    answer = Tool(room, token=make_token(room, **bearer)).post(EVENTS, {"event": "start"})
    assert (answer.status_code, detail(answer).startswith(said)) == (403, True)
    assert recorded(room) == []


def test_right_of_the_pmo_reaches_both_sides(room):
    tool = Tool(room, token=make_token(room, side="customer", rights=("pmo",)))
    assert tool.post(EVENTS, {"event": "start"}).status_code == 201


def test_rules_of_the_room_hold_for_tools(tool, room):
    answer = tool.post(EVENTS, {"event": "finish"})
    assert answer.status_code == 422
    assert detail(answer) == "Task update cannot be recorded: evidence is required to complete it: give a link."
    assert recorded(room) == []


@pytest.mark.parametrize("path", ["/v1/tasks/Z/events", "/v1/tasks/%00/events", "/v1/tasks/A%20/events"])
def test_unknown_task_is_told(tool, path):
    answer = tool.post(path, {"event": "start"})
    assert (answer.status_code, "There is no task" in detail(answer)) == (404, True)


def test_task_may_have_a_slash_in_its_name(store, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    add_load(store, AT, ROOM | {"tasks": [ROOM["tasks"][1] | {"task_id": "IT/7"}], "dependencies": []})
    tool = Tool(store.path, token=make_token(store.path, side="customer"))
    assert tool.post("/v1/tasks/IT%2F7/events", {"event": "start"}).json()["subject"] == {"task_id": "IT/7"}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({}, "event: field required"),
        ({"event": "begin"}, "event: should be 'start', 'finish'"),
        ({"event": "start", "status": "complete"}, "status: extra inputs are not permitted"),
        ({"event": "start", "at": "2026-03-01T12:00:00"}, "at: must be a time with its offset"),
        ({"event": "start", "at": "2026-03-01"}, "at: must be a time with its offset"),
        ({"event": "start", "at": 1772366400}, "at: must be a time with its offset"),
        ({"event": "start", "at": "2026-02-30T12:00:00Z"}, "at: day"),
        ({"event": "start", "at": "0001-01-01T00:00:00+14:00"}, "at: must lie between 1900 and 2199"),
        ({"event": "start", "at": "2026-03-01T13:06:00Z"}, "at is 2026-03-01T13:06:00Z, ahead of now"),
        ({"event": "block"}, "The event block needs reason"),
        ({"event": "progress"}, "The event progress needs percent_complete or remaining_hours"),
        ({"event": "progress", "percent_complete": 101}, "percent_complete: should be less than or equal to 100"),
        ({"event": "progress", "percent_complete": "50"}, "percent_complete: should be a valid number"),
        ({"event": "progress", "percent_complete": True}, "percent_complete: should be a valid number"),
        ({"event": "progress", "remaining_hours": 1e308}, "remaining_hours: should be less than or equal to"),
        ({"event": "progress", "remaining_hours": -1}, "remaining_hours: should be greater than or equal to 0"),
        ({"event": "note", "note": "a\0b"}, "note: string should match pattern"),
        ({"event": "note", "note": "x" * 2001}, "note: string should have at most 2000 characters"),
        ({"event": "note", "note": ""}, "note: string should have at least 1 character"),
        ({"event": "unblock"}, "A is not_started, not blocked"),
        ({"event": "start", "position": 2**60}, "position: should be less than or equal to"),
    ],
)
def test_event_that_does_not_fit_is_told(tool, room, event, said):
    answer = tool.post(EVENTS, event)
    assert (answer.status_code, detail(answer)[: len(said)]) == (422, said)
    assert recorded(room) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"\xff\xfe", 400), (b'{"event":' + b"[" * 90_000, 400), (b'{"a":' + b"9" * 9_000 + b"}", 400),
     (b"", 422), (b"[]", 422), (b"null", 422), (b'"start"', 422), (b'{"event":"progress","percent_complete":NaN}', 400),
     (b'{"event":"progress","percent_complete":1e999}', 422), (b'{"event":"note","note":"\\ud800"}', 422),
     (b" " * 1_000_001, 413)],
)  # fmt: skip
def test_body_that_is_no_event_is_told(tool, room, body, status):
    answer = tool.post(EVENTS, body)
    assert (answer.status_code, detail(answer) == plain(detail(answer))) == (status, True)
    assert recorded(room) == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_body_is_json_and_says_so(tool, kind):
    """A form of another site can send any of these; JSON it cannot."""
    answer = tool.post(EVENTS, {"event": "start"}, Content_Type=kind)
    assert (answer.status_code, "Content-Type: application/json" in detail(answer)) == (415, True)


@pytest.mark.parametrize("key", ["a b", "x" * 101, "é"])
def test_key_that_is_none_is_told(tool, key):
    answer = tool.post(EVENTS, {"event": "start"}, Idempotency_Key=key.encode())
    assert (answer.status_code, detail(answer)[:15]) == (422, "Idempotency-Key")


def test_progress_of_what_is_complete_is_refused(tool):
    tool.post(EVENTS, {"event": "finish", "evidence_link": "https://ci.example/118"})
    assert "A is complete: progress is of a task" in detail(
        tool.post(EVENTS, {"event": "progress", "percent_complete": 5})
    )


def test_text_of_tools_is_kept_plain(tool, room):
    tool.post(EVENTS, {"event": "note", "note": "ready\u202e\u200b\nnow"})
    assert recorded(room)[0].act.after["note"] == "ready now"
    assert "note" in TABLES["notes"].names


def test_note_under_the_same_key_is_one_note(tool, room):
    answers = [tool.post(EVENTS, {"event": "note", "note": "Ran"}, Idempotency_Key="run-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert len(recorded(room)) == 1
