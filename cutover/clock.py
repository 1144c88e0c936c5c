"""The one place that reads the clock; everything else is told the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return this instant as UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)
