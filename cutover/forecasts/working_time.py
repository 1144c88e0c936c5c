"""Calendars of a programme as the engine's tables, each built once per horizon."""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from cutover import schedule
from cutover.errors import ScheduleError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 1440
EPOCH, MINUTE = datetime(1970, 1, 1), timedelta(minutes=1)
FIRST_MARGIN = 180 * DAY_MINUTES
LARGEST_MARGIN = 32 * 366 * DAY_MINUTES

Spans = list[tuple[int, int]]


class WorkingTime:
    """The calendars that tasks name, over a horizon around the plan.

    Parameters
    ----------
    rows
        Rows of the mart `schedule_calendars`.
    first, last
        Earliest and latest instant of the plan, in minutes since 1970.
    """

    def __init__(self, rows: pa.Table, first: int, last: int) -> None:
        self._days = _days_of(rows)
        self._span = first, last
        self._built: dict[str, schedule.Calendar] = {}
        self.margin = FIRST_MARGIN

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

    def widen(self) -> None:
        """Double the horizon.

        Raises
        ------
        ScheduleError
            If it is as long as it can be.
        """
        if self.margin >= LARGEST_MARGIN:
            raise ScheduleError("The plan does not end within 64 years on its calendars: check their working hours.")
        self.margin = min(2 * self.margin, LARGEST_MARGIN)
        self._built.clear()

    def _check_span(self) -> None:
        first, last = (EPOCH + minute * MINUTE for minute in self._span)
        if last - first > 2 * LARGEST_MARGIN * MINUTE:
            raise ScheduleError(
                f"The dates of the plan go from {first:%Y-%m-%d} to {last:%Y-%m-%d}, more than the 64 years that a"
                " calendar can cover: correct the earliest or the latest one."
            )

    def _calendar(self, name: str | None) -> schedule.Calendar:
        if name not in self._days:
            return schedule.ALWAYS
        if name not in self._built:
            zone, hours, exceptions = self._days[name]
            self._check_span()
            if not any(hours.values()):
                raise ScheduleError(f"The calendar {name} leaves no weekday to work; give it a weekday with hours.")
            first, last = self._span
            self._built[name] = schedule.build_calendar(
                hours, zone=zone, start=first - self.margin, stop=last + self.margin, exceptions=exceptions
            )
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
