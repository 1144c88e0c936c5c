"""Tasks at a status time, their counts, their list, and requirement coverage."""

from datetime import datetime

import pytest

DAY = "2026-03-06"


def task(task_id: str, **cells) -> dict:
    return {"task_id": task_id, "task_name": f"Task {task_id}", **cells}


def tasks_of(moment) -> dict[str, dict]:
    return {row["task_id"]: row for row in moment.table("tasks").to_pylist()}


@pytest.fixture
def tasks_at(moment_of):
    """Return a function: tasks and a status time give the rows of the mart by task."""
    return lambda rows, as_of=None, loaded=DAY: tasks_of(moment_of({loaded: {"tasks": rows}}, as_of))


def test_open_task_past_its_plan_is_late(tasks_at):
    found = tasks_at([task("A", status="in_progress", planned_finish_at="2026-03-05T22:30")])["A"]
    assert (found["is_late"], found["late_minutes"]) == (True, 90)


def test_task_due_at_status_time_is_not_late(tasks_at):
    assert tasks_at([task("A", planned_finish_at=DAY)])["A"]["is_late"] is False


def test_baseline_stands_in_for_missing_plan(tasks_at):
    found = tasks_at([task("A", baseline_finish_at="2026-03-05", baseline_hours=8.0)])["A"]
    assert (found["is_late"], found["planned_hours"]) == (True, 8.0)


@pytest.mark.parametrize("status", ["complete", "skipped"])
def test_settled_task_is_neither_open_nor_late(tasks_at, status):
    found = tasks_at([task("A", status=status, planned_finish_at="2026-03-01", planned_hours=4.0)])["A"]
    assert (found["is_open"], found["is_late"], found["remaining_hours"]) == (False, False, 0.0)


def test_failed_task_stays_open_and_late(tasks_at):
    found = tasks_at([task("A", status="failed", planned_finish_at="2026-03-01", actual_finish_at="2026-03-02")])["A"]
    assert (found["is_open"], found["is_late"], found["expected_finish_at"]) == (True, True, None)


def test_contingency_task_not_started_is_not_late(tasks_at):
    rows = [
        task("A", phase="contingency", planned_finish_at="2026-03-01"),
        task("B", phase="contingency", planned_finish_at="2026-03-01", actual_start_at="2026-03-02"),
    ]
    found = tasks_at(rows)
    assert (found["A"]["is_late"], found["B"]["is_late"]) == (False, True)


def test_finish_after_status_time_has_not_happened(tasks_at):
    found = tasks_at([task("A", status="complete", actual_start_at="2026-03-04", actual_finish_at="2026-03-07")])["A"]
    assert (found["status"], found["actual_finish_at"]) == ("in_progress", None)


def test_status_not_finished_beats_finish_date(tasks_at):
    found = tasks_at([task("A", status="in_progress", actual_finish_at="2026-03-02")])["A"]
    assert (found["is_complete"], found["actual_finish_at"]) == (False, None)


def test_finish_date_without_status_means_complete(tasks_at):
    assert tasks_at([task("A", actual_finish_at="2026-03-02")])["A"]["status"] == "complete"


@pytest.mark.parametrize(
    ("percent", "status"), [(100.0, "complete"), (30.0, "in_progress"), (0.0, "not_started"), (None, "not_started")]
)
def test_percent_stands_in_for_missing_status(tasks_at, percent, status):
    assert tasks_at([task("A", percent_complete=percent)])["A"]["status"] == status


def test_complete_without_date_completed_at_first_snapshot_that_says_so(moment_of):
    done, open_task = task("A", status="complete"), task("A", status="in_progress")
    moment = moment_of({"2026-03-01": {"tasks": [open_task]}, "2026-03-03": {"tasks": [done]}, DAY: {"tasks": [done]}})
    assert tasks_of(moment)["A"]["completed_at"] == datetime(2026, 3, 3)


def test_before_first_snapshot_actual_dates_tell(tasks_at):
    rows = [
        task("A", status="complete", actual_start_at="2026-03-01", actual_finish_at="2026-03-02"),
        task("B", status="complete", actual_start_at="2026-03-03", actual_finish_at="2026-03-05"),
        task("C", status="skipped"),
    ]
    found = tasks_at(rows, as_of="2026-03-04")
    assert [found[name]["status"] for name in "ABC"] == ["complete", "in_progress", "not_started"]


def test_added_and_removed_tasks_count_by_date(tasks_at):
    rows = [task("A", added_at="2026-03-07"), task("B", removed_at="2026-03-05"), task("C", removed_at="2026-03-08")]
    assert set(tasks_at(rows)) == {"C"}


def test_remaining_hours_are_entered_else_planned_less_elapsed(tasks_at):
    rows = [
        task("A", status="in_progress", planned_hours=40.0, remaining_hours=7.0),
        task("B", status="in_progress", planned_hours=40.0, actual_start_at="2026-03-05T14:00"),
        task("C", status="in_progress", planned_hours=4.0, actual_start_at="2026-03-01"),
    ]
    found = tasks_at(rows)
    assert [found[name]["remaining_hours"] for name in "ABC"] == [7.0, 30.0, 0.0]


def test_hours_nobody_gave_stay_null(tasks_at):
    found = tasks_at([task("A"), task("B", duration_minutes=90.0)])
    assert (found["A"]["planned_hours"], found["B"]["planned_hours"]) == (None, 1.5)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"forecast_finish_at": "2026-03-09"}, datetime(2026, 3, 9)),
        ({"forecast_finish_at": "2026-03-01"}, datetime(2026, 3, 6)),
        ({"planned_finish_at": "2026-03-08"}, datetime(2026, 3, 8)),
        ({"planned_finish_at": "2026-03-06T02:00", "planned_hours": 5.0}, datetime(2026, 3, 6, 5)),
        ({"status": "blocked", "planned_finish_at": "2026-03-08"}, None),
        ({"status": "blocked", "unblock_at": "2026-03-07", "planned_hours": 2.0}, datetime(2026, 3, 7, 2)),
        ({}, None),
    ],
)
def test_expected_finish_follows_forecast_plan_and_work(tasks_at, cells, expected):
    assert tasks_at([task("A", **cells)])["A"]["expected_finish_at"] == expected


def test_complete_without_evidence_is_told(tasks_at):
    rows = [
        task("A", status="complete", is_evidence_required=True),
        task("B", status="complete", is_evidence_required=True, evidence_link="report.pdf"),
    ]
    found = tasks_at(rows)
    assert (found["A"]["is_evidence_missing"], found["B"]["is_evidence_missing"]) == (True, False)


PLAN = [
    task("A", workstream="Data", status="complete", planned_hours=10.0),
    task("B", workstream="Data", status="in_progress", planned_hours=20.0, remaining_hours=5.0,
         planned_finish_at="2026-03-05"),
    task("C", workstream="Apps", status="blocked", planned_hours=10.0, planned_finish_at="2026-03-04"),
    task("D", workstream="Apps", status="skipped", planned_finish_at="2026-03-04"),
    task("E", status="not_started", side="customer"),
]  # fmt: skip


def test_task_counts_count_every_status(moment_of):
    row = moment_of({DAY: {"tasks": PLAN}}).query("task_counts").to_pylist()[0]
    counts = ("task", "complete", "in_progress", "not_started", "blocked", "failed", "skipped", "late")
    assert [row[f"{name}_count"] for name in counts] == [5, 1, 1, 1, 1, 0, 1, 2]


def test_progress_is_told_by_count_and_by_hours(moment_of):
    row = moment_of({DAY: {"tasks": PLAN}}).query("task_counts").to_pylist()[0]
    assert (row["complete_percent"], row["done_percent"]) == (25.0, 62.5)


def test_task_counts_group_largest_first(moment_of):
    rows = moment_of({DAY: {"tasks": PLAN}}).query("task_counts", by="workstream").to_pylist()
    assert [(row["group_value"], row["task_count"]) for row in rows] == [("Apps", 2), ("Data", 2), ("not given", 1)]


def test_task_counts_keep_chosen_workstreams(moment_of):
    moment = moment_of({DAY: {"tasks": PLAN}})
    assert moment.query("task_counts", workstreams=["Data"]).to_pylist()[0]["task_count"] == 2
    assert moment.query("task_counts", sides=["provider"]).num_rows == 0


def test_task_list_shows_longest_late_first(moment_of):
    moment = moment_of({DAY: {"tasks": PLAN}})
    assert moment.query("task_list", show="late").column("task_id").to_pylist() == ["C", "B"]
    assert moment.query("task_list").column("task_id").to_pylist() == ["C", "B", "E"]


def test_stated_coverage_wins_over_tests(moment_of):
    requirements = [
        {"requirement_id": "R1", "requirement_set": "Core", "coverage": "gap", "test_ids": ["X1"]},
        {"requirement_id": "R2", "requirement_set": "Core", "test_ids": ["X1"]},
        {"requirement_id": "R3", "requirement_set": "Core"},
        {"requirement_id": "R4", "requirement_set": "Core", "is_mandatory": True},
        {"requirement_id": "R5", "requirement_set": "More", "coverage": "not_applicable"},
    ]
    tests = [{"test_id": "X2", "cycle": "1", "requirement_ids": ["R3"]}]
    rows = moment_of({DAY: {"requirements": requirements, "tests": tests}}).query("requirement_coverage", by="set")
    names = ("group_value", "tested_count", "not_applicable_count", "gap_count", "mandatory_gap_count")
    assert [tuple(row[name] for name in names) for row in rows.to_pylist()] == [
        ("Core", 2, 0, 2, 1),
        ("More", 0, 1, 0, 0),
    ]
