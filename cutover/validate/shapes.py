"""Texts by their shape: every digit is a 0, every letter an a.

A column of a million times has a handful of shapes, and all texts of one shape
have their parts at the same places. So a pattern is matched once per shape and
the numbers are read from those places, all rows at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

LONGEST_SHAPE = 48
"""Longer texts are no date; they all have the shape ''."""


def _lookup() -> np.ndarray:
    table = np.arange(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("a") : ord("z") + 1] = ord("a")
    table[ord("A") : ord("Z") + 1] = ord("a")
    table[[ord("T"), ord("Z")]] = [ord("T"), ord("Z")]
    table[128:] = ord("?")
    return table


_LOOKUP = _lookup()


@dataclass(frozen=True)
class Group:
    """Texts of one shape: `rows` are their positions, `match` the pattern's match on the shape.

    `numbers` and `words` read a part of all of them.
    """

    rows: np.ndarray
    match: re.Match
    starts: np.ndarray
    text: np.ndarray

    def has(self, name: str) -> bool:
        """Return whether the shape has that part."""
        return name in self.match.re.groupindex and self.match[name] is not None

    def numbers(self, name: str) -> np.ndarray:
        """Return the part `name` of every text as int64; zeros where the shape has none."""
        values = np.zeros(len(self.rows), np.int64)
        if self.has(name):
            for place in range(*self.match.span(name)):
                values = values * 10 + (self.text[self.starts + place] - ord("0"))
        return values

    def words(self, name: str, length: int) -> np.ndarray:
        """Return the first `length` letters of the part `name`, lower case, as numpy strings."""
        first, last = self.match.span(name)
        letters = [self.text[self.starts + place] | 0x20 for place in range(first, min(first + length, last))]
        return np.stack(letters, axis=1).copy().view(f"S{len(letters)}").ravel()

    def signs(self, name: str) -> np.ndarray:
        """Return -1 where the part `name` starts with '-', else 1."""
        return np.where(self.text[self.starts + self.match.start(name)] == ord("-"), -1, 1)


def groups(cells: pa.Array, patterns: list[re.Pattern]) -> Iterator[Group]:
    """Yield the texts that match one of the patterns, shape by shape.

    Parameters
    ----------
    cells
        Text; null cells belong to no group.
    patterns
        Patterns over shapes, tried in order.
    """
    positions = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))
    full = cells.drop_null() if cells.null_count else cells
    if not len(full):
        return
    offsets = np.frombuffer(full.buffers()[1], np.int32)[full.offset : full.offset + len(full) + 1]
    text = np.frombuffer(full.buffers()[2] or b"", np.uint8)
    shaped = pa.StringArray.from_buffers(
        len(full), full.buffers()[1], pa.py_buffer(_LOOKUP[text]), None, 0, full.offset
    ).dictionary_encode()
    codes = shaped.indices.to_numpy(zero_copy_only=False)
    for code, shape in enumerate(shaped.dictionary.to_pylist()):
        match = len(shape) <= LONGEST_SHAPE and next(filter(None, (p.fullmatch(shape) for p in patterns)), None)
        if match:
            here = np.flatnonzero(codes == code) if len(shaped.dictionary) > 1 else np.arange(len(full))
            yield Group(positions[here], match, offsets[here].astype(np.int64), text)
