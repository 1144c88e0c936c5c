"""What people say on the go/no-go reaches verdict, readiness and decisions as files do."""

from datetime import datetime

import pytest
from acting import AT, ROOM, Memory, an_event, withdrawn
from briefed import block
from conftest import add_load

from cutover import briefing
from cutover.warehouse import Moment, Warehouse

LATER = "2026-03-02T12:00"
DECIDED = "2026-03-03T12:00"
CONDITION = {"condition_id": "K1", "checkpoint_id": "G", "condition": "Fix", "side": "provider",
             "owner_role": "technical_lead", "due_at": "2026-03-04T12:00"}  # fmt: skip
CONTINGENCY = {"task_id": "N", "task_name": "Go on with legacy", "side": "customer", "workstream": "Data",
               "status": "not_started", "phase": "contingency", "planned_start_at": "2026-03-08T08:00",
               "planned_finish_at": "2026-03-08T09:00", "duration_minutes": 60.0}  # fmt: skip


def vote(seq: int, side: str, word: str, as_of: str = AT, **further):
    cells = {"vote": word, "voter": "Somebody", "voted_at": as_of, "comment": "Because"}
    return an_event(
        seq, "vote", {"checkpoint_id": "G", "side": side, "role": "program_manager"}, cells, as_of, **further
    )


def reading(seq: int, value: float, as_of: str = AT):
    return an_event(seq, "reading", {"criterion_id": "C1"}, {"actual": value, "assessed_at": as_of}, as_of)


def decision(seq: int, word: str, conditions: tuple = (), as_of: str = DECIDED, **further):
    cells = {"decision": word, "decided_at": as_of, "decided_by": ["Ann Lee"]}
    carried = {"conditions": list(conditions)} if conditions else {}
    return an_event(seq, "decision", {"checkpoint_id": "G"}, cells | carried, as_of, reason="Agreed", **further)


@pytest.fixture
def moment_after(store):
    """Return a function: acts give the small plan as it is after them."""
    add_load(store, AT, ROOM)

    def build(*events, as_of: str | None = None) -> Moment:
        return Warehouse(store, Memory(*events)).moment(as_of=datetime.fromisoformat(as_of) if as_of else None)

    return build


def verdict(moment: Moment) -> tuple[str, str]:
    row = moment.query("verdict", checkpoint="G").to_pylist()[0]
    return row["verdict"], row["rule"]


GO = (vote(1, "customer", "go"), vote(2, "provider", "go"))


def test_votes_of_both_sides_make_it_go(moment_after):
    assert verdict(moment_after(GO[0])) == ("incomplete", "required vote missing")
    assert verdict(moment_after(*GO)) == ("go", "all met")


def test_later_vote_replaces_the_earlier(moment_after):
    changed = vote(3, "provider", "no_go", LATER)
    assert verdict(moment_after(*GO, changed)) == ("no_go", "required vote no-go")
    assert verdict(moment_after(*GO, changed, as_of=AT)) == ("go", "all met")


def test_withdrawn_vote_is_missing_again(moment_after):
    moment = moment_after(*GO, withdrawn(3, "J000002", LATER), as_of=LATER)
    assert verdict(moment) == ("incomplete", "required vote missing")


def test_reading_turns_gate_and_checkpoint_alike(moment_after):
    moment = moment_after(*GO, reading(3, 1.0))
    health = {row["checkpoint_id"]: row["rule"] for row in moment.query("checkpoint_health").to_pylist()}
    assert verdict(moment) == ("no_go", "gating criterion failed")
    assert health["G"] == "gating criterion failed"


def test_criterion_taken_off_is_no_longer_judged(moment_after):
    removed = an_event(4, "criterion", {"criterion_id": "C1"}, {"is_removed": True}, AT)
    moment = moment_after(*GO, reading(3, 1.0), removed)
    row = moment.query("verdict", checkpoint="G").to_pylist()[0]
    assert (row["verdict"], row["criterion_count"]) == ("go", 1)


def test_conditional_decision_brings_its_conditions(moment_after):
    moment = moment_after(*GO, decision(3, "conditional", (CONDITION,)))
    found = moment.query("decision_conditions", checkpoint="G").to_pylist()
    assert [(row["condition_id"], row["health"]) for row in found] == [("K1", "open")]
    assert verdict(moment) == ("conditional", "condition open")


def test_overdue_condition_reaches_the_overview(moment_after):
    moment = moment_after(decision(1, "conditional", (CONDITION,)), as_of="2026-03-04T14:00")
    found = {row["item_id"]: row["why"] for row in moment.query("attention").to_pylist()}
    assert found["condition:K1"] == "Condition of Go/no-go, overdue by 2 h"


def test_decision_is_listed_with_who_and_why(moment_after):
    row = moment_after(decision(1, "go")).query("decisions").to_pylist()[0]
    assert (row["act_id"], row["decision"], row["decided_by"], row["reason"]) == ("J000001", "go", "Ann Lee", "Agreed")
    assert (row["state"], row["decided_at"], row["hash"]) == ("in_force", datetime(2026, 3, 3, 12), "hash 1")


def test_corrected_decision_stays_in_the_list(moment_after):
    moment = moment_after(decision(1, "go"), decision(2, "no_go", as_of="2026-03-03T13:00", corrects="J000001"))
    found = [(row["act_id"], row["decision"], row["state"]) for row in moment.query("decisions").to_pylist()]
    assert found == [("J000002", "no_go", "in_force"), ("J000001", "go", "void")]


def test_act_tells_the_status_of_a_decision(moment_after):
    gates = moment_after(reading(1, 2.0, LATER), decision(2, "go")).table("checkpoint_decisions").to_pylist()
    gate = next(row for row in gates if row["checkpoint_id"] == "G")
    assert (gate["judged_at"], gate["told_at"]) == (datetime(2026, 3, 3, 12), datetime(2026, 3, 3, 12))


def test_turned_plan_tells_the_reason_of_its_decision(moment_after):
    found = moment_after(*GO, decision(3, "no_go"))
    (row,) = found.table("plan_mode").to_pylist()
    assert (row["mode"], row["decided_by"], row["reason"]) == ("contingency", "Ann Lee", "Agreed")


def test_report_names_act_hash_and_live_tasks(store):
    add_load(store, AT, ROOM | {"tasks": [*ROOM["tasks"], CONTINGENCY]})
    moment = Warehouse(store, Memory(*GO, decision(3, "no_go"))).moment(as_of=datetime.fromisoformat(DECIDED))
    made = briefing.made("assessment", moment, checkpoint_id="G")
    told = dict(block(made, "The decision taken").items)
    assert (told["Act"].text, told["Hash"].text) == ("J000003", "hash 3")
    assert block(made, "The plan has turned: 1 task is live instead").rows[0][1].text == "Go on with legacy"
