"""What moved the finish, whose delay it is, who waits at hand-offs, and how the forecast went."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look, day_and_time
from cutover.figures.moments import Mark, draw_marks, read_times, short_time
from cutover.figures.text import folded, length

HEIGHT = 430
ROW = 42
MOST_MOVES = 9
MOST_ROLES = 8
MOST_DELAYS = 9
PAIR_ROW, HEAD_ROW = 46, 76
TITLE_LINE = 44
"""Letters of a line below an axis: so much fits on a phone."""
INITIALS = {"pmo", "sme"}
LINE = 25
HALF = 620
"""Pixels that a plot in half of the page is about wide, on the smaller screen."""


def finish_waterfall(moves: pd.DataFrame, course: pd.DataFrame, look: Look) -> go.Figure:
    """Return what each task added to or took from the forecast finish since the snapshot before.

    Parameters
    ----------
    moves, course
        Rows of the reports `finish_moves` and `forecast_course`.
    look
        Theme, zone and status time.
    """
    told = course.dropna(subset=["forecast_at"])
    if len(told) < 2:
        return look.empty("There is no snapshot before this one to compare with.", HEIGHT)
    before, now = told.iloc[-2], told.iloc[-1]
    shown = _largest(moves)
    if shown.empty:
        return look.empty(f"The finish did not move: {short_time(now['forecast_at'])}.", HEIGHT)
    rows = [None, *shown.itertuples(), None]
    figure = look.figure(max(HEIGHT, ROW * len(rows) + 110))
    reached, steps = before["forecast_at"], []
    for row in shown.itertuples():
        steps.append((reached, reached + pd.Timedelta(minutes=row.share_minutes)))
        reached = steps[-1][1]
    _draw_ends(figure, [before, now], len(rows), look)
    _draw_moves(figure, shown, steps, look)
    names = [f"<b>Forecast of {_day(before['told_at'])}</b>"]
    names += [folded(row.task_name, LINE) for row in shown.itertuples()]
    _name_rows(figure, [*names, "<b>Forecast now</b>"], look)
    ends = [at for step in steps for at in step] + [before["forecast_at"], now["forecast_at"]]
    _time_range(figure, ends, look)
    draw_marks(figure, [Mark(now["due_at"], f"Due {short_time(now['due_at'])}")], look, width=HALF)
    moved = (now["forecast_at"] - before["forecast_at"]).total_seconds() / 60
    told = "; ".join(f"{row.task_name} {_signed(row.share_minutes)}, {row.change}" for row in shown.itertuples())
    return look.describe(
        figure, f"The forecast finish went from {day_and_time(before['forecast_at'])} to "
        f"{day_and_time(now['forecast_at'])}, {_signed(moved)}. {told}."
    )  # fmt: skip


def delay_shares(rows: pd.DataFrame, look: Look) -> go.Figure:
    """Return the delay of the tasks that are most late: their own part and the part inherited from predecessors.

    Parameters
    ----------
    rows
        Rows of the report `schedule_rows`.
    look
        Theme, zone and status time.
    """
    late = rows[(rows["own_delay_minutes"].fillna(0) + rows["inherited_delay_minutes"].fillna(0)) > 0]
    late = late[late["open_count"] > 0].sort_values("slip_minutes", ascending=False, kind="stable")
    if late.empty:
        return look.empty("No open task is late against its baseline.", HEIGHT)
    shown = late.head(MOST_DELAYS).fillna({"own_delay_minutes": 0, "inherited_delay_minutes": 0})
    figure = look.figure(max(HEIGHT, PAIR_ROW * len(shown) + 90))
    places = list(range(len(shown)))
    unit, word = (60, "hours") if shown["slip_minutes"].max() < 72 * 60 else (1440, "days")
    for column, shift, colour, whose in (
        ("own_delay_minutes", -0.16, look.ink, "its own"),
        ("inherited_delay_minutes", 0.16, look.series[8], "inherited"),
    ):
        figure.add_bar(
            x=shown[column] / unit, y=[place + shift for place in places], orientation="h", width=0.28,
            marker={"color": colour}, hoverinfo="skip", text=[f"{length(value)} {whose}" for value in shown[column]],
            textposition="outside", textfont={"size": 14, "color": look.ink}, cliponaxis=False, constraintext="none",
        )  # fmt: skip
    _name_rows(figure, [folded(name, LINE) for name in shown["row_name"]], look)
    most = shown[["own_delay_minutes", "inherited_delay_minutes"]].max().max() / unit
    of_all = f"; {len(shown)} of {len(late)} late tasks" if len(late) > len(shown) else ""
    figure.update_xaxes(range=[0, most * 1.6], title_text=f"{word.capitalize()} late against the baseline{of_all}",
                        showgrid=True)  # fmt: skip
    figure.update_layout(barmode="overlay")
    told = "; ".join(
        f"{row.row_name} {length(row.own_delay_minutes)} its own, {length(row.inherited_delay_minutes)} inherited"
        for row in shown.itertuples()
    )
    return look.describe(figure, f"Delay of the {len(shown)} tasks most late, of {len(late)}: {told}.")


def handoff_waits(waits: pd.DataFrame, look: Look) -> go.Figure:
    """Return how long work lies at each receiving role before it starts: median as a bar, longest as a tick.

    Parameters
    ----------
    waits
        Rows of the report `handoffs`.
    look
        Theme, zone and status time.
    """
    measured = waits[waits["handoff_count"] > 0].sort_values(
        ["waiting_count", "total_wait_minutes"], ascending=False, kind="stable"
    )
    if measured.empty:
        return look.empty("No task was handed from one role to another yet.", HEIGHT)
    shown = measured.head(MOST_ROLES)
    figure = look.figure(max(HEIGHT, HEAD_ROW * len(shown) + 80))
    places = list(range(len(shown)))
    unit, word = (60, "Hours") if shown["longest_wait_minutes"].max() < 72 * 60 else (1440, "Days")
    median, longest = (shown[f"{name}_wait_minutes"].fillna(0) / unit for name in ("median", "longest"))
    colours = [look.sides.get(side, look.muted) for side in shown["side"]]
    figure.add_bar(x=median, y=places, orientation="h", width=0.22, marker={"color": colours}, hoverinfo="skip")
    figure.add_scatter(
        x=longest, y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 3, "color": look.ink}},
    )  # fmt: skip
    for place, row in zip(places, shown.itertuples(), strict=True):
        figure.add_annotation(
            x=0, y=place, xanchor="left", yanchor="bottom", yshift=9, align="left", showarrow=False,
            text=_handoff_words(row, look), font={"size": 15, "color": look.ink},
        )  # fmt: skip
    figure.update_yaxes(visible=False, range=[max(len(shown), 4) - 0.5, -0.9])
    of_all = f"; {len(shown)} of {len(measured)} roles" if len(measured) > len(shown) else ""
    figure.update_xaxes(
        title_text=folded(f"{word} from ready to started; bar: median, tick: longest{of_all}", TITLE_LINE),
        range=[0, max(longest.max(), 0.5) * 1.04], showgrid=True,
    )  # fmt: skip
    told = "; ".join(
        f"{_role(row.owner_role)} ({row.side}) median {length(row.median_wait_minutes)}, longest "
        f"{length(row.longest_wait_minutes)}, {row.waiting_count} waiting now" for row in shown.itertuples()
    )  # fmt: skip
    return look.describe(figure, f"Waits at hand-offs by receiving role, the most waiting first: {told}.")


def forecast_trend(course: pd.DataFrame, look: Look) -> go.Figure:
    """Return the forecast finish as every snapshot told it, against the time when it is due.

    Parameters
    ----------
    course
        Rows of the report `forecast_course`.
    look
        Theme, zone and status time.
    """
    told = course.dropna(subset=["forecast_at"])
    if told.empty:
        return look.empty("No snapshot gave a forecast of the finish yet.", HEIGHT)
    figure, last = look.figure(HEIGHT), told.iloc[-1]
    figure.add_scatter(
        x=told["told_at"], y=told["due_at"], mode="lines", hoverinfo="skip",
        line={"color": look.muted, "width": 2, "shape": "hv"},
    )  # fmt: skip
    figure.add_scatter(
        x=told["told_at"], y=told["forecast_at"], mode="lines+markers", line={"color": look.series[0], "width": 3},
        marker={"size": 8}, hovertemplate="%{x|%a %-d %b %H:%M}: forecast %{y|%a %-d %b %H:%M}<extra></extra>",
    )  # fmt: skip
    at = last["told_at"]
    look.end_label(figure, at, last["forecast_at"], short_time(last["forecast_at"]), colour=look.series[0])
    if pd.notna(last["due_at"]):
        first = told.iloc[0]
        figure.add_annotation(
            x=first["told_at"], y=first["due_at"], text=f"Due {short_time(last['due_at'])}", showarrow=False,
            xanchor="left", yanchor="bottom", font={"color": look.muted, "size": 15},
        )  # fmt: skip
    reach = max(at - told["told_at"].iloc[0], pd.Timedelta(hours=6))
    figure.update_xaxes(range=[(told["told_at"].iloc[0] - reach * 0.03).floor("min"), (at + reach * 0.62).ceil("min")])
    read_times(figure, look)
    draw_marks(figure, [], look, width=HALF)
    figure.update_xaxes(nticks=6)
    figure.update_yaxes(
        type="date", tickformat="%a %-d %b<br>%H:%M", title_text="Forecast finish", nticks=7, range=_height_of(told)
    )
    slack = last["slack_minutes"]
    said = f" {length(abs(slack))} {'before' if slack >= 0 else 'after'} it is due" if pd.notna(slack) else ""
    return look.describe(
        figure, f"The forecast finish in {len(told)} snapshots: first {day_and_time(told.iloc[0]['forecast_at'])}, now "
        f"{day_and_time(last['forecast_at'])}{said}."
    )  # fmt: skip


def _height_of(told: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the finishes shown: never less than a few hours, so that a finish that stays is a line in the middle."""
    ends = pd.concat([told["forecast_at"], told["due_at"]]).dropna()
    room = max(ends.max() - ends.min(), pd.Timedelta(hours=8)) * 0.15
    middle = pd.Timedelta(hours=4) if ends.max() - ends.min() < pd.Timedelta(hours=1) else pd.Timedelta(0)
    return [ends.min() - room - middle, ends.max() + room + middle]


def _largest(moves: pd.DataFrame) -> pd.DataFrame:
    """Return the moves that count most, in order of the path, the others as one row."""
    moved = moves[moves["share_minutes"].fillna(0) != 0].reset_index(drop=True)
    if len(moved) <= MOST_MOVES:
        return moved
    kept = moved.loc[moved["share_minutes"].abs().sort_values(ascending=False, kind="stable").index[:MOST_MOVES]]
    rest = moved.drop(kept.index)
    others = pd.DataFrame(
        {"task_name": [f"{len(rest)} others"], "share_minutes": [rest["share_minutes"].sum()], "change": ["together"]}
    )
    return pd.concat([moved.loc[kept.index].sort_index(), others], ignore_index=True)


def _draw_ends(figure: go.Figure, ends: list[pd.Series], count: int, look: Look) -> None:
    """Draw the finish before and now as diamonds with their times."""
    places = [0, count - 1]
    times = [end["forecast_at"] for end in ends]
    figure.add_scatter(
        x=times, y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": ["diamond-open", "diamond"], "size": 16, "color": look.ink, "line": {"width": 2.5}},
    )  # fmt: skip
    for at, place in zip(times, places, strict=True):
        _label(figure, (at, place), f"<b>{short_time(at)}</b>", look.ink)


def _draw_moves(figure: go.Figure, moves: pd.DataFrame, steps: list[tuple], look: Look) -> None:
    for place, (row, (start, finish)) in enumerate(zip(moves.itertuples(), steps, strict=True), start=1):
        colour = look.series[1] if row.share_minutes > 0 else look.series[2]
        left, right = min(start, finish), max(start, finish)
        figure.add_bar(
            x=[(right - left).total_seconds() * 1000], base=[left], y=[place], orientation="h", width=0.5,
            marker={"color": colour}, hovertemplate=look.text(_move_words(row)) + "<extra></extra>",
        )  # fmt: skip
        figure.add_shape(type="line", x0=finish, x1=finish, y0=place, y1=place + 1,
                         line={"color": look.muted, "width": 1})  # fmt: skip
        change = f" <span style='color:{look.muted}'>{look.text(row.change)}</span>"
        _label(figure, (right, place), f"<b>{_signed(row.share_minutes)}</b>{change}", look.ink)


def _label(figure: go.Figure, place: tuple, words: str, colour: str) -> None:
    x, y = place
    figure.add_annotation(x=x, y=y, text=words, showarrow=False, xanchor="left", xshift=10,
                          font={"size": 14, "color": colour})  # fmt: skip


def _name_rows(figure: go.Figure, names: list[str], look: Look) -> None:
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[max(len(names), 5) - 0.4, -0.6],
                        showgrid=False, tickfont={"size": 15, "color": look.ink})  # fmt: skip


def _time_range(figure: go.Figure, moments: list[pd.Timestamp], look: Look) -> None:
    """Show all moments with room for words behind the last."""
    first, last = min(moments), max(moments)
    room = max(last - first, pd.Timedelta(minutes=30))
    figure.update_xaxes(range=[(first - room * 0.08).floor("min"), (last + room * 1.0).ceil("min")], showgrid=True)
    read_times(figure, look)
    figure.update_xaxes(nticks=6)


def _handoff_words(row: object, look: Look) -> str:
    waiting = f", <b>{row.waiting_count} waiting now</b>" if row.waiting_count else ""
    name = look.text(_role(row.owner_role))
    return (
        f"<b>{name}</b>, {look.text(row.side)}<br>{length(row.median_wait_minutes)}, longest "
        f"{length(row.longest_wait_minutes)}{waiting}"
    )


def _move_words(row: object) -> str:
    owner = f" ({row.side}, {_role(row.owner_role)})" if isinstance(getattr(row, "owner_role", None), str) else ""
    return f"{row.task_name}{owner}: {_signed(row.share_minutes)}, {row.change}"


def _role(value: object) -> str:
    """Return a role as people read it; 'no role' for none."""
    if not isinstance(value, str):
        return "No role"
    words = [word.upper() if word in INITIALS else word for word in value.split("_")]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _signed(minutes: float) -> str:
    return f"+{length(minutes)}" if minutes > 0 else length(minutes)


def _day(at: pd.Timestamp) -> str:
    return f"{at:%a} {at.day} {at:%b}"
