"""Rules of the room, each by what it refuses and by what it lets pass."""

from dataclasses import replace
from datetime import datetime

import pytest
from acting import ANN, AT, PAT, ROOM
from conftest import add_load

import cutover.record.builders as builders
from cutover.errors import ConflictError, RefusedAct
from cutover.record import desk as desk_of
from cutover.record import record, seals
from cutover.store import Store

FIX = {"condition": "Fix the ledger", "side": "provider", "owner_role": "technical_lead", "due_at": "2026-03-04T12:00"}
LEAD = replace(PAT, role="technical_lead", name="Lee Fox", subject="lee")


@pytest.fixture(autouse=True)
def seals_are_small(monkeypatch):
    """Seal the verdict alone: seals have tests of their own, and sixteen reports take their time."""
    monkeypatch.setattr(seals, "SEALED_REPORTS", ("verdict",))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all rules: what is refused leaves no trace, what is let pass is withdrawn or elsewhere."""
    store = Store(tmp_path_factory.mktemp("rules") / "store")
    add_load(store, AT, ROOM)
    return desk_of(store.path)


@pytest.fixture
def fresh(store):
    """A desk of its own."""
    add_load(store, AT, ROOM)
    return desk_of(store.path)


def now(desk):
    """Return the programme at its newest status time."""
    return desk.warehouse.moment()


def refused(desk, act, actor=ANN) -> str:
    """Return why an act is refused; nothing was written."""
    before = desk.journal.head().seq
    with pytest.raises(RefusedAct) as error:
        record(desk, act, actor)
    assert desk.journal.head().seq == before
    assert not isinstance(error.value, ConflictError)
    return str(error.value)


def test_owner_of_a_criterion_does_not_vote_on_it(desk):
    owner = replace(ANN, role="pmo_lead")
    act = builders.vote(now(desk), "G", side="customer", role="pmo_lead", vote="go")
    assert "Pmo lead" not in (message := refused(desk, act, owner))
    assert "PMO lead (customer) owns C1 of this checkpoint" in message


def test_owner_of_a_criterion_does_not_decide_on_it(desk):
    act = builders.decision(now(desk), "G", decision="go", reason="r")
    assert "owns C1" in refused(desk, act, replace(ANN, role="pmo_lead"))


def test_owner_of_a_criterion_is_not_named_approver(desk):
    assert "owns C1" in refused(desk, builders.approver(now(desk), "G", side="customer", role="pmo_lead"))


def test_owner_of_a_criterion_elsewhere_may_vote(fresh):
    owner = replace(ANN, role="pmo_lead")
    assert record(fresh, builders.vote(now(fresh), "P", side="customer", role="pmo_lead", vote="go"), owner).seq == 1


def test_shared_criterion_bars_nobody(fresh):
    act = builders.vote(now(fresh), "G", side="customer", role="program_manager", vote="go")
    assert record(fresh, act, ANN).seq == 1


def test_removed_criterion_bars_nobody(fresh):
    record(fresh, builders.criterion_removed(now(fresh), "C1", reason="no longer asked"), ANN)
    act = builders.vote(now(fresh), "G", side="customer", role="pmo_lead", vote="go")
    assert record(fresh, act, replace(ANN, role="pmo_lead")).seq == 2


@pytest.mark.parametrize("vote", ["no_go", "conditional"])
def test_dissent_needs_a_comment(desk, vote):
    act = builders.vote(now(desk), "G", side="customer", role="program_manager", vote=vote)
    assert "a comment is needed" in refused(desk, act)


def test_sign_off_that_does_not_concur_says_why(desk):
    act = builders.sign_off(
        now(desk), "criteria:C1", side="customer", role="program_manager", is_concurring=False
    )  # fmt: skip
    assert "a comment is needed" in refused(desk, act)


def test_task_is_approved_by_nobody_but_its_approver(store):
    asked = {"task_id": "A", "task_name": "Move", "approver_side": "provider", "approver_role": "technical_lead"}
    add_load(store, AT, {"programme": ROOM["programme"], "tasks": [asked]})
    desk, said = desk_of(store.path), {"is_concurring": True}
    own = builders.sign_off(now(desk), "tasks:A", side="customer", role="program_manager", **said)
    assert "A is approved by the technical lead of the provider" in refused(desk, own)
    assert record(desk, builders.sign_off(now(desk), "tasks:A", side="provider", role="technical_lead", **said), LEAD)


@pytest.mark.parametrize(
    ("decision", "conditions", "said"),
    [
        ("conditional", [], "needs at least one condition"),
        ("go", [FIX], "only a conditional decision has conditions"),
        ("conditional", [FIX | {"side": None}], "condition 1 lacks side"),
        ("conditional", [FIX, FIX | {"owner_role": None, "due_at": None}], "condition 2 lacks owner_role, due_at"),
        ("conditional", [FIX | {"due_at": "2026-03-01T12:00"}], "condition 1 is due before the status time"),
        ("conditional", [FIX | {"checkpoint_id": "P"}], "condition G-C1 is of another checkpoint"),
        ("maybe", [], "decision is maybe; allowed are go, conditional, no_go"),
    ],
)
def test_decision_with_loose_conditions_is_refused(desk, decision, conditions, said):
    act = builders.decision(now(desk), "G", decision=decision, reason="no-go aside", conditions=conditions)
    assert said in refused(desk, act)


def test_decision_and_its_conditions_are_one_act(fresh):
    act = builders.decision(now(fresh), "G", decision="conditional", reason="as voted", conditions=[FIX, FIX])
    assert record(fresh, act, ANN).seq == 1
    rows = now(fresh).table("stg_conditions").sort_by("condition_id").to_pylist()
    assert [(row["condition_id"], row["status"], row["due_at"]) for row in rows] == [
        ("G-C1", "open", datetime(2026, 3, 4, 12)), ("G-C2", "open", datetime(2026, 3, 4, 12)),
    ]  # fmt: skip


def test_corrected_decision_keeps_its_conditions(fresh):
    act = builders.decision(now(fresh), "G", decision="conditional", reason="as voted", conditions=[FIX])
    record(fresh, act, ANN)
    again = builders.correction(now(fresh), "J000001", reason="the date was wrong",
                                conditions=[FIX | {"condition_id": "G-C1", "checkpoint_id": "G",
                                                   "due_at": "2026-03-05"}])  # fmt: skip
    record(fresh, again, ANN)
    assert now(fresh).table("stg_conditions")["due_at"].to_pylist() == [datetime(2026, 3, 5)]


def test_waiving_a_condition_needs_a_reason(fresh):
    act = builders.decision(now(fresh), "G", decision="conditional", reason="as voted", conditions=[FIX])
    record(fresh, act, ANN)
    assert "a reason is needed to waive" in refused(fresh, builders.condition(now(fresh), "G-C1", status="waived"), PAT)
    waived = builders.condition(now(fresh), "G-C1", status="waived", reason="not used any more")
    assert record(fresh, waived, PAT).act.after["closed_by"] == "Pat Roy"


def test_go_against_a_no_go_vote_must_say_so(fresh):
    vote = builders.vote(now(fresh), "G", side="provider", role="program_manager", vote="no_go", comment="late")
    record(fresh, vote, PAT)
    assert "the reason must name the No-Go" in refused(
        fresh, builders.decision(now(fresh), "G", decision="go", reason="we are confident")
    )
    event = record(
        fresh, builders.decision(now(fresh), "G", decision="go", reason="Despite the no-go: it is fixed"), ANN
    )
    assert event.act.seal["values"]["against_verdict"] == "no_go"
    assert event.act.seal["values"]["verdict"] == "no_go"


def test_no_go_needs_no_more_than_a_reason(fresh):
    event = record(fresh, builders.decision(now(fresh), "G", decision="no_go", reason="too early"), ANN)
    assert "against_verdict" not in event.act.seal["values"]


def test_point_of_no_return_is_decided_by_its_approver(desk, fresh):
    act = builders.decision(now(desk), "P", decision="go", reason="no-go is not needed")
    assert "decided by Program manager (customer) alone" in refused(desk, act, PAT)
    act = builders.decision(now(fresh), "P", decision="go", reason="no-go is not needed")
    assert record(fresh, act, ANN).seq == 1


def test_point_of_no_return_without_approver_is_not_decided(store):
    gate = ROOM["checkpoints"][1] | {"approver_side": None, "approver_role": None}
    add_load(store, AT, ROOM | {"checkpoints": [gate]})
    act = builders.decision(now(desk_of(store.path)), "P", decision="go", reason="r")
    assert "has no approver" in refused(desk_of(store.path), act)


def test_locked_task_is_neither_started_nor_finished(fresh):
    record(fresh, builders.decision(now(fresh), "G", decision="no_go", reason="too early"), ANN)
    for status in ("in_progress", "complete"):
        assert "B is locked: No-Go at Go/no-go" in refused(fresh, builders.task(now(fresh), "B", status=status))
    blocked = builders.task(now(fresh), "B", status="blocked", blocked_reason="the plan has turned")
    assert record(fresh, blocked, ANN).seq == 2


@pytest.fixture
def undoing(store):
    """A desk of the small plan with a task that undoes the first."""
    undo = {"task_id": "X", "task_name": "Restore", "side": "customer", "status": "not_started", "backs_out": ["A"],
            "phase": "contingency", "duration_minutes": 60.0}  # fmt: skip
    add_load(store, AT, ROOM | {"tasks": [*ROOM["tasks"], undo]})
    return desk_of(store.path)


def test_back_out_is_not_started_before_its_call(undoing):
    for status in ("in_progress", "complete"):
        said = refused(undoing, builders.task(now(undoing), "X", status=status))
        assert "X undoes work: it is live once a No-Go is decided or the way back called" in said
    call = builders.rollback(now(undoing), reason="it fails", side="customer", role="program_manager")
    record(undoing, call, ANN)
    assert record(undoing, builders.task(now(undoing), "X", status="in_progress"), ANN).seq == 2


def test_begun_back_out_is_finished_after_the_call_is_revoked(undoing):
    call = builders.rollback(now(undoing), reason="it fails", side="customer", role="program_manager")
    record(undoing, call, ANN)
    record(undoing, builders.task(now(undoing), "X", status="in_progress"), ANN)
    record(undoing, builders.rollback_revoked(now(undoing), call.subject["call_id"], reason="it works"), ANN)
    assert record(undoing, builders.task(now(undoing), "X", status="complete"), ANN).seq == 4


def test_done_needs_evidence_where_it_is_required(desk):
    act = builders.task(now(desk), "A", status="complete")
    assert "evidence is required" in refused(desk, act, PAT)


@pytest.mark.parametrize(
    ("status", "said"),
    [("blocked", "blocked_reason is needed"), ("failed", "a reason is needed"), ("skipped", "a reason is needed")],
)
def test_task_that_stops_says_why(desk, status, said):
    assert said in refused(desk, builders.task(now(desk), "B", status=status))


def test_task_does_not_finish_before_it_starts(desk):
    act = builders.act(now(desk), "task", {"task_id": "B"}, {
        "status": "complete", "actual_start_at": "2026-03-01T11:00", "actual_finish_at": "2026-03-01T10:00",
    })  # fmt: skip
    assert "actual_finish_at lies before actual_start_at" in refused(desk, act)


def test_facts_after_the_status_time_are_refused(desk):
    act = builders.act(now(desk), "task", {"task_id": "B"}, {"actual_start_at": "2026-03-01T13:00"})
    assert "actual_start_at lies after the status time 2026-03-01 12:00 UTC" in refused(desk, act)
    act = builders.backup(now(desk), "K", backup_verified_date="2026-03-02")
    assert "backup_verified_date lies after the status time 2026-03-01 12:00 UTC" in refused(desk, act)


def test_date_of_the_day_itself_is_let_pass(fresh):
    assert record(fresh, builders.backup(now(fresh), "K", backup_verified_date="2026-03-01"), ANN).seq == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"criterion_name": "Good", "operator": ">="}, "needs a measure, an operator and a target"),
        ({"criterion_name": "Good", "operator": ">=", "target": 1}, "needs a measure, an operator and a target"),
        ({"operator": ">=", "target": 1}, "criterion_name is missing"),
        ({"criterion_name": "Good", "operator": ">=", "target": 1, "bound_report": "incident_cuonts"},
         "There is no report incident_cuonts. Did you mean incident_counts"),
        ({"criterion_name": "Good", "operator": ">=", "target": 1, "checkpoint_id": "X"}, "checkpoint_id X is not known"),
    ],
)  # fmt: skip
def test_criterion_that_cannot_be_measured_is_refused(desk, cells, said):
    assert said in refused(desk, builders.criterion(now(desk), **cells))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda m: builders.task(m, "Z", status="in_progress"), "there is no Z in tasks"),
        (lambda m: builders.vote(m, "Z", side="customer", role="program_manager", vote="go"), "Z is not known"),
        (lambda m: builders.action(m, title="Call", checkpoint_id="Z"), "checkpoint_id Z is not known"),
        (lambda m: builders.reading(m, "Z", actual=1), "there is no Z in criteria"),
    ],
)
def test_act_on_what_is_not_there_is_refused(desk, act, said):
    assert said in refused(desk, act(now(desk)))


def test_way_back_is_called_by_whom_the_trigger_names(fresh):
    act = builders.rollback(now(fresh), reason="It does not balance", side="customer", role="program_manager",
                            trigger_id="T1")  # fmt: skip
    assert "called by Technical lead (provider)" in refused(fresh, act)
    act = builders.rollback(now(fresh), reason="It does not balance", side="provider", role="technical_lead",
                            trigger_id="T1")  # fmt: skip
    assert record(fresh, act, LEAD).act.after["caller"] == "Lee Fox"


def test_way_back_without_a_trigger_is_called_by_the_approvers(fresh):
    act = builders.rollback(now(fresh), reason="Out of time", side="provider", role="technical_lead")
    assert "Program manager (customer) or Program manager (provider)" in refused(fresh, act, LEAD)
    called = builders.rollback(now(fresh), reason="Out of time", side="provider", role="program_manager")
    record(fresh, called, PAT)
    twice = builders.rollback(now(fresh), reason="Again", side="customer", role="program_manager")
    assert "called already" in refused(fresh, twice)


def test_call_without_a_reason_is_refused(desk):
    act = builders.rollback(now(desk), reason="", side="customer", role="program_manager")
    assert "a reason is needed" in refused(desk, act)


def test_revoked_call_keeps_who_called_and_when(fresh):
    event = record(fresh, builders.rollback(now(fresh), reason="Late", side="provider", role="program_manager"), PAT)
    call_id = event.act.subject["call_id"]
    record(fresh, builders.rollback_revoked(now(fresh), call_id, reason="It works"), replace(PAT, name="Kim Sol"))
    row = now(fresh).row("rollback_calls", {"call_id": call_id})
    assert (row["caller"], row["called_at"], row["revoked_at"]) == (
        "Pat Roy", datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 12),
    )  # fmt: skip


def test_correction_replaces_what_was_said(fresh):
    record(fresh, builders.vote(now(fresh), "G", side="customer", role="program_manager", vote="go"), ANN)
    record(fresh, builders.correction(now(fresh), "J000001", reason="slip", vote="no_go", comment="late"), ANN)
    rows = now(fresh).table("acts").sort_by("seq").to_pylist()
    assert [(row["state"], row["corrected_by"]) for row in rows] == [("void", "J000002"), ("in_force", None)]
    assert now(fresh).row("votes", {"checkpoint_id": "G"})["vote"] == "no_go"


def test_withdrawal_leaves_no_trace_in_the_tables(fresh):
    record(fresh, builders.task(now(fresh), "B", status="in_progress"), ANN)
    record(fresh, builders.withdrawal(now(fresh), "J000001", reason="wrong task"), ANN)
    assert now(fresh).row("tasks", {"task_id": "B"})["status"] == "not_started"


def test_only_who_said_it_or_the_pmo_takes_it_back(fresh):
    record(fresh, builders.vote(now(fresh), "G", side="customer", role="program_manager", vote="go"), ANN)
    other = replace(ANN, subject="kim", name="Kim Sol", rights=("approver",))
    gone = builders.withdrawal(now(fresh), "J000001", reason="I would not")
    assert "was said by Ann Lee: only they or the PMO" in refused(fresh, gone, other)
    assert record(fresh, gone, ANN).seq == 2
    assert "corrected or withdrawn already" in refused(
        fresh, builders.withdrawal(now(fresh), "J000001", reason="again"), ANN
    )


@pytest.mark.parametrize("act_id", ["J000099", "J000001"])
def test_correction_of_something_else_is_refused(fresh, act_id):
    record(fresh, builders.note(now(fresh), "x"), ANN)
    act = builders.act(now(fresh), "task", {"task_id": "B"}, {"note": "y"}, corrects=act_id)
    assert ("there is no act" in (said := refused(fresh, act))) or "another kind of act" in said
