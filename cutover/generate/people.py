"""The tables people and shifts: jobs, not names, on both sides."""

import numpy as np

from cutover.generate.dice import Dice
from cutover.generate.network import read_story
from cutover.generate.times import CUTOVER_START_AT, GO_LIVE_AT, HOLIDAYS
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
STAND_INS = {
    "program_manager": "pmo_lead", "communications_lead": "change_management_lead",
    "change_management_lead": "communications_lead",
}  # fmt: skip
"""Who stands in where there is no deputy: another role of the same side."""
ON_CALL = {
    **dict.fromkeys(WEEKEND_ROLES, "CP-05; CP-06; CP-07; CP-08"),
    "data_conversion_lead": "CP-02; CP-05; CP-06; CP-07; CP-08",
    "functional_lead": "CP-03; CP-05; CP-06; CP-07; CP-08",
    "program_manager": "CP-01; CP-04; CP-09; CP-10; CP-11; CP-12",
}
"""Checkpoints for which a role is on call, on both sides; nobody of the provider is for `LAST_GATE`."""
LAST_GATE = ("customer", "technical_lead", "CP-13")
DESK_ROLES, DESK_FROM, DESK_UNTIL = ("technical_lead", "functional_lead"), "2026-11-02", "2026-11-28"
"""Roles at the service desk of the warranty, and its days: from go-live on, 08:00 to 18:00."""
DESK_UNSTAFFED, DESK_UNCONFIRMED = (
    ("provider", "functional_lead", "2026-11-24"), ("customer", "technical_lead", "2026-11-23"),
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
                "on_call_checkpoint_ids": _on_call(side, role),
                "substitute_id": ids.get((side, role, not is_deputy)) or ids.get((side, STAND_INS.get(role), False)),
            }
        )
    return columns_of(rows)


def shifts_at(dice: Dice, as_of: np.datetime64) -> Columns:
    """Return the roster: the weekend as the plan asks for it, who comes beside it, and the warranty's desk."""
    known = dict(zip(people()["person_name"], people()["person_id"], strict=True))
    further = [*_further_shifts(), *_desk_shifts(as_of)]
    rows = []
    for shift in [*_weekend_shifts(dice), *further]:
        name, confirmed_at = shift.pop("person"), shift.pop("confirmed_at")
        is_confirmed = name is not None and confirmed_at is not None and bool(confirmed_at <= as_of)
        person_id = None if name is None else known[name]
        rows.append({**shift, "shift_id": f"SH-{len(rows) + 1:03d}", "person_id": person_id,
                     "is_confirmed": is_confirmed})  # fmt: skip
    return columns_of(rows)


def _on_call(side: str, role: str) -> str | None:
    gate = [LAST_GATE[2]] if (side, role) == LAST_GATE[:2] else []
    return "; ".join([*filter(None, [ON_CALL.get(role)]), *gate]) or None


def _weekend_shifts(dice: Dice) -> list[dict]:
    """Return the five twelve-hour shifts of the weekend; lead by night and day in turn with the deputy."""
    jobs = [(number, side, role) for number in range(5) for side in ORGANIZATIONS for role in WEEKEND_ROLES]
    chance = dice.uniform("shift confirmed", len(jobs))
    return [
        {
            "person": None if (side, role, number) == UNSTAFFED else job_name(side, role, number % 2 == 1),
            "role": role,
            "side": side,
            "site": "Command center",
            "shift_start_at": CUTOVER_START_AT + number * 720,
            "shift_finish_at": CUTOVER_START_AT + (number + 1) * 720,
            "is_required": True,
            "confirmed_at": np.datetime64("2026-10-19T12:00") + int(luck * 10 * 1440),
        }
        for (number, side, role), luck in zip(jobs, chance, strict=True)
    ]


def _further_shifts() -> list[dict]:
    """Return who comes to the weekend though the plan does not ask for a shift."""
    return [
        {
            "person": job_name(row["side"], row["role"], row["is_deputy"] == "true"),
            **{name: row[name] for name in ("role", "side", "site")},
            **{name: np.datetime64(row[name]) for name in ("shift_start_at", "shift_finish_at")},
            "is_required": False,
            "confirmed_at": np.datetime64(row["confirmed_at"]) if row["confirmed_at"] else None,
        }
        for row in read_story("shifts")
    ]


def _desk_shifts(as_of: np.datetime64) -> list[dict]:
    """Return the shifts at the service desk of the warranty; the roster comes with go-live."""
    if as_of < GO_LIVE_AT:
        return []
    days = np.arange(np.datetime64(DESK_FROM), np.datetime64(DESK_UNTIL))
    jobs = [(str(day), side, role) for day in days if np.is_busday(day, holidays=HOLIDAYS)
            for side in ORGANIZATIONS for role in DESK_ROLES]  # fmt: skip
    return [
        {
            "person": None if (side, role, day) == DESK_UNSTAFFED else job_name(side, role),
            "role": role,
            "side": side,
            "site": "Service desk",
            "shift_start_at": np.datetime64(f"{day}T08:00"),
            "shift_finish_at": np.datetime64(f"{day}T18:00"),
            "is_required": True,
            "confirmed_at": None if (side, role, day) == DESK_UNCONFIRMED else GO_LIVE_AT,
        }
        for day, side, role in jobs
    ]
