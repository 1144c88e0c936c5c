"""The daily meeting of the sample, computed a second time from its files: work by section, waits, what changed."""

from datetime import datetime, timedelta

import recomputed_decisions as decisions
import recomputed_forecast as forecast
import recomputed_plan as plan
import recomputed_schedule as schedule
from recomputed_rows import in_force, local, local_day, midnight, snapshots_of

DAY = timedelta(days=1)
SETTLED = {"complete": "finished", "skipped": "skipped", "failed": "failed", "blocked": "blocked"}


def in_scope(as_of: datetime) -> list[dict]:
    """Return the tasks that count; the sample never turns its plan."""
    return [task for task in plan.tasks(as_of) if task["status"] != "skipped" and task["phase"] != "contingency"]


def working_morning(as_of: datetime) -> datetime:
    """Return 8:00 on the last working day before the local day."""
    day = local_day(as_of) - DAY
    while day.weekday() > 4:
        day -= DAY
    return _eight(day)


def morning(as_of: datetime) -> datetime:
    """Return 8:00 of yesterday."""
    return _eight(local_day(as_of) - DAY)


def _eight(day) -> datetime:
    """Return 8:00 on the clock of the programme; no clock is put forward or back on a morning after 2:00."""
    begin = midnight(day)
    return begin + timedelta(hours=8 - (local(begin + timedelta(hours=8)).hour - 8))


def sections(as_of: datetime, since: datetime) -> dict[str, set[str]]:
    """Return the tasks of every section."""
    rows, now = in_scope(as_of), schedule.network(as_of)
    still = [task for task in rows if task["is_open"] and task["due"]]
    waiting = {
        name for name, (_, _, is_waiting, _) in forecast.starts(now).items() if is_waiting and now.is_scope(name)
    }
    return {
        "done": {task["task_id"] for task in rows if task["completed"] and task["completed"] > since},
        "due_today": {task["task_id"] for task in still if local_day(task["due"]) == local_day(as_of)},
        "next_24_hours": {task["task_id"] for task in still if as_of <= task["due"] < as_of + DAY},
        "late": {task["task_id"] for task in rows if task["is_late"]},
        "blocked": {task["task_id"] for task in rows if task["status"] == "blocked"},
        "startable": waiting,
    }


def waits(as_of: datetime) -> dict[tuple[str, str], int | None]:
    """Return which task waits for which, and for how many minutes it should have been started."""
    tasks, found = {task["task_id"]: task for task in plan.tasks(as_of)}, {}
    scope = {task["task_id"] for task in in_scope(as_of)}
    for link in schedule.network(as_of).links:
        own, before = tasks[link.after], tasks[link.before]
        if link.after not in scope or own["start"] or own["status"] not in ("not_started", "blocked"):
            continue
        if link.kind == "FS":
            is_held = before["is_open"]
        else:
            is_held = link.kind == "SS" and before["status"] == "not_started" and not before["start"]
        if is_held:
            begin = own["planned_start_at"] or own["baseline_start_at"]
            is_due = begin is not None and begin < as_of
            found[link.after, link.before] = int((as_of - begin).total_seconds() // 60) if is_due else None
    return found


def task_changes(as_of: datetime, since: datetime) -> set[tuple]:
    """Return kind, task and column of all that changed in the plan."""
    then, now = ({task["task_id"]: task for task in plan.tasks(at)} for at in (since, as_of))
    found = {("removed", name, None) for name in then.keys() - now.keys()}
    found |= {("added", name, None) for name in now.keys() - then.keys()}
    for name, task in now.items():
        before = then.get(name)
        if task["status"] != (before and before["status"]) and (before or task["status"] == "complete"):
            found.add((_turn(before, task, since), name, "status"))
        if before:
            found |= {(kind, name, column) for kind, column in _moved(before, task)}
            found |= {(kind, name, column) for kind, column in _restated(before, task)}
    return found


def _turn(before: dict | None, task: dict, since: datetime) -> str:
    if task["status"] == "complete":
        return "finished" if task["completed"] > since else "reported"
    if task["status"] in SETTLED:
        return SETTLED[task["status"]]
    if before["status"] in ("complete", "skipped", "failed"):
        return "reopened"
    if before["status"] == "blocked":
        return "unblocked"
    return "started" if task["status"] == "in_progress" else "reopened"


def _moved(before: dict, task: dict) -> set[tuple[str, str]]:
    if not task["is_open"]:
        return set()
    found, plain = set(), []
    starts = [row["planned_start_at"] or row["baseline_start_at"] for row in (before, task)]
    ends = [row["due"] for row in (before, task)]
    wanted = [row["forecast_finish_at"] or row["due"] for row in (before, task)]
    if ends[0] != ends[1]:
        plain = ends
        found.add((_way(ends), "planned_finish_at"))
    elif starts[0] != starts[1] and not task["start"]:
        plain = starts
        found.add((_way(starts), "planned_start_at"))
    if wanted[0] != wanted[1] and not (plain and plain[1] - plain[0] == wanted[1] - wanted[0]):
        found.add((_way(wanted), "forecast_finish_at"))
    return found


def _way(pair: list[datetime]) -> str:
    return "slipped" if pair[1] > pair[0] else "pulled_in"


def _restated(before: dict, task: dict) -> set[tuple[str, str]]:
    names = {"task_name": "re_scoped", "workstream": "re_scoped", "side": "re_scoped", "phase": "re_scoped",
             "duration_minutes": "re_scoped", "owner_role": "owner", "owners": "owner"}  # fmt: skip
    found = {(kind, name) for name, kind in names.items() if before[name] != task[name]}
    if before["status"] == task["status"] == "blocked" and before["blocked_reason"] != task["blocked_reason"]:
        found.add(("re_scoped", "blocked_reason"))
    return found | ({("re_scoped", "planned_hours")} if before["planned"] != task["planned"] else set())


def register_changes(as_of: datetime, since: datetime) -> set[tuple]:
    """Return kind, item and column of what changed in the RAID log, checkpoints, criteria and conditions."""
    found = set()
    for name, (told, kinds) in {
        "issues": (_issues, ("opened", "removed")), "checkpoints": (_checkpoints, ("added", "removed")),
        "criteria": (_criteria, ("added", "removed")), "conditions": (_conditions, ("opened", "removed")),
    }.items():  # fmt: skip
        then, now = told(since), told(as_of)
        for item in then.keys() | now.keys():
            if item not in then:
                found.add(("closed" if now[item].get("state") == "closed" else kinds[0], item, None))
            elif item not in now:
                found.add((kinds[1], item, None))
            else:
                found |= {(kind, item, column) for kind, column in _register_moves(name, then[item], now[item])}
    return found


def _register_moves(register: str, then: dict, now: dict) -> set[tuple[str, str]]:
    found = set()
    for column in then:
        if then[column] == now[column]:
            continue
        kind = {"owners": "owner", "owner_role": "owner", "reading": "read"}.get(column, "re_scoped")
        if column == "due_at":
            kind = _way([then[column], now[column]])
        if column == "state":
            kind = "decided" if register == "checkpoints" else "closed" if now[column] == "closed" else "reopened"
        found.add((kind, column))
    return found


def _issues(as_of: datetime) -> dict[str, dict]:
    return {
        row["issue_id"]: {
            "state": "closed" if row["status"] == "closed" and row["closed_at"] <= as_of else "open",
            "item_kind": row["issue_type"], "item_name": row["title"],
            **{name: row[name] for name in ("severity", "due_at", "owners", "side", "workstream")},
        }
        for row in in_force("issues", as_of).rows
        if row["opened_at"] <= as_of
    }  # fmt: skip


def _checkpoints(as_of: datetime) -> dict[str, dict]:
    loaded = in_force("checkpoints", as_of)
    return {
        row["checkpoint_id"]: {
            "state": row["decision"] if decisions.is_known(row["decided_at"], loaded.at, as_of) else None,
            "due_at": row["planned_at"], "item_name": row["checkpoint_name"], "side": row["approver_side"],
            "owner_role": row["approver_role"], "workstream": row["workstream"],
        }
        for row in loaded.rows
    }  # fmt: skip


def _criteria(as_of: datetime) -> dict[str, dict]:
    loaded = in_force("criteria", as_of)
    return {
        row["criterion_id"]: {
            "reading": row["actual"] if decisions.is_known(row["assessed_at"], loaded.at, as_of) else None,
            "definition": (row["operator"], row["target"], row["measure"], row["unit"], row["is_gating"]),
            "item_name": row["criterion_name"], "side": row["side"], "owner_role": row["owner_role"],
        }
        for row in loaded.rows
        if not row["is_removed"]
    }  # fmt: skip


def _conditions(as_of: datetime) -> dict[str, dict]:
    loaded = [snapshot for snapshot in snapshots_of("conditions") if snapshot.at <= as_of]
    return {
        row["condition_id"]: {
            "state": "open" if bool(row["closed_at"] and row["closed_at"] > as_of) or (row["status"] or "open") == "open"
            else "closed",
            **{name: row[name] for name in ("due_at", "side", "owner_role")}, "item_name": row["condition"],
            "owners": row["owner"],
        }
        for row in (loaded[-1].rows if loaded else ())
    }  # fmt: skip
