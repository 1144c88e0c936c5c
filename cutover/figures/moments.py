"""Moments over a time axis: status time, window, go-live, point of no return; their names never overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time

LEVEL = 20
LETTER = 7.6
"""Pixels of a level of names, and of a letter of a name."""
NARROW = 0.16
"""Share of the axis below which the moments of the window stand too close for a name each."""


@dataclass(frozen=True)
class Mark:
    """A moment and its name; `is_now` for the status time, which stands out."""

    at: pd.Timestamp
    label: str
    is_now: bool = False


def draw_marks(figure: go.Figure, marks: Iterable[Mark], look: Look, *, lift: int = 0, width: int = 1100) -> None:
    """Draw moments as vertical lines with names above the plot, on as many levels as they need.

    Parameters
    ----------
    figure
        Its time axis has a range; what falls outside is left out.
    marks
        Moments; those without a time are left out. The status time is added.
    look
        Theme, zone and status time.
    lift
        Pixels between plot and names, for an axis on top.
    width
        Pixels that the plot is about wide.
    """
    span = [pd.Timestamp(end) for end in figure.layout.xaxis.range]
    now = [Mark(pd.Timestamp(look.as_of), f"As of {day_and_time(look.as_of)}", True)] if look.as_of is not None else []
    shown = sorted(
        (mark for mark in [*now, *marks] if pd.notna(mark.at) and span[0] <= mark.at <= span[1]), key=lambda m: m.at
    )
    levels = _levels([_extent(mark, span, width) for mark in shown])
    for mark, level in zip(shown, levels, strict=True):
        colour = look.ink if mark.is_now else look.muted
        figure.add_shape(
            type="line", x0=mark.at, x1=mark.at, y0=0, y1=1, yref="paper", layer="above",
            line={"color": colour, "width": 1.5, "dash": "solid" if mark.is_now else "dot"},
        )  # fmt: skip
        figure.add_annotation(
            x=mark.at, y=1, yref="paper", yanchor="bottom", yshift=lift + level * LEVEL, xanchor=_anchor(mark.at, span),
            text=look.text(mark.label), showarrow=False, font={"color": colour, "size": 14},
        )  # fmt: skip
    figure.update_layout(margin_t=28 + lift + LEVEL * max(levels, default=0))


def shade_window(figure: go.Figure, programme: pd.Series, look: Look) -> list[Mark]:
    """Shade the cutover window and return the moments that name it and go-live.

    Parameters
    ----------
    figure
        Its time axis has a range: where the window is narrow in it, one name stands for all of its moments.
    programme
        The row of the report `programme_summary`.
    look
        Theme, zone and status time.
    """
    start, finish, live = (programme[f"{name}_at"] for name in ("cutover_start", "cutover_finish", "go_live"))
    if pd.isna(start) or pd.isna(finish):
        return [Mark(live, f"Go-live {short_time(live)}")] if pd.notna(live) else []
    figure.add_vrect(x0=start, x1=finish, fillcolor=look.muted, opacity=0.1, line_width=0, layer="below")
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    if (finish - start) / (last - first) < NARROW:
        return [Mark(start, f"Cutover window {short_time(start)} to {short_time(finish)}"), Mark(finish, "")]
    names = "Window ends, go-live" if live == finish else "Window ends"
    marks = [Mark(start, f"Window opens {short_time(start)}"), Mark(finish, f"{names} {short_time(finish)}")]
    return marks if live == finish or pd.isna(live) else [*marks, Mark(live, f"Go-live {short_time(live)}")]


def read_times(figure: go.Figure, look: Look) -> None:
    """Make the horizontal axis one of time, its days named as people read them, its zone at the right end."""
    look.time_axis(figure)
    figure.update_xaxes(
        title_text="", tickangle=0, tickformatstops=[{"dtickrange": [None, 86_399_999], "value": "%H:%M\n%a %-d %b"},
                                        {"dtickrange": [86_400_000, 604_799_999], "value": "%a %-d %b"},
                                        {"dtickrange": [604_800_000, "M1"], "value": "%-d %b\n%Y"}],
    )  # fmt: skip
    figure.add_annotation(
        x=1, y=0, xref="paper", yref="paper", xanchor="right", yanchor="top", yshift=-46, showarrow=False,
        text=look.text(look.zone), font={"color": look.muted, "size": 14},
    )  # fmt: skip
    figure.update_layout(margin_b=64)


def short_time(at: pd.Timestamp) -> str:
    """Return a moment without its year: 'Sun 1 Nov 06:00'; 'not known' for none."""
    return f"{at:%a} {at.day} {at:%b %H:%M}" if pd.notna(at) else "not known"


def _anchor(at: pd.Timestamp, span: Sequence[pd.Timestamp]) -> str:
    share = (at - span[0]) / (span[1] - span[0])
    return "left" if share < 0.12 else "right" if share > 0.88 else "center"


def _extent(mark: Mark, span: Sequence[pd.Timestamp], width: int) -> tuple[float, float]:
    """Return where a name begins and ends, in pixels from the left of the plot."""
    place, size = (mark.at - span[0]) / (span[1] - span[0]) * width, len(mark.label) * LETTER
    left = {"left": place, "center": place - size / 2, "right": place - size}[_anchor(mark.at, span)]
    return left, left + size


def _levels(extents: Sequence[tuple[float, float]]) -> list[int]:
    """Return the lowest level of each name on which it covers no other."""
    levels: list[int] = []
    for place, (left, right) in enumerate(extents):
        taken = {
            levels[other] for other in range(place) if left < extents[other][1] + 10 and right > extents[other][0] - 10
        }
        levels.append(next(level for level in range(place + 1) if level not in taken))
    return levels
