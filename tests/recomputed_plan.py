"""Tasks and the burn-down of the sample, computed a second time from the definitions of the glossary."""

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from recomputed_rows import in_force, local_day, midnight, minutes, told_up_to, total

OPEN = ("not_started", "in_progress", "blocked", "failed")


def judge(row: dict, told: datetime, is_reported: bool) -> dict:
    """Return a task as it stands at a time: status, start, finish, hours left."""
    stated, finish = row["status"], row["actual_finish_at"]
    start = row["actual_start_at"] if row["actual_start_at"] and row["actual_start_at"] <= told else None
    ended = stated in ("complete", "failed") and finish is not None and finish <= told
    if is_reported:
        status = stated if finish is None or ended or stated in (*OPEN[:3], "skipped") else None
    else:
        status = stated if ended else None
        if stated == "blocked" and row["blocked_at"] and row["blocked_at"] <= told:
            status = "blocked"
    status = status or ("in_progress" if start else "not_started")
    planned = next((row[n] for n in ("planned_hours", "baseline_hours") if row[n] is not None), None)
    if planned is None and row["duration_minutes"] is not None:
        planned = row["duration_minutes"] / 60
    left = row["remaining_hours"] if is_reported else None
    if status in ("complete", "skipped"):
        left = 0
    elif left is None:
        left = planned if start is None or planned is None else max(0, planned - int(minutes(start, told)) / 60)
    due = row["planned_finish_at"] or row["baseline_finish_at"]
    return row | {
        "status": status, "start": start, "planned": planned, "left": left, "due": due,
        "completed": finish if status == "complete" and ended else told if status == "complete" else None,
        "expected": _expected(row, status, told, left, due, finish if ended else told),
        "in_plan": (row["added_at"] or told) <= told and (row["removed_at"] is None or row["removed_at"] > told),
        "is_open": status in OPEN,
        "is_reported": is_reported,
        "is_late": status in OPEN and due is not None and due < told
        and (row["phase"] != "contingency" or start is not None),
    }  # fmt: skip


def _expected(row: dict, status: str, told: datetime, left: float, due: datetime, finish: datetime):
    if status in ("complete", "skipped"):
        return finish if status == "complete" else None
    if status in ("blocked", "failed") and not row["unblock_at"] and not row["forecast_finish_at"]:
        return None
    begins = max(told, row["unblock_at"] or told)
    work = begins + timedelta(minutes=round(left * 60)) if left is not None else None
    promised = row["forecast_finish_at"] or max(at for at in (due, work) if at)
    return max(told, promised)


@lru_cache(maxsize=16)
def plans(as_of: datetime) -> list[tuple[datetime, dict[str, dict]]]:
    """Return every snapshot of the plan up to a status time: until when it tells the course, and its tasks."""
    found = told_up_to("tasks", as_of)
    result = []
    for snapshot in found:
        told = as_of if snapshot is found[-1] else snapshot.at
        result.append((told, judged(snapshot.at, told)))
    return result


@lru_cache(maxsize=64)
def judged(at: datetime, told: datetime) -> dict[str, dict]:
    """Return the tasks of a snapshot as they stand at a time."""
    return {row["task_id"]: judge(row, told, at <= told) for row in in_force("tasks", at).rows}


def tasks(as_of: datetime) -> list[dict]:
    """Return the tasks in the plan at a status time."""
    return [task for task in plans(as_of)[-1][1].values() if task["in_plan"]]


def counts(rows: list[dict]) -> dict:
    """Return the counts of a group of tasks under the names of the report task_counts."""
    wanted = [task for task in rows if task["status"] != "skipped"]
    statuses = ("complete", "in_progress", "not_started", "blocked", "failed", "skipped")
    planned = total(task["planned"] for task in wanted)
    done = total(task["planned"] - task["left"] for task in wanted if task["planned"] is not None)
    complete = sum(task["status"] == "complete" for task in rows)
    return {
        "task_count": len(rows),
        **{f"{status}_count": sum(task["status"] == status for task in rows) for status in statuses},
        "late_count": sum(task["is_late"] for task in rows),
        "planned_hours": planned,
        "remaining_hours": total(task["left"] for task in rows),
        "complete_percent": 100 * complete / len(wanted) if wanted else None,
        "done_percent": 100 * done / planned if planned else None,
    }


@lru_cache(maxsize=16)
def period(as_of: datetime) -> tuple[datetime, datetime]:
    """Return t0 and T of the baseline, told by the oldest snapshot."""
    start = in_force("programme", as_of).rows[0]["baseline_at"]
    first = told_up_to("tasks", as_of)[0].rows
    finishes = [
        row["baseline_finish_at"] or row["planned_finish_at"]
        for row in first
        if row["phase"] != "contingency" and (row["added_at"] is None or row["added_at"] <= start)
    ]
    return start, max(finishes)


def steps(as_of: datetime) -> set[datetime]:
    """Return the instants of the burn-down: t0, T, local midnights, snapshots and the status time."""
    start, finish = period(as_of)
    last = max(start, finish, as_of)
    found = {start, finish, as_of, *(told for told, _ in plans(as_of))}
    day = local_day(start) + timedelta(days=1)
    while midnight(day) <= last:
        found.add(midnight(day))
        day += timedelta(days=1)
    return {at for at in found if start <= at or at == as_of}


def stood(at: datetime, as_of: datetime, *, keep=lambda task: task["phase"] != "contingency") -> dict:
    """Return scope and work left at an instant, told by the first snapshot at or after it."""
    snapshots = plans(as_of)
    number = next(place for place, (told, _) in enumerate(snapshots) if told >= at)
    told, present = snapshots[number]
    sums = {"scope_count": 0, "remaining_count": 0, "scope_hours": 0.0, "remaining_hours": 0.0}
    for task_id, task in present.items():
        earlier = [found[task_id] for _, found in snapshots[:number] if task_id in found]
        before = earlier[-1] if earlier else None
        is_new = number > 0 and task_id not in snapshots[number - 1][1]
        entered = task["added_at"] or (told if is_new else None)
        skipped = [t for t, found in snapshots[: number + 1] if found.get(task_id, {}).get("status") == "skipped"]
        left_at = min(
            (x for x in (task["removed_at"], skipped[0] if task["status"] == "skipped" else None) if x), default=None
        )
        if not keep(task) or (entered and entered > at) or (left_at and left_at <= at):
            continue
        completed = _completed(task_id, task, snapshots[: number + 1])
        is_done = completed is not None and completed <= at and not (left_at and completed > left_at)
        hours, left = (task["planned"], task["left"]) if at == told else _hours_before(task, before)
        sums["scope_count"] += 1
        sums["remaining_count"] += not is_done
        sums["scope_hours"] += hours or 0
        sums["remaining_hours"] += 0 if is_done else left or 0
    for task_id, task in (snapshots[number - 1][1] if number else {}).items():
        if task_id in present or not keep(task) or not task["in_plan"] or task["status"] == "skipped" or at == told:
            continue
        sums["scope_count"] += 1
        sums["remaining_count"] += task["status"] != "complete"
        sums["scope_hours"] += task["planned"] or 0
        sums["remaining_hours"] += task["left"] or 0
    return sums


def _hours_before(task: dict, before: dict | None) -> tuple[float, float]:
    return (task["planned"], task["planned"]) if before is None else (before["planned"], before["left"])


def _completed(task_id: str, task: dict, snapshots: list) -> datetime | None:
    if task["status"] != "complete":
        return None
    finish = task["actual_finish_at"]
    return finish or next(told for told, found in snapshots if found.get(task_id, {}).get("status") == "complete")


def baseline(as_of: datetime, *, keep=lambda task: task["phase"] != "contingency") -> list[tuple[datetime, float]]:
    """Return when each baseline task is due, and its hours."""
    start, _ = period(as_of)
    first = next(found for told, found in plans(as_of) if told >= start)
    return [
        (task["baseline_finish_at"] or task["due"], task["baseline_hours"] or task["planned"] or 0)
        for task in first.values()
        if keep(task)
        and (task["added_at"] is None or task["added_at"] <= start)
        and (task["removed_at"] is None or task["removed_at"] > start)
    ]


def burndown(as_of: datetime, **kept) -> dict[datetime, dict]:
    """Return every line of the burn-down by instant."""
    start, finish = period(as_of)
    base = baseline(as_of, **kept)
    lines = {}
    for at in steps(as_of):
        share = 1 - min(1, max(0, (at - start) / (finish - start)))
        nothing = dict.fromkeys(("scope_count", "remaining_count", "scope_hours", "remaining_hours"))
        lines[at] = (stood(at, as_of, **kept) if at <= as_of else nothing) | {
            "planned_remaining_count": sum(due > at for due, _ in base),
            "planned_remaining_hours": sum(hours for due, hours in base if due > at),
            "ideal_remaining_count": len(base) * share,
            "ideal_remaining_hours": sum(hours for _, hours in base) * share,
        }
    return lines


def rates(as_of: datetime, unit: str = "count") -> dict:
    """Return the rates of the last five days and the finish that they promise."""
    start, _ = period(as_of)
    length = max(k for k in range(1, 6) if as_of - timedelta(days=k) >= start)
    now, then = stood(as_of, as_of), stood(as_of - timedelta(days=length), as_of)
    scope, left = f"scope_{unit}", f"remaining_{unit}"
    rate = ((now[scope] - now[left]) - (then[scope] - then[left])) / length
    net = (then[left] - now[left]) / length
    return {"remaining": now[left], "interval_count": length, "rate": rate, "net_rate": net} | {
        name: as_of + timedelta(minutes=round(now[left] / each * 1440)) if each > 0 else None
        for name, each in (("forecast_finish_at", rate), ("net_finish_at", net))
    }


def behind(as_of: datetime) -> timedelta:
    """Return how far the work is behind plan; negative: ahead."""
    lines = burndown(as_of)
    left = lines[as_of]["remaining_count"]
    if left > lines[as_of]["planned_remaining_count"]:
        return as_of - max(t for t, x in lines.items() if t <= as_of and x["planned_remaining_count"] >= left)
    return as_of - min(t for t, x in lines.items() if t >= as_of and x["planned_remaining_count"] <= left)


def scope_changes(as_of: datetime) -> set[tuple]:
    """Return what was added, removed or re-estimated: when it was told, task, kind, change of hours."""
    found, start = set(), period(as_of)[0]
    snapshots = [(None, {}), *plans(as_of)]
    for (opening, earlier), (told, present) in pairwise(snapshots):
        for task_id, task in present.items():
            if task["phase"] == "contingency":
                continue
            before = earlier.get(task_id)
            is_new = opening is not None and before is None
            entered = task["added_at"] or (told if is_new else None)
            gone = task["removed_at"] and task["removed_at"] <= told
            was_gone = opening is not None and task["removed_at"] and task["removed_at"] <= opening
            skipped = task["status"] == "skipped" and (before is None or before["status"] != "skipped")
            if entered and start < entered <= told and (opening is None or entered > opening):
                found.add((told, task_id, "added", task["planned"]))
            if (gone and not was_gone) or skipped:
                found.add((told, task_id, "removed", -(before or task)["planned"]))
            if before and task["in_plan"] and task["planned"] != before["planned"]:
                found.add((told, task_id, "re-estimated", task["planned"] - before["planned"]))
        for task_id in set(earlier) - set(present):
            last = earlier[task_id]
            if last["in_plan"] and last["status"] != "skipped" and last["phase"] != "contingency":
                found.add((told, task_id, "removed", -last["planned"]))
    return found
