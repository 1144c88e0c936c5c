"""Text from files, made harmless for a screen."""

import html
import re
import unicodedata
from textwrap import wrap

LONGEST = 500
"""Characters of one value that a screen shows; what is longer ends in an ellipsis."""

SCHEME = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
KEPT_CONTROLS = str.maketrans({"\n": " ", "\r": " ", "\t": " "})


def clean(value: object) -> str:
    """Return a value as plain text: NFC, on one line, without control or direction characters.

    Null gives an empty text. Categories C* of Unicode are dropped: control,
    format (zero width, direction), surrogate, private use and unassigned.
    """
    if value is None or value != value:
        return ""
    text = unicodedata.normalize("NFC", str(value).translate(KEPT_CONTROLS))
    text = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; what is longer ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def break_links(text: str) -> str:
    """Return text whose bare addresses are no links: a word joiner follows the scheme."""
    return SCHEME.sub("\\1\u2060", text)


def escape(value: object) -> str:
    """Return a value as text for plotly or HTML: no tag, no entity, no link."""
    return html.escape(break_links(clean(value)), quote=True)


def length(minutes: float) -> str:
    """Return minutes as people say them: '20 min', '1 h 41 min', '2.6 days'; below zero with a minus sign."""
    sign, size = "\u2212" if round(minutes) < 0 else "", abs(round(minutes))
    if size >= 2880:
        return f"{sign}{size / 1440:.1f} days" if size < 14400 else f"{sign}{size // 1440:,} days"
    hours, rest = divmod(size, 60)
    return sign + " ".join([f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours))


def fitted(text: str, most: int) -> str:
    """Return a text of at most so many characters: words in its middle give way, its end tells it from others."""
    words = text.split(" ")
    if len(text) <= most or len(words) < 4:
        return shortened(text, most)
    tail = " ".join(words[-2:])
    kept = [place for place in range(1, len(words) - 2) if len(" ".join(words[:place])) + len(tail) + 2 <= most]
    return f"{' '.join(words[: kept[-1]])}… {tail}" if kept else shortened(text, most)


def folded(value: object, most: int) -> str:
    """Return a value for plotly on at most two lines of so many characters."""
    lines = wrap(clean(value), most, max_lines=2, placeholder="…", break_on_hyphens=False)
    return "<br>".join(escape(shortened(line, most)) for line in lines)
