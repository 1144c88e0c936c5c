"""Figures of the warranty page."""

from datetime import datetime

import pandas as pd
import pytest

from cutover.figures import make_look
from cutover.figures.warranty import (
    duration,
    exit_streaks,
    incident_flow,
    open_by_age,
    resolve_times,
    round_step,
    sla_attainment,
)

LOOK = make_look("light", zone="America/New_York", as_of=datetime(2026, 3, 4, 18))
PROGRAMME = pd.DataFrame(
    {"go_live_at": [pd.Timestamp("2026-03-02 06:00")], "warranty_end_date": [pd.Timestamp("2026-05-31")]}
)


def flow(opened: list[int], resolved: list[int]) -> pd.DataFrame:
    """Return incidents per day from 2 March 2026."""
    frame = pd.DataFrame({"opened_count": opened, "resolved_count": resolved})
    frame["day"] = pd.date_range("2026-03-02", periods=len(opened))
    frame["open_count"] = frame["opened_count"].cumsum() - frame["resolved_count"].cumsum()
    return frame


def texts(figure) -> str:
    """Return every annotation of a figure as one text."""
    return " | ".join(note.text for note in figure.layout.annotations)


def attained(**cells: object) -> dict:
    """Return a row of the report sla_attainment: 18 met, 2 breached, 3 open past due."""
    return {
        "group_value": "1", "attained_percent": 90.0, "target_percent": 90.0, "met_count": 18, "breached_count": 2,
        "open_breached_count": 3, "at_risk_count": 0, "undetermined_count": 0, "health": "on_track",
    } | cells  # fmt: skip


def times(severity: str, minutes: float, resolved: int = 4, never: int = 7) -> dict:
    """Return a row of the report incident_times."""
    return {
        "severity": severity, "n": 11, "mtta_minutes": 10.0, "unacknowledged_count": never, "mttr_minutes": minutes,
        "median_minutes": minutes, "p85_minutes": 2 * minutes, "p95_minutes": 3 * minutes, "resolved_count": resolved,
    }  # fmt: skip


def test_arrivals_go_up_and_closures_down():
    figure = incident_flow(flow([5, 3, 0], [0, 2, 4]), PROGRAMME, LOOK)
    assert list(figure.data[0].y) == [5, 3, 0]
    assert list(figure.data[1].y) == [0, -2, -4]


def test_backlog_stands_on_its_own_panel():
    figure = incident_flow(flow([5, 3, 0], [0, 2, 4]), PROGRAMME, LOOK)
    assert figure.data[2].yaxis == "y2"
    assert figure.layout.yaxis2.overlaying is None
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]


def test_backlog_ends_at_the_status_time():
    figure = incident_flow(flow([5, 3, 0], [0, 2, 4]), PROGRAMME, LOOK)
    assert pd.Timestamp(figure.data[2].x[-1]) == pd.Timestamp("2026-03-04 18:00")
    assert "2 open" in texts(figure)


def test_flow_alt_text_holds_its_numbers():
    alt = incident_flow(flow([5, 3, 0], [0, 2, 4]), PROGRAMME, LOOK).layout.meta["alt"]
    assert alt == (
        "Incidents per day from 2 Mar 2026: 8 opened, 6 resolved. Backlog 2, at most 6 on 3 Mar 2026."
    )  # fmt: skip


def test_ticks_below_zero_are_counts():
    axis = incident_flow(flow([50, 3], [0, 40]), PROGRAMME, LOOK).layout.yaxis
    assert axis.tickvals == (-40, -20, 0, 20, 40)
    assert axis.ticktext == ("40", "20", "0", "20", "40")


def test_moments_outside_the_days_are_not_drawn():
    figure = incident_flow(flow([5, 3, 0], [0, 2, 4]), PROGRAMME, LOOK)
    assert "Go-live" in texts(figure)
    assert "Warranty ends" not in texts(figure)


def test_flow_names_zone_and_status_time():
    figure = incident_flow(flow([5], [0]), PROGRAMME, LOOK)
    assert figure.layout.xaxis.title.text == "America/New_York"
    assert "As of Wed 4 Mar 2026, 18:00" in texts(figure)


def test_flow_works_without_programme_dates():
    nothing = PROGRAMME.assign(go_live_at=pd.NaT, warranty_end_date=pd.NaT)
    assert "Go-live" not in texts(incident_flow(flow([5], [0]), nothing, LOOK))


@pytest.mark.parametrize(
    ("figure", "frames", "words"),
    [
        (incident_flow, (flow([], []), PROGRAMME), "No incident has been opened"),
        (open_by_age, (pd.DataFrame(),), "No incident is open"),
        (sla_attainment, (pd.DataFrame(),), "No incident is loaded"),
        (exit_streaks, (pd.DataFrame(), pd.DataFrame()), "No exit criteria are loaded"),
        (resolve_times, (pd.DataFrame({"resolved_count": []}),), "No incident has been resolved"),
    ],
)
def test_empty_figure_says_what_is_missing(figure, frames, words):
    assert words in figure(*frames, LOOK).layout.meta["alt"]


def test_age_matrix_writes_every_count():
    frame = pd.DataFrame({"severity": ["1", "1", "not given", "not given"], "position": [1, 2, 1, 2],
                          "age_band": ["0-1", "1-5"] * 2, "open_count": [0, 3, 7, 1]})  # fmt: skip
    figure = open_by_age(frame, LOOK)
    assert list(figure.data[1].text) == ["0", "3", "7", "1"]
    assert "not given: 7 for 0-1 days, 1 for 1-5 days" in figure.layout.meta["alt"]


def test_open_breached_stands_beside_attainment():
    figure = sla_attainment(pd.DataFrame([attained()]), LOOK)
    assert "● On track · 90 % of 20 · 3 open past due" in texts(figure)
    assert list(figure.data[0].x) == [90.0]


def test_attainment_bars_start_at_zero():
    assert sla_attainment(pd.DataFrame([attained()]), LOOK).layout.xaxis.range[0] == 0


def test_attainment_that_is_not_known_has_no_bar():
    row = attained(attained_percent=float("nan"), met_count=0, breached_count=0, health="unknown")
    figure = sla_attainment(pd.DataFrame([row]), LOOK)
    assert len(figure.data) == 0
    assert "not determinable · 3 open past due" in figure.layout.meta["alt"]


def test_attainment_takes_its_colour_from_health():
    rows = [attained(), attained(group_value="2", attained_percent=50.0, health="late")]
    bars = [trace for trace in sla_attainment(pd.DataFrame(rows), LOOK).data if trace.type == "bar"]
    assert [bar.marker.color for bar in bars] == [LOOK.status["on_track"].fill, LOOK.status["late"].fill]


def streak_frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one criterion: held, missed, not known, held."""
    days = pd.to_datetime(["2026-02-26", "2026-02-27", "2026-03-02", "2026-03-03"])
    course = pd.DataFrame({"exit_criterion_id": "X", "exit_criterion_name": "No <b>severity</b> 1", "day": days,
                           "actual": [0, 2, None, 0], "is_met": [True, False, None, True]})  # fmt: skip
    streaks = pd.DataFrame({"exit_criterion_id": ["X"], "exit_criterion_name": ["No <b>severity</b> 1"],
                            "held_days": [1], "needed_days": [10], "is_held": [False], "health": ["at_risk"]})  # fmt: skip
    return course, streaks


def test_streaks_have_a_shape_per_day():
    figure = exit_streaks(*streak_frames(), LOOK)
    assert [(trace.marker.symbol, list(trace.x)) for trace in figure.data[:3]] == [
        ("circle", [0, 3]), ("square", [1]), ("circle-open", [2]),
    ]  # fmt: skip


def test_streaks_tell_days_held_of_needed():
    figure = exit_streaks(*streak_frames(), LOOK)
    assert list(figure.data[3].text) == ["<b>1 / 10</b>"]
    assert figure.layout.meta["alt"].startswith("0 of 1 exit criteria held.")


def test_streaks_escape_names_from_files():
    figure = exit_streaks(*streak_frames(), LOOK)
    assert "<b>severity" not in figure.layout.yaxis.ticktext[0]
    assert "<b>severity" not in figure.data[0].customdata[0]


def test_month_stands_under_its_first_day():
    ticks = exit_streaks(*streak_frames(), LOOK).layout.xaxis.ticktext
    assert ticks == ("Thu<br>26<br>Feb", "Fri<br>27", "Mon<br>2<br>Mar", "Tue<br>3")


def test_resolve_times_tell_unacknowledged_beside_mean():
    figure = resolve_times(pd.DataFrame([times("1", 3060)]), LOOK)
    assert "resolved in 2.1 days (n = 4)<br>acknowledged in 10 min, 7 unacknowledged" in texts(figure)


def test_resolve_times_leave_out_unresolved_groups():
    figure = resolve_times(pd.DataFrame([times("1", 60), times("2", 0, resolved=0)]), LOOK)
    assert "Severity 2" not in texts(figure)


def test_quantiles_are_named_on_the_widest_row():
    figure = resolve_times(pd.DataFrame([times("1", 60), times("2", 600)]), LOOK)
    assert {note.y for note in figure.layout.annotations if note.text in ("half", "85 %", "95 %")} == {"Severity 2"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(45, "45 min"), (390, "6 h 30 min"), (3060, "2.1 days"), (2880, "2.0 days"), (float("nan"), "not known")],
)
def test_durations_read_as_people_say_them(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(("about", "step"), [(0.5, 1), (1, 1), (3.4, 2), (7, 5), (26, 20), (99, 50), (100, 100)])
def test_steps_are_round_numbers(about, step):
    assert round_step(about) == step


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_inks_follow_the_theme(theme):
    look = make_look(theme, zone="UTC", as_of=datetime(2026, 3, 4, 18))
    figure = exit_streaks(*streak_frames(), look)
    assert figure.layout.font.color == look.ink
    assert figure.data[1].marker.color == look.status["late"].fill
