"""Patterns over shapes (see `shapes`) of the dates and times that people write."""

import re
from functools import lru_cache

LETTER = "[aTZ]"
_ZONE = r"(?P<zone>Z| ?(?P<offset_hours>[+-]00)(?::?(?P<offset_minutes>00))?| (?P<zone_word>[aTZ]{3}))?"
_CLOCK = (
    r"(?:(?:T|,? +|:)(?P<hour>0{1,2}):(?P<minute>00)(?::(?P<second>00)(?:[.,](?P<fraction>0{1,9}))?)?"
    rf"(?: ?(?P<half>{LETTER}{{2}}))?{_ZONE})?"
)
_WEEKDAY = rf"(?:{LETTER}{{3,9}},? )?"
_WRITTEN = (
    r"(?P<year>0000)(?P<s>[-/.])(?P<month>0{1,2})(?P=s)(?P<day>0{1,2})" + _CLOCK,
    rf"(?P<year>0000)(?P<month>00)(?P<day>00)(?:T?(?P<hour>00)(?P<minute>00)(?P<second>00)?{_ZONE})?",
    r"(?P<first>0{1,2})(?P<s>[-/.])(?P<other>0{1,2})(?P=s)(?P<year>0000|00)" + _CLOCK,
    rf"{_WEEKDAY}(?P<day>0{{1,2}})[-/. ]*(?P<name>{LETTER}{{3,9}})\.?[-/, ]*(?P<year>0000|00)" + _CLOCK,
    rf"{_WEEKDAY}(?P<name>{LETTER}{{3,9}})\.? (?P<day>0{{1,2}}),? (?P<year>0000)" + _CLOCK,
    r"(?P<serial>0{5})(?:\.(?P<serial_part>0{1,12}))?",
)
WRITTEN = [re.compile(pattern) for pattern in _WRITTEN]
"""Every style that is read without being told."""

ISO = WRITTEN[:2]
SERIAL = WRITTEN[-1:]

_DIRECTIVES = {
    "Y": "(?P<year>0000)", "y": "(?P<year>00)", "m": "(?P<month>0{1,2})", "d": "(?P<day>0{1,2})",
    "b": f"(?P<name>{LETTER}{{3,9}})", "B": f"(?P<name>{LETTER}{{3,9}})", "H": "(?P<hour>0{1,2})",
    "I": "(?P<hour>0{1,2})", "M": "(?P<minute>0{1,2})", "S": "(?P<second>0{1,2})", "f": "(?P<fraction>0{1,9})",
    "p": f"(?P<half>{LETTER}{{2}})", "a": f"{LETTER}{{3}}", "A": f"{LETTER}{{3,9}}",
    "z": "(?P<zone>Z|(?P<offset_hours>[+-]00):?(?P<offset_minutes>00))", "Z": "(?P<zone>(?P<zone_word>[aTZ]{3}))",
    "%": "%",
}  # fmt: skip


@lru_cache(maxsize=256)
def from_format(date_format: str) -> list[re.Pattern]:
    """Return the patterns of strptime formats joined by '|'.

    Raises
    ------
    ValueError
        If a directive is not known; the message names it.
    """
    return [re.compile(_pattern(one)) for one in date_format.split("|")]


def _pattern(one: str) -> str:
    parts = []
    for directive, plain in re.findall(r"%-?(.)|([^%]+)", one):
        if directive and directive not in _DIRECTIVES:
            known = ", ".join(f"%{name}" for name in _DIRECTIVES)
            raise ValueError(f"%{directive} is no part of a date; known are {known}")
        parts.append(_DIRECTIVES[directive] if directive else _shaped(plain))
    return "".join(parts)


def _shaped(plain: str) -> str:
    """Return literal text of a format as a pattern over its shape."""
    return re.escape("".join(_shape_of(letter) for letter in plain))


def _shape_of(letter: str) -> str:
    if not letter.isascii():
        return "?" * len(letter.encode())
    if letter in "TZ":
        return letter
    return "a" if letter.isalpha() else "0" if letter.isdigit() else letter
