"""Where the programme is: its phases, go-live and checkpoints on one line of time."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time

HEIGHT = 190
NARROW = 0.08
"""Share of the whole below which a bar is too narrow for its name; its hover tells it."""


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
    _add_marks(figure, events[events["kind"] != "phase"], look)
    figure.update_yaxes(visible=False, range=[-0.45, 2.1], fixedrange=True)
    figure.update_layout(barmode="overlay")
    look.time_axis(figure)
    look.status_line(figure)
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
    middle = marks["start_at"].min() + (marks["start_at"].max() - marks["start_at"].min()) * 0.75
    for row in marks.itertuples():
        status = look.status[
            row.health if row.kind == "checkpoint" else "decided" if row.state == "done" else "unknown"
        ]
        is_next = row.state == "next" or row.kind == "go_live"
        figure.add_scatter(
            x=[row.start_at], y=[0.75], mode="markers+text" if is_next else "markers",
            text=[look.text(row.label)], textposition="top left" if row.start_at > middle else "top right",
            textfont={"size": 15, "color": look.ink},
            marker={"symbol": "star-diamond" if row.kind == "go_live" else status.symbol, "size": 14,
                    "color": status.ink if status.symbol.endswith("open") else status.fill, "line": {"width": 1.5, "color": status.edge}},
            hovertemplate=look.text(sentence(row, status.word)) + "<extra></extra>",
        )  # fmt: skip


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
