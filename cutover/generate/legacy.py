"""The tables of the technical strategy: components, interfaces, decommission steps."""

import numpy as np

from cutover.generate.logbook import known_task
from cutover.generate.network import read_story
from cutover.generate.plan import Plan
from cutover.generate.writer import Columns, columns_of

NUMBERS = ("complexity", "annual_cost_usd", "one_time_cost_usd")
FACT_DATES = ("backup_verified_date", "restore_tested_date")


def components_at(as_of: np.datetime64) -> Columns:
    """Return the components; a component is retired when its last stage is passed."""
    retired = {row["component_id"]: row["actual_date"] for row in read_story("decommission_steps")
               if row["stage"] == "attested"}  # fmt: skip
    rows = []
    for row in read_story("components"):
        retired_date = _by(retired.get(row["component_id"], ""), as_of)
        facts = {name: _by(row[name], as_of) for name in FACT_DATES}
        numbers = {name: int(row[name]) if row[name] else None for name in NUMBERS}
        hold = {"has_records_hold": row["has_records_hold"] == "true" if row["has_records_hold"] else None}
        rows.append({**row, **facts, **numbers, **hold, "actual_retire_date": retired_date})
    return columns_of(rows)


def interfaces_at(as_of: np.datetime64) -> Columns:
    """Return the interfaces with what has been switched off."""
    return columns_of(
        [{**row, "switched_off_date": _by(row["switched_off_date"], as_of)} for row in read_story("interfaces")]
    )


def decommission_steps_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return each stage of each legacy component; blocks from the day on which they were found."""
    rows = []
    for row in read_story("decommission_steps"):
        actual, since = _by(row["actual_date"], as_of), _by(row["blocked_since_date"], as_of)
        rows.append(
            {
                "component_id": row["component_id"],
                "stage": row["stage"],
                "is_applicable": row["is_applicable"] == "true",
                "planned_date": row["planned_date"],
                "actual_date": actual,
                "evidence_link": f"evidence/{row['component_id']}-{row['stage']}.pdf" if actual else None,
                "is_blocked": since is not None,
                "blocked_reason": row["blocked_reason"] if since else None,
                "blocked_since_date": since,
                "blocked_note": row["blocked_note"] if since else None,
                "task_id": known_task(plan, row["task_id"], as_of),
            }
        )
    return columns_of(rows)


def _by(day: str, as_of: np.datetime64) -> str | None:
    """Return a day that has passed or is today; None for a later one."""
    return day if day and np.datetime64(day) <= as_of.astype("datetime64[D]") else None
