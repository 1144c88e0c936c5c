"""What a visitor chooses and types on the schedule page reaches its chart."""

import json

import pytest
from conftest import add_load
from test_pages import NEWEST, rows_at, run


@pytest.fixture
def filled(store, monkeypatch):
    """Fill the store that the page reads with two linked tasks."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    rows = rows_at(NEWEST)
    rows["tasks"][1] |= {"task_name": "Verify balances", "duration_minutes": 60}
    rows["dependencies"] = [{"predecessor_id": "A", "successor_id": "B", "dependency_type": "FS", "lag_minutes": 0}]
    add_load(store, NEWEST, rows, "ferry")
    return store


def names_of(page) -> str:
    """Return the names of the rows of the Gantt chart."""
    gantt = json.loads(page.get("plotly_chart")[0].proto.spec)
    return " ".join(gantt["layout"]["yaxis"].get("ticktext", []))


def test_chosen_tasks_show_all_of_them(filled):
    names = names_of(run("schedule", show="Tasks"))
    assert "Convert data" in names
    assert "Verify balances" in names


def test_typed_search_keeps_what_it_finds(filled):
    names = names_of(run("schedule", show="Tasks", search="verify"))
    assert "Convert data" not in names
    assert "Verify balances" in names


def test_search_that_finds_nothing_says_so(filled):
    gantt = json.loads(run("schedule", search="zebra").get("plotly_chart")[0].proto.spec)
    assert "widen filters and search" in gantt["layout"]["meta"]["alt"]


def test_workstreams_fold_the_tasks(filled):
    assert "Data" in names_of(run("schedule", show="Workstreams"))
