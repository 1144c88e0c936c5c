"""The tables of the room: stakeholder groups, the communication plan, meetings."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cutover.generate.gates import decision_time, planned_time
from cutover.generate.logbook import known_task
from cutover.generate.network import read_story
from cutover.generate.people import WEEKEND_ROLES, job_name, person_names
from cutover.generate.plan import Plan
from cutover.generate.times import CUTOVER_START_AT, GO_LIVE_AT, HOLIDAYS
from cutover.generate.writer import Columns, columns_of

MEETINGS_FROM, MEETINGS_UNTIL = np.datetime64("2026-09-14"), np.datetime64("2026-11-28")
DAILY_OPENS, STEERING_OPENS = 9 * 60, 15 * 60
PLANNED_AHEAD = 10 * 1440
"""Minutes that daily meetings stand in the calendar ahead; those of the weekend and the gates stand from the start."""

NOT_HELD = "MT-20261112-1500"
"""A steering meeting that was planned and never opened."""

LEADS = ("data_conversion_lead", "functional_lead", "interface_lead", "technical_lead")
"""Roles of the daily meeting beside the PMO; of both sides, one in eight stays away."""


@dataclass(frozen=True)
class Slot:
    """A meeting as it is planned."""

    at: np.datetime64
    meeting_type: str
    title: str
    minutes: int
    checkpoint_id: str | None = None

    @property
    def meeting_id(self) -> str:
        """Return its identifier: of a gate by its checkpoint, else by its time."""
        stamp = str(self.at).replace("-", "").replace(":", "").replace("T", "-")
        return f"MT-{self.checkpoint_id}" if self.title.startswith("Gate") else f"MT-{stamp}"


def audiences() -> Columns:
    """Return the stakeholder groups."""
    return columns_of([{**row, "head_count": int(row["head_count"])} for row in read_story("audiences")])


def communications_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the communication plan; what was sent and confirmed by then, and who did."""
    rows = []
    for number, row in enumerate(read_story("communications"), 1):
        due_at = np.datetime64(row["due_at"])
        sent_at, confirmed_at = (
            _by(due_at + round(60 * float(row[name])) if row[name] else None, as_of)
            for name in ("sent_after_hours", "acknowledged_after_hours")
        )
        sender = person_names(row["side"], row["sender_role"])[0]
        names = ("title", "audience", "channel", "sender_role", "side", "phase", "checkpoint_id")
        rows.append(
            {
                **{name: row[name] for name in names},
                "communication_id": f"COM-{number:02d}",
                "task_id": known_task(plan, row["task_id"], as_of),
                "due_at": due_at,
                "sent_at": sent_at,
                "sent_by": None if sent_at is None else sender,
                "is_acknowledgement_required": row["acknowledged_after_hours"] != "",
                "acknowledged_at": confirmed_at,
                "acknowledged_by": None if confirmed_at is None else sender,
            }
        )
    return columns_of(rows)


def meetings_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the meetings: held ones with who was there and what came out, and those that are planned."""
    rows, since = [], np.datetime64("2026-08-28T18:00")
    for slot in sorted(_slots(as_of), key=lambda slot: (slot.at, slot.meeting_id)):
        if slot.meeting_type in ("daily", "steering") and slot.at > as_of + PLANNED_AHEAD:
            continue
        luck = plan.dice.uniform(f"meeting {slot.meeting_id}", 2)
        is_held = slot.meeting_id != NOT_HELD
        opened_at = slot.at + int(5 * luck[0]) if is_held else None
        closed_at = _by(_close(plan, slot, float(luck[1])) if is_held else None, as_of)
        attendees = _attendees(plan, slot)
        opened_at = _by(opened_at, as_of)
        rows.append(
            {
                "meeting_id": slot.meeting_id,
                "meeting_type": slot.meeting_type,
                "title": slot.title,
                "planned_at": slot.at,
                "duration_minutes": slot.minutes,
                "place": _place(slot),
                "checkpoint_id": slot.checkpoint_id,
                "opened_at": opened_at,
                "opened_by": None if opened_at is None else attendees[0],
                "attendees": None if opened_at is None else "; ".join(attendees),
                "closed_at": closed_at,
                "closed_by": None if closed_at is None else attendees[0],
                "summary": None if closed_at is None else _summary(plan, since, closed_at),
            }
        )
        since = since if closed_at is None else closed_at
    return columns_of(rows)


def _slots(as_of: np.datetime64) -> Iterator[Slot]:
    """Give every meeting of the story: at the gates, each four hours of the weekend, daily, weekly steering."""
    gates = read_story("checkpoints")
    held = [planned_time(gate, as_of) for gate in gates]
    for gate, at in zip(gates, held, strict=True):
        name = f"{gate['checkpoint_id']} {gate['checkpoint_name']}"
        yield Slot(at, "checkpoint", f"Gate {name}", 60, gate["checkpoint_id"])
    for at in np.arange(CUTOVER_START_AT + 240, GO_LIVE_AT + 1, 60):
        ahead = min(gate - at for gate in held if gate >= at)
        is_near = min(abs(gate - at) for gate in held) < np.timedelta64(60, "m")
        hour = int((at - at.astype("datetime64[D]")).astype(int)) // 60
        next_id = gates[held.index(at + ahead)]["checkpoint_id"]
        is_before_gate = next_id in ("CP-07", "CP-08") and ahead <= np.timedelta64(180, "m")
        if hour % 12 == 6:
            yield Slot(at, "handover", f"Shift hand-over {_day(at)} {hour:02d}:00", 30)
        elif not is_near and (hour % 4 == 2 or is_before_gate):
            yield Slot(at, "checkpoint", f"Status {_day(at)} {hour:02d}:00", 20, next_id)
    for day in np.arange(MEETINGS_FROM, MEETINGS_UNTIL):
        if np.is_busday(day, holidays=HOLIDAYS):
            midnight = day.astype("datetime64[m]")
            yield Slot(midnight + DAILY_OPENS, "daily", f"Daily meeting {_day(midnight)} {str(day)[5:]}", 30)
            if _day(midnight) == "Thursday":
                yield Slot(midnight + STEERING_OPENS, "steering", f"Steering {str(day)[5:]}", 60)


def _close(plan: Plan, slot: Slot, luck: float) -> np.datetime64:
    """Return when a meeting ends: a gate a few minutes behind its decision."""
    if slot.meeting_id == f"MT-{slot.checkpoint_id}":
        gate = next(row for row in read_story("checkpoints") if row["checkpoint_id"] == slot.checkpoint_id)
        return max(slot.at, decision_time(plan, gate)) + 5 + int(10 * luck)
    return slot.at + 5 + int(slot.minutes * (0.5 + 0.6 * luck))


def _attendees(plan: Plan, slot: Slot) -> list[str]:
    """Return who is there; the first one leads the meeting."""
    if slot.meeting_type == "steering":
        roles = [("customer", "executive_sponsor"), ("provider", "executive_sponsor"),
                 ("customer", "program_manager"), ("provider", "program_manager")]  # fmt: skip
        return [job_name(*role) for role in roles]
    if slot.meeting_id == f"MT-{slot.checkpoint_id}":
        gate = next(row for row in read_story("checkpoints") if row["checkpoint_id"] == slot.checkpoint_id)
        chair = job_name(gate["approver_side"], gate["approver_role"])
        asked = [*person_names("shared", gate["approver_role"]), *person_names("shared", "pmo_lead")]
        return [chair, *(name for name in dict.fromkeys(asked) if name != chair)]
    if slot.meeting_type == "daily":
        chance = plan.dice.uniform(f"attendees {slot.meeting_id}", 2 * len(LEADS)) > 0.125
        names = [name for role in LEADS for name in person_names("shared", role)]
        here = [name for name, is_here in zip(names, chance, strict=True) if is_here]
        return [*person_names("shared", "pmo_lead"), *here]
    number = int((slot.at - CUTOVER_START_AT).astype(int)) // 720
    on_shift = [job_name(side, role, number % 2 == 1) for role in reversed(WEEKEND_ROLES)
                for side in ("customer", "provider")]  # fmt: skip
    return on_shift


def _summary(plan: Plan, since: np.datetime64, closed_at: np.datetime64) -> str:
    """Return what was done since the meeting before, and what is late and blocked."""
    in_plan = plan.is_known(closed_at)
    done = int((in_plan & (plan.actual_finish > since) & (plan.actual_finish <= closed_at)).sum())
    is_open = in_plan & ~(plan.actual_finish <= closed_at)
    late = int((is_open & (plan.planned(closed_at).finish < closed_at)).sum())
    blocked = int((is_open & (plan.blocked_at <= closed_at) & (closed_at < plan.unblock_at)).sum())
    return f"Tasks done since the last meeting: {done}; late: {late}; blocked: {blocked}"


def _place(slot: Slot) -> str:
    places = {"daily": "Program office and bridge 1", "steering": "Executive conference room"}
    return places.get(slot.meeting_type, "Command center and bridge 2")


def _day(at: np.datetime64) -> str:
    return f"{at.astype('datetime64[s]').item():%A}"


def _by(stamp: np.datetime64 | None, as_of: np.datetime64) -> np.datetime64 | None:
    return stamp if stamp is not None and stamp <= as_of else None
