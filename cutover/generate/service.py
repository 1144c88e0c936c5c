"""The tables of service after go-live: SLA targets, exit criteria and readings, contact center."""

import numpy as np

from cutover.generate.dice import Dice
from cutover.generate.network import read_story
from cutover.generate.people import CUSTOMER, PROVIDER
from cutover.generate.times import GO_LIVE_AT, NEWEST_AT, next_office_time
from cutover.generate.writer import Columns, columns_of

OPENS_AT = np.datetime64("2026-10-19T00:00")
HOURLY = (0.5, 0.9, 1.3, 1.4, 1.1, 0.9, 1.0, 1.2, 1.1, 1.0, 0.7, 0.4)
"""Share of a day's calls in each hour from 07:00, as a multiple of the mean."""
CALL_MINUTES, PLANNED_LOAD = 6, 0.35
"""Minutes of a call, and the share of their time for which the plan lets agents talk."""


def sla_targets() -> Columns:
    """Return the service level agreed for each severity."""
    return columns_of([{name: float(value) for name, value in row.items()} | {"severity": int(row["severity"])}
                       for row in read_story("sla_targets")])  # fmt: skip


def thresholds() -> Columns:
    """Return the tolerances that the programme sets itself."""
    return columns_of([{**row, "value": float(row["value"])} for row in read_story("thresholds")])


def exit_criteria() -> Columns:
    """Return what has to hold before the warranty ends."""
    names = ("exit_criterion_id", "exit_criterion_name", "measure", "operator", "side")
    return columns_of(
        [
            {
                **{name: row[name] for name in names},
                "target": float(row["target"]),
                "streak_days": int(row["streak_days"]),
            }
            for row in read_story("exit_criteria")
        ]
    )


def exit_readings_at(dice: Dice, as_of: np.datetime64) -> Columns:
    """Return the readings of each office day since go-live: from bad to good, with some noise."""
    rows, days = [], _office_days(GO_LIVE_AT, NEWEST_AT)
    for row in read_story("exit_criteria"):
        if row["measure"] != "reading":
            continue
        first, last, spread, low, high = (float(row[name]) for name in ("first", "last", "spread", "low", "high"))
        course = last - (last - first) * np.exp(-3.2 * np.linspace(0, 1, len(days)))
        noise = spread * dice.normal(row["exit_criterion_id"], len(days))
        for day, actual in zip(days, np.round(np.clip(course + noise, low, high), 1), strict=True):
            if day + 17 * 60 <= as_of:
                rows.append({"exit_criterion_id": row["exit_criterion_id"], "reading_date": str(day)[:10],
                             "actual": actual})  # fmt: skip
    return columns_of(rows)


def contact_center_at(dice: Dice, as_of: np.datetime64) -> Columns:
    """Return the calls of both contact centers: the provider's by the hour, the agency's by the day."""
    rows = []
    for day in _office_days(OPENS_AT, NEWEST_AT):
        week = int((day - GO_LIVE_AT.astype("datetime64[D]")).astype("timedelta64[D]").astype(int)) // 7
        calls = {0: 430, 1: 260, 2: 170}.get(week, 55)
        staffed = {0: 11, 1: 15, 2: 15}.get(week, 6)
        hours = [(day + 60 * (7 + hour), 60, calls * share / 12) for hour, share in enumerate(HOURLY)]
        rows += [_interval(dice, PROVIDER, *one, staffed) for one in hours if one[0] + 60 <= as_of]
        if day + 18 * 60 <= as_of:
            rows.append(_interval(dice, CUSTOMER, day + 8 * 60, 600, calls * 0.45, max(3, staffed // 2)))
    return columns_of(rows)


def _interval(
    dice: Dice, organization: str, start: np.datetime64, minutes: int, expected: float, staffed: int
) -> dict[str, object]:
    """Return one interval; callers wait, and give up, the more the agents are loaded (`CALL_MINUTES` each)."""
    luck = dice.uniform(f"{organization} {start}", 3)
    offered = round(expected * (0.85 + 0.3 * luck[0]))
    load = offered * CALL_MINUTES / (staffed * minutes)
    abandoned = round(offered * min(0.35, 0.02 + 0.5 * max(0, load - 0.55)))
    answered = offered - abandoned
    wait_each = min(12, 0.3 + 9 * max(0, load - 0.45) ** 1.5) * (0.9 + 0.2 * luck[1])
    return {
        "organization": organization,
        "side": "provider" if organization == PROVIDER else "customer",
        "interval_start_at": start,
        "interval_minutes": minutes,
        "offered_count": offered,
        "answered_count": answered,
        "abandoned_count": abandoned,
        "answered_in_target_count": round(answered * float(np.clip(0.97 - 0.28 * wait_each, 0.15, 0.97))),
        "first_contact_resolved_count": round(answered * (0.74 - 0.12 * min(1, load) + 0.06 * luck[2])),
        "wait_minutes": round(answered * wait_each, 1),
        "staffed_count": staffed,
        "required_count": int(np.ceil(expected * CALL_MINUTES / (minutes * PLANNED_LOAD))),
    }


def _office_days(first: np.datetime64, last: np.datetime64) -> np.ndarray:
    days = np.arange(first.astype("datetime64[D]"), last.astype("datetime64[D]") + 1)
    opens = next_office_time(days.astype("datetime64[m]"))
    return days[opens.astype("datetime64[D]") == days].astype("datetime64[m]")
