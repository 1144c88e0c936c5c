"""What the engine takes and gives: tasks, links and dates as arrays.

Time is int32 minutes since 1970-01-01T00:00Z (a network of its own may count
from any origin). `UNSET` stands for "none". Tasks are in the caller's order;
nothing here changes its input.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np

from cutover.schedule.calendars import ALWAYS, Calendar

UNSET = np.int32(np.iinfo(np.int32).min)

LagCalendar = Literal["elapsed", "predecessor", "successor"]
ProgressRule = Literal["retained_logic", "progress_override"]


class LinkType(IntEnum):
    """Finish or start of the predecessor drives start or finish of the successor."""

    FS = 0
    SS = 1
    FF = 2
    SF = 3


class Constraint(IntEnum):
    """Date constraints; `NO` and `MUST` as in start no earlier than, must finish on."""

    NONE = 0
    SNET = 1
    SNLT = 2
    FNET = 3
    FNLT = 4
    MSO = 5
    MFO = 6
    ALAP = 7


class Driver(IntEnum):
    """What set the early start of a task."""

    PROJECT_START = 0
    LINK = 1
    STATUS_TIME = 2
    CONSTRAINT = 3
    NOT_BEFORE = 4
    ACTUAL = 5
    AS_LATE_AS_POSSIBLE = 6


@dataclass(frozen=True)
class Links:
    """E links between tasks.

    Attributes
    ----------
    predecessor, successor
        int32[E]; positions of tasks.
    kind
        int8[E]; values of `LinkType`.
    lag
        int32[E]; minutes, negative for a lead.
    """

    predecessor: np.ndarray
    successor: np.ndarray
    kind: np.ndarray
    lag: np.ndarray


@dataclass(frozen=True)
class Plan:
    """N tasks with their links and the rules by which they are scheduled.

    Attributes
    ----------
    names
        N identifiers, for messages.
    duration
        int32[N]; working minutes on the task's calendar, 0 or more.
    links
        See `Links`.
    calendar
        int32[N]; position in `calendars`; None: all on the first.
    calendars
        At least one; `ALWAYS` goes round the clock.
    actual_start, actual_finish
        int32[N]; `UNSET` where it has not happened. A finish without a start
        starts one duration before it.
    remaining
        int32[N]; working minutes left of started tasks; `UNSET`: the duration
        less what was worked since the start, at least 0.
    not_before
        int32[N]; earliest start (or restart of remaining work) for a reason
        that is not a constraint, such as a planned start or a block.
    constraint, constraint_at
        int8[N] values of `Constraint`, and int32[N].
    deadline
        int32[N]; finish that should not be passed: moves late dates only.
    start
        Start of the project: no early start before it.
    data_date
        Status time: no unstarted or remaining work before it. None: no progress.
    must_finish
        Late dates count back from it; None: from the project's early finish.
    lag_calendar
        Whose calendar a lag runs on; elapsed is the clock.
    progress_rule
        Whether remaining work of a task started out of sequence waits for its
        predecessors (retained logic) or not (progress override).

    Every optional array may be None, which stands for "none at all".
    """

    names: np.ndarray
    duration: np.ndarray
    links: Links
    start: int = 0
    calendar: np.ndarray | None = None
    calendars: tuple[Calendar, ...] = (ALWAYS,)
    actual_start: np.ndarray | None = None
    actual_finish: np.ndarray | None = None
    remaining: np.ndarray | None = None
    not_before: np.ndarray | None = None
    constraint: np.ndarray | None = None
    constraint_at: np.ndarray | None = None
    deadline: np.ndarray | None = None
    data_date: int | None = None
    must_finish: int | None = None
    lag_calendar: LagCalendar = "elapsed"
    progress_rule: ProgressRule = "retained_logic"


@dataclass(frozen=True)
class Schedule:
    """What the engine computed; every array has one value per task, in the plan's order.

    Attributes
    ----------
    early_start, early_finish, late_start, late_finish
        int32[N]; actual where it has happened. Late dates of complete tasks are
        their actual dates.
    total_float
        int32[N]; working minutes on the task's own calendar by which it can
        slip before the finish (or a deadline) is missed; negative is kept.
    free_float
        int32[N]; working minutes by which it can slip before a successor moves.
    logic_start
        int32[N]; start that links alone would allow; the project start where
        no link leads to the task.
    driver
        int8[N]; values of `Driver`.
    driving_link
        int32[N]; position of the link that set the dates, -1 where none did.
    finish
        Latest early finish.
    """

    early_start: np.ndarray
    early_finish: np.ndarray
    late_start: np.ndarray
    late_finish: np.ndarray
    total_float: np.ndarray
    free_float: np.ndarray
    logic_start: np.ndarray
    driver: np.ndarray
    driving_link: np.ndarray
    finish: int = field(default=0)
