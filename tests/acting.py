"""Acts and events for tests: literal cells become what the journal holds."""

from datetime import datetime

from cutover.acts import RIGHTS, Act, Actor, Event, checked

ANN = Actor("ann", "idp", "Ann Lee", side="customer", role="program_manager", rights=RIGHTS)
PAT = Actor("pat", "idp", "Pat Roy", side="provider", role="program_manager", rights=RIGHTS)
RECORDED_AT = datetime(2026, 3, 20, 9)


def an_act(kind: str, subject: dict, after: dict, as_of: str, **further) -> Act:
    """Return an act of the programme `demo` at a status time."""
    further = {"key": f"{kind} {subject} {after} {as_of}", **further}
    return Act("demo", kind, subject, after, datetime.fromisoformat(as_of), **further)


def an_event(seq: int, kind: str, subject: dict, after: dict, as_of: str, **further) -> Event:
    """Return an act as the journal holds it."""
    return Event(seq, RECORDED_AT, checked(an_act(kind, subject, after, as_of, **further)), ANN, "", f"hash {seq}")


def task_event(seq: int, as_of: str, task_id: str = "A", **after) -> Event:
    """Return a task update; reasons and corrections are told apart from cells."""
    further = {name: after.pop(name) for name in ("reason", "corrects") if name in after}
    return an_event(seq, "task", {"task_id": task_id}, after, as_of, **further)


def withdrawn(seq: int, act_id: str, as_of: str) -> Event:
    """Return the withdrawal of an act."""
    return an_event(seq, "withdrawal", {"act_id": act_id}, {}, as_of, reason="wrong", corrects=act_id)


class Memory:
    """What was said, without a journal's file: for tests of what a moment makes of it."""

    def __init__(self, *events: Event) -> None:
        self.said = list(events)

    def events(self, programme_id: str | None = None, *, upto: int | None = None) -> list[Event]:
        """Return the acts of a programme up to a sequence number."""
        own = [event for event in self.said if programme_id in (None, event.act.programme_id)]
        return [event for event in own if upto is None or event.seq <= upto]

    def head(self) -> Event:
        """Return the newest act."""
        return self.said[-1]


AT = "2026-03-01T12:00"
ROOM = {
    "programme": [{
        "programme_id": "demo", "programme_name": "Demo", "baseline_at": "2026-02-01",
        "cutover_start_at": "2026-03-07", "cutover_finish_at": "2026-03-09", "go_live_at": "2026-03-09",
    }],
    "workstreams": [{"workstream": "Data", "lead": "Lee"}],
    "tasks": [
        {"task_id": "A", "task_name": "Convert", "side": "provider", "workstream": "Data", "status": "not_started",
         "baseline_start_at": "2026-03-01T08:00", "baseline_finish_at": "2026-03-02T08:00", "planned_hours": 8.0,
         "is_evidence_required": True, "duration_minutes": 480.0},
        {"task_id": "B", "task_name": "Reconcile", "side": "customer", "workstream": "Data", "status": "not_started",
         "baseline_start_at": "2026-03-02T08:00", "baseline_finish_at": "2026-03-03T08:00", "planned_hours": 8.0,
         "duration_minutes": 480.0},
    ],
    "dependencies": [{"predecessor_id": "A", "successor_id": "B"}],
    "checkpoints": [
        {"checkpoint_id": "G", "checkpoint_name": "Go/no-go", "is_gate": True, "planned_at": "2026-03-05T20:00",
         "approver_side": "customer", "approver_role": "program_manager"},
        {"checkpoint_id": "P", "checkpoint_name": "No return", "is_gate": True, "planned_at": "2026-03-08T20:00",
         "is_point_of_no_return": True, "approver_side": "customer", "approver_role": "program_manager"},
    ],
    "checkpoint_questions": [
        {"question_id": "Q1", "checkpoint_id": "G", "question": "Is everybody here?", "side": "customer"},
    ],
    "criteria": [
        {"criterion_id": "C1", "criterion_name": "Rehearsed", "category": "program", "checkpoint_id": "G",
         "measure": "Rehearsals", "operator": ">=", "target": 2.0, "actual": 2.0, "is_gating": True, "side": "customer", "owner_role": "pmo_lead",
         "assessed_at": "2026-02-28T12:00"},
        {"criterion_id": "C2", "criterion_name": "Trained", "category": "workforce", "checkpoint_id": "G",
         "measure": "Users trained", "operator": ">=", "target": 90.0, "actual": 95.0, "side": "shared", "owner_role": "program_manager",
         "assessed_at": "2026-02-28T12:00"},
    ],
    "components": [{"component_id": "K", "component_name": "Ledger", "side": "customer"}],
    "communications": [
        {"communication_id": "M1", "title": "It begins", "side": "customer", "is_acknowledgement_required": True},
    ],
    "rollback_triggers": [
        {"trigger_id": "T1", "trigger_name": "Ledger does not balance", "measure": "Difference", "operator": ">", "target": 0.0, "actual": 0.0,
         "caller_side": "provider", "caller_role": "technical_lead"},
    ],
}  # fmt: skip
"""A small plan of one go/no-go and a point of no return, as rows of input tables."""
