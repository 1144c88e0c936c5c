"""Where the programme is and what needs attention, on literal rows."""

from datetime import datetime

import pytest

PROGRAMME = {
    "programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York", "baseline_at": "2026-01-05T14:00",
    "cutover_start_at": "2026-04-03T22:00", "cutover_finish_at": "2026-04-06T10:00", "go_live_at": "2026-04-06T12:00",
    "warranty_start_date": "2026-04-06",
}  # fmt: skip
LATE = {"task_id": "A", "task_name": "Alpha", "status": "in_progress", "planned_finish_at": "2026-03-01T14:00"}
DONE = {"task_id": "B", "task_name": "Beta", "status": "complete", "actual_finish_at": "2026-02-01T14:00"}
GATE = {"checkpoint_id": "G", "checkpoint_name": "Go/No-Go", "planned_at": "2026-04-01T14:00"}


@pytest.fixture
def ask(moment_of):
    """Return a function: a report, a status time and tables give its rows."""

    def rows(report: str, as_of: str, **tables: list[dict]) -> list[dict]:
        return moment_of({as_of: {"programme": [PROGRAMME]} | tables}).query(report).to_pylist()

    return rows


@pytest.mark.parametrize(
    ("as_of", "headline"),
    [
        ("2026-03-10T12:00", "Go-live in 27 days, 1 task late"),
        ("2026-04-05T12:00", "Cutover under way, 1 task late"),
        ("2026-04-25T12:00", "Warranty day 19 of 90, 1 task late"),
        ("2026-08-01T12:00", "After the warranty, 1 task late"),
    ],
)
def test_headline_names_phase_and_trouble(ask, as_of, headline):
    row = ask("overview_headline", as_of, tasks=[LATE, DONE])[0]
    assert (row["headline"], row["health"], row["n"]) == (headline, "at_risk", 2)


def test_late_mandatory_task_turns_the_headline_late(ask):
    assert ask("overview_headline", "2026-03-10T12:00", tasks=[LATE | {"is_mandatory": True}])[0]["health"] == "late"


def test_nothing_late_is_on_track(ask):
    row = ask("overview_headline", "2026-03-10T12:00", tasks=[DONE], checkpoints=[GATE])[0]
    assert (row["health"], row["headline"]) == ("on_track", "Go-live in 27 days, nothing late")
    assert row["detail"].startswith("Next checkpoint: Go/No-Go in 22 days.")


def test_nothing_loaded_is_never_green(ask):
    assert ask("overview_headline", "2026-03-10T12:00")[0]["health"] == "unknown"


def test_contingency_tasks_do_not_count(ask):
    row = ask("overview_headline", "2026-03-10T12:00", tasks=[LATE | {"phase": "contingency"}, DONE])[0]
    assert (row["health"], row["n"]) == ("on_track", 1)


def test_checkpoint_without_decision_becomes_overdue(ask):
    events = ask("overview_timeline", "2026-04-02T12:00", checkpoints=[GATE])
    gate = next(event for event in events if event["event_id"] == "G")
    assert (gate["state"], gate["health"], gate["minutes_left"]) == ("overdue", "late", -1320)


def test_decision_after_status_time_is_not_known(moment_of):
    decided = GATE | {"decision": "go", "decided_at": "2026-04-01T15:00"}
    moment = moment_of({"2026-04-02T12:00": {"programme": [PROGRAMME], "checkpoints": [decided]}}, "2026-03-30T12:00")
    gate = next(event for event in moment.query("overview_timeline").to_pylist() if event["event_id"] == "G")
    assert (gate["state"], gate["decision"]) == ("next", None)


def test_figures_count_late_and_blocked_tasks(ask):
    blocked = {"task_id": "C", "task_name": "Gamma", "status": "blocked", "planned_hours": 4.0}
    rows = {row["label"]: row for row in ask("overview_figures", "2026-03-10T12:00", tasks=[LATE, DONE, blocked])}
    assert (rows["Tasks late"]["value"], rows["Tasks blocked"]["value"], rows["Work left"]["value"]) == (1, 1, 4)
    assert rows["Severe incidents open"]["value"] is None


def test_figures_carry_one_value_per_snapshot(moment_of):
    plan = {"programme": [PROGRAMME], "tasks": [LATE]}
    moment = moment_of({"2026-02-20T12:00": plan, "2026-03-10T12:00": plan})
    assert moment.query("overview_figures").to_pylist()[0]["trend"] == [0.0, 1.0]


def test_legacy_cost_is_a_year_over_365_days(ask):
    ledger = {"component_id": "L", "component_name": "Ledger", "system_kind": "legacy", "annual_cost_usd": 36500.0}
    rows = ask("overview_figures", "2026-03-10T12:00", components=[ledger])
    assert rows[4]["label"] == "Legacy cost per day"
    assert rows[4]["value"] == 100


def test_attention_lists_most_urgent_first(ask):
    blocked = {"task_id": "C", "task_name": "Gamma", "status": "blocked", "unblock_at": "2026-03-20T12:00",
               "blocked_reason": "No access", "blocked_at": "2026-03-08T12:00"}  # fmt: skip
    items = ask("attention", "2026-03-10T12:00", tasks=[blocked, LATE | {"is_mandatory": True}])
    assert [(item["kind"], item["health"], item["what"]) for item in items] == [
        ("late_task", "late", "Alpha"), ("blocked_task", "at_risk", "Gamma"),
    ]  # fmt: skip
    assert [item["age_days"] for item in items] == [8.9, 2.0]


def test_attention_names_a_green_task_that_is_late(ask):
    item = ask("attention", "2026-03-10T12:00", tasks=[LATE | {"asserted_rag": "green"}])[0]
    assert (item["kind"], item["health"]) == ("mismatch", "at_risk")
    assert item["why"] == "Said to be green, but it should have been finished"


def test_attention_lists_messages_not_sent(ask):
    message = {"communication_id": "M", "title": "Go-live notice", "audience": "Staff", "due_at": "2026-03-09T12:00"}
    sent = message | {"communication_id": "N", "sent_at": "2026-03-09T11:00"}
    items = ask("attention", "2026-03-10T12:00", communications=[message, sent])
    assert [(item["what"], item["why"]) for item in items] == [("Go-live notice", "Not sent to Staff")]


def test_attention_lists_overdue_actions_of_everybody(moment_of):
    overdue = {"issue_id": "A1", "title": "Agree on the SLA", "issue_type": "action", "status": "open",
               "opened_at": "2026-03-05T12:00", "due_at": "2026-03-09T12:00", "owners": ["Ann"]}  # fmt: skip
    others = [overdue | {"issue_id": "A2", "due_at": "2026-03-10T12:00"},
              overdue | {"issue_id": "A3", "status": "closed", "closed_at": "2026-03-09T11:00"},
              overdue | {"issue_id": "R1", "issue_type": "risk"}]  # fmt: skip
    moment = moment_of({"2026-03-10T12:00": {"programme": [PROGRAMME], "issues": [overdue, *others]}})
    items = moment.query("attention", phases=["cutover"]).to_pylist()
    assert [(item["item_id"], item["health"], item["owner"], item["age_days"]) for item in items] == [
        ("action:A1", "at_risk", "Ann", 1.0)
    ]
    assert items[0]["why"] == "Action that should have been closed"


def test_attention_lists_incident_of_severity_one(ask):
    incident = {"incident_id": "I", "title": "Payroll down", "severity": 1, "status": "open",
                "opened_at": "2026-03-09T12:00", "assigned_to": ["Ann", "Bob"]}  # fmt: skip
    item = ask("attention", "2026-03-10T12:00", incidents=[incident])[0]
    assert (item["what"], item["why"], item["owner"]) == ("Payroll down", "Severity 1, open", "Ann, Bob")


def test_attention_lists_checkpoint_said_to_be_green(ask):
    tasks = [LATE | {"planned_finish_at": "2026-04-02T14:00", "actual_start_at": "2026-03-01T14:00"}]
    gate = GATE | {"asserted_rag": "green"}
    pairs = [{"checkpoint_id": "G", "task_id": "A"}]
    item = ask("attention", "2026-03-10T12:00", tasks=tasks, checkpoints=[gate], checkpoint_tasks=pairs)[0]
    assert (item["item_id"], item["health"], item["what"]) == ("checkpoint:G", "late", "Go/No-Go")
    assert item["why"].startswith("Said to be green, is not safe: slack ")


def test_headline_names_what_turns_it_late(ask):
    severe = {"incident_id": "I", "severity": 2, "status": "open", "opened_at": "2026-03-09T12:00"}
    tasks = [LATE | {"is_mandatory": True}]
    row = ask("overview_headline", "2026-03-10T12:00", tasks=tasks, incidents=[severe])[0]
    assert (row["headline"], row["health"]) == ("Go-live in 27 days, 1 mandatory task late", "late")


def test_attention_names_a_register_gone_stale(ask):
    old = {"issue_id": "R", "title": "Risk", "issue_type": "risk", "opened_at": "2026-02-01T12:00"}
    item = ask("attention", "2026-03-10T12:00", issues=[old])[0]
    assert (item["what"], item["health"]) == ("RAID log", "unknown")
    assert item["why"] == "Last updated 37 days ago, at most 14 are allowed"


def test_side_filter_keeps_that_side_only(moment_of):
    tasks = [LATE | {"is_mandatory": True, "side": "customer"}, LATE | {"task_id": "D", "side": "provider"}]
    moment = moment_of({"2026-03-10T12:00": {"programme": [PROGRAMME], "tasks": tasks}})
    assert moment.query("attention", sides=["provider"]).num_rows == 0
    assert moment.query("overview_headline", sides=["provider"]).to_pylist()[0]["n"] == 1


def test_late_counts_agree_between_headline_and_figures(moment_of):
    moment = moment_of({"2026-03-10T12:00": {"programme": [PROGRAMME], "tasks": [LATE, DONE]}})
    assert moment.as_of == datetime(2026, 3, 10, 12)
    assert moment.query("overview_figures").to_pylist()[0]["value"] == 1
    assert "1 late" in moment.query("overview_headline").to_pylist()[0]["detail"]


def test_freshness_warns_of_tasks_older_than_allowed(moment_of):
    moment = moment_of({"2026-03-01T12:00": {"tasks": [DONE]}}, "2026-03-10T12:00")
    row = moment.query("data_freshness").to_pylist()[0]
    assert (row["table_name"], row["health"], row["age_hours"]) == ("tasks", "at_risk", 216)
    assert moment.query("data_headline").to_pylist()[0]["headline"] == "1 of 1 tables older than allowed"


def test_reconciliation_loses_no_row(moment_of):
    moment = moment_of({"2026-03-01T12:00": {"tasks": [DONE, LATE]}})
    row = moment.query("data_reconciliation").to_pylist()[0]
    assert (row["read_count"], row["accepted_count"], row["rejected_count"], row["lost_count"]) == (2, 2, 0, 0)
