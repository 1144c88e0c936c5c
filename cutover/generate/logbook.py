"""The tables that are kept beside the plan: RAID log, milestones, rehearsals, workstreams."""

import numpy as np

from cutover.generate.network import read_story
from cutover.generate.people import CUSTOMER, PROVIDER, job_name, person_names
from cutover.generate.plan import Plan
from cutover.generate.times import (
    BASELINE_AT,
    CUTOVER_FINISH_AT,
    CUTOVER_START_AT,
    GO_LIVE_AT,
    PROTECTION_FINISH_AT,
    ZONE,
)  # fmt: skip
from cutover.generate.writer import Columns, columns_of

PROGRAMME_ID = "unity"
REHEARSALS = (("Rehearsal 1", "2026-09-19T08:00", 1.03, 0.06), ("Rehearsal 2", "2026-10-17T08:00", 0.99, 0.02))
"""Rehearsals: name, start, how much longer steps took than planned, share that failed."""

_STEP_SPREAD = 0.08
"""Chance in how long a step takes in a rehearsal: standard deviation of the logarithm."""

_TRUSTED_UNTIL = np.datetime64("2026-10-13T00:00")
"""Until then the data conversion is reported green whatever its tasks say."""


def programme() -> Columns:
    """Return the programme."""
    row = {
        "programme_id": PROGRAMME_ID,
        "programme_name": "Unity: financial management and grants to a shared service",
        "zone": ZONE,
        "customer_name": CUSTOMER,
        "provider_name": PROVIDER,
        "baseline_at": BASELINE_AT,
        "cutover_start_at": CUTOVER_START_AT,
        "cutover_finish_at": CUTOVER_FINISH_AT,
        "protection_finish_at": PROTECTION_FINISH_AT,
        "go_live_at": GO_LIVE_AT,
        "rollback_reserve_minutes": 600,
        "safety_floor_minutes": 60,
        "warranty_start_date": "2026-11-02",
        "warranty_end_date": "2027-01-31",
        "support_hours_budget": 4200,
        "lag_calendar": "elapsed",
        "progress_rule": "retained_logic",
    }
    return columns_of([row])


def workstreams_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the workstreams with what their leads say: by the share of tasks more than two days late."""
    names = plan.network.column("workstream")
    in_plan = plan.is_known(as_of)
    is_open = in_plan & ~(plan.actual_finish <= as_of)
    is_late = is_open & (plan.planned(as_of).finish < as_of - 2 * 1440)
    is_blocked = is_open & (plan.blocked_at <= as_of) & (as_of < plan.unblock_at)
    rows = []
    for row in read_story("workstreams"):
        own = names == row["workstream"]
        late, blocked, count = (int((own & mask).sum()) for mask in (is_late, is_blocked, is_open))
        rag = "green" if not late + blocked else "amber" if late <= 0.2 * count else "red"
        is_trusted = row["workstream"] == "Data conversion" and as_of < _TRUSTED_UNTIL
        message = "Conversion runs to plan" if is_trusted else f"{count} open, {late} late, {blocked} blocked"
        lead = job_name(row["lead_side"], row["lead_role"])
        rows.append(
            {
                "workstream": row["workstream"],
                "lead": lead,
                "side": row["side"],
                "asserted_rag": "green" if is_trusted else rag,
                "asserted_by": lead,
                "asserted_at": as_of - 180,
                "message": message,
            }
        )
    return columns_of(rows)


def issues_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the RAID log."""
    rows = []
    for number, row in enumerate(read_story("issues"), 1):
        opened_at, closed_at = np.datetime64(row["opened_at"]), _stamp(row["closed_at"])
        if opened_at > as_of:
            continue
        is_closed = closed_at is not None and closed_at <= as_of
        names = ("title", "issue_type", "side", "workstream", "checkpoint_id", "mitigation")
        rows.append(
            {
                **{name: row[name] for name in names},
                "issue_id": f"RAID-{number:02d}",
                "severity": int(row["severity"]),
                "likelihood": int(row["likelihood"]) if row["likelihood"] else None,
                "status": "closed" if is_closed else "in_progress" if as_of - opened_at > 4320 else "open",
                "owners": "; ".join(person_names(row["side"], row["owner_role"])),
                "opened_at": opened_at,
                "due_at": np.datetime64(row["due_at"]),
                "closed_at": closed_at if is_closed else None,
                "updated_at": closed_at if is_closed else max(opened_at, as_of - 1440 * (1 + number % 9)),
                "task_id": known_task(plan, row["task_id"], as_of),
            }
        )
    return columns_of(rows)


def milestones_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the integrated master schedule, one report each Friday; it knows the plan of a week before."""
    rows = []
    for report in np.arange(np.datetime64("2026-09-04T17:00"), as_of + 1, 7 * 1440):
        planned = plan.planned(report - 7 * 1440).finish
        for row in read_story("milestones"):
            for task in plan.network.tasks_of(row["task_id"])[:1]:
                actual = plan.actual_finish[task]
                is_reached = bool(actual <= report)
                rows.append(
                    {
                        "milestone_id": row["milestone_id"],
                        "milestone_name": row["milestone_name"],
                        "report_date": str(report)[:10],
                        "baseline_at": plan.baseline.finish[task],
                        "forecast_at": actual if is_reached else max(planned[task], report + 3 * 1440),
                        "actual_at": actual if is_reached else None,
                        "task_id": plan.network.task_ids[task],
                        "workstream": row["workstream"],
                    }
                )
    return columns_of(rows)


def rehearsal_runs_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the steps of the cutover weekend that were rehearsed by then, at twice the pace of the real gaps."""
    network, rows = plan.network, []
    steps = np.flatnonzero((network.column("phase") == "cutover") & (plan.baseline.length > 0))
    kinds = network.column("task_class")[steps]
    told = {row["task_id"]: row for row in read_story("rehearsals")}
    notes = [told.get(name, {}).get("note") for name in network.column("task_id")[steps]]
    paces = np.array([float(told[name]["pace"]) if name in told else 1 for name in network.column("task_id")[steps]])
    for run_id, start, factor, failing in REHEARSALS:
        noise, chance = plan.dice.normal(run_id, len(steps)), plan.dice.uniform(run_id, len(steps))
        minutes = np.round(plan.baseline.length[steps] * factor * paces * np.exp(_STEP_SPREAD * noise)).astype(int)
        offset = (plan.baseline.start[steps] - CUTOVER_START_AT).astype(int)
        begun = np.datetime64(start) + np.maximum(0, offset * 0.45).astype(int)
        for step, minute, at, luck, kind, note in zip(steps, minutes, begun, chance, kinds, notes, strict=True):
            is_skipped = kind == "communicate"
            if at + minute > as_of:
                continue
            rows.append(
                {
                    "run_id": run_id,
                    "task_id": network.task_ids[step],
                    "planned_minutes": plan.baseline.length[step],
                    "actual_start_at": None if is_skipped else at,
                    "actual_finish_at": None if is_skipped else at + minute,
                    "actual_minutes": None if is_skipped else minute,
                    "result": "skipped" if is_skipped else "failed" if luck < failing else "passed",
                    "note": "Messages are not sent in a rehearsal" if is_skipped else note,
                }
            )
    return columns_of(rows)


def known_task(plan: Plan, entry_id: str, as_of: np.datetime64) -> str | None:
    """Return the task of an entry if it is in the plan by then."""
    known = plan.network.tasks_of(entry_id)
    return plan.network.task_id(entry_id) if len(known) and plan.is_known(as_of)[known[0]] else None


def _stamp(text: str) -> np.datetime64 | None:
    return np.datetime64(text) if text else None
