"""Words from text: allowed values with their spellings, yes and no, lists."""

import re
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.mapping.model import CellRule
from cutover.tables import Column, normalise_word
from cutover.validate.model import Fault, Parsed

TRUE_WORDS = frozenset({"yes", "y", "true", "t", "1", "x", "1.0", "✓", "✔"})
FALSE_WORDS = frozenset({"no", "n", "false", "f", "0", "0.0"})
_SEPARATORS = re.compile(r"\s*[,/\n]\s*|\s+(?:&|and)\s+")
_ID_SEPARATORS = re.compile(r"\s*[,\n]\s*")
SUGGESTED = 200
"""A suggestion is looked for in this many different unknown words of a column; it costs time."""


def parse_words(column: Column, cells: pa.Array) -> Parsed:
    """Return the allowed value that each cell means.

    Exact text first, then `normalise_word` against the allowed values and the
    column's words; so '4-Complete' is complete. A near miss gets a suggestion.
    """
    known = _known_words(column)
    coded = cells.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    meant = [_meaning(column, known, text) for text in texts]
    unknown = [text for text, value in zip(texts, meant, strict=True) if value is None]
    hints = dict.fromkeys(unknown, _allowed(column))
    hints |= {text: _suggest(column, known, text) for text in unknown[:SUGGESTED]}
    values = pa.array(meant, pa.string()).take(coded.indices)
    rows = _unread(cells, values)
    if not len(rows):
        return Parsed(values)
    hint = pa.array([hints.get(text) for text in texts], pa.string()).take(coded.indices.take(pa.array(rows)))
    return Parsed(values, (Fault(rows, "allowed", hint),))


def parse_booleans(column: Column, cells: pa.Array) -> Parsed:
    """Return yes/no, true/false, 1/0, x and y/n as booleans."""
    coded = cells.dictionary_encode()
    meant = [_truth(text) for text in coded.dictionary.to_pylist()]
    values = pa.array(meant, pa.bool_()).take(coded.indices)
    rows = _unread(cells, values)
    return Parsed(values, (Fault(rows, "boolean", "it must be yes or no"),) if len(rows) else ())


def parse_lists(column: Column, cells: pa.Array, rule: CellRule) -> Parsed:
    """Return the items of each cell as a list.

    The mapping's separator counts alone; else ';' alone if any cell of the
    column has one ('Last, First; Last, First'); else comma, slash, '&', 'and'
    and a new line (in a column of identifiers comma and new line only).
    """
    pattern = _separator(column, cells, rule)
    coded = cells.dictionary_encode()
    items = [list(filter(None, map(str.strip, pattern.split(text)))) or None for text in coded.dictionary.to_pylist()]
    return Parsed(pa.array(items, pa.list_(pa.string())).take(coded.indices))


def _separator(column: Column, cells: pa.Array, rule: CellRule) -> re.Pattern:
    if rule.separator:
        return re.compile(re.escape(rule.separator))
    if pc.any(pc.match_substring(cells, ";")).as_py():
        return re.compile(r";")
    return _ID_SEPARATORS if column.name.endswith("_ids") else _SEPARATORS


def _known_words(column: Column) -> dict[str, str]:
    own = {normalise_word(value): value for value in column.allowed if normalise_word(value)}
    return column.words | own


def _meaning(column: Column, known: dict[str, str], text: str) -> str | None:
    if text.strip() in column.allowed:
        return text.strip()
    word = normalise_word(text)
    return known.get(word) or known.get(word.replace("_", ""))


def _allowed(column: Column) -> str:
    return f"allowed are {', '.join(column.allowed)}"


def _suggest(column: Column, known: dict[str, str], text: str) -> str:
    close = get_close_matches(normalise_word(text), known, 1, cutoff=0.7)
    return f"perhaps {known[close[0]]} is meant; {_allowed(column)}" if close else _allowed(column)


def _truth(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None


def _unread(cells: pa.Array, values: pa.Array) -> np.ndarray:
    return np.flatnonzero(pc.and_(cells.is_valid(), values.is_null()).to_numpy(zero_copy_only=False))
