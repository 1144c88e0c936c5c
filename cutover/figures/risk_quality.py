"""How good the plan is that the forecast stands on: checks, indices, rehearsed durations."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, Status
from cutover.figures.text import fitted, folded, length

HEIGHT = 430
ROW, RATIO_ROW = 38, 44
MOST_RATIOS = 9
LINE = 26
LONGEST_FRACTION = 9999
RESULTS = {"pass": ("on_track", "Within"), "fail": ("at_risk", "Flag"), "not_evaluated": ("unknown", "Not evaluated")}
"""Health whose shape and colour a result takes, and its word: a flag asks to look, it does not say late."""
COLUMNS = {"result": 0.0, "name": 0.12, "measured": 0.33, "limit": 0.48, "why": 0.57}
"""Where the columns of the table of checks begin, as shares of its width."""
IN_MINUTES = (12, 13)
"""Checks that measure time, not tasks or links."""
INDICES = ("bei", "bei_2012", "cpli", "cpli_cutover", "spi_t")


def plan_checks(checks: pd.DataFrame, look: Look) -> go.Figure:
    """Return the checks of the plan as a table: shape and word, what was counted, limit, and why or what it means.

    Parameters
    ----------
    checks
        Rows of the report `plan_quality`.
    look
        Theme, zone and status time.
    """
    if checks.empty:
        return look.empty("No plan to check: load tasks and dependencies.", HEIGHT)
    figure = look.figure(ROW * (len(checks) + 1) + 12)
    headings = {"result": "", "name": "Check", "measured": "Measured", "limit": "Limit", "why": "What is counted"}
    for column, words in headings.items():
        _write(figure, column, 0, words, look.muted)
    for place, row in enumerate(checks.itertuples(), start=1):
        _draw_check(figure, place, row, look)
        figure.add_shape(type="line", x0=0, x1=1, y0=place - 0.5, y1=place - 0.5, layer="below",
                         line={"color": look.grid, "width": 1})  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(checks) + 0.5, -0.5], fixedrange=True)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 4})
    return look.describe(figure, _describe_checks(checks))


def index_marks(indices: pd.DataFrame, look: Look) -> go.Figure:
    """Return BEI, CPLI and SPI(t) against 1, the value of a plan that is kept.

    Parameters
    ----------
    indices
        Rows of the report `plan_indices`.
    look
        Theme, zone and status time.
    """
    known = indices[indices["index_id"].isin(INDICES) & indices["value"].notna()].sort_values("position")
    if known.empty:
        return look.empty("No index can be told: the plan has no baseline, or nothing was due yet.", HEIGHT)
    figure = look.figure(max(HEIGHT - 60, 62 * len(known) + 80))
    lowest, highest = min(0.5, known["value"].min()), max(1.3, known["value"].max())
    figure.add_vline(x=1, line={"color": look.ink, "width": 1.5}, layer="below")
    for place, row in enumerate(known.itertuples()):
        colour = look.series[0] if round(row.value, 2) >= 1 else look.series[1]
        figure.add_scatter(
            x=[1, row.value], y=[place, place], mode="lines", line={"color": colour, "width": 8}, hoverinfo="skip"
        )
        figure.add_scatter(
            x=[row.value], y=[place], mode="markers", marker={"size": 15, "color": colour},
            hovertemplate=look.text(f"{row.index_name}: {row.formula}") + "<extra></extra>",
        )  # fmt: skip
        figure.add_annotation(
            x=lowest, y=place, xanchor="left", yshift=19, showarrow=False, font={"size": 15, "color": look.ink},
            bgcolor=look.paper, text=f"<b>{row.value:.2f}</b>  {look.text(fitted(row.index_name, 34))}"
            f" <span style='color:{look.muted}'>{_fraction(row)}</span>",
        )  # fmt: skip
    figure.update_yaxes(showticklabels=False, range=[max(len(known), 4) - 0.5, -0.8], tickvals=list(range(len(known))))
    figure.update_xaxes(
        range=[lowest - (highest - lowest) * 0.04, highest + 0.05], title_text="Ratio; 1: as planned, below 1: behind"
    )
    told = "; ".join(f"{row.index_name} {row.value:.2f}" for row in known.itertuples())
    return look.describe(figure, f"Indices against 1, where the plan is kept: {told}.")


def rehearsed_durations(rehearsals: pd.DataFrame, look: Look) -> go.Figure:
    """Return planned against rehearsed duration of the tasks that rehearsals say differ most.

    Parameters
    ----------
    rehearsals
        Rows of the report `rehearsal_calibration`.
    look
        Theme, zone and status time.
    """
    used = rehearsals.dropna(subset=["planned_minutes", "rehearsed_minutes", "ratio_used"])
    if used.empty:
        return look.empty("No rehearsal measured a task of the plan: durations stand as estimated.", HEIGHT)
    order = (used["rehearsed_minutes"] - used["planned_minutes"]).abs().sort_values(ascending=False, kind="stable")
    shown = used.loc[order.index].head(MOST_RATIOS)
    figure = look.figure(max(HEIGHT, RATIO_ROW * len(shown) + 80))
    unit, word = (60, "hours") if shown[["planned_minutes", "rehearsed_minutes"]].max().max() > 300 else (1, "minutes")
    planned, rehearsed = shown["planned_minutes"] / unit, shown["rehearsed_minutes"] / unit
    places = list(range(len(shown)))
    figure.add_bar(
        x=rehearsed, y=places, orientation="h", width=0.42, marker={"color": look.series[0]}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=planned, y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": look.ink}},
    )  # fmt: skip
    for place, row in enumerate(shown.itertuples()):
        figure.add_annotation(
            x=max(row.planned_minutes, row.rehearsed_minutes) / unit, y=place, xanchor="left", xshift=8,
            showarrow=False, text=f"<b>\u00d7 {row.ratio_used:.2f}</b> used", font={"size": 15, "color": look.ink},
        )  # fmt: skip
    figure.update_yaxes(
        tickvals=places, ticktext=[folded(name, LINE) for name in shown["task_name"]], showgrid=False,
        range=[max(len(shown), 5) - 0.4, -0.6], tickfont={"size": 15, "color": look.ink},
    )  # fmt: skip
    of_all = f"; {len(shown)} of {len(used)} tasks" if len(used) > len(shown) else ""
    figure.update_xaxes(
        title_text=f"{word.capitalize()}; bar: rehearsed, tick: planned{of_all}", showgrid=True,
        range=[0, max(planned.max(), rehearsed.max()) * 1.22],
    )  # fmt: skip
    told = "; ".join(
        f"{row.task_name} {length(row.planned_minutes)} planned, {length(row.rehearsed_minutes)} rehearsed"
        for row in shown.itertuples()
    )
    return look.describe(figure, f"Durations that rehearsals measured, of {len(used)} tasks: {told}.")


def _draw_check(figure: go.Figure, place: int, row: object, look: Look) -> None:
    health, word = RESULTS.get(row.result, RESULTS["not_evaluated"])
    status: Status = look.status[health]
    why = row.reason if row.result == "not_evaluated" and isinstance(row.reason, str) else row.measure
    _write(figure, "result", place, f"<span style='color:{status.ink}'>{status.shape} <b>{word}</b></span>", look.ink)
    _write(figure, "name", place, f"{row.check_number}  <b>{look.text(fitted(row.check_name, 30))}</b>", look.ink)
    _write(figure, "measured", place, _measured(row), look.ink)
    _write(figure, "limit", place, look.text(_limit(row.threshold)), look.ink)
    _write(figure, "why", place, look.text(fitted(str(why), 66)), look.muted)
    figure.add_scatter(
        x=[COLUMNS["why"]], y=[place], mode="markers", opacity=0, marker={"size": 24},
        hovertemplate=look.text(f"{row.check_name}: {why}") + "<extra></extra>",
    )  # fmt: skip


def _write(figure: go.Figure, column: str, place: int, words: str, colour: str) -> None:
    figure.add_annotation(x=COLUMNS[column], y=place, text=words, xanchor="left", showarrow=False, align="left",
                          font={"size": 15, "color": colour})  # fmt: skip


def _measured(row: object) -> str:
    """Return percentage and fraction of a check: '5.0 %  12 / 240'; a dash where there is none."""
    share = f"<b>{row.percent:.1f} %</b>  " if pd.notna(row.percent) else ""
    if pd.isna(row.count) or pd.isna(row.denominator):
        return share or "\u2013"
    if row.check_number in IN_MINUTES:
        return f"{share}{row.count / 60:,.0f} / {row.denominator / 60:,.0f} h"
    return f"{share}{row.count:,.0f} / {row.denominator:,.0f}"


def _limit(threshold: object) -> str:
    return str(threshold).replace("<=", "\u2264").replace(">=", "\u2265")


def _fraction(row: object) -> str:
    if pd.isna(row.numerator) or pd.isna(row.denominator) or row.denominator > LONGEST_FRACTION:
        return ""
    return " / ".join(f"{value:,.1f}".removesuffix(".0") for value in (row.numerator, row.denominator))


def _describe_checks(checks: pd.DataFrame) -> str:
    counts = checks["result"].value_counts()
    flagged = checks[checks["result"] == "fail"]
    listed = "; ".join(
        f"{row.check_name}" + (f" {row.percent:.1f} %" if pd.notna(row.percent) else "") + f", limit {row.threshold}"
        for row in flagged.itertuples()
    )
    return (
        f"{len(checks)} checks of the plan: {counts.get('pass', 0)} within their limit, {len(flagged)} flagged, "
        f"{counts.get('not_evaluated', 0)} not evaluated. {f'Flagged: {listed}.' if listed else ''}".strip()
    )
