"""Schedule risk of the sample, simulated a second time: other dice, and each trial walked task by task."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from math import log, sqrt
from random import Random

import recomputed_forecast as forecast
import recomputed_schedule as schedule
from recomputed_durations import Estimate, Rehearsals, estimate, is_estimated
from recomputed_hours import minute
from recomputed_rows import in_force
from recomputed_schedule import Network

DEVIATE = 3.29
"""Normal deviate that 99.9 % of all draws do not exceed on either side."""


def due(target: str, as_of: datetime) -> int:
    """Return when a target is due; the point of no return not after the latest rollback decision."""
    programme, at = in_force("programme", as_of).rows[0], forecast.due(as_of)[target]
    gates = {f"checkpoint:{row['checkpoint_id']}": row for row in in_force("checkpoints", as_of).rows}
    if gates.get(target, {}).get("is_point_of_no_return"):
        reserve = (programme["rollback_reserve_minutes"] or 0) + (programme["safety_floor_minutes"] or 0)
        at = min(at, programme["cutover_finish_at"] - timedelta(minutes=reserve))
    return minute(at)


def rehearsals(now: Network, as_of: datetime) -> tuple[Rehearsals, set[str]]:
    """Return what the mock cutovers tell, and the tasks that they measured."""
    groups = {name: row["task_class"] or row["workstream"] or "not given" for name, row in now.tasks.items()}
    runs = []
    for row in in_force("rehearsal_runs", as_of).rows:
        took = row["actual_minutes"]
        if took is None and row["actual_finish_at"] and row["actual_start_at"]:
            took = minute(row["actual_finish_at"]) - minute(row["actual_start_at"])
        is_over = row["actual_finish_at"] is None or row["actual_finish_at"] <= as_of
        if not took or row["result"] == "skipped" or not is_over:
            continue
        name, base = row["task_id"], row["planned_minutes"]
        planned = now.duration(name) if name in now.tasks else None
        if base is None or (planned is not None and min(base, took) <= planned <= max(base, took)):
            base = planned
        if base and 0.01 <= took / base <= 100:
            runs.append((name, groups.get(name, "not given"), log(took / base), row["result"] == "failed"))
    return Rehearsals(runs, groups), {name for name, *_ in runs}


def durations(now: Network, as_of: datetime) -> dict[str, Callable[[Random], float]]:
    """Return what draws the work left in each open task; a milestone draws nothing."""
    measured, rehearsed = rehearsals(now, as_of)
    return {
        name: _drawn(now, name, measured if name in rehearsed else None)
        for name, row in now.tasks.items()
        if now.is_open(name) and (now.duration(name) or is_estimated(row))
    }


def _drawn(now: Network, name: str, measured: Rehearsals | None) -> Callable[[Random], float]:
    duration = now.duration(name)
    if measured and duration:
        return lambda dice: now.work[name] * measured.draw(name, dice)
    stated = estimate(now.tasks[name], duration)
    return lambda dice: stated.draw(dice) * now.work[name] / duration


def drivers(now: Network, as_of: datetime) -> list[tuple[float, Estimate, list[str]]]:
    """Return the risks that can still happen: probability, factor, and the open tasks that they stretch."""
    issues = {row["issue_id"]: row for row in in_force("issues", as_of).rows}
    found = []
    for row in in_force("risk_drivers", as_of).rows:
        issue = issues.get(row["issue_id"], {})
        if issue.get("status") == "closed" or (issue.get("closed_at") and issue["closed_at"] <= as_of):
            continue
        likely = row["most_likely_factor"] or 1
        factors = [row[f"{name}_factor"] or likely for name in ("optimistic", "pessimistic")]
        names = [
            name for name, task in now.tasks.items()
            if now.is_open(name) and (not row["task_ids"] or name in row["task_ids"])
            and all(row[column] in (None, task[column]) for column in ("workstream", "phase", "side"))
        ]  # fmt: skip
        found.append((row["probability_percent"] / 100, Estimate(factors[0], likely, factors[1]), names))
    return found


def bases(target: str, as_of: datetime) -> dict[str, int]:
    """Return how many open durations that lead to a target are estimated, rehearsed or assumed."""
    now = schedule.network(as_of)
    _, rehearsed = rehearsals(now, as_of)
    leading, found = _leading(now, set(forecast.members(-1, as_of)[target])), {}
    for name in (name for name in durations(now, as_of) if name in leading):
        told = "estimated" if is_estimated(now.tasks[name]) else "assumed"
        basis = "rehearsed" if name in rehearsed and now.duration(name) else told
        found[f"{basis}_count"] = found.get(f"{basis}_count", 0) + 1
    return found


@lru_cache(maxsize=1)
def simulated(as_of: datetime, targets: tuple[str, ...], count: int) -> dict[str, list[int]]:
    """Return the finishes of some targets in so many trials, in order."""
    now, dice = schedule.network(as_of), Random(20261102)
    drawn, risks = durations(now, as_of), drivers(now, as_of)
    members = {target: forecast.members(-1, as_of)[target] for target in targets}
    leading = _leading(now, {name for names in members.values() for name in names})
    finishes: dict[str, list[int]] = {target: [] for target in targets}
    for _ in range(count):
        stretch: dict[str, float] = {}
        for chance, factor, names in risks:
            if dice.random() < chance:
                by = factor.draw(dice)
                stretch |= {name: stretch.get(name, 1) * by for name in names}
        work = {name: round(draw(dice) * stretch.get(name, 1)) for name, draw in drawn.items() if name in leading}
        early = now.passed(now.work | work, leading)
        for target, names in members.items():
            finishes[target].append(max(early[name].finish for name in names))
    return {target: sorted(found) for target, found in finishes.items()}


def _leading(now: Network, names: set[str]) -> list[str]:
    """Return the tasks that lead to some tasks, in order."""
    found = set(names)
    for name in reversed(now.order):
        if name in found:
            found |= {link.before for link in now.into[name] if not now.tasks[name]["completed"]}
    return [name for name in now.order if name in found]


def is_quantile(found: int, share: float, trials: list[int], count: int) -> bool:
    """Tell whether a finish that a share of `count` other trials keep can be the same quantile of these."""
    margin = DEVIATE * sqrt(share * (1 - share) * (1 / len(trials) + 1 / count))
    before, kept = (place(trials, found) / len(trials) for place in (bisect_left, bisect_right))
    return before <= share + margin and kept >= share - margin


def is_share(found: float, at: int, trials: list[int], count: int) -> bool:
    """Tell whether a share of `count` other trials that finish by then can be the same probability."""
    own = bisect_right(trials, at) / len(trials)
    both = (own * len(trials) + found * count) / (len(trials) + count)
    return abs(own - found) <= DEVIATE * sqrt(both * (1 - both) * (1 / len(trials) + 1 / count))
