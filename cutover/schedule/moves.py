"""What moved a finish from one version of a plan to the next."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from cutover.schedule.model import UNSET, Plan, Schedule
from cutover.schedule.paths import ENTERS_AT_FINISH, LEAVES_AT_START, NO_LINK, driving_walk


class Change(StrEnum):
    """What happened to a task of the driving walk between two versions."""

    JOINED = "joined the path"
    LEFT = "left the path"
    LONGER = "longer"
    SHORTER = "shorter"
    STARTED_LATE = "started late"
    STARTED_EARLY = "started early"
    WAITS_LONGER = "waits longer"
    WAITS_LESS = "waits less"


@dataclass(frozen=True)
class Move:
    """One reason why a finish moved.

    Attributes
    ----------
    name
        Identifier of the task.
    change
        What happened.
    share
        Minutes by the clock that it adds to the finish; negative takes away.
    """

    name: str
    change: Change
    share: int


@dataclass(frozen=True)
class Version:
    """A plan as computed at one time, with the position of the task whose finish is told."""

    plan: Plan
    schedule: Schedule
    target: int

    @cached_property
    def positions(self) -> dict[str, int]:
        """Position of every task by its identifier."""
        return {name: position for position, name in enumerate(self.plan.names.tolist())}

    def holds(self, array: np.ndarray | None, name: str) -> bool:
        """Tell whether a task is in the plan, with an instant in an optional array."""
        position = self.positions.get(name)
        return array is not None and position is not None and array[position] != UNSET


def moved(before: Version, after: Version) -> list[Move]:
    """Return what moved a finish from one version to the next; the shares add up to the movement.

    Both driving walks are cut into the same pieces: for each task the wait
    before it (lag, nights of its calendar, a late start) and the time that it
    takes. A finish is the sum of its walk, so the difference of two finishes is
    the sum of the differences, task by task, told by identifier. Where the later
    walk begins in the middle of the earlier one, because what came before is
    done by now, the part before is kept and measured by its actual dates.

    Parameters
    ----------
    before, after
        The versions; each may number its tasks in its own way.

    Returns
    -------
    Moves in the order of the later walk, then of the tasks that left it.
    """
    earlier = _walk(before)
    later = _with_done_part(earlier, _walk(after), after)
    origin = min(_entry(before, *earlier[0]), _entry(after, *later[0]))
    old, new = _stretches(before, earlier, origin), _stretches(after, later, origin)
    names = [*new, *(name for name in old if name not in new)]
    return [move for name in names for move in _moves(name, old.get(name), new.get(name))]


Step = tuple[str, int]
"""A task of a walk, and the type of the link into it; `NO_LINK` for the first."""


@dataclass(frozen=True)
class _Stretch:
    """What a task adds to a walk in minutes by the clock: the wait before it, then its own time."""

    wait: int
    own: int
    is_started: bool


def _walk(version: Version) -> list[Step]:
    links = version.plan.links
    tasks, into = driving_walk(links, version.schedule.driving_link, version.target)
    kinds = [NO_LINK if link == NO_LINK else int(links.kind[link]) for link in into]
    return list(zip(version.plan.names[tasks].tolist(), kinds, strict=True))


def _with_done_part(earlier: list[Step], later: list[Step], after: Version) -> list[Step]:
    """Return the later walk behind that part of the earlier one that led to its first task and is complete by now."""
    names = [name for name, _ in earlier]
    if later[0][0] not in names:
        return later
    position = names.index(later[0][0])
    is_done = all(after.holds(after.plan.actual_finish, name) for name in names[:position])
    return [*earlier[: position + 1], *later[1:]] if is_done else later


def _entry(version: Version, name: str, kind: int) -> int:
    """Return when a walk comes to a task."""
    dates = version.schedule.early_finish if kind in ENTERS_AT_FINISH else version.schedule.early_start
    return int(dates[version.positions[name]])


def _exit(version: Version, name: str, kind: int) -> int:
    """Return when a walk leaves a task by a link of this type."""
    dates = version.schedule.early_start if kind in LEAVES_AT_START else version.schedule.early_finish
    return int(dates[version.positions[name]])


def _stretches(version: Version, walk: list[Step], origin: int) -> dict[str, _Stretch]:
    found, reached = {}, origin
    for (name, kind), (_, kind_out) in pairwise([*walk, ("", NO_LINK)]):
        entry, leaving = _entry(version, name, kind), _exit(version, name, kind_out)
        is_started = version.holds(version.plan.actual_start, name)
        found[name] = _Stretch(entry - reached, leaving - entry, is_started)
        reached = leaving
    return found


def _moves(name: str, old: _Stretch | None, new: _Stretch | None) -> list[Move]:
    """Return how a task's part of the walk changed: it joined or left, or its wait and its own time changed."""
    if old is None:
        return [Move(name, Change.JOINED, new.wait + new.own)]
    if new is None:
        return [Move(name, Change.LEFT, -old.wait - old.own)]
    wait, own = new.wait - old.wait, new.own - old.own
    late, early = (
        (Change.STARTED_LATE, Change.STARTED_EARLY) if new.is_started else (Change.WAITS_LONGER, Change.WAITS_LESS)
    )
    moves = [
        Move(name, late if wait > 0 else early, wait),
        Move(name, Change.LONGER if own > 0 else Change.SHORTER, own),
    ]
    return [move for move in moves if move.share]
