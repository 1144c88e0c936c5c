"""The rows of the sample in force at a status time, read from its CSV files by the standard library alone."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
ZONE = ZoneInfo("America/New_York")
LISTS = {"owners", "requirement_ids", "test_ids", "decided_by", "assigned_to", "backs_out"}


@dataclass(frozen=True)
class Loaded:
    """One table of one snapshot."""

    at: datetime
    rows: tuple[dict, ...]


@lru_cache(maxsize=64)
def snapshots_of(table: str) -> tuple[Loaded, ...]:
    """Return what every snapshot said of a table, oldest first."""
    return tuple(
        Loaded(datetime.strptime(folder.name[3:], "%Y-%m-%dT%H%MZ"), _read(folder / f"{table}.csv"))
        for folder in sorted(SAMPLE.iterdir())
        if (folder / f"{table}.csv").is_file()
    )


def told_up_to(table: str, as_of: datetime) -> list[Loaded]:
    """Return the snapshots of a table up to a status time; the oldest one if all are later."""
    found = snapshots_of(table)
    return [snapshot for snapshot in found if snapshot.at <= as_of] or list(found[:1])


def in_force(table: str, as_of: datetime) -> Loaded:
    """Return the snapshot of a table that is in force at a status time."""
    return told_up_to(table, as_of)[-1]


def local(at: datetime) -> datetime:
    """Return an instant on the clock of the programme."""
    return at.replace(tzinfo=UTC).astimezone(ZONE)


def local_day(at: datetime) -> date:
    """Return the day of an instant in the zone of the programme."""
    return local(at).date()


def midnight(day: date) -> datetime:
    """Return the instant at which a day of the programme begins."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


def minutes(first: datetime, second: datetime) -> float:
    """Return the minutes from one instant to another."""
    return (second - first).total_seconds() / 60


def total(values: Iterable[float | None]) -> float | None:
    """Return the sum of what is known; None if nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def percent(part: float, whole: float) -> float | None:
    """Return a share in percent; None of nothing."""
    return 100 * part / whole if whole else None


def tolerance(name: str) -> float:
    """Return a tolerance: that of the sample, else the default of the glossary."""
    defaults = {
        "amber_slack_percent": 10, "data_stale_hours": 192, "sla_at_risk_percent": 75, "ims_stale_days": 7,
        "near_critical_minutes": 240, "network_driver_percent": 50, "default_optimistic_percent": 85,
        "default_pessimistic_percent": 150, "dcma_days": 44, "cutover_duration_percent": 10,
        "cutover_float_percent": 100, "readiness_go_percent": 90, "preliminary_least_days": 30,
        "task_update_minutes_cutover": 60, "task_update_minutes_other": 10_080,
    }  # fmt: skip
    own = {row["threshold_id"]: row["value"] for row in snapshots_of("thresholds")[0].rows}
    return own.get(name, defaults.get(name))


def _read(path: Path) -> tuple[dict, ...]:
    with path.open(newline="", encoding="utf-8") as lines:
        return tuple({name: _value(name, text) for name, text in row.items()} for row in csv.DictReader(lines))


def _value(name: str, text: str):
    if name in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    if not text:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(text.removesuffix("Z"))
    if name.endswith("_date"):
        return date.fromisoformat(text)
    if name.startswith(("is_", "has_")):
        return text == "true"
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
