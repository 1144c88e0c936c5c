"""Dates and times as people write them, a whole column at once."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

import cutover.validate.patterns as patterns
import cutover.validate.shapes as shapes
from cutover.mapping.model import CellRule

MONTHS = np.array(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], dtype="S3")
SERIAL_EPOCH = np.datetime64("1899-12-30", "D")
SERIAL_RANGE = (29221, 73415)
"""Excel serial numbers of 1980-01-01 and 2100-12-31: what a number in a date column may be."""

YEARS = (1900, 2199)
"""Years that are read; 0001-01-01 and 9999-12-31 stand for no date at all."""

ORDERS = ("day-first", "month-first")


@dataclass
class Calendar:
    """A column of texts, read.

    Attributes
    ----------
    day
        datetime64[D]; NaT where the text is no date.
    clock
        int64: microseconds since midnight.
    offset
        int64: minutes east of UTC, where `has_offset`.
    has_offset
        The text says its distance from UTC.
    is_ordered
        False where the day depends on the order of day and month.
    first, other, year
        Parts of the texts that are not ordered.
    is_serial
        The text is an Excel serial number.
    order
        How day and month were told apart: one of `ORDERS`, 'none', 'both' or None where nothing depends on it.
    """

    day: np.ndarray
    clock: np.ndarray
    offset: np.ndarray
    has_offset: np.ndarray
    is_ordered: np.ndarray
    first: np.ndarray
    other: np.ndarray
    year: np.ndarray
    is_serial: np.ndarray
    order: str | None = None

    @classmethod
    def empty(cls, count: int) -> "Calendar":
        """Return a calendar in which no text is a date."""
        numbers = [np.zeros(count, np.int64) for _ in range(5)]
        return cls(
            np.full(count, np.datetime64("NaT"), "datetime64[D]"), numbers[0], numbers[1], np.zeros(count, bool),
            np.ones(count, bool), numbers[2], numbers[3], numbers[4], np.zeros(count, bool),
        )  # fmt: skip


def read_calendar(cells: pa.Array, rule: CellRule) -> Calendar:
    """Return the dates of a column.

    Parameters
    ----------
    cells
        Text; null cells stay without a date.
    rule
        `date_format` is None, 'iso', 'excel', 'day-first', 'month-first', or
        strptime formats joined by '|'.
    """
    calendar = Calendar.empty(len(cells))
    for group in shapes.groups(cells, _patterns(rule.date_format)):
        if group.has("serial"):
            _read_serials(calendar, group)
        else:
            _read_dates(calendar, group)
    _settle_order(calendar, rule.date_format)
    return calendar


def _patterns(date_format: str | None) -> list:
    if date_format is None or date_format in ORDERS:
        return patterns.WRITTEN
    return {"iso": patterns.ISO, "excel": patterns.SERIAL}.get(date_format) or patterns.from_format(date_format)


def _read_serials(calendar: Calendar, group: shapes.Group) -> None:
    days = group.numbers("serial")
    is_plausible = (days >= SERIAL_RANGE[0]) & (days <= SERIAL_RANGE[1])
    rows, days = group.rows[is_plausible], days[is_plausible]
    scale = 10 ** len(group.match["serial_part"] or "")
    seconds = np.rint(group.numbers("serial_part")[is_plausible] / scale * 86_400).astype(np.int64)
    calendar.day[rows] = SERIAL_EPOCH + days
    calendar.clock[rows] = seconds * 1_000_000
    calendar.is_serial[rows] = True


def _read_dates(calendar: Calendar, group: shapes.Group) -> None:
    year = group.numbers("year")
    if len(group.match["year"]) == 2:
        year += np.where(year < 69, 2000, 1900)
    clock, is_clock = _clock(group)
    offset, is_offset = _offset(group)
    good = is_clock & is_offset
    rows = group.rows[good]
    calendar.clock[rows], calendar.offset[rows] = clock[good], offset[good]
    calendar.has_offset[rows] = group.has("zone")
    if group.has("first"):
        calendar.is_ordered[rows] = False
        calendar.year[rows] = year[good]
        calendar.first[rows] = group.numbers("first")[good]
        calendar.other[rows] = group.numbers("other")[good]
    else:
        month = _month_numbers(group) if group.has("name") else group.numbers("month")
        day = group.numbers("day") if group.has("day") else np.ones_like(year)
        calendar.day[rows] = civil_days(year, month, day)[good]


def _month_numbers(group: shapes.Group) -> np.ndarray:
    """Return 1 to 12 by the first three letters of the month's name; 0 where there is none."""
    names = group.words("name", 3)
    place = np.searchsorted(np.sort(MONTHS), names)
    number = np.argsort(MONTHS)[np.minimum(place, 11)] + 1
    return np.where(MONTHS[number - 1] == names, number, 0)


def _clock(group: shapes.Group) -> tuple[np.ndarray, np.ndarray]:
    """Return microseconds since midnight, and where the clock is one."""
    hour, minute, second = (group.numbers(name) for name in ("hour", "minute", "second"))
    good = (hour < 24) & (minute < 60) & (second < 60)
    if group.has("half"):
        half = group.words("half", 2)
        good &= (hour >= 1) & (hour <= 12) & ((half == b"am") | (half == b"pm"))
        hour = hour % 12 + np.where(half == b"pm", 12, 0)
    micros = np.zeros(len(hour), np.int64)
    if group.has("fraction"):
        digits = len(group.match["fraction"])
        micros = group.numbers("fraction") * 10 ** max(0, 6 - digits) // 10 ** max(0, digits - 6)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros, good


def _offset(group: shapes.Group) -> tuple[np.ndarray, np.ndarray]:
    """Return minutes east of UTC, and where the zone is one."""
    if group.has("zone_word"):
        word = group.words("zone_word", 3)
        return np.zeros(len(word), np.int64), (word == b"utc") | (word == b"gmt")
    if not group.has("offset_hours"):
        return np.zeros(len(group.rows), np.int64), np.ones(len(group.rows), bool)
    first, last = group.match.span("offset_hours")
    hours = (group.text[group.starts + first + 1].astype(np.int64) - 48) * 10 + group.text[group.starts + last - 1] - 48
    minutes = group.numbers("offset_minutes")
    return group.signs("offset_hours") * (hours * 60 + minutes), (hours <= 15) & (minutes < 60)


def civil_days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return datetime64[D] of year, month and day; NaT where there is no such day or the year is not in `YEARS`."""
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    good = (year >= YEARS[0]) & (year <= YEARS[1]) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    return np.where(good, first.astype("datetime64[D]") + (day - 1), np.datetime64("NaT"))


def _settle_order(calendar: Calendar, date_format: str | None) -> None:
    """Decide day and month once for the column: by the rule, else by a part above 12.

    Where neither tells, the days stay NaT, but for those with equal parts.
    """
    open_rows = np.flatnonzero(~calendar.is_ordered)
    if not len(open_rows):
        return
    first, other, year = (part[open_rows] for part in (calendar.first, calendar.other, calendar.year))
    day_first, month_first = civil_days(year, other, first), civil_days(year, first, other)
    calendar.order = date_format if date_format in ORDERS else _evidence(day_first, month_first)
    if calendar.order == "month-first":
        calendar.day[open_rows] = month_first
    elif calendar.order in ("day-first", None):
        calendar.day[open_rows] = day_first
    else:
        calendar.day[open_rows] = np.where(first == other, day_first, np.datetime64("NaT"))
    is_settled = calendar.order not in ("none", "both")
    calendar.is_ordered[open_rows] = is_settled | (np.isnat(day_first) & np.isnat(month_first))


def _evidence(day_first: np.ndarray, month_first: np.ndarray) -> str | None:
    """Return the order that the dates prove; 'none' or 'both' where they do not, None where it does not matter."""
    has_day = bool(np.any(~np.isnat(day_first) & np.isnat(month_first)))
    has_month = bool(np.any(~np.isnat(month_first) & np.isnat(day_first)))
    if has_day != has_month:
        return ORDERS[0] if has_day else ORDERS[1]
    if has_day:
        return "both"
    return None if np.array_equal(day_first, month_first, equal_nan=True) else "none"
