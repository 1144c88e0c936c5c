"""Roster, gaps, bookings and staffing of the sample, computed a second time from its files, by the glossary."""

from datetime import datetime, timedelta
from itertools import combinations

import recomputed_schedule as schedule
from recomputed_rows import in_force, local_day

SIDES = ("customer", "provider")


def roster(as_of: datetime) -> list[dict]:
    """Return the shifts that the newest file holds."""
    return [row for row in in_force("shifts", as_of).rows if row["shift_finish_at"] > row["shift_start_at"]]


def blocks(as_of: datetime) -> list[tuple[datetime, datetime]]:
    """Return start and end of the blocks, in order of time."""
    asked = {(row["shift_start_at"], row["shift_finish_at"]) for row in roster(as_of) if row["is_required"]}
    return sorted(asked)


def ahead(as_of: datetime) -> list[tuple[datetime, datetime]]:
    """Return the blocks that are not over."""
    return [block for block in blocks(as_of) if block[1] > as_of]


def on_shift(block: tuple[datetime, datetime], as_of: datetime) -> list[dict]:
    """Return the shifts of a block: those that share half of the shorter of the two."""
    found = []
    for row in roster(as_of):
        first, last = max(row["shift_start_at"], block[0]), min(row["shift_finish_at"], block[1])
        shorter = min(row["shift_finish_at"] - row["shift_start_at"], block[1] - block[0])
        found += [row] if last - first >= shorter / 2 else []
    return found


def work(block: tuple[datetime, datetime], as_of: datetime) -> list[dict]:
    """Return the tasks of the cutover that fall into a block, once for each side that they are work of."""
    dates, found = schedule.dates(as_of), []
    for task in in_force("tasks", as_of).rows:
        if task["phase"] != "cutover" or task["task_id"] not in dates:
            continue
        start, finish = dates[task["task_id"]]
        is_open = not (task["actual_finish_at"] and task["actual_finish_at"] <= as_of)
        if start < block[1] and (finish > block[0] or start >= block[0]):
            sides = [task["side"]] if task["side"] in SIDES else SIDES
            found += [{"side": side, "role": task["owner_role"], "is_due": is_open or block[1] <= as_of}
                      for side in sides]  # fmt: skip
    return found


def cells(as_of: datetime) -> dict[tuple, tuple]:
    """Return state, required, staffed, confirmed and due of each block, side and role."""
    found = {}
    for block in blocks(as_of):
        shifts, tasks = on_shift(block, as_of), work(block, as_of)
        for side, role in {(row["side"], row["role"]) for row in [*shifts, *tasks]}:
            own = [row for row in shifts if (row["side"], row["role"]) == (side, role)]
            due = sum(task["is_due"] for task in tasks if (task["side"], task["role"]) == (side, role))
            found[block[0], side, role] = _judged(own, due)
    return found


def _judged(shifts: list[dict], due: int) -> tuple:
    staffed = {row["person_id"] for row in shifts if row["person_id"]}
    confirmed = {row["person_id"] for row in shifts if row["person_id"] and row["is_confirmed"]}
    required = [row for row in shifts if row["is_required"]]
    doubtful = [row for row in shifts if row["person_id"] and not row["is_confirmed"] and (row["is_required"] or due)]
    state = "covered" if staffed else "not_needed"
    if due and not staffed:
        state = "nobody"
    elif any(not row["person_id"] for row in required):
        state = "missing"
    elif doubtful:
        state = "unconfirmed"
    return state, len(required), len(staffed), len(confirmed), due


def overlaps(as_of: datetime) -> set[frozenset]:
    """Return the pairs of shifts of one person that overlap and are not over."""
    return {
        frozenset((one["shift_id"], two["shift_id"]))
        for one, two in combinations([row for row in roster(as_of) if row["person_id"]], 2)
        if one["person_id"] == two["person_id"]
        and max(one["shift_start_at"], two["shift_start_at"])
        < min(one["shift_finish_at"], two["shift_finish_at"])
        and min(one["shift_finish_at"], two["shift_finish_at"]) > as_of
    }  # fmt: skip


def seats_on_call(as_of: datetime, decided: dict[str, datetime]) -> dict[tuple[str, str], int]:
    """Return how many people of each side are on call for each checkpoint that is not decided."""
    people = in_force("people", as_of).rows
    gates = [row["checkpoint_id"] for row in in_force("checkpoints", as_of).rows if row["checkpoint_id"] not in decided]
    return {
        (gate, side): sum(
            row["side"] == side and gate in (row["on_call_checkpoint_ids"] or "").split("; ") for row in people
        )
        for gate in gates
        for side in SIDES
    }


def staffing(as_of: datetime, days: int) -> dict[tuple, tuple]:
    """Return intervals, short ones and the most people missing of each organization and day, the newest days."""
    rows = [row for row in in_force("contact_center_intervals", as_of).rows if row["interval_start_at"] <= as_of]
    newest = sorted({local_day(row["interval_start_at"]) for row in rows})[-days:]
    found: dict[tuple, list[int]] = {}
    for row in rows:
        key = row["organization"], local_day(row["interval_start_at"])
        if key[1] in newest:
            found.setdefault(key, []).append(row["required_count"] - row["staffed_count"])
    return {key: (len(own), sum(one > 0 for one in own), max(0, *own)) for key, own in found.items()}


def rest(person_id: str, block: datetime, as_of: datetime) -> timedelta | None:
    """Return the time since a person's shift before a block; None where there is none."""
    ends = [row["shift_finish_at"] for row in roster(as_of) if row["person_id"] == person_id]
    return min((block - end for end in ends if end <= block), default=None)
