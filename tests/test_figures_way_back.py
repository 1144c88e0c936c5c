"""Gauge, growth and order of the way back: what they draw, say and leave out."""

import pandas as pd
import pytest

from cutover import figures

START = pd.Timestamp("2026-10-30T18:00")
HOUR = pd.Timedelta(hours=1)
LOOK = figures.make_look("light", zone="America/New_York", as_of=(START + 10 * HOUR).to_pydatetime())
HOSTILE = "Load <b>x</b> http://evil.example"


def clock(**cells: object) -> pd.DataFrame:
    """Return a clock of a window of 60 hours, ten of which have passed."""
    told = {
        "window_start_at": START, "window_finish_at": START + 60 * HOUR, "limit_at": START + 59 * HOUR,
        "protection_finish_at": START + 64 * HOUR, "warning_minutes": 120.0, "mode": "forward",
        "implementation_finish_at": START + 55 * HOUR, "zone_implementation": "inside", "now_count": 3,
        "backout_now_minutes": 90, "backout_now_at": START + 11.5 * HOUR, "zone_now": "inside",
        "backout_worst_minutes": 300, "backout_worst_at": START + 60 * HOUR, "zone_worst": "protection",
        "latest_decision_at": START + 54 * HOUR, "closing_task_name": None, "is_past_point_of_no_return": False,
        "point_of_no_return_at": START + 40 * HOUR, "point_of_no_return_name": "Gate", "task_count": 7,
        "point_of_no_return_decision": None,
    }  # fmt: skip
    return pd.DataFrame([told | cells])


def course() -> pd.DataFrame:
    rows = [(0, 0, 0), (5, 60, 2), (10, 90, 3), (50, 300, 7), (60, 300, 7)]
    return pd.DataFrame(
        [{"turn_at": START + h * HOUR, "backout_minutes": m, "task_count": n} for h, m, n in rows]
    )  # fmt: skip


def path(name: str = "Load lines") -> pd.DataFrame:
    step = {"task_id": "A", "kind": "task", "undoes_count": 1, "backout_minutes": 60, "is_critical": True}
    rows = [
        step | {"task_name": name, "position": 1, "back_start_at": START, "back_finish_at": START + HOUR},
        step | {"task_name": "Extract", "position": 2, "back_start_at": START + HOUR, "back_finish_at": START + 2 * HOUR,
                "is_critical": False},
    ]  # fmt: skip
    return pd.DataFrame(rows)


def words(figure) -> str:
    return " ".join(annotation.text for annotation in figure.layout.annotations)


def test_gauge_says_where_each_end_falls():
    figure = figures.rollback_gauge(clock(), LOOK)
    names = "".join(figure.layout.yaxis.ticktext)
    assert [name in names for name in ("Cutover", "Turn back now", "Turn back at the end", "Latest decision")] == [
        True
    ] * 4
    assert "● <b>undone Sat 05:30, 1 h 30 min</b>" in words(figure)
    assert "■ <b>undone Mon 06:00, 5 h</b>" in words(figure)


def test_gauge_shades_every_zone_in_order():
    shapes = [s for s in figures.rollback_gauge(clock(), LOOK).layout.shapes if s.type == "rect"]
    edges = [(pd.Timestamp(s.x0) - START) / HOUR for s in shapes]
    assert edges == [0, 57, 59, 64]


def test_gauge_without_protection_has_no_gap():
    figure = figures.rollback_gauge(clock(protection_finish_at=pd.NaT, limit_at=START + 60 * HOUR), LOOK)
    assert "Service protection" not in words(figure)
    assert "Window ends Mon 06:00" in words(figure)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"now_count": 0}, "nothing to undo yet"),
        ({"now_count": 0, "mode": "rollback"}, "all is undone"),
        ({"task_count": 0}, "no task states how long undoing it takes"),
        ({"is_past_point_of_no_return": True}, "no way back since go-live"),
        ({"is_past_point_of_no_return": True, "point_of_no_return_decision": "go"}, "no way back since Sun 10:00"),
    ],
)
def test_gauge_has_words_for_its_edges(cells, said):
    figure = figures.rollback_gauge(clock(**cells), LOOK)
    assert said in words(figure)
    assert said in figure.layout.meta["alt"]


def test_gauge_without_a_window_is_words():
    figure = figures.rollback_gauge(clock(window_start_at=pd.NaT, window_finish_at=pd.NaT), LOOK)
    assert "states no cutover window" in figure.layout.meta["alt"]


def test_growth_marks_the_latest_decision():
    figure = figures.rollback_growth(course(), clock(closing_task_name=HOSTILE), LOOK)
    assert "<b>Latest decision Mon 2 Nov 00:00</b>" in words(figure)
    assert "<b>x" not in words(figure)


def test_growth_needs_hours_in_steps():
    needed, left = figures.rollback_growth(course(), clock(), LOOK).data[:2]
    assert (list(needed.y), needed.line.shape) == ([0, 1, 1.5, 5, 5], "hv")
    assert list(left.y) == [59, 0]


def test_growth_after_the_point_claims_no_decision():
    figure = figures.rollback_growth(course(), clock(is_past_point_of_no_return=True), LOOK)
    assert "Latest decision" not in words(figure)
    assert figure.layout.meta["alt"].endswith("The point of no return is passed.")


@pytest.mark.parametrize(("rows", "cells", "said"), [
    (course().head(0), {}, "No task states how long undoing it takes"),
    (course(), {"limit_at": pd.NaT}, "states no cutover window"),
])  # fmt: skip
def test_growth_says_why_it_is_empty(rows, cells, said):
    assert said in figures.rollback_growth(rows, clock(**cells), LOOK).layout.meta["alt"]


def test_order_draws_what_sets_the_length():
    figure = figures.rollback_order(path(HOSTILE), clock(), LOOK)
    loose, critical = figure.data
    assert (list(loose.y), list(critical.y)) == ([2], [1])
    assert "&lt;b&gt;x" in figure.layout.yaxis.ticktext[0]
    assert figure.layout.meta["alt"].startswith("2 steps of undoing, 1 of them set its length.")


@pytest.mark.parametrize(("cells", "said"), [
    ({}, "Nothing to undo: nothing has started."), ({"task_count": 0}, "No task states"),
    ({"is_past_point_of_no_return": True}, "There is no way back any more"),
])  # fmt: skip
def test_order_says_why_it_is_empty(cells, said):
    assert said in figures.rollback_order(path().head(0), clock(**cells), LOOK).layout.meta["alt"]
