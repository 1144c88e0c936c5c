"""The checkpoints: when they are held, when they will be ready, and which workstream they wait for."""

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import CHECKPOINT_HEALTH as HEALTH
from cutover.figures.look import CHECKPOINT_WORDS as OWN_WORDS
from cutover.figures.look import Look, Status, day_and_time
from cutover.figures.moments import read_times
from cutover.figures.text import length, shortened

ROW = 42
HEIGHT = 430
MOST_ROWS = 24
MOST_CELL_ROWS = 10
MOST_LINES = 5
APART = 0.012
"""Share of the axis by which two moments must lie apart to be told apart."""
CROWDED = 6
"""Columns of the matrix whose names fit side by side."""
DECISIONS = {"go": "Go", "conditional": "Conditional Go", "no_go": "No-Go"}


def checkpoint_timeline(health: pd.DataFrame, summary: pd.DataFrame, look: Look) -> go.Figure:
    """Return each checkpoint on the axis of time: planned, ready, response window, status in words.

    Parameters
    ----------
    health, summary
        Rows of the reports `checkpoint_health` and `programme_summary`.
    look
        Theme, zone and status time.
    """
    dated = health.dropna(subset=["planned_at"])
    if dated.empty:
        return look.empty("No checkpoint with a date is loaded.", 300)
    shown = _tell_stated(_most_pressing(dated, look))
    figure = look.figure(ROW * len(shown) + 120)
    names = [_row_name(row, look) for row in shown.itertuples()]
    for name, row in zip(names, shown.itertuples(), strict=True):
        _add_checkpoint(figure, name, row, look)
    _add_window(figure, summary.iloc[0], look)
    figure.update_yaxes(autorange="reversed", showgrid=True, tickfont={"size": 15, "color": look.ink})
    first, last = shown[["planned_at", "opens_at"]].min().min(), shown[["planned_at", "projected_ready_at"]].max().max()
    figure.update_xaxes(range=[first - (last - first) * 0.03, last + (last - first) * 0.36])
    read_times(figure, look)
    _add_key(figure, shown, look)
    look.status_line(figure)
    look.more(figure, len(dated) - len(shown))
    return look.describe(figure, _describe_timeline(shown, len(dated)))


def checkpoint_matrix(cells: pd.DataFrame, look: Look) -> go.Figure:
    """Return undecided checkpoints by workstream (decided ones if none is left): shape, open of all entry tasks.

    Parameters
    ----------
    cells
        Rows of the report `checkpoint_matrix`, the most pressing first.
    look
        Theme, zone and status time.
    """
    if cells.empty:
        return look.empty("No checkpoint has entry tasks.", HEIGHT)
    waiting = cells[cells["health"] != "decided"]
    rows = list(dict.fromkeys((cells if waiting.empty else waiting)["checkpoint_id"]))
    hidden, rows = len(rows[MOST_CELL_ROWS:]), rows[:MOST_CELL_ROWS]
    kept = cells[cells["checkpoint_id"].isin(rows)]
    columns = sorted(kept["workstream"].unique())
    figure = look.figure(HEIGHT)
    kept = kept.assign(x=kept["workstream"].map(columns.index), y=kept["checkpoint_id"].map(rows.index))
    for cell in kept.itertuples():
        _add_cell(figure, cell, look)
    names = kept.drop_duplicates("checkpoint_id").set_index("checkpoint_id")["checkpoint_name"]
    figure.update_xaxes(
        side="top", tickvals=list(range(len(columns))), ticktext=_headings(columns, look),
        range=[-0.5, len(columns) - 0.5], showgrid=False, tickangle=0, tickfont={"size": 13},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[look.text(shortened(names[row], 26)) for row in rows],
        range=[max(len(rows), 6) - 0.5, -0.5], showgrid=False, tickfont={"color": look.ink, "size": 15},
    )  # fmt: skip
    look.more(figure, hidden)
    return look.describe(figure, _describe_matrix(kept))


def checkpoint_slack(trend: pd.DataFrame, look: Look) -> go.Figure:
    """Return the slack of the next undecided checkpoints as each snapshot said it.

    Parameters
    ----------
    trend
        Rows of the report `checkpoint_trend`.
    look
        Theme, zone and status time.
    """
    decided = set(trend.loc[trend["is_decided"], "checkpoint_id"])
    open_ones = trend[~trend["checkpoint_id"].isin(decided)].dropna(subset=["slack_minutes"])
    names = list(dict.fromkeys(open_ones["checkpoint_id"]))[:MOST_LINES]
    if not names:
        return look.empty("No undecided checkpoint has entry tasks with an expected finish.", HEIGHT)
    figure, said = look.figure(HEIGHT), []
    lines = [open_ones[open_ones["checkpoint_id"] == name] for name in names]
    days = [line["slack_minutes"] / 1440 for line in lines]
    heights = _spread([float(values.iloc[-1]) for values in days], pd.concat(days))
    for line, values, height, colour in zip(lines, days, heights, look.series, strict=False):
        label = shortened(line["checkpoint_name"].iloc[-1], 22)
        figure.add_scatter(
            x=line["told_at"], y=values, mode="lines+markers", line={"color": colour, "width": 3}, marker={"size": 7},
            customdata=line["asserted_rag"].fillna("nothing"),
            hovertemplate=f"{look.text(label)}, %{{x|%a %-d %b}}: slack %{{y:.1f}} days, asserted %{{customdata}}"
            "<extra></extra>",
        )  # fmt: skip
        look.end_label(figure, line["told_at"].iloc[-1], height, label, colour=colour)
        said.append(f"{label} {values.iloc[-1]:.1f} days")
    figure.add_hline(y=0, line={"color": look.status["late"].ink, "width": 1.5})
    first, last = open_ones["told_at"].min(), open_ones["told_at"].max()
    figure.update_xaxes(range=[first, last + (last - first) * 0.75 + pd.Timedelta(hours=1)])
    figure.update_yaxes(title_text="Slack, days")
    look.time_axis(figure)
    return look.describe(figure, f"Slack at the last snapshot: {'; '.join(said)}. Below zero it is not ready in time.")


def _most_pressing(dated: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Return at most `MOST_ROWS` checkpoints: undecided ones near the status time in order, then decided ones."""
    is_decided = dated["health"] == "decided"
    undecided, decided = dated[~is_decided], dated[is_decided].iloc[::-1]
    if look.as_of is not None:
        distance = (undecided["planned_at"] - pd.Timestamp(look.as_of)).abs()
        undecided = undecided.loc[distance.sort_values(kind="stable").index[:MOST_ROWS]].sort_values("planned_at")
    return pd.concat([undecided, decided]).head(MOST_ROWS)


def _tell_stated(shown: pd.DataFrame) -> pd.DataFrame:
    """Return the checkpoints with when owners state them ready, where that lies visibly apart from what counts."""
    span = shown["planned_at"].max() - shown["planned_at"].min()
    apart = (shown["stated_ready_at"] - shown["projected_ready_at"]).abs() > span * APART
    is_told = apart & (shown["health"] != "decided") & (shown["forecast_driver"] == "network")
    return shown.assign(stated_ready_at=shown["stated_ready_at"].where(is_told))


def _add_key(figure: go.Figure, shown: pd.DataFrame, look: Look) -> None:
    """Say what the marks of readiness mean, and which forecast they are taken from."""
    waiting = shown[(shown["health"] != "decided") & shown["projected_ready_at"].notna()]
    if waiting.empty:
        return
    is_network = waiting["forecast_driver"].eq("network").any()
    words = "<b>|</b> ready by the network of links, which counts" if is_network else "<b>|</b> ready as owners state"
    words += "    ○ ready as owners state" if shown["stated_ready_at"].notna().any() else ""
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-38, showarrow=False,
        text=words, font={"size": 14, "color": look.muted},
    )  # fmt: skip


def _row_name(row: object, look: Look) -> str:
    name = look.text(shortened(row.checkpoint_name, 34))
    return f"<b>{name}</b>" if row.is_point_of_no_return else name


def _add_checkpoint(figure: go.Figure, name: str, row: object, look: Look) -> None:
    """Draw one checkpoint: response window, line from planned to ready, mark of its health, words beside."""
    status = look.status[HEALTH[row.health]]
    is_open = row.health != "decided"
    if is_open and pd.notna(row.opens_at):
        figure.add_scatter(
            x=[row.opens_at, row.closes_at], y=[name, name], mode="lines", hoverinfo="skip",
            line={"color": look.grid, "width": 16},
        )  # fmt: skip
    right = row.planned_at
    if is_open and pd.notna(row.projected_ready_at):
        right = max(right, row.projected_ready_at)
        figure.add_scatter(
            x=[row.planned_at, row.projected_ready_at], y=[name, name], mode="lines+markers",
            line={"color": status.edge if row.slack_minutes < 0 else look.muted, "width": 2.5},
            marker={"symbol": ["circle", "line-ns"], "size": [0, 18], "line": {"width": 3, "color": look.ink}},
            hovertemplate=f"Entry tasks expected to be done {day_and_time(row.projected_ready_at)}<extra></extra>",
        )  # fmt: skip
    if pd.notna(row.stated_ready_at):
        right = max(right, row.stated_ready_at)
        figure.add_scatter(
            x=[row.stated_ready_at], y=[name], mode="markers",
            marker={"symbol": "circle-open", "size": 9, "color": look.muted, "line": {"width": 2}},
            hovertemplate=f"Owners state {day_and_time(row.stated_ready_at)}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[row.planned_at], y=[name], mode="markers",
        marker={"symbol": status.symbol, "size": 17 if is_open else 13, "color": status.fill if HEALTH[row.health] !=
                "unknown" else status.ink, "line": {"width": 1.5, "color": status.edge}},
        hovertemplate=look.text(_sentence(row)) + "<extra></extra>",
    )  # fmt: skip
    figure.add_annotation(
        x=right, y=name, text=_words(row, status, look), showarrow=False, xanchor="left", xshift=16,
        bgcolor=look.paper,
        font={"color": look.ink, "size": 15},
    )  # fmt: skip


def _words(row: object, status: Status, look: Look) -> str:
    """Return what stands beside a mark: word of the health or decision, slack, a mismatch."""
    word = DECISIONS[row.decision] if row.health == "decided" else _word(row.health, status)
    parts = [f"<span style='color:{status.ink}'><b>{word}</b></span>"]
    if row.health != "decided" and pd.notna(row.slack_minutes) and row.open_count:
        parts.append(f"slack {length(row.slack_minutes)}")
    if row.is_mismatch:
        parts.append(f"asserted {look.text(row.asserted_rag)}")
    return ", ".join(parts)


def _add_window(figure: go.Figure, summary: pd.Series, look: Look) -> None:
    """Shade the cutover window and mark go-live."""
    start, finish = summary["cutover_start_at"], summary["cutover_finish_at"]
    if pd.notna(start) and pd.notna(finish):
        figure.add_vrect(x0=start, x1=finish, fillcolor=look.muted, opacity=0.18, line_width=0, layer="below")
    if pd.notna(summary["go_live_at"]):
        figure.add_vline(x=summary["go_live_at"], line={"color": look.muted, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=summary["go_live_at"], y=0, yref="paper", yanchor="bottom", xanchor="left", xshift=4, showarrow=False,
            text="Go-live", font={"color": look.muted, "size": 14},
        )  # fmt: skip


def _add_cell(figure: go.Figure, cell: object, look: Look) -> None:
    status = look.status[HEALTH[cell.health]]
    figure.add_shape(
        type="rect", x0=cell.x - 0.46, x1=cell.x + 0.46, y0=cell.y - 0.42, y1=cell.y + 0.42, line={"width": 0},
        fillcolor=status.edge, opacity=0.16, layer="below",
    )  # fmt: skip
    number = f"{cell.open_count}/{cell.entry_count}"
    figure.add_scatter(
        x=[cell.x], y=[cell.y], mode="text", textfont={"size": 16, "color": look.ink},
        text=[f"<span style='color:{status.ink}'>{status.shape}</span> {number}"],
        hovertemplate=look.text(
            f"{cell.checkpoint_name}, {cell.workstream}: {cell.open_count} of {cell.entry_count} entry tasks open, "
            f"{cell.late_count} late" + (
                f", slack {length(cell.slack_minutes)}" if pd.notna(cell.slack_minutes) and cell.open_count else ""
            )
        ) + "<extra></extra>",
    )  # fmt: skip


def _sentence(row: object) -> str:
    return f"{row.checkpoint_name}, {day_and_time(row.planned_at)}: {row.reason}"


def _describe_timeline(shown: pd.DataFrame, count: int) -> str:
    undecided = shown[shown["health"] != "decided"]
    said = " ".join(f"{_sentence(row)}." for row in undecided.head(6).itertuples())
    most = f" {len(shown)} of {count} are shown." if len(shown) < count else ""
    return f"{count} checkpoints on a line of time, {len(undecided)} of those shown undecided.{most} {said}".strip()


def _describe_matrix(kept: pd.DataFrame) -> str:
    waiting = kept[kept["health"].isin(["red", "amber"])]
    said = "; ".join(
        f"{cell.checkpoint_name} waits for {cell.workstream}, {cell.open_count} of {cell.entry_count} open"
        for cell in waiting.head(8).itertuples()
    )
    rows, columns = kept["checkpoint_id"].nunique(), kept["workstream"].nunique()
    return f"{rows} checkpoints by {columns} workstreams of their entry tasks. {said or 'None is red or amber'}."


def _word(health: str, status: Status) -> str:
    return OWN_WORDS.get(health, status.word)


def _headings(columns: list[str], look: Look) -> list[str]:
    """Return the names of columns; where they are many, every other one stands higher."""
    lift = "<br>\u00a0<br>\u00a0" if len(columns) > CROWDED else ""
    return [_folded(name, look) + lift * (place % 2) for place, name in enumerate(columns)]


def _folded(name: str, look: Look) -> str:
    """Return a name on at most two lines, for a narrow column."""
    first, *others = wrap(name, 13, break_long_words=False) or [""]
    lines = [first, " ".join(others)] if others else [first]
    return "<br>".join(look.text(shortened(line, 14)) for line in lines)


def _spread(heights: list[float], shown: pd.Series) -> list[float]:
    """Return the heights of labels moved apart, so that none covers another; their order stays."""
    gap = max(float(shown.max() - min(shown.min(), 0)), 0.1) * 0.075
    moved, last = list(heights), None
    for place in sorted(range(len(heights)), key=heights.__getitem__):
        if last is not None and moved[place] < last + gap:
            moved[place] = last + gap
        last = moved[place]
    return moved
