"""The tables people and shifts: jobs, not names, on both sides."""

import numpy as np

from cutover.generate.dice import Dice
from cutover.generate.times import CUTOVER_START_AT
from cutover.generate.writer import Columns, columns_of
from cutover.tables import ROLES

CUSTOMER, PROVIDER = "Civic Programs Agency", "Federal Shared Finance Service"
ORGANIZATIONS = {"customer": CUSTOMER, "provider": PROVIDER}
WEEKEND_ROLES = (
    "technical_lead", "data_conversion_lead", "interface_lead", "functional_lead", "security_lead", "network_sme",
    "pmo_lead",
)  # fmt: skip
OTHER_JOBS = (
    ("customer", "executive_sponsor"), ("provider", "executive_sponsor"), ("customer", "business_owner"),
    ("customer", "contact_center_supervisor"), ("provider", "contact_center_supervisor"),
    ("customer", "privacy_officer"), ("provider", "database_administrator"),
)  # fmt: skip
UNSTAFFED = ("customer", "interface_lead", 4)
"""The gap in the roster: side, role and number of the shift for which nobody was found."""


def job_name(side: str, role: str, is_deputy: bool = False) -> str:
    """Return how a person is called: by side and job."""
    words = role.replace("_", " ").replace("pmo", "PMO").replace("sme", "expert")
    return f"{side.capitalize()} {words}{' (deputy)' if is_deputy else ''}"


def person_names(side: str, role: str) -> list[str]:
    """Return who holds a role; both sides where it is shared."""
    return [job_name(one, role) for one in (("customer", "provider") if side == "shared" else (side,))]


def people() -> Columns:
    """Return everybody: eleven roles on both sides, deputies for the weekend, further jobs."""
    jobs = [(side, role, False) for side in ORGANIZATIONS for role in ROLES]
    jobs += [(side, role, True) for side in ORGANIZATIONS for role in WEEKEND_ROLES]
    jobs += [(side, role, False) for side, role in OTHER_JOBS]
    ids = {job: f"P-{number:03d}" for number, job in enumerate(jobs, 1)}
    rows = []
    for side, role, is_deputy in jobs:
        person_id = ids[side, role, is_deputy]
        rows.append(
            {
                "person_id": person_id,
                "person_name": job_name(side, role, is_deputy),
                "role": role,
                "side": side,
                "organization": ORGANIZATIONS[side],
                "site": "Command center" if role in WEEKEND_ROLES else "Headquarters",
                "email": f"{person_id.lower()}@example.invalid",
                "phone": f"202-555-01{int(person_id[2:]):02d}",
                "on_call_checkpoint_ids": "CP-05; CP-06; CP-07; CP-08" if role in WEEKEND_ROLES else None,
                "substitute_id": ids.get((side, role, not is_deputy)),
            }
        )
    return columns_of(rows)


def shifts_at(dice: Dice, as_of: np.datetime64) -> Columns:
    """Return the five twelve-hour shifts of the weekend; lead by night and day in turn with the deputy."""
    known = dict(zip(people()["person_name"], people()["person_id"], strict=True))
    chance = dice.uniform("shift confirmed", 5 * 2 * len(WEEKEND_ROLES))
    rows = []
    for number in range(5):
        for side in ORGANIZATIONS:
            for role in WEEKEND_ROLES:
                is_gap = (side, role, number) == UNSTAFFED
                confirmed_at = np.datetime64("2026-10-19T12:00") + int(chance[len(rows)] * 10 * 1440)
                start = CUTOVER_START_AT + number * 720
                rows.append(
                    {
                        "shift_id": f"SH-{len(rows) + 1:03d}",
                        "person_id": None if is_gap else known[job_name(side, role, number % 2 == 1)],
                        "role": role,
                        "side": side,
                        "site": "Command center",
                        "shift_start_at": start,
                        "shift_finish_at": start + 720,
                        "is_required": True,
                        "is_confirmed": not is_gap and bool(confirmed_at <= as_of),
                    }
                )
    return columns_of(rows)
