"""Corners of the definitions: what is clipped, what stays unknown, what filters keep."""

from datetime import datetime

import pytest

NOW = "2026-03-10T12:00"
GATE = {"checkpoint_id": "G", "checkpoint_name": "Go/No-Go", "planned_at": "2026-03-12T12:00"}
OPEN = {"status": "open", "opened_at": "2026-03-01T10:00", "sla_due_at": "2026-03-02T10:00"}


def task(task_id: str, **cells) -> dict:
    return {"task_id": task_id, "task_name": task_id, "planned_finish_at": "2026-03-11T12:00"} | cells


def incident(incident_id: str, **cells) -> dict:
    return {"incident_id": incident_id, "title": incident_id} | OPEN | cells


@pytest.fixture
def ask(moment_of):
    """Return a function: a report and tables of one snapshot give its rows."""

    def rows(report: str, as_of: str | None = None, keep: dict | None = None, **tables: list[dict]) -> list[dict]:
        return moment_of({NOW: tables}, as_of).query(report, **(keep or {})).to_pylist()

    return rows


def test_no_severe_incident_is_zero_not_unknown(ask):
    rows = ask("overview_figures", incidents=[incident("I1", severity=4)])
    assert {row["label"]: row["value"] for row in rows}["Severe incidents open"] == 0


def test_severe_incidents_have_one_value_per_day(ask):
    rows = [incident("I1", severity=1, opened_at="2026-03-07T10:00"), incident("I2", opened_at="2026-03-09T10:00")]
    figures = {row["label"]: row for row in ask("overview_figures", incidents=rows)}
    assert figures["Severe incidents open"]["trend"] == [1.0, 1.0, 1.0, 1.0]
    assert figures["Severe incidents open"]["n"] == 2


def test_skipped_tasks_leave_the_overview_count(ask):
    row = ask("overview_headline", tasks=[task("A"), task("B", status="skipped")])[0]
    assert (row["n"], "0 of 1 tasks are complete" in row["detail"]) == (1, True)


def test_hours_that_nobody_gave_stay_unknown(ask):
    rows = ask("burndown", tasks=[task("A")])
    assert {row["scope_count"] for row in rows if row["scope_count"] is not None} == {1}
    assert {(row["scope_hours"], row["remaining_hours"], row["ideal_remaining_hours"]) for row in rows} == {(None,) * 3}


def test_forecast_without_hours_is_not_determinable(ask):
    row = ask("burndown_forecast", keep={"unit": "hours"}, tasks=[task("A")])[0]
    assert (row["remaining"], row["forecast_finish_at"]) == (None, None)
    assert row["reason"].startswith("Not determinable: no task in the plan has hours.")


def test_work_left_without_hours_is_unknown(ask):
    rows = ask("overview_figures", tasks=[task("A")])
    assert {row["label"]: row["value"] for row in rows}["Work left"] is None


def test_progress_by_hours_agrees_between_pages(moment_of):
    rows = [task("A", planned_hours=10.0, remaining_hours=16.0), task("B", planned_hours=10.0, remaining_hours=0.0)]
    moment = moment_of({NOW: {"tasks": [row | {"baseline_start_at": "2026-03-01"} for row in rows]}})
    figures = {row["label"]: row["value"] for row in moment.query("burndown_figures").to_pylist()}
    assert moment.query("task_counts").to_pylist()[0]["done_percent"] == pytest.approx(20.0)
    assert figures["Done, by hours"] == pytest.approx(20.0)


def test_breach_stated_later_is_not_known_yet(ask):
    row = incident("I1", status="resolved", resolved_at="2026-03-05T10:00", sla_due_at=None, is_sla_met=False)
    early = ask("incident_counts", "2026-03-02T10:00", incidents=[row])[0]
    assert (early["open_count"], early["open_breached_count"]) == (1, 0)


def test_incidents_without_severity_need_attention_too(ask):
    rows = ask("attention", incidents=[incident("I1"), incident("I2", severity=3, workstream="Ledger")])
    assert [row["item_id"] for row in rows] == ["incidents:not given:Ledger", "incidents:not given:not given"]


def test_incidents_past_due_stay_under_their_workstream(ask):
    rows = ask(
        "attention", keep={"workstreams": ["Ledger"]}, incidents=[incident("I1", severity=3, workstream="Ledger")]
    )
    assert [row["what"] for row in rows] == ["1 incident of severity 3, 4 or none"]


def test_overdue_checkpoint_of_all_stays_under_filters(ask):
    gate = GATE | {"planned_at": "2026-03-09T12:00"}
    keep = {"workstreams": ["Ledger"], "sides": ["provider"], "phases": ["cutover"]}
    assert [row["item_id"] for row in ask("attention", keep=keep, checkpoints=[gate])] == ["checkpoint:G"]


def test_checkpoint_of_another_workstream_leaves_the_headline(ask):
    gate = GATE | {"planned_at": "2026-03-09T12:00", "workstream": "Security"}
    told = [
        ask("overview_headline", keep={"workstreams": kept}, checkpoints=[gate], tasks=[task("A", workstream="Ledger")])
        for kept in ([], ["Ledger"])
    ]
    assert ["overdue" in rows[0]["headline"] for rows in told] == [True, False]


def test_block_begins_at_local_midnight(ask):
    programme = {"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}
    step = {"component_id": "L", "stage": "secured", "is_blocked": True, "blocked_since_date": "2026-03-09"}
    component = {"component_id": "L", "component_name": "Ledger", "system_kind": "legacy"}
    rows = ask("attention", programme=[programme], components=[component], decommission_steps=[step])
    assert [(row["item_id"], row["age_days"]) for row in rows] == [("decommission:L", 1.3)]


def test_block_of_tomorrow_is_not_one_today(ask):
    step = {"component_id": "L", "stage": "secured", "is_blocked": True, "blocked_since_date": "2026-03-09"}
    component = {"component_id": "L", "component_name": "Ledger", "system_kind": "legacy"}
    tables = {"components": [component], "decommission_steps": [step]}
    told = [ask("decommission_progress", as_of, **tables)[0]["is_blocked"] for as_of in ("2026-03-08", "2026-03-09")]
    assert told == [False, True]


def test_asserted_colour_of_a_later_load_is_not_known(ask):
    gate = GATE | {"asserted_rag": "green"}
    told = [ask("checkpoint_health", as_of, checkpoints=[gate])[0]["asserted_rag"] for as_of in ("2026-03-09", NOW)]
    assert told == [None, "green"]


def test_entry_task_dropped_from_the_plan_holds_nobody(moment_of):
    entries = [{"checkpoint_id": "G", "task_id": name} for name in ("A", "B")]
    first = {"checkpoints": [GATE], "checkpoint_tasks": entries, "tasks": [task("A"), task("B")]}
    row = moment_of({"2026-03-09": first, NOW: {"tasks": [task("A")]}}).query("checkpoint_health").to_pylist()[0]
    assert (row["open_count"], row["projected_ready_at"]) == (1, datetime(2026, 3, 11, 12))


def test_missing_entry_task_leaves_the_trend_unknown(moment_of):
    entries = [{"checkpoint_id": "G", "task_id": name} for name in ("A", "never")]
    moment = moment_of({NOW: {"checkpoints": [GATE], "checkpoint_tasks": entries, "tasks": [task("A")]}})
    trend, health = (moment.query(report).to_pylist()[0] for report in ("checkpoint_trend", "checkpoint_health"))
    assert (trend["slack_minutes"], trend["open_count"]) == (health["slack_minutes"], health["open_count"]) == (None, 2)


def test_warranty_headline_follows_the_filters(ask):
    rows = [incident("I1", side="customer"), incident("I2", side="provider")]
    row = ask("warranty_headline", keep={"sides": ["customer"]}, incidents=rows)[0]
    assert (row["n"], row["headline"]) == (1, "Open incidents: 1, past their SLA: 1")


def test_entry_list_follows_side_and_phase(ask):
    tables = {
        "checkpoints": [GATE | {"phase": "cutover"}],
        "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": name} for name in ("A", "B")],
        "tasks": [task("A", side="customer"), task("B", side="provider")],
    }
    kept = [({"sides": ["customer"]}, ["A"]), ({"phases": ["cutover"]}, ["A", "B"]), ({"phases": ["pre_cutover"]}, [])]
    for keep, names in kept:
        assert [row["item_id"] for row in ask("checkpoint_entry", keep=keep, **tables)] == names


def test_known_lateness_is_red_beside_an_unknown_task(ask):
    entries = [{"checkpoint_id": "G", "task_id": name} for name in ("A", "B")]
    rows = [task("A", planned_finish_at="2026-03-12T14:00"), task("B", planned_finish_at=None)]
    row = ask("checkpoint_health", checkpoints=[GATE], checkpoint_tasks=entries, tasks=rows)[0]
    assert (row["health"], row["slack_minutes"]) == ("red", None)
    assert row["reason"] == "slack at most \N{MINUS SIGN}2 h: last entry task A expected 14:00"


def test_overdue_checkpoint_follows_its_own_phase(ask):
    gate = GATE | {"planned_at": "2026-03-09T12:00", "phase": "pre_cutover"}
    told = [ask("attention", keep={"phases": [kept]}, checkpoints=[gate]) for kept in ("pre_cutover", "cutover")]
    assert [len(rows) for rows in told] == [1, 0]
