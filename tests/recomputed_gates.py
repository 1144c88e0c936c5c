"""Checkpoints of the sample, computed a second time from the definitions of the glossary."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median

import recomputed_forecast as forecast
import recomputed_plan as plan
import recomputed_sample as sample
import recomputed_schedule as schedule
import recomputed_service as service
import recomputed_statuses as statuses
from recomputed_rows import in_force, minutes, percent, told_up_to, tolerance

LEVELS = ("green", "amber", "red")


def said(at: datetime | None, loaded_at: datetime, as_of: datetime) -> bool:
    """Tell whether something was said by a status time: at its own time, else by its snapshot."""
    return (at or loaded_at) <= as_of


def ready_at(tasks: list[dict | None]) -> datetime | None:
    """Return when the last entry task is expected to be done; None as soon as one is not known."""
    if any(task is None or (task["is_open"] and task["expected"] is None) for task in tasks):
        return None
    return max((task["expected"] for task in tasks if task["expected"]), default=None)


@lru_cache(maxsize=64)
def counted(number: int, as_of: datetime) -> dict[str, dict]:
    """Return the tasks of a snapshot that are in the plan, with the finish that counts and on what it rests."""
    now, tasks = schedule.networks(as_of)[number], plan.plans(as_of)[number][1]
    finishes = forecast.finishes(now, as_of, tasks)
    assumed = {name for name in now.tasks if now.is_assumed(name)} | now.behind_assumed
    return {
        name: task | {"expected": finishes[name], "is_assumed": schedule.drives(as_of) and name in assumed}
        for name, task in tasks.items()
        if task["in_plan"]
    }


def entries_of(checkpoint_id: str, as_of: datetime) -> list[dict | None]:
    """Return the entry tasks of a checkpoint that are in the plan; None for one that it never had."""
    snapshots = plan.plans(as_of)
    named = [r["task_id"] for r in in_force("checkpoint_tasks", as_of).rows if r["checkpoint_id"] == checkpoint_id]
    ever = {task_id for _, found in snapshots for task_id in found}
    present = counted(-1, as_of)
    return [present.get(task_id) for task_id in named if task_id in present or task_id not in ever]


def items_of(checkpoint_id: str, as_of: datetime, live: sample.LiveValues) -> list[tuple[str, bool, bool]]:
    """Return state, gating and missing evidence of the criteria and questions of a checkpoint."""
    found = []
    names = {"met": "passed", "workaround": "passed", "failed": "failed"}
    for row in sample.states(checkpoint_id, as_of, live).values():
        found.append((names.get(row["state"], "open"), row["is_gating"], False))
    questions = in_force("checkpoint_questions", as_of)
    for row in (row for row in questions.rows if row["checkpoint_id"] == checkpoint_id):
        state = "open"
        if row["is_passed"] is not None and said(row["answered_at"], questions.at, as_of):
            state = "passed" if row["is_passed"] else "failed"
        no_evidence = state == "passed" and row["is_evidence_required"] and not row["evidence_link"]
        found.append((state, bool(row["is_gating"]), bool(no_evidence)))
    return found


@lru_cache(maxsize=16)
def checkpoints(as_of: datetime, live: sample.LiveValues) -> list[dict]:
    """Return the checkpoints with their slack, counts and health; `live` holds the values of bound criteria."""
    loaded = in_force("checkpoints", as_of)
    return [_judged(row, loaded.at, as_of, live) for row in loaded.rows]


def _judged(row: dict, loaded_at: datetime, as_of: datetime, live: sample.LiveValues) -> dict:
    tasks, items = entries_of(row["checkpoint_id"], as_of), items_of(row["checkpoint_id"], as_of, live)
    decision = row["decision"] if said(row["decided_at"], loaded_at, as_of) else None
    ready = ready_at(tasks)
    left = minutes(as_of, row["planned_at"])
    slack = int(minutes(ready, row["planned_at"])) if ready else None
    states = [state for state, _, _ in items]
    no_evidence = sum(missing for _, _, missing in items) + sum(
        task["status"] == "complete" and bool(task["is_evidence_required"]) and not task["evidence_link"]
        for task in tasks
        if task
    )
    worst = [
        one
        for one in service.incidents(as_of)
        if one["state"] == "open" and one["severity"] == 1 and row["workstream"] in (None, one["workstream"])
    ]
    facts = {
        "decision": decision,
        "slack_minutes": slack,
        "tolerance_minutes": max(
            tolerance("amber_slack_minutes"), tolerance("amber_slack_percent") / 100 * max(0, left)
        ),
        "entry_count": len(tasks),
        "open_count": sum(task is None or task["is_open"] for task in tasks),
        "late_count": sum(task is not None and task["is_late"] for task in tasks),
        "item_count": len(items),
        "passed_count": states.count("passed"),
        "failed_count": states.count("failed"),
        "unanswered_count": states.count("open"),
        "evidence_missing_count": no_evidence,
        "approval_missing_count": sum(
            task["status"] == "complete" and statuses.approval(task, as_of) in ("waiting", "refused")
            for task in tasks
            if task
        ),
        "severity_1_count": len(worst),
    }
    stuck = any(t and t["is_open"] and t["status"] in ("blocked", "failed") and t["expected"] is None for t in tasks)
    is_red = any(state == "failed" and is_gating for state, is_gating, _ in items)
    rag = row["asserted_rag"] if row["asserted_rag"] and said(row["asserted_at"], loaded_at, as_of) else None
    assumed = any(task and task["is_open"] and task["is_assumed"] for task in tasks)
    opens = row["response_opens_at"] or row["planned_at"] - timedelta(days=1)
    known = [task["expected"] for task in tasks if task and task["expected"]]
    is_red |= bool(known) and facts["open_count"] > 0 and max(known) > row["planned_at"]
    health = _health(facts, left, (is_red, stuck, assumed), opens <= as_of, _data_age(as_of))
    level = "red" if health == "overdue" else health
    gap = rag in LEVELS and level in LEVELS and rag != level
    return row | facts | {"health": health, "asserted_rag": rag, "is_mismatch": gap, "projected_ready_at": ready}


def _data_age(as_of: datetime) -> float:
    newest = max(in_force(table, as_of).at for table in ("tasks", "checkpoints"))
    return minutes(newest, as_of) / 60


def _health(facts: dict, left: float, signs: tuple[bool, bool, bool], is_in_window: bool, age: float) -> str:
    """Return the first rule that matches; the signs: past or failed, without end, only by an assumed recovery."""
    missing = facts["unanswered_count"] + facts["evidence_missing_count"] + facts["approval_missing_count"]
    slack = facts["slack_minutes"] if facts["open_count"] else None
    if facts["decision"]:
        return "decided"
    if left < 0:
        return "overdue"
    if signs[0] or signs[1] or facts["severity_1_count"]:
        return "red"
    if signs[2] or (slack is not None and slack < facts["tolerance_minutes"]):
        return "amber"
    if facts["failed_count"] or (is_in_window and missing) or age > tolerance("data_stale_hours"):
        return "amber"
    if not facts["entry_count"] + facts["item_count"] or missing:
        return "grey"
    return "grey" if facts["open_count"] and slack is None else "green"


def places(as_of: datetime) -> dict[str, str]:
    """Return which checkpoints are done, overdue at their planned time, next and planned; the sample never turns its plan."""
    loaded = in_force("checkpoints", as_of)
    found, ahead = {}, []
    for row in loaded.rows:
        if row["decision"] and said(row["decided_at"], loaded.at, as_of):
            found[row["checkpoint_id"]] = "done"
        elif row["planned_at"] < as_of:
            found[row["checkpoint_id"]] = "overdue"
        else:
            ahead.append((row["planned_at"], row["checkpoint_id"]))
    return found | {name: "planned" for _, name in ahead} | ({min(ahead)[1]: "next"} if ahead else {})


def cells(as_of: datetime, live: sample.LiveValues) -> dict[tuple[str, str], tuple]:
    """Return entry, open and late counts and slack of every checkpoint by workstream of its entry tasks."""
    groups: dict[tuple[str, str], list] = {}
    for gate in checkpoints(as_of, live):
        for task in entries_of(gate["checkpoint_id"], as_of):
            groups.setdefault((gate["checkpoint_id"], task["workstream"]), []).append(task)
    planned = {gate["checkpoint_id"]: gate["planned_at"] for gate in checkpoints(as_of, live)}
    found = {}
    for key, tasks in groups.items():
        ready = ready_at(tasks)
        slack = int(minutes(ready, planned[key[0]])) if ready else None
        found[key] = (len(tasks), sum(t["is_open"] for t in tasks), sum(t["is_late"] for t in tasks), slack)
    return found


def figures(as_of: datetime, live: sample.LiveValues) -> dict[str, float | None]:
    """Return the five figures of the checkpoints page."""
    gates, issues = checkpoints(as_of, live), in_force("issues", as_of)
    due = [gate for gate in gates if gate["planned_at"] <= as_of]
    held = [
        gate for gate in due if gate["decision"] and gate["decided_at"] <= (
            gate["response_closes_at"] or gate["planned_at"]
        )
    ]  # fmt: skip
    slacks = [g["slack_minutes"] for g in gates if not g["decision"] and g["slack_minutes"] is not None]
    passed, failed = (sum(gate[name] for gate in gates) for name in ("passed_count", "failed_count"))
    times = [gate["decided_at"] if gate["decision"] else gate["planned_at"] for gate in gates]
    carried = [
        row
        for row in issues.rows
        if row["issue_type"] == "action" and any(row["opened_at"] < at < as_of for at in times)
        and (row["status"] != "closed" or (row["closed_at"] and row["closed_at"] > as_of))
    ]  # fmt: skip
    return {
        "Held on time": percent(len(held), len(due)),
        "Median slack": median(slacks) / 60 if slacks else None,
        "Criteria met": percent(passed, passed + failed),
        "Actions carried over": float(len(carried)),
        "Asserted otherwise": float(sum(gate["is_mismatch"] for gate in gates)),
    }


def slack_course(as_of: datetime) -> dict[tuple[str, datetime | date], int | None]:
    """Return the slack of every checkpoint as each snapshot of plan or checkpoints said."""
    gates, plans = told_up_to("checkpoints", as_of), told_up_to("tasks", as_of)
    times = sorted({snapshot.at for snapshot in (*gates, *plans)})
    course = {}
    for at in times:
        number = max((n for n, snapshot in enumerate(plans) if snapshot.at <= at), default=0)
        rows = in_force("checkpoints", at).rows
        present = counted(number, as_of)
        for row in rows:
            named = [r for r in in_force("checkpoint_tasks", at).rows if r["checkpoint_id"] == row["checkpoint_id"]]
            tasks = [present[r["task_id"]] for r in named if r["task_id"] in present]
            ready = ready_at(tasks)
            course[row["checkpoint_id"], at] = int(minutes(ready, row["planned_at"])) if ready else None
    return course
