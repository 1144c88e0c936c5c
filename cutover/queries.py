"""Query files: their text and what their header documents.

A header is the comment on top of the file (docs/architecture.md, "A query"):
what it answers, its parameters, what it returns, its source.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

QUERIES = Path(__file__).resolve().parents[1] / "queries"

PARAMETER = re.compile(r"^  \$(\w+)\s+(\w+(?:\[\])?)(?:\s*=\s*(\S+))?\s{2,}(.*)$")
RETURNED = re.compile(r"^  (\w+)\s+([\w()\[\],]+)\s{2,}(.*)$")


@dataclass(frozen=True)
class Parameter:
    """One parameter: name, SQL type, meaning, default (None: must be given) and allowed values."""

    name: str
    type: str
    description: str
    default: str | None
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """One column that a query returns: name, SQL type, meaning."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Query:
    """One query file: name, layer, text, header and what the header says."""

    name: str
    layer: str
    text: str
    header: str
    summary: str
    parameters: tuple[Parameter, ...]
    returns: tuple[Returned, ...]
    source: str


def read_queries(layer: str) -> dict[str, Query]:
    """Return the queries of one layer ('staging', 'marts', 'reports') by name."""
    return {path.stem: read_query(path) for path in sorted((QUERIES / layer).glob("*.sql"))}


@cache
def read_query(path: Path) -> Query:
    """Return one query file, its header read."""
    text = path.read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line[3:] if line.startswith("-- ") else line[2:])
    sections = _sections(lines)
    return Query(
        name=path.stem,
        layer=path.parent.name,
        text=text,
        header="\n".join(lines).strip(),
        summary=" ".join(" ".join(sections["summary"]).split()),
        parameters=tuple(_parameters(sections["Parameters"])),
        returns=tuple(Returned(*m.groups()) for line in sections["Returns"] if (m := RETURNED.match(line))),
        source=" ".join(" ".join(sections["Source"]).split()),
    )


def _sections(lines: list[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {"summary": [], "Parameters": [], "Returns": [], "Source": []}
    current = "summary"
    for line in lines:
        if line.strip() in ("Parameters", "Returns"):
            current = line.strip()
        elif line.startswith("Source:"):
            current = "Source"
            sections[current].append(line.removeprefix("Source:"))
        else:
            sections[current].append(line)
    return sections


def _parameters(lines: list[str]) -> list[Parameter]:
    """Read the parameter lines; a line without a `$` continues the one above it."""
    joined: list[str] = []
    for line in lines:
        if line.strip().startswith("$"):
            joined.append(line.rstrip())
        elif line.strip() and joined:
            joined[-1] += " " + line.strip()
    found = []
    for line in joined:
        name, kind, default, description = PARAMETER.match(line).groups()
        allowed = re.search(r"one of ([\w, ]+)", description)
        words = tuple(word.strip() for word in allowed[1].split(",")) if allowed else ()
        found.append(Parameter(name, kind, description, default, words))
    return found
