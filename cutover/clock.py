"""The one place that reads the clock; everything else is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC without zone, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
