"""Working time as tables of minutes: a look-up instead of a walk, and right across a daylight-saving night."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

import cutover.zones as zones
from cutover.errors import ScheduleError

Spans = list[tuple[int, int]]

DAY = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DATE = EPOCH.date()
EPOCH_WEEKDAY = EPOCH_DATE.weekday()
NO_TABLE = np.zeros(1, np.int32)

IS_ALWAYS, FIRST, LAST_MINUTE, LAST_WORK, WORKED, FINISHES, STARTS = range(7)
HEAD = 7


def _no_table() -> np.ndarray:
    return NO_TABLE


@dataclass(frozen=True, eq=False)
class Calendar:
    """When work is done, from `start` to `stop` (minutes since 1970, UTC).

    Before `start` and after `stop` stands one minute of work that is none: a
    result there has left the horizon.

    Attributes
    ----------
    worked
        int32[stop - start + 3]; working minutes before each minute, from
        `start - 1` to `stop + 1`.
    finishes
        int32; the earliest minute before which so much was worked: a finish
        stays at the end of the last working minute.
    starts
        int32; the start of the working minute that follows: a start moves to
        the next one.
    """

    start: int = -(1 << 30)
    stop: int = 1 << 30
    worked: np.ndarray = field(default_factory=_no_table, repr=False)
    finishes: np.ndarray = field(default_factory=_no_table, repr=False)
    starts: np.ndarray = field(default_factory=_no_table, repr=False)

    @property
    def is_always(self) -> bool:
        """Whether work goes round the clock, which needs no table."""
        return len(self.worked) == len(NO_TABLE)

    def work_before(self, at: np.ndarray | int) -> np.ndarray:
        """Return the working minutes before each minute, counted from a fixed origin."""
        return stack((self,)).work_before(np.asarray(at, np.int32), 0)

    def next_start(self, at: np.ndarray | int) -> np.ndarray:
        """Return the first working minute at or after each minute."""
        return self.subtract(at, 0)

    def add(self, at: np.ndarray | int, minutes: np.ndarray | int) -> np.ndarray:
        """Return when so many working minutes that start at `at` are finished."""
        return stack((self,)).finish_after(self.work_before(at) + np.int32(minutes), 0)

    def subtract(self, at: np.ndarray | int, minutes: np.ndarray | int) -> np.ndarray:
        """Return when so many working minutes that finish at `at` start."""
        return stack((self,)).start_after(self.work_before(at) - np.int32(minutes), 0)

    def minutes_between(self, first: np.ndarray | int, last: np.ndarray | int) -> np.ndarray:
        """Return the working minutes from `first` to `last`; negative if `last` is earlier."""
        return self.work_before(last) - self.work_before(first)


ALWAYS = Calendar()
"""Round the clock."""


class Tables(NamedTuple):
    """The tables of several calendars, one after the other, for the engines.

    Of calendar c, the minutes worked before t are `worked[worked_at[c] + i]` with i = t - first[c], kept from 0 to
    `worked_last[c]`; `finishes[work_at[c] + w]` and `starts[work_at[c] + w]` turn w, from 0 to `work_last[c]`, back
    into minutes. Where `is_always`, W(t) is t. `flat` holds all of it: a row of `HEAD` numbers for each calendar by
    the positions `IS_ALWAYS` to `STARTS`, then the tables, which are views of it.
    """

    is_always: np.ndarray
    first: np.ndarray
    worked_at: np.ndarray
    worked_last: np.ndarray
    work_at: np.ndarray
    work_last: np.ndarray
    worked: np.ndarray
    finishes: np.ndarray
    starts: np.ndarray
    flat: np.ndarray

    @property
    def goes_round_the_clock(self) -> bool:
        """Whether all calendars do, so that no minute needs to be looked up."""
        return len(self.worked) == len(self.is_always)

    def work_before(self, at: np.ndarray, calendar: np.ndarray | int) -> np.ndarray:
        """Return W(t): the working minutes before each minute on its calendar."""
        if self.goes_round_the_clock:
            return at
        index = np.minimum(np.maximum(at - self.first[calendar], 0), self.worked_last[calendar])
        return np.where(self.is_always[calendar], at, self.worked.take(self.worked_at[calendar] + index))

    def finish_after(self, work: np.ndarray, calendar: np.ndarray | int) -> np.ndarray:
        """Return the earliest minute before which so much was worked."""
        return self._minute(self.finishes, work, calendar)

    def start_after(self, work: np.ndarray, calendar: np.ndarray | int) -> np.ndarray:
        """Return the start of the working minute that follows so much work."""
        return self._minute(self.starts, work, calendar)

    def _minute(self, table: np.ndarray, work: np.ndarray, calendar: np.ndarray | int) -> np.ndarray:
        if self.goes_round_the_clock:
            return work
        index = self.work_at[calendar] + np.minimum(np.maximum(work, 0), self.work_last[calendar])
        return np.where(self.is_always[calendar], work, table.take(index))


@lru_cache(maxsize=3)
def stack(calendars: tuple[Calendar, ...]) -> Tables:
    """Return the tables of all calendars as one."""
    minutes = np.array([len(calendar.worked) for calendar in calendars])
    work = np.array([len(calendar.finishes) for calendar in calendars])
    ends = np.cumsum([len(calendars) * HEAD, minutes.sum(), work.sum(), work.sum()])
    is_always = np.array([calendar.is_always for calendar in calendars])
    first = np.array([calendar.start - 1 for calendar in calendars], np.int32)
    worked_at, work_at = np.cumsum(minutes) - minutes, np.cumsum(work) - work
    places = (ends[0] + worked_at, ends[1] + work_at, ends[2] + work_at)
    head = np.stack([is_always, first, minutes - 1, work - 1, *places], axis=1).astype(np.int32)
    tables = [[each.worked for each in calendars], [each.finishes for each in calendars]]
    flat = np.concatenate([head.ravel(), *tables[0], *tables[1], *(each.starts for each in calendars)])
    last = (minutes - 1).astype(np.int32), (work - 1).astype(np.int32)
    worked, finishes, starts = (flat[begin:end] for begin, end in pairwise(ends.tolist()))
    return Tables(is_always, first, worked_at, last[0], work_at, last[1], worked, finishes, starts, flat)


def build_calendar(
    hours: dict[int, Spans], *, zone: str = "UTC", start: int, stop: int, exceptions: dict[date, Spans] | None = None
) -> Calendar:
    """Return the calendar of weekly hours, told on the local clock of a zone.

    A minute is worked when the local clock then shows a working time: a span
    over the lost hour of spring is an hour shorter, over the repeated hour of
    autumn an hour longer.

    Parameters
    ----------
    hours
        Weekday (0 is Monday) to spans in minutes of the local day (0 to 1440).
    start, stop
        Horizon in minutes since 1970, UTC; `stop` is not in it.
    exceptions
        Dates whose spans replace those of their weekday; none: no work.

    Raises
    ------
    ScheduleError
        If the zone is unknown, a span is not within a day or the horizon is empty.
    """
    exceptions = exceptions or {}
    for spans in [*hours.values(), *exceptions.values()]:
        for begin, end in spans:
            if not 0 <= begin < end <= DAY:
                raise ScheduleError(f"A calendar works from {begin} to {end}: a span is within 0 to 1440 minutes.")
    if start >= stop:
        raise ScheduleError(f"A calendar goes from minute {start} to {stop}: it ends before it starts.")
    depth = np.zeros(stop - start + 1, np.int8)
    for begin, end, offset in _offsets(zone, start, stop):
        for first, last in _spans(hours, exceptions, begin + offset, end + offset):
            np.add.at(depth, np.clip(first - offset, begin, end) - start, 1)
            np.subtract.at(depth, np.clip(last - offset, begin, end) - start, 1)
    working = np.cumsum(depth, dtype=np.int8)[:-1] > 0
    return _tabled(working, start, stop)


def _tabled(working: np.ndarray, start: int, stop: int) -> Calendar:
    minutes = np.flatnonzero(working).astype(np.int32) + np.int32(start)
    worked = np.empty(stop - start + 3, np.int32)
    worked[:2] = 0, 1
    np.cumsum(working, dtype=np.int32, out=worked[2:-1])
    worked[2:-1] += 1
    worked[-1] = worked[-2] + 1
    finishes = np.empty(len(minutes) + 3, np.int32)
    finishes[:2] = start - 1, start
    np.add(minutes, 1, out=finishes[2:-1])
    finishes[-1] = stop + 1
    starts = np.empty(len(minutes) + 3, np.int32)
    starts[0] = start - 1
    starts[1:-2] = minutes
    starts[-2:] = stop, stop + 1
    return Calendar(start, stop, worked, finishes, starts)


def _offsets(zone: str, start: int, stop: int) -> list[tuple[int, int, int]]:
    """Return the stretches of the horizon with one offset each: from, to, local less UTC in minutes."""
    place = zones.find_zone(zone)

    def offset(at: int) -> int:
        return (EPOCH + timedelta(minutes=at)).astimezone(place).utcoffset() // timedelta(minutes=1)

    cuts, known = [start], [offset(start)]
    for day in [*range(start + DAY, stop, DAY), stop - 1]:
        after = offset(day)
        if after == known[-1]:
            continue
        low, high = max(cuts[-1], day - DAY), day
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == known[-1] else (low, middle)
        cuts.append(high)
        known.append(after)
    return list(zip(cuts, [*cuts[1:], stop], known, strict=True))


def _spans(
    hours: dict[int, Spans], exceptions: dict[date, Spans], begin: int, end: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return starts and ends, in minutes of the local clock since 1970, of all spans from `begin` to `end`."""
    days = np.arange(begin // DAY, end // DAY + 1)
    special = {(day - EPOCH_DATE).days: spans for day, spans in exceptions.items()}
    ordinary = days[~np.isin(days, list(special))] if special else days
    weekday = (ordinary + EPOCH_WEEKDAY) % 7
    found = [
        (midnights + first, midnights + last)
        for position, spans in hours.items()
        for midnights in [ordinary[weekday == position] * DAY]
        for first, last in spans
    ]
    inside = [(day * DAY, spans) for day, spans in special.items() if days[0] <= day <= days[-1]]
    found += [(np.array([at + first]), np.array([at + last])) for at, spans in inside for first, last in spans]
    return found
