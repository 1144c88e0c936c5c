"""The order of the tasks: topological, by level, with the links of each task both ways."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cutover.errors import ScheduleError
from cutover.schedule.model import Links


@dataclass(frozen=True)
class Network:
    """The structure of a plan, compiled once and used as long as its links stay.

    Tasks are renumbered by level, then by the plan's order; what follows counts
    in these numbers. The level of a task is the number of links on the longest
    chain before it, so the tasks of one level do not depend on each other.

    Attributes
    ----------
    order
        int32[N]; position in the plan of each task: `of_network = of_plan[order]`.
    position
        int32[N]; the inverse: number of the task at each position of the plan.
    level_start
        int32[L + 1]; tasks of level l are `level_start[l]` to `level_start[l + 1]`.
    pred_start, pred, pred_link
        int32[N + 1], int32[E], int32[E]; links into task i are the entries
        `pred_start[i]` to `pred_start[i + 1]`: their predecessor, and their
        position in the plan's links, ascending within a task.
    succ_start, succ, succ_link
        The same for the links out of each task.
    """

    order: np.ndarray
    position: np.ndarray
    level_start: np.ndarray
    pred_start: np.ndarray
    pred: np.ndarray
    pred_link: np.ndarray
    succ_start: np.ndarray
    succ: np.ndarray
    succ_link: np.ndarray

    @property
    def task_count(self) -> int:
        """Number of tasks."""
        return len(self.order)

    @property
    def link_count(self) -> int:
        """Number of links."""
        return len(self.pred)

    @cached_property
    def link_of_arc(self) -> np.ndarray:
        """int32[E + 1]; `pred_link`, then -1: so that the driving arc -1 gives the link -1."""
        return np.append(self.pred_link, np.int32(-1)).astype(np.int32)

    @cached_property
    def is_in_order(self) -> bool:
        """Whether the plan's order is the network's, so that nothing needs to be renumbered."""
        return bool((self.order == np.arange(len(self.order), dtype=np.int32)).all())

    @cached_property
    def pred_owner(self) -> np.ndarray:
        """int32[E]; the successor of each entry of `pred`."""
        return np.repeat(np.arange(self.task_count, dtype=np.int32), np.diff(self.pred_start))

    @cached_property
    def forward_levels(self) -> list[tuple[int, int, int, int]]:
        """Tasks from, to, and their entries of `pred` from, to, of every level but the first."""
        return _with_arcs(self.level_start[1:], self.pred_start)

    @cached_property
    def backward_levels(self) -> list[tuple[int, int, int, int]]:
        """Tasks from, to, and their entries of `closed_succ[1]` from, to, last level first."""
        return _with_arcs(self.level_start, self.closed_succ[0])[::-1]

    @cached_property
    def closed_succ(self) -> tuple[np.ndarray, np.ndarray]:
        """`succ_start` and `succ` with task N, the end of the project, behind each task without successors.

        No group is empty then, as `reduceat` needs it.
        """
        sizes = np.diff(self.succ_start)
        ends = np.flatnonzero(sizes == 0)
        closed = np.insert(self.succ, self.succ_start[ends], np.int32(self.task_count))
        return np.concatenate([[0], np.cumsum(np.maximum(sizes, 1))]), closed


def _with_arcs(level_start: np.ndarray, arc_start: np.ndarray) -> list[tuple[int, int, int, int]]:
    arcs = arc_start[level_start].tolist()
    tasks = level_start.tolist()
    return list(zip(tasks, tasks[1:], arcs, arcs[1:], strict=False))


def compile_network(names: np.ndarray, links: Links) -> Network:
    """Return the tasks in topological order with their links both ways.

    Raises
    ------
    ScheduleError
        If a link leads to no task, or links go round in a circle, which is named.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks. CACM 5 (11), 558-562;
    here a whole level at a time.
    """
    count = len(names)
    before = np.asarray(links.predecessor, np.int32)
    after = np.asarray(links.successor, np.int32)
    _check(count, before, after)
    start, by_predecessor = _grouped(before, count)
    level = _levels(count, after, start, after[by_predecessor])
    if (level < 0).any():
        raise ScheduleError(f"The links go round in a circle: {' → '.join(_cycle(names, before, after, level))}.")
    order = np.argsort(level, kind="stable").astype(np.int32)
    position = np.empty(count, np.int32)
    position[order] = np.arange(count, dtype=np.int32)
    level_start = np.searchsorted(level[order], np.arange(level.max(initial=-1) + 2)).astype(np.int32)
    pred_start, pred_link = _grouped(position[after], count)
    succ_start, succ_link = _grouped(position[before], count)
    return Network(
        order=order,
        position=position,
        level_start=level_start,
        pred_start=pred_start,
        pred=position[before[pred_link]],
        pred_link=pred_link,
        succ_start=succ_start,
        succ=position[after[succ_link]],
        succ_link=succ_link,
    )


def _check(count: int, before: np.ndarray, after: np.ndarray) -> None:
    if len(before) != len(after):
        raise ScheduleError(f"{len(before)} predecessors and {len(after)} successors: a link has one of each.")
    for ends in (before, after):
        if len(ends) and not (ends.min() >= 0 and ends.max() < count):
            raise ScheduleError(f"A link leads to a task outside the {count} tasks of the plan.")


def _grouped(group: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where each group starts, and the entries by group, each in their own order."""
    start = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(group, minlength=count), out=start[1:])
    return start, np.argsort(group, kind="stable").astype(np.int32)


def _levels(count: int, after: np.ndarray, start: np.ndarray, successors: np.ndarray) -> np.ndarray:
    """Return the level of each task, -1 on a circle and behind it."""
    level = np.full(count, -1, np.int32)
    waiting = np.bincount(after, minlength=count).astype(np.int32)
    ready = np.flatnonzero(waiting == 0)
    depth = 0
    while len(ready):
        level[ready] = depth
        sizes = start[ready + 1] - start[ready]
        ends = np.cumsum(sizes)
        entries = np.arange(ends[-1]) + np.repeat(start[ready] - (ends - sizes), sizes)
        reached = successors[entries]
        np.subtract.at(waiting, reached, 1)
        ready = np.unique(reached[waiting[reached] == 0])
        depth += 1
    return level


def _cycle(names: np.ndarray, before: np.ndarray, after: np.ndarray, level: np.ndarray) -> list[str]:
    """Return the names along one circle, the first repeated at its end."""
    stuck = level[before] < 0
    came_from = dict(zip(after[stuck][::-1].tolist(), before[stuck][::-1].tolist(), strict=True))
    task = next(iter(came_from))
    seen: dict[int, None] = {}
    while task not in seen:
        seen[task] = None
        task = came_from[task]
    circle = list(seen)[list(seen).index(task) :][::-1]
    first = circle.index(min(circle))
    return [str(names[i]) for i in [*circle[first:], *circle[:first], circle[first]]]
