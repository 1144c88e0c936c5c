"""Earned schedule: planned and earned value, the gap between them in time, empty states."""

import pandas as pd
import pytest

from cutover import figures

START = pd.Timestamp("2026-10-01T00:00")
WEEK = pd.Timedelta(days=7)
LOOKS = [figures.make_look(theme, as_of=(START + 3 * WEEK).to_pydatetime()) for theme in ("light", "dark")]


@pytest.fixture
def course() -> pd.DataFrame:
    """Four planned weeks of 100 hours; after three weeks 150 are earned, as much as planned after one and a half."""
    return pd.DataFrame(
        {
            "period": [0.0, 1.0, 2.0, 3.0, 4.0], "period_at": [START + week * WEEK for week in range(5)],
            "is_status": [False, False, False, True, False], "is_plan_end": [False] * 4 + [True],
            "interval_unit": "week", "planned_value": [0.0, 100.0, 200.0, 300.0, 400.0],
            "earned_value": [0.0, 50.0, 100.0, 150.0, None], "earned_schedule": [0.0, 0.5, 1.0, 1.5, None],
            "schedule_variance": [0.0, -0.5, -1.0, -1.5, None], "spi_t_ratio": [None, 0.5, 0.5, 0.5, None],
        }
    )  # fmt: skip


def notes_of(figure) -> str:
    return " | ".join(note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("look", LOOKS)
def test_gap_leads_back_to_the_plan(course, look):
    figure = figures.earned_schedule(course, look)
    gap = figure.data[2]
    assert [pd.Timestamp(at) for at in gap.x] == [START + 1.5 * WEEK, START + 3 * WEEK]
    assert "<b>1.5 weeks behind the plan</b><br>SPI(t) 0.50" in notes_of(figure)
    assert figure.layout.meta["alt"].endswith("300 hours of work were planned and 150 earned: "
                                              "1.5 weeks behind the plan, SPI(t) 0.50.")  # fmt: skip


def test_earned_line_ends_at_the_status_time(course):
    planned, earned = figures.earned_schedule(course, LOOKS[0]).data[:2]
    assert (len(planned.x), len(earned.x)) == (5, 4)


@pytest.mark.parametrize(
    ("variance", "words"),
    [(0.0, "earned as planned"), (1.0, "1.0 week ahead of the plan"), (-0.4, "0.4 weeks behind the plan")],
)
def test_gap_is_said_in_words(course, variance, words):
    assert words in notes_of(figures.earned_schedule(course.assign(schedule_variance=variance), LOOKS[0]))


def test_plan_not_begun_draws_no_gap(course):
    begun = course.assign(is_status=course["period"] == 0, earned_schedule=None)
    figure = figures.earned_schedule(begun, LOOKS[0])
    assert len(figure.data) == 2
    assert "0 hours of work were planned and 0 earned" in figure.layout.meta["alt"]


def test_nothing_planned_says_so(course):
    assert "nothing is planned" in figures.earned_schedule(course.head(0), LOOKS[0]).layout.meta["alt"]
    assert (
        "nothing is planned" in figures.earned_schedule(course.assign(planned_value=0.0), LOOKS[0]).layout.meta["alt"]
    )
