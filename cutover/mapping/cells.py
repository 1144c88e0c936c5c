"""Text columns, whole at a time: trimming, null words, value maps, extraction."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.mapping.model import NULL_WORDS, ColumnRule, Condition
from cutover.tables import Column, normalise_word

Text = pa.ChunkedArray
"""A column of text."""

MARK = "\x1f"
"""Unit separator: stands in no text that people write."""

FEW = 5_000
"""In fewer cells than this, looking whether work is needed takes longer than the work."""

AMOUNT = re.compile(r"([+-]? ?\d[\d,]*(?:\.\d+)?)\s*([^\W\d_]+|%)?")
"""A number and its unit."""


def trimmed(column: Text) -> Text:
    """Return the column without white space at either end of its cells; a long one that has none is not copied."""
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    chunks = [
        pc.utf8_trim_whitespace(chunk) if len(chunk) < FEW or _may_have_edges(chunk) else chunk
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, pa.string())


def with_nulls(column: Text, words: Iterable[str]) -> Text:
    """Return the column with null where the cell is one of the words."""
    word_set, longest = _word_set(frozenset(words))
    return pa.chunked_array([_nulled(chunk, word_set, longest) for chunk in column.chunks], pa.string())


@lru_cache(maxsize=256)
def _word_set(words: frozenset[str]) -> tuple[pa.StringArray, int]:
    """Return words as an array, and the length of the longest in bytes."""
    return pa.array(sorted(words), pa.string()), max((len(word.encode()) for word in words), default=-1)


def holds(column: Text, condition: Condition) -> Text:
    """Tell per cell of a trimmed column whether the condition holds; never null.

    Words are compared whatever their case; an empty cell is no word.
    """
    if condition.test == "is_empty":
        empty = pc.is_null(with_nulls(column, NULL_WORDS))
        return empty if condition.words == ("true",) else pc.invert(empty)
    if condition.test == "matches":
        return pc.fill_null(pc.match_substring_regex(column, condition.words[0]), False)
    words = pa.array([word.casefold() for word in condition.words], pa.string())
    equal = _by_word(column, lambda cells: pc.is_in(pc.utf8_lower(cells), words), pa.bool_())
    equal = pc.fill_null(equal, False)
    return pc.invert(equal) if condition.test == "is_not" else equal


def joined(parts: list[Text], join: str) -> Text:
    """Return the cells side by side with `join` between them, leaving out empty ones."""
    text = parts[0]
    for part in parts[1:]:
        # Not null_handling="skip": it drops rows in which everything is null (pyarrow 26.0.1).
        both = pc.binary_join_element_wise(text, part, pa.scalar(join))
        text = pc.coalesce(both, text, part)
    return text


def translated(column: Text, rule: ColumnRule, target: Column) -> Text:
    """Return a trimmed column in our words: null words, extraction, units, value map, in this order.

    A null word that the value map names, or that is a word of our column,
    keeps its meaning.
    """
    ours = {*target.allowed, *target.words}
    own = {word for word in rule.null if normalise_word(word) in ours} if ours else set()
    column = with_nulls(column, set(rule.null) - own - set(rule.values))
    if rule.extract:
        column = _extracted(column, rule.extract)
    if rule.extract_all:
        column = _all_extracted(column, rule.extract_all)
    if rule.units:
        column = _by_word(column, lambda cells: _in_base_units(cells, rule.units), pa.string())
    if rule.values:
        column = _by_word(column, lambda cells: _in_our_words(cells, rule.values), pa.string())
        column = pc.fill_null(column, rule.values[""]) if rule.values.get("") else column
    return column


def looked_up(column: Text, found: Text, given: Text) -> Text:
    """Return each word replaced by the cell of `given` where it stands in `found`; others stay."""
    at = pc.index_in(column, value_set=found.combine_chunks(), skip_nulls=True)
    return pc.coalesce(given.combine_chunks().take(at), column)


def _may_have_edges(chunk: pa.StringArray) -> bool:
    """Tell whether a cell may start or end with white space, from the bytes at its ends.

    White space is at most 0x20 in ASCII; elsewhere it starts with 0xC2, 0xE1,
    0xE2 or 0xE3 and ends in a continuation byte (0x80 to 0xBF).
    """
    _, offsets, octets = chunk.buffers()
    if offsets is None or octets is None or octets.size == 0:
        return False
    ends = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    octet = np.frombuffer(octets, np.uint8)
    filled = ends[1:] > ends[:-1]
    first, last = octet[ends[:-1][filled]], octet[ends[1:][filled] - 1]
    return bool((first <= 0x20).any() or (last <= 0x20).any() or ((last >= 0x80) & (last < 0xC0)).any()
                or np.isin(first, (0xC2, 0xE1, 0xE2, 0xE3)).any())  # fmt: skip


def _nulled(chunk: pa.StringArray, word_set: pa.StringArray, longest: int) -> pa.StringArray:
    """Compare only cells that are short enough to be one of the words."""
    if len(chunk) < FEW:
        is_word = pc.is_in(chunk, word_set)
        return pc.if_else(is_word, pa.scalar(None, pa.string()), chunk) if is_word.true_count else chunk
    short = pc.less_equal(pc.binary_length(chunk), longest)
    if not short.true_count:
        return chunk
    where = pc.indices_nonzero(short)
    if len(where) > len(chunk) // 2:
        is_word = pc.is_in(chunk, word_set)
    else:
        found = np.zeros(len(chunk), bool)
        found[where.to_numpy()] = pc.is_in(chunk.take(where), word_set).to_numpy(zero_copy_only=False)
        is_word = pa.array(found)
    return pc.if_else(is_word, pa.scalar(None, pa.string()), chunk) if is_word.true_count else chunk


def _by_word(column: Text, change: Callable[[pa.Array], pa.Array], result: pa.DataType) -> Text:
    """Change each different word once."""
    chunks = []
    for chunk in column.chunks:
        encoded = chunk.dictionary_encode()
        chunks.append(change(encoded.dictionary).take(encoded.indices))
    return pa.chunked_array(chunks, result)


def _in_our_words(words: pa.Array, values: dict[str, str]) -> pa.Array:
    folded = {word.casefold(): value for word, value in reversed(values.items())}
    other = values.get("*")

    def ours(word: str | None) -> str | None:
        value = values.get(word, folded.get(word.casefold(), word if other is None else other))
        return value or None

    return pa.array([None if word is None else ours(word) for word in words.to_pylist()], pa.string())


def _extracted(column: Text, pattern: str) -> Text:
    found = pc.match_substring_regex(column, pattern)
    text = pc.replace_substring_regex(column, rf"(?s)^.*?(?:{pattern}).*$", r"\1")
    return with_nulls(pc.if_else(found, text, pa.scalar(None, pa.string())), {""})


def _all_extracted(column: Text, pattern: str) -> Text:
    """Replace all up to the end of each match by its group and a mark, then cut what follows the last mark."""
    found = pc.match_substring_regex(column, pattern)
    text = pc.replace_substring(column, MARK, "")
    text = pc.replace_substring_regex(text, rf"(?s).*?(?:{pattern})", rf"\1{MARK}")
    text = pc.replace_substring_regex(text, f"(?s){MARK}[^{MARK}]*$", "")
    text = pc.replace_substring(text, MARK, ";")
    return with_nulls(pc.if_else(found, text, pa.scalar(None, pa.string())), {""})


def _in_base_units(words: pa.Array, units: dict[str, float]) -> pa.Array:
    return pa.array([None if word is None else _amount(word, units) for word in words.to_pylist()], pa.string())


def _amount(text: str, units: dict[str, float]) -> str:
    """Return '1d 4h' in the base unit; text that is no amount, or has an unknown unit, as it is."""
    parts = AMOUNT.findall(text)
    is_amount = parts and not AMOUNT.sub("", text).strip()
    if not is_amount or any(unit.casefold() not in units for _, unit in parts):
        return text
    total = sum(float(number.replace(",", "").replace(" ", "")) * units[unit.casefold()] for number, unit in parts)
    return f"{total:.10g}"
