"""Both passes over the network of the sample in plain Python: task by task, by recursion, without arrays."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import recomputed_plan as plan
from recomputed_durations import estimate
from recomputed_hours import Hours, calendars, instant, minute
from recomputed_rows import in_force, told_up_to, tolerance


class Link(NamedTuple):
    """A link; in the order of the plan."""

    before: str
    after: str
    kind: str
    lag: int


class Placed(NamedTuple):
    """Early dates of a task: when it started, when what is left of it goes on, when it finishes, and what drives."""

    start: int
    restart: int
    finish: int
    driving: Link | None


@dataclass
class Network:
    """The tasks that are scheduled in one snapshot, with their links; minutes since 1970.

    `work` is what is left to do, by task; `window` the end of the cutover window.
    """

    told: int
    tasks: dict[str, dict]
    links: list[Link]
    window: int

    def __post_init__(self):
        self.into, self.out = defaultdict(list), defaultdict(list)
        for link in self.links:
            self.into[link.after].append(link)
            self.out[link.before].append(link)
        self.work = {name: self._work(name) for name in self.tasks}

    def hours(self, name: str) -> Hours:
        """Return the working hours of a task."""
        return calendars()[self.tasks[name]["calendar_id"]]

    def duration(self, name: str) -> int:
        """Return the working minutes of a task; none of a skipped one."""
        return 0 if self.tasks[name]["status"] == "skipped" else round(self.tasks[name]["duration_minutes"])

    def state(self, name: str) -> str:
        """Tell whether a task is open, started or complete."""
        row = self.tasks[name]
        return "complete" if row["completed"] else "started" if row["start"] else "open"

    def is_scope(self, name: str) -> bool:
        """Tell whether a task counts: neither skipped, contingency nor level of effort."""
        row = self.tasks[name]
        return row["status"] != "skipped" and row["phase"] != "contingency" and not row["is_level_of_effort"]

    def is_open(self, name: str) -> bool:
        """Tell whether a task is neither complete nor skipped."""
        return self.tasks[name]["status"] not in ("complete", "skipped")

    def _floor(self, name: str) -> int:
        """Return the earliest start of what is left that no link sets."""
        row, floors = self.tasks[name], [self.told]
        if row["status"] in ("blocked", "failed") and row["unblock_at"]:
            floors.append(minute(row["unblock_at"]))
        if self.state(name) == "open" and row["status"] != "skipped":
            if row["constraint_type"] in ("SNET", "MSO"):
                floors.append(minute(row["constraint_at"]))
            if not any(link.kind in ("FS", "SS") for link in self.into[name]):
                floors.append(minute(row["planned_start_at"] or row["baseline_start_at"]))
        return max(floors)

    def _work(self, name: str) -> int:
        row, duration, hours = self.tasks[name], self.duration(name), self.hours(name)
        if self.state(name) != "started":
            return duration if self.state(name) == "open" else 0
        stated, since = minute(row["forecast_finish_at"]), minute(row["start"])
        worked, done = hours.between(since, self.told), row["percent_complete"]
        if row["is_reported"] and stated and stated > self.told:
            return max(0, hours.between(self._floor(name), stated))
        if row["is_reported"] and row["remaining_hours"] is not None and row["planned"]:
            return round(duration * row["remaining_hours"] / row["planned"])
        if row["status"] == "failed":
            return duration
        if row["is_reported"] and done is not None:
            return round(duration * (1 - done / 100))
        if worked < duration or not duration:
            return duration - worked
        return estimate(row, duration).median_left(worked)

    def _bound(self, link: Link, dates: dict[str, Placed]) -> int:
        """Return when a link lets the start, or the finish, of its successor be."""
        before = dates[link.before]
        return (before.finish if link.kind[0] == "F" else before.start) + link.lag

    @cached_property
    def order(self) -> list[str]:
        """Tasks, each behind its predecessors."""
        found: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in found:
                for link in self.into[name]:
                    visit(link.before)
                found[name] = None

        for name in self.tasks:
            visit(name)
        return list(found)

    @cached_property
    def early(self) -> dict[str, Placed]:
        """Early dates of every task."""
        return self.passed(self.work)

    def passed(self, work: dict[str, int], names: list[str] | None = None) -> dict[str, Placed]:
        """Return the early dates for so much work in each task; `names` are those that matter, in order."""
        found: dict[str, Placed] = {}
        for name in names or self.order:
            row, hours = self.tasks[name], self.hours(name)
            if row["completed"]:
                finish = minute(row["completed"])
                start = minute(row["start"]) if row["start"] else hours.back(finish, self.duration(name))
                found[name] = Placed(start, start, finish, None)
                continue
            bounds = [(self._bound(link, found), link) for link in self.into[name]]
            starts = [(hours.back(at, work[name]) if link.kind[1] == "F" else at, link) for at, link in bounds]
            floor, latest = self._floor(name), max((at for at, _ in starts), default=None)
            is_driven = latest is not None and latest >= floor
            driving = next((link for at, link in starts if at == latest), None) if is_driven else None
            begin, finish = hours.place(latest if is_driven else floor, work[name])
            finish = max([finish, *(at for at, link in bounds if link.kind[1] == "F")])
            found[name] = Placed(minute(row["start"]) if row["start"] else begin, begin, finish, driving)
        return found

    def logic_start(self, name: str) -> int | None:
        """Return the start that links alone would allow; None without links."""
        hours, duration, starts = self.hours(name), self.duration(name), []
        for link in self.into[name]:
            at = self._bound(link, self.early)
            starts.append(hours.back(at, duration) if link.kind[1] == "F" else at)
        return hours.place(max(starts), duration)[0] if starts else None

    @cached_property
    def finish(self) -> int:
        """Latest finish in scope."""
        return max(self.early[name].finish for name in self.tasks if self.is_scope(name))

    @cached_property
    def cutover_finish(self) -> int | None:
        """Latest finish of the cutover."""
        rows = [name for name, row in self.tasks.items() if self.is_scope(name) and row["phase"] == "cutover"]
        return max((self.early[name].finish for name in rows), default=None)

    @cached_property
    def late(self) -> dict[str, tuple[int, int]]:
        """Late (re)start and finish of every task that is not complete."""
        last, ceilings = max(self.finish, self.window), {}
        for name, row in self.tasks.items():
            dates = [last, minute(row["deadline_at"]) or last]
            ceilings[name] = min(dates + [self.window] * (row["phase"] in ("pre_cutover", "cutover")))
        return self.latest(ceilings)

    def late_dates(self, name: str) -> tuple[int | None, int | None]:
        """Return the late start and finish of a task: the actual ones once they are, none of standby."""
        at = self.early[name]
        if self.state(name) == "complete" or not self.is_open(name):
            return at.start, at.finish
        start, finish = self.late[name] if self.is_scope(name) else (None, None)
        return at.start if start and self.state(name) == "started" else start, finish

    def latest(self, ceilings: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Return the latest dates that keep these finishes; tasks that lead to none of them are left out."""
        found: dict[str, tuple[int, int]] = {}
        for name in reversed(self.order):
            if self.state(name) == "complete":
                continue
            hours, work = self.hours(name), self.work[name]
            finishes, starts = self._limits(name, found)
            finishes += [ceilings[name]] if name in ceilings else []
            finishes += [hours.end(hours.work(at) + work) if work else at for at in starts]
            if finishes:
                end = min(finishes) if not work else hours.end(hours.work(min(finishes)))
                found[name] = min([hours.back(end, work), *starts]), end
        return found

    def _limits(self, name: str, dates: dict[str, tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Return until when links let a task finish, and start, so that no successor leaves its dates."""
        out = [link for link in self.out[name] if link.after in dates]
        finishes = [dates[link.after][link.kind[1] == "F"] - link.lag for link in out if link.kind[0] == "F"]
        starts = [dates[link.after][link.kind[1] == "F"] - link.lag for link in out if link.kind[0] == "S"]
        return finishes, starts if self.state(name) == "open" else []

    def total_float(self, name: str) -> int | None:
        """Return the working time by which a task can slip; None once settled, or out of scope."""
        if not (self.is_open(name) and self.is_scope(name)):
            return None
        return self.hours(name).between(self.early[name].finish, self.late[name][1])

    def free_float(self, name: str) -> int | None:
        """Return the same until a successor, or the end of the plan, moves."""
        if not (self.is_open(name) and self.is_scope(name)):
            return None
        hours = self.hours(name)
        dates = {n: (at.restart, at.finish) for n, at in self.early.items() if self.state(n) != "complete"}
        finishes, starts = self._limits(name, dates)
        slips = [hours.between(self.early[name].finish, at) for at in [*finishes, self.finish]]
        return min(slips + [hours.between(self.early[name].start, at) for at in starts])

    def is_critical(self, name: str) -> bool:
        """Tell whether any slip moves the finish of the cutover, or of the plan."""
        slack = self.total_float(name)
        if slack is None:
            return False
        is_within = self.tasks[name]["phase"] in ("pre_cutover", "cutover") and self.cutover_finish is not None
        return slack <= (max(0, self.hours(name).between(self.cutover_finish, self.window)) if is_within else 0)

    def is_assumed(self, name: str) -> bool:
        """Tell whether a task is blocked or failed with no end in sight."""
        row, told = self.tasks[name], instant(self.told)
        stated = row["is_reported"] and row["forecast_finish_at"] and row["forecast_finish_at"] > told
        is_ending = stated or (row["unblock_at"] is not None and row["unblock_at"] > told)
        return row["status"] in ("blocked", "failed") and not is_ending

    @cached_property
    def behind_assumed(self) -> set[str]:
        """Open tasks behind one whose recovery is assumed."""
        found: set[str] = set()
        for name in self.order:
            links = self.into[name] if self.is_open(name) else []
            if any(self.is_assumed(link.before) or link.before in found for link in links):
                found.add(name)
        return found

    def path(self, name: str) -> list[tuple[str, Link | None]]:
        """Return the driving path of a task, first to last, each with the link into it."""
        link = self.early[name].driving
        return [*(self.path(link.before) if link else []), (name, link)]


@lru_cache(maxsize=64)
def _network(at: datetime, told: datetime, window: datetime) -> Network:
    tasks = {
        name: row for name, row in plan.judged(at, told).items()
        if row["in_plan"] and (row["phase"] != "contingency" or row["start"] or row["status"] == "complete")
    }  # fmt: skip
    links = sorted(
        Link(row["predecessor_id"], row["successor_id"], row["dependency_type"] or "FS", round(row["lag_minutes"] or 0))
        for row in told_up_to("dependencies", told)[-1].rows
        if row["predecessor_id"] in tasks and row["successor_id"] in tasks
    )
    return Network(minute(told), tasks, links, minute(window))


@lru_cache(maxsize=16)
def networks(as_of: datetime) -> list[Network]:
    """Return the network of every snapshot of the plan up to a status time."""
    window, found = in_force("programme", as_of).rows[0]["cutover_finish_at"], told_up_to("tasks", as_of)
    return [_network(s.at, as_of if s is found[-1] else s.at, window) for s in found]


def network(as_of: datetime) -> Network:
    """Return the network in force at a status time."""
    return networks(as_of)[-1]


def dates(as_of: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return start and finish of every task that is scheduled: actual, else the earliest possible."""
    return {name: (instant(at.start), instant(at.finish)) for name, at in network(as_of).early.items()}


@lru_cache(maxsize=16)
def drives(as_of: datetime) -> bool:
    """Tell whether the network drives the colours: enough of the open tasks in scope have links, and durations."""
    now = network(as_of)
    counted = [name for name in now.tasks if now.is_open(name) and now.is_scope(name)]
    linked = [name for name in counted if now.into[name] or now.out[name]]
    timed = [name for name in counted if now.tasks[name]["duration_minutes"] is not None]
    share = 100 * min(len(linked), len(timed)) / max(1, len(counted))
    return bool(counted) and share >= tolerance("network_driver_percent")
