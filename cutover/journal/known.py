"""What a process knows of the journal: every event that it has read, found by programme, key and row."""

import re
from collections import defaultdict

from cutover.acts import KINDS, Act, Actor, Event
from cutover.errors import ConflictError, OvertakenError
from cutover.journal.model import BrokenChainError, Head
from cutover.journal.rows import Row, canonical, check_row, instant, read_event

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


class Known:
    """Events that were read and checked, in order.

    Attributes
    ----------
    head
        Where the last of them stands.
    """

    def __init__(self) -> None:
        self.head = Head()
        self._events: list[Event] = []
        self._of_programme: dict[str, list[Event]] = defaultdict(list)
        self._by_key: dict[str, Event] = {}
        self._newest: dict[tuple[str, str, str], Event] = {}

    def events(self, programme_id: str | None, upto: int | None) -> list[Event]:
        """Return events oldest first: of one programme if named, up to a row if given."""
        found = self._events if programme_id is None else self._of_programme.get(programme_id, [])
        return [event for event in found if event.seq <= upto] if upto is not None else list(found)

    def hashes(self) -> dict[int, str]:
        """Return the hash of every row."""
        return {event.seq: event.hash for event in self._events}

    def still_holds(self, row: Row | None) -> None:
        """Raise BrokenChainError unless the row is the last one known."""
        if row is None or (row["seq"], row["hash"]) != (self.head.seq, self.head.hash):
            raise BrokenChainError(self.head.seq, f"Row {self.head.seq}, which was there before, is gone or replaced.")

    def add(self, row: Row, key: bytes) -> Event:
        """Take the next row.

        One that was touched is taken too, if it is an act: people see what is
        there, and the warning.

        Raises
        ------
        BrokenChainError
            If it does not fit the chain, or is no act.
        """
        before, self.head = self.head, Head(row["seq"], row["hash"], row["recorded_at"])
        try:
            event = read_event(row)
        except BrokenChainError:
            check_row(row, before, key)
            raise
        self._events.append(event)
        self._of_programme[event.act.programme_id].append(event)
        self._by_key[event.act.key] = event
        self._newest[row["programme_id"], row["table_name"], row["subject"]] = event
        check_row(row, before, key)
        return event

    def same(self, act: Act, actor: Actor) -> Event | None:
        """Return the event that has the key of this act already.

        Raises
        ------
        ConflictError
            If it says something else, or somebody else said it.
        """
        known = self._by_key.get(act.key)
        if known and _asked(known.act, known.actor) != _asked(act, actor):
            raise ConflictError(f"This was recorded already as {known.act_id}, and says something else: {told(known)}.")
        return known

    def refuse_stale(self, act: Act, row: Row) -> None:
        """Raise ConflictError if somebody acted on the same row after what the actor saw."""
        newest = self._newest.get((row["programme_id"], row["table_name"], row["subject"]))
        if newest and newest.seq > act.seen:
            raise ConflictError(
                f"Somebody was faster: {told(newest)}. Nothing of yours was recorded; look again, then decide."
            )

    def refuse_overtaken(self, programme_id: str, upto: int | None) -> None:
        """Raise OvertakenError if there is a row of the programme behind the one up to which was checked."""
        known = self._of_programme.get(programme_id)
        if known and upto is not None and known[-1].seq > upto:
            raise OvertakenError(
                f"Meanwhile {told(known[-1])}. Nothing of yours was recorded; look again, then decide."
            )


def told(event: Event) -> str:
    """Return who did what when: 'Ann Lee (customer) recorded on ... : status = complete'."""
    actor = event.actor
    place = ", ".join(filter(None, (actor.side, actor.role)))
    what = "; ".join(f"{name} = {_cell(value)}" for name, value in event.act.after.items())
    label = KINDS[event.act.kind].label.lower() if event.act.kind in KINDS else event.act.kind
    about = " ".join(event.act.subject.values())
    return (
        f"{actor.name}{f' ({place})' if place else ''} recorded at {instant(event.recorded_at.isoformat())}"
        f" a {label} of {about}{f': {what}' if what else ''}"
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "empty" if value is None else instant(value) if INSTANT.fullmatch(str(value)) else str(value)


def _asked(act: Act, actor: Actor) -> str:
    """Return what makes two requests the same: what is asked and by whom, not what the page showed meanwhile."""
    asked = [act.programme_id, act.kind, act.subject, act.after, act.reason, act.corrects]
    return canonical([*asked, actor.subject, actor.issuer])
