"""Words and numbers as people read them, the same on pages, in files and on the command line.

Text from files passes `clean` before it is shown anywhere; nothing here knows
the markup of a screen or a document.
"""

import unicodedata
from datetime import datetime

LONGEST = 500
"""Characters of one value that is shown; what is longer ends in an ellipsis."""

KEPT_CONTROLS = str.maketrans(dict.fromkeys("\n\r\t\u2028\u2029", " "))
COMPOUNDS = {
    "pre_cutover": "Pre-cutover", "post_cutover": "Post-cutover", "network_sme": "Network SME", "pmo_lead": "PMO lead",
    "pmo_team": "PMO team", "no_go": "No-Go", "conditional": "Conditional Go", "mismatch": "Said otherwise",
    "dcma": "DCMA", "cpli": "CPLI", "bei": "BEI",
}  # fmt: skip
SYMBOLS = {"usd": "${}", "percent": "{}%", "work_hours": "{} h", "usd_per_day": "${}"}
LENGTHS = {"hours": 60, "days": 1440}
"""Minutes of the units of a length of time, which is written as everywhere."""


def plain(value: object) -> str:
    """Return a value as plain text: NFC, on one line, without control or direction characters.

    Null gives an empty text. Categories C* of Unicode are dropped: control,
    format (zero width, direction), surrogate, private use and unassigned.
    """
    if value is None or value != value:
        return ""
    text = unicodedata.normalize("NFC", str(value).translate(KEPT_CONTROLS))
    return "".join(c for c in text if not unicodedata.category(c).startswith("C"))


def clean(value: object) -> str:
    """Return a value as `plain` does; what is too long to be shown ends in an ellipsis."""
    text = plain(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; what is longer ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def length(minutes: float) -> str:
    """Return minutes as people say them: '20 min', '1 h 41 min', '2.6 days'; below zero with a minus sign."""
    sign, size = "\u2212" if round(minutes) < 0 else "", abs(round(minutes))
    if size >= 2880:
        return f"{sign}{size / 1440:.1f} days" if size < 14400 else f"{sign}{size // 1440:,} days"
    hours, rest = divmod(size, 60)
    return sign + " ".join([f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours))


def words(value: object) -> str:
    """Return a value of a fixed vocabulary as people read it: 'pre_cutover' gives 'Pre-cutover'."""
    text = clean(value)
    return COMPOUNDS.get(text) or (text.replace("_", " ").capitalize() if text.islower() else text)


def write_number(value: float | None, decimals: int | None, unit: str | None) -> str | None:
    """Return a number with its unit: 1234.5 work_hours '1,234.5 h', 1.7 hours '1 h 42 min'; null gives None."""
    if value is None or value != value:
        return None
    if unit in LENGTHS:
        return length(value * LENGTHS[unit])
    number = f"{abs(value):,.{decimals or 0}f}"
    sign = "\u2212" if value < 0 and number.strip("0.,") else ""
    return sign + SYMBOLS.get(unit or "", "{}").format(number)


def part_words(value: float, decimals: int = 0) -> str:
    """Return a percentage of a whole, '93 %'; what is short of all of it is never rounded up to all: '> 99 %'."""
    written = f"{value:.{decimals}f}"
    if value < 100 <= float(written):
        written = f"> {100 - 10**-decimals:.{decimals}f}"
    return f"{written} %"


def change_of(
    value: float | None, earlier: float | None, decimals: int | None, unit: str | None = None
) -> float | None:
    """Return value less earlier, rounded as shown; None where one of them is not known."""
    if value is None or earlier is None:
        return None
    if unit in LENGTHS:
        return round((value - earlier) * LENGTHS[unit]) / LENGTHS[unit] or 0
    change = round(value - earlier, decimals or 0)
    return change or 0


def earlier_value(row: dict, before: dict | None) -> float | None:
    """Return what a figure was at the last snapshot, in its unit: as its own row tells it, else as that one did."""
    if "previous_value" in row or before is None:
        return row.get("previous_value")
    ratio = LENGTHS.get(before["unit"], 1) / LENGTHS.get(row["unit"], 1) if before["unit"] != row["unit"] else 1
    return None if before["value"] is None else before["value"] * ratio


def day_and_time(at: datetime) -> str:
    """Return a moment as people read it: 'Sat 14 Mar 2026, 08:00'."""
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"
