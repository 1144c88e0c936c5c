"""Plans that no one should write: every report answers in words, through the command line."""

import json
import math

import pytest

from cutover import cli, pipeline
from cutover.queries import read_queries
from cutover.store import Store

NUMBERS = ("1e12", "-1", "1e308", "NaN", "0.5", "1.49")
DATES = ("0001-01-01", "9999-12-31", "1899-12-30", "1900-01-01", "2199-12-31", "2026-03-14")
NAMES = ("optimistic_minutes", "most_likely_minutes", "pessimistic_minutes", "duration_minutes", "backout_minutes",
         "planned_hours", "remaining_hours", "percent_complete")  # fmt: skip
CHAIN = [{"predecessor_id": f"T{n}", "successor_id": f"T{n + 1}"} for n in range(5)]
PROGRAMME = {
    "programme_id": "unity", "programme_name": "Unity", "zone": "America/New_York",
    "cutover_start_at": "2026-03-13T22:00Z", "cutover_finish_at": "2026-03-16T12:00Z",
}  # fmt: skip


def tasks(values, **columns) -> list[dict]:
    """Return six tasks of the cutover in which some columns hold the values in turn."""
    rows = [{"task_id": f"T{n}", "task_name": f"Task {n}", "phase": "cutover", "status": "not_started"}
            for n in range(6)]  # fmt: skip
    return [row | columns | cells for row, cells in zip(rows, values, strict=True)]


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command line on a store of its own and returns exit code and JSON."""
    monkeypatch.setenv("CUTOVER_STORE", str(tmp_path / "store"))

    def call(*words) -> tuple[int, object]:
        code = cli.main([*map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out or "[]")

    return call


@pytest.fixture
def load(run, tmp_path):
    """Return a function that loads tables given as rows, and returns the messages of the load."""

    def call(**tables) -> list[str]:
        for name, rows in tables.items():
            lines = [list(rows[0])] + [list(row.values()) for row in rows]
            text = "".join(",".join(line) + "\n" for line in lines)
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        files = [tmp_path / f"{name}.csv" for name in tables]
        assert run("load", *files, "--as-of", "2026-03-13T20:00Z")[0] in (0, 1)
        return [row["message"] for row in run("problems")[1]]

    return call


def odd_cells(rows: list[dict]) -> list[float]:
    """Return the numbers that no report may give: infinite ones, those that are none, and negative zero."""
    cells = [cell for row in rows for cell in row.values() if isinstance(cell, float)]
    return [cell for cell in cells if not math.isfinite(cell) or str(cell) == "-0.0"]


@pytest.fixture
def faults(tmp_path):
    """Return a function that asks every report of the store and returns what none may give."""

    def ask() -> list[tuple]:
        moment = pipeline.moment(Store(tmp_path / "store"))
        answers = {name: moment.query(name).to_pylist() for name in read_queries("reports")}
        return [(name, odd_cells(rows)) for name, rows in answers.items() if odd_cells(rows)]

    return ask


def test_hostile_cells_are_told_and_left_out(load, run):
    days = [dict.fromkeys(("planned_start_at", "planned_finish_at", "constraint_at"), f"{day}T08:00Z")
            for day in DATES]  # fmt: skip
    numbers = [dict.fromkeys(NAMES, value) for value in NUMBERS]
    messages = load(
        programme=[PROGRAMME | {"rollback_reserve_minutes": "1e12", "safety_floor_minutes": "1e308"}],
        tasks=tasks([day | number for day, number in zip(days, numbers, strict=True)], constraint_type="SNET"),
        dependencies=[link | {"lag_minutes": lag} for link, lag in zip(CHAIN, NUMBERS, strict=False)],
    )
    assert any("duration_minutes is 1e12; it must be a number of minutes from 0 to 50,000,000." in m for m in messages)
    assert sum("from 1900 to 2199" in message for message in messages) == 9
    answers = {name: run("report", name) for name in read_queries("reports")}
    assert {name: odd_cells(rows) for name, (code, rows) in answers.items() if code or odd_cells(rows)} == {}


def test_plan_of_centuries_is_no_crash(load, faults):
    load(
        programme=[PROGRAMME],
        tasks=tasks([{"duration_minutes": "50000000"}] * 6),
        dependencies=[link | {"lag_minutes": "50000000"} for link in CHAIN],
    )
    assert faults() == []


def test_plan_that_never_ends_says_so(load, run, faults):
    load(
        programme=[PROGRAMME | {"calendar_id": "C"}],
        tasks=tasks([{"duration_minutes": "50000000"}] * 6),
        dependencies=CHAIN,
        calendars=[{"calendar_id": "C", "weekday": "monday", "works_from": "09:00", "works_to": "09:01"}],
    )
    assert run("report", "schedule_headline")[1][0]["headline"] == "The schedule cannot be computed"
    assert faults() == []


def test_default_shares_out_of_order_are_rejected(load):
    messages = load(
        programme=[PROGRAMME],
        thresholds=[{"threshold_id": "default_optimistic_percent", "value": "120"},
                    {"threshold_id": "default_pessimistic_percent", "value": "90"}],
    )  # fmt: skip
    assert [message.partition("; ")[2] for message in messages if "thresholds" in message] == [
        "default_optimistic_percent must be a number from 1 to 100.",
        "default_pessimistic_percent must be a number from 100 to 1,000.",
    ]


def test_tasks_alone_answer_every_report(load, faults):
    load(tasks=tasks([{}] * 6, planned_finish_at="2026-03-14T08:00Z"))
    assert faults() == []
