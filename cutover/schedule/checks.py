"""Values of a network file, checked: each message says where, what and what is allowed."""

from collections.abc import Sequence

import numpy as np

from cutover.errors import ScheduleError
from cutover.schedule.model import Links, LinkType

LARGEST = 1_000_000_000
"""Minutes that the engine can count to: 1,900 years."""
SHOWN = 60
KINDS = {kind.value: kind for kind in LinkType} | {kind.name: kind for kind in LinkType}
KIND_WORDS = "FS, SS, FF, SF, or 0 to 3 in this order"
LINK_FORM = "[predecessor, successor, type, lag]"
LINK_DEFAULTS = ("FS", 0)
JSON_WORDS = {dict: "an object", list: "a list", str: "text"}


def shown(value: object) -> str:
    """Return a value as a message quotes it: short, text in quotes."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def member(record: object, key: str, kind: type, where: str) -> object:
    """Return what a JSON object holds under a key.

    Raises
    ------
    ScheduleError
        If it is no object, lacks the key, or holds something else than a `kind` there.
    """
    if not isinstance(record, dict):
        raise ScheduleError(f"{where}: {shown(record)} is no object.")
    if key not in record:
        raise ScheduleError(
            f"{where}: the key {key!r} is missing; there are: {', '.join(map(shown, record)) or 'none'}."
        )
    if not isinstance(record[key], kind):
        raise ScheduleError(f"{where}.{key}: {shown(record[key])} is not {JSON_WORDS[kind]}.")
    return record[key]


def whole_numbers(values: Sequence[object], where: str, *, minimum: int | None = 0) -> np.ndarray:
    """Return numbers as int64.

    Raises
    ------
    ScheduleError
        At the first that is no whole number, below the minimum, or beyond
        what the engine can count to.
    """
    array = numbers(values, where, minimum=minimum)
    for position in np.flatnonzero(array != np.rint(array))[:1]:
        raise ScheduleError(f"{where}[{position}]: {shown(values[position])} is no whole number of minutes; round it.")
    return array.astype(np.int64)


def numbers(values: Sequence[object], where: str, *, minimum: int | None = 0) -> np.ndarray:
    """Return numbers as float64; ScheduleError at the first that is none, too small or too large."""
    for position, value in enumerate(values):
        if type(value) not in (int, float):
            raise ScheduleError(f"{where}[{position}]: {shown(value)} is no number.")
    lowest = -LARGEST if minimum is None else minimum
    try:
        array = np.array(values, np.float64)
        beyond = np.flatnonzero((array < lowest) | (array > LARGEST))
    except OverflowError:  # an integer beyond any float
        beyond = [position for position, value in enumerate(values) if not lowest <= value <= LARGEST]
    for position in beyond[:1]:
        raise ScheduleError(
            f"{where}[{position}]: {shown(values[position])} is not allowed; it must be from {lowest:,} to {LARGEST:,}."
        )
    return array


def read_links(links: Sequence[object], names: Sequence[object], where: str) -> tuple[Links, np.ndarray]:
    """Return links with lag 0, and their lags as they stand, from lists `LINK_FORM`; type FS and lag 0 may be left out.

    Raises
    ------
    ScheduleError
        At the first link of another form, of an unknown type or to an unknown task.
    """
    for position, link in enumerate(links):
        if not isinstance(link, list) or not 2 <= len(link) <= 4:
            raise ScheduleError(f"{where}[{position}]: {shown(link)} is no link; write {LINK_FORM}.")
    rows = [[*link, *LINK_DEFAULTS[len(link) - 2 :]] for link in links]
    predecessors, successors, kinds, lags = zip(*rows, strict=True) if rows else ((), (), (), ())
    positions = {name: position for position, name in enumerate(names)}
    count = f"the {len(names):,} tasks of the network"
    found = Links(
        predecessor=_look_up(predecessors, positions, where, f"a task; allowed are {count}"),
        successor=_look_up(successors, positions, where, f"a task; allowed are {count}"),
        kind=_look_up(kinds, KINDS, where, f"a link type; allowed are {KIND_WORDS}").astype(np.int8),
        lag=np.zeros(len(rows), np.int32),
    )
    return found, numbers(lags, f"{where}, lags", minimum=None)


def _look_up(values: Sequence[object], known: dict, where: str, what: str) -> np.ndarray:
    """Return the number that each value stands for."""
    try:
        return np.array([known[value] for value in values], np.int32)
    except (KeyError, TypeError):  # a TypeError where a list or object stands for a name
        position = next(p for p, value in enumerate(values) if isinstance(value, (list, dict)) or value not in known)
        raise ScheduleError(f"{where}[{position}]: {shown(values[position])} is not {what}.") from None
