"""Calendars of a programme as the engine's tables, each built once per horizon."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from cutover import schedule
from cutover.errors import HorizonError, ScheduleError
from cutover.schedule.calendars import stack

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 1440
EPOCH, MINUTE = datetime(1970, 1, 1), timedelta(minutes=1)
FIRST_MARGIN = 180 * DAY_MINUTES
LONGEST_YEARS = 20
LONGEST = LONGEST_YEARS * 366 * DAY_MINUTES

Spans = list[tuple[int, int]]


class Span(NamedTuple):
    """Earliest and latest instant of a plan, in minutes since 1970, and the tasks that have them."""

    first: int = 0
    last: int = 0
    first_task: str | None = None
    last_task: str | None = None


class WorkingTime:
    """The calendars that tasks name, over a horizon around the plan.

    Parameters
    ----------
    rows
        Rows of the mart `schedule_calendars`.
    span
        Earliest and latest instant of the plan.
    margin
        Minutes that the calendars go beyond it on both sides, at first.
    """

    def __init__(self, rows: pa.Table, span: Span, *, margin: int = FIRST_MARGIN) -> None:
        self._days = _days_of(rows)
        self._span = span
        self._built: dict[str, schedule.Calendar] = {}
        self.margin = margin

    @property
    def is_too_long(self) -> bool:
        """Whether the dates of the plan are further apart than calendars reach."""
        return self._span.last - self._span.first > LONGEST

    def assign(self, calendar_ids: pa.ChunkedArray) -> tuple[tuple[schedule.Calendar, ...], np.ndarray]:
        """Return the calendars of tasks, and per task the position of its own (int32).

        A calendar that no row describes goes round the clock, as no calendar does.

        Raises
        ------
        ScheduleError
            If a calendar leaves no weekday to work, or its zone is unknown.
        """
        codes = calendar_ids.combine_chunks().dictionary_encode()
        names = [*codes.dictionary.to_pylist(), None]
        used, positions = np.unique(codes.indices.fill_null(len(names) - 1).to_numpy(), return_inverse=True)
        calendars = tuple(self._calendar(names[code]) for code in used)
        return calendars or (schedule.ALWAYS,), positions.astype(np.int32)

    def widen(self, reached: HorizonError) -> None:
        """Go four times as far beyond the dates of the plan.

        Raises
        ------
        ScheduleError
            If the calendars reach as far as they can, or the task is longer
            than that; names it.
        """
        stack.cache_clear()  # these calendars are large, and not needed again
        largest = (LONGEST - (self._span.last - self._span.first)) // 2
        if max(self.margin, reached.least_minutes) >= largest:
            raise ScheduleError(
                f"{reached.task} does not end within {LONGEST_YEARS} years on its calendar: correct its duration, its"
                " dates or the working hours."
            ) from reached
        self.margin = 4 * self.margin if 8 * self.margin < largest else largest
        self._built.clear()

    def _check_span(self) -> None:
        if self.is_too_long:
            first, last = (EPOCH + minute * MINUTE for minute in (self._span.first, self._span.last))
            raise ScheduleError(
                f"The dates of the plan go from {first:%Y-%m-%d} ({self._span.first_task}) to {last:%Y-%m-%d}"
                f" ({self._span.last_task}), more than the {LONGEST_YEARS} years that a calendar can cover: correct the"
                " earliest or the latest one."
            )

    def _calendar(self, name: str | None) -> schedule.Calendar:
        if name not in self._days:
            return schedule.ALWAYS
        if name not in self._built:
            zone, hours, exceptions = self._days[name]
            self._check_span()
            if not any(hours.values()):
                raise ScheduleError(f"The calendar {name} leaves no weekday to work; give it a weekday with hours.")
            start, stop = self._span.first - self.margin, self._span.last + self.margin
            self._built[name] = schedule.build_calendar(hours, zone=zone, start=start, stop=stop, exceptions=exceptions)
        return self._built[name]


def _days_of(rows: pa.Table) -> dict[str, tuple[str, dict[int, Spans], dict[date, Spans]]]:
    """Return zone, spans by weekday (0 is Monday) and spans by date of every calendar."""
    found: dict[str, tuple[str, dict[int, Spans], dict[date, Spans]]] = {}
    for row in rows.to_pylist():
        _, hours, exceptions = found.setdefault(row["calendar_id"], (row["zone"], {}, {}))
        days, day = (hours, WEEKDAYS.index(row["weekday"])) if row["weekday"] else (exceptions, row["exception_date"])
        spans = days.setdefault(day, [])
        if row["works_from"] is not None and row["works_to"] is not None:
            spans.append((row["works_from"], row["works_to"]))
    return found
