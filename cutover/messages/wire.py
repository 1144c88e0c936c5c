"""What both ways of sending share."""

import re

UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\uffff]+|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
LONGEST_ANSWER = 160


def printable(answer: bytes | str) -> str:
    """Return what a server answered, on one line and cut: it is shown to people."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    text = " ".join(UNPRINTABLE.sub(" ", text).split())
    return text if len(text) <= LONGEST_ANSWER else f"{text[: LONGEST_ANSWER - 1]}…"
