"""Cells of acts: what a person or the journal gives, as the journal writes it and as tables hold it."""

import math
from datetime import UTC, date, datetime

from cutover.acts.model import Value
from cutover.tables import Column, normalise_word
from cutover.wording import plain
from cutover.zones import FIRST_YEAR, LAST_YEAR

LONGEST = 2_000
"""Characters of the reason of an act; those of a cell stand in its column."""

TRUE_WORDS, FALSE_WORDS = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


def journal_value(column: Column, given: object) -> Value:
    """Return a cell as the journal writes it.

    Parameters
    ----------
    column
        Says type, allowed values and limits.
    given
        A value of the column's type, or text that means one. Text is
        stripped of control characters; empty text and an empty list are null.

    Raises
    ------
    ValueError
        Says in words what is allowed.
    """
    given = plain(given).strip() if isinstance(given, str) else given
    if given in (None, "", []):
        return None
    match column.type:
        case "instant":
            return _instant(given).isoformat()
        case "date":
            return _date(given).isoformat()
        case "boolean":
            return _truth(given)
        case "integer" | "number" | "clock":
            return _number(column, given)
        case "texts":
            return _texts(column, given)
    return _text(column, given)


def typed_cell(column: Column, said: Value) -> object:
    """Return a cell of the journal as tables hold it; ValueError if it cannot be read."""
    known = journal_value(column, said)
    if known is None:
        return None
    casts = {"instant": datetime.fromisoformat, "date": date.fromisoformat, "number": float}
    return casts[column.type](known) if column.type in casts else known


def _instant(given: object) -> datetime:
    try:
        at = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError("is no time; write it as 2026-03-14T08:00Z") from None
    at = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"is no time from {FIRST_YEAR} to {LAST_YEAR}")
    return at


def _date(given: object) -> date:
    try:
        day = given if isinstance(given, date) else date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError("is no date; write it as 2026-03-14") from None
    day = day.date() if isinstance(day, datetime) else day
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"is no date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _truth(given: object) -> bool:
    word = str(given).lower()
    if word not in TRUE_WORDS + FALSE_WORDS:
        raise ValueError("must be yes or no")
    return word in TRUE_WORDS


def _number(column: Column, given: object) -> float | int:
    try:
        number = float(given) if not isinstance(given, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number) or (column.type != "number" and number != int(number)):
        raise ValueError("is no number" if column.type == "number" else "is no whole number")
    if column.minimum is not None and number < column.minimum:
        raise ValueError(f"must be at least {column.minimum:g}")
    if column.maximum is not None and number > column.maximum:
        raise ValueError(f"must be at most {column.maximum:g}")
    return number if column.type == "number" else int(number)


def _texts(column: Column, given: object) -> list[str]:
    items = given.split(";") if isinstance(given, str) else given
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("must be a list of texts")
    kept = [text for item in items if (text := plain(item).strip())]
    if len(kept) > column.most_items:
        raise ValueError(f"has {len(kept)} items; at most {column.most_items} are allowed")
    return [_bounded(column, text) for text in kept]


def _text(column: Column, given: object) -> str:
    if not isinstance(given, str):
        raise ValueError("must be text")
    if not column.allowed:
        return _bounded(column, given)
    known = column.words | {word: value for value in column.allowed if (word := normalise_word(value))}
    meant = given if given in column.allowed else known.get(normalise_word(given))
    if meant is None:
        raise ValueError(f"is {given[:60]}; allowed are {', '.join(column.allowed)}")
    return meant


def _bounded(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise ValueError(f"has {len(text):,} characters; at most {column.longest:,} are allowed")
    return text
