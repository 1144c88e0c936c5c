"""One table of a TOML file, read with messages that say where, what and what is allowed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import MappingError
from cutover.mapping.model import Condition
from cutover.mapping.names import listing, suggestion

TESTS = ("is", "is_not", "is_empty", "matches")


@dataclass(frozen=True)
class Section:
    """A table of the file `file`, whose whole text is `source`; `where` names it in messages.

    `start` is where it begins in the text, so far as that is known.
    """

    file: str
    source: str
    content: dict[str, Any]
    where: str
    start: int = 0

    def error(self, key: str, message: str) -> MappingError:
        """Return the error that `key` of this section `message`."""
        line = line_of(self.source, key, self.start)
        place = f"{self.file}, line {line}" if line else self.file
        inside = f"{self.where}: " if self.where != self.file else ""
        return MappingError(f"{place}: {inside}{key} {message}.")

    def named(self, where: str) -> "Section":
        """Return this section under another name for messages."""
        return replace(self, where=where)

    def inner(self, key: str, content: Any, where: str) -> "Section":
        """Return a section inside this one; MappingError if it is none."""
        if not isinstance(content, dict):
            raise self.error(key, f"must hold keys and values, not {content!r}")
        return replace(self, content=content, where=where)

    def check_keys(self, *allowed: str) -> None:
        """Raise MappingError if there is a key that is not allowed here."""
        for key in self.content:
            if key not in allowed:
                raise self.error(key, f"is no known key here.{suggestion(key, allowed)} Allowed: {listing(allowed)}")

    def items(self, key: str) -> Iterable[tuple[str, Any]]:
        """Return the keys and values of an inner section; none if it is missing."""
        return self.inner(key, self.content.get(key, {}), self.where).content.items()

    def text(self, key: str) -> str | None:
        """Return a text, or None if the key is missing."""
        value = self.content.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self.error(key, f"must be text in quotes, not {value!r}")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple; empty if the key is missing."""
        value = self.content.get(key, [])
        values = value if isinstance(value, list) else [value]
        return tuple(self.scalar(key, item) for item in values)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"must be true or false without quotes, not {value!r}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Return one of the allowed texts, or None if the key is missing."""
        value = self.text(key)
        if value is not None and value not in allowed:
            raise self.error(key, f"must be one of {listing(allowed)}, not {value!r}")
        return value

    def pattern(self, key: str) -> str | None:
        """Return a regular expression with exactly one group, or None."""
        value = self.text(key)
        if value is not None and self._compiled(key, value).groups != 1:
            raise self.error(key, f"must have exactly one group in round brackets, as in 'WP-(\\d+)', not {value!r}")
        return value

    def scalar(self, key: str, value: Any) -> str:
        """Return a text, number, truth value or date of TOML as text."""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (datetime, date)):
            return value.isoformat()
        if isinstance(value, (str, int, float)):
            return str(value)
        raise self.error(key, f"must be text or a number, not {value!r}")

    def conditions(self, key: str) -> tuple[Condition, ...]:
        """Return the conditions of a filter or of where; all of them must hold."""
        given = self.content.get(key, [])
        given = given if isinstance(given, list) else [given]
        return tuple(self.inner(key, item, f"{self.where}, {key}")._condition() for item in given)

    def _condition(self) -> Condition:
        self.check_keys("column", "optional", *TESTS)
        header, tests = self.text("column"), [test for test in TESTS if test in self.content]
        if not header or len(tests) != 1:
            raise self.error("column", f"needs the header of the file and exactly one of {listing(TESTS)}")
        if tests[0] == "is_empty":
            self.flag("is_empty")
        words = self.texts(tests[0])
        if tests[0] == "matches":
            self._compiled("matches", self.text("matches") or "")
        return Condition(header, tests[0], words, self.flag("optional"))

    def _compiled(self, key: str, pattern: str) -> re.Pattern[str]:
        """Compile a pattern for both engines in use: RE2, which pyarrow has, knows no look-around."""
        try:
            pc.match_substring_regex(pa.array([""]), pattern)
            return re.compile(pattern)
        except (re.error, pa.ArrowInvalid) as error:
            raise self.error(key, f"is no regular expression that can be used here: {error}") from error


def line_of(text: str, key: str, start: int = 0) -> int | None:
    """Return the line, from 1, on which a key is given a value in TOML text, or heads a section.

    The first one from the position `start` on counts; None if there is none.
    """
    quoted = rf"""["']?{re.escape(key)}["']?"""
    for pattern in (rf"(?m)(?:^[ \t]*|[{{,][ \t]*){quoted}[ \t]*=", rf"(?m)^[ \t]*\[+[^\]\n]*?{quoted}\]"):
        found = re.compile(pattern).search(text, start)
        if found:
            return text.count("\n", 0, found.end()) + 1
    return None
