"""Numbers from text: thousands separators, percent signs, severities in words."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.tables import Column, normalise_word
from cutover.validate.model import Fault, Finding, Parsed, value_texts

_GROUPED = "^[-+]?\\d{1,3}([, '\u00a0\u202f\u2019]\\d{3})+(\\.\\d+)?$"
_NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$"
_ORDINAL = re.compile(r"^(\d{1,3})\s*[-\u2013.:)]\s*\D")
_UNITS = ("minutes", "hours", "days", "usd", "percent", "count")
LARGEST_EXACT = 2**53


def parse_numbers(column: Column, cells: pa.Array) -> Parsed:
    """Return integers or floats; a number out of range or a text that is none is a fault.

    '1,250.5' is 1250.5, '85 %' is 85 in a column of percent, and a word of the
    column ('3 - Moderate') its number. A unit behind the number ('580 days') is
    never dropped.
    """
    values = _plain(column, cells)
    if values is None:
        values = _spelled(column, cells)
        if column.words:
            values = pc.coalesce(values, _from_words(column, cells, values))
        values = _exact(values) if column.type == "integer" else values
    unread = pc.and_(cells.is_valid(), values.is_null())
    faults = _fault(unread, column.type, column)
    outside = pc.or_(_beyond(values, column.minimum, pc.less), _beyond(values, column.maximum, pc.greater))
    faults += _fault(outside, "range", column)
    return Parsed(pc.if_else(outside, pa.scalar(None, values.type), values), faults)


def allowed_numbers(column: Column) -> str:
    """Return what a number of the column may be, in words."""
    unit = next((f" of {unit}" for unit in _UNITS if column.name.endswith(f"_{unit}") and unit != "count"), "")
    unit = unit.replace("usd", "US dollars")
    what = f"a {'whole ' if column.type == 'integer' else ''}number{unit}"
    low, high = (None if bound is None else f"{bound:,.10g}" for bound in (column.minimum, column.maximum))
    limits = (
        f" from {low} to {high}" if low and high else f", {low} or more" if low else f", {high} or less" if high else ""
    )
    words = f", or a word such as {', '.join(list(column.words)[:3])}" if column.words else ""
    return f"it must be {what}{limits}{words}"


def beyond_limits(rows: pa.Table, limits: dict[str, tuple[float, float]]) -> list[Finding]:
    """Return the thresholds whose value lies beyond what can be computed with."""
    findings = []
    for name, (low, high) in limits.items():
        values = rows["value"]
        outside = pc.or_(pc.less(values, low), pc.greater(values, high))
        here = np.flatnonzero(pc.fill_null(pc.and_(pc.equal(rows["threshold_id"], name), outside), False).to_numpy())
        if len(here):
            found = values.take(pa.array(here)).combine_chunks().cast(pa.string())
            texts = value_texts("value", found, f"{name} must be a number from {low:,} to {high:,}")
            findings.append(Finding(here, "value", "range", "rejected", texts))
    return findings


def _plain(column: Column, cells: pa.Array) -> pa.Array | None:
    """Return the numbers by Arrow's own reader, the fast path; None if a cell is anything else."""
    kind = pa.int64() if column.type == "integer" else pa.float64()
    try:
        values = cells.cast(kind)
    except pa.ArrowInvalid:
        return None
    is_odd = _holds_x(cells) if column.type == "integer" else not pc.all(pc.is_finite(values)).as_py()
    return None if is_odd else values


def _holds_x(cells: pa.Array) -> bool:
    """Tell whether a cell may be hexadecimal, which Arrow reads as a number."""
    _, offsets, octets = cells.buffers()
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    text = octets.slice(ends[0], ends[-1] - ends[0]).to_pybytes() if octets else b""
    return b"x" in text or b"X" in text


def _spelled(column: Column, cells: pa.Array) -> pa.Array:
    """Return float64 of the cells that are numbers as people write them; null elsewhere."""
    texts = pc.utf8_trim_whitespace(cells)
    if column.name.endswith("_percent") or column.name == "percent_complete":
        texts = pc.replace_substring_regex(texts, r"\s*%$", "")
    if column.name.endswith("_usd"):
        texts = pc.replace_substring_regex(texts, r"^(-?)\$\s*", r"\1")
    plain = pc.replace_substring_regex(texts, "[, '\u00a0\u202f\u2019]", "")
    texts = pc.if_else(pc.match_substring_regex(texts, _GROUPED), plain, texts)
    texts = pc.if_else(pc.match_substring_regex(texts, _NUMBER), texts, pa.scalar(None, pa.string()))
    values = pc.replace_substring_regex(texts, r"^\+", "").cast(pa.float64())
    return pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))


def _exact(values: pa.Array) -> pa.Array:
    """Return floats as int64; null where a fraction or more than 2^53 would be lost."""
    whole = pc.and_(pc.equal(values, pc.floor(values)), pc.less_equal(pc.abs(values), LARGEST_EXACT))
    return pc.if_else(whole, values, pa.scalar(None, pa.float64())).cast(pa.int64())


def _from_words(column: Column, cells: pa.Array, values: pa.Array) -> pa.Array:
    coded = pc.if_else(values.is_null(), cells, pa.scalar(None, pa.string())).dictionary_encode()
    numbers = [_word_number(column, text) for text in coded.dictionary.to_pylist()]
    return pa.array(numbers, pa.float64()).take(coded.indices)


def _word_number(column: Column, text: str) -> float | None:
    """Return the number of '3 - Moderate' or 'P1': a leading number that is allowed wins over the word."""
    ordinal = _ORDINAL.match(text.strip())
    if ordinal:
        number = float(ordinal[1])
        if (column.minimum or 0) <= number <= (column.maximum or number):
            return number
    word = normalise_word(text)
    found = column.words.get(word) or column.words.get(word.replace("_", ""))
    return None if found is None else float(found)


def _beyond(values: pa.Array, bound: float | None, compare: object) -> pa.Array:
    return pa.repeat(False, len(values)) if bound is None else pc.fill_null(compare(values, bound), False)


def _fault(mask: pa.Array, rule: str, column: Column) -> tuple[Fault, ...]:
    rows = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
    return (Fault(rows, rule, allowed_numbers(column)),) if len(rows) else ()
