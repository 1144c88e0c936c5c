"""The server around the pages: readiness, errors, first start."""

import asyncio
import json
import time
from types import SimpleNamespace

import pytest
import streamlit as st
from conftest import add_load
from starlette.requests import Request

from cutover.errors import StoreError
from cutover.generate import write_programme
from cutover.ui import sample, server

ROWS = {"tasks": [{"task_id": "A", "task_name": "Alpha"}]}


def ready(monkeypatch, path) -> tuple[int, dict]:
    monkeypatch.setenv("CUTOVER_STORE", str(path))
    response = asyncio.run(server.readyz(SimpleNamespace()))
    return response.status_code, json.loads(response.body)


def test_empty_store_is_not_ready(store, monkeypatch):
    status, body = ready(monkeypatch, store.path)
    assert status == 503
    assert body["reason"].startswith("The store is empty")


def test_filled_store_is_ready(store, monkeypatch):
    add_load(store, "2026-03-02T14:00", ROWS, "ferry")
    assert ready(monkeypatch, store.path) == (
        200, {"status": "ready", "programme": "ferry", "as_of": "2026-03-02T14:00:00Z"},
    )  # fmt: skip


def test_damaged_store_gives_a_reason_without_details(store, monkeypatch):
    load = add_load(store, "2026-03-02T14:00", ROWS, "ferry")
    (store.snapshots / load.load_id / "tasks.parquet").write_bytes(b"broken")
    status, body = ready(monkeypatch, store.path)
    assert status == 503
    assert str(store.path) not in json.dumps(body)


def test_unexpected_error_shows_an_incident_only(monkeypatch, caplog):
    shown: list[str] = []
    monkeypatch.setattr(st, "error", shown.append)
    assert server.show_error(ValueError("secret of line 7")) is True
    assert "secret" not in shown[0]
    assert shown[0].split()[-1].rstrip(".") in caplog.text


def test_our_own_error_is_shown_as_it_is(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(st, "error", shown.append)
    server.show_error(StoreError("Load L1: *damaged*"))
    assert shown == ["Load L1\\: \\*damaged\\*"]


@pytest.fixture
def shipped(tmp_path):
    """A small sample as it ships."""
    write_programme(tmp_path / "sample", tasks=30, incidents=5, snapshots=7, seed=1)
    return tmp_path / "sample"


def test_sample_is_wanted_by_the_empty_own_store_only(store, shipped, monkeypatch):
    monkeypatch.delenv("CUTOVER_STORE", raising=False)
    assert sample.is_wanted(store, shipped)
    monkeypatch.setenv("CUTOVER_STORE", "elsewhere")
    assert not sample.is_wanted(store, shipped)


def test_sample_stays_away_from_own_data(store, shipped, monkeypatch):
    monkeypatch.delenv("CUTOVER_STORE", raising=False)
    add_load(store, "2026-03-02T14:00", ROWS, "ferry")
    assert not sample.is_wanted(store, shipped)


def test_sample_loads_every_snapshot_once(store, shipped, monkeypatch):
    monkeypatch.delenv("CUTOVER_STORE", raising=False)
    progress, started = sample.Progress(), time.monotonic()
    for _ in range(2):
        sample.load_sample(store, shipped, progress, then=lambda: None)
    assert (progress.done, progress.is_running, progress.reason) == (7, False, "")
    assert [load.loaded_by for load in store.loads()] == ["sample"] * 7
    assert time.monotonic() - started < 30


def test_sample_that_fails_says_why(store, shipped):
    progress = sample.Progress()
    (sorted(shipped.iterdir())[0] / "tasks.csv").write_text("task_id,task_name\n", encoding="utf-8")
    store.path.write_text("a file where the folder should be", encoding="utf-8")
    sample.load_sample(store, shipped, progress, then=lambda: None)
    assert not progress.is_running
    assert progress.reason


@pytest.mark.parametrize(
    ("query", "target"),
    [(b"", "/"), (b"as_of=2026-03-02T09:00&side=Customer", "/?as_of=2026-03-02T09:00&side=Customer")],
)
def test_overview_answers_under_its_name(query, target):
    scope = {"type": "http", "path": "/overview", "query_string": query, "headers": [], "server": ("localhost", 80)}
    response = asyncio.run(server.to_root(Request(scope)))
    assert (response.status_code, response.headers["location"]) == (307, target)
