"""How long tasks may take: calendars, three estimates per task, and the risks that stretch them."""

import numpy as np

from cutover.generate.network import OFFICE, VALIDATION, read_story
from cutover.generate.plan import Plan, Schedule
from cutover.generate.times import CUTOVER_START_AT, DAY_LENGTH, DAY_OPENS, HOLIDAYS, SHIFT_CLOSES, SHIFT_OPENS, ZONE
from cutover.generate.writer import Columns, columns_of
from cutover.tables import WEEKDAYS

SPREADS = {
    "convert_data": (0.85, 1.25),
    "test": (0.9, 1.2),
    "deploy_code": (0.9, 1.2),
    "activate_component": (0.9, 1.2),
    "secure_legacy": (0.9, 1.15),
    "shutdown_legacy": (0.9, 1.15),
}
"""Classes of work that are estimated: best and worst case as a share of the plan."""

OFFICE_SPREAD = (0.8, 1.6)
"""The same for work on office days, which is known less well."""

WARRANTY_SPREADS = {"support": (1.0, 1.0)}
"""The same for work after the cutover: a watch ends when it is planned to end, whatever happens."""

WARRANTY_SPREAD = (0.6, 1.15)
"""The same for the rest of that work, which is planned with a reserve."""


def calendars() -> Columns:
    """Return office days with their federal holidays, and the shift of business users."""
    office = {"calendar_id": OFFICE, "calendar_name": "Office days", "zone": ZONE}
    shift = {"calendar_id": VALIDATION, "calendar_name": "Shift of business users", "zone": ZONE}
    open_hours = {"works_from": DAY_OPENS, "works_to": DAY_OPENS + DAY_LENGTH}
    shift_hours = {"works_from": SHIFT_OPENS, "works_to": SHIFT_CLOSES}
    rows = [{**office, "weekday": day, **open_hours} for day in WEEKDAYS[:5]]
    rows += [{**office, "exception_date": str(day)} for day in HOLIDAYS]
    rows += [{**shift, "weekday": day, **shift_hours} for day in WEEKDAYS]
    return columns_of(rows)


def estimates(plan: Plan, planned: Schedule) -> Columns:
    """Return three estimates of the tasks whose length is in doubt, around their length in the plan.

    These are the technical steps of the weekend, mandatory building,
    converting and testing on office days, and all work after the cutover.
    Partners' work has no likelier middle.
    """
    network = plan.network
    kinds, is_cutover = network.column("task_class"), network.column("phase") == "cutover"
    is_mandatory = network.column("is_mandatory") == "true"
    is_doubtful = network.is_office & is_mandatory & np.isin(kinds, ["convert_data", "deploy_code", "test"])
    is_after = network.is_office & (planned.start > CUTOVER_START_AT)
    is_estimated = ((is_cutover & np.isin(kinds, list(SPREADS))) | is_doubtful | is_after) & (planned.length > 0)
    spreads = np.array([SPREADS.get(kind, (1, 1)) for kind in kinds])
    after = np.array([WARRANTY_SPREADS.get(kind, WARRANTY_SPREAD) for kind in kinds])
    spreads = np.select([is_after[:, None], network.is_office[:, None]], [after, OFFICE_SPREAD], spreads)
    step = np.where(network.is_office, 60, 5)
    low, high = (step * np.round(planned.length * spreads[:, side] / step) for side in (0, 1))
    is_partner = (network.column("workstream") == "Interfaces") & is_estimated
    return {
        "optimistic_minutes": np.where(is_estimated, np.minimum(low, planned.length), np.nan),
        "most_likely_minutes": np.where(is_estimated, planned.length, np.nan),
        "pessimistic_minutes": np.where(is_estimated, np.maximum(high, planned.length), np.nan),
        "duration_distribution": np.select([is_partner, is_estimated], ["triangular", "betapert"], None),
    }


def risk_drivers_at(plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the risks that stretch tasks: those open in the RAID log, or in no log, whose tasks are in the plan."""
    issues = {row["title"]: (f"RAID-{number:02d}", row) for number, row in enumerate(read_story("issues"), 1)}
    rows = []
    for number, row in enumerate(read_story("risk_drivers"), 1):
        issue_id, issue = issues.get(row["issue"], (None, None))
        tasks = _known_tasks(plan, row["tasks"].split(), as_of)
        if (issue and not _is_open(issue, as_of)) or (row["tasks"] and not tasks):
            continue
        names = ("risk_driver_name", "workstream", "phase", "side")
        factors = ("probability_percent", "optimistic_factor", "most_likely_factor", "pessimistic_factor")
        rows.append(
            {
                "risk_driver_id": f"RD-{number:02d}",
                **{name: row[name] for name in names},
                **{name: float(row[name]) for name in factors},
                "task_ids": "; ".join(tasks),
                "issue_id": issue_id,
            }
        )
    return columns_of(rows)


def _is_open(issue: dict[str, str], as_of: np.datetime64) -> bool:
    is_opened = np.datetime64(issue["opened_at"]) <= as_of
    return bool(is_opened and not (issue["closed_at"] and np.datetime64(issue["closed_at"]) <= as_of))


def _known_tasks(plan: Plan, entry_ids: list[str], as_of: np.datetime64) -> list[str]:
    found = plan.positions(entry_ids)
    return plan.network.task_ids[found[plan.is_known(as_of)[found]]].tolist()
