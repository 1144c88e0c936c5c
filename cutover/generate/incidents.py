"""The tables incidents and incident_events: a bad first week, then recovery."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cutover.generate.dice import Dice
from cutover.generate.network import read_story
from cutover.generate.plan import Plan
from cutover.generate.requirements import REQUIREMENT_COUNT, requirement_id
from cutover.generate.times import NEVER, NEWEST_AT, office_finish, work_minutes
from cutover.generate.writer import Columns

FIRST_DAY = np.datetime64("2026-10-31")
ARRIVALS = (2, 5, 46, 54, 49, 44, 38, 4, 3, 31, 26, 5, 24, 20, 2, 2, 15, 14, 12, 11, 9)
"""Weight of each day from `FIRST_DAY`: how many of 416 incidents are opened on it."""
HOURS = (0, 0, 0, 0, 0, 0, 1, 4, 9, 12, 11, 8, 7, 9, 9, 8, 6, 3, 1, 1, 1, 0, 0, 0)
SEVERITY_SHARES = (0.005, 0.10, 0.45)
"""Share of severities 1 to 3; the rest is 4."""
ACKNOWLEDGE_MEDIAN = np.array([6.0, 14.0, 75.0, 130.0])
RESOLVE_MEDIAN = np.array([150.0, 540.0, 540.0, 820.0])
"""Minutes to acknowledge, and from then to resolve; severities 3 and 4 wait for office hours."""
LOAD = np.array([2.1, 1.15, 0.75])
"""How much longer everything takes in the first, second and third week."""
LASTS = {"training": 0.6, "access": 0.5, "enhancement": 3.0}
"""How much longer or shorter a class takes than a defect."""
RESOLUTIONS = {
    "defect": "Corrected in a warranty release", "training": "Explained and reference card sent",
    "data": "Converted record corrected", "access": "Role assigned", "enhancement": "Taken into the backlog of changes",
    "pre_existing": "Corrected in the record",
}  # fmt: skip
TARGET_MINUTES = np.array([240, 1440, 4320, 10080])
"""Time to resolve by severity, as in the story's sla_targets."""


@dataclass(frozen=True)
class Incidents:
    """What happens to every incident, to its end; stamps are NaT where it never happens."""

    title: np.ndarray
    severity_initial: np.ndarray
    severity: np.ndarray
    is_cancelled: np.ndarray
    opened_at: np.ndarray
    acknowledged_at: np.ndarray
    held_at: np.ndarray
    resumed_at: np.ndarray
    first_resolved_at: np.ndarray
    reopened_at: np.ndarray
    resolved_at: np.ndarray
    closed_at: np.ndarray
    reassigned_count: np.ndarray

    def __len__(self) -> int:
        """Return the number of incidents."""
        return len(self.opened_at)


def build_incidents(count: int, dice: Dice) -> Incidents:
    """Return so many incidents, in the order in which they are opened."""
    opened_at = _arrivals(count, dice)
    initial = _severities(opened_at, dice)
    title = _titles(initial, dice)
    is_lowered = (initial == 2) & (dice.uniform("lowered", count) < 0.2)
    load = LOAD[np.minimum(2, (opened_at - np.datetime64("2026-11-02T00:00")).astype(int) // (7 * 1440)).clip(0)]
    acknowledged_at = opened_at + _minutes(dice, "acknowledge", ACKNOWLEDGE_MEDIAN[initial - 1] * load, 0.8)
    is_ignored = (initial >= 3) & (dice.uniform("ignored", count) < 0.025)
    acknowledged_at = np.where(is_ignored, NEVER, acknowledged_at)
    lasts = np.array([LASTS.get(row["incident_class"], 1.0) for row in read_story("incident_titles")])
    effort = RESOLVE_MEDIAN[initial - 1] * load * lasts[title]
    minutes = _minutes(dice, "resolve", effort, np.where(initial == 1, 0.25, 0.72))
    first = np.where(initial >= 3, _in_office(acknowledged_at, minutes), acknowledged_at + minutes)
    is_cancelled = (initial >= 3) & (dice.uniform("cancelled", count) < 0.03)
    is_reopened = ~is_cancelled & (initial > 1) & (dice.uniform("reopened", count) < 0.05)
    reopened_at = np.where(is_reopened, first + 60 + (2400 * dice.uniform("reopen", count)).astype(int), NEVER)
    last = np.where(is_reopened, _in_office(reopened_at, 30 + minutes // 2), first)
    is_held = ~is_cancelled & (initial > 1) & (dice.uniform("held", count) < 0.12)
    closed_at = last + _minutes(dice, "close", np.full(count, 2900.0), 0.5)
    return Incidents(
        title=title,
        severity_initial=initial,
        severity=np.where(is_lowered, 3, initial),
        is_cancelled=is_cancelled,
        opened_at=opened_at,
        acknowledged_at=acknowledged_at,
        held_at=np.where(is_held, _between(acknowledged_at, first, 0.2), NEVER),
        resumed_at=np.where(is_held, _between(acknowledged_at, first, 0.75), NEVER),
        first_resolved_at=np.where(is_cancelled, NEVER, first),
        reopened_at=reopened_at,
        resolved_at=np.where(is_cancelled, NEVER, last),
        closed_at=np.where(is_cancelled, acknowledged_at + 45 + minutes // 8, closed_at),
        reassigned_count=dice.choose("reassigned", [0.62, 0.25, 0.1, 0.03], count),
    )


def incidents_at(incidents: Incidents, plan: Plan, as_of: np.datetime64) -> Columns:
    """Return the incidents opened by a status time, as they stand then."""
    shown = slice(0, int(np.searchsorted(incidents.opened_at, as_of, side="right")))
    happened = {name: _until(getattr(incidents, name)[shown], as_of) for name in _STAMPS}
    is_reopened = ~np.isnat(happened["reopened_at"])
    resolved = np.where(is_reopened, happened["resolved_at"], happened["first_resolved_at"])
    is_known = ~np.isnat(happened["acknowledged_at"])
    is_resolved, is_closed = ~np.isnat(resolved), ~np.isnat(happened["closed_at"])
    is_held = ~np.isnat(happened["held_at"]) & np.isnat(happened["resumed_at"])
    words = ["cancelled", "closed", "resolved", "on_hold", "in_progress"]
    tests = [is_closed & incidents.is_cancelled[shown], is_closed, is_resolved, is_held, is_known]
    initial, title = incidents.severity_initial[shown], incidents.title[shown]
    severity = np.where(is_known, incidents.severity[shown], initial)
    return {
        "incident_id": _ids(len(title)),
        "severity_initial": initial,
        "severity": severity,
        "status": _words(np.select(tests, range(len(words)), len(words)), [*words, "open"]),
        **_from_title(plan, title, is_known, is_resolved),
        "opened_at": incidents.opened_at[shown],
        "acknowledged_at": happened["acknowledged_at"],
        "resolved_at": resolved,
        "closed_at": happened["closed_at"],
        "updated_at": np.fmax.reduce([incidents.opened_at[shown], *happened.values()]),
        "sla_due_at": incidents.opened_at[shown] + TARGET_MINUTES[initial - 1],
        "has_workaround": severity != initial,
        "reopened_count": is_reopened.astype(np.int64),
        "reassigned_count": np.where(is_known, incidents.reassigned_count[shown], 0),
    }


def incident_events_at(incidents: Incidents, as_of: np.datetime64) -> Columns:
    """Return the recorded changes of all incidents by then, incident by incident."""
    parts = []
    for order, (stamp, _) in enumerate(_EVENTS):
        stamps = getattr(incidents, stamp)
        if stamp == "resolved_at":
            stamps = np.where(np.isnat(incidents.reopened_at), NEVER, stamps)
        rows = np.flatnonzero(stamps <= as_of)
        parts.append((rows, stamps[rows], np.full(len(rows), order)))
    number, at, order = (np.concatenate(column) for column in zip(*parts, strict=True))
    sequence = np.lexsort((order, at, number))
    number, at, order = number[sequence], at[sequence], order[sequence]
    words = np.where((order == len(_EVENTS) - 1) & incidents.is_cancelled[number], len(_EVENTS), order)
    severity = np.where(order == 0, incidents.severity_initial[number], incidents.severity[number])
    return {
        "incident_id": _ids(len(incidents)).take(pa.array(number)),
        "event_at": at,
        "status": _words(words, [*(word for _, word in _EVENTS), "cancelled"]),
        "severity": severity,
        "actor": _words((order > 0).astype(int), ["Contact center", "Provider support"]),
    }


_STAMPS = ("acknowledged_at", "held_at", "resumed_at", "first_resolved_at", "reopened_at", "resolved_at", "closed_at")
_EVENTS = (
    ("opened_at", "open"), ("acknowledged_at", "in_progress"), ("held_at", "on_hold"), ("resumed_at", "in_progress"),
    ("first_resolved_at", "resolved"), ("reopened_at", "open"), ("resolved_at", "resolved"), ("closed_at", "closed"),
)  # fmt: skip


def _arrivals(count: int, dice: Dice) -> np.ndarray:
    """Return opening times by the weights of days and hours, sorted; none after the newest snapshot."""
    day = dice.choose("day", ARRIVALS, count)
    minute = 60 * dice.choose("hour", HOURS, count) + (60 * dice.uniform("minute", count)).astype(int)
    at = (FIRST_DAY.astype("datetime64[m]") + day * 1440) + minute
    latest = NEWEST_AT - 1 - (300 * dice.uniform("minute", count)).astype(int)
    return np.sort(np.where(at < NEWEST_AT, at, latest))


def _severities(opened_at: np.ndarray, dice: Dice) -> np.ndarray:
    """Return severities: exactly the share of 1, all of it in the first days; the rest by chance."""
    count = len(opened_at)
    chance = dice.uniform("severity", count)
    edges = np.cumsum(SEVERITY_SHARES)
    severity = np.searchsorted(edges, np.maximum(chance, edges[0]), side="right") + 1
    is_late = (opened_at < np.datetime64("2026-11-02T06:00")) | (opened_at > np.datetime64("2026-11-05T18:00"))
    worst = np.argsort(chance + is_late, kind="stable")[: round(count * SEVERITY_SHARES[0])]
    severity[worst] = 1
    return severity


def _titles(severity: np.ndarray, dice: Dice) -> np.ndarray:
    """Return the kind of each incident; only some kinds can be of severity 1 or 2."""
    weights, stops = _of_titles("weight"), _of_titles("stops_work")
    count = len(severity)
    any_kind, worse = dice.choose("title", weights, count), dice.choose("worse title", weights * stops, count)
    return np.where(severity <= 2, worse, any_kind)


def _minutes(dice: Dice, name: str, median: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """Return whole minutes, lognormal about the median, at least one."""
    return np.maximum(1, median * np.exp(spread * dice.normal(name, len(median)))).astype(int)


def _in_office(start: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return when so many office minutes from a start are over; NaT stays."""
    is_known = ~np.isnat(start)
    finish = np.full(len(start), NEVER)
    finish[is_known] = office_finish(work_minutes(start[is_known]) + np.maximum(1, minutes[is_known]))
    return finish


def _between(start: np.ndarray, finish: np.ndarray, share: float) -> np.ndarray:
    span = np.where(np.isnat(start), 0, (finish - start).astype(np.int64))
    return start + (span * share).astype(int)


def _from_title(plan: Plan, title: np.ndarray, is_known: np.ndarray, is_resolved: np.ndarray) -> Columns:
    """Return what follows from the kind of incident."""
    stories = read_story("incident_titles")
    requirements = [requirement_id(n * 29 % REQUIREMENT_COUNT) if row["incident_class"] == "defect" else None
                    for n, row in enumerate(stories)]  # fmt: skip
    problems = [f"PRB-{n:02d}" if row["incident_class"] in ("defect", "data") and n % 2 == 0 else None
                for n, row in enumerate(stories)]  # fmt: skip
    teams = [f"{row['side'].capitalize()} {row['workstream'].lower()} team" for row in stories]
    resolutions = [RESOLUTIONS[row["incident_class"]] for row in stories]
    names = ("title", "incident_class", "side", "workstream", "component_id")
    return {
        **{name: _words(title, [row[name] for row in stories]) for name in names},
        "assigned_to": _words(np.where(is_known, title, len(teams)), [*teams, None]),
        "problem_id": _words(title, problems),
        "task_id": _words(title, [plan.network.task_id(row["task_id"]) for row in stories]),
        "requirement_id": _words(title, requirements),
        "resolution": _words(np.where(is_resolved, title, len(stories)), [*resolutions, None]),
    }


def _of_titles(column: str) -> np.ndarray:
    return np.array([float(row[column]) for row in read_story("incident_titles")])


def _words(positions: np.ndarray, words: list[str | None]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(positions))


def _ids(count: int) -> pa.Array:
    return pa.array([f"INC-{number:06d}" for number in range(1, count + 1)], pa.string())


def _until(stamps: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    return np.where(stamps <= as_of, stamps, NEVER)
