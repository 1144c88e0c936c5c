"""The way back of the sample in plain Python: by recursion over tasks and steps, minute by minute, without arrays."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import recomputed_plan as plan
import recomputed_schedule as schedule
from recomputed_hours import instant, minute
from recomputed_rows import in_force, told_up_to


@dataclass
class WayBack:
    """What is to be undone: when each task starts, how long undoing it takes, and what steps undo.

    Minutes are counted since 1970. `behind` names the tasks that a task's links lead to.
    """

    start: dict[str, int]
    minutes: dict[str, int]
    undoes: dict[str, set[str]]
    behind: dict[str, set[str]]
    links: list[tuple[str, str, int]]

    @cached_property
    def steps(self) -> dict[str, list[str]]:
        """Steps that undo each task."""
        return {name: [step for step, own in self.undoes.items() if name in own] for name in self.start}

    def _before(self, names: set[str]) -> set[str]:
        """Return all that leads to some tasks."""
        found, waiting = set(), set(names)
        while waiting:
            into = {name for name, behind in self.behind.items() if behind & waiting} - found
            found |= into
            waiting = into
        return found

    @cached_property
    def waits(self) -> dict[str, set[str]]:
        """Tasks that must be undone before each step, but for those between two of its own."""
        found = {}
        for step, own in self.undoes.items():
            behind = {after for name in own for after in self.behind.get(name, ())}
            found[step] = behind - own - self._before(own)
        return found

    def undone(self, at: int) -> dict[str, int]:
        """Return after how many minutes every task is undone, and every step done, if the plan turns back then."""
        found: dict[str, int] = {}
        needed = {step for step, own in self.undoes.items() if any(self.start.get(n, at + 1) <= at for n in own)}

        def end(name: str) -> int:
            if name not in found:
                if name in self.undoes:
                    begin = [end(task) for task in self.waits[name]]
                    begin += [
                        end(a) + (lag if {a, b} <= needed else 0) for a, b, lag in self.links if b == name
                    ]  # fmt: skip
                    own = self.minutes[name] if name in needed else 0
                else:
                    begin = [end(after) for after in self.behind.get(name, ())] + [end(s) for s in self.steps[name]]
                    own = self.minutes[name] if self.start[name] <= at and not self.steps[name] else 0
                found[name] = max([0, *begin]) + own
            return found[name]

        for name in [*self.start, *self.undoes]:
            end(name)
        return found

    def length(self, at: int) -> int:
        """Return how long the way back is if the plan turns back then."""
        return max(self.undone(at).values(), default=0)

    def latest(self, limit: int) -> int:
        """Return the last minute at which turning back ends by the limit, or the start that comes before it would."""
        starts = sorted(set(self.start.values()))
        at = limit
        while at + self.length(at) > limit:
            at = max([s - 1 for s in starts if s <= at and s - 1 < at and self.length(s - 1) < self.length(at)]
                     + [limit - self.length(at)])  # fmt: skip
        return at if at + self.length(at) == limit else at + 1


def _lasting(row: dict) -> float | None:
    planned = row["planned_hours"] if row["planned_hours"] is not None else row["baseline_hours"]
    return row["duration_minutes"] if row["duration_minutes"] is not None else planned and planned * 60


@lru_cache(maxsize=16)
def way_back(as_of: datetime) -> WayBack:
    """Return the way back of the plan in force; the sample goes forward all the time."""
    rows = {row["task_id"]: row for row in plan.tasks(as_of) if row["status"] != "skipped"}
    dates, now = schedule.dates(as_of), minute(as_of)
    start, minutes, undoes = {}, {}, {}
    for name, row in rows.items():
        if row["phase"] != "contingency":
            forecast = dates[name][0] if name in dates else row["planned_start_at"]
            start[name] = minute(row["start"]) if row["start"] else max(minute(forecast), now + 1)
            minutes[name] = round(row["backout_minutes"] or 0)
        elif row.get("backs_out") and _lasting(row) is not None:
            undoes[name] = set(row["backs_out"])
            minutes[name] = 0 if row["status"] == "complete" else round(_lasting(row))
    undoes = {step: own & set(start) for step, own in undoes.items()}
    behind: dict[str, set[str]] = {}
    links = []
    for link in told_up_to("dependencies", as_of)[-1].rows:
        before, after = link["predecessor_id"], link["successor_id"]
        if before in start and after in start:
            behind.setdefault(before, set()).add(after)
        elif before in undoes and after in undoes:
            links.append((before, after, round(link["lag_minutes"] or 0)))
    return WayBack(start, minutes, undoes, behind, links)


def clock(as_of: datetime) -> dict:
    """Return the figures of the rollback clock that do not depend on decisions."""
    back, programme = way_back(as_of), in_force("programme", as_of).rows[0]
    finish = schedule.network(as_of).cutover_finish
    limit = minute(programme["cutover_finish_at"]) - round(programme["safety_floor_minutes"])
    return {
        "backout_now_minutes": back.length(minute(as_of)),
        "backout_worst_minutes": back.length(finish),
        "implementation_finish_at": instant(finish),
        "latest_decision_at": instant(back.latest(limit)),
        "planned_latest_decision_at": instant(limit - round(programme["rollback_reserve_minutes"])),
        "limit_at": instant(limit),
    }


def backups(as_of: datetime) -> dict[str, tuple[bool, bool]]:
    """Return the legacy components that the cutover touches: is the backup verified, is the restore tested."""
    touched = {row["component_id"] for row in plan.tasks(as_of)
               if row["phase"] == "cutover" and row["status"] != "skipped"}  # fmt: skip
    today = plan.local_day(as_of)
    return {
        row["component_id"]: tuple(
            row[name] is not None and row[name] <= today for name in ("backup_verified_date", "restore_tested_date")
        )
        for row in in_force("components", as_of).rows
        if row["component_id"] in touched and row["system_kind"] == "legacy"
    }
