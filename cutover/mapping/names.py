"""How names are compared, and what somebody may have meant."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache


@lru_cache(maxsize=4096)
def squash(name: str) -> str:
    """Return a name as it is compared with ours: 'Task ID' and 'task_id' are both 'taskid'."""
    return re.sub(r"[\W_]+", "", name.casefold())


def nearest(name: str, choices: Iterable[str], count: int = 3) -> list[str]:
    """Return the choices that look like the name, best first; empty if none does."""
    squashed: dict[str, str] = {}
    for choice in choices:
        squashed.setdefault(squash(choice), choice)
    wanted = squash(name)
    close = get_close_matches(wanted, squashed, n=count, cutoff=0.6)
    holding = [key for key in squashed if len(key) > 3 and len(wanted) > 3 and (key in wanted or wanted in key)]
    return [squashed[key] for key in dict.fromkeys(close + holding)][:count]


def suggestion(name: str, choices: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest choice, or nothing."""
    found = nearest(name, choices, 1)
    return f" Did you mean {found[0]!r}?" if found else ""


def listing(names: Iterable[str], limit: int = 40) -> str:
    """Return names for a message, cut after `limit` of them."""
    shown = list(names)
    more = f" and {len(shown) - limit} more" if len(shown) > limit else ""
    return ", ".join(repr(name) for name in shown[:limit]) + more if shown else "none"


def find_header(wanted: str, headers: Sequence[str]) -> str | None:
    """Return the header of a file that a mapping means, or None.

    The same text counts first, then the same but for case and white space,
    then, if `wanted` holds a '*' for any text, the only header that fits it.
    """
    if wanted in headers:
        return wanted
    plain = [header for header in headers if _plain(header) == _plain(wanted)]
    if plain or "*" not in wanted:
        return plain[0] if plain else None
    fitting = [header for header in headers if fits(header, wanted)]
    return fitting[0] if len(fitting) == 1 else None


def fits(text: str, pattern: str) -> bool:
    """Tell whether text fits a pattern in which only '*' is special, whatever the case."""
    parts = (re.escape(part) for part in _plain(pattern).split("*"))
    return re.fullmatch(".*".join(parts), _plain(text)) is not None


def _plain(header: str) -> str:
    return " ".join(header.casefold().split())
