"""Times of the story: status times, the working clock, and local wall time.

Everything in this package is local wall time of `ZONE` (`datetime64[m]`); only
the files hold UTC.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import CutoverError

ZONE = "America/New_York"
BASELINE_AT = np.datetime64("2026-08-28T18:00")
CUTOVER_START_AT = np.datetime64("2026-10-30T18:00")
CUTOVER_FINISH_AT = np.datetime64("2026-11-02T09:00")
GO_LIVE_AT = np.datetime64("2026-11-02T06:00")
PROTECTION_FINISH_AT = np.datetime64("2026-11-02T12:00")
NEWEST_AT = np.datetime64("2026-11-20T18:00")
NEVER = np.datetime64("NaT", "m")

HOLIDAYS = np.array(
    ["2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15"],
    "datetime64[D]",
)
"""Federal holidays within the story (5 U.S.C. 6103)."""

DAY_OPENS, DAY_LENGTH = 9 * 60, 8 * 60
"""An office day: its first minute, and its length in minutes."""

SHIFT_OPENS, SHIFT_CLOSES = 6 * 60, 22 * 60
"""The daily shift of business users who validate: its first and last minute."""

CLOCKS_BACK_AT = np.datetime64("2026-11-01T02:00")
"""End of summer time: this minute does not come, 01:00 comes again."""

_FIRST_WEEKLY = np.datetime64("2026-09-25T18:00")
_EPOCH = np.datetime64("2026-01-05")


def status_times(count: int) -> np.ndarray:
    """Return the status times of so many snapshots, oldest first, in local time.

    Weekly on Friday evenings up to the start of the cutover, daily from then
    on: six and twenty-one. Fewer are an even choice of them that holds the
    newest; more start at the baseline, then go by the day, then by the hour.

    Raises
    ------
    CutoverError
        If `count` is below 1 or above the hours of the story.
    """
    grids = (_grid(_FIRST_WEEKLY, 7 * 24), _grid(BASELINE_AT, 7 * 24), _grid(BASELINE_AT, 24), _grid(BASELINE_AT, 1))
    if not 1 <= count <= len(grids[-1]):
        raise CutoverError(f"snapshots is {count}; allowed are 1 to {len(grids[-1]):,}.")
    grid = next(grid for grid in grids if len(grid) >= count)
    backward = np.round(np.arange(count) * (len(grid) - 1) / max(1, count - 1)).astype(int)
    return grid[::-1][backward][::-1]


def to_utc(local: np.datetime64) -> datetime:
    """Return a local time as UTC."""
    return local.astype("datetime64[s]").item().replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def as_utc(local: np.ndarray) -> pa.Array:
    """Return local times as UTC without zone; the repeated hour of autumn is taken as its first."""
    wall = pa.array(np.asarray(local, "datetime64[s]"))
    return pc.assume_timezone(wall, ZONE, ambiguous="earliest", nonexistent="latest").cast(pa.timestamp("s"))


def later(at: np.ndarray, minutes: np.ndarray | int) -> np.ndarray:
    """Return the local time so many minutes later (or before, if negative) on the running clock."""
    then = at + minutes
    is_over = (at < CLOCKS_BACK_AT) & (then >= CLOCKS_BACK_AT)
    is_back = (at >= CLOCKS_BACK_AT) & (then < CLOCKS_BACK_AT)
    return then + 60 * (is_back.astype(int) - is_over.astype(int))


def shift_start(at: np.ndarray) -> np.ndarray:
    """Return the first time of a shift on or after each local time."""
    day = (at + (1440 - SHIFT_CLOSES)).astype("datetime64[D]")
    return np.maximum(at, day.astype("datetime64[m]") + SHIFT_OPENS)


def work_minutes(at: np.ndarray) -> np.ndarray:
    """Return office minutes from the epoch to each local time; nights, weekends and holidays do not count.

    NaT gives 0: callers know where they have no time.
    """
    at = np.where(np.isnat(at), _EPOCH, at)
    day = at.astype("datetime64[D]")
    minute = (at - day).astype(np.int64)
    is_open = np.is_busday(day, holidays=HOLIDAYS)
    today = np.where(is_open, np.clip(minute - DAY_OPENS, 0, DAY_LENGTH), 0)
    return np.busday_count(_EPOCH, day, holidays=HOLIDAYS) * DAY_LENGTH + today


def office_start(minutes: np.ndarray) -> np.ndarray:
    """Return the local time at which work starts after so many office minutes."""
    day, rest = np.divmod(minutes, DAY_LENGTH)
    return _office_day(day) + DAY_OPENS + rest


def office_finish(minutes: np.ndarray) -> np.ndarray:
    """Return the local time at which so many office minutes are over: 17:00, not 09:00 of the next day."""
    day, rest = np.divmod(minutes - 1, DAY_LENGTH)
    return _office_day(day) + DAY_OPENS + rest + 1


def next_office_time(at: np.ndarray, days: np.ndarray | int = 0) -> np.ndarray:
    """Return 09:00 of the first office day on or after each local time, plus so many office days."""
    return _office_day(np.busday_count(_EPOCH, at.astype("datetime64[D]"), holidays=HOLIDAYS) + days) + DAY_OPENS


def _office_day(count: np.ndarray) -> np.ndarray:
    days = np.busday_offset(_EPOCH, np.asarray(count, np.int64), roll="forward", holidays=HOLIDAYS)
    return days.astype("datetime64[m]")


def _grid(first: np.datetime64, hours: int) -> np.ndarray:
    before = np.arange(first, CUTOVER_START_AT + 1, hours * 60)
    after = np.arange(CUTOVER_START_AT, NEWEST_AT + 1, min(hours, 24) * 60)[1:]
    grid = np.concatenate([before, after])
    is_repeated_hour = grid == np.datetime64("2026-11-01T01:00")
    return grid[~is_repeated_hour]
