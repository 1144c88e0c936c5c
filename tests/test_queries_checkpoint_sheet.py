"""One checkpoint in full: frozen as it was held, changes since the one before, actions carried over."""

from datetime import datetime

import pytest

NOW = "2026-03-20T12:00"
FIRST = {
    "checkpoint_id": "G1", "checkpoint_name": "First", "planned_at": "2026-03-10T12:00", "decision": "go",
    "decided_at": "2026-03-10T12:30", "decided_by": ["Role A"], "response_closes_at": "2026-03-10T13:00",
}  # fmt: skip
SECOND = {
    "checkpoint_id": "G2", "checkpoint_name": "Second", "planned_at": "2026-03-16T12:00", "decision": "conditional",
    "decided_at": "2026-03-16T14:00", "response_closes_at": "2026-03-16T13:00", "is_point_of_no_return": True,
    "approver": "Role B", "baseline_at": "2026-03-14T12:00",
}  # fmt: skip
THIRD = {"checkpoint_id": "G3", "checkpoint_name": "Third", "planned_at": "2026-03-24T12:00", "approver": "Role C"}
EARLY = {"task_id": "T1", "task_name": "Early", "status": "complete", "actual_finish_at": "2026-03-09T12:00"}
AFTER = {"task_id": "T2", "task_name": "After", "status": "complete", "actual_finish_at": "2026-03-18T12:00",
         "planned_finish_at": "2026-03-15T12:00"}  # fmt: skip
ENTRIES = [{"checkpoint_id": "G1", "task_id": "T1"}, {"checkpoint_id": "G2", "task_id": "T2"}]
READING = {
    "criterion_id": "C1", "criterion_name": "Balances", "checkpoint_id": "G2", "operator": ">=", "target": 99.0,
    "unit": "percent", "is_gating": True,
}  # fmt: skip
QUESTION = {
    "question_id": "Q1", "checkpoint_id": "G2", "question": "Ready?", "answer": "Yes", "is_passed": True,
    "answered_at": "2026-03-16T11:00", "answered_by": "Role D",
}  # fmt: skip
ACTION = {"issue_id": "A1", "title": "Name a deputy", "issue_type": "action", "opened_at": "2026-03-05",
          "due_at": "2026-03-12", "status": "open", "owners": ["Role E"]}  # fmt: skip


@pytest.fixture
def moment(moment_of):
    """A programme with two held checkpoints and one to come; the criterion was read again after the second."""
    rows = {
        "checkpoints": [FIRST, SECOND, THIRD], "tasks": [EARLY, AFTER], "checkpoint_tasks": ENTRIES,
        "checkpoint_questions": [QUESTION], "issues": [ACTION],
        "criteria": [READING | {"actual": 99.5, "assessed_at": "2026-03-17"}],
    }  # fmt: skip
    before = rows | {"criteria": [READING | {"actual": 90.0, "assessed_at": "2026-03-14"}]}
    return moment_of({"2026-03-15T12:00": before, NOW: rows})


def rows_of(moment, report: str, **parameters) -> list[dict]:
    return moment.query(report, **parameters).to_pylist()


def test_next_undecided_checkpoint_is_in_question(moment):
    chosen = [row["checkpoint_id"] for row in rows_of(moment, "checkpoint_choices") if row["is_default"]]
    assert chosen == ["G3"]
    assert rows_of(moment, "checkpoint_sheet")[0]["previous_checkpoint_id"] == "G2"


def test_last_held_is_in_question_once_all_are(moment_of):
    (one,) = rows_of(moment_of({NOW: {"checkpoints": [FIRST, SECOND]}}), "checkpoint_sheet")
    assert (one["checkpoint_id"], one["previous_checkpoint_id"]) == ("G2", "G1")


def test_frozen_takes_the_reading_of_then(moment):
    first, second = rows_of(moment, "checkpoint_frozen")
    assert (first["health"], first["reason"], first["frozen_at"]) == ("green", "all met", datetime(2026, 3, 10, 12, 30))
    assert (second["health"], second["rule"], second["failed_count"]) == ("red", "gating criterion failed", 1)
    assert (second["failed_now_count"], second["now_words"]) == (0, "all settled")


def test_frozen_counts_entry_tasks_open_then(moment):
    second = rows_of(moment, "checkpoint_frozen")[1]
    assert (second["open_count"], second["late_count"], second["open_now_count"]) == (1, 1, 0)
    assert second["reason"] == "1 of 1 entry tasks open, 1 of 2 criteria and questions failed"


def frozen_with(moment_of, checkpoint: dict, **tables) -> dict:
    """Return the frozen row of one checkpoint with these rows."""
    found = rows_of(moment_of({NOW: {"checkpoints": [FIRST | checkpoint]} | tables}), "checkpoint_frozen")
    return found[0]


ASKED = QUESTION | {"checkpoint_id": "G1", "answered_at": "2026-03-10T11:00"}
WORST = {
    "incident_id": "N1",
    "opened_at": "2026-03-09",
    "severity": 1,
    "status": "resolved",
    "resolved_at": "2026-03-12",
}


@pytest.mark.parametrize(
    ("tables", "health", "rule"),
    [
        ({"checkpoint_questions": [ASKED]}, "green", "ready"),
        ({"checkpoint_questions": [ASKED | {"answered_at": "2026-03-11"}]}, "amber", "answers missing"),
        ({"checkpoint_questions": [ASKED | {"is_evidence_required": True}]}, "amber", "answers missing"),
        ({"checkpoint_questions": [ASKED | {"is_passed": False}]}, "amber", "criterion failed"),
        ({"checkpoint_questions": [ASKED | {"is_passed": False, "is_gating": True}]}, "red", "gating criterion failed"),
        ({"incidents": [WORST]}, "red", "severity 1 open"),
        ({"incidents": [WORST | {"resolved_at": "2026-03-10"}]}, "grey", "no data"),
    ],
)  # fmt: skip
def test_frozen_health_follows_its_rules(moment_of, tables, health, rule):
    row = frozen_with(moment_of, {}, **tables)
    assert (row["health"], row["rule"]) == (health, rule)


def test_undecided_one_freezes_at_its_planned_time(moment_of):
    row = frozen_with(moment_of, {"decision": None, "decided_at": None})
    assert (row["frozen_from"], row["frozen_at"]) == ("planned time", datetime(2026, 3, 10, 12))


def test_checkpoint_to_come_is_not_frozen(moment):
    assert "G3" not in {row["checkpoint_id"] for row in rows_of(moment, "checkpoint_frozen")}


def test_changes_are_those_since_the_one_before(moment):
    told = {(row["change"], row["item_id"]): row for row in rows_of(moment, "checkpoint_changes", checkpoint="G2")}
    assert told["answer", "Q1"]["after"] == "Yes"
    assert (told["reading", "C1"]["before"], told["reading", "C1"]["after"]) == ("not assessed", "90 %")
    assert ("task done", "T2") not in told


def test_first_checkpoint_tells_all_before_it(moment):
    told = {(row["change"], row["item_id"]) for row in rows_of(moment, "checkpoint_changes", checkpoint="G1")}
    assert told == {("task done", "T1"), ("action raised", "A1")}


def test_moved_plan_is_a_change(moment_of):
    later = {"task_id": "T1", "task_name": "Build", "planned_finish_at": "2026-03-22T12:00"}
    tables = {"checkpoints": [FIRST, THIRD], "checkpoint_tasks": [{"checkpoint_id": "G3", "task_id": "T1"}]}
    earlier = tables | {"tasks": [later | {"planned_finish_at": "2026-03-21T12:00"}]}
    moment = moment_of({"2026-03-09": earlier, NOW: tables | {"tasks": [later]}})
    told = {row["change"]: row for row in rows_of(moment, "checkpoint_changes")}
    assert (told["task planned"]["before"], told["task planned"]["after"]) == ("Sat 21 Mar 12:00", "Sun 22 Mar 12:00")
    assert (told["slack"]["before"], told["slack"]["after"], told["slack"]["health"]) == (
        "3.0 days",
        "2.0 days",
        "late",
    )


def test_open_action_is_carried_over_each_checkpoint(moment):
    (action,) = rows_of(moment, "carried_actions")
    assert (action["carried_count"], action["carried_over"], action["health"]) == (2, ["G1", "G2"], "late")
    assert (action["age_days"], action["overdue_days"]) == (15.5, 8.5)


def test_carried_actions_of_a_held_checkpoint_are_those_of_then(moment):
    assert rows_of(moment, "carried_actions", checkpoint="G1") == []
    (action,) = rows_of(moment, "carried_actions", checkpoint="G2")
    assert action["carried_over"] == ["G1"]


@pytest.mark.parametrize("cells", [{"status": "closed", "closed_at": "2026-03-08"}, {"opened_at": "2026-03-17"},
                                   {"issue_type": "risk"}])  # fmt: skip
def test_other_issues_are_not_carried(moment_of, cells):
    moment = moment_of({NOW: {"checkpoints": [FIRST, SECOND], "issues": [ACTION | cells]}})
    assert rows_of(moment, "carried_actions") == []


def test_points_tell_the_point_of_no_return(moment):
    points = {row["what"]: row for row in rows_of(moment, "checkpoint_points", checkpoint="G2")}
    assert points["Point of no return"]["says"] == "Conditional Go on Mon 16 Mar 14:00"
    assert points["Point of no return"]["note"] == "Approver: Role B"
    assert points["Response window"]["note"] == "Moved by 2.0 days, was Sat 14 Mar 12:00"


def test_points_say_that_nobody_approves(moment_of):
    points = rows_of(moment_of({NOW: {"checkpoints": [THIRD | {"approver": None}]}}), "checkpoint_points")
    assert (points[0]["what"], points[0]["note"]) == ("Decision", "Approver: nobody is named")


def test_items_list_answers_and_evidence(moment):
    items = {row["item_id"]: row for row in rows_of(moment, "checkpoint_items_list", checkpoint="G2")}
    assert (items["Q1"]["answer"], items["Q1"]["answered_by"], items["Q1"]["state"]) == ("Yes", "Role D", "met")
    assert (items["T2"]["state"], items["C1"]["state"]) == ("met", "met")
    assert rows_of(moment, "checkpoint_items_list", checkpoint="G2", items="open") == []


def test_nothing_loaded_gives_no_rows(moment_of):
    moment = moment_of({NOW: {"tasks": [EARLY]}})
    assert rows_of(moment, "checkpoint_sheet") == rows_of(moment, "checkpoint_frozen") == []
    assert rows_of(moment, "checkpoint_points") == rows_of(moment, "checkpoint_changes") == []
