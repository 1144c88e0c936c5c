"""Values of reports as cells: cleaned text, units, local times; the same words as on the pages."""

from datetime import date, datetime

from cutover.briefing.model import Cell
from cutover.palette import CHECKPOINT_HEALTH, CHECKPOINT_WORDS, status_word
from cutover.wording import clean, length, part_words, shortened, words

LONGEST = 150
"""Characters of one cell of a page: names that are longer end in an ellipsis."""

NONE = "—"
MINUTES_A_DAY = 1440


def plain(value: object, most: int = LONGEST) -> Cell:
    """Return text of a file or a person; null gives an empty cell."""
    return Cell(shortened(clean(value), most))


def sentence(value: object, most: int = LONGEST) -> Cell:
    """Return text that begins with a capital letter."""
    said = plain(value, most).text
    return Cell(said[:1].upper() + said[1:])


def word(value: object) -> Cell:
    """Return a value of a fixed vocabulary: 'pre_cutover' gives 'Pre-cutover'."""
    return Cell(shortened(words(value), LONGEST))


def count(value: int | None) -> Cell:
    """Return a whole number; null is a dash."""
    return Cell(NONE) if value is None else Cell(f"{value:,.0f}", value, "count")


def share(ratio: float | None, decimals: int = 0) -> Cell:
    """Return a ratio from 0 to 1 as a percentage."""
    return percent(None if ratio is None else ratio * 100, decimals)


def percent(value: float | None, decimals: int = 0) -> Cell:
    """Return a percentage; what is short of all is never rounded up to 100 %."""
    if value is None:
        return Cell(NONE)
    return Cell(part_words(value, decimals), value / 100, "percent")


def minutes(value: float | None) -> Cell:
    """Return minutes as a length of time; a workbook holds the minutes."""
    return Cell(NONE) if value is None else Cell(length(value), round(value), "minutes")


def days(value: float | None) -> Cell:
    """Return days as a length of time; a workbook holds minutes."""
    return minutes(None if value is None else value * MINUTES_A_DAY)


def number(value: float | None, unit: object = None) -> Cell:
    """Return a number with its unit as the source names it, at most two decimals."""
    if value is None:
        return Cell(NONE)
    written = f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
    return Cell(f"{written} {clean(unit)}".strip(), value, "number")


def instant(value: datetime | None) -> Cell:
    """Return a local time: 'Sat 14 Mar 2026, 08:00'."""
    return Cell(NONE) if value is None else Cell(f"{value:%a} {value.day} {value:%b %Y, %H:%M}", value, "instant")


def moment(value: datetime | None) -> Cell:
    """Return a local time without its year, for narrow columns: 'Sat 14 Mar 08:00'."""
    return Cell(NONE) if value is None else Cell(f"{value:%a} {value.day} {value:%b %H:%M}", value, "instant")


def day(value: date | None) -> Cell:
    """Return a day: 'Sat 14 Mar 2026'."""
    return Cell(NONE) if value is None else Cell(f"{value:%a} {value.day} {value:%b %Y}", value, "date")


def status(health: str | None, said: str | None = None) -> Cell:
    """Return a health with its shape; in its own word, or as `said`."""
    known = CHECKPOINT_HEALTH.get(health or "unknown", health or "unknown")
    return Cell(said or CHECKPOINT_WORDS.get(health or "", status_word(known)), health=known)


def people(row: dict, side: str = "side", role: str = "owner_role") -> Cell:
    """Return who is meant as side and role: 'Customer, Program manager'."""
    named = [words(row[name]) for name in (side, role) if row.get(name)]
    return Cell(shortened(", ".join(named), LONGEST) or NONE)
