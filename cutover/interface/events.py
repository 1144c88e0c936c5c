"""Events of tasks: a tool says that a task was started, finished or blocked, and it becomes an act of the record."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi.exceptions import HTTPException
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

import cutover.access as access
import cutover.record.builders as builders
from cutover import clock
from cutover.acts import KINDS, Act, Actor, Event
from cutover.errors import ConflictError, RefusedAct
from cutover.interface.service import Service
from cutover.record import new_key, record
from cutover.tables import TABLES
from cutover.tables.model import MOST_HOURS
from cutover.warehouse import Moment
from cutover.zones import FIRST_YEAR, LAST_YEAR

EVENTS = Literal["start", "finish", "block", "unblock", "fail", "skip", "progress", "evidence", "note"]
STATUSES = {
    "start": "in_progress", "finish": "complete", "block": "blocked", "fail": "failed", "skip": "skipped",
}  # fmt: skip
NEEDED = {
    "block": ("reason",), "fail": ("reason",), "skip": ("reason",), "progress": ("percent_complete", "remaining_hours"),
    "evidence": ("evidence_link",), "note": ("note",),
}  # fmt: skip
"""What an event cannot go without; of several, one."""
DIGITS = 32
"""Of the digest at the end of a key."""
SKEW = timedelta(minutes=5)
"""How far the clock of a tool may be ahead of ours."""
INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})", re.ASCII
)  # fmt: skip
EXAMPLE = "2026-10-31T22:00:00Z or 2026-10-31T18:00:00-04:00"


def read_instant(given: object) -> datetime | None:
    """Return an instant as a tool writes it, in UTC without zone; ValueError if it is none, or has no offset."""
    if given is None:
        return None
    if not isinstance(given, str) or not INSTANT.fullmatch(given):
        raise ValueError(f"must be a time with its offset, written as {EXAMPLE}")
    at = datetime.fromisoformat(given.upper())
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise ValueError(f"must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return at.astimezone(UTC).replace(tzinfo=None)


Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Instant = Annotated[
    datetime | None, BeforeValidator(read_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-10-31T22:00:00Z"]}),
]  # fmt: skip


class TaskEvent(BaseModel):
    """What happened to a task."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"event": "start", "at": "2026-10-31T22:00:00Z"},
                {"event": "block", "reason": "The firewall rule is missing", "unblock_at": "2026-11-01T02:00:00Z"},
                {"event": "finish", "evidence_link": "https://ci.example/run/118"},
            ]
        },
    )

    event: Annotated[
        EVENTS,
        Field(
            description="start, finish, block (reason), unblock, fail (reason), skip (reason), progress "
            "(percent_complete or remaining_hours), evidence (evidence_link) or note (note); in brackets what is needed"
        ),
    ]
    at: Annotated[Instant, Field(description="when it happened, with its offset; now where it is left out")] = None
    reason: Annotated[Text | None, Field(description="why; of a block what blocks it")] = None
    note: Annotated[Text | None, Field(description="remark; the text of a note")] = None
    evidence_link: Annotated[Text | None, Field(description="where the evidence is")] = None
    remaining_hours: Annotated[Number | None, Field(description="work left", ge=0, le=MOST_HOURS)] = None
    percent_complete: Annotated[Number | None, Field(description="share of the work done", ge=0, le=100)] = None
    unblock_at: Annotated[Instant, Field(description="when a blocked task is expected to go on")] = None
    position: Annotated[
        int | None,
        Field(strict=True, ge=0, le=2**53,
              description="position of the report that was acted upon: refused (409) if the task was changed since"),
    ] = None  # fmt: skip


class Recorded(BaseModel):
    """An act of the record."""

    act_id: Annotated[str, Field(description="how the record names it", pattern=r"^J\d{6,}$")]
    is_new: Annotated[bool, Field(description="false: this Idempotency-Key had recorded it before")]
    kind: Annotated[str, Field(description="kind of act")]
    subject: Annotated[dict[str, str], Field(description="row that it sets")]
    after: Annotated[dict[str, object], Field(description="cells that it sets; instants are UTC")]
    as_of: Annotated[str, Field(description="status time from which on it counts; UTC")]
    recorded_at: Annotated[str, Field(description="when it was recorded; UTC")]


@dataclass(frozen=True)
class Said:
    """What a tool says of a task.

    Attributes
    ----------
    programme
        None: the one loaded last.
    key
        Under which the same request again is the same act; None: it is a new one.
    """

    task_id: str
    event: TaskEvent
    programme: str | None = None
    key: str | None = None


def record_event(service: Service, *, actor: Actor, said: Said) -> Recorded:
    """Record what happened to a task.

    Parameters
    ----------
    service, actor
        Where, and who: rights, sides and rules are those of people.
    said
        What happened to which task.

    Raises
    ------
    CutoverError, HTTPException
        404 no such task, 403 not for this token, 409 changed since or another request had the key, 422 the rest.
    """
    desk = service.desk()
    moment = desk.warehouse.moment(said.programme)
    begun, whole = _keys(actor, said, moment.programme_id)
    if known := _known(desk.journal.events(moment.programme_id), begun, whole):
        return recorded(known, is_new=False)
    row = moment.row("tasks", {"task_id": said.task_id})
    if row is None:
        raise HTTPException(404, f"There is no task {said.task_id[:60]} in {moment.programme_id} at this status time.")
    act = replace(_act(moment, row, said.event), key=whole)
    act = act if said.event.position is None else replace(act, seen=said.event.position)
    allow(actor, act, row)
    try:
        return recorded(record(desk, act, actor), is_new=True)
    except ConflictError:
        if begun and (known := _known(desk.journal.events(moment.programme_id), begun, whole)):
            return recorded(known, is_new=False)  # the same request came twice at once
        raise


def allow(actor: Actor, act: Act, row: dict[str, object]) -> None:
    """Refuse with 403 what the rights or the side of a token do not cover; rules of the room come later."""
    try:
        access.check(actor, KINDS[act.kind], row)
    except RefusedAct as error:
        raise HTTPException(403, str(error)) from error


def recorded(event: Event, *, is_new: bool) -> Recorded:
    """Return an act as an answer tells it."""
    return Recorded(
        act_id=event.act_id,
        is_new=is_new,
        kind=event.act.kind,
        subject=dict(event.act.subject),
        after={name: _told(event.act.kind, name, value) for name, value in event.act.after.items()},
        as_of=f"{event.act.as_of.isoformat()}Z",
        recorded_at=f"{event.recorded_at.isoformat()}Z",
    )


def _told(kind: str, column: str, value: object) -> object:
    """Return a cell of the journal for an answer: instants with the Z that the journal leaves out."""
    table = TABLES[KINDS[kind].table]
    return f"{value}Z" if value and column in table.names and table[column].type == "instant" else value


def _keys(actor: Actor, said: Said, programme_id: str) -> tuple[str, str]:
    """Return how the key of a request begins, and its key: another body under the same key is seen so."""
    if said.key is None:
        return "", new_key()
    begun = f"{actor.subject}:{said.key}:"
    facts = f"{programme_id} {said.task_id} {said.event.model_dump_json(exclude_unset=True)}"
    return begun, begun + hashlib.sha256(facts.encode()).hexdigest()[:DIGITS]


def _known(events: list[Event], begun: str, whole: str) -> Event | None:
    """Return the act of a key; a key may begin as another does, so all before the digest must be the same."""
    known = next((event for event in events if begun and event.act.key[:-DIGITS] == begun), None)
    if known and known.act.key != whole:
        raise HTTPException(409, f"This Idempotency-Key was used for another request, recorded as {known.act_id}.")
    return known


def _act(moment: Moment, row: dict[str, object], event: TaskEvent) -> Act:
    """Return the act that an event is.

    Raises
    ------
    RefusedAct
        Something that it needs is missing, or it does not fit the task.
    """
    needed = NEEDED.get(event.event, ())
    if needed and all(getattr(event, name) is None for name in needed):
        raise RefusedAct(f"The event {event.event} needs {' or '.join(needed)}.")
    now = clock.now()
    if event.at and event.at > max(now + SKEW, moment.as_of):
        raise RefusedAct(
            f"at is {event.at.isoformat()}Z, ahead of now ({now.isoformat()}Z): what happened has happened."
        )
    at = event.at or max(now, moment.as_of)
    task_id = str(row["task_id"])
    if event.event == "note":
        said = builders.note(moment, str(event.note), subject=f"tasks:{task_id}", side=row["side"])
        return replace(said, as_of=max(at, moment.as_of))
    status = _status(row, event.event)
    cells = event.model_dump(include={"note", "evidence_link", "remaining_hours", "percent_complete", "unblock_at"},
                             exclude_none=True)  # fmt: skip
    if status is None:
        said = {**cells, "updated_at": at}
        return builders.act(moment, "task", {"task_id": task_id}, said, reason=event.reason, as_of=at)
    if event.event == "block":
        cells["blocked_reason"] = event.reason
    return builders.task(moment, task_id, status=status, at=at, reason=event.reason, **cells)


def _status(row: dict[str, object], event: str) -> str | None:
    """Return the status that a task has after an event; None: it stays as it is."""
    begun, done = row["actual_start_at"] is not None, row["actual_finish_at"] is not None
    status = row["status"] or ("complete" if done else "in_progress" if begun else "not_started")
    if event == "evidence" or (event == "progress" and status in ("in_progress", "blocked")):
        return None
    if event == "progress" and status != "not_started":
        raise RefusedAct(
            f"{row['task_id']} is {status}: progress is of a task that is not started, in progress or blocked."
        )
    if event == "unblock" and status != "blocked":
        raise RefusedAct(f"{row['task_id']} is {status}, not blocked: there is nothing to unblock.")
    if event == "unblock":
        return "in_progress" if begun else "not_started"
    return STATUSES.get(event, "in_progress")
