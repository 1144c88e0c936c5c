"""Typed dates and instants: local times become UTC, doubts are told."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.mapping.model import CellRule
from cutover.tables import Column
from cutover.validate.dates import YEARS, Calendar, read_calendar
from cutover.validate.model import Fault, Parsed

_INSTANT = pa.timestamp("us")
_UTC = pa.timestamp("us", "UTC")
_EXAMPLE = {"instant": "a time such as 2026-03-14 08:00", "date": "a date such as 2026-03-14"}
_ALLOWED = f"it must be {{}}, from {YEARS[0]} to {YEARS[1]}"
_DOUBT = {
    "none": "every value of it can be read day first and month first",
    "both": "some of its values can only be read day first, others only month first",
}


def parse_instants(column: Column, cells: pa.Array, rule: CellRule, zone: str) -> Parsed:
    """Return instants in UTC.

    Parameters
    ----------
    column
        The column, for its messages.
    cells
        Text, null where empty.
    rule
        How the mapping says to read it; its zone goes before `zone`.
    zone
        IANA zone of times without an offset.
    """
    zone = rule.zone or zone
    if rule.date_format in (None, "iso"):
        local = _plain_iso(cells)
        if local is not None:
            return Parsed(*to_utc(local, zone))
        known = _plain_utc(cells)
        if known is not None:
            return Parsed(known)
    calendar = read_calendar(cells, rule)
    local = (calendar.day.astype("datetime64[us]").astype(np.int64) + calendar.clock).view("datetime64[us]")
    is_read = ~np.isnat(calendar.day)
    values, doubts = to_utc(pa.array(local, _INSTANT, mask=~is_read | calendar.has_offset), zone)
    if calendar.has_offset.any():
        known = local - (calendar.offset * 60_000_000).astype("timedelta64[us]")
        mask = ~(is_read & calendar.has_offset)
        values = pc.coalesce(values, pa.array(known, _INSTANT, mask=mask))
    faults, notes = _judge(column, cells, calendar)
    return Parsed(values, faults + doubts, notes)


def parse_dates(column: Column, cells: pa.Array, rule: CellRule) -> Parsed:
    """Return dates as they are written; a time behind them does not count."""
    calendar = read_calendar(cells, rule)
    faults, notes = _judge(column, cells, calendar)
    return Parsed(pa.array(calendar.day, pa.date32(), mask=np.isnat(calendar.day)), faults, notes)


def to_utc(local: pa.Array, zone: str) -> tuple[pa.Array, tuple[Fault, ...]]:
    """Return local times of a zone as UTC.

    A time that happens twice is taken as the first; one that does not exist as
    the instant after the gap. Both are doubts.
    """
    if zone == "UTC":
        return local, ()
    early = _naive(pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="latest"))
    late = _naive(pc.assume_timezone(local, zone, ambiguous="latest", nonexistent="latest"))
    twice = _rows(pc.not_equal(early, late))
    back = pc.local_timestamp(pc.assume_timezone(early, "UTC").cast(pa.timestamp("us", zone)))
    gap = _rows(pc.not_equal(back, local))
    faults = []
    if len(twice):
        faults.append(Fault(twice, "local_time", f"that time happens twice in {zone}; the first is taken", True))
    if len(gap):
        hint = f"that time does not exist in {zone}; the instant after the clock change is taken"
        faults.append(Fault(gap, "local_time", hint, True))
    return early, tuple(faults)


def _plain_iso(cells: pa.Array) -> pa.Array | None:
    """Return ISO times without offset by Arrow's own reader, the fast path; None if a cell is anything else."""
    lengths = pc.min_max(pc.binary_length(cells)).as_py()
    return None if lengths["min"] is None or lengths["min"] < 10 else _cast(cells, _INSTANT)


def _plain_utc(cells: pa.Array) -> pa.Array | None:
    """Return ISO times that all end in Z by Arrow's own reader, without zone; None if a cell is anything else."""
    values = _cast(cells, _UTC) if pc.all(pc.ends_with(cells, "Z")).as_py() else None
    return values if values is None else values.cast(_INSTANT)


def _cast(cells: pa.Array, to: pa.DataType) -> pa.Array | None:
    """Return the times as Arrow reads them; None if it cannot, or a year is not in `YEARS`."""
    try:
        values = cells.cast(to)
    except pa.ArrowInvalid:
        return None
    years = pc.min_max(pc.year(values)).as_py()
    return values if YEARS[0] <= years["min"] and years["max"] <= YEARS[1] else None


def _judge(column: Column, cells: pa.Array, calendar: Calendar) -> tuple[tuple[Fault, ...], tuple]:
    """Return the faults and notes of a column that was read."""
    faults, notes = [], []
    unread = np.isnat(calendar.day) & cells.is_valid().to_numpy(zero_copy_only=False)
    is_doubtful = unread & ~calendar.is_ordered
    if calendar.order in _DOUBT and is_doubtful.any():
        faults.append(Fault(np.flatnonzero(is_doubtful), "ambiguous_date", "day and month cannot be told apart"))
        notes.append(("ambiguous_date", _how_to_fix(column, calendar.order)))
        unread &= calendar.is_ordered
    if unread.any():
        faults.append(Fault(np.flatnonzero(unread), column.type, _ALLOWED.format(_EXAMPLE[column.type])))
    if calendar.is_serial.any():
        count = int(calendar.is_serial.sum())
        notes.append(("excel_date", f"{column.name}: {count:,} numbers are read as Excel's days since 1899-12-30."))
    return tuple(faults), tuple(notes)


def _how_to_fix(column: Column, order: str) -> str:
    return (
        f"{column.name}: day and month cannot be told apart, because {_DOUBT[order]}. Say which it is in the mapping "
        f'file: date_format = "day-first" or date_format = "month-first" for {column.name}.'
    )


def _naive(zoned: pa.Array) -> pa.Array:
    return zoned.cast(pa.timestamp("us", "UTC")).cast(_INSTANT)


def _rows(mask: pa.Array) -> np.ndarray:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))
