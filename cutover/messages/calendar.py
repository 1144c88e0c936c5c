"""The calendar file of a programme: checkpoints, meetings, the cutover window, go-live and the warranty (RFC 5545)."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from icalendar import Alarm, Calendar, Event

from cutover.warehouse import Moment
from cutover.wording import day_and_time, plain, words
from cutover.zones import local_time

Row = Mapping[str, object]
PRODUCER = "-//Cutover//Go-live control room//EN"
DECISIONS = {"go": "Go", "conditional": "Conditional Go", "no_go": "No-Go"}


def calendar_file(moment: Moment) -> bytes:
    """Return the dated points of a programme as a calendar file.

    Every entry keeps its identifier for as long as its row keeps its own, and
    its sequence number grows when its time was moved: a calendar that takes a
    newer file moves what it has. Times are UTC, so no calendar must know a zone;
    the zone of the programme is named for those that show it.

    Parameters
    ----------
    moment
        The programme; the same moment gives the same bytes.

    References
    ----------
    RFC 5545, 3.6.1 (events), 3.8.4.7 (UID), 3.8.7.4 (SEQUENCE).
    """
    programme = moment.table("programme").to_pylist()[0]
    calendar = Calendar()
    for name, value in (
        ("prodid", PRODUCER), ("version", "2.0"), ("calscale", "GREGORIAN"),
        ("x-wr-calname", plain(programme["programme_name"])), ("x-wr-timezone", programme["zone"]),
    ):  # fmt: skip
        calendar.add(name, value)
    for event in (*_checkpoints(moment, programme), *_meetings(moment), *_marks(moment, programme)):
        calendar.add_component(event)
    return calendar.to_ical()


def _checkpoints(moment: Moment, programme: Row) -> Iterator[Event]:
    history = sorted(moment.table("stg_checkpoints").to_pylist(), key=lambda row: row["load_as_of"])
    for row in moment.rows("checkpoints"):
        if row["planned_at"] is None:
            continue
        planned = [each["planned_at"] for each in history if each["checkpoint_id"] == row["checkpoint_id"]]
        moves = sum(earlier != later for earlier, later in pairwise(planned))
        event = _event(moment, "checkpoint", row["checkpoint_id"], sequence=moves)
        event.add("summary", _title(row))
        event.add("dtstart", _utc(row["planned_at"]))
        event.add("description", "\n".join(_about(row, programme["zone"])))
        event.add("categories", ["Checkpoint"])
        opens = row["response_opens_at"]
        if opens and row["decision"] is None and opens > moment.as_of:
            event.add_component(_alarm(opens, f"The response window opens: {_title(row)}"))
        yield event


def _title(row: Row) -> str:
    """Return name and identifier of a checkpoint, what it is, and what was decided."""
    kinds = [word for word, name in (("gate", "is_gate"), ("point of no return", "is_point_of_no_return")) if row[name]]
    title = f"{plain(row['checkpoint_name'])} ({', '.join([plain(row['checkpoint_id']), *kinds])})"
    return f"{title}: {DECISIONS.get(row['decision'], row['decision'])}" if row["decision"] else title


def _about(row: Row, zone: str) -> Iterator[str]:
    """Give what is to be known of a checkpoint, a line each; times are local."""
    opens, closes = row["response_opens_at"], row["response_closes_at"]
    if opens or closes:
        first, last = (_local(at, zone) if at else "open" for at in (opens, closes or row["planned_at"]))
        yield f"Response window: {first} to {last} ({zone})"
    approver = [plain(row["approver"]), words(row["approver_role"]), words(row["approver_side"])]
    if any(approver):
        yield f"Decided by: {', '.join(filter(None, approver))}"
    if row["decision"] and row["decided_at"]:
        people = ", ".join(map(plain, row["decided_by"] or []))
        yield f"Decided {_local(row['decided_at'], zone)}{f' by {people}' if people else ''}"
    if row["note"]:
        yield plain(row["note"])


def _meetings(moment: Moment) -> Iterator[Event]:
    loads = _load_count(moment, "meetings")
    for row in moment.rows("meetings"):
        if row["planned_at"] is None and row["opened_at"] is None:
            continue
        event = _event(moment, "meeting", row["meeting_id"], sequence=loads + _act_count(moment, row["meeting_id"]))
        kind = words(row["meeting_type"] or "daily")
        event.add("summary", plain(row["title"]) or f"{kind} meeting")
        event.add("dtstart", _utc(row["planned_at"] or row["opened_at"]))
        if row["duration_minutes"]:
            event.add("duration", timedelta(minutes=row["duration_minutes"]))
        if row["place"]:
            event.add("location", plain(row["place"]))
        said = [f"Prepares {plain(row['checkpoint_id'])}"] if row["checkpoint_id"] else []
        said += [plain(row["summary"])] if row["closed_at"] and row["summary"] else []
        if said:
            event.add("description", "\n".join(said))
        event.add("categories", ["Meeting", kind])
        yield event


def _marks(moment: Moment, programme: Row) -> Iterator[Event]:
    """Give the window, go-live and the warranty of the programme, as far as they are dated."""
    sequence = max(_load_count(moment, "programme") - 1, 0)
    name = plain(programme["programme_name"])
    spans: tuple[tuple[str, str, date | datetime | None, date | datetime | None], ...] = (
        ("window", "Cutover window", programme["cutover_start_at"], programme["cutover_finish_at"]),
        ("go_live", "Go-live", programme["go_live_at"], None),
        ("protection", "End of the service protection period", programme["protection_finish_at"], None),
        ("warranty_start", "First day of the warranty", programme["warranty_start_date"], None),
        ("warranty_end", "Last day of the warranty", programme["warranty_end_date"], None),
    )
    for mark, title, start, finish in spans:
        if start is None:
            continue
        event = _event(moment, mark, moment.programme_id, sequence=sequence)
        event.add("summary", f"{title}: {name}")
        event.add("dtstart", _utc(start))
        if finish is not None and finish > start:
            event.add("dtend", _utc(finish))
        event.add("transp", "TRANSPARENT")
        event.add("categories", ["Milestone"])
        yield event


def _event(moment: Moment, kind: str, item_id: object, *, sequence: int) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_OID, f'cutover {moment.programme_id} {kind} {item_id}')}@cutover")
    event.add("dtstamp", _utc(moment.as_of))
    event.add("sequence", sequence)
    return event


def _alarm(at: datetime, says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", _utc(at))
    return alarm


def _load_count(moment: Moment, table: str) -> int:
    """Return how many loads up to the status time said something of a table: any of them may have moved a row."""
    return sum(load.holds(table) for load in moment.loads if load.as_of <= moment.as_of)


def _act_count(moment: Moment, meeting_id: str) -> int:
    """Return how many acts set, or took back, the time of a meeting."""
    own = {event.act_id for event in moment.events if event.act.kind == "meeting"
           and event.act.subject.get("meeting_id") == meeting_id}  # fmt: skip
    return len(own) + sum(event.act.kind == "withdrawal" and event.act.corrects in own for event in moment.events)


def _utc(at: date | datetime) -> date | datetime:
    """Return an instant as UTC; a date stays a whole day."""
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) else at


def _local(at: datetime, zone: str) -> str:
    return day_and_time(local_time(at, zone))
