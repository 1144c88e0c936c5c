"""What-if: changes in the raw tables of a plan, what is refused, and scenarios kept by name."""

import json
import os
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from conftest import typed
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover.errors import ScenarioError, ScheduleError
from cutover.scenario import Follows, Lasts, Starts, apply, refuse_settled
from cutover.scenario_store import MOST, Scenario, delete_scenario, read_scenarios, save_scenario
from cutover.schedule import Links, compile_network
from cutover.tables import TABLES

OLD, NEW = datetime(2026, 3, 1), datetime(2026, 3, 8)
NOON, EVENING = datetime(2026, 3, 9, 12), datetime(2026, 3, 9, 18)
TASK = {
    "task_id": "A", "task_name": "Convert", "duration_minutes": 60.0, "optimistic_minutes": 40.0,
    "pessimistic_minutes": 120.0, "baseline_start_at": "2026-03-09T12:00", "baseline_finish_at": "2026-03-09T13:00",
    "forecast_finish_at": "2026-03-09T15:00", "constraint_type": "MSO", "constraint_at": "2026-03-09T12:00",
}  # fmt: skip


def stamped(name: str, rows: list[dict], load: str, *, at: datetime, is_current: bool) -> pa.Table:
    """Return literal rows of one snapshot as a raw table."""
    found = typed(TABLES[name], rows)
    for column, value in (("load_id", load), ("load_as_of", at), ("is_current", is_current)):
        kind = {"load_as_of": pa.timestamp("us"), "is_current": pa.bool_()}.get(column, pa.string())
        found = found.append_column(column, pa.repeat(pa.scalar(value, kind), len(found)))
    return found


def raw(links: list[tuple] = (), *, linked_at: datetime = NEW) -> dict[str, pa.Table]:
    """Return a plan of four tasks in two snapshots, and links that were loaded once."""
    tasks = [TASK, *({"task_id": name} for name in "BCD")]
    rows = [{"predecessor_id": a, "successor_id": b, "dependency_type": kind} for a, b, kind in links]
    before, now = ((load, {"at": at, "is_current": at == NEW}) for load, at in (("L1", OLD), ("L2", NEW)))
    load = "L1" if linked_at == OLD else "L2"
    return {
        "tasks": pa.concat_tables([stamped("tasks", tasks, name, **stamp) for name, stamp in (before, now)]),
        "dependencies": stamped("dependencies", rows, load, at=linked_at, is_current=True),
    }


def rows_of(table: pa.Table, load: str, **known: object) -> list[dict]:
    """Return the rows of a load that hold these values."""
    rows = table.to_pylist()
    return [row for row in rows if row["load_id"] == load and all(row[name] == value for name, value in known.items())]


def links_of(table: pa.Table, load: str) -> list[tuple]:
    """Return the links of a load as tuples."""
    return [
        (r["predecessor_id"], r["successor_id"], r["dependency_type"], r["lag_minutes"]) for r in rows_of(table, load)
    ]


def test_duration_changes_with_its_estimates():
    row = rows_of(apply(raw(), [Lasts("A", 90)])["tasks"], "L2", task_id="A")[0]
    assert (row["duration_minutes"], row["optimistic_minutes"], row["pessimistic_minutes"]) == (90, 60, 180)
    assert row["most_likely_minutes"] is None
    assert row["forecast_finish_at"] is None


def test_estimates_without_a_duration_are_dropped():
    given = raw()
    row = rows_of(apply(given, [Lasts("B", 90)])["tasks"], "L2", task_id="B")[0]
    assert (row["duration_minutes"], row["optimistic_minutes"]) == (90, None)


def test_start_takes_the_place_of_the_date_constraint():
    row = rows_of(apply(raw(), [Starts("A", EVENING)])["tasks"], "L2", task_id="A")[0]
    assert (row["constraint_type"], row["constraint_at"], row["planned_start_at"]) == ("SNET", EVENING, EVENING)
    assert row["planned_finish_at"] == datetime(2026, 3, 9, 19)
    assert row["baseline_finish_at"] == datetime(2026, 3, 9, 13)


def test_earlier_snapshots_stay_as_they_were():
    given = raw()
    found = apply(given, [Lasts("A", 90), Starts("B", NOON)])["tasks"]
    assert rows_of(found, "L1") == rows_of(given["tasks"], "L1")
    assert len(found) == len(given["tasks"])


def test_later_change_of_a_task_wins():
    found = apply(raw(), [Lasts("A", 90), Starts("A", NOON), Lasts("A", 30)])["tasks"]
    row = rows_of(found, "L2", task_id="A")[0]
    assert (row["duration_minutes"], row["constraint_at"]) == (30, NOON)


def test_link_is_added_to_those_in_force():
    found = apply(raw([("A", "B", None)]), [Follows("C", "B", "SS", 15)])["dependencies"]
    assert links_of(found, "L2") == [("A", "B", None, None), ("B", "C", "SS", 15)]


def test_link_that_is_there_gets_another_lag():
    found = apply(raw([("A", "B", None)]), [Follows("B", "A", "FS", 30)])["dependencies"]
    assert links_of(found, "L2") == [("A", "B", "FS", 30)]


def test_link_holds_for_the_plan_in_force_only():
    found = apply(raw([("A", "B", "FS")], linked_at=OLD), [Follows("C", "B")])["dependencies"]
    assert links_of(found, "L1") == [("A", "B", "FS", None)]
    assert links_of(found, "L2") == [("A", "B", "FS", None), ("B", "C", "FS", 0)]
    assert [row["is_current"] for row in found.to_pylist()] == [False, True, True]


def test_first_link_of_a_plan_is_told_with_it():
    assert links_of(apply(raw(), [Follows("B", "A")])["dependencies"], "L2") == [("A", "B", "FS", 0)]


def test_no_change_leaves_the_tables_alone():
    given = raw([("A", "B", "FS")])
    assert apply(given, []) == given


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([Follows("A", "C")], "This link closes a circle: C → A → B → C."),
        ([Follows("D", "C"), Follows("A", "D")], "This link closes a circle: D → A → B → C → D."),
        ([Follows("A", "A")], "This link closes a circle: A → A."),
        ([Lasts("X", 5)], "There is no task X in the plan in force."),
        ([Follows("A", "X")], "There is no task X in the plan in force."),
    ],
)
def test_change_that_cannot_be_made_is_told(changes, message):
    with pytest.raises(ScenarioError) as raised:
        apply(raw([("A", "B", "FS"), ("B", "C", None)]), changes)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lasts("A", -1), "A duration of -1 minutes is not allowed; from 0 to 5,270,400."),
        (lambda: Follows("A", "B", "FS", 10**9), "A lag of 1,000,000,000 minutes is not allowed"),
        (lambda: Follows("A", "B", "XX"), "one of the types FS, SS, FF, SF, not XX"),
    ],
)
def test_change_beyond_all_bounds_is_refused(make, message):
    with pytest.raises(ScenarioError, match=message.replace("(", r"\(")):
        make()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Lasts("done", 5), "done is complete: what is settled cannot be changed."),
        (Follows("skip", "open"), "skip is skipped: what is settled cannot be changed."),
        (Starts("run", NOON), "run has started: its start cannot be moved, only how long it takes."),
        (Lasts("gone", 5), "gone is not in the plan at this status time."),
    ],
)
def test_what_has_happened_cannot_be_changed(change, message):
    rows = [
        ("done", "complete", OLD),
        ("skip", "skipped", None),
        ("run", "in_progress", OLD),
        ("open", "not_started", None),
    ]
    tasks = pa.table(dict(zip(("task_id", "status", "actual_start_at"), zip(*rows, strict=True), strict=True)))
    refuse_settled([Lasts("open", 5), Lasts("run", 5), Follows("open", "done")], tasks)
    with pytest.raises(ScenarioError) as raised:
        refuse_settled([change], tasks)
    assert str(raised.value) == message


CHANGES = (Lasts("A", 90), Starts("B", NOON), Follows("C", "B", "SS", -15))


def kept(name: str = "Night shift", programme: str = "ferry", **other) -> Scenario:
    """Return a scenario."""
    return Scenario(programme, name, **({"changes": CHANGES, "made_as_of": NEW, "author": "Duty lead"} | other))


def test_scenario_is_read_as_it_was_kept(tmp_path):
    save_scenario(tmp_path, kept())
    assert read_scenarios(tmp_path, "ferry") == [kept()]
    assert read_scenarios(tmp_path, "bridge") == []


def test_scenario_of_the_same_name_is_replaced(tmp_path):
    save_scenario(tmp_path, kept())
    save_scenario(tmp_path, kept("  night   SHIFT ", changes=CHANGES[:1]))
    assert [(one.name, len(one.changes)) for one in read_scenarios(tmp_path, "ferry")] == [("night SHIFT", 1)]


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "CON", ".", "Überholung 夜", "a\x00b\u202e", "🙂"])
def test_name_of_a_scenario_is_no_path(tmp_path, name):
    save_scenario(tmp_path, kept(name, programme=name))
    inside = [path.relative_to(tmp_path).parts for path in tmp_path.rglob("*.json")]
    assert [(parts[0], len(parts)) for parts in inside] == [("scenarios", 3)]
    assert len(read_scenarios(tmp_path, name)) == 1


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61])
def test_name_must_have_letters_and_not_too_many(tmp_path, name):
    with pytest.raises(ScenarioError, match="1 to 60 letters"):
        save_scenario(tmp_path, kept(name))


def test_scenario_without_a_change_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="add a change first"):
        save_scenario(tmp_path, kept(changes=()))


def test_scenario_is_forgotten_once(tmp_path):
    save_scenario(tmp_path, kept())
    delete_scenario(tmp_path, "ferry", "night shift")
    assert read_scenarios(tmp_path, "ferry") == []
    with pytest.raises(ScenarioError, match="There is no scenario 'Night shift'"):
        delete_scenario(tmp_path, "ferry", "Night shift")


def test_damaged_file_is_left_out(tmp_path):
    save_scenario(tmp_path, kept())
    path = next(tmp_path.rglob("*.json"))
    for text in ("{", "[]", json.dumps({"name": "x"}), path.read_text().replace("lasts", "explodes")):
        (path.parent / "other.json").write_text(text)
        assert read_scenarios(tmp_path, "ferry") == [kept()]


def test_scenarios_are_not_kept_without_end(tmp_path):
    for number in range(MOST):
        save_scenario(tmp_path, kept(f"No. {number}"))
    with pytest.raises(ScenarioError, match="delete one first"):
        save_scenario(tmp_path, kept("One more"))
    save_scenario(tmp_path, kept("No. 3", changes=CHANGES[:1]))


def test_failed_write_leaves_the_scenario_before(tmp_path, monkeypatch):
    save_scenario(tmp_path, kept())

    def fail(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ScenarioError, match="no space left"):
        save_scenario(tmp_path, kept(changes=CHANGES[:1]))
    assert read_scenarios(tmp_path, "ferry") == [kept()]
    assert len(list(next(tmp_path.rglob("*.json")).parent.iterdir())) == 1


LINKS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCD")), max_size=6, unique=True)


@settings(deadline=None, max_examples=40)
@given(LINKS)
def test_circle_is_refused_exactly_where_the_engine_finds_one(pairs):
    made: list[Follows] = []
    for predecessor, successor in pairs:
        change = Follows(successor, predecessor)
        tried = [("ABCD".index(one.predecessor_id), "ABCD".index(one.task_id)) for one in [*made, change]]
        ends = np.array(tried, np.int32)
        links = Links(ends[:, 0], ends[:, 1], np.zeros(len(ends), np.int8), np.zeros(len(ends), np.int32))
        try:
            compile_network(np.array(list("ABCD"), object), links)
        except ScheduleError:
            with pytest.raises(ScenarioError, match="closes a circle"):
                apply(raw(), [*made, change])
        else:
            made.append(change)
            assert len(links_of(apply(raw(), made)["dependencies"], "L2")) == len(made)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80))
def test_any_name_is_kept_or_refused(tmp_path_factory, name):
    store = tmp_path_factory.mktemp("store")
    try:
        save_scenario(store, kept(name))
    except ScenarioError:
        assert read_scenarios(store, "ferry") == []
    else:
        assert len(read_scenarios(store, "ferry")) == 1
