"""Earned schedule by Lipke's formulas: the published cases as tasks with hours, and the edges of a plan."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from conftest import SHARED

START = datetime(2026, 3, 1)
PROGRAMME = [{"programme_id": "demo", "programme_name": "Demo", "baseline_at": "2026-03-01"}]
LINEAR = [float(value) for value in range(0, 100_001, 10_000)]


def on_day(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def task(task_id: str, due: float, hours: float | None = 1.0, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": task_id, "baseline_start_at": on_day(due - 1),
        "baseline_finish_at": on_day(due), "baseline_hours": hours,
    } | cells  # fmt: skip


def done(task_id: str, due: float, hours: float, at: float) -> dict:
    return task(task_id, due, hours, status="complete", actual_finish_at=on_day(at))


def series(planned: list[float], earned: float, at: float) -> list[dict]:
    """Tasks that fall due as the planned values rise, complete in that order up to the earned value."""
    rows, left = [], earned
    for day, (before, value) in enumerate(pairwise(planned), 1):
        part = min(left, value - before)
        left -= part
        rows += [done(f"D{day}", day, part, at)] * (part > 0) + [task(f"O{day}", day, value - before - part)]
    return rows


@pytest.fixture
def status(moment_of):
    """Return a function: tasks and a day give the row of the status time."""

    def ask(rows: list[dict], day: float, unit: str = "hours", **tables) -> dict:
        moment = moment_of({on_day(day): {"programme": PROGRAMME, "tasks": rows, **tables}})
        found = [row for row in moment.query("earned_schedule", unit=unit).to_pylist() if row["is_status"]]
        return found[0] if found else {}

    return ask


@pytest.fixture
def indices(moment_of):
    """Return a function: tasks and a day give the indices by name."""

    def ask(rows: list[dict], day: float, unit: str = "hours") -> dict[str, dict]:
        moment = moment_of({on_day(day): {"programme": PROGRAMME, "tasks": rows}})
        return {row["index_id"]: row for row in moment.query("plan_indices", unit=unit).to_pylist()}

    return ask


@pytest.mark.parametrize(
    ("planned", "earned", "at", "expected"),
    [
        (LINEAR, 34_000, 4, 3.4),
        (LINEAR, 30_000, 4, 3.0),
        ([0, 20, 50, 90, 140, 200], 70, 3, 2.5),
        ([0, 4, 10, 18, 26, 32, 36, 40], 22, 5, 3.5),
    ],
)
def test_published_series_give_their_earned_schedule(status, planned, earned, at, expected):
    row = status(series(planned, earned, at), at)
    assert row["earned_value"] == earned
    assert row["earned_schedule"] == pytest.approx(expected, abs=1e-9)
    assert row["schedule_variance"] == pytest.approx(expected - at, abs=1e-9)


def test_shared_cases_pass_to_the_digit(moment_of, tmp_path):
    path = SHARED / "oracles" / "earned_schedule.json"
    if not path.exists():
        pytest.skip("the shared oracles are not here")
    cases = [case for case in json.loads(path.read_text())["cases"] if "pv" in case]
    assert len(cases) == 3
    for days, case in enumerate(cases):
        at = case.get("at", 4) + days / 1440
        moment = moment_of({on_day(at): {"programme": PROGRAMME, "tasks": series(case["pv"], case["ev"], 1)}})
        row = next(row for row in moment.query("earned_schedule").to_pylist() if row["is_status"])
        assert row["earned_schedule"] == pytest.approx(case["es"], abs=1e-9)


def test_linear_case_gives_all_its_indices(indices):
    row = indices(series(LINEAR, 30_000, 4), 4)
    found = [row[name]["value"] for name in ("earned_schedule", "sv_t", "spi_t", "ieac_t", "spi")]
    assert found == pytest.approx([3.0, -1.0, 0.75, 13.3333333, 0.75], abs=1e-7)
    assert row["tspi"]["value"] == pytest.approx(7 / 6)
    assert (row["ieac_t"]["numerator"], row["ieac_t"]["denominator"]) == (10.0, 0.75)


def test_worked_example_forecasts_ten_days(indices):
    row = indices(series([0, 4, 10, 18, 26, 32, 36, 40], 22, 5), 5)
    assert row["spi_t"]["value"] == pytest.approx(0.7)
    assert row["ieac_t"]["value"] == pytest.approx(10.0)


def test_plan_finished_late_stays_below_one(indices):
    rows = [done(f"T{day}", day, 5.0, min(day + 3, 13)) for day in range(1, 11)]
    row = indices(rows, 13)
    assert (row["spi_t"]["value"], row["sv_t"]["value"]) == (pytest.approx(0.769231, abs=5e-7), -3.0)
    assert row["spi"]["value"] == 1.0


def test_finished_plan_keeps_its_indices(indices):
    rows = [done(f"T{day}", day, 5.0, min(day + 3, 13)) for day in range(1, 11)]
    row = indices(rows, 40)
    assert row["spi_t"]["value"] == pytest.approx(10 / 13)
    assert row["tspi"]["value"] is None
    assert row["tspi"]["reason"] == "All of it is earned."


def test_course_tells_every_interval(moment_of):
    rows = [done("A", 1, 2.0, 1), done("B", 2, 2.0, 3), task("C", 4, 4.0)]
    moment = moment_of({on_day(3): {"programme": PROGRAMME, "tasks": rows}})
    course = moment.query("earned_schedule").to_pylist()
    assert [row["planned_value"] for row in course[:5]] == [0.0, 2.0, 4.0, 4.0, 8.0]
    assert [row["earned_value"] for row in course[:5]] == [0.0, 2.0, 2.0, 4.0, None]
    assert [row["earned_schedule"] for row in course[:5]] == [0.0, 1.0, 1.0, 3.0, None]


def test_status_between_intervals_is_told(status):
    row = status([done("A", 1, 1.0, 1), task("B", 2), task("C", 6)], 2.5)
    assert (row["period"], row["earned_schedule"]) == (2.5, 1.0)
    assert row["spi_t_ratio"] == pytest.approx(0.4)


def test_plan_may_end_between_intervals(indices):
    row = indices([done("A", 1, 1.0, 1), done("B", 2.5, 1.0, 2), task("C", 9.5, 2.0)], 3)
    assert row["ieac_t"]["numerator"] == 9.5
    assert row["earned_schedule"]["value"] == 3.0


def test_work_without_hours_counts_by_tasks(moment_of):
    rows = [done("A", 1, None, 1), task("B", 2, None), task("C", 3, None), task("D", 4, None)]
    moment = moment_of({on_day(2): {"programme": PROGRAMME, "tasks": rows}})
    by_hours, by_count = (moment.query("plan_indices", unit=unit).to_pylist()[7] for unit in ("hours", "count"))
    assert (by_hours["value"], by_hours["reason"]) == (None, "No task with a baseline finish has hours.")
    assert (by_count["index_id"], by_count["value"], by_count["n"]) == ("spi_t", 0.5, 4)


def test_milestones_and_standing_work_earn_nothing(status):
    rows = [
        done("A", 1, 1.0, 1), task("B", 2, 1.0), done("M", 1, 50.0, 1) | {"is_milestone": True},
        done("L", 1, 50.0, 1) | {"is_level_of_effort": True}, done("S", 1, 51.0, 1) | {"is_summary": True},
        done("K", 1, 50.0, 1) | {"status": "skipped"}, done("X", 1, 50.0, 1) | {"phase": "contingency"},
    ]  # fmt: skip
    row = status(rows, 2)
    assert (row["planned_value"], row["earned_value"]) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("rows", "day", "reason"),
    [
        ([], 2, "No work is in the plan."),
        ([task("A", 5, baseline_start_at=None, baseline_finish_at=None)], 2, "No task has a baseline finish."),
        ([task("A", 5)], -3, "The plan has not started."),
        ([task("A", 5)], 0, "The plan has not started."),
        ([task("A", 5)], 2, "No task was due yet."),
        ([task("A", 1), task("B", 5)], 2, "Nothing is earned yet."),
        ([task("A", 0), done("B", 0, 1.0, 1)], 2, "The baseline has no length."),
    ],
)
def test_what_cannot_be_told_says_why(indices, rows, day, reason):
    row = indices(rows, day)["ieac_t"]
    assert (row["value"], row["reason"]) == (None, reason)


def test_idle_stretch_of_the_plan_is_on_plan(status):
    rows = [done("A", 1, 1.0, 1), task("B", 5, 1.0)]
    assert status(rows, 3)["spi_t_ratio"] == 1.0


def test_work_before_its_stretch_earns_its_begin(status):
    rows = [done("A", 2, 1.0, 1), task("B", 5, 1.0)]
    assert status(rows, 1)["earned_schedule"] == 2.0


def test_short_plan_counts_in_hours(moment_of):
    rows = [done("A", 0.25, 3.0, 0.5), task("B", 1.0, 3.0)]
    moment = moment_of({on_day(0.5): {"programme": PROGRAMME, "tasks": rows}})
    course = moment.query("earned_schedule").to_pylist()
    row = next(row for row in course if row["is_status"])
    assert (row["interval_unit"], row["period"], row["earned_schedule"]) == ("hour", 12.0, 12.0)
    assert len(course) == 25
