"""Meetings: opening and closing one, and the moment of which its minutes tell.

A meeting stands on the status time that it talks about: it is opened and
closed at the status time of the moment. How long it took by the clock is told
by when the journal took both acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import cutover.record.builders as builders
from cutover.acts import Act, Seal
from cutover.errors import RefusedAct
from cutover.record.keys import new_key, row_id
from cutover.record.seals import Records
from cutover.warehouse import Moment

CLOSED = ("state", "attendees", "summary", "closed_at", "closed_by", "closed_seq", "close_act_id", "held_minutes")
"""What the close of a meeting and its corrections say; all else is as it was known then."""


@dataclass(frozen=True)
class Meeting:
    """A meeting that was closed.

    Attributes
    ----------
    moment
        What was known when it was closed, all later acts left out; of a meeting that a file tells, the first snapshot
        that tells of it.
    row
        Its row of the mart `meetings` in that moment, with what its close and the corrections of it say; of a meeting
        that a file tells, as it stands now.
    """

    moment: Moment
    row: dict[str, object]


def opened(moment: Moment, meeting_id: str | None = None, *, attendees: Sequence[str] = (), **cells: object) -> Act:
    """Return that a meeting begins: one that was planned, or a new one (no identifier).

    Parameters
    ----------
    moment, meeting_id
        The status that it talks about, and which meeting.
    attendees
        Who is there.
    cells
        title, meeting_type, duration_minutes, place, checkpoint_id.
    """
    key = new_key()
    given = {**cells, **({"attendees": list(attendees)} if attendees else {}), "opened_at": moment.as_of}
    return builders.act(moment, "meeting", {"meeting_id": meeting_id or row_id("MT", key)}, given, key=key)


def closed(moment: Moment, meeting_id: str, *, summary: str, attendees: Sequence[str] = ()) -> Act:
    """Return that a meeting ends, with who was there (as noted when it was opened if none is named) and its summary."""
    row = moment.row("meetings", {"meeting_id": meeting_id}) or {}
    cells = {"summary": summary, "attendees": list(attendees or row.get("attendees") or [])}
    return builders.act(moment, "meeting_close", {"meeting_id": meeting_id}, cells)


def closed_meeting(desk: Records, moment: Moment, meeting_id: str) -> Meeting:
    """Return a meeting with the moment on which it was closed.

    Raises
    ------
    RefusedAct
        If this moment knows no such meeting, or it is not closed.
    StoreError
        If a load of then is gone.
    """
    rows = {row["meeting_id"]: row for row in moment.table("meetings").to_pylist()}
    row = rows.get(meeting_id)
    if row is None:
        raise RefusedAct(f"There is no meeting {meeting_id[:60]} at this status time.")
    if row["state"] != "closed":
        raise RefusedAct(f"The meeting {meeting_id} is not closed: minutes are written of what was closed.")
    event = next((event for event in moment.events if event.act_id == row["close_act_id"]), None)
    if event is None or event.act.seal is None:
        return Meeting(desk.warehouse.moment(moment.programme_id, _told_at(moment, row["closed_at"])), row)
    sealed = desk.warehouse.moment(moment.programme_id, seal=Seal.from_json(event.act.seal))
    then = next(each for each in sealed.table("meetings").to_pylist() if each["meeting_id"] == meeting_id)
    return Meeting(sealed, then | {name: row[name] for name in CLOSED})


def _told_at(moment: Moment, closed_at: datetime) -> datetime:
    """Return the status time of the first snapshot that tells of a meeting of a file: of before, nothing is known."""
    later = (load.as_of for load in moment.loads if load.as_of >= closed_at and load.holds("meetings"))
    return min(next(later, moment.as_of), moment.as_of)


def opening_moment(desk: Records, moment: Moment) -> Moment:
    """Return the programme as it was known when the open meeting was opened; this moment where none was opened here.

    By it the slides of a walk keep their order while the meeting goes on.
    """
    row = moment.query("meeting_now").to_pylist()[0]
    if row["state"] != "open" or row["opened_seq"] is None:
        return moment
    loads = tuple(load.load_id for load in moment.loads if load.loaded_at <= row["began_at"])
    seal = Seal(row["opened_at"], row["opened_seq"], "", loads or tuple(load.load_id for load in moment.loads))
    return desk.warehouse.moment(moment.programme_id, seal=seal)
