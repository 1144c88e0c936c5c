"""The tables of what was decided: approvers, votes, sign-offs, conditions, assessments, triggers of the way back."""

from collections.abc import Mapping, Sequence

import numpy as np

from cutover.generate.gates import EVIDENCE, decision_time, readings_of
from cutover.generate.network import read_story
from cutover.generate.people import job_name
from cutover.generate.plan import Plan
from cutover.generate.writer import Columns, columns_of

SIDES = ("customer", "provider")
READY_PERCENT = 90
"""Weighted readiness from which it is a Go."""

Row = Mapping[str, str]
Readings = Sequence[tuple[np.datetime64, str]]


def approvers() -> Columns:
    """Return whose vote each checkpoint asks for: its approver's role on both sides, and those of the story."""
    rows = [
        {"checkpoint_id": row["checkpoint_id"], "side": side, "role": row["approver_role"], "is_required": True}
        for row in read_story("checkpoints")
        for side in SIDES
    ]
    further = [{**row, "is_required": row["is_required"] == "true"} for row in read_story("approvers")]
    return columns_of([*rows, *further])


def votes_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the newest vote of each role: those of the story, else Go in the minutes before the decision."""
    said = {_seat(row): row for row in read_story("votes") if np.datetime64(row["voted_at"]) <= as_of}
    told = {_seat(row) for row in read_story("votes")}
    gates = {row["checkpoint_id"]: row for row in read_story("checkpoints")}
    seats = approvers()
    rows = []
    for number, seat in enumerate(zip(*(seats[name] for name in ("checkpoint_id", "side", "role")), strict=True)):
        decided_at = decision_time(plan, gates[seat[0]])
        vote = said.get(seat)
        if vote is None and (seat in told or decided_at > as_of):
            continue
        rows.append(
            {
                **dict(zip(("checkpoint_id", "side", "role"), seat, strict=True)),
                "vote": vote["vote"] if vote else "go",
                "comment": vote["comment"] if vote else None,
                "voter": job_name(*seat[1:]),
                "voted_at": np.datetime64(vote["voted_at"]) if vote else decided_at - 1 - number % 4,
            }
        )
    return columns_of(rows)


def sign_offs_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return what approvers of finished tasks say: given, refused, or asked for and not given yet."""
    network, rows = plan.network, []
    for row in read_story("task_approvers"):
        for task in network.tasks_of(row["task_id"]):
            finished_at = plan.actual_finish[task]
            if not finished_at <= as_of:
                continue
            hours = row["signed_after_hours"]
            signed_at = finished_at + round(60 * float(hours)) if hours else None
            is_signed = signed_at is not None and bool(signed_at <= as_of)
            rows.append(
                {
                    "subject": f"tasks:{network.task_ids[task]}",
                    "side": row["approver_side"],
                    "role": row["approver_role"],
                    "is_concurring": row["is_concurring"] == "true" if is_signed else None,
                    "comment": row["comment"] if is_signed else None,
                    "signer": job_name(row["approver_side"], row["approver_role"]) if is_signed else None,
                    "signed_at": signed_at if is_signed else None,
                }
            )
    return columns_of(rows)


def conditions_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the conditions of the conditional decisions that have been taken; met ones with who says so."""
    gates = {row["checkpoint_id"]: row for row in read_story("checkpoints")}
    rows = []
    for number, row in enumerate(read_story("conditions"), 1):
        if decision_time(plan, gates[row["checkpoint_id"]]) > as_of:
            continue
        closed_at = np.datetime64(row["closed_at"]) if row["closed_at"] else None
        is_met = closed_at is not None and bool(closed_at <= as_of)
        owner = job_name(row["side"], row["owner_role"])
        rows.append(
            {
                **{name: row[name] for name in ("checkpoint_id", "condition", "side", "owner_role")},
                "condition_id": f"CD-{number:02d}",
                "owner": owner,
                "due_at": np.datetime64(row["due_at"]),
                "status": "met" if is_met else "open",
                "closed_at": closed_at if is_met else None,
                "closed_by": owner if is_met else None,
                "evidence_link": f"{EVIDENCE}CD-{number:02d}" if is_met else None,
                "note": row["note"] if is_met else None,
            }
        )
    return columns_of(rows)


def assessments_at(as_of: np.datetime64) -> Columns:
    """Return the assessments that were held, each as the readings and votes of its time give it."""
    rows = []
    for number, row in enumerate(read_story("assessments"), 1):
        held_at = np.datetime64(row["assessed_at"])
        if held_at > as_of:
            continue
        rows.append(
            {
                "assessment_id": f"GA-{number:02d}",
                **{name: row[name] for name in ("checkpoint_id", "stage", "note")},
                "assessed_at": held_at,
                **assess(row["checkpoint_id"], held_at),
                "assessed_by": job_name(row["side"], row["role"]),
            }
        )
    return columns_of(rows)


def rollback_triggers_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the measured triggers, from the approval of the contingency plan on."""
    if not plan.is_complete(["CN-05"], as_of):
        return {}
    rows = []
    for number, row in enumerate(read_story("rollback_triggers"), 1):
        known = readings_of(row["readings"], as_of)
        names = ("trigger_name", "measure", "operator", "unit", "caller_side", "caller_role")
        bound = ("bound_report", "bound_column", "bound_filter", "bound_aggregate")
        rows.append(
            {
                "trigger_id": f"RT-{number:02d}",
                **{name: row[name] for name in (*names, *bound)},
                "target": float(row["target"]),
                "actual": float(known[-1][1]) if known else None,
                "decide_by_at": np.datetime64(row["decide_by_at"]) if row["decide_by_at"] else None,
            }
        )
    return columns_of(rows)


def assess(checkpoint_id: str, at: np.datetime64) -> dict[str, object]:
    """Return verdict, readiness and counts of a checkpoint by what was read and voted up to a time.

    A gate that failed or a required No-Go is a No-Go; a gate that nobody
    assessed makes it incomplete.
    """
    criteria = [row for row in read_story("criteria") if row["checkpoint_id"] == checkpoint_id]
    known = {number: readings_of(row["readings"], at) for number, row in enumerate(criteria)}
    assessed = [(row, known[number]) for number, row in enumerate(criteria) if known[number]]
    gates = [is_met(row, readings) for row, readings in assessed if row["is_gating"] == "true"]
    weight = sum(float(row["weight"]) for row, _ in assessed)
    share = sum(float(row["weight"]) * attainment(row, readings) for row, readings in assessed)
    readiness = round(100 * share / weight, 1) if weight else None
    gating_count = sum(row["is_gating"] == "true" for row in criteria)
    is_refused = not all(gates) or "no_go" in _required_votes(checkpoint_id, at)
    is_ready = readiness is not None and readiness >= READY_PERCENT
    verdict = (
        "no_go" if is_refused else "incomplete" if len(gates) < gating_count else "go" if is_ready else "conditional"
    )
    return {
        "verdict": verdict,
        "readiness_percent": readiness,
        "criterion_count": len(criteria),
        "assessed_count": len(assessed),
        "gating_count": gating_count,
        "gating_met_count": sum(gates),
    }


def attainment(row: Row, readings: Readings) -> float:
    """Return how far a criterion is reached by its newest reading, from 0 to 1."""
    target, value = float(row["target"]), float(readings[-1][1])
    if is_met(row, readings):
        return 1.0
    if row["operator"] == "=":
        return 0.0
    return value / target if row["operator"] == ">=" else target / value


def is_met(row: Row, readings: Readings) -> bool:
    """Tell whether a criterion is met: by its newest value, or through a workaround accepted with its last one."""
    target, value = float(row["target"]), float(readings[-1][1])
    is_accepted = row["has_accepted_workaround"] == "true" and len(readings) == len(row["readings"].split())
    return is_accepted or {">=": value >= target, "<=": value <= target, "=": value == target}[row["operator"]]


def _required_votes(checkpoint_id: str, at: np.datetime64) -> list[str]:
    seats = approvers()
    names = ("checkpoint_id", "side", "role", "is_required")
    required = {seat[:3] for seat in zip(*(seats[name] for name in names), strict=True) if seat[3]}
    newest = {_seat(row): row["vote"] for row in read_story("votes") if np.datetime64(row["voted_at"]) <= at}
    return [vote for seat, vote in newest.items() if seat[0] == checkpoint_id and seat in required]


def _seat(row: Row) -> tuple[str, str, str]:
    return row["checkpoint_id"], row["side"], row["role"]
