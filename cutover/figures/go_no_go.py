"""Go/no-go: the four categories against gate and threshold, what must hold, and readiness on the way to go-live."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look
from cutover.figures.text import fitted
from cutover.wording import part_words

VERDICT_HEALTH = {"go": "on_track", "conditional": "at_risk", "no_go": "late", "incomplete": "unknown"}
VERDICT_WORDS = {"go": "Go", "conditional": "Conditional", "no_go": "No-Go", "incomplete": "Incomplete"}
STATE_HEALTH = {"met": "on_track", "workaround": "at_risk", "failed": "late", "open": "unknown", "expired": "unknown"}
STATE_WORDS = {
    "met": "Met", "workaround": "Worked around", "failed": "Failed", "open": "Not assessed", "expired": "Out of date",
}  # fmt: skip
MOST_CRITERIA = 10
ROW = 46
"""Pixels of one criterion: its line of words and the bar under it."""
PRELIMINARY_DAYS = (60, 30)
TREND_HEIGHT = 340
SAME = 4
"""Days within which two assessments stand too close for a word each."""


def readiness_by_category(categories: pd.DataFrame, verdict: pd.DataFrame, look: Look) -> go.Figure:
    """Return per category a mark for each criterion that must hold, and readiness against the threshold.

    Parameters
    ----------
    categories
        Rows of the report `readiness_categories`.
    verdict
        The row of the report `verdict`.
    look
        Theme, zone and status time.
    """
    if categories.empty or not categories["criterion_count"].sum():
        return look.empty("No criterion is written down for this checkpoint yet.", MAIN_HEIGHT)
    figure = look.figure(MAIN_HEIGHT)
    threshold = float(verdict["threshold_percent"].iloc[0])
    rows = list(categories.itertuples())
    most = max(int(categories["gating_count"].max()), 8)
    figure.update_layout(
        xaxis={"domain": [0, 0.48], "range": [-0.6, most - 0.4], "visible": False, "fixedrange": True},
        xaxis2={"domain": [0.55, 1], "range": [0, 100], "visible": False, "anchor": "y", "fixedrange": True},
        margin_t=44, bargap=0,
    )  # fmt: skip
    for place, row in enumerate(rows):
        _add_gate(figure, place, row, look, size=min(22, 260 / most))
        _add_readiness(figure, place, row, look)
    names = [f"<b>{look.text(_category(row.category))}</b>  " for row in rows]
    figure.update_yaxes(
        range=[len(rows) - 0.45, -0.5], tickvals=list(range(len(rows))), ticktext=names, showgrid=False, fixedrange=True,
        tickfont={"size": 18, "color": look.ink},
    )  # fmt: skip
    _add_threshold(figure, threshold, look)
    _add_heading(figure, 0, "Must hold, each criterion a mark", look)
    return look.describe(figure, _describe_categories(categories, threshold))


def gating_criteria(criteria: pd.DataFrame, look: Look) -> go.Figure:
    """Return the criteria that must hold, what fails first, each with its measure and how near it is to its target.

    Parameters
    ----------
    criteria
        Rows of the report `readiness_criteria` that are gating, what fails
        first.
    look
        Theme, zone and status time.
    """
    if criteria.empty:
        return look.empty("No criterion of this checkpoint must hold.", 140)
    shown = criteria.head(MOST_CRITERIA)
    figure = look.figure(ROW * len(shown) + 40)
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(range=[len(shown), -0.05], visible=False, fixedrange=True)
    for place, row in enumerate(shown.itertuples()):
        _add_criterion(figure, place, row, look)
    look.more(figure, len(criteria) - len(shown))
    return look.describe(figure, _describe_criteria(criteria))


def readiness_over_time(trend: pd.DataFrame, preliminary: pd.DataFrame, verdict: pd.DataFrame, look: Look) -> go.Figure:
    """Return readiness at every assessment by days to go-live, with threshold, verdicts and the preliminary one's time.

    Parameters
    ----------
    trend
        Rows of the report `readiness_trend`, oldest first.
    preliminary
        The row of the report `preliminary_assessment`.
    verdict
        The row of the report `verdict`.
    look
        Theme, zone and status time.
    """
    told = trend.dropna(subset=["days_to_go_live", "readiness_percent"])
    if told.empty:
        return look.empty("No assessment is held yet, and nothing is assessed now.", TREND_HEIGHT)
    figure = look.figure(TREND_HEIGHT)
    threshold = float(verdict["threshold_percent"].iloc[0])
    days = told["days_to_go_live"]
    far, near = max(days.max(), 62) + 4, min(days.min(), 0) - 5
    floor = max(min(told["readiness_percent"].min(), threshold) - 15, 0)
    figure.update_xaxes(
        range=[far, near],
        title_text="Days to go-live",
        tickvals=[v for v in (120, 90, 60, 45, 30, 14, 7, 0) if v < far],
    )
    figure.update_yaxes(range=[floor, 106], ticksuffix=" %", nticks=5, fixedrange=True)
    _add_preliminary(figure, preliminary, look)
    figure.add_vline(x=0, line={"color": look.muted, "width": 1, "dash": "dot"})
    figure.add_hline(y=threshold, line={"color": look.muted, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=far, y=threshold, xanchor="left", yanchor="bottom", showarrow=False, text=f"{threshold:g} % asked for",
        font={"size": 14, "color": look.muted},
    )  # fmt: skip
    _add_course(figure, told, look)
    return look.describe(figure, _describe_trend(told, preliminary, threshold))


def _category(value: object) -> str:
    return "No category" if value == "not given" else str(value).capitalize()


def _open_count(row: object) -> int:
    """Return the gating criteria of a category that are neither met nor failed."""
    return row.gating_count - row.gating_met_count - row.gating_failed_count


def _add_gate(figure: go.Figure, place: int, row: object, look: Look, *, size: float) -> None:
    """Draw a mark for each gating criterion of a category, what fails first, and say the counts below."""
    counts = {"late": row.gating_failed_count, "unknown": _open_count(row), "on_track": row.gating_met_count}
    left = 0
    for health, count in counts.items():
        status = look.status[health]
        figure.add_scatter(
            x=list(range(left, left + int(count))), y=[place - 0.14] * int(count), mode="markers", hoverinfo="skip",
            marker={"symbol": status.symbol, "size": size, "color": status.ink if health == "unknown" else status.fill,
                    "line": {"width": 1.5, "color": status.edge}},
        )  # fmt: skip
        left += int(count)
    words = f"{row.gating_met_count} of {row.gating_count} hold" if row.gating_count else "None must hold"
    if row.gating_failed_count:
        ink = look.status["late"].ink
        words += f",  <b style='color:{ink}'><span style='color:{ink}'>{row.gating_failed_count} failed</span></b>"
    words += f",  {_open_count(row)} open" if _open_count(row) else ""
    figure.add_annotation(
        x=-0.4, y=place + 0.2, xref="x", xanchor="left", showarrow=False, text=words,
        font={"size": 16, "color": look.ink},
    )  # fmt: skip


def _add_readiness(figure: go.Figure, place: int, row: object, look: Look) -> None:
    """Draw the readiness of a category as a bar on its track, and say it below."""
    is_told = pd.notna(row.readiness_percent)
    for width, colour in ((100, look.grid), (row.readiness_percent if is_told else 0, look.ink)):
        figure.add_bar(
            x=[width], y=[place - 0.14], orientation="h", width=0.2, xaxis="x2", hoverinfo="skip",
            marker={"color": colour, "line": {"width": 0}}, base=0,
        )  # fmt: skip
    figure.update_layout(barmode="overlay")
    words = "<b>Not assessed</b>"
    if is_told:
        words = f"<b>{part_words(row.readiness_percent)}</b>,  {row.assessed_count} of {row.criterion_count} assessed"
    figure.add_annotation(
        x=0, y=place + 0.2, xref="x2", xanchor="left", showarrow=False, font={"size": 16, "color": look.ink},
        text=words,
    )  # fmt: skip


def _add_threshold(figure: go.Figure, threshold: float, look: Look) -> None:
    figure.add_shape(
        type="line", xref="x2", x0=threshold, x1=threshold, yref="paper", y0=0, y1=1,
        line={"color": look.muted, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    _add_heading(figure, 0.55, f"Readiness; {threshold:g} % asked for", look)


def _add_heading(figure: go.Figure, x: float, words: str, look: Look) -> None:
    figure.add_annotation(
        x=x, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=10, showarrow=False, text=words,
        font={"size": 15, "color": look.muted},
    )  # fmt: skip


def _add_criterion(figure: go.Figure, place: int, row: object, look: Look) -> None:
    """Draw one criterion: shape, name and state left, what is measured right, the bar to its target below."""
    status = look.status[STATE_HEALTH[row.state]]
    ratio = min(max(float(row.attainment_ratio), 0.0), 1.0) if pd.notna(row.attainment_ratio) else 0.0
    bars = [(1.0, look.grid)] + [(ratio, status.edge)] * (STATE_HEALTH[row.state] != "on_track")
    for end, colour in bars:
        figure.add_shape(
            type="line", x0=0, x1=end, y0=place + 0.74, y1=place + 0.74, line={"color": colour, "width": 4}
        )
    name = look.text(fitted(row.criterion_name, 46))
    figure.add_annotation(
        x=0, y=place + 0.34, xanchor="left", showarrow=False, font={"size": 16, "color": look.ink},
        text=f"<span style='color:{status.ink}'>{status.shape} <b>{STATE_WORDS[row.state]}</b></span>  {name}",
    )  # fmt: skip
    figure.add_annotation(
        x=1, y=place + 0.34, xanchor="right", showarrow=False, font={"size": 15, "color": look.muted},
        text=look.text(fitted(row.measured, 44)) if isinstance(row.measured, str) else "", bgcolor=look.paper,
    )  # fmt: skip
    figure.add_scatter(
        x=[0.5], y=[place + 0.5], mode="markers", marker={"size": 1, "opacity": 0},
        hovertemplate=look.text(f"{row.criterion_name}: {row.measured}") + "<extra></extra>",
    )  # fmt: skip


def _add_preliminary(figure: go.Figure, preliminary: pd.DataFrame, look: Look) -> None:
    """Shade the days in which the preliminary decision is due, and say whether it was taken."""
    first, last = PRELIMINARY_DAYS
    words = "Preliminary decision due"
    if len(preliminary):
        row = preliminary.iloc[0]
        if pd.notna(row["due_from_date"]) and pd.notna(row.get("go_live_date")):
            first, last = ((row["go_live_date"] - row[name]).days for name in ("due_from_date", "due_until_date"))
        words = "Preliminary decision held" if pd.notna(row["held_at"]) else words
    figure.add_vrect(x0=first, x1=last, fillcolor=look.muted, opacity=0.14, line_width=0, layer="below")
    figure.add_annotation(
        x=(first + last) / 2, y=1, yref="paper", yanchor="bottom", showarrow=False, text=words,
        font={"size": 14, "color": look.muted},
    )  # fmt: skip


def _add_course(figure: go.Figure, told: pd.DataFrame, look: Look) -> None:
    """Draw the line through the assessments; a mark of each verdict, a word where it is a new one."""
    held = told[~told["is_now"]]
    figure.add_scatter(
        x=held["days_to_go_live"], y=held["readiness_percent"], mode="lines", hoverinfo="skip",
        line={"color": look.ink, "width": 3},
    )  # fmt: skip
    figure.add_scatter(
        x=told["days_to_go_live"].tail(2), y=told["readiness_percent"].tail(2), mode="lines", hoverinfo="skip",
        line={"color": look.ink, "width": 2, "dash": "dot"}, visible=bool(told["is_now"].any()),
    )  # fmt: skip
    before, spoken = None, None
    for row in told.itertuples():
        status = look.status[VERDICT_HEALTH.get(row.verdict, "unknown")]
        word = VERDICT_WORDS.get(row.verdict, "Not told")
        is_spoken = row.verdict != before and (spoken is None or abs(spoken - row.days_to_go_live) > SAME)
        before = row.verdict
        figure.add_scatter(
            x=[row.days_to_go_live], y=[row.readiness_percent], mode="markers",
            marker={"symbol": status.symbol, "size": 17, "color": status.ink if status.symbol.endswith("open") else
                    status.fill, "line": {"width": 1.5, "color": status.edge}},
            hovertemplate=look.text(_assessment(row)) + "<extra></extra>",
        )  # fmt: skip
        if is_spoken or row.is_now:
            spoken = row.days_to_go_live
            figure.add_annotation(
                x=row.days_to_go_live, y=row.readiness_percent, yanchor="bottom" if row.is_now else "top",
                yshift=12 if row.is_now else -12, showarrow=False, text=f"<b>{word}{' now' if row.is_now else ''}</b>", font={"size": 15, "color": status.ink},
            )  # fmt: skip


def _assessment(row: object) -> str:
    name = "Now" if row.is_now else f"{row.stage.capitalize() if isinstance(row.stage, str) else 'Assessed'}"
    word = VERDICT_WORDS.get(row.verdict, "not told").lower()
    gate = f"{row.gating_met_count:.0f} of {row.gating_count:.0f} that must hold" if pd.notna(row.gating_count) else ""
    ready = part_words(row.readiness_percent)
    return f"{name}, {row.assessed_at:%-d %b %Y}: {word}, {ready} ready, {gate}".rstrip(", ")


def _describe_categories(categories: pd.DataFrame, threshold: float) -> str:
    said = "; ".join(
        f"{_category(row.category)}: {row.gating_met_count} of {row.gating_count} that must hold do, "
        f"{row.gating_failed_count} failed, {_open_count(row)} not assessed, "
        + (f"{part_words(row.readiness_percent)} ready" if pd.notna(row.readiness_percent) else "readiness not told")
        for row in categories.itertuples()
    )
    return f"Readiness by category, {threshold:g} % asked for. {said}."


def _describe_criteria(criteria: pd.DataFrame) -> str:
    counts = criteria["state"].map(STATE_WORDS).value_counts(sort=False)
    said = "; ".join(f"{row.criterion_name}: {row.measured}" for row in criteria.head(5).itertuples())
    total = ", ".join(f"{count} {word.lower()}" for word, count in counts.items())
    return f"{len(criteria)} criteria that must hold: {total}. First: {said}."


def _describe_trend(told: pd.DataFrame, preliminary: pd.DataFrame, threshold: float) -> str:
    said = "; ".join(
        f"{row.days_to_go_live:.0f} days before go-live {part_words(row.readiness_percent)}, "
        f"{VERDICT_WORDS.get(row.verdict, 'not told').lower()}"
        for row in told.itertuples()
    )
    words = str(preliminary.iloc[0]["words"]) if len(preliminary) and "words" in preliminary else ""
    return f"Readiness over {len(told)} assessments, {threshold:g} % asked for. {said}. {words}".strip()
