"""A checkpoint decided on a page is frozen as the page showed it, whatever files say later."""

from datetime import datetime

import pytest
from acting import Memory, an_event
from conftest import add_load

from cutover.acts import Seal
from cutover.warehouse import Warehouse

GATE = {"checkpoint_id": "G1", "checkpoint_name": "Gate", "planned_at": "2026-03-10T12:00"}
LATE = {"task_id": "T1", "task_name": "Build", "status": "complete", "actual_finish_at": "2026-03-09T12:00"}
ROWS = {"checkpoints": [GATE], "tasks": [LATE], "checkpoint_tasks": [{"checkpoint_id": "G1", "task_id": "T1"}]}


def frozen(store, health: str) -> dict:
    """Return the frozen row of a decision that was sealed to a health."""
    add_load(store, "2026-03-08T12:00", ROWS)
    seal = Seal(datetime(2026, 3, 9), 0, "", (), (), {}, {"health": health, "health_rule": "small slack"})
    event = an_event(
        1, "decision", {"checkpoint_id": "G1"}, {"decision": "go", "decided_at": "2026-03-10T11:00:00"},
        "2026-03-10T11:00", reason="ready", seal=seal.to_json(),
    )  # fmt: skip
    moment = Warehouse(store, Memory(event)).moment(as_of=datetime(2026, 3, 20))
    return moment.query("checkpoint_frozen").to_pylist()[0]


def test_sealed_health_wins_over_what_files_say(store):
    row = frozen(store, "amber")
    assert (row["frozen_from"], row["health"], row["rule"]) == ("seal", "amber", "small slack")
    assert row["frozen_at"] == datetime(2026, 3, 10, 11)


@pytest.mark.parametrize("health", ["overdue", "decided"])
def test_seal_that_says_no_health_is_judged_by_facts(store, health):
    row = frozen(store, health)
    assert (row["frozen_from"], row["health"], row["rule"]) == ("decision", "green", "ready")
