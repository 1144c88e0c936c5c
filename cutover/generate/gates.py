"""The tables of decisions: checkpoints, their entry tasks and questions, go/no-go criteria."""

import numpy as np

from cutover.generate.network import read_story
from cutover.generate.people import job_name, person_names
from cutover.generate.plan import Plan
from cutover.generate.writer import Columns, columns_of

DECIDED_WITHIN = 60
"""Minutes after its planned time until which a checkpoint may be decided."""
EVIDENCE = "https://example.invalid/evidence/"


def checkpoints_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the checkpoints: moved ones where they are planned now, decisions where they have been taken."""
    rows = []
    for row in read_story("checkpoints"):
        planned_at = planned_time(row, as_of)
        rag, asserted_at = _asserted(row, as_of)
        is_decided = bool(decision_time(plan, row) <= as_of)
        approvers = [job_name(side, row["approver_role"]) for side in ("customer", "provider")]
        rows.append(
            {
                **{name: row[name] for name in ("checkpoint_id", "checkpoint_name", "workstream", "phase")},
                "planned_at": planned_at,
                "baseline_at": np.datetime64(row["baseline_at"]),
                "response_opens_at": planned_at - 60 * int(row["opens_hours"]),
                "response_closes_at": planned_at + DECIDED_WITHIN,
                "is_gate": row["is_gate"] == "true",
                "is_point_of_no_return": row["is_point_of_no_return"] == "true",
                "approver": job_name(row["approver_side"], row["approver_role"]),
                "approver_role": row["approver_role"],
                "approver_side": row["approver_side"],
                "decision": row["decision"] if is_decided else None,
                "decided_at": decision_time(plan, row) if is_decided else None,
                "decided_by": "; ".join(approvers) if is_decided else None,
                "asserted_rag": rag,
                "asserted_by": job_name("customer", "pmo_lead") if rag else None,
                "asserted_at": asserted_at,
                "note": row["note"] if is_decided else None,
            }
        )
    return columns_of(rows)


def checkpoint_tasks_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the entry tasks that are in the plan."""
    in_plan = plan.is_known(as_of)
    rows = [
        {"checkpoint_id": row["checkpoint_id"], "task_id": plan.network.task_ids[task]}
        for row in read_story("checkpoints")
        for task in plan.positions(row["tasks"].split())
        if in_plan[task]
    ]
    return columns_of(rows)


def questions_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the questions, with their answers once given: in the hours before the decision."""
    gates = {row["checkpoint_id"]: row for row in read_story("checkpoints")}
    chance = plan.dice.uniform("answer evidence", len(read_story("questions")))
    rows = []
    for number, row in enumerate(read_story("questions"), 1):
        gate = gates[row["checkpoint_id"]]
        answered_at = decision_time(plan, gate) - 15 * (1 + number % 5)
        is_answered = bool(row["answer"]) and bool(answered_at <= as_of)
        needs_evidence = row["is_evidence_required"] == "true"
        has_evidence = is_answered and needs_evidence and chance[number - 1] > 0.15
        rows.append(
            {
                **{name: row[name] for name in ("checkpoint_id", "question", "side", "owner_role")},
                "question_id": f"Q-{number:03d}",
                "answer": row["answer"] if is_answered else None,
                "is_passed": row["is_passed"] == "true" if is_answered else None,
                "is_gating": row["is_gating"] == "true",
                "is_evidence_required": needs_evidence,
                "evidence_link": f"{EVIDENCE}Q-{number:03d}" if has_evidence else None,
                "answered_at": answered_at if is_answered else None,
                "answered_by": person_names(row["side"], row["owner_role"])[0] if is_answered else None,
            }
        )
    return columns_of(rows)


def criteria_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the go/no-go criteria with the newest value that was measured."""
    chance = plan.dice.uniform("criterion evidence", len(read_story("criteria")))
    rows = []
    for number, row in enumerate(read_story("criteria"), 1):
        known = readings_of(row["readings"], as_of)
        at, value = known[-1] if known else (None, None)
        is_accepted = row["has_accepted_workaround"] == "true" and len(known) == len(row["readings"].split())
        names = ("criterion_name", "category", "checkpoint_id", "measure", "operator", "unit", "side", "owner_role")
        bound = ("bound_report", "bound_column", "bound_filter", "bound_aggregate")
        rows.append(
            {
                **{name: row[name] for name in (*names, *bound)},
                "criterion_id": f"GC-{number:02d}",
                "target": float(row["target"]),
                "actual": float(value) if value else None,
                "is_gating": row["is_gating"] == "true",
                "weight": float(row["weight"]),
                "has_accepted_workaround": is_accepted,
                "workaround": row["workaround"] if is_accepted else None,
                "evidence_link": f"{EVIDENCE}GC-{number:02d}" if known and chance[number - 1] > 0.12 else None,
                "assessed_at": at,
                "expires_at": at + 45 * 1440 if known else None,
            }
        )
    return columns_of(rows)


def readings_of(text: str, as_of: np.datetime64) -> list[tuple[np.datetime64, str]]:
    """Return times and values of readings, `10-08:1 10-31T17:30:4`, up to a time; 15:00 where no hour is said."""
    stamped = [one.rpartition(":") for one in text.split()]
    read = [(np.datetime64(f"2026-{at}" if "T" in at else f"2026-{at}T15:00"), value) for at, _, value in stamped]
    return [(at, value) for at, value in read if at <= as_of]


def planned_time(row: dict[str, str], as_of: np.datetime64) -> np.datetime64:
    """Return when a checkpoint of the story is planned as of a time."""
    is_moved = bool(row["moved_at"]) and np.datetime64(row["moved_at"]) <= as_of
    return np.datetime64(row["moved_to"] if is_moved else row["baseline_at"])


def decision_time(plan: Plan, row: dict[str, str]) -> np.datetime64:
    """Return when a checkpoint is decided: a few minutes after it is held.

    A Go waits for the entry tasks; a conditional decision does not.
    """
    held_at = planned_time(row, np.datetime64("2100-01-01"))
    minutes = 5 + int(30 * plan.dice.uniform(f"decision {row['checkpoint_id']}", 1)[0])
    if row["decision"] != "go":
        return held_at + minutes
    finishes = plan.actual_finish[plan.positions(row["tasks"].split())]
    ready_at = finishes[~np.isnat(finishes)].max(initial=held_at) + 10
    return max(held_at + minutes, ready_at)


def _asserted(row: dict[str, str], as_of: np.datetime64) -> tuple[str | None, np.datetime64 | None]:
    said = [text.split(":") for text in row["asserted"].split()]
    known = [(rag, np.datetime64(f"{day}T15:00")) for day, rag in said if np.datetime64(f"{day}T15:00") <= as_of]
    return known[-1] if known else (None, None)
