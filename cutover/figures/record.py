"""The record over time: every act a mark, by what it was about and by side."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time
from cutover.figures.text import shortened

SIDES = {"customer": "Customer", "provider": "Provider", "shared": "Both or none"}
MOST_ACTS = 2000
ROW, AROUND = 34, 90
"""Pixels of a kind of act, and of what stands around them."""
LEAST_DAYS = pd.Timedelta(hours=12)


def acts_over_time(acts: pd.DataFrame, look: Look) -> go.Figure:
    """Return the acts by kind on a line of time: sealed ones as diamonds, what no longer counts hollow.

    Parameters
    ----------
    acts
        Rows of the report `record_acts`, newest first.
    look
        Theme, zone and status time.
    """
    if acts.empty:
        return look.empty("Nothing is recorded yet at this status time.", 160)
    shown = acts.head(MOST_ACTS).assign(side=lambda rows: rows["side"].where(rows["side"].isin(SIDES), "shared"))
    kinds = list(dict.fromkeys(shown.sort_values("label")["label"]))
    figure = look.figure(ROW * max(len(kinds), 3) + AROUND)
    look.time_axis(figure, "Recorded")
    for side in SIDES:
        own = shown[shown["side"] == side]
        if len(own):
            _add_side(figure, own, side, look)
    first, last = shown["recorded_at"].min(), shown["recorded_at"].max()
    margin = max((last - first) * 0.04, LEAST_DAYS)
    figure.update_xaxes(range=[first - margin, last + margin])
    figure.update_yaxes(
        categoryorder="array", categoryarray=[look.text(kind) for kind in reversed(kinds)], tickfont={"size": 15},
        range=[-0.6, len(kinds) - 0.4], fixedrange=True,
    )  # fmt: skip
    figure.update_layout(showlegend=True)
    look.more(figure, len(acts) - len(shown))
    return look.describe(figure, _describe(acts))


def _add_side(figure: go.Figure, own: pd.DataFrame, side: str, look: Look) -> None:
    symbols = [
        ("diamond" if row.is_sealed else "circle") + ("" if row.state == "in_force" else "-open")
        for row in own.itertuples()
    ]
    colour = look.sides[side]
    figure.add_scatter(
        x=own["recorded_at"], y=[look.text(kind) for kind in own["label"]], mode="markers", name=SIDES[side],
        marker={"symbol": symbols, "size": [16 if s else 11 for s in own["is_sealed"]], "color": colour,
                "line": {"width": 1.5, "color": colour}},
        customdata=[look.text(_sentence(row)) for row in own.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _sentence(row: object) -> str:
    word = {"void": ", taken back", "superseded": ", overruled"}.get(row.state, "")
    said = f"{row.act_id} {row.label} by {row.actor}, {day_and_time(row.recorded_at)}{word}: {row.changes}"
    return shortened(said, 160)


def _describe(acts: pd.DataFrame) -> str:
    counts = ", ".join(f"{count} {label.lower()}" for label, count in acts["label"].value_counts().items())
    gone = int((acts["state"] != "in_force").sum())
    newest = acts.iloc[0]
    return (
        f"{len(acts)} acts over time by kind and side: {counts}. {gone} no longer count. "
        f"Newest: {newest['act_id']}, {newest['label'].lower()} by {newest['actor']}."
    )
