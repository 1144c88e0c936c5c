"""Objects as JSON and Parquet nest them, made flat: one column of text per path."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, time

import pyarrow as pa

from cutover.readers.limits import Limits, check_count

Flat = dict[str, str | None]
NO_NUMBER = ("NaN", "Infinity", "-Infinity")


class Written(float):
    """A number that keeps the text it was written as: '1.10' stays '1.10'."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __new__(cls, text: str) -> "Written":
        """Make the number from its text."""
        return super().__new__(cls, text)


def encodable(text: str) -> str:
    """Return text in which half a surrogate pair, which no file can hold, is written out."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def cell_text(value: object) -> str | None:
    """Return a value as the text of one cell; nothing, an empty text and an empty list are null.

    A list of single values is joined with '; '; a list of objects or lists
    stays JSON text.
    """
    if value is None or isinstance(value, str):
        return encodable(value) if value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Written):
        return None if value.text in NO_NUMBER else value.text
    if isinstance(value, list):
        if any(isinstance(part, list | dict | tuple) for part in value):
            return encodable(json.dumps(value, ensure_ascii=False, default=str))
        return "; ".join(text for part in value if (text := cell_text(part)) is not None) or None
    if isinstance(value, dict):
        return encodable(json.dumps(value, ensure_ascii=False, default=str))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def flatten(value: Mapping[str, object], prefix: str = "", *, room: int = 64) -> Flat:
    """Return an object as paths and texts: {'a': {'b': 1}} gives {'a.b': '1'}.

    Two values of one path are both kept, the second as 'a.b (2)'.

    Raises
    ------
    ValueError
        If objects are nested deeper than `room`.
    """
    if not room:
        raise ValueError("its objects are nested too deeply")
    flat: Flat = {}
    for key, part in value.items():
        path = prefix + encodable(key)
        inner = flatten(part, f"{path}.", room=room - 1) if isinstance(part, dict) else {path: cell_text(part)}
        for name, text in inner.items():
            number, free = 1, name
            while free in flat:
                number += 1
                free = f"{name} ({number})"
            flat[free] = text
    return flat


def to_cells(file: str, rows: Iterable[Flat], limits: Limits) -> pa.Table:
    """Return flat objects as a table of text, columns in the order of first appearance.

    Raises
    ------
    RefusedFile
        If there are more columns than are allowed.
    """
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    check_count(file, len(names), limits.columns, "columns")
    check_count(file, len(rows), limits.rows, "records")
    return pa.table([pa.array([row.get(name) for row in rows], pa.string()) for name in names], names)
