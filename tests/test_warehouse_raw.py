"""Rows of the store as a moment sees them, also of snapshots stored before a column was added."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
from conftest import add_load

from cutover.tables import TABLES
from cutover.warehouse import Warehouse

AT = "2026-03-01T12:00"
TASK = {"task_id": "A", "task_name": "Load", "calendar_id": "office"}
LINK = {"predecessor_id": "A", "successor_id": "B"}


def stored_without(store, load, table: str, *columns: str) -> None:
    """Take columns out of a stored table, as if it had been written by an earlier version."""
    path = store.snapshots / load.load_id / f"{table}.parquet"
    path.chmod(0o600)
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns(list(columns)), path)


def test_column_of_a_later_version_is_null(store):
    load = add_load(store, AT, {"tasks": [TASK]})
    stored_without(store, load, "tasks", "calendar_id", "optimistic_minutes")
    rows = Warehouse(store).moment(as_of=datetime.fromisoformat(AT)).table("stg_tasks").to_pylist()
    assert [(row["task_name"], row["calendar_id"], row["optimistic_minutes"]) for row in rows] == [("Load", None, None)]


def test_snapshots_of_two_versions_stand_together(moment_of, store):
    earlier = add_load(store, "2026-02-01T12:00", {"tasks": [TASK]})
    stored_without(store, earlier, "tasks", "calendar_id")
    add_load(store, AT, {"tasks": [TASK]})
    rows = Warehouse(store).moment(as_of=datetime.fromisoformat(AT)).table("stg_tasks").to_pylist()
    assert {row["is_current"]: row["calendar_id"] for row in rows} == {False: None, True: "office"}


def test_links_of_every_snapshot_stay_in_view(moment_of):
    moment = moment_of(
        {"2026-02-01T12:00": {"dependencies": [LINK]}, AT: {"dependencies": [LINK, LINK | {"predecessor_id": "C"}]}}
    )
    found = moment.table("stg_dependencies").to_pylist()
    assert sorted(row["is_current"] for row in found) == [False, True, True]


def test_clock_is_stored_as_minutes(moment_of):
    span = {"calendar_id": "office", "weekday": "monday", "works_from": 540, "works_to": 1020}
    rows = moment_of({AT: {"calendars": [span]}}).table("stg_calendars")
    assert rows.schema.field("works_from").type == pa.int32()
    assert rows["works_to"].to_pylist() == [1020]
    assert TABLES["calendars"].schema.field("works_to").type == pa.int32()


def test_programme_without_rules_has_defaults(moment_of):
    programme = moment_of({AT: {"tasks": [TASK]}}).table("programme").to_pylist()[0]
    assert (programme["calendar_id"], programme["lag_calendar"], programme["progress_rule"]) == (
        None, "elapsed", "retained_logic",
    )  # fmt: skip


def test_programme_keeps_its_rules(moment_of):
    rules = {"calendar_id": "office", "lag_calendar": "successor", "progress_rule": "progress_override"}
    given = {"programme_id": "demo", "programme_name": "Demo"} | rules
    programme = moment_of({AT: {"programme": [given]}}).table("programme").to_pylist()[0]
    assert {name: programme[name] for name in rules} == rules


def test_threshold_of_the_engine_can_be_set(moment_of):
    moment = moment_of({AT: {"thresholds": [{"threshold_id": "risk_trials", "value": 500.0}]}})
    values = {row["threshold_id"]: (row["value"], row["is_default"]) for row in moment.table("thresholds").to_pylist()}
    assert (values["risk_trials"], values["near_critical_minutes"]) == ((500.0, False), (240.0, True))
