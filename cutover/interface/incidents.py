"""The webhook of incidents: what a ticket tool sends becomes an act, once, and never an older state over a newer one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

import cutover.record.builders as builders
from cutover import clock
from cutover.acts import Actor, journal_value
from cutover.errors import ConflictError, RefusedAct
from cutover.interface.events import SKEW, Recorded, allow, recorded
from cutover.interface.payloads import INCIDENTS, SENDERS, Delivery, Row, read_delivery
from cutover.interface.service import Service
from cutover.record import record
from cutover.warehouse import Moment
from cutover.wording import plain
from cutover.zones import find_zone

RAISED = ("jira:issue_created", "jira:issue_updated")
EXPECTED = ("sla_due_at",)
"""Instants that may lie ahead."""
UNDATED = "It brings no time of update that can be read: were it older than what is known, nobody could tell."
TRIES = 3
"""How often a delivery is compared anew because another one came at the same time."""


class Taken(BaseModel):
    """What became of a delivery."""

    result: Annotated[
        Literal["created", "updated", "unchanged", "older", "ignored"],
        Field(description="unchanged: all of it is known; older: something newer is known; ignored: no incident in it"),
    ]
    incident_id: Annotated[str | None, Field(description="number of the incident in its tool")] = None
    act: Annotated[Recorded | None, Field(description="the act; null where nothing was recorded")] = None
    taken: Annotated[dict[str, str], Field(description="our column to the field that it was read from")] = {}
    ignored: Annotated[list[str], Field(description="fields that hold something and that nothing was made of")] = []
    warnings: Annotated[list[str], Field(description="what could not be read; those cells are left as they are")] = []
    zone: Annotated[str | None, Field(description="zone in which times without an offset were read")] = None
    reason: Annotated[str | None, Field(description="why nothing was recorded")] = None


@dataclass(frozen=True)
class Sent:
    """What a tool sent.

    Attributes
    ----------
    tool
        Its name, a key of `SENDERS`.
    programme
        None: the one loaded last.
    zone
        Zone of times without an offset.
    """

    tool: str
    payload: Row
    programme: str | None = None
    zone: str = "UTC"


def take(service: Service, *, actor: Actor, sent: Sent) -> Taken:
    """Record the incident that a tool sent: a new one whole, of one that is known only the cells that changed.

    Parameters
    ----------
    service, actor
        Where, and who: rights and rules are those of people.
    sent
        What the tool sent.

    Raises
    ------
    CutoverError, HTTPException
        The payload is no incident, or the token may not record it.
    """
    find_zone(sent.zone)
    event = str(sent.payload.get("webhookEvent") or "")
    if event and event not in RAISED:
        return Taken(
            result="ignored", reason=f"Only {' and '.join(RAISED)} say how an incident is; {plain(event)} does not."
        )
    for _ in range(TRIES):
        try:
            return _take(service, actor, sent)
        except ConflictError as error:
            overtaken = error
    raise overtaken


def _take(service: Service, actor: Actor, sent: Sent) -> Taken:
    desk = service.desk()
    moment = desk.warehouse.moment(sent.programme)
    found = read_delivery(SENDERS[sent.tool], sent.payload, lambda number: _row(moment, number), zone=sent.zone)
    said = {"incident_id": found.incident_id, "taken": dict(found.taken), "ignored": list(found.ignored),
            "warnings": [*found.warnings, *_undated(found)], "zone": sent.zone}  # fmt: skip
    row = _row(moment, found.incident_id)
    newest, delivered = (row or {}).get("updated_at"), found.cells.get("updated_at")
    if newest and delivered and delivered < newest:
        why = f"It was changed at {delivered.isoformat()}Z; what is known was changed at {newest.isoformat()}Z."
        return Taken(result="older", reason=why, **said)
    cells = changed(found, row)
    if not cells:
        return Taken(result="unchanged", reason="All that it says is known.", **said)
    subject = {"incident_id": found.incident_id}
    at = _status_time(found, moment)
    act = builders.act(moment, "incident", subject, cells, key=_key(sent, moment, subject, cells), as_of=at)
    allow(actor, act, row or cells)
    return Taken(result="updated" if row else "created", act=recorded(record(desk, act, actor), is_new=True), **said)


def changed(found: Delivery, row: Row | None) -> dict[str, object]:
    """Return the cells of a delivery that say something else than the row; of a new incident those that say anything."""
    known = row or {}
    return {
        name: value
        for name, value in found.cells.items()
        if _as_written(name, value) != _as_written(name, known.get(name))
    }


def _undated(found: Delivery) -> list[str]:
    """Say that a delivery cannot be told from an older one where it brings no time of update."""
    return [] if found.cells.get("updated_at") else [UNDATED]


def _row(moment: Moment, number: str) -> Row | None:
    return moment.row("incidents", {"incident_id": plain(number).strip()})


def _as_written(name: str, value: object) -> object:
    """Return a cell as the journal would write it; what it would refuse, as it is."""
    try:
        return journal_value(INCIDENTS[name], value)
    except ValueError:
        return value


def _status_time(found: Delivery, moment: Moment) -> datetime | None:
    """Return when it was so, by the tool: what has happened has happened by then; None: by the newest status time.

    Raises
    ------
    RefusedAct
        That lies ahead of now, so nobody else's status time is moved there.
    """
    told = {name: at for name, at in found.cells.items() if isinstance(at, datetime) and name not in EXPECTED}
    if not told:
        return None
    name = max(told, key=told.__getitem__)
    now = clock.now()
    if told[name] > max(now + SKEW, moment.as_of):
        raise RefusedAct(
            f"{name} is {told[name].isoformat()}Z, ahead of now ({now.isoformat()}Z): what has happened has happened. "
            "Where the tool sends times without an offset, name their zone (?zone=America/New_York)."
        )
    return told[name]


def _key(sent: Sent, moment: Moment, subject: Mapping[str, str], cells: Mapping[str, object]) -> str:
    """Return the key of an act: the same delivery upon the same row is the same act."""
    facts = (sent.tool, moment.programme_id, subject, sorted(cells.items()), moment.seen("incidents", subject))
    return f"{sent.tool}:{hashlib.sha256(repr(facts).encode()).hexdigest()[:40]}"
