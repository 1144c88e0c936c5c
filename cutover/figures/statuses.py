"""Which statuses can be believed: what was said beside what the facts say, and how old each word is."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look
from cutover.figures.text import fitted, folded, shortened
from cutover.wording import words

LEVELS = {"green": "on_track", "amber": "at_risk", "red": "late"}
BANDS = {"fresh": "on_track", "ageing": "at_risk", "stale": "late", "never": "unknown"}
"""Bands of the age of a status, and the health whose shape and colour they have."""

BAND_WORDS = {"fresh": "Fresh", "ageing": "Ageing", "stale": "Stale", "never": "Never told"}
MOST_MISMATCHES, MOST_GROUPS = 8, 11
LINE, WHO_LINE = 24, 40
"""Letters of a line of a name, which may take two, and of who said it."""


def status_mismatches(mismatches: pd.DataFrame, look: Look) -> go.Figure:
    """Return what was said and what the facts say as two marks on the levels green, amber and red, worst first.

    Parameters
    ----------
    mismatches
        Rows of the report `status_mismatches`, worst first.
    look
        Theme and zone.
    """
    if mismatches.empty:
        return look.empty("No status is said better or worse than the facts.", 160)
    shown = mismatches.head(MOST_MISMATCHES).iloc[::-1].reset_index(drop=True)
    figure = look.figure(MAIN_HEIGHT)
    for place, row in enumerate(shown.itertuples()):
        _add_pair(figure, place, row, look)
    names = [folded(fitted(row.item_name, LINE + LINE // 2), LINE) for row in shown.itertuples()]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), ticktext=names, range=[-0.6, max(len(shown), 4) - 0.4],
        showgrid=False, tickfont={"color": look.ink, "size": 14}, fixedrange=True,
    )  # fmt: skip
    marks = [f"{look.status[health].shape} {words(level)}" for level, health in LEVELS.items()]
    figure.update_xaxes(
        tickmode="array", tickvals=[0, 1, 2], ticktext=marks, range=[-0.4, 2.4], side="top", showgrid=True, tickangle=0,
        tickfont={"color": look.ink, "size": 14}, fixedrange=True,
    )  # fmt: skip
    look.more(figure, len(mismatches) - len(shown))
    told = "; ".join(f"{row.item_name}: {row.mismatch_words}" for row in mismatches.head(MOST_MISMATCHES).itertuples())
    return look.describe(figure, f"{len(mismatches)} statuses that differ from the facts, worst first. {told}.")


def _add_pair(figure: go.Figure, place: int, row: object, look: Look) -> None:
    """Draw one status: hollow where it was said, full where the facts are, a line between, below it who said so."""
    said, found = (list(LEVELS).index(level) for level in (row.asserted_rag, row.computed_health))
    status = look.status[LEVELS[row.computed_health]]
    who = row.asserted_by if isinstance(row.asserted_by, str) else "nobody known"
    hover = look.text(f"{row.mismatch_words}. {row.reason}. Said by {who}")
    figure.add_scatter(
        x=[said, found], y=[place, place], mode="lines+markers", line={"color": status.edge, "width": 3},
        marker={"size": [15, 17], "symbol": ["circle-open", _symbol(row.computed_health)],
                "color": [look.muted, status.fill], "opacity": 1, "line": {"width": [3, 1], "color": status.edge}},
        hovertemplate=f"{hover}<extra></extra>", showlegend=False,
    )  # fmt: skip
    figure.add_annotation(
        x=1, y=place, yshift=-16, text=look.text(shortened(f"by {who}", WHO_LINE)), showarrow=False,
        font={"color": look.muted, "size": 12},
    )  # fmt: skip


def _symbol(level: str) -> str:
    return {"green": "circle", "amber": "triangle-up", "red": "square"}[level]


def status_bands(bands: pd.DataFrame, look: Look) -> go.Figure:
    """Return how old statuses are: one bar for each group, in bands from fresh to never told.

    Parameters
    ----------
    bands
        Rows of the report `status_bands`, the group with most stale ones first.
    look
        Theme.
    """
    if bands.empty:
        return look.empty("No status counts at this status time.", 160)
    groups = list(dict.fromkeys(bands["group_value"]))
    shown = groups[:MOST_GROUPS]
    figure = look.figure(MAIN_HEIGHT)
    for band in BANDS:
        _add_band(figure, bands[(bands["band"] == band) & bands["group_value"].isin(shown)], band, look)
    figure.update_layout(barmode="stack", bargap=0.35)
    look.legend(figure, [(health, BAND_WORDS[band]) for band, health in BANDS.items() if band in set(bands["band"])])
    figure.update_yaxes(
        categoryorder="array", categoryarray=[_group(group) for group in reversed(shown)], showgrid=False,
        tickfont={"color": look.ink, "size": 15}, fixedrange=True,
    )  # fmt: skip
    figure.update_xaxes(title_text="Statuses that count", showgrid=True, dtick=_step(bands), fixedrange=True)
    look.more(figure, len(groups) - len(shown))
    return look.describe(figure, _describe(bands))


def _add_band(figure: go.Figure, own: pd.DataFrame, band: str, look: Look) -> None:
    status = look.status[BANDS[band]]
    counts = own["status_count"].tolist()
    figure.add_bar(
        x=counts, y=[_group(group) for group in own["group_value"]], orientation="h",
        name=f"{status.shape} {BAND_WORDS[band]}", text=[f"{status.shape} {count}" for count in counts],
        textposition="inside", insidetextanchor="middle", constraintext="none", textangle=0,
        marker={"color": status.fill, "line": {"color": status.edge, "width": 1}},
        hovertemplate=f"%{{y}}: %{{x}} {BAND_WORDS[band].lower()}<extra></extra>",
    )  # fmt: skip


def _group(value: object) -> str:
    """Return the name of a group; sides and levels are words of ours, workstreams stand as they were loaded."""
    known = {"none": "Not named"}.get(str(value), words(str(value)) if str(value).islower() else value)
    return folded(known, LINE)


def _step(bands: pd.DataFrame) -> int:
    return max(1, -(-int(bands["group_count"].max()) // 6))


def _describe(bands: pd.DataFrame) -> str:
    totals = bands.groupby("band")["status_count"].sum()
    told = ", ".join(f"{totals.get(band, 0)} {word.lower()}" for band, word in BAND_WORDS.items())
    worst = bands.iloc[0]["group_value"]
    return f"Statuses by the age of their last update: {told}. Most stale ones: {words(str(worst))}."
