"""Where each record of a delimited text starts and ends: an independent count."""

from dataclasses import dataclass

import numpy as np

BLOCK = 1 << 20
QUOTE, CARRIAGE_RETURN, LINE_FEED = 34, 13, 10
SWALLOWED = 10


@dataclass(frozen=True)
class Records:
    """Byte bounds and first line of every record that is not blank: three arrays of the same length."""

    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    quotes: np.ndarray
    has_line_ends: bool

    def __len__(self) -> int:
        return len(self.starts)


def scan_records(content: bytes, start: int, line: int, separator: str) -> Records | None:
    """Return the records from byte `start`, which is in line `line`; None if its quotes are not in order.

    A record ends at a line end before which an even number of quotes stands.
    The quotes are in order if each opening one follows a separator or line end,
    each closing one is followed by one, none is left open, and no quoted cell
    holds ten lines that look like records.
    """
    if len(separator.encode()) > 1:
        return None
    view = np.frombuffer(content, np.uint8)
    feeds = _find(view, LINE_FEED, start)
    quotes = _find(view, QUOTE, start) if content.find(b'"', start) >= 0 else feeds[:0]
    if not _are_in_order(view, quotes, start, ord(separator)):
        return None
    breaks = feeds
    if content.find(b"\r", start) >= 0:
        lone = _lone_returns(view, start)
        if np.any(np.searchsorted(quotes, lone) % 2 == 0):
            return None
        breaks = np.sort(np.concatenate([feeds, lone])) if len(lone) else feeds
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0] if len(quotes) else feeds
    if len(view) > start and view[-1] != LINE_FEED:
        ends = np.append(ends, len(view))
    starts = np.concatenate([[start], ends[:-1] + 1]) if len(ends) else ends
    has_line_ends = len(breaks) > len(ends)
    lines = line + (np.searchsorted(breaks, starts) if has_line_ends else np.arange(len(starts)))
    ends = ends - ((ends > starts) & (view[ends - 1] == CARRIAGE_RETURN))
    written = ends > starts
    records = Records(starts[written], ends[written], lines[written], quotes, has_line_ends)
    return None if has_line_ends and _swallows(content, records, separator.encode()) else records


def count_fields(content: bytes, records: Records, separator: str) -> np.ndarray:
    """Return the number of fields of each record: one more than its separators outside quotes."""
    found = _find(np.frombuffer(content, np.uint8), ord(separator), int(records.starts[0]))
    if len(records.quotes):
        found = found[np.searchsorted(records.quotes, found) % 2 == 0]
    return np.searchsorted(found, records.ends) - np.searchsorted(found, records.starts) + 1


def looks_like_records(lines: list[bytes], separator: bytes, width: int) -> bool:
    """Tell whether nine of ten lines have as many fields as a record: a quote that swallowed them."""
    full = sum(line.count(separator) == width - 1 for line in lines)
    return width > 1 and full >= 0.9 * len(lines)


def _find(view: np.ndarray, byte: int, start: int) -> np.ndarray:
    """Return the positions of a byte from `start` on, block by block to keep memory low."""
    blocks = range(start, len(view), BLOCK)
    found = [np.flatnonzero(view[block : block + BLOCK] == byte) + block for block in blocks]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _lone_returns(view: np.ndarray, start: int) -> np.ndarray:
    returns = _find(view, CARRIAGE_RETURN, start)
    return returns[view[np.minimum(returns + 1, len(view) - 1)] != LINE_FEED]


def _are_in_order(view: np.ndarray, quotes: np.ndarray, start: int, separator: int) -> bool:
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    bounds = (separator, LINE_FEED, CARRIAGE_RETURN)
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = np.append(False, closing[:-1] + 1 == opening[1:])
    opens = (opening == start) | doubled | np.isin(view[opening - 1], bounds)
    last = closing == len(view) - 1
    after = view[np.where(last, closing, closing + 1)]
    closes = last | np.append(doubled[1:], False) | np.isin(after, bounds)
    return bool(opens.all() and closes.all())


def _swallows(content: bytes, records: Records, separator: bytes) -> bool:
    """Tell whether a record of many lines holds what look like records: the usual width tells."""
    inside = content.count(b"\n", int(records.starts[-1]), int(records.ends[-1])) if len(records) else 0
    spans = np.flatnonzero(np.append(np.diff(records.lines), inside) > SWALLOWED)
    if not len(spans) or not len(records):
        return False
    width = int(np.median(count_fields(content, records, separator.decode())))
    for position in spans.tolist():
        inner = content[records.starts[position] : records.ends[position]].split(b"\n")[1:-1]
        if looks_like_records(inner, separator, width):
            return True
    return False
