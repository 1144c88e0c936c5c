"""Figures of the communication page: who was told in each phase, and what is due in the days ahead."""

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look
from cutover.figures.moments import Mark, draw_marks, read_times
from cutover.figures.text import fitted, folded, length
from cutover.wording import words

ROW, CELL_HALF = 44, 0.46
MOST_GROUPS, MOST_MARKS = 24, 60
MOST_LETTERS = 34
HEIGHT = 330
STATES = {
    "overdue": "overdue", "due": "due within 24 hours", "planned": "planned", "sent": "sent", "sent_late": "sent late",
    "acknowledged": "confirmed", "unacknowledged": "sent, not confirmed",
}  # fmt: skip
STATES_IN_SHORT = {
    "late": "Overdue", "decided": "Due in 24 h", "unknown": "Planned", "at_risk": "Not confirmed", "on_track": "Sent",
}  # fmt: skip
"""Words of the shapes on the line of time."""
NARROWEST = 480
"""Pixels of the line of time on a small screen: names of moments must not cover each other there."""
HELD_BACK = pd.Timedelta(days=2)
"""What is overdue for longer stands at the left edge."""


def message_coverage(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Return stakeholder groups by phase: a shape, and messages sent of those due; the present phase stands out.

    Parameters
    ----------
    frame
        Report `communication_coverage`.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty("No stakeholder group is known: load audiences or communications.", HEIGHT)
    shown = frame[frame["group_position"] <= MOST_GROUPS]
    groups, phases = list(shown["audience"].unique()), list(shown["phase"].unique())
    figure = look.figure(max(HEIGHT, 70 + ROW * len(groups)))
    for row in shown.itertuples():
        _add_cell(figure, row, (phases.index(row.phase), groups.index(row.audience)), look)
    now = set(shown.loc[shown["is_now"], "phase"])
    titles = [
        f"<b>{look.text(words(phase))}<br>now</b>" if phase in now else look.text(words(phase)) for phase in phases
    ]
    figure.update_xaxes(tickvals=list(range(len(phases))), ticktext=titles, side="top", range=[-0.5, len(phases) - 0.5],
                        showline=False, tickangle=0, ticklabeloverflow="allow",
                        tickfont={"size": 15, "color": look.ink})  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=[folded(name, 24) for name in groups],
                        range=[len(groups) - 0.4, -0.6], showgrid=False, tickfont={"size": 15, "color": look.ink})  # fmt: skip
    look.more(figure, frame["audience"].nunique() - len(groups))
    return look.describe(figure, _tell_coverage(frame))


def messages_ahead(frame: pd.DataFrame, checkpoints: pd.DataFrame, look: Look) -> go.Figure:
    """Return the messages of the days around the status time on a line of time, a row per group, with the checkpoints.

    Parameters
    ----------
    frame
        Report `communication_due`.
    checkpoints
        Report `checkpoint_choices`; those between the first and the last message are drawn.
    look
        Theme, zone and status time.
    """
    if frame.empty:
        return look.empty("No message is due in the days ahead, and none is overdue.", HEIGHT)
    earliest = pd.Timestamp(look.as_of) - HELD_BACK
    placed = frame.assign(place=frame["due_at"].clip(lower=earliest), group=frame["audience"].fillna("not given"))
    shown = placed.head(MOST_MARKS)
    groups = list(dict.fromkeys(shown["group"]))
    figure = look.figure(max(HEIGHT, 96 + ROW * len(groups)))
    for _, rows in shown.groupby("state", sort=False):
        _add_marks(figure, rows, groups, look)
    first, last = min(shown["place"].min(), look.as_of), max(shown["place"].max(), look.as_of)
    room = max((last - first) * 0.06, pd.Timedelta(hours=3))
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=[folded(name, 22) for name in groups],
                        range=[len(groups) - 0.4, -0.7], showgrid=True, tickfont={"size": 15, "color": look.ink})  # fmt: skip
    figure.update_xaxes(range=[first - room, last + room], nticks=6)
    _add_names(figure, shown[shown["sent_at"].isna()], groups, look)
    read_times(figure, look)
    gates = [Mark(row.planned_at, row.checkpoint_id) for row in checkpoints.itertuples()]
    draw_marks(figure, gates, look, width=NARROWEST)
    present = [health for health in STATES_IN_SHORT if health in set(shown["health"])]
    look.legend(figure, [(health, STATES_IN_SHORT[health]) for health in present], lift=-46)
    look.more(figure, len(frame) - len(shown))
    return look.describe(figure, _tell_ahead(frame))


def _add_cell(figure: go.Figure, row: object, place: tuple[int, int], look: Look) -> None:
    """Draw a shape with messages sent of those planned; a group that is not asked has a dash."""
    x, y = place
    status = look.status[row.health]
    if row.is_now:
        figure.add_shape(type="rect", x0=x - CELL_HALF, x1=x + CELL_HALF, y0=y - 0.42, y1=y + 0.42, line={"width": 0},
                         fillcolor=status.edge, opacity=0.16, layer="below")  # fmt: skip
    shape = f"<span style='color:{status.ink}'>{status.shape}</span> " if row.is_asked else ""
    figure.add_scatter(
        x=[x], y=[y], mode="text", text=[f"{shape}{_cell_words(row)}"],
        textfont={"size": 16 if row.is_now else 15, "color": look.ink if row.is_now else look.muted},
        hovertemplate=look.text(_cell_sentence(row)) + "<extra></extra>",
    )  # fmt: skip


def _cell_words(row: object) -> str:
    if not row.is_asked:
        return "\u2013"
    return f"{row.sent_count} of {row.planned_count}" if row.planned_count else "none"


def _cell_sentence(row: object) -> str:
    """Return what a cell says in words."""
    name = f"{row.audience}, {words(row.phase).lower()}"
    if not row.is_asked:
        return f"{name}: nothing is asked for"
    if not row.planned_count:
        return f"{name}: no message is planned"
    parts = [f"{row.sent_count} of {row.planned_count} sent"]
    parts += [f"{row.overdue_count} overdue"] if row.overdue_count else []
    parts += [f"{row.unacknowledged_count} not confirmed"] if row.unacknowledged_count else []
    return f"{name}: {', '.join(parts)}"


def _add_marks(figure: go.Figure, rows: pd.DataFrame, groups: list[str], look: Look) -> None:
    """Draw the messages of one state with its shape."""
    status = look.status[rows["health"].iloc[0]]
    is_open = status.symbol.endswith("open")
    figure.add_scatter(
        x=rows["place"], y=[groups.index(name) for name in rows["group"]], mode="markers", cliponaxis=False,
        marker={"symbol": status.symbol, "size": 15, "color": status.edge if is_open else status.fill,
                "line": {"width": 2, "color": status.edge}},
        customdata=[look.text(_message_sentence(row)) for row in rows.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _add_names(figure: go.Figure, waiting: pd.DataFrame, groups: list[str], look: Look) -> None:
    """Name the first message of each group that is not sent, above its mark, towards the middle of the line of time."""
    first = waiting.drop_duplicates("group")
    start, end = figure.layout.xaxis.range
    shares = (first["place"] - start) / (end - start)
    sides = shares.map(lambda share: "right" if share < 0.2 else "left" if share > 0.8 else "center")
    figure.add_scatter(
        x=first["place"], y=[groups.index(name) - 0.34 for name in first["group"]], mode="text", hoverinfo="skip",
        cliponaxis=False, text=[look.text(fitted(title, MOST_LETTERS)) for title in first["title"]],
        textposition=[f"middle {side}" for side in sides],
        textfont={"size": 13, "color": [look.status[health].ink for health in first["health"]]},
    )  # fmt: skip


def _message_sentence(row: object) -> str:
    since = f", since {length(row.overdue_minutes)}" if row.state == "overdue" else ""
    moved = f"; {row.announces} {row.moved_words}" if isinstance(row.moved_words, str) else ""
    to = row.audience if isinstance(row.audience, str) else "nobody named"
    return f"{row.title}, to {to}, due {row.due_at:%a} {row.due_at.day} {row.due_at:%b %H:%M}: {STATES[row.state]}{since}{moved}"


def _tell_coverage(frame: pd.DataFrame) -> str:
    now = frame[frame["is_now"] & frame["is_asked"]]
    lacking = now[now["is_covered"].eq(False)]
    said = "; ".join(_cell_sentence(row) for row in lacking.head(8).itertuples())
    count = frame["audience"].nunique()
    return f"{count} stakeholder groups by phase; {len(lacking)} of {len(now)} lack something in the present phase. {said}".strip()


def _tell_ahead(frame: pd.DataFrame) -> str:
    said = "; ".join(_message_sentence(row) for row in frame[frame["sent_at"].isna()].head(8).itertuples())
    return f"{len(frame)} messages on a line of time. {said}".strip()
