"""Working hours of the sample in whole minutes since 1970: spans in order, found by bisection."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

from recomputed_rows import ZONE, snapshots_of

EPOCH = datetime(1970, 1, 1)
UTC = datetime.fromisoformat("2026-01-01T00:00+00:00").tzinfo
DAYS = [date(2026, 7, 1) + timedelta(days=n) for n in range(2000)]


def minute(at: datetime | None) -> int | None:
    """Return an instant in minutes since 1970."""
    return None if at is None else int((at - EPOCH) / timedelta(minutes=1))


def instant(at: int | None) -> datetime | None:
    """Return minutes since 1970 as an instant."""
    return None if at is None else EPOCH + timedelta(minutes=at)


class Hours:
    """Working hours on the local clock; without rows round the clock."""

    def __init__(self, rows: tuple[dict, ...] = ()):
        self.rows = rows
        spans = [span for day in DAYS for span in self.spans(day)] if rows else []
        self.begins, self.ends = [begin for begin, _ in spans], [end for _, end in spans]
        self.done = [0, *accumulate(end - begin for begin, end in spans)]

    def spans(self, day: date) -> list[tuple[int, int]]:
        """Return what is worked on a day."""
        own = [row for row in self.rows if row["exception_date"] == day]
        own = own or [row for row in self.rows if row["weekday"] == f"{day:%A}".lower()]
        return sorted((_at(day, row["works_from"]), _at(day, row["works_to"])) for row in own if row["works_to"])

    @property
    def usual_day(self) -> int:
        """Minutes worked on most weekdays, of several the longest; round the clock 24 hours."""
        lengths = [sum(end - begin for begin, end in self.spans(day)) for day in DAYS[35:42] if self.spans(day)]
        return max(lengths, key=lambda length: (lengths.count(length), length)) if lengths else 1440

    def work(self, at: int) -> int:
        """Return the minutes worked before an instant."""
        if not self.rows:
            return at
        span = bisect_right(self.begins, at) - 1
        return self.done[span] + min(at, self.ends[span]) - self.begins[span] if span >= 0 else 0

    def start(self, work: int) -> int:
        """Return the start of the working minute that follows so much work."""
        if not self.rows:
            return work
        span = bisect_right(self.done, work) - 1
        return self.begins[span] + work - self.done[span]

    def end(self, work: int) -> int:
        """Return the end of the last minute of so much work."""
        if not self.rows:
            return work
        span = max(0, bisect_left(self.done, work) - 1)
        return self.begins[span] + work - self.done[span]

    def place(self, at: int, work: int) -> tuple[int, int]:
        """Return start and finish of work from an instant on; no work stays where work has just ended."""
        before = self.work(at)
        if not work:
            begin = at if self.end(before) == at else self.start(before)
            return begin, begin
        return self.start(before), self.end(before + work)

    def back(self, end: int, work: int) -> int:
        """Return when so much work must start to finish at an instant."""
        return self.start(self.work(end) - work) if work else end

    def between(self, first: int, last: int) -> int:
        """Return the work between two instants, negative backwards."""
        return self.work(last) - self.work(first)


def _at(day: date, clock: str) -> int:
    hour, past = map(int, clock.split(":"))
    local = datetime.combine(day + timedelta(days=hour == 24), time(hour % 24, past), ZONE)
    return minute(local.astimezone(UTC).replace(tzinfo=None))


@lru_cache(maxsize=1)
def calendars() -> dict[str | None, Hours]:
    """Return the working hours of the sample, by calendar; None: those of the programme."""
    (loaded,), (programme,) = snapshots_of("calendars"), snapshots_of("programme")
    found: dict[str | None, list[dict]] = {}
    for row in loaded.rows:
        found.setdefault(row["calendar_id"], []).append(row)
    built = {name: Hours(tuple(rows)) for name, rows in found.items()}
    return built | {None: built.get(programme.rows[0]["calendar_id"], Hours())}
