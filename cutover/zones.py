"""Instants: UTC in every table, shown in the programme's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import CutoverError

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years of an instant, as in the tables."""


def to_zone(rows: pa.Table, zone: str) -> pa.Table:
    """Return the rows with every instant as local time of `zone`, without offset."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_timestamp(field.type):
            utc = pc.assume_timezone(rows.column(position), "UTC")
            local = pc.local_timestamp(utc.cast(pa.timestamp("us", zone)))
            rows = rows.set_column(position, field.name, local)
    return rows


def parse_instant(text: str, zone: str = "UTC") -> datetime:
    """Return ISO 8601 text as UTC without zone; text without an offset is local time of `zone`.

    Raises
    ------
    CutoverError
        If the text is no ISO 8601 date or time, far from any plan, or the zone is unknown.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise CutoverError(f"{text!r} is no time; write it as 2026-03-14T08:00 or 2026-03-14T08:00-05:00.") from error
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise CutoverError(f"{text!r} is no time from {FIRST_YEAR} to {LAST_YEAR}.")
    local = instant if instant.tzinfo else instant.replace(tzinfo=find_zone(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def find_zone(zone: str) -> ZoneInfo:
    """Return the IANA zone of that name; CutoverError if there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "America" is a folder of zones
        raise CutoverError(f"{zone!r} is no time zone; write an IANA name such as America/New_York.") from error


def local_time(at: datetime, zone: str) -> datetime:
    """Return a UTC instant as local time of `zone`, without offset."""
    return at.replace(tzinfo=UTC).astimezone(find_zone(zone)).replace(tzinfo=None)
