"""What drives a finish: the driving path, and the paths next to it."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cutover.schedule.calendars import stack
from cutover.schedule.model import UNSET, Links, LinkType, Plan, Schedule

NO_LINK = -1
LEAVES_AT_START = (LinkType.SS, LinkType.SF)
ENTERS_AT_FINISH = (LinkType.FF, LinkType.SF)


def driving_path(plan: Plan, schedule: Schedule, target: int) -> np.ndarray:
    """Return the tasks that set the finish of a target: its drivers walked back.

    The walk ends at a task whose dates no link set: it was started, is held by
    a date, or begins the project.

    Parameters
    ----------
    plan, schedule
        What was computed.
    target
        Position of a task.

    Returns
    -------
    int32 positions, first to last; the target is last.
    """
    return np.array(driving_walk(plan.links, schedule.driving_link, target)[0], np.int32)


def driving_walk(links: Links, driving_link: np.ndarray, target: int) -> tuple[list[int], list[int]]:
    """Return the tasks of a driving path, first to last, and the link into each; `NO_LINK` into the first."""
    tasks, into = [int(target)], []
    while (link := int(driving_link[tasks[-1]])) != NO_LINK:
        into.append(link)
        tasks.append(int(links.predecessor[link]))
    return tasks[::-1], [NO_LINK, *into[::-1]]


@dataclass(frozen=True)
class FloatPath:
    """A path into a target, without the tasks that a path before it holds.

    Attributes
    ----------
    tasks
        int32; positions, first to last.
    float_minutes
        Working minutes, on the calendars of the tasks along it, by which it can
        slip before the target moves; 0 on the driving path.
    joins
        Position of the task of an earlier path that it leads into; -1: it ends
        in a target.
    """

    tasks: np.ndarray
    float_minutes: int
    joins: int


def near_critical_paths(plan: Plan, schedule: Schedule, targets: np.ndarray, count: int) -> list[FloatPath]:
    """Return the driving path of a target and the paths that come next, by float.

    Every task stands on one path at most: a path begins with the link of least
    float into a path before it, and follows its drivers back until it meets
    one. Work that is complete is on none, unless it drives.

    Parameters
    ----------
    targets
        Positions of the tasks that must be done; the last to finish counts.
    count
        Paths to return at most.

    References
    ----------
    Multiple float paths by free float, as Oracle Primavera P6 names them.
    """
    pred, into = plan.links.predecessor, _links_into(plan)
    finish = schedule.early_finish[targets]
    waiting = [(int(finish.max() - at), NO_LINK, int(task)) for at, task in zip(finish, targets, strict=True)]
    heapq.heapify(waiting)
    slack, is_done = link_float(plan, schedule), _happened(plan.actual_finish, plan)
    paths, taken = [], set()
    while waiting and len(paths) < count:
        total, link, task = heapq.heappop(waiting)
        walk = _until_taken(plan.links, schedule.driving_link, task, taken)
        if walk:
            paths.append(FloatPath(np.array(walk[::-1], np.int32), total, _successor(plan.links, link)))
        for entry in (int(entry) for task in walk for entry in into(task)):
            before = int(pred[entry])
            if before not in taken and not is_done[before]:
                heapq.heappush(waiting, (total + int(slack[entry]), entry, before))
    return paths


def link_float(plan: Plan, schedule: Schedule) -> np.ndarray:
    """Return by how many working minutes the predecessor of each link can slip before the link moves its successor.

    int32[E], on the predecessor's calendar, at least 0; 0 where the link drives.
    """
    links, tables = plan.links, stack(plan.calendars)
    calendar = np.zeros(len(plan.names), np.int32) if plan.calendar is None else plan.calendar
    own, next_one = calendar[links.predecessor], calendar[links.successor]
    is_finish_in, is_start_out = np.isin(links.kind, ENTERS_AT_FINISH), np.isin(links.kind, LEAVES_AT_START)
    entry = np.where(is_finish_in, schedule.early_finish[links.successor], schedule.early_start[links.successor])
    leaving = np.where(is_start_out, schedule.early_start[links.predecessor], schedule.early_finish[links.predecessor])
    latest = entry - links.lag
    if plan.lag_calendar != "elapsed":
        on = own if plan.lag_calendar == "predecessor" else next_one
        moved_back = tables.finish_after(tables.work_before(entry, on) - links.lag, on)
        latest = np.where(links.lag == 0, entry, moved_back)
    found = np.maximum(0, tables.work_before(latest, own) - tables.work_before(leaving, own)).astype(np.int32)
    found[schedule.driving_link[schedule.driving_link != NO_LINK]] = 0
    return found


def _happened(instants: np.ndarray | None, plan: Plan) -> np.ndarray:
    return np.zeros(len(plan.names), bool) if instants is None else instants != UNSET


def _links_into(plan: Plan) -> Callable[[int], np.ndarray]:
    """Return a function: the links into a task that can still set its dates, so none into started work."""
    successor = plan.links.successor
    by_successor = np.argsort(successor, kind="stable")
    edges = np.searchsorted(successor[by_successor], np.arange(len(plan.names) + 1))
    is_started = _happened(plan.actual_start, plan)

    def into(task: int) -> np.ndarray:
        return by_successor[:0] if is_started[task] else by_successor[edges[task] : edges[task + 1]]

    return into


def _until_taken(links: Links, driving_link: np.ndarray, task: int, taken: set[int]) -> list[int]:
    """Return a task and its drivers back to one that is taken already, and take them."""
    walk = []
    while task not in taken:
        taken.add(task)
        walk.append(task)
        link = int(driving_link[task])
        if link == NO_LINK:
            break
        task = int(links.predecessor[link])
    return walk


def _successor(links: Links, link: int) -> int:
    return NO_LINK if link == NO_LINK else int(links.successor[link])
