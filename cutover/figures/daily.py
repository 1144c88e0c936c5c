"""The daily meeting: what was done and is due, whose delay it is, who waits for whom, what could start, old issues."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import MAIN_HEIGHT, Look, day_and_time
from cutover.figures.moments import read_times, short_time
from cutover.figures.text import folded, length, shortened
from cutover.wording import words

HALF_HEIGHT = 260
MOST_ROWS = 8
MOST_STREAMS, FEW_STREAMS = 12, 6
LINE, LONG_LINE, TITLE_LINE, LEGEND_LINE = 18, 28, 44, 32
"""Letters of a line of a name at the left, where rows are low, of words below an axis, of those right of names."""
PAIR = 78
"""Pixels of a row whose name and words stand above its bar."""
BANDS = ("under 1 day", "1 to 3 days", "3 to 7 days", "1 to 4 weeks", "over 4 weeks", "not dated")
PLACES = {"done": "completed_at", "late": "planned_finish_at", "blocked": "planned_finish_at",
          "due_today": "planned_finish_at", "next_24_hours": "planned_finish_at"}  # fmt: skip
DAY = pd.Timedelta(days=1)
EARLIEST = pd.Timedelta(days=14)
"""What was done longer ago than this stands at the left edge."""


def daily_board(work: pd.DataFrame, look: Look) -> go.Figure:
    """Return what was done and what is due, by workstream, around the status time.

    Parameters
    ----------
    work
        Rows of the report `daily_work`, all sections.
    look
        Theme, zone and status time.
    """
    marks = _marks(work, look)
    if marks.empty:
        return look.empty("Nothing was done, is late or is due in the next 24 hours.", MAIN_HEIGHT)
    now = pd.Timestamp(look.as_of)
    first, last = _span(marks, now)
    marks = marks.assign(at=marks["at"].clip(first, last).dt.floor("min"))
    order = marks["workstream"].value_counts().index[:MOST_STREAMS]
    shown = marks[marks["workstream"].isin(order)]
    streams = sorted(order, reverse=True)
    figure = look.figure(MAIN_HEIGHT)
    for health, group in shown.groupby("health", sort=True):
        _draw_marks(figure, group, streams, str(health), look=look)
    figure.update_yaxes(
        tickvals=list(range(len(streams))), ticktext=[folded(name, LINE if len(streams) <= FEW_STREAMS else LONG_LINE) for name in streams],
        range=[-0.6, max(len(streams), 4) - 0.4], tickfont={"size": 15, "color": look.ink}, showgrid=True,
    )  # fmt: skip
    room = (last - first) * 0.03
    figure.update_xaxes(range=[first - room, last + room], showgrid=True)
    read_times(figure, look)
    look.status_line(figure)
    look.more(figure, len(marks) - len(shown))
    return look.describe(figure, f"{_board_words(work)} As of {day_and_time(look.as_of)}.")


def daily_delays(work: pd.DataFrame, look: Look) -> go.Figure:
    """Return the delay of late and blocked tasks: what is their own, and what predecessors passed on.

    Parameters
    ----------
    work
        Rows of the report `daily_work`, section late_or_blocked.
    look
        Theme, zone and status time.
    """
    if work.empty:
        return look.empty("No task is late or blocked.", HALF_HEIGHT)
    parts = ["own_delay_minutes", "inherited_delay_minutes"]
    known = work.assign(total=work[parts].sum(axis=1))
    shown = known.sort_values(["total", "task_id"], ascending=[False, True], kind="stable").head(MOST_ROWS)
    unit, word = _unit(shown["total"].max())
    figure = _paired(len(shown), look)
    places, left = list(range(len(shown))), [0.0] * len(shown)
    for column, colour in zip(parts, (look.ink, look.series[8]), strict=True):
        lengths = (shown[column].fillna(0) / unit).tolist()
        figure.add_bar(
            x=lengths, y=places, base=left, orientation="h", width=0.2, marker={"color": colour}, hoverinfo="skip"
        )
        left = [a + b for a, b in zip(left, lengths, strict=True)]
    said = [_delay_words(row) for row in shown.itertuples()]
    for place, name, words_of_it in zip(places, shown["task_name"], said, strict=True):
        _head(figure, place, f"<b>{look.text(shortened(name, TITLE_LINE))}</b>", words_of_it, look=look)
    of_all = f"; {len(shown)} of {len(work)}" if len(work) > len(shown) else ""
    figure.update_xaxes(
        range=[0, max(max(left), 0.5) * 1.04], showgrid=True,
        title_text=folded(f"{word.capitalize()} against the baseline: first its own, then inherited{of_all}", TITLE_LINE),
    )  # fmt: skip
    figure.update_layout(barmode="overlay")
    told = "; ".join(f"{name} {words_of_it}" for name, words_of_it in zip(shown["task_name"], said, strict=True))
    return look.describe(figure, f"Delay of {len(shown)} late or blocked tasks, of {len(work)}: {told}.")


def daily_waits(waits: pd.DataFrame, look: Look) -> go.Figure:
    """Return who waits for whom: one row for each pair of role and side, by how many tasks wait.

    Parameters
    ----------
    waits
        Rows of the report `daily_waits`.
    look
        Theme, zone and status time.
    """
    if waits.empty:
        return look.empty("No role waits for another one.", HALF_HEIGHT)
    shown = waits.head(MOST_ROWS)
    figure = _paired(len(shown), look)
    places = list(range(len(shown)))
    figure.add_bar(
        x=shown["task_count"], y=places, orientation="h", width=0.2, hoverinfo="skip",
        marker={"color": [look.sides.get(side, look.muted) for side in shown["from_side"]]},
    )  # fmt: skip
    for place, row in zip(places, shown.itertuples(), strict=True):
        waiting, awaited = _who(row.to_role, row.to_side, look), _who(row.from_role, row.from_side, look)
        _head(figure, place, f"<b>{waiting}</b>", f"waits for <b>{awaited}</b>", look=look)
        _say(figure, row.task_count, place, _wait_words(row), look)
    of_all = f"; {len(shown)} of {len(waits)}" if len(waits) > len(shown) else ""
    figure.update_xaxes(
        title_text=folded(f"Tasks that wait, in the colour of the side that is waited for{of_all}", TITLE_LINE), dtick=1,
        range=[0, max(shown["task_count"].max(), 2) * 2.2], showgrid=False, showticklabels=False,
    )  # fmt: skip
    told = "; ".join(f"{_who(row.to_role, row.to_side, look)} waits for {_who(row.from_role, row.from_side, look)}, "
                     f"{_wait_words(row)}" for row in shown.itertuples())  # fmt: skip
    return look.describe(figure, f"Who waits for whom: {told}.")


def daily_startable(startable: pd.DataFrame, look: Look) -> go.Figure:
    """Return how many tasks could start now, by role or another group, in the colour of the side.

    Parameters
    ----------
    startable
        Rows of the report `daily_startable`.
    look
        Theme, zone and status time.
    """
    if startable.empty:
        return look.empty("Nothing could start that was not started.", HALF_HEIGHT)
    shown = startable.head(MOST_ROWS)
    figure = _paired(len(shown), look)
    places = list(range(len(shown)))
    figure.add_bar(
        x=shown["task_count"], y=places, orientation="h", width=0.2, hoverinfo="skip",
        marker={"color": [look.sides.get(side, look.muted) for side in shown["side"]]},
    )  # fmt: skip
    names = [_who(row.group_value, row.side, look) for row in shown.itertuples()]
    for place, name, row in zip(places, names, shown.itertuples(), strict=True):
        tasks = f"{row.task_count} task{'s' * (row.task_count != 1)}"
        _head(figure, place, f"<b>{name}</b>", f"{tasks}, longest {length(row.longest_minutes)}", look=look)
    of_all = f"; {len(shown)} of {len(startable)} groups" if len(startable) > len(shown) else ""
    figure.update_xaxes(
        range=[0, max(shown["task_count"].max(), 2) * 1.04], showticklabels=False,
        title_text=folded(f"Tasks, and for how long one could have been started{of_all}", TITLE_LINE),
    )  # fmt: skip
    told = "; ".join(f"{name} {row.task_count}" for name, row in zip(names, shown.itertuples(), strict=True))
    total = int(startable["task_count"].sum())
    return look.describe(figure, f"{total} tasks could start now: {told}.")


def daily_issue_ages(issues: pd.DataFrame, look: Look) -> go.Figure:
    """Return how many issues are open by age, those past their date apart.

    Parameters
    ----------
    issues
        Rows of the report `daily_issues`.
    look
        Theme, zone and status time.
    """
    if issues.empty:
        return look.empty("No issue, risk, assumption or dependency is open.", HALF_HEIGHT)
    counts = issues.assign(is_overdue=issues["overdue_days"].notna()).groupby(["age_band", "is_overdue"]).size()
    bands = [band for band in BANDS if band != "not dated" or band in set(issues["age_band"])]
    figure = look.figure(HALF_HEIGHT)
    left = [0] * len(bands)
    said: list[list[str]] = [[] for _ in bands]
    for is_overdue, health in ((True, "late"), (False, "at_risk")):
        status = look.status[health]
        numbers = [int(counts.get((band, is_overdue), 0)) for band in bands]
        figure.add_bar(
            x=numbers, y=list(range(len(bands))), base=left, orientation="h", width=0.5, hoverinfo="skip",
            marker={"color": status.fill, "line": {"color": status.edge, "width": 1}},
        )  # fmt: skip
        for parts, number in zip(said, numbers, strict=True):
            parts += [f"{status.shape} {number}"] * (number > 0)
        left = [a + b for a, b in zip(left, numbers, strict=True)]
    for place, (end, parts) in enumerate(zip(left, said, strict=True)):
        _say(figure, end, place, ", ".join(parts), look)
    _name_rows(figure, [band.capitalize() for band in bands], look)
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(title_text=folded("Open entries of the RAID log by age, without actions", LEGEND_LINE),
                        dtick=max(1, max(left) // 6), range=[0, max(max(left), 2) * 1.5], showgrid=True)  # fmt: skip
    told = ", ".join(f"{number} {band}" for band, number in zip(bands, left, strict=True))
    overdue = int(issues["overdue_days"].notna().sum())
    return look.describe(figure, f"{len(issues)} entries are open, {overdue} past their date: {told}.")


def _marks(work: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Return each task once, where it stands on the board: done, else late, blocked or due."""
    parts = []
    for section, column in PLACES.items():
        rows = work[work["section"] == section] if len(work) else work
        if len(rows):
            parts.append(rows.assign(at=rows[column], said=words(section)))
    if not parts:
        return pd.DataFrame()
    marks = pd.concat(parts).dropna(subset=["at"]).drop_duplicates("task_id")
    return marks.assign(workstream=marks["workstream"].fillna("No workstream"))


def _span(marks: pd.DataFrame, now: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return from when to when the board reaches: from what was done first, at least a day, to a day ahead."""
    done = marks.loc[marks["said"] == words("done"), "at"]
    first = min(done.min(), now - DAY) if len(done) else now - DAY
    return max(first, now - EARLIEST), now + DAY


def _draw_marks(figure: go.Figure, group: pd.DataFrame, streams: list[str], health: str, *, look: Look) -> None:
    """Draw tasks of one health: one mark for those of a workstream and hour, with their number."""
    status = look.status[health]
    step = "h" if health == "on_track" else "min"
    for (stream, at), found in group.groupby(["workstream", group["at"].dt.floor(step)], sort=True):
        count = len(found)
        names = "<br>".join(f"{look.text(row.said)}: {look.text(row.task_name)}" for row in found.head(12).itertuples())
        figure.add_scatter(
            x=[at], y=[streams.index(stream)], mode="markers+text", text=[str(count) if count > 1 else ""],
            textfont={"size": 14, "color": look.ink}, textposition="middle right",
            marker={"symbol": status.symbol, "size": 15 + min(count, 8), "color": status.fill,
                    "line": {"color": status.edge, "width": 1.5}},
            hovertemplate=f"{short_time(at)}<br>{names}<extra></extra>",
        )  # fmt: skip


def _board_words(work: pd.DataFrame) -> str:
    counts = work["section"].value_counts()
    told = [f"{counts[section]} {words(section).lower()}" for section in PLACES if section in counts]
    return f"Tasks by workstream and time: {', '.join(told)}."


def _delay_words(row: object) -> str:
    """Return whose delay it is, and whether the task is blocked."""
    parts = [(row.own_delay_minutes, "own"), (row.inherited_delay_minutes, "inherited")]
    told = [f"{length(minutes)} {whose}" for minutes, whose in parts if pd.notna(minutes) and minutes]
    if not told:
        is_known = pd.notna(row.own_delay_minutes)
        told = ["in time against the baseline" if is_known else "no baseline"]
        told += [f"{length(row.late_minutes)} behind the plan"] if pd.notna(row.late_minutes) else []
    return ", ".join([*told, *["blocked"] * (row.status == "blocked")])


def _unit(most: float) -> tuple[int, str]:
    return (60, "hours") if most < 2880 else (1440, "days")


def _who(role: object, side: object, look: Look) -> str:
    """Return a role with its side, as people read it."""
    name = words(role) if isinstance(role, str) else "No role"
    return look.text(f"{name}, {side}" if isinstance(side, str) and side != role else name)


def _wait_words(row: object) -> str:
    tasks = f"{row.task_count} task{'s' * (row.task_count != 1)}"
    return f"{tasks}, for {length(row.wait_minutes)}" if pd.notna(row.wait_minutes) else f"{tasks}, not due yet"


def _paired(count: int, look: Look) -> go.Figure:
    """Return an empty figure of rows whose name and words stand above a bar."""
    figure = look.figure(max(HALF_HEIGHT, PAIR * count + 80))
    figure.update_yaxes(visible=False, range=[max(count, 2) - 0.5, -0.9])
    return figure


def _head(figure: go.Figure, place: int, name: str, says: str, *, look: Look) -> None:
    """Write name and words of a row above its bar, a line each, so that they fit on a phone."""
    figure.add_annotation(
        x=0, y=place, xanchor="left", yanchor="bottom", yshift=10, align="left", showarrow=False,
        text=f"{name}<br>{says}", font={"size": 15, "color": look.ink},
    )  # fmt: skip


def _say(figure: go.Figure, x: float, y: float, label: str, look: Look) -> None:
    figure.add_annotation(x=x, y=y, text=label, showarrow=False, xanchor="left", xshift=8,
                          font={"size": 15, "color": look.ink})  # fmt: skip


def _name_rows(figure: go.Figure, names: list[str], look: Look) -> None:
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[max(len(names), 3) - 0.4, -0.6],
                        showgrid=False, tickfont={"size": 15, "color": look.ink})  # fmt: skip
