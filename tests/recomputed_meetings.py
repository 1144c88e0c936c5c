"""Checkpoints of the sample as each was held, computed a second time from the definitions of the glossary."""

from datetime import datetime

import recomputed_gates as gates
import recomputed_sample as sample
import recomputed_service as service
from recomputed_rows import in_force, told_up_to

NAMES = {"met": "passed", "workaround": "passed", "failed": "failed"}


def held(as_of: datetime) -> dict[str, datetime]:
    """Return when each held checkpoint was: at its decision, without one at its planned time."""
    loaded = in_force("checkpoints", as_of)
    found = {}
    for row in loaded.rows:
        if row["decision"] and gates.said(row["decided_at"], loaded.at, as_of):
            found[row["checkpoint_id"]] = row["decided_at"]
        elif row["planned_at"] < as_of:
            found[row["checkpoint_id"]] = row["planned_at"]
    return found


def reading_at(criterion_id: str, then: datetime, as_of: datetime) -> dict | None:
    """Return the newest reading of a criterion up to a time, of all that the snapshots up to now say."""
    rows = [
        row
        for snapshot in told_up_to("criteria", as_of)
        for row in snapshot.rows
        if row["criterion_id"] == criterion_id and row["actual"] is not None and row["assessed_at"] <= then
    ]
    return max(rows, key=lambda row: row["assessed_at"], default=None)


def criterion_at(row: dict, then: datetime, as_of: datetime) -> str:
    """Return the state of a criterion at a time; `row` holds its state now."""
    if row["bound_report"]:
        return NAMES.get(row["state"], "open")
    read = reading_at(row["criterion_id"], then, as_of)
    if read is None:
        return "open"
    is_met = service.COMPARE[row["operator"]](read["actual"], row["target"])
    return "passed" if is_met or (read["has_accepted_workaround"] and read["workaround"]) else "failed"


def frozen(as_of: datetime, live: sample.LiveValues) -> dict[str, dict]:
    """Return health and counts of every held checkpoint as they were then."""
    planned = {row["checkpoint_id"]: row for row in in_force("checkpoints", as_of).rows}
    return {name: _frozen(planned[name], then, as_of, live) for name, then in held(as_of).items()}


def _frozen(gate: dict, then: datetime, as_of: datetime, live: sample.LiveValues) -> dict:
    name = gate["checkpoint_id"]
    items = [
        (criterion_at(row, then, as_of), row["is_gating"], False) for row in sample.states(name, as_of, live).values()
    ]
    for row in (row for row in in_force("checkpoint_questions", as_of).rows if row["checkpoint_id"] == name):
        is_known = row["is_passed"] is not None and row["answered_at"] <= then
        state = "open" if not is_known else "passed" if row["is_passed"] else "failed"
        missing = state == "passed" and row["is_evidence_required"] and not row["evidence_link"]
        items.append((state, bool(row["is_gating"]), bool(missing)))
    tasks = gates.entries_of(name, as_of)
    is_open = [
        task is None or task["is_open"] or bool(task["completed"] and task["completed"] > then) for task in tasks
    ]
    worst = [
        one
        for one in service.incidents(as_of)
        if one["severity"] == 1 and one["state"] != "cancelled" and one["opened_at"] <= then
        and (one["left"] is None or one["left"] > then) and gate["workstream"] in (None, one["workstream"])
    ]  # fmt: skip
    states = [state for state, _, _ in items]
    facts = {
        "frozen_at": then,
        "entry_count": len(tasks),
        "open_count": sum(is_open),
        "item_count": len(items),
        "failed_count": states.count("failed"),
        "unanswered_count": states.count("open"),
        "evidence_missing_count": sum(missing for _, _, missing in items),
        "severity_1_count": len(worst),
    }
    is_stopped = any(state == "failed" and is_gating for state, is_gating, _ in items)
    is_short = bool(facts["open_count"]) and then >= gate["planned_at"]
    return facts | {"health": _health(facts, is_red=is_stopped or is_short or bool(worst))}


def _health(facts: dict, *, is_red: bool) -> str:
    if is_red:
        return "red"
    counts = ("failed_count", "unanswered_count", "evidence_missing_count", "open_count")
    if any(facts[name] for name in counts):
        return "amber"
    return "green" if facts["entry_count"] + facts["item_count"] else "grey"


def carried(as_of: datetime) -> dict[str, list[str]]:
    """Return the open actions that were carried over checkpoints, and over which, oldest first."""
    order = sorted(held(as_of).items(), key=lambda one: (one[1], one[0]))
    found = {}
    for row in in_force("issues", as_of).rows:
        is_open = row["status"] != "closed" or (row["closed_at"] and row["closed_at"] > as_of)
        if row["issue_type"] == "action" and row["opened_at"] <= as_of and is_open:
            over = [name for name, at in order if row["opened_at"] < at < as_of]
            found |= {row["issue_id"]: over} if over else {}
    return found
