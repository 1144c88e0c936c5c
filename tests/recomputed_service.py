"""Incidents, service level and exit criteria of the sample, computed a second time from the glossary."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import mean

from recomputed_rows import in_force, local_day, midnight, minutes, percent, snapshots_of, told_up_to, tolerance, total

ENDED = ("resolved", "closed", "cancelled")
COMPARE = {
    "<=": lambda actual, target: actual <= target,
    "<": lambda actual, target: actual < target,
    "=": lambda actual, target: actual == target,
    ">": lambda actual, target: actual > target,
    ">=": lambda actual, target: actual >= target,
}


@lru_cache(maxsize=16)
def incidents(as_of: datetime) -> list[dict]:
    """Return the incidents opened up to a status time, as they stood then."""
    loaded = in_force("incidents", as_of)
    allowed = {row["severity"]: row["resolve_minutes"] for row in snapshots_of("sla_targets")[0].rows}
    return [_stood(row, as_of, loaded.at, allowed) for row in loaded.rows if row["opened_at"] <= as_of]


def _stood(row: dict, as_of: datetime, loaded_at: datetime, allowed: dict) -> dict:
    ended = None
    if row["status"] in ENDED:
        ended = row["resolved_at"] or row["closed_at"] or loaded_at
    has_ended = ended is not None and ended <= as_of
    state = "open" if not has_ended else "cancelled" if row["status"] == "cancelled" else "resolved"
    stamp = row["resolved_at"] or row["closed_at"]
    due = row["sla_due_at"] or row["opened_at"] + timedelta(minutes=allowed[row["severity_initial"]])
    acknowledged = row["acknowledged_at"] if row["acknowledged_at"] and row["acknowledged_at"] <= as_of else None
    sla = None
    if state == "resolved":
        is_met = row["is_sla_met"] if row["is_sla_met"] is not None else ended <= due
        sla = "met" if is_met else "breached"
    elif state == "open":
        spent = minutes(row["opened_at"], as_of) / minutes(row["opened_at"], due)
        sla = "open_breached" if due < as_of else "at_risk" if spent >= tolerance("sla_at_risk_percent") / 100 else None
    return row | {
        "state": state, "due": due, "sla": sla, "left": max(ended, row["opened_at"]) if has_ended else None,
        "without_time": state == "resolved" and stamp is None,
        "to_acknowledge": minutes(row["opened_at"], acknowledged) if acknowledged else None,
        "to_resolve": minutes(row["opened_at"], stamp) if state == "resolved" and stamp else None,
        "age": minutes(row["opened_at"], as_of),
    }  # fmt: skip


def counts(rows: list[dict]) -> dict:
    """Return the counts of a group under the names of the report incident_counts."""
    states = {f"{state}_count": sum(row["state"] == state for row in rows) for state in ("open", "resolved")}
    return {"incident_count": len(rows), **states} | {
        "cancelled_count": sum(row["state"] == "cancelled" for row in rows),
        "open_breached_count": sum(row["sla"] == "open_breached" for row in rows),
        "at_risk_count": sum(row["sla"] == "at_risk" for row in rows),
        "without_time_count": sum(row["without_time"] for row in rows),
    }


def times(rows: list[dict]) -> dict:
    """Return times to acknowledge and to resolve under the names of the report incident_times."""
    rows = [row for row in rows if row["state"] != "cancelled"]
    acknowledged = [row["to_acknowledge"] for row in rows if row["to_acknowledge"] is not None]
    resolved = sorted(row["to_resolve"] for row in rows if row["to_resolve"] is not None)
    waiting = [row for row in rows if row["to_acknowledge"] is None]
    return {
        "n": len(rows),
        "mtta_minutes": float(mean(acknowledged)) if acknowledged else None,
        "acknowledged_count": len(acknowledged),
        "unacknowledged_count": len(waiting),
        "oldest_unacknowledged_minutes": max((row["age"] for row in waiting if row["state"] == "open"), default=None),
        "mttr_minutes": float(mean(resolved)) if resolved else None,
        "median_minutes": quantile(resolved, 0.5),
        "p85_minutes": quantile(resolved, 0.85),
        "p95_minutes": quantile(resolved, 0.95),
        "resolved_count": len(resolved),
    }


def quantile(ordered: list[float], share: float) -> float | None:
    """Return a percentile, interpolated between neighbours."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def attained(rows: list[dict]) -> dict:
    """Return the service level of a group under the names of the report sla_attainment."""
    rows = [row for row in rows if row["state"] != "cancelled"]
    met = sum(row["sla"] == "met" for row in rows)
    breached = sum(row["sla"] == "breached" for row in rows)
    return {
        "met_count": met,
        "breached_count": breached,
        "attained_percent": percent(met, met + breached),
        "open_breached_count": sum(row["sla"] == "open_breached" for row in rows),
        "at_risk_count": sum(row["sla"] == "at_risk" for row in rows),
        "undetermined_count": 0,
    }


def ages(rows: list[dict]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return open and breached counts by age band and severity."""
    found: dict = defaultdict(lambda: [0, 0])
    for row in rows:
        if row["state"] == "open":
            days = int(row["age"] // 1440)
            bands = ((1, "0-1"), (6, "1-5"), (11, "6-10"), (31, "11-30"), (10**9, "over 30"))
            band = next(name for before, name in bands if days < before)
            found[band, f"{row['severity']:.0f}"][0] += 1
            found[band, f"{row['severity']:.0f}"][1] += row["sla"] == "open_breached"
    return {key: tuple(value) for key, value in found.items()}


@lru_cache(maxsize=16)
def cycles(as_of: datetime) -> list[tuple[str, datetime, datetime]]:
    """Return ends that did not last: incident, when it ended, when it was opened again."""
    events = defaultdict(list)
    for row in in_force("incident_events", as_of).rows:
        if row["status"] and row["event_at"] <= as_of:
            events[row["incident_id"]].append((row["event_at"], row["status"] in ENDED))
    known = {row["incident_id"]: row for row in incidents(as_of)}
    found = []
    for incident_id, course in events.items():
        ended_at = None
        for at, is_ended in sorted(course, key=lambda event: event[0]):
            if is_ended and ended_at is None:
                ended_at = at
            elif not is_ended and ended_at is not None:
                row = known.get(incident_id)
                if row and ended_at >= row["opened_at"] and at <= (row["left"] or as_of):
                    found.append((incident_id, ended_at, at))
                ended_at = None
    return found


def flow(rows: list[dict], as_of: datetime) -> dict[date, dict]:
    """Return what happened to a group on each local day, and the backlog at its end."""
    names = {row["incident_id"] for row in rows}
    again = [cycle for cycle in cycles(as_of) if cycle[0] in names]
    first = min((local_day(row["opened_at"]) for row in rows), default=None)
    days, backlog = {}, 0
    while first and first <= local_day(as_of):
        left = [row["state"] for row in rows if row["left"] and local_day(row["left"]) == first]
        day = {
            "opened_count": sum(local_day(row["opened_at"]) == first for row in rows),
            "resolved_count": left.count("resolved") + sum(local_day(ended) == first for _, ended, _ in again),
            "cancelled_count": left.count("cancelled"),
            "reopened_count": sum(local_day(at) == first for _, _, at in again),
        }
        backlog += day["opened_count"] + day["reopened_count"] - day["resolved_count"] - day["cancelled_count"]
        days[first] = day | {"open_count": backlog}
        first += timedelta(days=1)
    return days


def measured(day: date, as_of: datetime) -> dict[str, float | None]:
    """Return the figures that exit criteria compare, at the end of a local day."""
    end = min(midnight(day + timedelta(days=1)) - timedelta(microseconds=1), as_of)
    rows = [row for row in incidents(as_of) if row["opened_at"] <= end]
    shut = {row["incident_id"] for row in rows if row["left"] and row["left"] <= end}
    shut |= {name for name, ended, again in cycles(as_of) if ended <= end < again}
    there = [row for row in rows if row["incident_id"] not in shut]
    over = [row for row in rows if row["sla"] in ("met", "breached") and row["left"] <= end]
    late = [row for row in rows if row["sla"] in ("breached", "open_breached") and row["due"] <= end]
    return {
        "open_count": len(there),
        "open_severity_1_count": sum(row["severity"] == 1 for row in there),
        "open_severity_2_count": sum(row["severity"] == 2 for row in there),
        "opened_count": sum(local_day(row["opened_at"]) == day for row in rows),
        "open_breached_count": sum(not row["left"] or row["left"] > end for row in late),
        "sla_attainment_percent": percent(sum(row["sla"] == "met" for row in over), len(over)),
        "reopened_count": sum(local_day(at) == day for _, _, at in cycles(as_of)),
    }


@lru_cache(maxsize=16)
def exit_streaks(as_of: datetime) -> dict[str, dict]:
    """Return days held of every exit criterion."""
    today, first = local_day(as_of), in_force("programme", as_of).rows[0]["warranty_start_date"]
    known_to = local_day(min(as_of, in_force("incidents", as_of).at))
    readings = in_force("exit_readings", as_of).rows
    said = {(row["exit_criterion_id"], row["reading_date"]): row["actual"] for row in readings}
    streaks = {}
    for criterion in in_force("exit_criteria", as_of).rows:
        measure, needed = criterion["measure"] or "reading", int(criterion["streak_days"])
        days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
        held, newest = 0, None
        for day in (day for day in days if day.weekday() < 5):
            actual = said.get((criterion["exit_criterion_id"], day))
            if actual is None and measure != "reading" and day <= known_to:
                actual = measured(day, as_of)[measure]
            if actual is None and day == today:
                continue
            is_met = actual is not None and COMPARE[criterion["operator"]](actual, criterion["target"])
            if measure != "reading" and day == today and is_met:
                continue
            held, newest = (held + 1 if is_met else 0), actual if actual is not None else newest
        streaks[criterion["exit_criterion_id"]] = {
            "held_days": min(held, needed), "needed_days": needed, "is_held": held >= needed,
        }  # fmt: skip
    return streaks


def days_left(as_of: datetime) -> int:
    """Return the days of the warranty after the local day of the status time."""
    return max(0, (in_force("programme", as_of).rows[0]["warranty_end_date"] - local_day(as_of)).days)


def centers(as_of: datetime, days: int = 28) -> dict[str, dict]:
    """Return the figures of each contact center over the last days."""
    groups = defaultdict(list)
    for snapshot in told_up_to("contact_center_intervals", as_of)[-1:]:
        for row in snapshot.rows:
            is_recent = local_day(row["interval_start_at"]) > local_day(as_of) - timedelta(days=days)
            if row["interval_start_at"] <= as_of and is_recent:
                groups[row["organization"]].append(row)
    found = {}
    for name, rows in groups.items():
        sums = {key: total(row[key] for row in rows) for key in rows[0] if key.endswith(("_count", "wait_minutes"))}
        answered, offered = sums["answered_count"], sums["offered_count"]
        found[name] = {
            "n": len(rows), "offered_count": offered,
            "answer_seconds": 60 * sums["wait_minutes"] / answered,
            "abandoned_percent": percent(sums["abandoned_count"], offered),
            "service_factor_percent": percent(sums["answered_in_target_count"], offered),
            "first_contact_percent": percent(sums["first_contact_resolved_count"], answered),
        }  # fmt: skip
    return found
