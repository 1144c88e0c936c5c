"""Where the programme is: its phases, go-live and checkpoints on one line of time."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time
from cutover.figures.text import shortened

HEIGHT = 230
NARROW = 0.08
"""Share of the whole below which a bar is too narrow for its name; its hover tells it."""

NEAR, LEVELS = 0.017, 3
"""Marks nearer than this share of the whole stand on several levels."""
LONGEST_NAME = 48
NAME_HEIGHT = 1.86
"""The name of the next checkpoint stands over all marks, so that it covers none."""
MEANINGS = {"decided": "decided Go", "at_risk": "conditional Go", "late": "overdue or No-Go", "unknown": "to come"}


def overview_timeline(events: pd.DataFrame, look: Look) -> go.Figure:
    """Return phases as bars, and checkpoints and go-live as marks above them, with the status time.

    Parameters
    ----------
    events
        Rows of the report `overview_timeline`.
    look
        Theme, zone and status time.
    """
    if events.empty:
        return look.empty("The programme has no dated phase and no checkpoint.", HEIGHT)
    figure = look.figure(HEIGHT)
    _add_phases(figure, events[events["kind"] == "phase"], look)
    marks = events[events["kind"] != "phase"]
    _add_marks(figure, marks, look)
    figure.update_yaxes(visible=False, range=[-0.3, 2.1], fixedrange=True)
    figure.update_layout(barmode="overlay")
    look.time_axis(figure)
    figure.update_xaxes(title={"text": ""})
    look.status_line(figure)
    _add_key(figure, marks, look)
    figure.update_layout(margin_b=48)
    return look.describe(figure, _describe(events))


def _add_phases(figure: go.Figure, phases: pd.DataFrame, look: Look) -> None:
    whole = phases["finish_at"].max() - phases["start_at"].min()
    for row in phases.itertuples():
        is_wide = row.finish_at - row.start_at > whole * NARROW
        is_now = row.state == "now"
        milliseconds = (row.finish_at - row.start_at).total_seconds() * 1000
        figure.add_bar(
            x=[milliseconds], base=[row.start_at], y=[0], orientation="h", width=0.42,
            marker={"color": look.ink if is_now else look.grid, "line": {"width": 2, "color": look.paper}},
            text=[look.text(row.label) if is_wide else ""], textposition="inside", insidetextanchor="middle",
            textangle=0, constraintext="none",
            textfont={"color": look.paper if is_now else look.ink, "size": 15},
            hovertemplate=look.text(f"{row.label}: {span_of(row.start_at, row.finish_at)}") + "<extra></extra>",
        )  # fmt: skip


def _add_marks(figure: go.Figure, marks: pd.DataFrame, look: Look) -> None:
    """Draw a mark per checkpoint and go-live; where two fall together, the later one stands higher."""
    heights = _stacked(marks["start_at"])
    for row, height in zip(marks.itertuples(), heights, strict=True):
        status = look.status[_health(row)]
        figure.add_scatter(
            x=[row.start_at], y=[height], mode="markers",
            marker={"symbol": "star-diamond" if row.kind == "go_live" else status.symbol, "size": 15,
                    "color": status.ink if status.symbol.endswith("open") else status.fill,
                    "line": {"width": 1.5, "color": status.edge}},
            hovertemplate=look.text(sentence(row, status.word)) + "<extra></extra>",
        )  # fmt: skip
    coming = marks[marks["state"] == "next"].head(1)
    for row, height in zip(coming.itertuples(), (heights[place] for place in coming.index), strict=True):
        name = look.text(shortened(row.label, LONGEST_NAME))
        figure.add_shape(type="line", x0=row.start_at, x1=row.start_at, y0=height + 0.13, y1=NAME_HEIGHT - 0.12,
                         line={"color": look.muted, "width": 1})  # fmt: skip
        is_right = row.start_at > marks["start_at"].min() + (marks["start_at"].max() - marks["start_at"].min()) * 0.6
        figure.add_annotation(
            x=row.start_at, y=NAME_HEIGHT, showarrow=False, xanchor="right" if is_right else "left",
            xshift=8 if is_right else -8, font={"size": 15, "color": look.ink},
            text=f"<b>Next: {name}</b>, {row.start_at:%a} {row.start_at.day} {row.start_at:%b}", bgcolor=look.paper,
        )  # fmt: skip


def _add_key(figure: go.Figure, marks: pd.DataFrame, look: Look) -> None:
    """Name the shapes that occur, on one line under the axis."""
    present = {_health(row) for row in marks.itertuples() if row.kind == "checkpoint"}
    words = [
        f'<span style="color:{look.status[health].ink}">{look.status[health].shape}</span> {word}'
        for health, word in MEANINGS.items() if health in present
    ]  # fmt: skip
    figure.add_annotation(
        x=1, y=0, xref="paper", yref="paper", xanchor="right", yanchor="top", yshift=-24, text=look.text(look.zone),
        showarrow=False, font={"size": 14, "color": look.muted},
    )  # fmt: skip
    words += ["✦ go-live"] if (marks["kind"] == "go_live").any() else []
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-24, text="    ".join(words),
        showarrow=False, font={"size": 14, "color": look.ink},
    )  # fmt: skip


def _health(row: object) -> str:
    return row.health if row.kind == "checkpoint" else "decided" if row.state == "done" else "unknown"


def _stacked(moments: pd.Series) -> pd.Series:
    """Return the height of each mark: those that would cover the one before stand above it."""
    near, heights, last, level = (moments.max() - moments.min()) * NEAR, [], None, 0
    for at in moments:
        level = (level + 1) % LEVELS if last is not None and at - last < near else 0
        last = at
        heights.append(0.72 + 0.36 * level)
    return pd.Series(heights, moments.index)


def sentence(row: object, word: str) -> str:
    """Return one mark in a sentence: name, moment, state and decision."""
    decided = f", decision {row.decision.replace('_', '-')}" if isinstance(row.decision, str) else ""
    return f"{row.label}, {day_and_time(row.start_at)}: {row.state if row.kind == 'go_live' else word.lower()}{decided}"


def span_of(start: pd.Timestamp, finish: pd.Timestamp) -> str:
    """Return a span of time in words: '14 Mar 2026 to 2 Apr 2026'."""
    return f"{start.day} {start:%b %Y} to {finish.day} {finish:%b %Y}"


def _describe(events: pd.DataFrame) -> str:
    now = events.loc[(events["kind"] == "phase") & (events["state"] == "now"), "label"].tolist()
    gates = events[events["kind"] == "checkpoint"]
    done, overdue = (int((gates["state"] == state).sum()) for state in ("done", "overdue"))
    coming = gates[gates["state"] == "next"]
    said = f" Next: {coming.iloc[0].label}, {day_and_time(coming.iloc[0].start_at)}." if len(coming) else ""
    return (
        f"Timeline of the programme. Now: {', '.join(now) or 'between phases'}. "
        f"{done} of {len(gates)} checkpoints are decided, {overdue} overdue.{said}"
    )
