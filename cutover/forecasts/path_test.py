"""The critical path test: delay the most critical open task, recompute, and see the finish slip by as much.

The finish is that of the tasks that end last before the delay, of milestones
where some are among them: work that got longer does not count as the finish.
Where it slips by less, something holds the network apart: a missing link, or a
date that is fixed.
"""

from dataclasses import dataclass, replace

import numpy as np

from cutover import schedule


@dataclass(frozen=True)
class PathTest:
    """What was delayed and what came of it; minutes since 1970 and minutes of work on the task's calendar.

    Attributes
    ----------
    task
        Position of the task that was delayed.
    added, slip
        The delay, and by how much the finish of the target slipped.
    finish, delayed_finish
        Finish of the target without and with the delay.
    """

    task: int
    added: int
    slip: int
    finish: int
    delayed_finish: int


def run_path_test(
    plan: schedule.Plan,
    *,
    network: schedule.Network,
    before: schedule.Schedule,
    is_target: np.ndarray,
    added: np.ndarray,
) -> PathTest:
    """Delay the most critical task of a target and recompute.

    Parameters
    ----------
    plan, network, before
        The plan, its compiled structure and its schedule.
    is_target
        bool[N]; tasks whose latest finish is the finish of the target; at
        least one.
    added
        int32[N]; delay of each task that may be chosen, in minutes of its
        calendar; 0: it may not. At least one may.

    Raises
    ------
    HorizonError
        If the delayed plan leaves the horizon of its calendars.

    References
    ----------
    DCMA-EA PAM 200.1 (October 2012), section 4, check 12.
    """
    finish = int(before.early_finish[is_target].max())
    task = _most_critical(plan, is_target, finish, added > 0)
    delay = int(added[task])
    after = schedule.compute_schedule(_delayed(plan, task, delay), network)
    delayed_finish = int(after.early_finish[_ends(plan, before, is_target)].max())
    calendar = plan.calendars[0 if plan.calendar is None else plan.calendar[task]]
    return PathTest(task, delay, int(calendar.minutes_between(finish, delayed_finish)), finish, delayed_finish)


def _ends(plan: schedule.Plan, before: schedule.Schedule, is_target: np.ndarray) -> np.ndarray:
    """Return the positions of the target's tasks that end last: milestones where there are some, else all."""
    last = np.flatnonzero(is_target & (before.early_finish == before.early_finish[is_target].max()))
    milestones = last[plan.duration[last] == 0]
    return milestones if len(milestones) else last


def _most_critical(plan: schedule.Plan, is_target: np.ndarray, finish: int, may_be_chosen: np.ndarray) -> int:
    """Return the task with the least float to the finish of the target; of several the earliest.

    Deadlines and work behind the target would take float away that the finish does not need.
    """
    deadline = np.where(is_target, np.int32(finish), schedule.UNSET)
    towards = replace(plan, links=_links_towards(plan, is_target), deadline=deadline, must_finish=None)
    dates = schedule.compute_schedule(towards)
    chosen = np.flatnonzero(may_be_chosen)
    return int(chosen[np.lexsort((dates.early_start[chosen], dates.total_float[chosen]))[0]])


def _links_towards(plan: schedule.Plan, is_target: np.ndarray) -> schedule.Links:
    """Return the links on paths that end in the target."""
    links, leads, count = plan.links, is_target.copy(), -1
    while count != (count := np.count_nonzero(leads)):
        leads[links.predecessor[leads[links.successor]]] = True
    kept = leads[links.successor]
    return schedule.Links(links.predecessor[kept], links.successor[kept], links.kind[kept], links.lag[kept])


def _delayed(plan: schedule.Plan, task: int, minutes: int) -> schedule.Plan:
    """Return the plan with so much more work in one task."""
    duration = plan.duration.copy()
    duration[task] += minutes
    remaining = None if plan.remaining is None else plan.remaining.copy()
    if remaining is not None and remaining[task] != schedule.UNSET:
        remaining[task] += minutes
    return replace(plan, duration=duration, remaining=remaining)
