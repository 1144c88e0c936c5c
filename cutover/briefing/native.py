"""What the native charts of PowerPoint and Excel have in common."""

import re
from datetime import datetime

from cutover.briefing.model import Chart, Point, Series
from cutover.palette import HEALTHS, LIGHT

STATUS = dict(zip(HEALTHS, LIGHT["status"], strict=True))
LINES = {
    "main": (LIGHT["series"][0], 2.5, "solid"),
    "second": (LIGHT["series"][1], 2.25, "solid"),
    "plan": (LIGHT["muted"], 1.0, "solid"),
    "forecast": (LIGHT["series"][0], 1.75, "dash"),
    "before": (LIGHT["muted"], 1.25, "round_dot"),
    "limit": (LIGHT["muted"], 1.25, "dash"),
    "now": (LIGHT["ink"], 1.0, "solid"),
}
"""Colour, width in points and dash of a line by its role."""

RUN_BY_A_SHEET = re.compile(r"^\s*([=+\-@{]|\w+:)")
FIRST_DAY = datetime(1899, 12, 30)


def inert(text: str) -> str:
    """Return text that a sheet neither runs as a formula nor makes a link of: it begins with an apostrophe."""
    return f"'{text}" if RUN_BY_A_SHEET.match(text) else text


def serial(x: Point) -> float:
    """Return a place on an axis as a sheet holds it: a local time as days since 1900."""
    return (x - FIRST_DAY).total_seconds() / 86_400 if isinstance(x, datetime) else x


def drawn(chart: Chart) -> list[Series]:
    """Return the series of a chart that have points."""
    return [series for series in chart.series if series.points]


def time_format(chart: Chart) -> str:
    """Return how a sheet writes the times of an axis: with hours where it spans few days."""
    if chart.x.kind != "time":
        return "General"
    xs = [serial(x) for series in drawn(chart) for x, _ in series.points]
    return "ddd d mmm hh:mm" if max(xs) - min(xs) < 2.5 else "d mmm" if max(xs) - min(xs) < 300 else "mmm yyyy"


def bar_colours(series: Series) -> list[str]:
    """Return the colour of each bar: that of its health, else of what is on track."""
    healths = series.healths or ("on_track",) * len(series.points)
    return [STATUS[health][1] if health == "unknown" else STATUS[health][0] for health in healths]
