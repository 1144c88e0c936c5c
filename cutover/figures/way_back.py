"""The way back: where undoing ends in the window, and until when it still fits."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look, day_and_time
from cutover.figures.moments import Mark, draw_marks, read_times, short_time
from cutover.figures.text import fitted, length

ZONES = {
    "inside": ("on_track", "Change window"), "warning": ("at_risk", "Warning"),
    "protection": ("late", "Service protection"), "beyond": ("late", "Beyond"),
}  # fmt: skip
"""Health and name of each zone."""

BEHIND = 0.12
"""Share of the window that is shown behind the last zone."""
RIGHT_HALF = 0.48
"""Share of the time shown from which words stand left of their mark."""
LONGEST_NAME = 30
"""Letters of the task that closes the way back; the figure stands in a narrow column."""
NO_WINDOW = "The programme states no cutover window: the way back has no limit to be measured against."
NO_BACKOUT = "No task states how long undoing it takes: give the tasks backout_minutes, or load back-out steps."


class Lane(NamedTuple):
    """One row of the gauge: its name, its bar or mark, and what is said beside it."""

    name: str
    start: pd.Timestamp
    finish: pd.Timestamp
    words: str
    zone: str | None


def rollback_gauge(clock: pd.DataFrame, look: Look) -> go.Figure:
    """Return the window with its zones, and where the cutover and undoing it would end in them.

    Parameters
    ----------
    clock
        The row of the report `rollback_clock`.
    look
        Theme, zone and status time.
    """
    row = clock.iloc[0]
    if pd.isna(row["window_start_at"]) or pd.isna(row["window_finish_at"]):
        return look.empty(NO_WINDOW, MAIN_HEIGHT)
    figure = look.figure(MAIN_HEIGHT)
    lanes, zones = _lanes(row, look), _zones(row)
    span = _span(row, zones)
    figure.update_xaxes(range=span, showgrid=False)
    _draw_zones(figure, zones, span, look)
    _draw_lanes(figure, lanes, span, look)
    figure.update_yaxes(
        tickvals=list(range(len(lanes))), ticktext=[f"<b>{look.text(lane.name)}</b>" for lane in lanes],
        range=[len(lanes) - 0.45, -0.75], showgrid=False, fixedrange=True, tickfont={"size": 16, "color": look.ink},
    )  # fmt: skip
    figure.update_layout(barmode="overlay")
    read_times(figure, look)
    figure.update_layout(margin_b=84)
    draw_marks(figure, _moments(row), look, width=620)
    return look.describe(figure, _describe_gauge(row, lanes))


def _zones(row: pd.Series) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    """Return name, start and end of the zones that have a length; the last one is open."""
    warning = row["limit_at"] - pd.Timedelta(minutes=row["warning_minutes"])
    protected = row["protection_finish_at"] if pd.notna(row["protection_finish_at"]) else row["window_finish_at"]
    behind = protected + (row["window_finish_at"] - row["window_start_at"]) * BEHIND
    ends = [row["window_start_at"], max(warning, row["window_start_at"]), row["limit_at"], protected, behind]
    found = zip(ZONES, ends, ends[1:], strict=False)
    return [(zone, start, finish) for zone, start, finish in found if finish > start]


def _span(row: pd.Series, zones: Sequence[tuple]) -> list[pd.Timestamp]:
    """Return the time shown: the window, and what ends behind it unless that is as far again."""
    start, finish = row["window_start_at"], zones[-1][2]
    furthest = finish + (finish - start)
    known = [row[name] for name in ("backout_now_at", "backout_worst_at", "implementation_finish_at")]
    last = max([finish, *(at for at in known if pd.notna(at) and at <= furthest)])
    room = last - start
    return [(start - room * 0.02).floor("min"), (last + room * 0.03).ceil("min")]


def _lanes(row: pd.Series, look: Look) -> list[Lane]:
    """Return the lanes that can be told, each with its words."""
    now = pd.Timestamp(look.as_of) if look.as_of is not None else row["window_start_at"]
    found, start = [], max(now, row["window_start_at"])
    if pd.notna(row["implementation_finish_at"]):
        verb = "ended" if row["implementation_finish_at"] <= now else "ends"
        words = f"{verb} {_hour(row['implementation_finish_at'])}"
        begun = min(start, row["implementation_finish_at"])
        found.append(Lane("Cutover", begun, row["implementation_finish_at"], words, row["zone_implementation"]))
    if not row["task_count"]:
        return [*found, Lane("Turn back", pd.NaT, pd.NaT, "no task states how long undoing it takes", None)]
    if row["is_past_point_of_no_return"]:
        return [*found, Lane("Turn back", pd.NaT, pd.NaT, _passed_words(row), None)]
    if pd.notna(row["backout_now_at"]):
        name = "Turning back" if row["mode"] == "rollback" else "Turn back now"
        words = f"undone {_hour(row['backout_now_at'])}, {length(row['backout_now_minutes'])}"
        words = words if row["now_count"] else "nothing to undo yet" if row["mode"] == "forward" else "all is undone"
        found.append(Lane(name, now, row["backout_now_at"], words, row["zone_now"]))
    if pd.notna(row["backout_worst_at"]):
        words = f"undone {_hour(row['backout_worst_at'])}, {length(row['backout_worst_minutes'])}"
        worst = Lane("Turn back at the end", row["implementation_finish_at"], row["backout_worst_at"], words,
                     row["zone_worst"])  # fmt: skip
        found.append(worst)
    if row["mode"] != "rollback" and pd.notna(row["latest_decision_at"]):
        words = f"decide by {_hour(row['latest_decision_at'])}"
        found.append(Lane("Latest decision", row["latest_decision_at"], row["latest_decision_at"], words, None))
    return found


def _hour(at: pd.Timestamp) -> str:
    """Return a moment of the window as people there say it: 'Sun 21:05'."""
    return f"{at:%a %H:%M}"


def _passed_words(row: pd.Series) -> str:
    if isinstance(row["point_of_no_return_decision"], str):
        return f"no way back since {_hour(row['point_of_no_return_at'])}: {row['point_of_no_return_name']} decided"
    return "no way back since go-live: live business runs in the new system"


def _draw_zones(figure: go.Figure, zones: Sequence[tuple], span: Sequence[pd.Timestamp], look: Look) -> None:
    """Shade the zones, pale so that bars stand out, and name them under the axis."""
    for zone, start, finish in zones:
        health = ZONES[zone][0]
        end = span[1] if zone == "beyond" else finish
        strength = {"inside": 0.16, "warning": 0.34, "protection": 0.14, "beyond": 0.3}[zone]
        figure.add_vrect(
            x0=start, x1=end, fillcolor=look.status[health].fill, opacity=strength, line_width=0, layer="below"
        )
    parts = [
        f"<span style='color:{look.status[ZONES[zone][0]].ink}'>{look.status[ZONES[zone][0]].shape}</span> {ZONES[zone][1]}"
        for zone, _, _ in zones
    ]
    _draw_key(figure, parts, look)


def _draw_lanes(figure: go.Figure, lanes: Sequence[Lane], span: Sequence[pd.Timestamp], look: Look) -> None:
    for place, lane in enumerate(lanes):
        status = look.status[ZONES[lane.zone][0] if lane.zone in ZONES else "decided"]
        if pd.notna(lane.start) and lane.finish > lane.start:
            figure.add_bar(
                x=[(lane.finish - lane.start).total_seconds() * 1000], base=[lane.start], y=[place], orientation="h",
                width=0.34, marker={"color": status.fill, "line": {"color": status.edge, "width": 1.5}},
                hovertemplate=look.text(f"{lane.name}: {lane.words}") + "<extra></extra>",
            )  # fmt: skip
        if pd.notna(lane.finish) and lane.finish >= span[0]:
            figure.add_scatter(
                x=[min(lane.finish, span[1])], y=[place], mode="markers", hoverinfo="skip",
                marker={"symbol": status.symbol, "size": 19, "color": status.fill,
                        "line": {"width": 2, "color": look.paper}},
            )  # fmt: skip
        _say_lane(figure, place, lane, span, look)


def _say_lane(figure: go.Figure, place: int, lane: Lane, span: Sequence[pd.Timestamp], look: Look) -> None:
    """Write the words of a lane over its end, towards the middle of the figure."""
    status = look.status[ZONES[lane.zone][0] if lane.zone in ZONES else "decided"]
    at = lane.finish if pd.notna(lane.finish) and lane.finish > span[0] else span[0]
    is_right = (at - span[0]) / (span[1] - span[0]) > RIGHT_HALF
    figure.add_annotation(
        x=min(at, span[1]), y=place - 0.36, showarrow=False, xanchor="right" if is_right else "left",
        xshift=10 if is_right else -6, align="left", text=f"{status.shape} <b>{look.text(lane.words)}</b>",
        font={"size": 17, "color": look.ink},
    )  # fmt: skip


def _moments(row: pd.Series) -> list[Mark]:
    """Return the limit, the end of the window and the point of no return; one name for the first two, which are near."""
    limit, finish = row["limit_at"], row["window_finish_at"]
    name = "Limit" if limit != finish else "Window ends"
    marks = [Mark(limit, f"{name} {_hour(limit)}"), Mark(finish, "")]
    if pd.notna(row["point_of_no_return_at"]):
        marks.append(Mark(row["point_of_no_return_at"], f"Point of no return {_hour(row['point_of_no_return_at'])}"))
    return marks


def _describe_gauge(row: pd.Series, lanes: Sequence[Lane]) -> str:
    told = "; ".join(
        f"{lane.name}: {lane.words}" + (f", {ZONES[lane.zone][1].lower()}" if lane.zone in ZONES else "")
        for lane in lanes
    )
    window = f"{day_and_time(row['window_start_at'])} to {day_and_time(row['window_finish_at'])}"
    return f"Cutover window {window}; everything must be undone by {short_time(row['limit_at'])}. {told}."


def rollback_growth(course: pd.DataFrame, clock: pd.DataFrame, look: Look) -> go.Figure:
    """Return how long undoing takes and how long is left, over the time of the decision; where they meet it is too late.

    Parameters
    ----------
    course, clock
        Rows of the reports `rollback_course` and `rollback_clock`.
    look
        Theme, zone and status time.
    """
    row = clock.iloc[0]
    if course.empty:
        return look.empty(NO_BACKOUT, MAIN_HEIGHT)
    if pd.isna(row["limit_at"]) or pd.isna(row["window_start_at"]):
        return look.empty(NO_WINDOW, MAIN_HEIGHT)
    figure = look.figure(MAIN_HEIGHT)
    shown = course[(course["turn_at"] >= row["window_start_at"]) & (course["turn_at"] <= row["window_finish_at"])]
    needed = shown["backout_minutes"] / 60
    figure.add_scatter(
        x=shown["turn_at"], y=needed, mode="lines", line={"color": look.series[1], "width": 3, "shape": "hv"},
        customdata=[f"{length(minutes)} for {count} steps" for minutes, count in
                    zip(shown["backout_minutes"], shown["task_count"], strict=True)],
        hovertemplate="Turning back %{x|%a %-d %b %H:%M} takes %{customdata}<extra></extra>",
    )  # fmt: skip
    ends = [row["window_start_at"], row["limit_at"]]
    figure.add_scatter(
        x=ends, y=[(row["limit_at"] - at).total_seconds() / 3600 for at in ends], mode="lines",
        line={"color": look.series[0], "width": 3}, hovertemplate="%{y:.1f} h left at %{x|%a %-d %b %H:%M}<extra></extra>",
    )  # fmt: skip
    top = max(needed.max() * 2.2, 1)
    figure.update_yaxes(title_text="Hours", range=[0, top], rangemode="tozero")
    figure.update_xaxes(range=[ends[0], row["window_finish_at"] + (ends[1] - ends[0]) * 0.02])
    _draw_end(figure, row, top, look)
    read_times(figure, look)
    figure.update_layout(margin_b=84)
    parts = [f"<span style='color:{look.series[1]}'><b>━</b></span> needed to undo what has started",
             f"<span style='color:{look.series[0]}'><b>━</b></span> left until the limit"]  # fmt: skip
    _draw_key(figure, parts, look)
    point = row["point_of_no_return_at"]
    draw_marks(figure, [Mark(point, f"Point of no return {_hour(point)}")] if pd.notna(point) else [], look, width=460)
    return look.describe(figure, _describe_growth(row))


def _draw_end(figure: go.Figure, row: pd.Series, top: float, look: Look) -> None:
    """Shade when it is too late: from the point of no return, once passed, else from the latest decision."""
    is_past = bool(row["is_past_point_of_no_return"])
    if not is_past and row["mode"] == "forward":
        _draw_crossing(figure, row, top, look)
    closed_at = row["point_of_no_return_at"] if is_past else row["latest_decision_at"]
    if pd.notna(closed_at) and closed_at < row["window_finish_at"]:
        figure.add_vrect(
            x0=closed_at, x1=row["window_finish_at"], fillcolor=look.status["late"].fill, opacity=0.12, line_width=0,
            layer="below",
        )  # fmt: skip


def _draw_crossing(figure: go.Figure, row: pd.Series, top: float, look: Look) -> None:
    """Mark the latest decision where what is needed meets what is left."""
    at = row["latest_decision_at"]
    left = (row["limit_at"] - at).total_seconds() / 3600
    figure.add_scatter(
        x=[at], y=[min(left, top)], mode="markers", hoverinfo="skip",
        marker={"symbol": look.status["decided"].symbol, "size": 17, "color": look.ink,
                "line": {"width": 2, "color": look.paper}},
    )  # fmt: skip
    closing = row["closing_task_name"]
    why = f"<br>before {look.text(fitted(closing, LONGEST_NAME))} starts" if isinstance(closing, str) else ""
    figure.add_annotation(
        x=at, y=min(left, top), showarrow=False, xanchor="right", yanchor="bottom", xshift=12, yshift=46, align="right",
        text=f"<b>Latest decision {short_time(at)}</b>{why}", font={"size": 16, "color": look.ink}, bgcolor=look.paper,
    )  # fmt: skip


def _draw_key(figure: go.Figure, parts: Sequence[str], look: Look) -> None:
    """Say what colours mean, on one line under the times."""
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-62, showarrow=False,
        text="    ".join(parts), font={"size": 14, "color": look.ink},
    )  # fmt: skip


def _describe_growth(row: pd.Series) -> str:
    worst = row["backout_worst_minutes"]
    said = f"Undoing takes longer the more has started, at worst {length(worst)}. " if pd.notna(worst) else ""
    if row["is_past_point_of_no_return"]:
        return f"{said}The point of no return is passed."
    return (
        f"{said}It still ends by {short_time(row['limit_at'])} if decided by {short_time(row['latest_decision_at'])}."
    )


def rollback_order(path: pd.DataFrame, clock: pd.DataFrame, look: Look) -> go.Figure:
    """Return in what order everything is undone: a bar per task or step, what was done last first.

    Parameters
    ----------
    path, clock
        Rows of the reports `rollback_path` and `rollback_clock`.
    look
        Theme, zone and status time.
    """
    row = clock.iloc[0]
    if path.empty:
        passed = "There is no way back any more, so nothing is undone." if row["is_past_point_of_no_return"] else ""
        return look.empty(passed or (NO_BACKOUT if not row["task_count"] else "Nothing to undo: nothing has started."))
    figure = look.figure(28 * len(path) + 110)
    for is_critical in (False, True):
        part = path[path["is_critical"] == is_critical]
        figure.add_bar(
            x=(part["back_finish_at"] - part["back_start_at"]).dt.total_seconds() * 1000, base=part["back_start_at"],
            y=part["position"], orientation="h", width=0.56,
            marker={"color": look.ink if is_critical else look.series[0]},
            text=[length(minutes) for minutes in part["backout_minutes"]], textposition="outside", cliponaxis=False,
            textfont={"size": 14, "color": look.muted},
            customdata=[look.text(_say_step(each)) for each in part.itertuples()],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    names = [f"<b>{look.text(name)}</b>" if critical else look.text(name)
             for name, critical in zip(path["task_name"], path["is_critical"], strict=True)]  # fmt: skip
    figure.update_yaxes(
        tickvals=path["position"].tolist(), ticktext=names, range=[len(path) + 0.7, 0.3], showgrid=False,
        tickfont={"size": 15, "color": look.ink},
    )  # fmt: skip
    first, last = path["back_start_at"].min(), path["back_finish_at"].max()
    figure.update_xaxes(range=[first, (last + (last - first) * 0.12).ceil("min")], showgrid=True)
    figure.update_layout(barmode="overlay")
    read_times(figure, look)
    figure.update_layout(margin_b=84)
    marks = [
        Mark(last, f"All undone {short_time(last)}"),
        Mark(row["limit_at"], f"Limit {short_time(row['limit_at'])}"),
    ]
    draw_marks(figure, marks, look, width=800)
    parts = [
        "<b>■ sets the length of the way back</b>",
        f"<span style='color:{look.series[0]}'>■</span> has time to spare",
    ]
    _draw_key(figure, parts, look)
    return look.describe(figure, _describe_order(path))


def _say_step(row: object) -> str:
    """Return one step in a sentence, for the pointer."""
    what = f"undoes {row.undoes_count} tasks" if row.kind == "step" else "is undone"
    return (
        f"{row.task_name} ({row.task_id}) {what}, {short_time(row.back_start_at)} to {short_time(row.back_finish_at)}"
    )


def _describe_order(path: pd.DataFrame) -> str:
    first = ", ".join(path["task_name"].head(3))
    return (
        f"{len(path)} steps of undoing, {int(path['is_critical'].sum())} of them set its length. First: {first}. "
        f"All is undone {short_time(path['back_finish_at'].max())}."
    )
