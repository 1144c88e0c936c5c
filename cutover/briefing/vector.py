"""Charts as vectors: Vega-Lite specifications, drawn to SVG without a browser."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zlib import crc32

import vl_convert

from cutover.briefing.model import Chart, Point, Series
from cutover.palette import HEALTHS, LIGHT
from cutover.wording import part_words

FONTS = Path(__file__).with_name("fonts")
FONT = "Inter"
CLIP = re.compile(r"\bclip\d+\b")
TEXT = 8.4
BAR, AXIS = 17, 34
"""Points that a bar takes, and the axis below all of them."""
FIT = {"type": "fit", "contains": "padding"}
ROOM_RIGHT, CLOSE = 95, 0.085
"""Points that labels at line ends take; share of the height below which two labels would touch."""

INK, MUTED, GRID, SERIES = LIGHT["ink"], LIGHT["muted"], LIGHT["grid"], LIGHT["series"]
STATUS = dict(zip(HEALTHS, LIGHT["status"], strict=True))
HALO = {"stroke": LIGHT["paper"], "strokeWidth": 4, "strokeJoin": "round"}
"""What keeps a label apart from the lines that it stands on."""
LINES = {
    "main": {"color": SERIES[0], "strokeWidth": 2.4},
    "second": {"color": SERIES[1], "strokeWidth": 2.2},
    "plan": {"color": MUTED, "strokeWidth": 1},
    "forecast": {"color": SERIES[0], "strokeWidth": 1.8, "strokeDash": [5, 4]},
    "before": {"color": MUTED, "strokeWidth": 1.4, "strokeDash": [2, 3]},
    "limit": {"color": MUTED, "strokeWidth": 1.2, "strokeDash": [4, 3]},
    "now": {"color": INK, "strokeWidth": 1},
}
CONFIG = {
    "font": FONT, "background": None, "view": {"stroke": None}, "padding": 2, "text": {"font": FONT, "fontSize": TEXT},
    "axis": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": TEXT, "titleFontSize": TEXT, "labelColor": MUTED,
             "titleColor": MUTED, "titleFontWeight": "normal", "gridColor": GRID, "domain": False, "ticks": False,
             "labelPadding": 5, "titlePadding": 8},
}  # fmt: skip


def svg(chart: Chart, *, width: int = 490, height: int = 180) -> str:
    """Return a chart as SVG; width and height in points, axes and titles within."""
    _know_fonts()
    spec = _bars(chart, width) if chart.kind == "bars" else _lines(chart, width, height)
    return _named(vl_convert.vegalite_to_svg(spec | {"config": CONFIG}, allowed_base_urls=[]))


@cache
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _named(drawn: str) -> str:
    """Return SVG whose clips are named by what it draws; Vega counts them over the life of the process."""
    found = dict.fromkeys(CLIP.findall(drawn))
    plain = CLIP.sub("clip", drawn)
    names = {name: f"clip{crc32(plain.encode()):08x}-{n}" for n, name in enumerate(found)}
    return CLIP.sub(lambda match: names[match[0]], drawn)


def _lines(chart: Chart, width: int, height: int) -> dict:
    drawn = [series for series in chart.series if series.points]
    xs = [_number(x) for series in drawn for x, _ in series.points]
    ys = [y for series in drawn for _, y in series.points]
    low, high = chart.y.bounds
    low, high = min(ys) if low is None else low, max(ys) if high is None else high
    room = (high - low) * 0.08 or max(abs(high) * 0.1, 1)
    domain = [low - room * (chart.y.bounds[0] is None), high + room * (None in chart.y.bounds)]
    first, last = min(xs), max(xs)
    reach = max(last - first, 1) * (1 + ROOM_RIGHT / (width - ROOM_RIGHT))
    x = {
        "field": "x", "type": "temporal" if chart.x.kind == "time" else "quantitative",
        "scale": {"domain": [first, first + reach], "nice": False} | ({"type": "utc"} if chart.x.kind == "time" else {}),
        "axis": {"title": chart.x.title, "titleAnchor": "end", "grid": False, "labelOverlap": True, "tickCount": width // 60,
                 "labelFlush": False} | ({"format": _time_format(reach)} if chart.x.kind == "time" else {}),
    }  # fmt: skip
    y = {
        "field": "y", "type": "quantitative", "scale": {"domain": domain, "nice": False},
        "axis": {"title": chart.y.title, "tickCount": 5, "format": ",.2~f", "titleAngle": 0, "titleAlign": "left",
                 "titleAnchor": "start", "titleY": -10, "titleX": 0},
    }  # fmt: skip
    layers = [_line(series, x, y) for series in drawn]
    layers += [_dot(series, x, y) for series in drawn if series.role in ("main", "second")]
    layers += _labels(drawn, (first, reach, *domain), x, y)
    return {"width": width, "height": height, "autosize": FIT, "layer": layers, "data": {"values": []}}


def _line(series: Series, x: dict, y: dict) -> dict:
    mark = {"type": "line", "interpolate": "linear", "clip": True} | LINES[series.role]
    return {"data": _values(series.points), "mark": mark, "encoding": {"x": x, "y": y, "order": {"field": "n"}}}


def _dot(series: Series, x: dict, y: dict) -> dict:
    mark = {"type": "point", "filled": True, "opacity": 1, "size": 42, "color": LINES[series.role]["color"]}
    return {"data": _values(series.points[-1:]), "mark": mark, "encoding": {"x": x, "y": y}}


def _labels(drawn: list[Series], bounds: tuple[float, float, float, float], x: dict, y: dict) -> list[dict]:
    """Name the lines at their ends; of two that would touch, the upper one gives way."""
    first, reach, low, high = bounds
    named = sorted((series for series in drawn if series.label), key=lambda series: series.points[-1][1])
    has_forecast = any(series.role == "forecast" for series in drawn)
    taken: list[tuple[float, float]] = []
    layers = []
    for series in named:
        at, value = _number(series.points[-1][0]), series.points[-1][1]
        across, up = (at - first) / reach, (value - low) / (high - low)
        is_upright = series.role in ("now", "limit") and len({x for x, _ in series.points}) == 1
        up = {"now": 1.0, "limit": 0.07}[series.role] if is_upright else max(up, CLOSE / 2)
        while not is_upright and any(abs(up - other) < CLOSE and abs(across - place) < 0.3 for place, other in taken):
            up += CLOSE / 4
        taken.append((across, up))
        is_left = is_upright and across > 0.7
        mark = {
            "type": "text", "align": "right" if is_left else "left", "dx": -5 if is_left else 6, "baseline": "middle",
            "color": MUTED if series.role in ("plan", "before", "limit") else LINES[series.role]["color"],
            "fontWeight": 600 if series.role in ("main", "second") else 400, "limit": 220,
        }  # fmt: skip
        data = {"values": [{"x": at, "y": low + up * (high - low), "label": series.label}]}
        mark |= {"dy": -9} if series.role == "main" and has_forecast else {}
        encoding = {"x": x, "y": y, "text": {"field": "label"}}
        layers += [
            {"data": data, "mark": mark | HALO, "encoding": encoding},
            {"data": data, "mark": mark, "encoding": encoding},
        ]
    return layers


def _bars(chart: Chart, width: int) -> dict:
    """Return bars in the order given, coloured by health, each with its value."""
    series = chart.series[0]
    healths = series.healths or ("on_track",) * len(series.points)
    rows = [
        {
            "n": n,
            "name": name,
            "value": value,
            "label": part_words(value),
            "fill": STATUS[health][0],
            "edge": STATUS[health][1],
        }
        for n, ((name, value), health) in enumerate(zip(series.points, healths, strict=True))
    ]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "n"},
        "axis": {"title": None, "labelLimit": round(width * 0.42), "labelColor": INK},
    }
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [0, 122], "nice": False},
         "axis": {"title": chart.x.title, "titleAnchor": "start", "values": [0, 25, 50, 75, 100]}}  # fmt: skip
    plain = {"scale": None, "type": "nominal"}
    bar = {
        "mark": {"type": "bar", "height": 9},
        "encoding": {"x": x, "y": y, "fill": plain | {"field": "fill"}, "stroke": plain | {"field": "edge"}},
    }
    named = {
        "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
    return {
        "width": width, "height": AXIS + BAR * len(rows), "autosize": FIT, "data": {"values": rows}, "layer": [bar, named]
    }  # fmt: skip


def _values(points: tuple[Point, ...]) -> dict:
    return {"values": [{"x": _number(x), "y": y, "n": n} for n, (x, y) in enumerate(points)]}


def _number(x: Point) -> float:
    """Return a place on the axis: milliseconds of a local time, so that no zone of a machine moves it."""
    return x.replace(tzinfo=UTC).timestamp() * 1000 if isinstance(x, datetime) else x


def _time_format(reach: float) -> str:
    hours = reach / 3_600_000
    return (
        "%a %-d %b %H:%M"
        if hours < 60
        else "%a %-d %b"
        if hours < 24 * 12
        else "%-d %b"
        if hours < 24 * 400
        else "%b %Y"
    )
