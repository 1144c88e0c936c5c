"""Times of day as people write them: '07:30', '7:30 PM', '0730', Excel's 0.3125."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.tables import Column
from cutover.validate.model import Fault, Parsed

MIDNIGHT = 24 * 60
_WRITTEN = re.compile(
    r"T?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d{1,9})?))?\s*(?P<half>[ap]\.?m\.?)?"
    r"|(?P<plain_hour>\d{1,2})\s*(?P<plain_half>[ap]\.?m\.?)|(?P<packed>\d{4})",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"0?\.\d{1,17}|[01]\.0+|0")
_EXCEL_MIDNIGHT = "1900-01-01"
"""How Excel's 1.0, a whole day, reaches us from a cell that is formatted as a time."""

_ALLOWED = "it must be a time of day in whole minutes such as 07:30 or 7:30 PM, from 00:00 to 24:00"


def parse_clocks(column: Column, cells: pa.Array) -> Parsed:
    """Return times of day as minutes after midnight.

    A number below 1 is Excel's share of the day. Where work ends (`_to`),
    midnight is the end of the day, 1440: Excel cannot write 24:00.
    """
    coded = cells.dictionary_encode()
    minutes = [_minute_of(text) for text in coded.dictionary.to_pylist()]
    if column.name.endswith("_to"):
        minutes = [MIDNIGHT if minute == 0 else minute for minute in minutes]
    values = pa.array(minutes, pa.int32()).take(coded.indices)
    unread = np.flatnonzero(pc.and_(cells.is_valid(), values.is_null()).to_numpy(zero_copy_only=False))
    return Parsed(values, (Fault(unread, "clock", _ALLOWED),) if len(unread) else ())


def clock_text(minute: int) -> str:
    """Return minutes after midnight as '07:30'."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minute_of(text: str | None) -> int | None:
    """Return minutes after midnight, within a second of what is written; None if it is no time of day."""
    text = (text or "").strip()
    if text == _EXCEL_MIDNIGHT:
        return MIDNIGHT
    if _FRACTION.fullmatch(text):
        seconds = float(text) * MIDNIGHT * 60
    else:
        found = _WRITTEN.fullmatch(text)
        seconds = None if found is None else _seconds_of(found)
    if seconds is None or seconds > MIDNIGHT * 60:
        return None
    minute = round(seconds / 60)
    return minute if abs(seconds - 60 * minute) < 1 else None


def _seconds_of(found: re.Match) -> float | None:
    hour = int(found["hour"] or found["plain_hour"] or found["packed"][:2])
    minute = int(found["minute"] or (found["packed"] or "0000")[2:])
    half = found["half"] or found["plain_half"]
    if minute > 59 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return hour * 3600 + minute * 60 + float((found["second"] or "0").replace(",", "."))
