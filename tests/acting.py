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
