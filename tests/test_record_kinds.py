"""Every kind of act once, from the form to the pages: recorded, in the raw table, and in a mart or report."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from acting import ANN, AT, PAT, ROOM
from conftest import add_load

import cutover.record.builders as builders
from cutover.acts import KINDS
from cutover.record import desk as desk_of
from cutover.record import record, seals
from cutover.store import Store

DUE, NOON = datetime(2026, 3, 4, 12), datetime(2026, 3, 1, 12)
FIX = {"condition": "Fix the ledger", "side": "provider", "owner_role": "technical_lead", "due_at": DUE}
THREE = datetime(2026, 3, 1, 15)
CALL = {"reason": "It does not balance", "side": "provider", "role": "technical_lead", "trigger_id": "T1"}
ANN_AT_G = {"side": "customer", "role": "program_manager"}

CASES = {
    "vote": (lambda m: builders.vote(m, "G", vote="go", **ANN_AT_G), ANN, {"vote": "go", "voter": "Ann Lee"}),
    "decision": (
        lambda m: builders.decision(m, "G", decision="conditional", reason="one thing is left", conditions=[FIX]), ANN,
        {"decision": "conditional", "decided_by": ["Ann Lee"], "checkpoint_name": "Go/no-go"},
    ),
    "condition": (
        lambda m: builders.act(m, "condition", {"condition_id": "G-C9"}, {"checkpoint_id": "G", **FIX}), PAT,
        {"condition": "Fix the ledger", "due_at": DUE, "closed_by": None},
    ),
    "criterion": (
        lambda m: builders.criterion(m, criterion_name="Drilled", category="system", checkpoint_id="G", measure="Drills",
                                     operator=">=", target=3, is_gating=True),
        ANN, {"criterion_name": "Drilled", "target": 3.0, "is_gating": True},
    ),
    "reading": (
        lambda m: builders.reading(m, "C1", actual=1, evidence_link="shelf 4"), ANN,
        {"actual": 1.0, "criterion_name": "Rehearsed", "assessed_at": datetime(2026, 3, 1, 12)},
    ),
    "approver": (
        lambda m: builders.approver(m, "G", side="provider", role="technical_lead", is_required=False), ANN,
        {"is_required": False},
    ),
    "assessment": (
        lambda m: builders.assessment(m, "G", stage="preliminary"), ANN,
        {"stage": "preliminary", "gating_met_count": 0, "assessed_by": "Ann Lee"},
    ),
    "sign_off": (
        lambda m: builders.sign_off(m, "criteria:C1", is_concurring=True, **ANN_AT_G), ANN,
        {"is_concurring": True, "signer": "Ann Lee"},
    ),
    "answer": (
        lambda m: builders.answer(m, "Q1", answer="All but two", is_passed=True), ANN,
        {"answer": "All but two", "answered_by": "Ann Lee", "question": "Is everybody here?"},
    ),
    "checkpoint_status": (
        lambda m: builders.status(m, "checkpoints", "G", asserted_rag="amber"), ANN,
        {"asserted_rag": "amber", "asserted_by": "Ann Lee"},
    ),
    "workstream_status": (
        lambda m: builders.status(m, "workstreams", "Data", asserted_rag="red", message="The ledger is late"), ANN,
        {"asserted_rag": "red", "message": "The ledger is late", "lead": "Lee"},
    ),
    "task_status": (
        lambda m: builders.status(m, "tasks", "A", asserted_rag="green"), PAT, {"asserted_rag": "green"},
    ),
    "acknowledgement": (
        lambda m: builders.acknowledgement(m, "M1"), ANN, {"acknowledged_at": datetime(2026, 3, 1, 12)},
    ),
    "task": (
        lambda m: builders.task(m, "A", status="complete", at=THREE, evidence_link="shelf 5"), PAT,
        {"status": "complete", "actual_finish_at": THREE, "evidence_link": "shelf 5"},
    ),
    "action": (
        lambda m: builders.action(m, title="Call the bank", side="customer", due_at=DUE, checkpoint_id="G"), ANN,
        {"title": "Call the bank", "issue_type": "action", "status": "open", "due_at": DUE},
    ),
    "note": (
        lambda m: builders.note(m, "The bank closes at noon", subject="tasks:B"), ANN,
        {"note": "The bank closes at noon", "writer": "Ann Lee"},
    ),
    "meeting": (
        lambda m: builders.act(m, "meeting", {"meeting_id": "D1"}, {"title": "Daily", "opened_at": NOON}), ANN,
        {"title": "Daily", "opened_at": NOON, "opened_by": "Ann Lee"},
    ),
    "meeting_close": (
        lambda m: builders.act(m, "meeting_close", {"meeting_id": "D1"}, {"summary": "All well", "attendees": ["Ann Lee"]}), ANN,
        {"title": "Daily", "summary": "All well", "closed_at": THREE, "closed_by": "Ann Lee"},
    ),
    "communication": (
        lambda m: builders.act(m, "communication", {"communication_id": "M2"}, {"title": "Delay", "side": "customer"}),
        ANN, {"title": "Delay", "sent_at": None},
    ),
    "sending": (
        lambda m: builders.act(m, "sending", {"communication_id": "M1"}, {"message": "It begins", "sent_at": NOON}), ANN,
        {"message": "It begins", "sent_by": "Ann Lee"},
    ),
    "audience": (
        lambda m: builders.act(m, "audience", {"audience": "Staff"}, {"head_count": 40}), ANN, {"head_count": 40},
    ),
    "person": (
        lambda m: builders.act(m, "person", {"person_id": "P9"}, {"person_name": "Stand-in", "phone": "555"}), ANN,
        {"person_name": "Stand-in", "phone": "555"},
    ),
    "shift": (
        lambda m: builders.act(m, "shift", {"shift_id": "S9"},
                               {"shift_start_at": NOON, "shift_finish_at": DUE, "side": "customer"}), ANN,
        {"shift_start_at": NOON, "side": "customer"},
    ),
    "incident": (
        lambda m: builders.act(m, "incident", {"incident_id": "I9"}, {"title": "No login", "opened_at": NOON}), ANN,
        {"title": "No login", "opened_at": NOON},
    ),
    "backup": (
        lambda m: builders.backup(m, "K", backup_verified_date=date(2026, 2, 28)), ANN,
        {"backup_verified_date": date(2026, 2, 28), "restore_tested_date": None},
    ),
    "rollback_trigger": (
        lambda m: builders.trigger(m, "T1", target=5), ANN, {"target": 5.0, "trigger_name": "Ledger does not balance"},
    ),
    "rollback": (
        lambda m: builders.rollback(m, **CALL), replace(PAT, role="technical_lead"),
        {"reason": "It does not balance", "caller": "Pat Roy", "revoked_at": None},
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def seals_are_small(monkeypatch):
    """Seal the verdict alone: seals have tests of their own, and sixteen reports take their time."""
    monkeypatch.setattr(seals, "SEALED_REPORTS", ("verdict",))
    monkeypatch.setattr(seals, "SEALED_OF_MEETING", ("minutes_entries",))


@pytest.fixture
def desk(store):
    """The desk of a store with the small plan."""
    add_load(store, AT, ROOM)
    return desk_of(store.path)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory):
    """One desk for the kinds: each act is on a row of its own."""
    store = Store(tmp_path_factory.mktemp("kinds") / "store")
    add_load(store, AT, ROOM)
    return desk_of(store.path)


def now(desk):
    """Return the programme at its newest status time."""
    return desk.warehouse.moment()


def say(desk, act, actor=ANN):
    """Record what a builder makes of the newest moment, and return the moment after it."""
    record(desk, act(now(desk)), actor)
    return now(desk)


@pytest.mark.parametrize("kind", CASES)
def test_kind_is_recorded_and_stands_in_its_table(shared_desk, kind):
    build, actor, expected = CASES[kind]
    event = record(shared_desk, build(now(shared_desk)), actor)
    row = now(shared_desk).row(KINDS[kind].table, event.act.subject)
    assert event.act.kind == kind
    assert {name: row[name] for name in expected} == expected


def test_every_kind_has_a_case():
    assert set(CASES) | {"withdrawal", "load"} == set(KINDS)


def test_task_update_moves_burndown_and_schedule(desk):
    before, after = now(desk), say(desk, CASES["task"][0], PAT)
    left = [
        [row["remaining_count"] for row in m.query("burndown").to_pylist() if row["remaining_count"] is not None][-1]
        for m in (before, after)
    ]
    begins = [
        next(row["early_start_at"] for row in m.table("task_forecasts").to_pylist() if row["task_id"] == "B")
        for m in (before, after)
    ]
    assert left == [2, 1]
    assert begins == [datetime(2026, 3, 1, 20), datetime(2026, 3, 1, 15)]
    assert after.query("task_counts").to_pylist()[0]["complete_count"] == 1


def test_answer_moves_the_health_of_its_checkpoint(desk):
    counts = [
        next(row["unanswered_count"] for row in m.table("checkpoint_facts").to_pylist() if row["checkpoint_id"] == "G")
        for m in (now(desk), say(desk, CASES["answer"][0]))
    ]
    assert counts == [1, 0]


def test_failing_reading_turns_its_checkpoint_red(desk):
    moment = say(desk, CASES["reading"][0])
    health = {row["checkpoint_id"]: row["health"] for row in moment.query("checkpoint_health").to_pylist()}
    assert health["G"] == "red"
    items = {row["item_id"]: row["state"] for row in moment.table("checkpoint_items").to_pylist()}
    assert items["C1"] == "failed"


def test_action_ends_the_silence_of_the_log(store):
    old = {"issue_id": "R1", "title": "Rain", "issue_type": "risk", "status": "open", "opened_at": "2026-02-01"}
    add_load(store, AT, ROOM | {"issues": [old]})
    desk = desk_of(store.path)
    stale = [row["what"] for row in now(desk).query("attention").to_pylist() if row["kind"] == "stale"]
    moment = say(desk, CASES["action"][0])
    assert stale == ["RAID log"]
    assert "stale" not in moment.query("attention")["kind"].to_pylist()


def test_votes_and_decision_turn_the_verdict(desk):
    for side, actor in (("customer", ANN), ("provider", PAT)):
        say(desk, lambda m, side=side: builders.vote(m, "G", side=side, role="program_manager", vote="go"), actor)
    assert now(desk).query("verdict", checkpoint="G")["verdict"].to_pylist() == ["go"]
    moment = say(desk, CASES["decision"][0])
    assert moment.query("verdict", checkpoint="G")["decision"].to_pylist() == ["conditional"]
    assert moment.query("decision_conditions", checkpoint="G")["condition_id"].to_pylist() == ["G-C1"]


def test_call_to_turn_back_turns_the_plan(desk):
    moment = say(desk, CASES["rollback"][0], replace(PAT, role="technical_lead"))
    assert moment.table("plan_mode")["mode"].to_pylist() == ["rollback"]
    call_id = moment.table("stg_rollback_calls")["call_id"][0].as_py()
    revoked = say(desk, lambda m: builders.rollback_revoked(m, call_id, reason="It balances"),
                  replace(PAT, role="technical_lead"))  # fmt: skip
    assert revoked.table("plan_mode")["mode"].to_pylist() == ["forward"]


def test_blocked_task_that_goes_on_is_no_longer_blocked(desk):
    blocked = say(desk, lambda m: builders.task(m, "B", status="blocked", blocked_reason="no badge"))
    assert blocked.row("tasks", {"task_id": "B"})["blocked_reason"] == "no badge"
    row = say(desk, lambda m: builders.task(m, "B", status="in_progress")).row("tasks", {"task_id": "B"})
    assert (row["status"], row["blocked_reason"], row["unblock_at"]) == ("in_progress", None, None)


def test_closed_action_says_when(desk):
    record(desk, builders.action(now(desk), title="Call the bank"), ANN)
    issue_id = now(desk).table("stg_issues")["issue_id"][0].as_py()
    row = say(desk, lambda m: builders.action(m, issue_id, status="closed")).row("issues", {"issue_id": issue_id})
    assert (row["status"], row["closed_at"], row["title"]) == ("closed", datetime(2026, 3, 1, 12), "Call the bank")
