"""The desk at which acts are recorded: the one function that writes to the journal for people."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import cutover.access as access
from cutover import clock, pipeline
from cutover.acts import KINDS, Act, Actor, Event, Kind, checked, rows_said
from cutover.errors import ConflictError, JournalError, OvertakenError, RefusedAct
from cutover.journal import Journal
from cutover.record.room import Room
from cutover.record.rules import against_verdict, broken_rules
from cutover.record.seals import sealed
from cutover.store import Store
from cutover.tables import TABLES
from cutover.warehouse import Moment, Warehouse
from cutover.wording import day_and_time, words
from cutover.zones import local_time

WEIGHED = ("votes", "conditions", "criteria", "approvers")
"""Tables that a decision weighs: what somebody said there since the page was shown must be seen first."""

TRIES = 10
"""How often an act is checked anew because somebody recorded something while it was checked."""


@dataclass(frozen=True)
class Desk:
    """Where acts are recorded: a store, its journal, and the warehouse over both."""

    store: Store
    journal: Journal
    warehouse: Warehouse


def desk(path: Path) -> Desk:
    """Return the desk of the store in a folder; its journal and warehouse are one per store in this process."""
    return Desk(Store(path), pipeline.journal(path), pipeline.warehouse(path))


def record(desk: Desk, act: Act, actor: Actor) -> Event:
    """Record an act, after every check; once this returns it is on disk.

    The same key again is the same act. Columns that say who and when are
    written here, by the actor's name: nobody signs for another.

    Parameters
    ----------
    desk
        Where.
    act
        What; see `cutover.record.builders`.
    actor
        Who, by the identity provider or the local user.

    Raises
    ------
    ConflictError
        If somebody else changed the same thing in between; says what from what
        to what, by whom and when.
    RefusedAct
        If it is not allowed for this person, a value is out of its range, or a
        rule of the room is broken; says all that is wrong.
    JournalError
        If the journal is read-only or cannot be written.
    """
    if desk.journal.is_read_only:
        raise JournalError(f"Nothing can be recorded: {desk.journal.is_read_only}")
    for _ in range(TRIES):
        with suppress(OvertakenError):
            return _record_once(desk, act, actor)
    raise ConflictError("Others record faster than this can be checked: nothing of yours was recorded. Try again.")


def _record_once(desk: Desk, act: Act, actor: Actor) -> Event:
    """Record an act on exactly what it was checked on; OvertakenError if somebody recorded something meanwhile."""
    events = desk.journal.events(act.programme_id)
    known = next((event for event in events if event.act.key == act.key), None)
    act = checked(_signed(act, actor, known))
    if known is None:
        _refuse_stale(desk, act, events)
        act = _admitted(desk, act, actor)
    try:
        return desk.journal.append(act, actor, upto=events[-1].seq if events else 0)
    except OvertakenError:
        raise
    except ConflictError:
        _refuse_stale(desk, act, desk.journal.events(act.programme_id))
        raise


def _admitted(desk: Desk, act: Act, actor: Actor) -> Act:
    """Return an act that rights and rules let pass, sealed if its kind is."""
    room = Room(act, KINDS[act.kind], actor, desk.warehouse.moment(act.programme_id, act.as_of), clock.now())
    for row in (room.row, room.merged):
        if row is not None:
            access.check(actor, room.kind, row)
    if room.kind.is_sealed:
        _refuse_unseen(room)
    problems = broken_rules(room)
    if problems:
        raise RefusedAct(f"{room.kind.label} cannot be recorded: {'; '.join(problems)}.")
    if not room.kind.is_sealed:
        return act
    against = against_verdict(room)
    return replace(act, seal=sealed(desk, room.moment, act, {"against_verdict": against} if against else {}).to_json())


def _signed(act: Act, actor: Actor, known: Event | None) -> Act:
    """Return an act with who and when: by the actor's name, at its status time where it names none.

    A condition is signed when it is closed, a meeting when it is opened; who
    revokes a call does not sign the call. An act that was recorded before keeps its time.
    """
    kind = KINDS.get(act.kind)
    if kind is None or not kind.signed or act.after.get("revoked_at"):
        return act
    after = dict(act.after)
    is_open = kind.name == "meeting" or (kind.name == "condition" and act.after.get("status") not in ("met", "waived"))
    if not after.get(kind.stamped) and not is_open:
        after[kind.stamped] = known.act.after.get(kind.stamped) if known else act.as_of.isoformat()
    if after.get(kind.stamped):
        after[kind.signed] = [actor.name] if TABLES[kind.table][kind.signed].type == "texts" else actor.name
    return replace(act, after=after)


def _refuse_stale(desk: Desk, act: Act, events: list[Event]) -> None:
    """Refuse an act on a row that somebody changed since it was shown; say from what to what."""
    own = next(rows_said(act), None)
    newer = [e for e in events if e.seq > act.seen and e.act.key != act.key and own and _is_on(e, own[0], own[1])]
    if newer:
        room = desk.warehouse.moment(act.programme_id, act.as_of)
        raise ConflictError(f"{_told(newer[-1], room)} Nothing of yours was recorded; look again, then decide.")


def _is_on(event: Event, table: str, subject: Mapping[str, str]) -> bool:
    """Tell whether an act sets cells of a row, its own or one that it carries."""
    return any((name, dict(key)) == (table, dict(subject)) for name, key, _ in rows_said(event.act))


def _refuse_unseen(room: Room) -> None:
    """Refuse a decision on what has changed since the page was shown; a meeting closes on what is known by then."""
    shown = int((room.act.seal or {}).get("position", room.moment.position))
    place = room.act.subject.get("checkpoint_id") or room.act.after.get("checkpoint_id")
    newer = [
        event for event in room.moment.events if place and event.seq > shown and _weighs(room.moment, event, place)
    ]
    if newer:
        raise ConflictError(f"{_told(newer[-1], room.moment)} Nothing of yours was recorded; look again, then decide.")


def _weighs(moment: Moment, event: Event, checkpoint_id: object) -> bool:
    """Tell whether an act sets, or takes back, what a decision on a checkpoint weighs."""
    if event.act.kind == "withdrawal":
        taken = next((known for known in moment.events if known.act_id == event.act.corrects), None)
        return taken is not None and taken.seq < event.seq and _weighs(moment, taken, checkpoint_id)
    said = next(rows_said(event.act), None)
    if said is None or said[0] not in WEIGHED:
        return False
    row = moment.row(said[0], said[1]) or {**said[1], **said[2]}
    return row.get("checkpoint_id") == checkpoint_id


def _told(event: Event, moment: Moment) -> str:
    """Return who changed what from what to what, and when, in the programme's time."""
    kind, actor, act = KINDS[event.act.kind], event.actor, event.act
    zone = moment.table("programme")["zone"][0].as_py()
    place = ", ".join(words(part) for part in (actor.side, actor.role) if part)
    shown = [name for name in act.after if name not in (kind.parts, kind.signed, kind.stamped, "updated_at")]
    what = "; ".join(
        f"{_named(name)} {_cell(kind, name, act.before.get(name), zone)} → {_cell(kind, name, act.after[name], zone)}"
        for name in shown
        if act.before.get(name) != act.after[name]
    )
    return (
        f"{actor.name}{f' ({place})' if place else ''} recorded at {day_and_time(local_time(event.recorded_at, zone))}, {zone}"
        f" ({event.act_id}) a {kind.label.lower()} of {' '.join(act.subject.values()) or 'all'}"
        f"{f': {what}' if what else ''}."
    )


def _named(column: str) -> str:
    """Return a column as a sentence names it: 'actual_finish_at' gives 'actual finish'."""
    return words(column.removesuffix("_at").removeprefix("is_").removeprefix("has_")).lower()


def _cell(kind: Kind, name: str, value: object, zone: str) -> str:
    if value in (None, []):
        return "empty"
    column = TABLES[kind.table][name]
    if isinstance(value, float):
        return f"{value:g}"
    if column.type == "boolean":
        return "yes" if value else "no"
    if column.type == "instant":
        return day_and_time(local_time(datetime.fromisoformat(str(value)), zone))
    return ", ".join(value) if isinstance(value, list) else words(value) if column.allowed else str(value)
