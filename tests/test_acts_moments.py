"""Acts in a moment: when they count, what the tables, marts and pages make of them."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from acting import Memory, an_event, task_event, withdrawn
from conftest import add_load

from cutover.acts import Act, Seal
from cutover.errors import StoreError
from cutover.scenario import Lasts
from cutover.warehouse import Moment, Warehouse

TASK = {"task_id": "A", "task_name": "Load", "status": "not_started", "duration_minutes": 60.0}
GATE = {"checkpoint_id": "G", "checkpoint_name": "Gate"}
STARTED = task_event(2, "2026-03-01T15:00", status="in_progress", actual_start_at="2026-03-01T14:00")


@pytest.fixture
def known(store):
    """Return a function: events give the warehouse of a plan of 1 March at noon with them."""
    add_load(store, "2026-03-01T12:00", {"tasks": [TASK], "checkpoints": [GATE]})

    def build(*events) -> Warehouse:
        return Warehouse(store, Memory(*events))

    return build


def status(moment: Moment) -> str:
    """Return the status of the task in force."""
    return moment.row("tasks", {"task_id": "A"})["status"]


def test_default_status_time_is_that_of_the_newest_act(known):
    moment = known(STARTED).moment()
    assert moment.as_of == datetime(2026, 3, 1, 15)
    assert (status(moment), moment.position) == ("in_progress", 2)


def test_load_in_the_journal_moves_no_status_time(known):
    act = Act("demo", "load", {"load_id": "L000001"}, {}, datetime(2026, 3, 5), "load L000001")
    load = replace(STARTED, seq=1, act=act)
    moment = known(load).moment()
    assert (moment.as_of, moment.position) == (datetime(2026, 3, 1, 12), 1)
    assert (moment.table("stg_acts").num_rows, moment.table("acts").num_rows) == (0, 0)


def test_withdrawn_act_moves_no_status_time(known):
    mistaken = task_event(3, "2027-03-01", status="complete")
    moment = known(STARTED, mistaken, withdrawn(4, "J000003", "2027-03-01")).moment()
    assert (moment.as_of, status(moment)) == (datetime(2026, 3, 1, 15), "in_progress")


def test_act_is_invisible_before_its_status_time(known):
    warehouse = known(STARTED)
    before = warehouse.moment(as_of=datetime(2026, 3, 1, 14, 59))
    assert (status(before), before.table("acts").num_rows, before.seen("tasks", {"task_id": "A"})) == (
        "not_started", 0, 0,
    )  # fmt: skip
    assert status(warehouse.moment(as_of=datetime(2026, 3, 1, 15))) == "in_progress"


def test_new_act_makes_a_new_moment_and_version(known):
    warehouse = known(STARTED)
    version, moment = warehouse.version(), warehouse.moment()
    assert warehouse.moment() is moment
    warehouse.journal.said.append(task_event(3, "2026-03-01T15:00", status="complete"))
    assert warehouse.version() != version
    assert status(warehouse.moment()) == "complete"


def test_acts_of_another_programme_do_not_count(known):
    moment = known(replace(STARTED, act=replace(STARTED.act, programme_id="else"))).moment()
    assert (status(moment), moment.position) == ("not_started", 0)


def test_warehouse_without_a_journal_knows_no_acts(store):
    add_load(store, "2026-03-01T12:00", {"tasks": [TASK]})
    warehouse = Warehouse(store)
    assert warehouse.version() == store.version()
    assert warehouse.moment().table("raw_acts").num_rows == 0


def test_scenario_is_laid_over_the_acts(known):
    moment = known(STARTED).moment().altered([Lasts("A", 90)])
    row = moment.row("tasks", {"task_id": "A"})
    assert (row["status"], row["duration_minutes"]) == ("in_progress", 90.0)


def test_other_status_time_keeps_the_acts(known):
    moment = known(STARTED).moment()
    assert status(moment.at(datetime(2026, 3, 1, 13))) == "not_started"
    assert moment.at(datetime(2026, 3, 1, 13)).position == 2


def test_marts_count_what_people_said(known):
    rows = known(STARTED).moment().table("tasks").to_pylist()
    assert [(row["status"], row["actual_start_at"]) for row in rows] == [("in_progress", datetime(2026, 3, 1, 14))]


def test_every_act_is_told_with_its_state(known, store):
    events = [
        STARTED,
        task_event(3, "2026-03-01T15:00", status="complete", note="done"),
        withdrawn(4, "J000003", "2026-03-01T16:00"),
        an_event(
            5, "vote", {"checkpoint_id": "G", "side": "customer", "role": "pmo"}, {"vote": "go"}, "2026-03-01T16:00"
        ),
    ]
    add_load(store, "2026-03-02T12:00", {"tasks": [TASK | {"status": "failed"}]})
    rows = known(*events).moment().table("acts").sort_by("seq").to_pylist()
    assert [(row["act_id"], row["state"], row["corrected_by"]) for row in rows] == [
        ("J000002", "superseded", None), ("J000003", "void", "J000004"), ("J000004", "in_force", None),
        ("J000005", "in_force", None),
    ]  # fmt: skip
    assert json.loads(rows[0]["overruled"]) == {"status": "L000002"}
    assert (rows[3]["subject"], rows[3]["item_id"], rows[3]["actor"], rows[3]["side"]) == (
        "votes:G/customer/pmo", "G/customer/pmo", "Ann Lee", "customer",
    )  # fmt: skip


def test_act_recorded_days_later_says_so(known):
    row = known(STARTED).moment().table("acts").to_pylist()[0]
    assert (row["recorded_at"], row["is_recorded_later"]) == (datetime(2026, 3, 20, 9), True)


def test_act_that_later_ones_replace_is_superseded(known):
    again = task_event(3, "2026-03-01T16:00", status="complete")
    rows = known(task_event(2, "2026-03-01T15:00", status="in_progress"), again).moment().table("acts").sort_by("seq")
    assert rows["state"].to_pylist() == ["superseded", "in_force"]


def test_sealed_moment_knows_only_what_was_known(known, store):
    seal = Seal(datetime(2026, 3, 1, 15), 2, "hash 2", ("L000001",))
    warehouse = known(STARTED, task_event(3, "2026-03-01T15:00", status="complete"))
    add_load(store, "2026-03-01T14:00", {"tasks": [TASK | {"status": "failed"}]})
    moment = warehouse.moment("demo", seal=seal)
    assert (status(moment), moment.position, moment.is_sealed) == ("in_progress", 2, True)
    assert [load.load_id for load in moment.loads] == ["L000001"]
    assert status(warehouse.moment()) == "complete"


def test_seal_on_a_load_that_is_gone_is_told(known):
    seal = Seal(datetime(2026, 3, 1, 15), 0, "", ("L000001", "L000009"))
    with pytest.raises(StoreError, match="gone: load L000009"):
        known(STARTED).moment("demo", seal=seal)


def test_seal_survives_being_written_as_json():
    seal = Seal(datetime(2026, 3, 1, 15), 2, "h", ("L1", "L2"), ("a", "b"), {"verdict": "c"}, {"verdict": "go"})
    assert Seal.from_json(json.loads(json.dumps(seal.to_json()))) == seal
