"""The driving path as a network: boxes in order of time, wrapped like text, near-critical neighbours below."""

from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from cutover.figures.look import Look
from cutover.figures.moments import short_time
from cutover.figures.text import folded, length

COLUMNS = 5
BOX, GAP = 0.82, 0.18
"""Width of a box and of the gap behind it, in columns."""
TALL, SPACE = 88, 26
"""Height of a box and of the space below it, in pixels; the vertical axis counts pixels."""
TURN = 0.11
"""How far behind the last box of a line the path turns."""
MOST_NEIGHBOURS = 2
MOST_STEPS = 40
LINE = 25


@dataclass(frozen=True)
class Place:
    """Where a box stands: step of the path, lane below it, and pixels of its top edge from the top of the figure."""

    step: int
    lane: int
    top: float

    @property
    def left(self) -> float:
        """Left edge, in columns."""
        return self.step % COLUMNS

    @property
    def middle(self) -> float:
        """Height at which links enter and leave."""
        return self.top + TALL / 2


@dataclass
class Drawing:
    """Shapes and notes of a figure, set at once: plotly takes long for each that is added alone."""

    shapes: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)

    def shape(self, **properties: object) -> None:
        """Add a shape of plotly, below the traces."""
        self.shapes.append({"layer": "below", **properties})

    def note(self, **properties: object) -> None:
        """Add an annotation of plotly."""
        self.notes.append(properties)


def driving_path_network(links: pd.DataFrame, look: Look) -> go.Figure:
    """Return the tasks that drive the finish, first to last, each with what else nearly drives its successor.

    Parameters
    ----------
    links
        Rows of the report `driving_network`: a row per task and link to it.
    look
        Theme, zone and status time.
    """
    tasks = links.drop_duplicates("task_id").set_index("task_id", drop=False)
    driving = set(links.loc[links["is_driving"], "task_id"])
    steps = tasks[tasks["task_id"].isin(driving)].sort_values(["early_start_at", "early_finish_at", "column"])
    if steps.empty:
        return look.empty("No chain of links drives the finish: load dependencies to see what does.")
    steps = steps.tail(MOST_STEPS)
    beside = _neighbours(links, tasks, list(steps["task_id"]))
    places, height = _layout(list(steps["task_id"]), beside)
    figure, drawing = look.figure(int(height) + 20), Drawing()
    for task_id, place in places.items():
        _draw_box(drawing, tasks.loc[task_id], place, look, is_driving=task_id in driving)
    for link in links.dropna(subset=["predecessor_id"]).itertuples():
        if link.predecessor_id in places and link.task_id in places:
            _draw_link(drawing, link, places, look)
    _draw_wraps(drawing, [places[task_id] for task_id in steps["task_id"]], look)
    figure.update_xaxes(visible=False, range=[-0.12, COLUMNS], fixedrange=True)
    figure.update_yaxes(visible=False, range=[height, -4], fixedrange=True)
    margin = {"l": 0, "r": 0, "t": 4, "b": 4}
    figure.update_layout(margin=margin, shapes=drawing.shapes, annotations=drawing.notes)
    return look.describe(figure, _describe(steps, len(places) - len(steps)))


def _neighbours(links: pd.DataFrame, tasks: pd.DataFrame, steps: list[str]) -> dict[int, list[str]]:
    """Return the tasks that lead into the path beside it, the least float first, by the step they run beside."""
    order = {task_id: place for place, task_id in enumerate(steps)}
    into = links[links["task_id"].isin(order) & links["predecessor_id"].notna() & ~links["predecessor_id"].isin(order)]
    found: dict[int, list[str]] = {}
    seen: set[str] = set()
    known = into[into["predecessor_id"].isin(tasks.index)]
    floats = tasks["total_float_minutes"].reindex(known["predecessor_id"]).to_numpy()
    for row in known.assign(slack=floats).sort_values(["slack", "predecessor_id"]).itertuples():
        beside = found.setdefault(max(order[row.task_id] - 1, 0), [])
        if row.predecessor_id not in seen and len(beside) < MOST_NEIGHBOURS:
            beside.append(row.predecessor_id)
            seen.add(row.predecessor_id)
    return found


def _layout(steps: list[str], beside: dict[int, list[str]]) -> tuple[dict[str, Place], float]:
    """Return the place of every box, and the height of all."""
    places, top = {}, 0.0
    for first in range(0, len(steps), COLUMNS):
        band = range(first, min(first + COLUMNS, len(steps)))
        for step in band:
            for lane, task_id in enumerate([steps[step], *beside.get(step, [])]):
                places[task_id] = Place(step, lane, top + lane * (TALL + SPACE / 2))
        lanes = 1 + max(len(beside.get(step, [])) for step in band)
        top += lanes * (TALL + SPACE / 2) + SPACE
    return places, top - SPACE


def _draw_box(drawing: Drawing, task: pd.Series, place: Place, look: Look, *, is_driving: bool) -> None:
    ink = look.ink if is_driving else look.muted
    late = look.status["late"]
    drawing.shape(
        type="rect", x0=place.left, x1=place.left + BOX, y0=place.top, y1=place.top + TALL,
        fillcolor=look.paper, line={"color": ink, "width": 2.5 if is_driving else 1},
    )  # fmt: skip
    name = folded(task["task_name"], LINE)
    name = f"<b>{name}</b>" if is_driving else name
    slack = "no float" if is_driving and task["total_float_minutes"] == 0 else _slack(task["total_float_minutes"])
    mark = f"<span style='color:{late.ink}'>{late.shape} late</span>, " if task["health"] == "late" else ""
    drawing.note(
        x=place.left, y=place.top, xanchor="left", yanchor="top", xshift=8, yshift=-5, align="left", showarrow=False,
        text=f"{name}<br>{_span_words(task)}<br>{mark}{slack}", font={"size": 14, "color": ink},
        hovertext=look.text(_say(task)),
    )  # fmt: skip


def _span_words(task: pd.Series) -> str:
    start, finish = task["early_start_at"], task["early_finish_at"]
    if pd.isna(start) or pd.isna(finish):
        return "no forecast"
    is_day = start.date() == finish.date()
    return f"{start:%a} {start.day} {start:%b %H:%M} \u2013 {finish:%H:%M}" if is_day else _over_days(start, finish)


def _over_days(start: pd.Timestamp, finish: pd.Timestamp) -> str:
    return f"{start.day} {start:%b %H:%M} \u2013 {finish.day} {finish:%b %H:%M}"


def _slack(minutes: float) -> str:
    return f"float {length(minutes)}" if pd.notna(minutes) else "done"


def _draw_link(drawing: Drawing, link: object, places: dict[str, Place], look: Look) -> None:
    """Draw a link to the next step; one that leaps over steps is told by the rows only."""
    start, end = places[link.predecessor_id], places[link.task_id]
    if end.step != start.step + 1 or (end.left == 0 and end.lane):
        return
    colour, width = (look.ink, 2.5) if link.is_driving_link else (look.muted, 1.2)
    begin = start.left + BOX
    if end.left:
        bend = begin + GAP / 2
        _draw_path(drawing, [(begin, start.middle), (bend, start.middle), (bend, end.middle)], colour, width)
        _draw_arrow(drawing, bend, end, colour, width)
    else:
        _draw_path(drawing, [(begin, start.middle), (begin + TURN, start.middle)], colour, width)
    if link.is_driving_link or start.lane:
        drawing.note(
            x=begin + GAP * (0.45 if link.lag_minutes else 0.25), y=start.middle, text=link_words(link).replace(" ", "<br>", 1), showarrow=False,
            font={"size": 12, "color": colour}, yanchor="middle" if link.lag_minutes else "bottom", yshift=1,
        )  # fmt: skip


def _draw_wraps(drawing: Drawing, steps: list[Place], look: Look) -> None:
    """Lead the path from the end of one line of boxes to the start of the next."""
    for start, end in pairwise(steps):
        if end.left == 0:
            right, left, between = start.left + BOX + TURN, -0.08, end.top - SPACE / 2
            corners = [(start.left + BOX, start.middle), (right, start.middle), (right, between), (left, between),
                       (left, end.middle)]  # fmt: skip
            _draw_path(drawing, corners, look.ink, 1.5)
            _draw_arrow(drawing, left, end, look.ink, 1.5)


def _draw_path(drawing: Drawing, corners: list[tuple[float, float]], colour: str, width: float) -> None:
    path = "M" + " L".join(f"{x},{y}" for x, y in corners)
    drawing.shape(type="path", path=path, line={"color": colour, "width": width})


def _draw_arrow(drawing: Drawing, x: float, end: Place, colour: str, width: float) -> None:
    """Draw a line with an arrow head from `x` to the left edge of a box."""
    drawing.note(
        x=end.left, y=end.middle, ax=x - 0.003, ay=end.middle, axref="x", ayref="y", text="", showarrow=True, arrowhead=2,
        arrowcolor=colour, arrowwidth=width,
    )  # fmt: skip


def link_words(link: object) -> str:
    """Return type and lag of a link: 'FS', 'SS +2.0 h'."""
    lag = link.lag_minutes if pd.notna(link.lag_minutes) else 0
    return f"{link.dependency_type}" + (f" {'+' if lag > 0 else ''}{length(lag)}" if lag else "")


def _say(task: pd.Series) -> str:
    return f"{task['task_name']}: {_span_words(task)}, {_slack(task['total_float_minutes'])}, {task['side']}"


def _describe(steps: pd.DataFrame, beside: int) -> str:
    first, last = steps.iloc[0], steps.iloc[-1]
    listed = "; ".join(f"{row.task_name} until {short_time(row.early_finish_at)}" for row in steps.tail(6).itertuples())
    return (
        f"The driving path: {len(steps)} tasks from {first['task_name']}, {short_time(first['early_start_at'])}, to "
        f"{last['task_name']}, {short_time(last['early_finish_at'])}; {beside} near-critical tasks beside it. "
        f"Its last steps: {listed}."
    )
