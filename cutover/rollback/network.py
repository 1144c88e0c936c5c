"""The back-out network: what was done last is undone first."""

from dataclasses import dataclass

import numpy as np

from cutover import schedule
from cutover.schedule import UNSET


@dataclass(frozen=True)
class Tasks:
    """N tasks of the plan, as far as undoing them goes.

    Attributes
    ----------
    names
        N identifiers.
    start
        int32[N]; minute in which each has started or will start; `UNSET`: never.
    minutes
        int32[N]; time to undo it once started, 0 or more; 0 where nobody says.
    before, after
        int32[E]; positions of the tasks at the two ends of each link.
    """

    names: np.ndarray
    start: np.ndarray
    minutes: np.ndarray
    before: np.ndarray
    after: np.ndarray


@dataclass(frozen=True)
class Steps:
    """M back-out steps of the plan, each of which undoes one task or more.

    Attributes
    ----------
    names
        M identifiers.
    minutes
        int32[M]; time left of each.
    step, task
        int32[P]; pairs of positions: this step undoes that task.
    links
        Links that the plan states between steps; they are not turned round.
    """

    names: np.ndarray
    minutes: np.ndarray
    step: np.ndarray
    task: np.ndarray
    links: schedule.Links


NO_STEPS = Steps(*(np.empty(0, kind) for kind in (object, np.int32, np.int32, np.int32)),
                 schedule.Links(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.int8, np.int32))))  # fmt: skip


@dataclass(frozen=True)
class Undoing:
    """The back-out network: first the N tasks ("is undone"), then the M steps.

    Attributes
    ----------
    plan
        As the engine takes it; durations are those of undoing everything.
    network
        Its structure, compiled once.
    since
        int32[N + M]; minute from which there is something to undo, `UNSET`: never.
    """

    plan: schedule.Plan
    network: schedule.Network
    since: np.ndarray

    @property
    def is_work(self) -> np.ndarray:
        """bool[N + M]; whether undoing takes time once there is something to undo."""
        return (self.since != UNSET) & (self.plan.duration > 0)


def reverse(tasks: Tasks, steps: Steps = NO_STEPS) -> Undoing:
    """Return the back-out network of a plan.

    Every link is turned round: what hangs on a task is undone before the task
    itself, whatever the type of the link, and without its lag. A task that steps
    undo takes no time of its own; it is undone once they all are. A step starts
    when all behind its tasks is undone, but for what lies between two of them: it
    undoes these in one.

    Raises
    ------
    ScheduleError
        If steps wait for each other in a circle, which is named.
    """
    count = len(tasks.names)
    minutes = tasks.minutes.copy()
    minutes[steps.task] = 0
    waits = _waits(tasks, steps)
    before = [tasks.after, count + steps.step, waits[0], count + steps.links.predecessor]
    after = [tasks.before, steps.task, count + waits[1], count + steps.links.successor]
    turned = sum(len(part) for part in before[:3])
    links = schedule.Links(
        np.concatenate(before).astype(np.int32),
        np.concatenate(after).astype(np.int32),
        kind=np.concatenate([np.zeros(turned, np.int8), steps.links.kind]).astype(np.int8),
        lag=np.concatenate([np.zeros(turned, np.int32), steps.links.lag]).astype(np.int32),
    )
    names = np.concatenate([tasks.names, steps.names])
    plan = schedule.Plan(names, np.concatenate([minutes, steps.minutes]).astype(np.int32), links)
    since = np.concatenate([tasks.start, _first_start(tasks, steps)]).astype(np.int32)
    return Undoing(plan, schedule.compile_network(names, links), since)


def backout(undoing: Undoing, at: int) -> schedule.Schedule:
    """Return the schedule of undoing all that has started by a minute; it starts at 0, its `finish` is the duration.

    References
    ----------
    Longest path by the critical path method (docs/schedule.md), round the clock.
    """
    has_started = (undoing.since != UNSET) & (undoing.since <= at)
    minutes = np.where(has_started, undoing.plan.duration, 0).astype(np.int32)
    links = undoing.plan.links
    is_kept = has_started[links.predecessor] & has_started[links.successor]
    lag = np.where(is_kept, links.lag, 0).astype(np.int32)
    links = schedule.Links(links.predecessor, links.successor, links.kind, lag)
    return schedule.compute_schedule(schedule.Plan(undoing.plan.names, minutes, links), undoing.network)


def _first_start(tasks: Tasks, steps: Steps) -> np.ndarray:
    """Return when the first task of each step starts: from then on there is something to undo."""
    latest = np.iinfo(np.int32).max
    first = np.full(len(steps.names), latest, np.int32)
    starts = tasks.start[steps.task]
    np.minimum.at(first, steps.step, np.where(starts == UNSET, latest, starts))
    return np.where(first == latest, UNSET, first)


def _waits(tasks: Tasks, steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    """Return for which undone task each step waits, as two arrays: task, step."""
    into = _grouped(tasks.after, tasks.before)
    out = _grouped(tasks.before, tasks.after)
    pairs = []
    for step in range(len(steps.names)):
        own = set(steps.task[steps.step == step].tolist())
        between = _reached(own, into)
        behind = {after for task in own for after in out.get(task, ())}
        pairs += [(task, step) for task in sorted(behind - own - between)]
    columns = np.array(pairs, np.int32).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _grouped(keys: np.ndarray, values: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found.setdefault(key, []).append(value)
    return found


def _reached(starts: set[int], neighbours: dict[int, list[int]]) -> set[int]:
    """Return all that is reached from some positions, without these unless a way leads back to them."""
    found, waiting = set(), list(starts)
    while waiting:
        for after in neighbours.get(waiting.pop(), ()):
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found
