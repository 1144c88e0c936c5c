"""Text from files, made harmless for a screen."""

import html
import re
from textwrap import wrap

from cutover.wording import LONGEST, clean, length, shortened

__all__ = ["LONGEST", "break_links", "clean", "escape", "fitted", "folded", "length", "shortened"]

SCHEME = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")


def break_links(text: str) -> str:
    """Return text whose bare addresses are no links: a word joiner follows the scheme."""
    return SCHEME.sub("\\1\u2060", text)


def escape(value: object) -> str:
    """Return a value as text for plotly or HTML: no tag, no entity, no link."""
    return html.escape(break_links(clean(value)), quote=True)


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
