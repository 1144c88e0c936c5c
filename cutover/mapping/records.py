"""The records of a source, and which of them become rows: filter, fold and unpivot."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import MappingError
from cutover.mapping.cells import Text, holds, trimmed, with_nulls
from cutover.mapping.model import NULL_WORDS, ROW_HEADER, Condition, Fold, Split, Unpivot
from cutover.mapping.names import find_header, listing, suggestion
from cutover.readers.model import RawTable

Positions = np.ndarray
"""int64 positions of records, from 0; -1 stands for none."""


class Records:
    """The cells of a raw table by header, trimmed once each."""

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self.headers: Sequence[str] = raw.cells.column_names
        self.count = len(raw.cells)
        self.used: set[str] = set()
        self._texts: dict[str, Text] = {}

    def find(self, alternatives: Iterable[str]) -> str | None:
        """Return the first of the headers that the file has, or None."""
        for wanted in alternatives:
            header = ROW_HEADER if wanted == ROW_HEADER else find_header(wanted, self.headers)
            if header:
                self.used.add(header)
                return header
        return None

    def need(self, alternatives: Sequence[str], what: str) -> str:
        """Return the first of the headers that the file has; `what` says who asks.

        Raises
        ------
        MappingError
            If the file has none of them.
        """
        header = self.find(alternatives)
        if header is None:
            wanted = " or ".join(repr(name) for name in alternatives)
            raise MappingError(
                f"{self.raw.file}: {what} is read from the header {wanted}, which the file does not have."
                f"{suggestion(alternatives[0], self.headers)} Its headers: {listing(self.headers)}."
                " A mapping that is not meant for this file says so with file or sheet."
            )
        return header

    def text(self, header: str) -> Text:
        """Return the trimmed cells under a header of the file."""
        if header not in self._texts:
            if header == ROW_HEADER:
                self._texts[header] = pa.chunked_array([self._numbers().cast(pa.string())])
            else:
                self._texts[header] = trimmed(self.raw.cells.column(header))
        return self._texts[header]

    def _numbers(self) -> pa.Array:
        is_sheet = ".xls" in self.raw.file.casefold()
        return (
            pc.subtract(self.raw.lines, self.raw.lines[0].as_py() - 1)
            if is_sheet and self.count
            else pa.array(np.arange(1, self.count + 1))
        )

    def fitting(self, conditions: Iterable[Condition], what: str) -> np.ndarray:
        """Tell per record whether all conditions hold."""
        fit = np.ones(self.count, bool)
        for condition in conditions:
            if condition.optional and self.find((condition.header,)) is None:
                continue
            fit &= holds(self.text(self.need((condition.header,), what)), condition).to_numpy()
        return fit


@dataclass(frozen=True)
class Groups:
    """Records that were folded: `order` lists them group by group, `codes` their groups."""

    order: Positions
    codes: np.ndarray
    row_codes: np.ndarray


@dataclass
class Rows:
    """Rows of one of our tables: the record that each comes from, and columns made on the way."""

    records: Records
    positions: Positions
    is_whole: bool = True
    made: dict[str, Text] = field(default_factory=dict)
    groups: Groups | None = None

    def need(self, alternatives: Sequence[str], what: str) -> str:
        """Return the header, of an unpivot or of the file; MappingError if there is none."""
        return self._made(alternatives) or self.records.need(alternatives, what)

    def find(self, alternatives: Sequence[str]) -> str | None:
        """Return the header, of an unpivot or of the file, or None."""
        return self._made(alternatives) or self.records.find(alternatives)

    def _made(self, alternatives: Sequence[str]) -> str | None:
        found = (find_header(name, tuple(self.made)) for name in alternatives)
        return next((name for name in found if name), None)

    def text(self, header: str) -> Text:
        """Return the trimmed cells of the rows under a header."""
        if header in self.made:
            return self.made[header]
        whole = self.records.text(header)
        return whole if self.is_whole else whole.take(pa.array(self.positions))

    def text_where(self, header: str, counting: np.ndarray, keep: str) -> Text:
        """Return, per folded row, the cell of the first or last record that counts; else null."""
        assert self.groups is not None
        order, codes = self.groups.order, self.groups.codes
        counts = counting[order]
        order, codes = order[counts], codes[counts]
        found = np.full(int(self.groups.row_codes.max(initial=-1)) + 1, -1)
        group, first = np.unique(codes, return_index=True)
        last = np.append(first[1:], len(codes)) - 1
        found[group] = order[first if keep == "first" else last]
        positions = found[self.groups.row_codes]
        return self.records.text(header).take(pa.array(positions, mask=positions < 0))


def folded(records: Records, positions: Positions, fold: Fold, what: str) -> Rows:
    """Return one row per key: the first or last record of those with the same key.

    Records are ordered by the numbers under `order_by`; where one is no
    number, and among equals, the order of the file counts. A record with an
    empty key stands for itself.
    """
    codes = np.zeros(len(positions), np.int64)
    for header in fold.key:
        text = records.text(records.need((header,), what))
        encoded = with_nulls(text, NULL_WORDS).combine_chunks().dictionary_encode()
        words = pc.fill_null(encoded.indices, -1).to_numpy()[positions].astype(np.int64)
        single = len(encoded.dictionary) + np.arange(len(positions))
        part = np.where(words < 0, single, words)
        codes = np.unique(codes * (part.max(initial=0) + 1) + part, return_inverse=True)[1]
    ranks = _ranks(records, fold.order_by, what)[positions]
    by_group = np.lexsort((positions, ranks, codes))
    order, group_codes = positions[by_group], codes[by_group]
    ends = np.append(group_codes[1:] != group_codes[:-1], True) if len(order) else np.zeros(0, bool)
    starts = np.append(True, ends[:-1]) if len(order) else ends
    chosen = ends if fold.keep == "last" else starts
    kept, kept_codes = order[chosen], group_codes[chosen]
    in_file = np.argsort(kept)
    return Rows(records, kept[in_file], is_whole=False, groups=Groups(order, group_codes, kept_codes[in_file]))


def unpivoted(records: Records, positions: Positions, unpivot: Unpivot, what: str) -> Rows:
    """Return one row per record and column that is not empty, in the order of file and columns."""
    headers = [records.need((column,), what) for column in unpivot.columns]
    texts = [with_nulls(records.text(header), NULL_WORDS).combine_chunks() for header in headers]
    filled = [text.is_valid().to_numpy(zero_copy_only=False)[positions] | (not unpivot.drop_empty) for text in texts]
    column, row = np.nonzero(np.array(filled))
    in_file = np.lexsort((column, row))
    column, row = column[in_file], positions[row[in_file]]
    values = pa.concat_arrays(texts).take(pa.array(column * records.count + row))
    made = {
        unpivot.name_to: pa.chunked_array([pa.array(headers, pa.string()).take(pa.array(column))]),
        unpivot.value_to: pa.chunked_array([values]),
    }
    return Rows(records, row, is_whole=False, made=made)


def split_up(records: Records, positions: Positions, split: Split, what: str) -> Rows:
    """Return one row per item of the list under a header, which then holds the item alone."""
    header = records.need(split.columns, what)
    lists = with_nulls(records.text(header), NULL_WORDS).combine_chunks().take(pa.array(positions))
    items = pc.split_pattern_regex(lists, re.escape(split.separator) if split.separator else r"[;,\n]")
    texts = with_nulls(trimmed(pa.chunked_array([items.flatten()], pa.string())), NULL_WORDS)
    filled = texts.is_valid().to_numpy()
    row = positions[pc.list_parent_indices(items).to_numpy()]
    return Rows(records, row[filled], is_whole=False, made={header: texts.drop_null()})


def _ranks(records: Records, order_by: str | None, what: str) -> np.ndarray:
    if order_by is None:
        return np.zeros(records.count)
    text = with_nulls(records.text(records.need((order_by,), what)), NULL_WORDS)
    try:
        return pc.fill_null(text.cast(pa.float64()), -np.inf).to_numpy()
    except pa.ArrowInvalid:
        return np.zeros(records.count)
