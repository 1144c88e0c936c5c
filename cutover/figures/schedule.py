"""The Gantt chart: baseline, actual, forecast and critical path on the axis of time."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look
from cutover.figures.moments import Mark, draw_marks, read_times, shade_window, short_time
from cutover.figures.text import fitted, length

ROW, TIGHT_ROW = 30, 25
"""Pixels of a row; of one among many."""
FEW = 14
"""Rows up to which one axis, at the bottom, is enough."""
FITTING = 6
"""Rows up to which the chart may be as tall as the screen has room for."""
TIGHT = 60
MOST_NEAR = 0.85
"""Share of the rows that must be near for the others to count as far off."""
LONGEST_NAME = 48
TOP_AXIS, FRAME = 44, 116
"""Pixels of an axis on top; those around the rows: names of moments, axis, key."""


def schedule_gantt(
    rows: pd.DataFrame, programme: pd.DataFrame, checkpoints: pd.DataFrame, look: Look, *, show: str = "path"
) -> go.Figure:
    """Return a row per task or workstream: baseline, done part, forecast, slip, and the moments that matter.

    Parameters
    ----------
    rows, programme, checkpoints
        Rows of the reports `schedule_rows`, `programme_summary` and
        `checkpoint_health`.
    look
        Theme, zone and status time.
    show
        'path', 'workstreams' or 'tasks', which are grouped by workstream.
    """
    dated = rows.dropna(subset=["start_at", "finish_at"])
    if dated.empty:
        return look.empty("No task has a forecast here: load tasks and dependencies, or widen filters and search.")
    placed, names = _places(dated, look, is_grouped=show == "tasks")
    height = (ROW if len(names) <= TIGHT else TIGHT_ROW) * len(names) + FRAME
    figure = look.figure(height + 1 if len(names) > FITTING else MAIN_HEIGHT)
    for place in sorted(set(range(len(names))) - set(placed["place"])):
        figure.add_hrect(
            y0=place - 0.45, y1=place + 0.45, fillcolor=look.grid, opacity=0.6, line_width=0, layer="below"
        )
    _draw_baseline(figure, placed, look)
    for is_critical in (False, True):
        _draw_bars(figure, placed[placed["is_critical"] == is_critical], look, is_critical=is_critical)
    _draw_milestones(figure, placed[placed["is_milestone"]], look)
    _draw_words(figure, placed, look, with_float=show == "path")
    figure.update_layout(barmode="overlay", margin_b=64)
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=names, range=[max(len(names), 6) - 0.4, -0.6],
        showgrid=len(names) > FEW, tickfont={"size": 15 if len(names) <= TIGHT else 14, "color": look.ink},
    )  # fmt: skip
    figure.update_xaxes(range=_span(placed, look), showgrid=True)
    _name_far_rows(figure, placed, look)
    read_times(figure, look)
    if len(names) > FEW:
        _add_top_axis(figure, placed)
    marks = shade_window(figure, programme.iloc[0], look) + _points_of_no_return(checkpoints)
    draw_marks(figure, marks, look, lift=TOP_AXIS if len(names) > FEW else 0)
    _draw_key(figure, placed, look, _hidden(rows))
    return look.describe(figure, _describe(placed, _hidden(rows), show))


def _hidden(rows: pd.DataFrame) -> int:
    """Return how many rows the report found beyond those it gave."""
    return int(rows["found_count"].iloc[0]) - len(rows) if "found_count" in rows and len(rows) else 0


def _places(rows: pd.DataFrame, look: Look, *, is_grouped: bool) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows with their place from the top, and the name of every place; a group opens with its own."""
    names, places, group = [], [], None
    for row in rows.itertuples():
        if is_grouped and row.workstream != group:
            group = row.workstream
            names.append(f"<b>{look.text(fitted(str(group), LONGEST_NAME))}</b>")
        places.append(len(names))
        name = look.text(fitted(row.row_name, LONGEST_NAME))
        names.append(f"<b>{name}</b>" if row.is_critical and not is_grouped else name)
    return rows.assign(place=places), names


def _span(rows: pd.DataFrame, look: Look) -> list[pd.Timestamp]:
    """Return the time shown: up to the horizon of the report; without one all rows but the few that lie far off."""
    if "horizon_at" in rows and rows["horizon_at"].notna().any() and rows["open_count"].any():
        return _ahead(rows, look)
    first = rows[["start_at", "baseline_start_at"]].min().min()
    last = rows[["finish_at", "baseline_finish_at"]].max().max()
    near = rows["finish_at"].sort_values().iloc[: max(1, int(len(rows) * MOST_NEAR))].max()
    if last - first > 3 * (near - first):
        last = near
    if look.as_of is not None and first < look.as_of < last:
        first = max(first, pd.Timestamp(look.as_of) - 1.5 * (last - look.as_of))
    room = max(last - first, pd.Timedelta(hours=1))
    return [(first - room * 0.02).floor("min"), (last + room * 0.2).ceil("min")]


def _ahead(rows: pd.DataFrame, look: Look) -> list[pd.Timestamp]:
    """Return the time from now, or from the first open row where that is far off, to a little behind the horizon."""
    last, first = rows["horizon_at"].max(), rows.loc[rows["open_count"] > 0, "start_at"].min()
    if look.as_of is not None and pd.Timestamp(look.as_of) < last:
        now = pd.Timestamp(look.as_of)
        first = now if first < now or first - now < last - first else first
    room = max(last - first, pd.Timedelta(hours=1))
    return [(first - room * 0.03).floor("min"), (last + room * 0.14).ceil("min")]


def _name_far_rows(figure: go.Figure, rows: pd.DataFrame, look: Look) -> None:
    """Write at the edge when a row is, where the time shown does not reach it."""
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    for edge, far, anchor in (
        (last, rows[rows["finish_at"] > last], "right"), (first, rows[rows["finish_at"] < first], "left"),
    ):  # fmt: skip
        words = [short_time(at) for at in far["finish_at"]]
        figure.add_scatter(
            x=[edge] * len(far), y=far["place"], mode="text", hoverinfo="skip",
            text=[f"{word} →" if anchor == "right" else f"← {word}" for word in words],
            textposition="middle left" if anchor == "right" else "middle right",
            textfont={"size": 14, "color": look.muted},
        )  # fmt: skip


def _draw_baseline(figure: go.Figure, rows: pd.DataFrame, look: Look) -> None:
    planned = rows.dropna(subset=["baseline_start_at", "baseline_finish_at"])
    figure.add_bar(
        **_bar(planned["baseline_start_at"], planned["baseline_finish_at"], planned["place"] + 0.36, 0.14),
        marker={"color": look.muted, "opacity": 0.6}, hoverinfo="skip",
    )  # fmt: skip


def _draw_bars(figure: go.Figure, rows: pd.DataFrame, look: Look, *, is_critical: bool) -> None:
    """Draw the whole bar pale, as forecast, and what is done of it solid."""
    edge, width = (look.ink, 2.5) if is_critical else (look.series[0], 1.2)
    bars = rows[~rows["is_milestone"]]
    colour = look.series[0] if bars["row_kind"].eq("workstream").all() else edge
    done = bars.dropna(subset=["done_until_at"])
    for part, finish, fill in ((bars, bars["finish_at"], _pale(colour, look)), (done, done["done_until_at"], colour)):
        figure.add_bar(
            **_bar(part["start_at"], finish, part["place"], 0.5),
            marker={"color": fill, "line": {"color": edge, "width": width}},
            customdata=[look.text(_say(row)) for row in part.itertuples()],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip


def _draw_milestones(figure: go.Figure, rows: pd.DataFrame, look: Look) -> None:
    colours = [look.ink if critical else look.series[0] for critical in rows["is_critical"]]
    reached = rows["done_until_at"].notna()
    figure.add_scatter(
        x=rows["finish_at"], y=rows["place"], mode="markers",
        marker={"symbol": ["diamond" if done else "diamond-open" for done in reached], "size": 15, "color": colours,
                "line": {"color": colours, "width": 2.5}},
        customdata=[look.text(_say(row)) for row in rows.itertuples()], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _draw_words(figure: go.Figure, rows: pd.DataFrame, look: Look, *, with_float: bool) -> None:
    """Write beside a bar how late it is; on the path else what float it has."""
    words = [_words(row, look, with_float) for row in rows.itertuples()]
    figure.add_scatter(
        x=rows["finish_at"], y=rows["place"], mode="text", hoverinfo="skip",
        text=[f"   {word}" for word in words], textposition="middle right",
        textfont={"size": 14, "color": look.muted},
    )  # fmt: skip


def _words(row: object, look: Look, with_float: bool) -> str:
    late = look.status["late"]
    if row.is_late and row.slip_minutes > 0:
        return f"<span style='color:{late.ink}'>{late.shape} <b>{length(row.slip_minutes)} late</b></span>"
    if row.row_kind == "workstream":
        return f"{row.open_count:,} of {row.task_count:,} open"
    is_loose = with_float and not row.is_critical and row.open_count and pd.notna(row.total_float_minutes)
    return f"float {length(row.total_float_minutes)}" if is_loose else ""


def _points_of_no_return(checkpoints: pd.DataFrame) -> list[Mark]:
    flagged = checkpoints[checkpoints["is_point_of_no_return"].fillna(False).astype(bool)]
    return [Mark(at, f"Point of no return {short_time(at)}") for at in flagged["planned_at"].dropna()]


def _add_top_axis(figure: go.Figure, rows: pd.DataFrame) -> None:
    """Repeat the time axis on top, so that the first rows of a long chart can be read."""
    figure.add_scatter(x=rows["start_at"].head(1), y=[0], xaxis="x2", mode="markers", opacity=0, hoverinfo="skip")
    below = figure.layout.xaxis.to_plotly_json()
    figure.update_layout(
        xaxis2=below | {"overlaying": "x", "matches": "x", "side": "top", "showgrid": False, "tickmode": "auto"}
    )


def _draw_key(figure: go.Figure, rows: pd.DataFrame, look: Look, hidden: int) -> None:
    """Name what the bars mean, on one line under the axis, and how many rows are not shown."""
    blue = look.series[0]
    where = ": see Tasks" if "horizon_at" in rows and rows["horizon_at"].notna().any() else ": search, filter or fold"
    parts = [f"<span style='color:{blue}'>■</span> done", f"<span style='color:{blue}'>□</span> forecast"]
    parts += ["<b>■ □ critical</b>"] if rows["is_critical"].any() else []
    parts += [f"<span style='color:{look.muted}'>▬</span> baseline"]
    parts += ["◆ milestone"] if rows["is_milestone"].any() else []
    parts += [f"<b>{hidden:,} more not shown{where}</b>"] if hidden > 0 else []
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-38, showarrow=False,
        text="    ".join(parts), font={"size": 14, "color": look.ink},
    )  # fmt: skip


def _bar(start: pd.Series, finish: pd.Series, place: pd.Series, width: float) -> dict[str, object]:
    """Return what plotly needs to draw bars from start to finish."""
    return {
        "x": (finish - start).dt.total_seconds() * 1000, "base": start, "y": place, "orientation": "h", "width": width,
    }  # fmt: skip


def _say(row: object) -> str:
    """Return a row in a sentence, for the pointer."""
    said = f"{row.row_name}: {short_time(row.start_at)} to {short_time(row.finish_at)}"
    if pd.notna(row.baseline_finish_at):
        said += f", baseline finish {short_time(row.baseline_finish_at)}"
    if row.row_kind == "workstream":
        return f"{said}; {row.open_count} of {row.task_count} tasks open"
    if row.is_late and row.slip_minutes > 0:
        said += f"; {length(row.slip_minutes)} late"
        own, inherited = row.own_delay_minutes, row.inherited_delay_minutes
        said += (
            f", {length(own)} its own, {length(inherited)} inherited" if own == own == own and own + inherited else ""
        )
    if row.open_count and pd.notna(row.total_float_minutes):
        said += "; critical" if row.is_critical else f"; float {length(row.total_float_minutes)}"
    return said


def _describe(rows: pd.DataFrame, hidden: int, show: str) -> str:
    late, critical = rows[rows["is_late"]], int(rows["is_critical"].sum())
    worst = late[late["slip_minutes"] > 0].sort_values("slip_minutes", ascending=False).head(5)
    what = "workstreams" if show == "workstreams" else "tasks"
    said = f"Gantt chart of {len(rows)} {what}, {critical} critical, {len(late)} late."
    said += f" They end {short_time(rows['finish_at'].max())}."
    said += f" {hidden:,} more are not shown." if hidden > 0 else ""
    listed = "; ".join(f"{row.row_name} {length(row.slip_minutes)}" for row in worst.itertuples())
    return f"{said} Most late: {listed}." if listed else said


def _pale(colour: str, look: Look) -> str:
    """Return a colour mixed into the paper: opaque, so that lines behind do not show through."""
    mixed = (
        round(0.2 * int(colour[i : i + 2], 16) + 0.8 * int(look.paper[i : i + 2], 16)) for i in (1, 3, 5)
    )  # fmt: skip
    return "#" + "".join(f"{part:02X}" for part in mixed)
