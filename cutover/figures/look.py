"""How figures look: colours of a theme, frame, time axes, lines of moments.

Colours and their contrasts: docs/architecture.md, "A page". The status colours
keep a CIEDE2000 distance of at least 28 for every kind of sight and are never
used for series; status is always told by colour, shape and word together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import wrap

import plotly.graph_objects as go

from cutover.figures.text import escape
from cutover.palette import (
    CHECKPOINT_HEALTH,
    CHECKPOINT_WORDS,
    DARK,
    HEALTHS,
    LIGHT,
    SHAPES,
    WORDS,
    status_label,
    status_shape,
    status_word,
)
from cutover.wording import day_and_time

__all__ = [
    "CHECKPOINT_HEALTH", "CHECKPOINT_WORDS", "HEALTHS", "MAIN_HEIGHT", "Figure", "Look", "Status", "day_and_time",
    "make_look", "status_label", "status_shape", "status_word",
]  # fmt: skip

Figure = go.Figure
"""What every figure returns; other layers name it without knowing plotly."""

FONT = "Inter, system-ui, sans-serif"
SYMBOLS = {"on_track": "circle", "at_risk": "triangle-up", "late": "square", "decided": "diamond",
           "unknown": "circle-open"}  # fmt: skip
MAIN_HEIGHT = 420
"""Height of the chart of the first screen and its companion; a page fits it to the screen."""
EMPTY_HEIGHT, EMPTY_LINE = 140, 40
"""Height of a figure that shows nothing, and letters of a line that says why."""
MARGIN = {"l": 8, "r": 8, "t": 28, "b": 8}


@dataclass(frozen=True)
class Status:
    """How one health is shown: area colour, edge, ink on the paper, shape, plotly symbol and word."""

    fill: str
    edge: str
    ink: str
    shape: str
    symbol: str
    word: str


@dataclass(frozen=True)
class Look:
    """The theme, the zone and the status time that figures are drawn with.

    Attributes
    ----------
    theme
        'light' or 'dark'.
    ink, muted, grid, paper
        Colours of text, of secondary text, of grid lines and of the background.
    series
        Ten colours for categories.
    status
        `Status` by health: on_track, at_risk, late, decided, unknown.
    sides
        Colour by side: customer, provider, shared; the same on every page.
    zone
        Name of the programme's time zone.
    as_of
        Status time in that zone, without offset; None where there is none.
    """

    theme: str
    ink: str
    muted: str
    grid: str
    paper: str
    series: tuple[str, ...]
    status: dict[str, Status] = field(hash=False)
    sides: dict[str, str] = field(hash=False)
    zone: str = "UTC"
    as_of: datetime | None = None

    def figure(self, height: int = 360) -> go.Figure:
        """Return an empty figure of that height in pixels, dressed in this look."""
        figure = go.Figure()
        axis = {
            "gridcolor": self.grid, "linecolor": self.grid, "zeroline": False, "automargin": True, "ticks": "",
            "tickfont": {"color": self.muted, "size": 14}, "title": {"font": {"color": self.muted, "size": 14}},
        }  # fmt: skip
        figure.update_layout(
            template="none", height=height, margin=MARGIN, paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)", colorway=list(self.series), showlegend=False, hovermode="closest",
            font={"family": FONT, "size": 15, "color": self.ink},
            hoverlabel={"bgcolor": self.paper, "bordercolor": self.grid, "align": "left",
                        "font": {"family": FONT, "size": 15, "color": self.ink}},
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 14}},
            bargap=0.3, uirevision="kept", meta={"alt": ""},
        )  # fmt: skip
        figure.update_xaxes(axis | {"showgrid": False})
        figure.update_yaxes(axis)
        return figure

    def time_axis(self, figure: go.Figure, title: str = "") -> None:
        """Make the horizontal axis one of time and name the zone on it."""
        words = f"{title}, {self.zone}" if title else self.zone
        figure.update_xaxes(
            type="date", title_text=escape(words), hoverformat="%a %-d %b %Y %H:%M", ticklabelmode="instant"
        )

    def status_line(self, figure: go.Figure) -> None:
        """Draw the status time as a vertical line with its label."""
        if self.as_of is not None:
            self._line(figure, self.as_of, f"As of {day_and_time(self.as_of)}", self.ink, "solid")

    def event_line(self, figure: go.Figure, at: datetime | None, label: str) -> None:
        """Draw a moment as a thin dotted line with its label; nothing where it has no time."""
        if at is not None and at == at:
            self._line(figure, at, self.text(label), self.muted, "dot")

    def end_label(self, figure: go.Figure, x: object, y: float, label: str, *, colour: str) -> None:
        """Name a line at its right end, in its colour, instead of in a legend."""
        figure.add_annotation(
            x=x, y=y, text=self.text(label), showarrow=False, xanchor="left", xshift=6,
            font={"color": colour, "size": 15},
        )  # fmt: skip

    def legend(self, figure: go.Figure, entries: Sequence[tuple[str, str]], *, lift: int = 4) -> None:
        """Say above a figure, or where `lift` is negative that many pixels below it, what its shapes mean.

        Parameters
        ----------
        figure
            Its bars or marks have the colours and shapes of a health.
        entries
            Health and the word for it, in the order in which they are read.
        lift
            Pixels between the plot and the line of words.
        """
        marks = [
            f"<span style='color:{self.status[health].ink}'>{self.status[health].shape}</span> {self.text(word)}"
            for health, word in entries
        ]
        figure.add_annotation(
            text="\u2003".join(marks), x=0, y=1 if lift > 0 else 0, xref="paper", yref="paper", xanchor="left",
            yanchor="bottom" if lift > 0 else "top", yshift=lift, showarrow=False, font={"color": self.ink, "size": 14},
        )  # fmt: skip

    def more(self, figure: go.Figure, hidden: int) -> None:
        """Say how many rows are left to the table, where there are any."""
        if hidden > 0:
            figure.add_annotation(
                text=f"and {hidden:,} more in the rows", showarrow=False, xref="paper", yref="paper", x=1, y=0,
                xanchor="right", yanchor="top", yshift=-22, font={"color": self.muted, "size": 15},
            )  # fmt: skip
            figure.update_layout(margin_b=48)

    def empty(self, message: str, height: int = 360) -> go.Figure:
        """Return a figure, low and readable on a phone, that says in words why it shows nothing."""
        figure = self.figure(min(height, EMPTY_HEIGHT))
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        figure.add_annotation(
            text="<br>".join(self.text(line) for line in wrap(message, EMPTY_LINE)), showarrow=False, align="left",
            xref="paper", yref="paper", x=0, y=0.5, xanchor="left", font={"color": self.muted, "size": 18},
        )  # fmt: skip
        return self.describe(figure, message)

    def describe(self, figure: go.Figure, alt: str) -> go.Figure:
        """Set what a screen reader says about the figure, and return the figure."""
        figure.layout.meta = {"alt": alt}
        return figure

    def text(self, value: object) -> str:
        """Return text from a file for a title, label, tick or hover: never a tag or a link."""
        return escape(value)

    def _line(self, figure: go.Figure, at: datetime, label: str, colour: str, dash: str) -> None:
        figure.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", layer="above",
            line={"color": colour, "width": 1.5 if dash == "solid" else 1, "dash": dash},
        )  # fmt: skip
        figure.add_annotation(
            x=at, y=1, yref="paper", yanchor="bottom", text=label, showarrow=False,
            font={"color": colour, "size": 14}, bgcolor=self.paper,
        )  # fmt: skip


def make_look(theme: str = "light", *, zone: str = "UTC", as_of: datetime | None = None) -> Look:
    """Return the look of a theme, 'light' or 'dark', for a zone and a status time in it."""
    colours = DARK if theme == "dark" else LIGHT
    series = colours["series"]
    return Look(
        theme="dark" if theme == "dark" else "light",
        ink=colours["ink"], muted=colours["muted"], grid=colours["grid"], paper=colours["paper"], series=series,
        status={
            health: Status(fill, edge, ink, SHAPES[health], SYMBOLS[health], WORDS[health])
            for health, (fill, edge, ink) in zip(HEALTHS, colours["status"], strict=True)
        },
        sides={"customer": series[0], "provider": series[7], "shared": series[8]},
        zone=zone, as_of=as_of,
    )  # fmt: skip
