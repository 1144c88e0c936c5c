"""Working hours told in one sentence, as people write them.

    Mon-Fri 09:00-12:00 13:00-18:00; 2026-01-14 off; 2026-01-20 10:00-15:00

Clauses are separated by semicolons. Each names days (weekdays, ranges of them,
`daily`, dates, `2026-12-24..2026-12-26`), then the spans that are worked, or
`off`. A date replaces its weekday, and a later clause an earlier one. `24x7` is
round the clock. A day that no clause names is not worked.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from cutover.errors import ScheduleError
from cutover.schedule.calendars import ALWAYS, Calendar, build_calendar

DAY_MINUTES = 1440
LONGEST_RANGE_DAYS = 3660
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROUND_THE_CLOCK = re.compile(r"24\s*([x/*]\s*7|h|hours?)", re.I)
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")
DAYS = re.compile(r"([a-z]{3,9})(?:-([a-z]{3,9}))?")

Span = tuple[int, int]
"""First minute of the local day that is worked, and the first that is not: 0 to 1440."""


@dataclass(frozen=True)
class WorkingHours:
    """Spans by weekday (0 is Monday), and of single dates that differ."""

    week: tuple[tuple[Span, ...], ...]
    exceptions: tuple[tuple[date, tuple[Span, ...]], ...] = ()

    @property
    def is_always(self) -> bool:
        """Whether work goes on round the clock."""
        return not self.exceptions and set(self.week) == {((0, DAY_MINUTES),)}


@lru_cache(maxsize=64)
def calendar_of(hours: WorkingHours, start: int, stop: int) -> Calendar:
    """Return working hours, told in UTC, as a calendar from `start` to `stop` (minutes since 1970)."""
    if hours.is_always:
        return ALWAYS
    week = {day: list(spans) for day, spans in enumerate(hours.week)}
    exceptions = {day: list(spans) for day, spans in hours.exceptions}
    return build_calendar(week, zone="UTC", start=start, stop=stop, exceptions=exceptions)


def parse_hours(sentence: str) -> WorkingHours:
    """Return the working hours that a sentence tells.

    Raises
    ------
    ScheduleError
        If a word is not understood, spans overlap or pass midnight, or no
        weekday is worked.
    """
    plain = sentence.replace("\u2013", "-").strip()
    if ROUND_THE_CLOCK.fullmatch(plain):
        return WorkingHours((((0, DAY_MINUTES),),) * 7)
    week: dict[int, tuple[Span, ...]] = {}
    exceptions: dict[date, tuple[Span, ...]] = {}
    for clause in filter(None, (part.strip() for part in plain.split(";"))):
        days, dates, spans = _clause(clause)
        week |= dict.fromkeys(days, spans)
        exceptions |= dict.fromkeys(dates, spans)
    if not any(week.values()):
        raise ScheduleError(f"The hours {sentence!r} leave no weekday to work; write such as 'Mon-Fri 09:00-17:00'.")
    return WorkingHours(tuple(week.get(day, ()) for day in range(7)), tuple(sorted(exceptions.items())))


def _clause(clause: str) -> tuple[list[int], list[date], tuple[Span, ...]]:
    """Return the weekdays and dates that a clause names, and the spans worked on them."""
    days, dates, spans = [], [], []
    is_off = False
    for word in re.split(r"[\s,]+", clause.lower()):
        is_off |= word == "off"
        if found := SPAN.fullmatch(word):
            spans.append(_span(word, *map(int, found.groups())))
        elif found := DATES.fullmatch(word):
            dates += _dates(word, *found.groups())
        elif word != "off":
            days += _weekdays(word, clause)
    if not (days or dates) or is_off == bool(spans):
        raise ScheduleError(
            f"The hours {clause!r} are not understood; name days, then spans such as 09:00-17:00 or off."
        )
    spans.sort()
    if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
        raise ScheduleError(f"The hours {clause!r} overlap; write each minute once.")
    return days, dates, tuple(spans)


def _span(word: str, hour: int, minute: int, to_hour: int, to_minute: int) -> Span:
    start, stop = hour * 60 + minute, to_hour * 60 + to_minute
    if minute > 59 or to_minute > 59 or not start < stop <= DAY_MINUTES:
        raise ScheduleError(f"The span {word} is none within one day; past midnight write 22:00-24:00 and 00:00-06:00.")
    return start, stop


def _dates(word: str, first: str, last: str | None) -> list[date]:
    try:
        start, stop = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise ScheduleError(f"{word} is no date; write it as 2026-12-24 or 2026-12-24..2026-12-26.") from error
    if not 0 <= (stop - start).days <= LONGEST_RANGE_DAYS:
        raise ScheduleError(f"{word} is no range of at most {LONGEST_RANGE_DAYS:,} days; the earlier date comes first.")
    return [start + timedelta(days) for days in range((stop - start).days + 1)]


def _weekdays(word: str, clause: str) -> list[int]:
    if word == "daily":
        return list(range(7))
    found = DAYS.fullmatch(word)
    names = [name[:3] for name in found.groups() if name] if found else []
    if not names or not set(names) <= set(WEEKDAYS):
        raise ScheduleError(
            f"The hours {clause!r}: {word!r} is no day; write Mon to Sun, a range Mon-Fri, daily or a date."
        )
    first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
    return [day % 7 for day in range(first, last + 1 + 7 * (last < first))]
