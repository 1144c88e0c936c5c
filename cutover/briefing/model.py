"""What a briefing holds, whatever file it becomes: text, figures, tables and charts as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Align = Literal["left", "right"]
Role = Literal["main", "second", "plan", "forecast", "before", "limit", "now"]
"""How a series is drawn: solid colour, second colour, thin grey, dashed, dotted grey, a limit, the status time."""


@dataclass(frozen=True)
class Cell:
    """One value of a table.

    Attributes
    ----------
    text
        As people read it; empty for what is not known.
    value
        What a workbook holds: number, instant or date in local time; None: the text.
    form
        Number format of a workbook: text, count, number, percent, minutes, instant, date.
    health
        Health whose shape and colour stand before the text; None for none.
    """

    text: str
    value: object = None
    form: str = "text"
    health: str | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table: its title, its share of the width, and the side that values stand on."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows under titled columns.

    Attributes
    ----------
    title
        The question or the finding.
    columns, rows
        One cell per column in every row.
    most
        Rows that a page shows; a workbook and a web page hold all of them.
    empty
        What is said where there is no row.
    is_dense
        Set small, for reference only.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    most: int = 12
    empty: str = "Nothing to list at this status time."
    is_dense: bool = False

    @property
    def shown(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows that a page shows."""
        return self.rows[: self.most]

    @property
    def note(self) -> str:
        """What is said below the rows of a page: why there are none, or how many more there are."""
        hidden = len(self.rows) - len(self.shown)
        return self.empty if not self.rows else f"and {hidden:,} more in the workbook (.xlsx)" if hidden else ""


@dataclass(frozen=True)
class Facts:
    """Names and values in two columns."""

    title: str
    items: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Text:
    """A paragraph; a lead stands out, with its health before it where it has one; a note stands back."""

    text: str
    style: Literal["body", "lead", "note"] = "body"
    health: str | None = None


@dataclass(frozen=True)
class KeyFigure:
    """A number that matters: its name, the value as written, what changed, and whether that is good."""

    label: str
    value: str
    change: str = ""
    is_better: bool | None = None


@dataclass(frozen=True)
class KeyFigures:
    """At most five key figures in a row."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Axis:
    """One axis: its title with the unit, what it measures, and its bounds; None: as the values are."""

    title: str
    kind: Literal["time", "number", "percent", "names"] = "number"
    bounds: tuple[float | None, float | None] = (None, None)


Point = tuple[datetime | float | str, float]


@dataclass(frozen=True)
class Series:
    """Points of one name; instants are local times. `label` is written at the last point."""

    name: str
    points: tuple[Point, ...]
    role: Role = "main"
    label: str = ""
    healths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart as values: every kind of file draws it in its own native way.

    Attributes
    ----------
    title
        The question or the finding.
    kind
        Lines over an axis of time or numbers; bars by name.
    alt
        What it shows with its numbers, for who cannot see it.
    """

    title: str
    kind: Literal["lines", "bars"]
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    alt: str
    empty: str = "There is nothing to draw at this status time."

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no bar, or no line of two points."""
        least = 1 if self.kind == "bars" else 2
        return not any(len(series.points) >= least for series in self.series if series.role not in ("now", "limit"))


@dataclass(frozen=True)
class Beside:
    """Two blocks next to each other where the page is wide enough."""

    left: "Block"
    right: "Block"


Block = Table | Facts | Text | KeyFigures | Chart | Beside


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: a sheet of a workbook, one or more slides, a part of a page."""

    title: str
    blocks: tuple[Block, ...]
    starts_page: bool = False


@dataclass(frozen=True)
class Headline:
    """The answer: a verdict of few letters (or none), its health, the sentence, and why."""

    health: str
    word: str
    sentence: str
    detail: str
    verdict: str = ""


@dataclass(frozen=True)
class Document:
    """A briefing.

    Attributes
    ----------
    name
        Kind of document: 'Go/No-Go Assessment Report'.
    programme, subject
        Name of the programme; what of it is told.
    as_of
        Status time as local time of `zone`.
    """

    name: str
    programme: str
    subject: str
    as_of: datetime
    zone: str
    headline: Headline
    figures: KeyFigures
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What the file is called in its properties."""
        return f"{self.name}: {self.programme}"


def flat(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks one after the other; what stands side by side comes left, then right."""
    found: list[Block] = []
    for block in blocks:
        found += flat((block.left, block.right)) if isinstance(block, Beside) else [block]
    return found
