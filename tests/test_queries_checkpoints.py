"""Checkpoint health by its rules, first match first; slack, window, matrix, trend, entry, figures."""

from pathlib import Path

import pytest
from conftest import SHARED

from cutover import pipeline
from cutover.store import Store
from cutover.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-03-13T20:00"
CHECKPOINT = {"checkpoint_id": "G1", "checkpoint_name": "Gate", "planned_at": "2026-03-14T02:00"}
INCIDENT = {"incident_id": "N1", "opened_at": "2026-03-12", "severity": 1, "status": "open"}


def entry(task_id: str, **cells) -> dict:
    return {"task_id": task_id, "task_name": task_id, "status": "in_progress", "workstream": "Data"} | cells


def question(question_id: str, **cells) -> dict:
    return {"question_id": question_id, "checkpoint_id": "G1", "question": f"Is {question_id}?"} | cells


def criterion(criterion_id: str, **cells) -> dict:
    return {"criterion_id": criterion_id, "criterion_name": criterion_id, "checkpoint_id": "G1"} | cells


def plan_of(*tasks: dict, checkpoint: dict | None = None, **tables) -> dict:
    links = [{"checkpoint_id": "G1", "task_id": task["task_id"]} for task in tasks]
    return {
        "checkpoints": [CHECKPOINT | (checkpoint or {})], "tasks": list(tasks), "checkpoint_tasks": links,
    } | tables  # fmt: skip


@pytest.fixture
def health_of(moment_of):
    """Return a function: tables and a status time give the health row of G1."""

    def ask(tables: dict, as_of: str | None = None, loaded: str = NOW) -> dict:
        rows = moment_of({loaded: tables}, as_of).query("checkpoint_health").to_pylist()
        return next(row for row in rows if row["checkpoint_id"] == "G1")

    return ask


LATE = entry("T17", forecast_finish_at="2026-03-14T02:20")
IN_TIME = entry("T1", forecast_finish_at="2026-03-13T22:00")
DONE = entry("T2", status="complete", actual_finish_at="2026-03-13T12:00")
STUCK = entry("T9", status="blocked", planned_finish_at="2026-03-13T22:00")


def test_worked_gate_is_red_with_slack_of_minus_20(health_of):
    row = health_of(plan_of(DONE, LATE))
    assert (row["slack_minutes"], row["health"]) == (-20, "red")
    assert row["reason"] == "slack \u221220 min: last entry task T17 expected 02:20"


def test_reason_tells_time_in_the_programme_zone(health_of):
    programme = [{"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}]
    row = health_of(plan_of(LATE, programme=programme))
    assert row["reason"].endswith("expected 22:20")


@pytest.mark.parametrize(("decision", "word"), [("go", "Go"), ("conditional", "Conditional Go"), ("no_go", "No-Go")])
def test_decision_wins_over_everything(health_of, decision, word):
    decided = {"decision": decision, "decided_at": "2026-03-13T19:00", "decided_by": ["Role A", "Role B"]}
    row = health_of(plan_of(LATE, checkpoint=decided))
    assert row["health"] == "decided"
    assert row["reason"] == f"{word} decided Fri 13 Mar 19:00 by Role A, Role B"


def test_decision_after_status_time_is_not_known_yet(health_of):
    decided = {"decision": "go", "decided_at": "2026-03-13T21:00"}
    row = health_of(plan_of(LATE, checkpoint=decided))
    assert (row["health"], row["decision"]) == ("red", None)


def test_passed_time_without_decision_is_overdue(health_of):
    row = health_of(plan_of(DONE), as_of="2026-03-14T02:45")
    assert (row["health"], row["reason"]) == ("overdue", "no decision 45 min after Sat 14 Mar 02:00")


def test_checkpoint_at_its_very_time_is_not_overdue(health_of):
    assert health_of(plan_of(DONE), as_of="2026-03-14T02:00")["health"] == "green"


@pytest.mark.parametrize(
    ("tables", "rule"),
    [
        (plan_of(IN_TIME, criteria=[criterion("C1", actual=3.0, target=0.0, operator="<=", is_gating=True)]),
         "gating criterion failed"),
        (plan_of(IN_TIME, checkpoint_questions=[question("Q1", is_passed=False, is_gating=True)]),
         "gating criterion failed"),
        (plan_of(STUCK), "entry task without end"),
        (plan_of(entry("T5", status="failed")), "entry task without end"),
        (plan_of(IN_TIME, incidents=[INCIDENT]), "severity 1 open"),
    ],
)  # fmt: skip
def test_red_rules_make_it_red(health_of, tables, rule):
    row = health_of(tables)
    assert (row["health"], row["rule"]) == ("red", rule)


def test_blocked_task_with_an_end_in_sight_is_not_red(health_of):
    stuck = STUCK | {"unblock_at": "2026-03-13T21:00", "planned_hours": 1.0}
    assert health_of(plan_of(stuck))["health"] == "green"


@pytest.mark.parametrize(
    "incident",
    [
        INCIDENT | {"severity": 2}, INCIDENT | {"opened_at": "2026-03-14"},
        INCIDENT | {"status": "resolved", "resolved_at": "2026-03-13"}, INCIDENT | {"workstream": "Apps"},
    ],
)  # fmt: skip
def test_incident_that_does_not_hold_it_up(health_of, incident):
    tables = plan_of(IN_TIME, checkpoint={"workstream": "Data"}, incidents=[incident])
    assert health_of(tables)["severity_1_count"] == 0


@pytest.mark.parametrize(
    ("minutes_before", "health"), [(36, "green"), (35, "amber"), (0, "amber")]
)  # fmt: skip
def test_slack_below_tenth_of_time_left_is_amber(health_of, minutes_before, health):
    ready = f"2026-03-14T{1 if minutes_before else 2:02}:{(60 - minutes_before) % 60:02}"
    row = health_of(plan_of(entry("T1", forecast_finish_at=ready)))
    assert (row["tolerance_minutes"], row["health"]) == (36.0, health)


def test_slack_tolerance_is_at_least_15_minutes(health_of):
    ready = entry("T1", forecast_finish_at="2026-03-14T01:46")
    row = health_of(plan_of(ready), as_of="2026-03-14T01:30")
    assert (row["tolerance_minutes"], row["health"]) == (15.0, "amber")
    assert row["reason"] == "slack 14 min is below 15 min: last entry task T1 expected 01:46"


def test_slack_of_finished_entry_tasks_does_not_matter(health_of):
    done = entry("T1", status="complete", actual_finish_at="2026-03-14T01:58")
    row = health_of(plan_of(done), as_of="2026-03-14T01:59")
    assert (row["health"], row["reason"]) == ("green", "all 1 entry tasks done")


def test_thresholds_of_the_programme_count(health_of):
    own = [{"threshold_id": "amber_slack_percent", "value": 100.0}]
    assert health_of(plan_of(IN_TIME, thresholds=own))["tolerance_minutes"] == 360.0


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        (plan_of(IN_TIME, criteria=[criterion("C1", actual=0.0)]), "criterion failed: C1"),
        (plan_of(IN_TIME, checkpoint_questions=[question("Q1")]),
         "response window open until Sat 14 Mar 02:00: 1 of 1 criteria and questions open"),
        (plan_of(IN_TIME, checkpoint_questions=[question("Q1", is_passed=True, is_evidence_required=True)]),
         "response window open until Sat 14 Mar 02:00: evidence missing 1 times"),
        (plan_of(IN_TIME, DONE | {"is_evidence_required": True}),
         "response window open until Sat 14 Mar 02:00: evidence missing 1 times"),
    ],
)  # fmt: skip
def test_amber_rules_make_it_amber(health_of, tables, reason):
    row = health_of(tables)
    assert (row["health"], row["reason"], row["window_state"]) == ("amber", reason, "open")


def test_old_plan_data_makes_it_amber(health_of):
    row = health_of(plan_of(entry("T1", forecast_finish_at="2026-03-10")), "2026-03-10", "2026-03-01")
    assert (row["health"], row["reason"]) == ("amber", "plan data is 9.0 days old, more than 8.0 days")


def test_green_needs_tasks_in_time_and_criteria_met(health_of):
    met = [criterion("C1", actual=98.0, target=95.0, operator=">="), criterion("C2", actual=1.0)]
    row = health_of(plan_of(IN_TIME, criteria=met))
    assert row["health"] == "green"
    assert row["reason"] == "slack 4 h: last entry task T1 expected Fri 13 Mar 22:00, all 2 criteria met"


def test_accepted_workaround_counts_as_met(health_of):
    around = criterion("C1", actual=0.0, has_accepted_workaround=True, is_gating=True)
    stated = around | {"workaround": "Paper forms"}
    assert health_of(plan_of(IN_TIME, criteria=[stated]))["health"] == "green"


def test_workaround_that_nobody_states_does_not_count(health_of):
    around = criterion("C1", actual=0.0, has_accepted_workaround=True, is_gating=True)
    assert health_of(plan_of(IN_TIME, criteria=[around]))["rule"] == "gating criterion failed"


def test_removed_criterion_is_no_longer_asked_for(health_of):
    row = health_of(plan_of(IN_TIME, criteria=[criterion("C1", actual=0.0, is_gating=True, is_removed=True)]))
    assert (row["health"], row["item_count"]) == ("green", 0)


def test_expired_evidence_is_not_assessed(health_of):
    row = health_of(plan_of(IN_TIME, criteria=[criterion("C1", actual=1.0, expires_at="2026-03-13")]))
    assert (row["health"], row["unanswered_count"]) == ("amber", 1)


def test_answer_of_the_future_is_open(health_of):
    row = health_of(plan_of(DONE, checkpoint_questions=[question("Q1", is_passed=True, answered_at="2026-03-14")]))
    assert row["unanswered_count"] == 1


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"checkpoints": [CHECKPOINT]}, "not enough data: no entry tasks, criteria or questions"),
        (plan_of(DONE, checkpoint={"planned_at": None}), "not enough data: it has no date"),
        (plan_of(entry("T1")), "not enough data: entry task T1 has no expected finish"),
        (plan_of(IN_TIME, checkpoint={"response_opens_at": "2026-03-14"}, checkpoint_questions=[question("Q1")]),
         "not yet: 1 of 1 criteria and questions open, response window opens Sat 14 Mar 00:00"),
    ],
)  # fmt: skip
def test_grey_is_never_green_by_default(health_of, tables, reason):
    row = health_of(tables)
    assert (row["health"], row["reason"]) == ("grey", reason)


def test_entry_task_the_plan_never_had_is_not_enough_data(health_of):
    tables = plan_of(DONE)
    tables["checkpoint_tasks"].append({"checkpoint_id": "G1", "task_id": "T99"})
    assert health_of(tables)["reason"] == "not enough data: entry task T99 has no expected finish"


def test_removed_and_skipped_entry_tasks_hold_nobody_up(health_of):
    row = health_of(plan_of(DONE, entry("T3", status="skipped"), entry("T4", removed_at="2026-03-10")))
    assert (row["health"], row["entry_count"], row["open_count"]) == ("green", 3, 0)


@pytest.mark.parametrize(
    ("asserted", "is_mismatch"), [("green", True), ("amber", True), ("red", False), ("grey", False), (None, False)]
)
def test_asserted_status_beside_computed_shows_mismatch(health_of, asserted, is_mismatch):
    row = health_of(plan_of(LATE, checkpoint={"asserted_rag": asserted}))
    assert (row["health"], row["is_mismatch"]) == ("red", is_mismatch)


def test_asserted_green_on_overdue_is_a_mismatch(health_of):
    row = health_of(plan_of(DONE, checkpoint={"asserted_rag": "green"}), as_of="2026-03-15")
    assert (row["health"], row["is_mismatch"]) == ("overdue", True)


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-03-13T01:00", "upcoming"), ("2026-03-13T02:00", "open"), ("2026-03-14T02:01", "closed")]
)
def test_window_opens_a_day_before_by_default(health_of, as_of, state):
    assert health_of(plan_of(DONE), as_of=as_of)["window_state"] == state


def test_matrix_judges_each_workstream_by_its_tasks(moment_of):
    apps = entry("T3", workstream=None, forecast_finish_at="2026-03-14T01:50")
    rows = moment_of({NOW: plan_of(DONE, LATE, apps)}).query("checkpoint_matrix").to_pylist()
    cells = {row["workstream"]: (row["health"], row["open_count"], row["entry_count"]) for row in rows}
    assert cells == {"Data": ("red", 1, 2), "not given": ("amber", 1, 1)}


def test_trend_tells_slack_as_each_snapshot_said(moment_of):
    early = plan_of(entry("T1", forecast_finish_at="2026-03-14T00:00"))
    late = {"tasks": [entry("T1", forecast_finish_at="2026-03-14T02:20")]}
    rows = moment_of({"2026-03-10": early, NOW: late}).query("checkpoint_trend", checkpoint_id="G1").to_pylist()
    assert [row["slack_minutes"] for row in rows] == [120, -20]


def test_entry_lists_what_stops_it_first(moment_of):
    moment = moment_of({NOW: plan_of(DONE, LATE, STUCK, criteria=[criterion("C1", actual=0.0)])})
    states = [(row["item_id"], row["state"]) for row in moment.query("checkpoint_entry").to_pylist()]
    assert states == [("C1", "failed"), ("T9", "no end"), ("T17", "open")]
    assert moment.query("checkpoint_entry", show="all").num_rows == 4


@pytest.mark.parametrize(
    ("tables", "as_of", "health", "headline"),
    [
        (plan_of(LATE), None, "late", "Next checkpoint in 6 hours: not safe"),
        (plan_of(IN_TIME), None, "on_track", "Next checkpoint in 6 hours: on track"),
        (plan_of(IN_TIME), "2026-03-15", "late", "1 checkpoint overdue for a decision"),
        (plan_of(DONE, checkpoint={"decision": "go"}), None, "decided", "All 1 checkpoints are decided"),
        ({"checkpoints": [CHECKPOINT]}, None, "unknown", "Next checkpoint in 6 hours: not yet known"),
        ({"tasks": [DONE]}, None, "unknown", "No checkpoints are loaded"),
    ],
)
def test_headline_tells_the_next_checkpoint(moment_of, tables, as_of, health, headline):
    row = moment_of({NOW: tables}, as_of).query("checkpoints_headline").to_pylist()[0]
    assert (row["health"], row["headline"]) == (health, headline)


def test_figures_count_held_met_and_carried_over(moment_of):
    tables = plan_of(LATE, criteria=[criterion("C1", actual=1.0), criterion("C2", actual=0.0)])
    tables["checkpoints"] = [
        CHECKPOINT | {"asserted_rag": "green"},
        {"checkpoint_id": "A", "checkpoint_name": "A", "planned_at": "2026-03-10T08:00", "decision": "go",
         "response_closes_at": "2026-03-10T09:30", "decided_at": "2026-03-10T09:00"},
        {"checkpoint_id": "B", "checkpoint_name": "B", "planned_at": "2026-03-10T08:00", "decision": "go",
         "decided_at": "2026-03-10T08:01"},
    ]  # fmt: skip
    tables["issues"] = [
        {"issue_id": "I1", "title": "Retest", "issue_type": "action", "checkpoint_id": "A", "opened_at": "2026-03-09"}
    ]
    rows = moment_of({NOW: tables}).query("checkpoints_figures").to_pylist()
    assert [row["value"] for row in rows] == pytest.approx([50.0, -1 / 3, 50.0, 1.0, 1.0])


def test_real_gates_load_as_overdue_or_not_enough_data(tmp_path):
    source = SHARED / "data" / "gates_melbourne_water"
    mapping = ROOT / "docs" / "mappings" / "melbourne-water-gates.toml"
    if not source.is_dir():
        pytest.skip("the shared real files are not here")
    store = Store(tmp_path / "store")
    options = pipeline.LoadOptions(mapping=mapping, as_of="2026-03-01", bounds=None)
    pipeline.load([source / "Capital_Delivery_Project_deidentified.csv"], store=store, options=options)
    rows = Warehouse(store).moment().query("checkpoint_health").to_pylist()
    assert len(rows) == 2845
    assert {row["health"] for row in rows} == {"overdue", "grey"}
