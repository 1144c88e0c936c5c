"""Where each record of a delimited text starts and ends: an independent count."""

from dataclasses import dataclass

import numpy as np

BLOCK = 1 << 20
QUOTE, CARRIAGE_RETURN, LINE_FEED = 34, 13, 10
SWALLOWED = 10


@dataclass(frozen=True)
class Place:
    """A place in a text: its byte, and the line in which it is, from 1."""

    byte: int
    line: int


@dataclass(frozen=True)
class Records:
    """Byte bounds and first line of the records up to `stop`, without blank ones.

    `starts`, `ends` and `lines` are arrays of the same length; `quotes` has the
    position of every quote, `has_line_ends` tells that a cell holds a line end.
    """

    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    quotes: np.ndarray
    has_line_ends: bool
    stop: Place

    def __len__(self) -> int:
        return len(self.starts)


def scan_records(content: bytes, start: Place, until: int, separator: str, width: int) -> Records:
    """Return the records from `start` on, up to byte `until` or the first quote that is not in order.

    A record ends at a line end before which an even number of quotes stands.
    Quotes are in order if each opening one follows a separator or line end,
    each closing one is followed by one, none is left open, and no quoted cell
    holds ten lines that look like records of `width` fields.
    """
    view = np.frombuffer(content, np.uint8)[:until]
    feeds = _find(view, LINE_FEED, start.byte)
    quotes = _find(view, QUOTE, start.byte) if content.find(b'"', start.byte, until) >= 0 else feeds[:0]
    safe = _first_disorder(view, quotes, start.byte, ord(separator))
    breaks = feeds
    if content.find(b"\r", start.byte, until) >= 0:
        lone = _lone_returns(view, start.byte)
        outside = lone[np.searchsorted(quotes, lone) % 2 == 0]
        safe = min(safe, int(outside[0])) if len(outside) else safe
        breaks = np.sort(np.concatenate([feeds, lone])) if len(lone) else feeds
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0] if len(quotes) else feeds
    if until == len(content) > start.byte and view[-1] != LINE_FEED:
        ends = np.append(ends, len(view))
    ends = ends[: np.searchsorted(ends, safe)] if safe < len(view) else ends
    starts = np.append(start.byte, ends[:-1] + 1)[: len(ends)]
    if len(feeds) >= len(ends):
        heights = np.searchsorted(feeds, ends) - np.searchsorted(feeds, starts)
        high = np.flatnonzero(heights > SWALLOWED).tolist()
        texts = (content[starts[position] : ends[position]] for position in high)
        swallowing = (position for position, text in zip(high, texts, strict=True) if _swallows(text, separator, width))
        first = next(swallowing, len(ends))
        starts, ends = starts[:first], ends[:first]
    stop = min(int(ends[-1]) + 1, len(content)) if len(ends) else start.byte
    inside = int(np.searchsorted(breaks, stop))
    has_line_ends = inside > int(np.count_nonzero(ends < len(view)))
    lines = start.line + (np.searchsorted(breaks, starts) if has_line_ends else np.arange(len(starts)))
    ends = ends - ((ends > starts) & (view[ends - 1] == CARRIAGE_RETURN))
    written = ends > starts
    place = Place(stop, start.line + inside)
    return Records(starts[written], ends[written], lines[written], quotes, has_line_ends, place)


def count_fields(content: bytes, records: Records, separator: str) -> np.ndarray:
    """Return the number of fields of each record: one more than its separators outside quotes."""
    view = np.frombuffer(content, np.uint8)[: records.stop.byte]
    found = _find(view, ord(separator), int(records.starts[0]))
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


def _first_disorder(view: np.ndarray, quotes: np.ndarray, start: int, separator: int) -> int:
    """Return the position of the first opening quote that is not in order, or the length of the text."""
    if not len(quotes):
        return len(view)
    bounds = (separator, LINE_FEED, CARRIAGE_RETURN)
    pairs = len(quotes) // 2
    opening, closing = quotes[0::2][:pairs], quotes[1::2]
    doubled = closing[:-1] + 1 == opening[1:]
    opens = (opening == start) | np.append(False, doubled)[:pairs] | np.isin(view[opening - 1], bounds)
    last = closing == len(view) - 1
    after = view[np.where(last, closing, closing + 1)]
    closes = last | np.append(doubled, len(quotes) % 2 == 1)[:pairs] | np.isin(after, bounds)
    wrong = np.flatnonzero(~(opens & closes))
    if len(wrong):
        return int(opening[wrong[0]])
    return int(quotes[-1]) if len(quotes) % 2 else len(view)


def _swallows(text: bytes, separator: str, width: int) -> bool:
    return looks_like_records(text.split(b"\n")[1:-1], separator.encode(), width)
