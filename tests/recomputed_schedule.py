"""A forward pass over the sample in plain Python: dates walked day by day, tasks by recursion, no arrays."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import recomputed_plan as plan
from recomputed_rows import ZONE, in_force, local_day, told_up_to

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UTC = datetime.fromisoformat("2026-01-01T00:00+00:00").tzinfo


@dataclass
class Hours:
    """Working hours on the local clock; without rows round the clock."""

    rows: list[dict] = field(default_factory=list)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return what is worked on a day, in UTC."""
        own = [row for row in self.rows if row["exception_date"] == day]
        own = own or [row for row in self.rows if row["weekday"] == WEEKDAYS[day.weekday()]]
        return sorted(
            (_instant(day, row["works_from"]), _instant(day, row["works_to"])) for row in own if row["works_to"]
        )

    def add(self, at: datetime, work: timedelta) -> tuple[datetime, datetime]:
        """Return when so much work that may begin at `at` begins and ends."""
        if not self.rows:
            return at, at + work
        begin, day = None, local_day(at)
        while True:
            for first, last in self.spans(day):
                first = max(first, at)
                if first < last or (first == last and not work):
                    begin = begin or first
                    if work <= last - first:
                        return begin, first + work
                    work -= last - first
            day += DAY

    def between(self, first: datetime, last: datetime) -> timedelta:
        """Return the work between two instants, negative backwards."""
        if last < first:
            return -self.between(last, first)
        if not self.rows:
            return last - first
        days = range((local_day(last) - local_day(first)).days + 1)
        spans = [span for day in days for span in self.spans(local_day(first) + day * DAY)]
        return sum((max(timedelta(0), min(end, last) - max(begin, first)) for begin, end in spans), timedelta(0))

    def back(self, end: datetime, work: timedelta) -> datetime:
        """Return the latest begin of so much work that ends at `end`."""
        if not self.rows:
            return end - work
        begin = end - work
        while self.between(begin, end) < work:
            begin -= max(MINUTE, work - self.between(begin, end))
        return begin


def _instant(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    local = datetime.combine(day + DAY if hour == 24 else day, time(hour % 24, minute), ZONE)
    return local.astimezone(UTC).replace(tzinfo=None)


def calendars(as_of: datetime) -> dict[str, Hours]:
    """Return the working hours in force, by calendar."""
    found: dict[str, Hours] = {}
    for row in in_force("calendars", as_of).rows:
        found.setdefault(row["calendar_id"], Hours()).rows.append(row)
    return found


def dates(as_of: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return start and finish of every task that is scheduled at a status time: actual, else the earliest possible."""
    told, judged = plan.plans(as_of)[-1]
    tasks = {
        name: row for name, row in judged.items()
        if row["in_plan"] and (row["phase"] != "contingency" or row["start"] or row["status"] == "complete")
    }  # fmt: skip
    into: dict[str, list[dict]] = {name: [] for name in tasks}
    for link in told_up_to("dependencies", as_of)[-1].rows:
        if link["predecessor_id"] in tasks and link["successor_id"] in tasks:
            into[link["successor_id"]].append(link)
    hours, found = calendars(as_of), {}

    def bound(link: dict) -> tuple[str, datetime]:
        from_end, to_end = link["dependency_type"] or "FS"
        reached = of(link["predecessor_id"])[from_end == "F"]
        return to_end, reached + (link["lag_minutes"] or 0) * MINUTE

    def of(name: str) -> tuple[datetime, datetime]:
        if name not in found:
            row = tasks[name]
            found[name] = _place(
                row, [bound(link) for link in into[name]], told, hours.get(row["calendar_id"], Hours())
            )
        return found[name]

    return {name: of(name) for name in tasks}


def _place(row: dict, bounds: list[tuple[str, datetime]], told: datetime, hours: Hours) -> tuple[datetime, datetime]:
    """Return start and finish of a task by its facts, its dates and the bounds of its links."""
    if row["status"] == "complete":
        return row["start"], row["completed"]
    floors = [told]
    if row["status"] in ("blocked", "failed"):
        floors.append(row["unblock_at"] or told)
    work = 0 * MINUTE if row["status"] == "skipped" else row["duration_minutes"] * MINUTE
    if row["start"]:
        work = _left(row, work, max(floors), hours)
    elif row["status"] != "skipped":
        floors += [row["constraint_at"]] * (row["constraint_type"] in ("SNET", "MSO"))
        floors += [row["planned_start_at"] or row["baseline_start_at"]] * (not any(end == "S" for end, _ in bounds))
    ends = [at for end, at in bounds if end == "F"]
    starts = [at for end, at in bounds if end == "S"] + [hours.back(at, work) for at in ends]
    begin, finish = hours.add(max(at for at in [*floors, *starts] if at), work)
    return row["start"] or begin, max([finish, *ends])


def _left(row: dict, work: timedelta, begin: datetime, hours: Hours) -> timedelta:
    """Return the work left of a started task, first by the finish and then by the hours that its owner states."""
    if row["forecast_finish_at"] and row["forecast_finish_at"] > begin:
        return hours.between(begin, row["forecast_finish_at"])
    if row["remaining_hours"] is not None and row["planned"]:
        return round(work / MINUTE * row["remaining_hours"] / row["planned"]) * MINUTE
    return round(work / MINUTE * (1 - row["percent_complete"] / 100)) * MINUTE
