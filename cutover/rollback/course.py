"""How the way back grows while tasks start, and until when it still fits."""

from dataclasses import dataclass

import numpy as np

from cutover.rollback.network import Undoing, backout
from cutover.schedule import UNSET


@dataclass(frozen=True)
class Course:
    """Length of the way back over time: it grows in steps, whenever a task starts that takes time to undo.

    Attributes
    ----------
    at
        int64[K]; minutes in which it changes, ascending.
    minutes
        int64[K]; its length from then on.
    count
        int64[K]; tasks and steps to be done from then on.
    """

    at: np.ndarray
    minutes: np.ndarray
    count: np.ndarray


@dataclass(frozen=True)
class Decision:
    """The latest instant at which turning back still ends in time.

    Attributes
    ----------
    at
        Minute.
    position
        Task or step of the back-out network whose start closes the way back
        then; None: it closes because time runs out.
    """

    at: int
    position: int | None = None


def backout_course(undoing: Undoing, *, most: int | None = None) -> Course:
    """Return the length of the way back at each start that can change it.

    Parameters
    ----------
    most
        At most so many of these starts, evenly spread, the last one among them; None: all.
    """
    starts = _starts(undoing)
    if most is not None and len(starts) > most:
        starts = starts[np.unique(np.linspace(0, len(starts) - 1, most).round().astype(int))]
    minutes = [backout(undoing, at).finish for at in starts.tolist()]
    counts = [int((undoing.is_work & (undoing.since <= at)).sum()) for at in starts.tolist()]
    return Course(starts, np.array(minutes, np.int64), np.array(counts, np.int64))


def latest_decision(undoing: Undoing, limit: int) -> Decision:
    """Return the latest t with t + Backout(t) <= limit.

    Backout grows in steps as tasks start, so t + Backout(t) grows all the time:
    the steps are halved until the two remain between which it passes the limit,
    and there t is exact. Where a start passes it, the latest t is that start: to
    be decided before the task is started.

    Parameters
    ----------
    limit
        Minute in which everything must be undone: end of the window less the safety floor.

    References
    ----------
    docs/way-back.md.
    """
    starts = _starts(undoing)
    low, high = 0, len(starts)
    while low < high:  # the first start behind which it is too late
        middle = (low + high) // 2
        if starts[middle] + backout(undoing, int(starts[middle])).finish <= limit:
            low = middle + 1
        else:
            high = middle
    passed = backout(undoing, int(starts[low - 1])).finish if low else 0
    if low == len(starts) or limit - passed < starts[low]:
        return Decision(int(limit - passed))
    closing = np.flatnonzero(undoing.is_work & (undoing.since == starts[low]))
    return Decision(int(starts[low]), int(closing[0]))


def _starts(undoing: Undoing) -> np.ndarray:
    """Return the minutes, ascending, in which the way back can grow."""
    return np.unique(undoing.since[undoing.is_work & (undoing.since != UNSET)]).astype(np.int64)
