"""Incidents by webhook: ServiceNow and Jira, read as their files are, once, and never an older state over a newer."""

import threading
from datetime import datetime

import pytest
from acting import AT, ROOM
from asking import Tool, make_token
from conftest import add_load

from cutover import clock, pipeline
from cutover.interface.payloads import SENDERS, read_delivery
from cutover.mapping import find_preset, map_table
from cutover.readers.sources import read_content
from cutover.validate import check

NOW = datetime(2026, 3, 9, 13)
SERVICENOW, JIRA = "/v1/incidents/servicenow", "/v1/incidents/jira"


def record(**fields: object) -> dict[str, object]:
    """Return a ServiceNow record as a REST step sends it."""
    fixed = {
        "number": "INC0010001", "short_description": "Login fails", "priority": "1", "state": "2",
        "opened_at": "2026-03-09 08:00:00", "sys_updated_on": "2026-03-09 09:00:00",
    }  # fmt: skip
    return fixed | fields


def issue(event: str = "jira:issue_created", **fields: object) -> dict[str, object]:
    """Return the body of a Jira webhook."""
    fixed = {
        "summary": "Login fails", "priority": {"name": "Highest", "id": "1"}, "status": {"name": "In Progress"},
        "issuetype": {"name": "Bug"}, "created": "2026-03-09T04:00:00.000-0400",
        "updated": "2026-03-09T05:00:00.000-0400", "resolutiondate": None, "assignee": {"displayName": "Lee Example"},
        "components": [{"name": "Data"}, {"name": "Finance"}], "resolution": None,
    }  # fmt: skip
    return {
        "webhookEvent": event,
        "timestamp": 1773046800000,
        "issue": {"id": "7", "key": "CUT-7", "fields": fixed | fields},
    }


@pytest.fixture
def room(store, monkeypatch):
    """The folder of a store that holds the small plan and an incident of a file."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    known = {"incident_id": "INC0010009", "title": "Printing", "severity": 3, "status": "open",
             "opened_at": "2026-02-28T10:00", "updated_at": "2026-02-28T11:00"}  # fmt: skip
    add_load(store, AT, ROOM | {"incidents": [known]})
    return store.path


@pytest.fixture
def tool(room):
    return Tool(room, token=make_token(room, "ServiceNow", now=NOW, days=366))


def acts(room) -> list:
    return [event.act for event in pipeline.journal(room).events("demo")]


def detail(answer) -> str:
    assert list(answer.json()) == ["detail"]
    return answer.json()["detail"]


def test_new_incident_of_servicenow_is_recorded(tool, room):
    answer = tool.post(SERVICENOW, record())
    assert (answer.status_code, answer.json()["result"], answer.json()["incident_id"]) == (201, "created", "INC0010001")
    assert acts(room)[0].after == {
        "title": "Login fails", "severity": 1, "status": "in_progress", "opened_at": "2026-03-09T08:00:00",
        "updated_at": "2026-03-09T09:00:00",
    }  # fmt: skip


def test_new_incident_of_jira_is_recorded(tool, room):
    answer = tool.post(JIRA, issue())
    assert (answer.status_code, answer.json()["incident_id"]) == (201, "CUT-7")
    assert acts(room)[0].after == {
        "title": "Login fails", "severity": 1, "status": "in_progress", "incident_class": "defect",
        "opened_at": "2026-03-09T08:00:00", "updated_at": "2026-03-09T09:00:00", "assigned_to": ["Lee Example"],
        "workstream": "Data; Finance",
    }  # fmt: skip


def test_incident_reaches_the_reports(tool):
    tool.post(SERVICENOW, record())
    answer = tool.get("/v1/reports/incident_list").json()
    shown = {row["incident_id"]: row["severity"] for row in answer["rows"]}
    assert shown["INC0010001"] == 1
    assert answer["as_of"] == "2026-03-09T09:00:00Z"


def test_same_delivery_again_is_one_act(tool, room):
    tool.post(SERVICENOW, record())
    answer = tool.post(SERVICENOW, record())
    assert (answer.status_code, answer.json()["result"], answer.json()["act"]) == (200, "unchanged", None)
    assert len(acts(room)) == 1


def test_same_delivery_at_once_is_one_act(tool, room):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(tool.post(SERVICENOW, record()))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len(acts(room)) == 1


def test_update_sets_only_what_changed(tool, room):
    tool.post(SERVICENOW, record())
    answer = tool.post(
        SERVICENOW, record(state="6", resolved_at="2026-03-09 10:00:00", sys_updated_on="2026-03-09 10:01:00")
    )
    assert answer.json()["result"] == "updated"
    assert acts(room)[1].after == {
        "status": "resolved", "resolved_at": "2026-03-09T10:00:00", "updated_at": "2026-03-09T10:01:00",
    }  # fmt: skip


def test_older_update_overwrites_nothing(tool, room):
    tool.post(SERVICENOW, record(state="6", sys_updated_on="2026-03-09 10:00:00"))
    answer = tool.post(SERVICENOW, record(state="2", sys_updated_on="2026-03-09 09:59:59"))
    assert (answer.status_code, answer.json()["result"]) == (200, "older")
    assert answer.json()["reason"] == (
        "It was changed at 2026-03-09T09:59:59Z; what is known was changed at 2026-03-09T10:00:00Z."
    )
    assert len(acts(room)) == 1


def test_late_update_of_other_fields_takes_nothing(tool, room):
    """Nobody can tell whether a field that it alone names was changed again since: the answer says that it is older."""
    tool.post(SERVICENOW, record(state="6", sys_updated_on="2026-03-09 10:00:00"))
    late = {"number": record()["number"], "short_description": "Renamed", "sys_updated_on": "2026-03-09 09:59:59"}
    assert tool.post(SERVICENOW, late).json()["result"] == "older"
    assert len(acts(room)) == 1


def test_update_without_a_change_of_ours_moves_its_time(tool, room):
    """Else an older delivery that comes later would pass for newer."""
    tool.post(SERVICENOW, record())
    tool.post(SERVICENOW, record(sys_updated_on="2026-03-09 12:00:00"))
    assert acts(room)[1].after == {"updated_at": "2026-03-09T12:00:00"}
    assert tool.post(SERVICENOW, record(state="6", sys_updated_on="2026-03-09 11:00:00")).json()["result"] == "older"


def test_incident_of_a_file_is_updated(tool, room):
    tool.post(SERVICENOW, {"number": "INC0010009", "state": "7", "sys_updated_on": "2026-03-01 09:00:00"})
    assert (acts(room)[0].after, acts(room)[0].before) == (
        {"status": "closed", "updated_at": "2026-03-01T09:00:00"}, {"status": "open", "updated_at": "2026-02-28T11:00:00"},
    )  # fmt: skip


def test_emptied_field_is_emptied_here(tool, room):
    """A ticket that was opened again has no time of resolution any more."""
    tool.post(JIRA, issue(resolutiondate="2026-03-09T04:30:00.000-0400", status={"name": "Done"}))
    tool.post(JIRA, issue("jira:issue_updated", updated="2026-03-09T06:00:00.000-0400"))
    assert acts(room)[1].after == {"status": "in_progress", "resolved_at": None, "updated_at": "2026-03-09T10:00:00"}


def test_answer_names_what_was_taken_and_ignored(tool):
    answer = tool.post(SERVICENOW, record(u_vendor="x", sys_id="1", close_notes="")).json()
    assert answer["taken"] == {
        "incident_id": "number", "title": "short_description", "severity": "priority", "opened_at": "opened_at",
        "updated_at": "sys_updated_on", "status": "state",
    }  # fmt: skip
    assert answer["ignored"] == ["u_vendor", "sys_id"]
    assert (answer["warnings"], answer["zone"]) == ([], "UTC")


def test_answer_names_what_jira_sent_beside(tool):
    answer = tool.post(
        JIRA, issue(customfield_10010={"value": "x"}, labels=["a"], watches=None) | {"user": {"a": 1}}
    ).json()
    assert answer["ignored"] == ["fields.customfield_10010", "fields.labels", "timestamp", "user"]


def test_unknown_word_leaves_the_cell_and_says_so(tool, room):
    tool.post(SERVICENOW, record())
    answer = tool.post(SERVICENOW, record(state="-7 Parked", sys_updated_on="2026-03-09 10:00:00")).json()
    assert answer["warnings"] == [
        "status is -7 Parked; allowed are open, in_progress, on_hold, resolved, closed, cancelled."
    ]
    assert "status" not in acts(room)[1].after
    assert "status" not in answer["taken"]


@pytest.mark.parametrize("wrapper", ["result", "record"])
def test_values_with_their_display_are_read(tool, room, wrapper):
    """Of times the value counts, which is UTC; of people and groups the display value, which is a name."""
    shown = record(
        opened_at={"value": "2026-03-09 08:00:00", "display_value": "09-03-2026 03:00:00 AM"},
        state={"value": "3", "display_value": "En espera"}, priority={"value": "2", "display_value": "2 - High"},
        assigned_to={"value": "6816f79cc0a8", "display_value": "Lee Example", "link": "https://x.example"},
    )  # fmt: skip
    assert tool.post(SERVICENOW, {wrapper: shown}).status_code == 201
    after = acts(room)[0].after
    assert (after["opened_at"], after["status"], after["severity"]) == ("2026-03-09T08:00:00", "on_hold", 2)
    assert after["assigned_to"] == ["Lee Example"]


def test_zone_of_local_times_may_be_named(tool, room):
    tool.post(f"{SERVICENOW}?zone=America/New_York", record(sys_updated_on="2026-03-09 08:30:00"))
    assert acts(room)[0].after["opened_at"] == "2026-03-09T12:00:00"


@pytest.mark.parametrize("zone", ["Mars", "..%2Fetc", "America"])
def test_zone_that_is_none_is_told(tool, zone):
    assert tool.post(f"{SERVICENOW}?zone={zone}", record()).status_code == 422


def test_issue_of_an_automation_rule_is_read(tool):
    """Its body is the issue itself, without a webhook around it."""
    assert tool.post(JIRA, issue()["issue"]).json()["result"] == "created"


@pytest.mark.parametrize("event", ["jira:issue_deleted", "comment_created", "worklog_updated"])
def test_other_events_of_jira_change_nothing(tool, room, event):
    answer = tool.post(JIRA, issue(event))
    assert (answer.status_code, answer.json()["result"]) == (200, "ignored")
    assert event in answer.json()["reason"]
    assert acts(room) == []


@pytest.mark.parametrize(
    ("path", "payload", "said"),
    [
        (SERVICENOW, {}, "ServiceNow: the incident cannot be taken: the payload lacks incident_id (one of number)"),
        (SERVICENOW, {"number": "INC1"}, "ServiceNow: the incident cannot be taken: the payload lacks opened_at (one of"),
        (SERVICENOW, record(number=""), "The incident cannot be taken: incident_id is empty"),
        (SERVICENOW, record(opened_at="soon"), "The incident cannot be taken: opened_at is soon; it must be a time"),
        (SERVICENOW, record(opened_at="2027-01-01 00:00:00"), "opened_at is 2027-01-01T00:00:00Z, ahead of now"),
        (SERVICENOW, record(short_description="x" * 2001), "Incident cannot be recorded: title has 2,001 characters"),
        (SERVICENOW, record(number="I" * 201), "Incident cannot be recorded: incident_id has 1 to 200 characters"),
        (JIRA, {"webhookEvent": "jira:issue_created"}, "Jira: there is no issue with fields in this payload."),
        (JIRA, {"issue": {"key": "A-1", "fields": []}}, "Jira: there is no issue with fields in this payload."),
        (JIRA, {"issue": {"key": "A-1", "fields": {}}}, "Jira: the incident cannot be taken: the payload lacks opened_at (one of created)"),
    ],
)  # fmt: skip
def test_payload_that_is_no_incident_is_told(tool, room, path, payload, said):
    answer = tool.post(path, payload)
    assert (answer.status_code, detail(answer)[: len(said)]) == (422, said)
    assert acts(room) == []


@pytest.mark.parametrize(
    "payload",
    [record(a={"b": {"c": [1, {"d": None}]}}), record(state=[]), record(priority=True), record(number=1e308),
     record(short_description="a\0b\ud7ff"), record(opened_at={"value": None}), record(assigned_to=[["x"], {}])],
)  # fmt: skip
def test_odd_payload_is_no_fault(tool, payload):
    assert tool.post(SERVICENOW, payload).status_code in (201, 422)


def test_deep_payload_is_refused(tool):
    deep = "x"
    for _ in range(40):
        deep = {"a": deep}
    answer = tool.post(SERVICENOW, record(u_deep=deep))
    assert detail(answer) == "ServiceNow: its objects are nested too deeply; at most 12 levels are read."


def test_viewer_reports_no_incident(room):
    answer = Tool(room, token=make_token(room, rights=("viewer",), now=NOW)).post(SERVICENOW, record())
    assert (answer.status_code, detail(answer)[:26]) == (403, "Incident: needs the right ")


def test_body_that_somebody_writes_by_hand_is_read(tool, room):
    """A rule of Jira may send names where Jira sends objects: none of them is lost."""
    said = issue(priority="High", status="Done", assignee="Lee Example", components=["Data", "Finance"])
    assert tool.post(JIRA, said).json()["warnings"] == []
    after = acts(room)[0].after
    assert (after["severity"], after["status"]) == (2, "resolved")
    assert (after["assigned_to"], after["workstream"]) == (["Lee Example"], "Data; Finance")


def test_object_without_a_name_empties_nothing(tool, room):
    tool.post(JIRA, issue())
    answer = tool.post(JIRA, issue(status={"id": "3"}, updated="2026-03-09T06:00:00.000-0400")).json()
    assert answer["ignored"][0] == "fields.status"
    assert acts(room)[1].after == {"updated_at": "2026-03-09T10:00:00"}


@pytest.mark.parametrize("at", [1773043200000, "1773043200000"])
def test_time_in_milliseconds_is_read(tool, room, at):
    assert tool.post(JIRA, issue(created=at)).json()["warnings"] == []
    assert acts(room)[0].after["opened_at"] == "2026-03-09T08:00:00"


def test_delivery_without_its_time_says_so(tool):
    """It is taken, since a tool may never send one; but nobody can tell whether it is late."""
    answer = tool.post(SERVICENOW, record(sys_updated_on="")).json()
    assert (answer["result"], answer["warnings"][0][:37]) == ("created", "It brings no time of update that can ")


def test_unknown_tool_has_no_address(tool):
    assert tool.post("/v1/incidents/remedy", record()).status_code == 404


@pytest.mark.parametrize("tool_name", SENDERS)
def test_example_of_the_description_is_taken(tool, monkeypatch, tool_name):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 2))
    assert tool.post(f"/v1/incidents/{tool_name}", SENDERS[tool_name].example).json()["warnings"] == []


def from_file(preset: str, cells: dict[str, str]) -> dict[str, object]:
    """Return the incident that a CSV of one line gives when it is loaded."""
    lines = [",".join(f'"{text}"' for text in part) for part in (cells, cells.values())]
    raw = next(iter(read_content("export.csv", "\n".join(lines).encode())))
    return check(map_table(raw, find_preset(preset)), "UTC").rows.to_pylist()[0]


@pytest.mark.parametrize("state", ["1", "2", "3", "4", "5", "6", "7", "8", "New", "On Hold", "Canceled", "Odd"])
def test_states_of_servicenow_mean_the_same_in_files(state):
    sent = record(state=state, priority="5 - Planning")
    found = read_delivery(SENDERS["servicenow"], sent, lambda _: None).cells
    known = from_file("servicenow-incidents", sent)
    assert found.get("status") == known["status"]
    assert (
        (found["severity"], found["opened_at"])
        == (known["severity"], known["opened_at"])
        == (4, datetime(2026, 3, 9, 8))
    )


@pytest.mark.parametrize("status", ["To Do", "Done", "Waiting for customer", "Blocked", "Declined", "Odd"])
@pytest.mark.parametrize("priority", ["Highest", "Medium", "Lowest", "Blocker"])
def test_words_of_jira_mean_the_same_in_files(status, priority):
    sent = issue(status={"name": status}, priority={"name": priority}, issuetype={"name": "Story"})
    found = read_delivery(SENDERS["jira"], sent, lambda _: None).cells
    known = from_file("jira-csv", {
        "Issue key": "CUT-7", "Created": "2026-03-09T04:00:00.000-0400", "Status": status, "Priority": priority,
        "Issue Type": "Story",
    })  # fmt: skip
    assert found.get("status") == known["status"]
    assert all(found[name] == known[name] for name in ("severity", "incident_class", "opened_at"))
