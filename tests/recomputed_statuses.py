"""Statuses and confirmations of the sample, computed a second time from the definitions of docs/my-tasks.md."""

from collections import defaultdict
from datetime import datetime, timedelta

import recomputed_plan as plan
import recomputed_schedule as schedule
from recomputed_hours import minute
from recomputed_rows import in_force, minutes, tolerance

LEVELS = ["green", "amber", "red"]


def approval(row: dict, as_of: datetime) -> str:
    """Return what became of the approval that a task asks for."""
    if not row["approver_role"]:
        return "not_asked"
    sides = {row["approver_side"] or row["side"]} - {"shared", None} or {"customer", "provider"}
    said = [
        one for one in in_force("sign_offs", as_of).rows
        if one["subject"] == f"tasks:{row['task_id']}" and one["role"] == row["approver_role"] and one["side"] in sides
        and one["is_concurring"] is not None and one["signed_at"] <= as_of
        and (row["status"] != "complete" or one["signed_at"] >= (row["actual_finish_at"] or one["signed_at"]))
    ]  # fmt: skip
    if row["status"] != "complete" or not said:
        return "waiting"
    return "given" if max(said, key=lambda one: one["signed_at"])["is_concurring"] else "refused"


def confirmation(row: dict, as_of: datetime) -> str:
    """Return the first thing that a task lacks to be done."""
    if row["status"] != "complete":
        return "not_complete"
    if row["is_evidence_required"] and not row["evidence_link"]:
        return "evidence_missing"
    state = approval(row, as_of)
    return "done" if state in ("not_asked", "given") else f"approval_{state}"


def confirmations(as_of: datetime) -> dict[str, str]:
    """Return the confirmation of every task in the plan."""
    return {row["task_id"]: confirmation(row, as_of) for row in plan.tasks(as_of)}


def usual_minutes(as_of: datetime) -> float:
    """Return how often a status is to be told at a status time."""
    row = in_force("programme", as_of).rows[0]
    is_cutover = row["cutover_start_at"] <= as_of < row["cutover_finish_at"]
    return tolerance("task_update_minutes_cutover" if is_cutover else "task_update_minutes_other")


def tasks(as_of: datetime) -> dict[str, tuple]:
    """Return the status of each task that counts: said, computed, levels between, age, band."""
    now, found = schedule.networks(as_of)[-1], {}
    loaded_at = in_force("tasks", as_of).at
    for row in plan.tasks(as_of):
        interval = row["update_minutes"] or usual_minutes(as_of)
        starts = row["planned_start_at"] or row["baseline_start_at"]
        begins = starts is not None and starts <= as_of + timedelta(minutes=round(interval))
        is_scope = row["is_open"] and row["phase"] != "contingency"
        if is_scope and (row["status"] != "not_started" or begins):
            said = row["asserted_rag"] if (row["asserted_at"] or loaded_at) <= as_of else None
            found[row["task_id"]] = (*_levels(said, colour(now, row)), *_age(row, as_of, interval))
    return found


def colour(now: schedule.Network, row: dict) -> str:
    """Return the level of a task by the rule."""
    name = row["task_id"]
    slack = now.total_float(name) if name in now.tasks else None
    is_stuck = row["status"] in ("blocked", "failed") and row["expected"] is None
    if row["status"] == "failed" or is_stuck or row["is_late"] or (slack is not None and slack < 0):
        return "red"
    if slack is None:
        return "amber" if row["status"] == "blocked" else "grey"
    due = minute(row["baseline_finish_at"] or row["planned_finish_at"])
    is_slipped = due is not None and now.early[name].finish > due
    is_resting = name in now.behind_assumed
    return "amber" if row["status"] == "blocked" or is_slipped or is_resting else "green"


def streams(as_of: datetime) -> dict[str, str]:
    """Return the level of each workstream that counts by the rule."""
    now, counted, groups = schedule.networks(as_of)[-1], tasks(as_of), defaultdict(list)
    for row in plan.tasks(as_of):
        if row["task_id"] in counted:
            is_critical = row["task_id"] in now.tasks and now.is_critical(row["task_id"])
            groups[row["workstream"]].append((counted[row["task_id"]][1], row["is_mandatory"] or is_critical))
    return {name: _worst(found) for name, found in groups.items()}


def _worst(found: list[tuple[str, bool]]) -> str:
    if any(level == "red" and is_weighty for level, is_weighty in found):
        return "red"
    if any(level in ("red", "amber") for level, _ in found):
        return "amber"
    return "green" if any(level == "green" for level, _ in found) else "grey"


def _levels(said: str | None, level: str) -> tuple:
    gap = LEVELS.index(level) - LEVELS.index(said) if said in LEVELS and level in LEVELS else None
    return said, level, gap


def _age(row: dict, as_of: datetime, interval: float) -> tuple:
    told = [row[name] for name in ("updated_at", "asserted_at", "blocked_at", "start") if row[name]]
    known = [at for at in told if at <= as_of]
    if not known:
        return None, "never"
    age = int(minutes(max(known), as_of))
    return age, "fresh" if age <= interval else "ageing" if age <= 2 * interval else "stale"
