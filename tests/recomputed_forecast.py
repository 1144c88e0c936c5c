"""What the network of the sample forecasts, computed a second time: targets, delays, hand-offs, what moved a finish."""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from statistics import median

import recomputed_schedule as schedule
from recomputed_hours import instant, minute
from recomputed_plan import period
from recomputed_rows import in_force, local_day, tolerance
from recomputed_schedule import Network

NAMES = {"cutover": "cutover", "plan": "whole plan"}


def finishes(now: Network, as_of: datetime, tasks: dict[str, dict]) -> dict[str, datetime | None]:
    """Return the finish that counts of every task: the network's where it drives and an end is in sight."""
    counted = {}
    for name, row in tasks.items():
        is_network = row["is_open"] and row["expected"] and name in now.tasks and schedule.drives(as_of)
        counted[name] = instant(now.early[name].finish) if is_network else row["expected"]
    return counted


def milestones(as_of: datetime) -> dict[str, dict]:
    """Return the milestones as the newest report up to the status time tells them."""
    found: dict[str, dict] = {}
    for row in sorted(in_force("milestones", as_of).rows, key=lambda row: row["report_date"]):
        if row["milestone_id"] not in found or row["report_date"] <= local_day(as_of):
            found[row["milestone_id"]] = row
    return found


@lru_cache(maxsize=16)
def due(as_of: datetime) -> dict[str, datetime]:
    """Return when every target is due."""
    programme, gates = in_force("programme", as_of).rows[0], in_force("checkpoints", as_of).rows
    return {
        "cutover": programme["cutover_finish_at"], "plan": period(as_of)[1],
        **{f"checkpoint:{row['checkpoint_id']}": row["planned_at"] for row in gates},
        **{f"milestone:{name}": row["baseline_at"] for name, row in milestones(as_of).items()},
    }  # fmt: skip


@lru_cache(maxsize=64)
def members(number: int, as_of: datetime) -> dict[str, list[str]]:
    """Return the tasks that every target waits for in a snapshot."""
    now = schedule.networks(as_of)[number]
    found, scope = defaultdict(list), [name for name in now.tasks if now.is_scope(name)]
    found["plan"] = scope
    found["cutover"] = [name for name in scope if now.tasks[name]["phase"] == "cutover"]
    for row in in_force("checkpoint_tasks", instant(now.told)).rows:
        found[f"checkpoint:{row['checkpoint_id']}"].append(row["task_id"])
    for name, row in milestones(as_of).items():
        found[f"milestone:{name}"].append(row["task_id"])
    kept = {
        target: [n for n in names if n in now.tasks and now.tasks[n]["status"] != "skipped"]
        for target, names in found.items() if target in due(as_of)
    }  # fmt: skip
    return {target: names for target, names in kept.items() if names}


def focus(as_of: datetime) -> str:
    """Return the target that the pages show first."""
    now = schedule.network(as_of)
    return "cutover" if any(now.is_open(name) for name in members(-1, as_of)["cutover"]) else "plan"


def last_task(now: Network, names: list[str]) -> str:
    """Return the task that finishes last, of several the one that starts last, then the first by name."""
    return max(sorted(names), key=lambda name: (now.early[name].finish, now.early[name].start))


def course(target: str, as_of: datetime) -> dict[datetime, dict]:
    """Return what every snapshot forecast for a target."""
    found = {}
    for number, now in enumerate(schedule.networks(as_of)):
        names = members(number, as_of).get(target)
        if names:
            told, forecast = instant(now.told), max(now.early[name].finish for name in names)
            left = [name for name in names if now.state(name) != "complete"]
            limit = minute(_due_then(target, told, as_of))
            found[told] = {
                "forecast_at": instant(forecast), "due_at": instant(limit), "slack_minutes": limit - forecast,
                "last_task_id": last_task(now, names), "open_count": len(left),
                "is_recovery_assumed": any(now.is_assumed(name) or name in now.behind_assumed for name in left),
            }  # fmt: skip
    return found


def _due_then(target: str, told: datetime, as_of: datetime) -> datetime:
    planned = {f"checkpoint:{row['checkpoint_id']}": row["planned_at"] for row in in_force("checkpoints", told).rows}
    return planned.get(target, due(as_of)[target])


def critical_path(target: str, as_of: datetime) -> list[tuple]:
    """Return the tasks of the driving path with the link into each and the wait before it."""
    now, found, before = schedule.network(as_of), [], None
    for name, link in now.path(last_task(now, members(-1, as_of)[target])):
        wait = None
        if link and before:
            left = now.early[before].finish if link.kind[0] == "F" else now.early[before].start
            wait = (now.early[name].finish if link.kind[1] == "F" else now.early[name].start) - left
        kind, lag = (link.kind, link.lag) if link else (None, None)
        found.append((name, kind, lag, wait))
        before = name
    return found


def moves(target: str, as_of: datetime) -> dict[str, int]:
    """Return what each task of the driving path adds to the movement of a finish since the last snapshot."""
    if len(schedule.networks(as_of)) < 2:
        return {}
    before, now = schedule.networks(as_of)[-2:]
    old = before.path(last_task(before, members(-2, as_of)[target]))
    new = now.path(last_task(now, members(-1, as_of)[target]))
    names = [name for name, _ in old]
    if new[0][0] in names:
        place = names.index(new[0][0])
        if all(name in now.tasks and now.tasks[name]["completed"] for name in names[:place]):
            new = [*old[: place + 1], *new[1:]]
    origin = min(before.early[old[0][0]].start, now.early[new[0][0]].start)
    shares = [_shares(version, walk, origin) for version, walk in ((before, old), (now, new))]
    changed = {name: shares[1].get(name, 0) - shares[0].get(name, 0) for name in shares[0] | shares[1]}
    return {name: share for name, share in changed.items() if share}


def _shares(now: Network, walk: list[tuple], origin: int) -> dict[str, int]:
    """Return the clock time from leaving one task of a walk to leaving the next."""
    found, reached = {}, origin
    for (name, _), (_, out) in pairwise([*walk, (None, None)]):
        leaving = now.early[name].start if out and out.kind[0] == "S" else now.early[name].finish
        found[name], reached = leaving - reached, leaving
    return found


def delays(now: Network, name: str) -> tuple[int | None, int | None]:
    """Return own and inherited delay of a task; None without a baseline finish."""
    row = now.tasks[name]
    if row["status"] == "skipped" or row["baseline_finish_at"] is None:
        return None, None
    slip, logic = now.early[name].finish - minute(row["baseline_finish_at"]), now.logic_start(name)
    start = minute(row["baseline_start_at"] or row["baseline_finish_at"])
    start -= 0 if row["baseline_start_at"] else now.duration(name)
    upstream = max(0, logic - start) if logic is not None else 0
    return max(0, slip - upstream), max(0, min(slip, upstream))


def is_late(now: Network, name: str) -> bool:
    """Tell whether a task is late by forecast."""
    row, slack = now.tasks[name], now.total_float(name)
    planned = minute(row["baseline_finish_at"] or row["planned_finish_at"])
    return slack is not None and (slack < 0 or (planned is not None and now.early[name].finish > planned))


def health_of(now: Network, name: str) -> str:
    """Return the colour of a task."""
    slack = now.total_float(name)
    if slack is None or is_late(now, name):
        return "on_track" if slack is None else "late"
    is_resting = now.is_assumed(name) or name in now.behind_assumed
    return "at_risk" if slack < tolerance("near_critical_minutes") or is_resting else "on_track"


def workstreams(now: Network) -> dict[str, dict]:
    """Return the tasks in scope of every workstream as one row of the Gantt chart."""
    groups = defaultdict(list)
    for name, row in now.tasks.items():
        if now.is_scope(name):
            groups[row["workstream"]].append(name)
    colours = ("late", "at_risk", "on_track")
    return {
        workstream: {
            "task_count": len(names), "open_count": sum(now.is_open(name) for name in names),
            "start_at": instant(min(now.early[name].start for name in names)),
            "finish_at": instant(max(now.early[name].finish for name in names)),
            "health": min((health_of(now, name) for name in names), key=colours.index),
            "total_float_minutes": min((s for s in map(now.total_float, names) if s is not None), default=None),
            "is_critical": any(now.is_critical(name) for name in names),
        }
        for workstream, names in groups.items()
    }  # fmt: skip


def starts(now: Network) -> dict[str, tuple[int, str, bool, int]]:
    """Return when each task could start, who came last, whether it waits, and how long it did."""
    found = {}
    for name, row in now.tasks.items():
        links = [link for link in now.into[name] if link.kind in ("FS", "SS")]
        freed = [(_freed(now, link), link.before) for link in links]
        known = [at for at in freed if at[0] is not None]
        if row["status"] == "skipped" or any(
            at is None and now.tasks[before]["status"] != "skipped" for at, before in freed
        ):  # fmt: skip
            continue
        at, before = max(known) if known else (minute(row["planned_start_at"] or row["baseline_start_at"]), None)
        if row["constraint_type"] in ("SNET", "MSO"):
            at = max(at or 0, minute(row["constraint_at"]))
        if at is not None and at <= now.told and (row["start"] or row["status"] == "not_started"):
            begin = minute(row["start"]) if row["start"] else now.told
            found[name] = (at, before, row["status"] == "not_started", max(0, begin - at))
    return found


def _freed(now: Network, link: schedule.Link) -> int | None:
    row = now.tasks[link.before]
    at = minute(row["start"] if link.kind == "SS" else row["completed"])
    return None if at is None else at + link.lag


def handoffs(as_of: datetime) -> dict[tuple, dict]:
    """Return the waits by the role and side that received the work."""
    now, groups = schedule.network(as_of), defaultdict(list)
    for name, (_, before, is_waiting, wait) in starts(now).items():
        if before is None:
            continue
        pair = [(now.tasks[n]["owner_role"], now.tasks[n]["side"]) for n in (name, before)]
        if pair[0] != pair[1]:
            groups[pair[0]].append((is_waiting, wait))
    return {
        key: {
            "handoff_count": len(rows), "waiting_count": sum(is_waiting for is_waiting, _ in rows),
            "median_wait_minutes": float(median(wait for _, wait in rows)),
            "longest_wait_minutes": max(wait for _, wait in rows),
            "total_wait_minutes": sum(wait for _, wait in rows),
        }
        for key, rows in groups.items()
    }  # fmt: skip


def counts(now: Network, keep=lambda row: True) -> dict[str, int]:
    """Return how many tasks in scope need attention."""
    names = [name for name, row in now.tasks.items() if now.is_scope(name) and keep(row)]
    late = [name for name in names if is_late(now, name)]
    waiting = {name for name, (_, _, is_waiting, _) in starts(now).items() if is_waiting}
    return {
        "open": sum(now.is_open(name) for name in names),
        "critical": sum(now.is_critical(name) for name in names),
        "late": len(late),
        "late_own": sum((delays(now, name)[0] or 0) > 0 for name in late),
        "late_critical": sum(now.is_critical(name) for name in late),
        "waiting": sum(name in waiting for name in names),
        "assumed": sum(now.is_assumed(name) for name in names),
    }


def health(as_of: datetime) -> str:
    """Return the colour of the schedule: the float of the focus, and what rests on a recovery."""
    stand = course(focus(as_of), as_of)[as_of]
    if stand["slack_minutes"] < 0:
        return "late"
    is_near = stand["slack_minutes"] < tolerance("near_critical_minutes")
    return "at_risk" if is_near or stand["is_recovery_assumed"] else "on_track"
