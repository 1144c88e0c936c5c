"""How much of the plan is earned, and when the plan had as much: earned schedule."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time
from cutover.figures.moments import Mark, draw_marks, read_times, short_time

HEIGHT = 430
WIDTH = 700
"""Pixels that the plot is about wide, on the smaller screen."""


def earned_schedule(course: pd.DataFrame, look: Look) -> go.Figure:
    """Return planned and earned value over time, and how far the earned lies behind the plan in time.

    Parameters
    ----------
    course
        Rows of the report `earned_schedule`.
    look
        Theme, zone and status time.
    """
    at_status = course[course["is_status"]]
    if at_status.empty or course["planned_value"].max() <= 0:
        return look.empty("No task with a baseline has hours: nothing is planned that could be earned.", HEIGHT)
    figure, now = look.figure(HEIGHT), at_status.iloc[-1]
    reached = course[course["period"] <= now["period"]]
    figure.add_scatter(
        x=course["period_at"], y=course["planned_value"], mode="lines", line={"color": look.muted, "width": 2},
        hovertemplate="Planned by %{x|%a %-d %b}: %{y:,.0f} h<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=reached["period_at"], y=reached["earned_value"], mode="lines", line={"color": look.series[0], "width": 3},
        hovertemplate="Earned by %{x|%a %-d %b}: %{y:,.0f} h<extra></extra>",
    )  # fmt: skip
    first, last = course["period_at"].min(), course["period_at"].max()
    figure.update_xaxes(range=[first, (last + (last - first) * 0.2).ceil("min")])
    _draw_gap(figure, course, now, look)
    look.end_label(figure, last, course["planned_value"].iloc[-1], "planned", colour=look.muted)
    read_times(figure, look)
    plan_end = course.loc[course["is_plan_end"], "period_at"]
    draw_marks(figure, [Mark(at, f"Baseline ends {short_time(at)}") for at in plan_end], look, width=WIDTH)
    figure.update_yaxes(title_text="Hours of work", range=[0, course["planned_value"].max() * 1.22], tickformat=",")
    return look.describe(figure, _describe(now))


def _draw_gap(figure: go.Figure, course: pd.DataFrame, now: pd.Series, look: Look) -> None:
    """Draw how far back, or ahead, the plan had as much as is earned now, and say it in words."""
    if pd.isna(now["earned_schedule"]) or pd.isna(now["earned_value"]):
        return
    start = course["period_at"].iloc[0]
    interval = (now["period_at"] - start) / now["period"] if now["period"] else pd.Timedelta(0)
    ends = [start + interval * now["earned_schedule"], now["period_at"]]
    figure.add_scatter(
        x=ends, y=[now["earned_value"]] * 2, mode="lines+markers", hoverinfo="skip",
        line={"color": look.ink, "width": 2.5}, marker={"symbol": ["circle-open", "circle"], "size": 11},
    )  # fmt: skip
    words = f"<b>{_gap_words(now)}</b>"
    if pd.notna(now["spi_t_ratio"]):
        words += f"<br>SPI(t) {now['spi_t_ratio']:.2f}"
    span = figure.layout.xaxis.range
    is_right = (now["period_at"] - pd.Timestamp(span[0])) / (pd.Timestamp(span[1]) - pd.Timestamp(span[0])) > 0.7
    figure.add_annotation(
        x=min(ends) if is_right else max(ends), y=now["earned_value"], text=words, showarrow=False,
        align="right" if is_right else "left", xanchor="right" if is_right else "left",
        xshift=-12 if is_right else 12, yanchor="bottom" if is_right else "top", yshift=2 if is_right else -2,
        font={"size": 15, "color": look.ink}, bgcolor=look.paper,
    )  # fmt: skip


def _gap_words(now: pd.Series) -> str:
    variance = round(now["schedule_variance"], 1)
    if not variance:
        return "earned as planned"
    unit = f"{now['interval_unit']}{'s' if abs(variance) != 1 else ''}"
    return f"{abs(variance):.1f} {unit} {'behind' if variance < 0 else 'ahead of'} the plan"


def _describe(now: pd.Series) -> str:
    said = f"By {day_and_time(now['period_at'])}, {now['planned_value']:,.0f} hours of work were planned"
    if pd.isna(now["earned_value"]):
        return f"{said}; what is earned is not known."
    said += f" and {now['earned_value']:,.0f} earned: {_gap_words(now)}"
    return said + (f", SPI(t) {now['spi_t_ratio']:.2f}." if pd.notna(now["spi_t_ratio"]) else ".")
