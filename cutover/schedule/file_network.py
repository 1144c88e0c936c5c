"""A network as a file gives it, computed on calendars that reach as far as its dates."""

from dataclasses import dataclass, replace

import numpy as np

from cutover.errors import HorizonError, ScheduleError
from cutover.schedule.checks import LARGEST
from cutover.schedule.engine import compute_schedule
from cutover.schedule.hours import DAY_MINUTES, WorkingHours, calendar_of
from cutover.schedule.model import LagCalendar, Links, Plan, Schedule
from cutover.schedule.network import Network, compile_network

YEAR_MINUTES = 366 * DAY_MINUTES
LONGEST_YEARS = 64
ALWAYS_HOURS = WorkingHours((((0, DAY_MINUTES),),) * 7)


@dataclass(frozen=True)
class FileNetwork:
    """One network of a file.

    Attributes
    ----------
    where
        Where in the file it stands, for messages.
    names
        Tasks in the file's order, for messages and links.
    duration, lag
        Whole minutes, int64: per task, per link.
    links
        See `Links`; their `lag` is not used.
    start
        Start of the project, minutes since 1970 or since the file's own zero.
    hours
        Working hours that tasks point at.
    calendar
        Position in `hours`, one per task; None: all on the first.
    constraint, constraint_at
        See `Plan`.
    lag_calendar
        Whose calendar a lag runs on.
    """

    where: str
    names: list
    duration: np.ndarray
    links: Links
    lag: np.ndarray
    start: int = 0
    hours: tuple[WorkingHours, ...] = (ALWAYS_HOURS,)
    calendar: np.ndarray | None = None
    constraint: np.ndarray | None = None
    constraint_at: np.ndarray | None = None
    lag_calendar: LagCalendar = "elapsed"


def compute_network(given: FileNetwork) -> Schedule:
    """Return the schedule of a network without progress: start and finish, early and late, and floats.

    The calendars are made for the stretch of time that the dates turn out to
    need, at most 64 years.

    Raises
    ------
    ScheduleError
        If links form a cycle, or the network is longer than can be computed.
    """
    links = replace(given.links, lag=given.lag.astype(np.int32))
    try:
        network = compile_network(np.array(given.names, dtype=object), links)
    except ScheduleError as error:
        raise ScheduleError(f"{given.where}: {error}") from error
    _refuse_endless(given, network)
    years = 1
    while years <= LONGEST_YEARS:
        try:
            return compute_schedule(_plan(given, links, years), network)
        except HorizonError:
            years *= 2
    raise ScheduleError(f"{given.where}: its dates reach further than {LONGEST_YEARS} years on its calendars.")


def _plan(given: FileNetwork, links: Links, years: int) -> Plan:
    start, stop = given.start - years * YEAR_MINUTES // 2, given.start + years * YEAR_MINUTES
    return Plan(
        names=np.array(given.names, dtype=object),
        duration=given.duration.astype(np.int32),
        links=links,
        start=given.start,
        calendar=given.calendar,
        calendars=tuple(calendar_of(hours, start, stop) for hours in given.hours),
        constraint=given.constraint,
        constraint_at=given.constraint_at,
        lag_calendar=given.lag_calendar,
    )


def _refuse_endless(given: FileNetwork, network: Network) -> None:
    """Refuse a network whose longest chain could pass the largest minute; most are told by their sum."""
    duration, lag = given.duration, np.abs(given.lag)
    chain = (duration.max(initial=0) + lag.max(initial=0)) * (len(network.level_start) - 1)
    longest, most = min(int(duration.sum() + lag.sum()), int(chain)), LARGEST - abs(given.start)
    if longest > most:
        raise ScheduleError(
            f"{given.where}: a chain of its tasks and lags may take {longest:,} minutes; the most is {most:,}."
        )
