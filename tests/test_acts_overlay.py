"""Acts over the rows of files: which of the two stands, cell by cell, and what became of every act."""

import time
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from acting import an_event, task_event, withdrawn
from conftest import typed

from cutover.acts import Snapshot, overlay
from cutover.tables import TABLES

TASKS, VOTES, CRITERIA = TABLES["tasks"], TABLES["votes"], TABLES["criteria"]
TASK = {"task_id": "A", "task_name": "Load", "status": "not_started"}
VOTE = {"checkpoint_id": "G", "side": "customer", "role": "pmo_lead"}


def laid(table, files: dict[str, list[dict]], *events, as_of: str = "2026-03-09"):
    """Lay acts over files: status time to rows."""
    snapshots = [
        Snapshot(f"L{number:06d}", datetime.fromisoformat(at), lambda rows=rows: typed(table, rows))
        for number, (at, rows) in enumerate(files.items(), 1)
    ]
    return overlay(table, snapshots, events, datetime.fromisoformat(as_of))


def statuses(files: dict[str, list[dict]], *events, **further) -> list[str | None]:
    """Return the status of the first task in each snapshot."""
    return [rows["status"][0].as_py() for rows in laid(TASKS, files, *events, **further).versions]


def plans(*told: str | None) -> dict[str, list[dict]]:
    """Return a plan a day from 1 March at noon, in which task A has these statuses."""
    return {f"2026-03-{day:02}T12:00": [TASK | {"status": status}] for day, status in enumerate(told, 1)}


STARTED = task_event(1, "2026-03-01T15:00", status="in_progress")


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        (["not_started"], ["in_progress"]),
        (["not_started", "not_started"], ["not_started", "in_progress"]),
        (["not_started", "complete"], ["not_started", "complete"]),
        (["not_started", "complete", "complete"], ["not_started", "complete", "complete"]),
        (["not_started", "complete", "not_started"], ["not_started", "complete", "not_started"]),
        (["not_started", "in_progress", "not_started"], ["not_started", "in_progress", "not_started"]),
        (["not_started", None], ["not_started", None]),
        ([None, None], [None, "in_progress"]),
    ],
)
def test_file_takes_an_act_back_only_by_something_new(told, seen):
    assert statuses(plans(*told), STARTED) == seen


def test_act_on_the_newest_plan_changes_only_what_it_sets():
    files = {"2026-03-01T12:00": [TASK, TASK | {"task_id": "B"}]}
    rows = laid(TASKS, files, STARTED).versions[0]
    assert rows["status"].to_pylist() == ["in_progress", "not_started"]
    assert rows["task_name"].to_pylist() == ["Load", "Load"]
    assert rows.schema == TASKS.schema


def test_each_column_stands_or_falls_alone():
    files = plans("not_started", "blocked")
    event = task_event(1, "2026-03-01T15:00", status="in_progress", note="begun", percent_complete=10)
    row = laid(TASKS, files, event).versions[-1].to_pylist()[0]
    assert (row["status"], row["note"], row["percent_complete"]) == ("blocked", "begun", 10.0)


def test_act_is_made_on_the_snapshot_of_its_status_time():
    late = task_event(1, "2026-03-02T15:00", status="in_progress")
    assert statuses(plans("not_started", "blocked", "blocked"), late) == ["not_started", "blocked", "in_progress"]


def test_act_before_the_first_file_stands_over_it():
    early = task_event(1, "2026-02-20", status="in_progress")
    assert statuses(plans("not_started", "not_started"), early) == ["in_progress", "in_progress"]
    assert statuses(plans("not_started"), early, as_of="2026-02-21") == ["in_progress"]


def test_act_of_a_later_status_time_is_unknown():
    assert statuses(plans("not_started"), STARTED, as_of="2026-03-01T14:00") == ["not_started"]


def test_later_act_stands_over_an_earlier_one():
    finished = task_event(2, "2026-03-01T16:00", status="complete")
    found = laid(TASKS, plans("not_started"), finished, STARTED)
    assert found.versions[0]["status"].to_pylist() == ["complete"]
    assert found.overruled == {1: {"status": "J000002"}, 2: {}}


def test_later_status_time_counts_before_later_recording():
    older = task_event(2, "2026-03-01T14:00", status="blocked")
    assert statuses(plans("not_started"), STARTED, older) == ["in_progress"]


def test_overruled_act_names_the_load_that_overruled_it():
    found = laid(TASKS, plans("not_started", "complete", "failed"), STARTED)
    assert found.overruled == {1: {"status": "L000002"}}


def test_file_that_says_the_same_overrules_nothing():
    assert laid(TASKS, plans("not_started", "in_progress"), STARTED).overruled == {1: {}}


def test_withdrawn_act_leaves_the_file():
    gone = withdrawn(2, "J000001", "2026-03-01T16:00")
    found = laid(TASKS, plans("not_started"), STARTED, gone)
    assert found.versions[0]["status"].to_pylist() == ["not_started"]
    assert found.overruled == {}


def test_withdrawal_counts_from_its_own_status_time():
    gone = withdrawn(2, "J000001", "2026-03-03")
    assert statuses(plans("not_started", "not_started", "not_started"), STARTED, gone) == [
        "not_started", "in_progress", "not_started",
    ]  # fmt: skip


def test_withdrawn_withdrawal_brings_the_act_back():
    events = [STARTED, withdrawn(2, "J000001", "2026-03-02"), withdrawn(3, "J000002", "2026-03-02")]
    assert statuses(plans("not_started"), *events) == ["in_progress"]


def test_correction_stands_in_the_place_of_an_act():
    right = task_event(2, "2026-03-01T16:00", status="failed", corrects="J000001")
    found = laid(TASKS, plans("not_started"), task_event(1, "2026-03-01T15:00", status="complete", note="x"), right)
    row = found.versions[0].to_pylist()[0]
    assert (row["status"], row["note"]) == ("failed", None)


def test_correction_of_a_later_act_is_no_correction():
    odd = task_event(1, "2026-03-01T16:00", status="failed", corrects="J000002")
    assert statuses(plans("not_started"), odd, task_event(2, "2026-03-01T17:00", status="blocked")) == ["blocked"]


def test_row_that_no_file_holds_is_made():
    event = an_event(7, "vote", VOTE, {"vote": "go", "voted_at": "2026-03-01T15:00"}, "2026-03-01T15:00")
    found = laid(VOTES, {}, event)
    assert found.versions == []
    assert found.made.to_pylist() == [
        VOTE | {"vote": "go", "comment": None, "voter": None, "voted_at": datetime(2026, 3, 1, 15),
                "source_file": "journal", "source_line": 7}
    ]  # fmt: skip


def test_made_row_gives_way_to_a_file_that_says_otherwise():
    event = an_event(1, "vote", VOTE, {"vote": "go", "comment": "fine"}, "2026-03-01T15:00")
    found = laid(VOTES, {"2026-03-01T12:00": [], "2026-03-02T12:00": [VOTE | {"vote": "no_go"}]}, event)
    assert found.made.num_rows == 0
    assert (found.versions[0]["vote"].to_pylist(), found.versions[0]["comment"].to_pylist()) == (["no_go"], ["fine"])


def test_row_that_a_newer_file_drops_is_not_made_again():
    event = an_event(1, "vote", VOTE, {"vote": "go"}, "2026-03-01T15:00")
    found = laid(VOTES, {"2026-03-01T12:00": [VOTE | {"vote": "no_go"}], "2026-03-02T12:00": []}, event)
    assert (found.made.num_rows, found.versions[0].num_rows) == (0, 0)
    assert found.overruled == {1: {"vote": "L000002"}}


def test_row_without_what_its_table_requires_is_not_made():
    event = an_event(1, "reading", {"criterion_id": "GC-1"}, {"actual": 3}, "2026-03-01T15:00")
    assert laid(CRITERIA, {"2026-03-01T12:00": []}, event).made.num_rows == 0


def test_decision_brings_its_conditions_with_it():
    rows = [{"condition_id": f"G-C{n}", "checkpoint_id": "G", "condition": "Fix", "side": "provider"} for n in (2, 1)]
    after = {"decision": "conditional", "conditions": rows}
    events = [
        an_event(1, "decision", {"checkpoint_id": "G"}, after, "2026-03-01", reason="r"),
        an_event(2, "condition", {"condition_id": "G-C2"}, {"status": "met"}, "2026-03-02"),
    ]
    made = laid(TABLES["conditions"], {}, *events).made.to_pylist()
    assert [(row["condition_id"], row["side"], row["status"]) for row in made] == [
        ("G-C1", "provider", None), ("G-C2", "provider", "met"),
    ]  # fmt: skip


def test_list_cells_are_laid_too():
    checkpoints = TABLES["checkpoints"]
    event = an_event(1, "decision", {"checkpoint_id": "G"}, {"decided_by": ["Ann", "Pat"]}, "2026-03-01", reason="r")
    files = {"2026-02-01": [{"checkpoint_id": x, "checkpoint_name": x, "decided_by": ["Lee"]} for x in "FG"]}
    assert laid(checkpoints, files, event).versions[0]["decided_by"].to_pylist() == [["Lee"], ["Ann", "Pat"]]


def test_thousand_acts_on_a_large_plan_are_quick():
    rows = pa.Table.from_pylist([TASK], TASKS.schema).take(pa.array([0] * 100_000))
    rows = rows.set_column(0, TASKS.schema.field(0), pa.array([f"T{n}" for n in range(100_000)]))
    days = [datetime(2026, 3, 1) + timedelta(days=day) for day in range(5)]
    snapshots = [Snapshot(f"L{day}", at, lambda: rows) for day, at in enumerate(days)]
    events = [task_event(n, f"2026-03-0{n % 5 + 1}T15:00", f"T{n * 90}", status="complete") for n in range(1, 1001)]
    begun = time.process_time()
    found = overlay(TASKS, snapshots, events, datetime(2026, 3, 9))
    assert time.process_time() - begun < 3
    assert found.versions[-1]["status"].to_pylist().count("complete") == 1000
