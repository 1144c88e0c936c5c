"""Keys: the first row of a key stays, later ones are rejected."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.tables import Table
from cutover.validate.model import SHOWN_CHARACTERS, Finding


def find_duplicates(table: Table, rows: pa.Table, rejected: np.ndarray) -> list[Finding]:
    """Return the rows that repeat the key of an earlier row.

    Parameters
    ----------
    table, rows
        The table and its typed rows, in the order in which they were read.
    rejected
        Rows rejected already: they take no key.
    """
    if not table.key or not len(rows):
        return []
    alive = np.setdiff1d(np.arange(len(rows)), rejected, assume_unique=True) if len(rejected) else None
    keys = rows.select(table.key)
    codes = _codes(keys if alive is None else keys.take(alive))
    if codes.max(initial=-1) == len(codes) - 1:
        return []
    first = _first_rows(codes)
    repeated = np.flatnonzero(first != np.arange(len(first)))
    if not len(repeated):
        return []
    later, earlier = repeated, first[repeated]
    if alive is not None:
        later, earlier = alive[later], alive[earlier]
    return [Finding(later, ", ".join(table.key), "duplicate_key", "rejected", _texts(table, rows, later, earlier))]


def _codes(keys: pa.Table) -> np.ndarray:
    """Return one number per row that is the same for the same key; an empty cell is a value like any other."""
    codes = np.zeros(len(keys), np.int64)
    for column in keys.columns:
        coded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
        part = coded.indices.to_numpy(zero_copy_only=False)
        combined = codes * (len(coded.dictionary) + 1) + part
        codes = combined if len(keys.columns) == 1 else np.unique(combined, return_inverse=True)[1]
    return codes


def _first_rows(codes: np.ndarray) -> np.ndarray:
    """Return for each row the first row with the same code; codes are smaller than the number of rows."""
    first = np.full(codes.max(initial=-1) + 1, len(codes), np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first[codes]


def _texts(table: Table, rows: pa.Table, later: np.ndarray, earlier: np.ndarray) -> pa.Array:
    """Return 'task_id is T1, as in plan.csv line 4; the first row stays.' for each repeated row."""
    here = rows.take(pa.array(later))
    there = rows.select(["source_file", "source_line"]).take(pa.array(earlier))
    values = [pc.binary_join_element_wise(f"{name} is ", _shown(here[name].combine_chunks()), "") for name in table.key]
    place = pc.binary_join_element_wise(there["source_file"], " line ", there["source_line"].cast(pa.string()), "")
    texts = pc.binary_join_element_wise(*values, " and ")
    place = place.combine_chunks() if isinstance(place, pa.ChunkedArray) else place
    return pc.binary_join_element_wise(texts, ", as in ", place, "; each may occur once, the first row stays.", "")


def _shown(values: pa.Array) -> pa.Array:
    return pc.fill_null(pc.utf8_slice_codeunits(values.cast(pa.string()), 0, SHOWN_CHARACTERS), "empty")
