"""How likely the finish and every target are to be kept, and what they depend on."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look, day_and_time, status_word
from cutover.figures.moments import Mark, draw_marks, read_times, short_time
from cutover.figures.text import fitted, folded, length

HEIGHT = 430
ROW, CHANCE_ROW = 42, 56
MOST_TARGETS = 6
MOST_BARS = 10
LINE = 26
LONGEST_NAME = 34
NARROW_NAME = 25
LEVELS = (50, 80, 95)
FAR_RIGHT = 0.72
"""Share of the axis behind which a label stands left of its mark."""
SAME = 0.02
"""Share of the whole by which two curves must lie apart to be told apart."""
WIDTH = 760
"""Pixels that the plot of the main chart is about wide, on the smaller screen."""


def finish_curve(course: pd.DataFrame, finish: pd.DataFrame, look: Look) -> go.Figure:
    """Return the share of trials that are done by each moment, against the moment when all must be done.

    Parameters
    ----------
    course, finish
        Rows of the reports `finish_distribution` and `finish_risk`.
    look
        Theme, zone and status time.
    """
    now = course[course["version"] == "current"].dropna(subset=["finish_at"]).sort_values("percent")
    told = finish[finish["version"] == "current"]
    if now.empty or told.empty:
        reason = told["reason"].iloc[0] if len(told) and isinstance(told["reason"].iloc[0], str) else None
        return look.empty(reason or "Nothing is simulated: load tasks with durations and dependencies.", MAIN_HEIGHT)
    figure, outlook = look.figure(MAIN_HEIGHT), told.iloc[0]
    before = course[course["version"] == "previous"].dropna(subset=["finish_at"]).sort_values("percent")
    _draw_previous(figure, before, now, look)
    _set_range(figure, now, before, outlook["due_at"])
    _draw_curve(figure, now, outlook, look)
    _draw_levels(figure, outlook, look)
    read_times(figure, look)
    draw_marks(figure, [Mark(outlook["due_at"], f"Due {short_time(outlook['due_at'])}")], look, width=WIDTH)
    figure.update_yaxes(title_text="Trials done by then", range=[0, 104], ticksuffix=" %", dtick=25)
    return look.describe(figure, _describe_finish(outlook, len(before) > 0))


def target_chances(targets: pd.DataFrame, look: Look) -> go.Figure:
    """Return how likely each checkpoint, milestone and the window is to be kept, with its interval.

    Parameters
    ----------
    targets
        Rows of the report `target_risk`, earliest first.
    look
        Theme, zone and status time.
    """
    open_ones = targets[targets["on_time_ratio"].notna() & targets["reached_at"].isna()]
    if open_ones.empty:
        return look.empty("No open target was simulated.", HEIGHT)
    shown = _next_targets(open_ones)
    figure = look.figure(max(MAIN_HEIGHT, CHANCE_ROW * len(shown) + 80))
    for place, row in enumerate(shown.itertuples()):
        _draw_chance(figure, place, row, look)
    of_all = f"; {len(shown)} of {len(open_ones)} targets" if len(open_ones) > len(shown) else ""
    _set_chance_axes(figure, len(shown), f"Chance to be on time, 95 % interval{of_all}")
    told = "; ".join(
        f"{row.target_name} {_percent(row.on_time_ratio)}, {status_word(row.health)}" for row in shown.itertuples()
    )
    return look.describe(figure, f"Chance to be on time of {len(open_ones)} open targets: {told}.")


def _next_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the focus, the point of no return and the earliest others, in order of time."""
    first = targets["is_focus"] | targets["target_kind"].eq("point_of_no_return")
    ranked = targets.assign(rank=~first).sort_values("rank", kind="stable").head(MOST_TARGETS)
    return targets.loc[sorted(ranked.index)]


def finish_tornado(items: pd.DataFrame, finish: pd.DataFrame, look: Look) -> go.Figure:
    """Return how far each task or risk alone moves the finish, from its good case to its bad case.

    Parameters
    ----------
    items, finish
        Rows of the reports `risk_tornado` and `finish_risk`.
    look
        Theme, zone and status time.
    """
    shown = items.dropna(subset=["low_finish_at", "high_finish_at"]).sort_values("position").head(MOST_BARS)
    shown = shown[shown["swing_minutes"] != 0]
    if shown.empty:
        return look.empty("No single task or risk moves the finish.", HEIGHT)
    figure = look.figure(max(HEIGHT, ROW * len(shown) + 100))
    told = finish[finish["version"] == "current"].iloc[0]
    centre, places = told["p50_at"], list(range(len(shown)))
    _draw_swings(figure, shown, centre, look)
    names = [folded(("Risk: " if row.item_kind == "risk" else "") + row.item_name, LINE) for row in shown.itertuples()]
    figure.update_yaxes(tickvals=places, ticktext=names, range=[max(len(shown), 5) - 0.4, -0.6], showgrid=False,
                        tickfont={"size": 15, "color": look.ink})  # fmt: skip
    ends = [*shown["low_finish_at"], *shown["high_finish_at"], *([centre] if pd.notna(centre) else [])]
    first, last = min(ends), max(ends)
    room = max(last - first, pd.Timedelta(minutes=10))
    figure.update_xaxes(range=[(first - room * 0.06).floor("min"), (last + room * 0.65).ceil("min")], showgrid=True)
    read_times(figure, look)
    figure.update_xaxes(nticks=6)
    figure.update_layout(barmode="overlay")
    due = told["due_at"]
    marks = [Mark(due, f"Due {short_time(due)}"), Mark(centre, f"P50 {short_time(centre)}")]
    draw_marks(figure, marks, look, width=WIDTH // 2)
    told = "; ".join(f"{row.item_name} {length(row.swing_minutes)}" for row in shown.itertuples())
    return look.describe(figure, f"What the finish depends on most, good case to bad case: {told}.")


def chance_changes(changes: pd.DataFrame, look: Look) -> go.Figure:
    """Return the chance of each target at the snapshot before and now, and how far its P80 moved.

    Parameters
    ----------
    changes
        Rows of the report `risk_changes`.
    look
        Theme, zone and status time.
    """
    known = changes.dropna(subset=["on_time_ratio", "previous_on_time_ratio"])
    known = known[(known["p80_moved_minutes"].fillna(0) != 0) | (known["on_time_moved_ratio"].fillna(0) != 0)]
    if known.empty:
        return look.empty("Nothing changed since the snapshot before, or there is none.", HEIGHT)
    order = known["on_time_moved_ratio"].abs().sort_values(ascending=False, kind="stable").index
    shown = known.loc[order].head(MOST_BARS)
    figure = look.figure(max(HEIGHT, CHANCE_ROW * len(shown) + 80))
    for place, row in enumerate(shown.itertuples()):
        _draw_change(figure, place, row, look)
    _set_chance_axes(figure, len(shown), "Chance to be on time: ○ before, filled now")
    told = "; ".join(
        f"{row.target_name} {_percent(row.previous_on_time_ratio)} to {_percent(row.on_time_ratio)}, P80 "
        f"{_moved(row.p80_moved_minutes)}" for row in shown.itertuples()
    )  # fmt: skip
    return look.describe(figure, f"What changed since {short_time(shown['previous_told_at'].iloc[0])}: {told}.")


def _draw_previous(figure: go.Figure, before: pd.DataFrame, now: pd.DataFrame, look: Look) -> None:
    """Draw the curve of the snapshot before, pale, with its name."""
    if before.empty:
        return
    figure.add_scatter(
        x=before["finish_at"], y=before["percent"], mode="lines", line={"color": look.muted, "width": 2, "dash": "dot"},
        hovertemplate="Snapshot before: %{y:.0f} % by %{x|%a %-d %b %H:%M}<extra></extra>",
    )  # fmt: skip
    named = before.iloc[(before["percent"] - 40).abs().argmin()]
    between = named["finish_at"] - now.iloc[(now["percent"] - 40).abs().argmin()]["finish_at"]
    middle = now.loc[now["percent"].between(1, 99), "finish_at"]
    if abs(between) < SAME * (middle.max() - middle.min()):
        return
    is_left = between < pd.Timedelta(0)
    figure.add_annotation(
        x=named["finish_at"], y=named["percent"], text="snapshot before", showarrow=False,
        xanchor="right" if is_left else "left", xshift=-8 if is_left else 8, font={"color": look.muted, "size": 14},
    )  # fmt: skip


def _draw_curve(figure: go.Figure, now: pd.DataFrame, outlook: pd.Series, look: Look) -> None:
    """Draw the curve, shaded up to the due time, and say the chance in words."""
    status = look.status[outlook["health"]]
    kept = now[now["finish_at"] <= outlook["due_at"]] if pd.notna(outlook["due_at"]) else now.head(0)
    if len(kept):
        chance = outlook["on_time_ratio"] * 100
        edge = [*kept["finish_at"], outlook["due_at"]], [*kept["percent"], chance]
        figure.add_scatter(
            x=edge[0], y=edge[1], mode="none", fill="tozeroy", fillcolor=_pale(status.edge), hoverinfo="skip"
        )
    figure.add_scatter(
        x=now["finish_at"], y=now["percent"], mode="lines", line={"color": look.series[0], "width": 4},
        hovertemplate="%{y:.0f} % of the trials are done by %{x|%a %-d %b %H:%M}<extra></extra>",
    )  # fmt: skip
    if pd.notna(outlook["on_time_ratio"]):
        figure.add_annotation(
            x=0, y=0.98, xref="paper", yref="paper", xanchor="left", yanchor="top", xshift=12, align="left",
            showarrow=False, font={"size": 16, "color": look.ink}, bgcolor=look.paper,
            text=f"<span style='color:{status.ink};font-size:30px'>{status.shape} <b>{_percent(outlook['on_time_ratio'])}"
            f"</b></span><br>chance to be done in time{_due_words(figure, outlook['due_at'])}",
        )  # fmt: skip


def _due_words(figure: go.Figure, due: pd.Timestamp) -> str:
    """Return when it is due, where the time shown does not reach it."""
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    return "" if first <= due <= last else f",<br>due {short_time(due)}"


def _draw_levels(figure: go.Figure, outlook: pd.Series, look: Look) -> None:
    """Mark P50, P80 and P95 on the curve, with their local times, where there is room for them."""
    first, last = (pd.Timestamp(end) for end in figure.layout.xaxis.range)
    for level in LEVELS:
        at = outlook[f"p{level}_at"]
        if pd.isna(at):
            continue
        figure.add_scatter(
            x=[at], y=[level], mode="markers", marker={"size": 12, "color": look.series[0],
                                                       "line": {"color": look.paper, "width": 2}},
            hovertemplate=f"P{level}: {day_and_time(at)}, 95 % interval {short_time(outlook[f'p{level}_low_at'])} to "
            f"{short_time(outlook[f'p{level}_high_at'])}<extra></extra>",
        )  # fmt: skip
        is_right = (at - first) / (last - first) > FAR_RIGHT
        figure.add_annotation(
            x=at, y=level, text=f"<b>P{level}</b>  {short_time(at)}", showarrow=False,
            xanchor="right" if is_right else "left", xshift=-12 if is_right else 12, yshift=10 if is_right else -10, font={"size": 15, "color": look.ink}, bgcolor=look.paper,
        )  # fmt: skip


def _set_range(figure: go.Figure, now: pd.DataFrame, before: pd.DataFrame, due: pd.Timestamp) -> None:
    """Show both curves but their long tails, and the due time where it is not far off, with room for words."""
    shown = pd.concat([now[now["percent"].between(1, 98)], before[before["percent"].between(5, 95)]])["finish_at"]
    first, last = shown.min(), shown.max()
    room = max(last - first, pd.Timedelta(minutes=30))
    if pd.notna(due) and first - 2 * room < due < last + 2 * room:
        first, last = min(first, due), max(last, due)
    room = max(last - first, pd.Timedelta(minutes=10))
    figure.update_xaxes(range=[(first - room * 0.1).floor("min"), (last + room * 0.14).ceil("min")])


def _draw_chance(figure: go.Figure, place: int, row: object, look: Look) -> None:
    status, chance = look.status[row.health], row.on_time_ratio * 100
    figure.add_scatter(
        x=[row.on_time_low_ratio * 100, row.on_time_high_ratio * 100], y=[place, place], mode="lines",
        hoverinfo="skip", line={"color": status.edge, "width": 5},
    )  # fmt: skip
    figure.add_scatter(
        x=[chance], y=[place], mode="markers",
        marker={"symbol": status.symbol, "size": 15, "color": status.fill, "line": {"color": status.edge, "width": 2}},
        hovertemplate=look.text(_say_chance(row)) + "<extra></extra>",
    )  # fmt: skip
    name = f"<b>{look.text(fitted(row.target_name, NARROW_NAME))}</b>"
    words = f"<span style='color:{status.ink}'>{status.shape} <b>{status.word}</b></span>"
    _say_above(figure, place, f"{words}  {_percent(row.on_time_ratio)}  {name}", look)


def _say_above(figure: go.Figure, place: int, words: str, look: Look) -> None:
    """Write the words of a row over its mark, from the left."""
    figure.add_annotation(x=0, y=place, xanchor="left", yshift=19, showarrow=False, text=words,
                          font={"size": 15, "color": look.ink})  # fmt: skip


def _set_chance_axes(figure: go.Figure, count: int, title: str) -> None:
    """Show a row per target, its words above it, over the scale from 0 to 100 %."""
    figure.update_yaxes(showticklabels=False, range=[max(count, 5) - 0.5, -0.8], tickvals=list(range(count)))
    figure.update_xaxes(range=[-3, 104], tickvals=[0, 25, 50, 75, 100], ticksuffix=" %", title_text=title)


def _say_chance(row: object) -> str:
    return (
        f"{row.target_name}, due {short_time(row.due_at)}: {_percent(row.on_time_ratio)} on time "
        f"({_percent(row.on_time_low_ratio)} to {_percent(row.on_time_high_ratio)}), P80 {short_time(row.p80_at)}"
    )


def _draw_swings(figure: go.Figure, shown: pd.DataFrame, centre: pd.Timestamp, look: Look) -> None:
    """Draw a bar from good to bad case: its part before the P50 in one colour, that after in another."""
    middle = shown["low_finish_at"] if pd.isna(centre) else pd.Series(centre, index=shown.index)
    middle = middle.clip(lower=shown["low_finish_at"], upper=shown["high_finish_at"])
    for start, end, colour in (
        (shown["low_finish_at"], middle, look.series[2]), (middle, shown["high_finish_at"], look.series[1]),
    ):  # fmt: skip
        figure.add_bar(
            x=(end - start).dt.total_seconds() * 1000, base=start, y=list(range(len(shown))), orientation="h",
            width=0.5, marker={"color": colour}, customdata=[look.text(_say_swing(row)) for row in shown.itertuples()],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    for place, row in enumerate(shown.itertuples()):
        figure.add_annotation(
            x=row.high_finish_at, y=place, xanchor="left", xshift=8, showarrow=False, text=_swing_words(row, look),
            font={"size": 14, "color": look.ink},
        )  # fmt: skip


def _swing_words(row: object, look: Look) -> str:
    share = _percent(row.criticality_ratio) if pd.notna(row.criticality_ratio) else ""
    word = "happens" if row.item_kind == "risk" else "critical"
    return f"<b>{length(row.swing_minutes)}</b> <span style='color:{look.muted}'>{word} {share}</span>"


def _say_swing(row: object) -> str:
    basis = f", {row.basis}" if isinstance(row.basis, str) else ""
    return f"{row.item_name}{basis}: {short_time(row.low_finish_at)} if it goes well, {short_time(row.high_finish_at)} if badly"


def _draw_change(figure: go.Figure, place: int, row: object, look: Look) -> None:
    """Draw the chance before as a ring, the chance now as the mark of its health, a line between."""
    status = look.status[row.health]
    before, now = row.previous_on_time_ratio * 100, row.on_time_ratio * 100
    figure.add_scatter(
        x=[before, now], y=[place, place], mode="lines", line={"color": look.muted, "width": 2}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=[before, now], y=[place, place], mode="markers", hoverinfo="skip",
        marker={"symbol": ["circle-open", status.symbol], "size": [13, 15], "color": [look.muted, status.fill],
                "line": {"color": [look.muted, status.edge], "width": 2}, "opacity": 1},
    )  # fmt: skip
    name = f"<b>{look.text(fitted(row.target_name, LONGEST_NAME))}</b>"
    words = f"{name}  {_percent(row.previous_on_time_ratio)} → <b>{_percent(row.on_time_ratio)}</b>"
    _say_above(figure, place, f"{words}, P80 {_moved(row.p80_moved_minutes)}", look)


def _moved(minutes: float) -> str:
    if pd.isna(minutes):
        return "not known"
    return "as it was" if minutes == 0 else f"{length(abs(minutes))} {'later' if minutes > 0 else 'earlier'}"


def _percent(ratio: float) -> str:
    """Return a share as a percentage that never rounds to certain: '> 99 %', '< 1 %'."""
    if pd.isna(ratio):
        return "not known"
    if 0.995 <= ratio < 1:
        return "> 99 %"
    return "< 1 %" if 0 < ratio < 0.005 else f"{ratio * 100:.0f} %"


def _describe_finish(outlook: pd.Series, has_previous: bool) -> str:
    levels = "; ".join(
        f"P{level} {day_and_time(outlook[f'p{level}_at'])}" for level in LEVELS if pd.notna(outlook[f"p{level}_at"])
    )
    said = f"{fitted(str(outlook['target_name']), 60)} by simulation: {levels}."
    if pd.notna(outlook["due_at"]):
        said += (
            f" Due {day_and_time(outlook['due_at'])}: {_percent(outlook['on_time_ratio'])} of the trials are in time."
        )
    return said + (" The curve of the snapshot before is drawn pale." if has_previous else "")


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"
