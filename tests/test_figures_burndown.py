"""The burn-down figure and the bars beside it: lines, labels, words, empty states."""

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.burndown import _time_range

DAYS = pd.date_range("2026-03-01", periods=11, freq="D")
LOOKS = [
    figures.make_look(theme, zone="America/New_York", as_of=DAYS[5].to_pydatetime()) for theme in ("light", "dark")
]
LEFT = [100, 92, 85, 88, 82, 69, *[None] * 5]
SCOPE = [100, 100, 100, 112, 112, 109, *[None] * 5]


@pytest.fixture
def lines() -> pd.DataFrame:
    """The worked example, day by day."""
    planned, ideal = [100] * 10 + [0], [100.0 - 10 * day for day in range(11)]
    frame = pd.DataFrame({"step_at": DAYS})
    for unit, weight in (("count", 1), ("hours", 2)):
        for name, values in (("scope", SCOPE), ("remaining", LEFT), ("planned_remaining", planned),
                             ("ideal_remaining", ideal)):  # fmt: skip
            frame[f"{name}_{unit}"] = pd.Series(values, dtype="float64") * weight
    return frame


@pytest.fixture
def forecast() -> pd.DataFrame:
    """The worked forecast over five days."""
    return pd.DataFrame(
        {
            "as_of": [DAYS[5]], "remaining": [69.0], "interval_unit": ["day"], "interval_count": [5], "rate": [8.0],
            "net_rate": [6.2], "baseline_start_at": [DAYS[0]], "baseline_finish_at": [DAYS[10]],
            "forecast_finish_at": [pd.Timestamp("2026-03-14T15:00")],
            "net_finish_at": [pd.Timestamp("2026-03-17T03:06")], "reason": [None],
            "network_finish_at": [pd.NaT], "driver": ["rate"], "driver_reason": ["The plan has no links."],
        }
    )  # fmt: skip


@pytest.fixture
def network() -> pd.DataFrame:
    """A plan without links: the network says nothing."""
    return pd.DataFrame({"step_at": pd.to_datetime([]), "remaining": pd.Series([], dtype="float64")})


@pytest.fixture
def band() -> pd.DataFrame:
    """Three levels of confidence."""
    ends = pd.to_datetime(["2026-03-14T16:00", "2026-03-15T02:40", "2026-03-15T12:00"])
    return pd.DataFrame({"percent": [50, 80, 95], "finish_at": ends, "sample_count": [5] * 3})


@pytest.fixture
def summary() -> pd.DataFrame:
    """A programme with a cutover window and go-live."""
    return pd.DataFrame(
        {"cutover_start_at": [DAYS[8]], "cutover_finish_at": [DAYS[9]], "go_live_at": [DAYS[9]]}
    )  # fmt: skip


@pytest.fixture
def counts() -> pd.DataFrame:
    """Two workstreams, one behind, and one in which everything was skipped."""
    return pd.DataFrame(
        {
            "group_value": ["Apps", "Data <b>", "None"], "task_count": [10, 8, 2], "skipped_count": [0, 2, 2],
            "complete_count": [9, 1, 0], "late_count": [0, 3, 0], "complete_percent": [90.0, 16.7, None],
            "done_percent": [80.0, None, None],
        }
    )  # fmt: skip


def words_of(figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_lines_are_named_at_their_end(lines, forecast, network, band, summary, look):
    words = words_of(figures.burndown(lines, forecast, network, band, summary, look))
    assert all(
        name in words
        for name in ("Scope 109", "Left 69", "Plan", "Ideal", "<b>By rate Sat 14 Mar</b>", "Go-live Tue 10")
    )


def test_alt_text_tells_the_numbers(lines, forecast, network, band, summary):
    alt = figures.burndown(lines, forecast, network, band, summary, LOOKS[0]).layout.meta["alt"]
    assert "69 of 109 tasks are left on Fri 6 Mar 2026, 00:00, where the plan had 100" in alt
    assert "At 8.0 tasks a day it ends Sat 14 Mar 2026, 15:00" in alt
    assert "P80: Sun 15 Mar 2026, 02:40" in alt


def test_actual_is_solid_scope_a_step_forecast_dashed(lines, forecast, network, band, summary):
    shapes = [
        (t.line.dash, t.line.shape) for t in figures.burndown(lines, forecast, network, band, summary, LOOKS[0]).data
    ]
    assert ("dot", None) in shapes
    assert (None, "hv") in shapes
    assert ("dash", None) in shapes


def test_nothing_actual_is_drawn_after_status_time(lines, forecast, network, band, summary):
    figure = figures.burndown(lines, forecast, network, band, summary, LOOKS[0])
    left = next(trace for trace in figure.data if trace.line.width == 4)
    assert (len(left.x), left.y[-1]) == (6, 69.0)


def test_hours_are_drawn_where_chosen(lines, forecast, network, band, summary):
    figure = figures.burndown(lines, forecast, network, band, summary, LOOKS[0], unit="hours")
    assert figure.layout.yaxis.title.text == "Hours left"
    assert "Left 138" in words_of(figure)


def test_axis_names_the_zone_and_starts_at_zero(lines, forecast, network, band, summary):
    layout = figures.burndown(lines, forecast, network, band, summary, LOOKS[0]).layout
    assert (layout.xaxis.title.text, layout.yaxis.range[0]) == ("America/New_York", 0)
    assert "As of Fri 6 Mar 2026, 00:00" in [note.text for note in layout.annotations]


def test_undetermined_forecast_is_told_not_drawn(lines, forecast, network, band, summary):
    undone = forecast.assign(forecast_finish_at=pd.NaT, reason="Not determinable: nothing was completed.")
    figure = figures.burndown(lines, undone, network, band.head(0), summary, LOOKS[0])
    assert "dash" not in [trace.line.dash for trace in figure.data]
    assert figure.layout.meta["alt"].endswith("Not determinable: nothing was completed.")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_network_forecast_stands_beside_the_rate(lines, forecast, band, summary, look):
    known = forecast.assign(network_finish_at=pd.Timestamp("2026-03-13T18:00"), driver="network")
    network = pd.DataFrame({"step_at": [DAYS[5], DAYS[8], known["network_finish_at"][0]], "remaining": [69, 30, 0]})
    figure = figures.burndown(lines, known, network, band, summary, look)
    assert "<b>By network Fri 13 Mar</b>" in words_of(figure)
    assert "| By rate Sat 14 Mar" in words_of(figure)
    drawn = next(trace for trace in figure.data if trace.line.color == look.series[1])
    assert (list(drawn.y), drawn.line.width, drawn.line.dash) == ([69, 30, 0], 2.5, "dash")
    assert figure.layout.meta["alt"].endswith(
        "By the network of links it ends Fri 13 Mar 2026, 18:00. The network counts."
    )


def test_zero_length_baseline_draws_without_ideal(lines, forecast, network, band, summary):
    figure = figures.burndown(lines.assign(ideal_remaining_count=None), forecast, network, band, summary, LOOKS[0])
    assert "Ideal" not in words_of(figure)


def test_status_time_before_the_plan_says_so(lines, forecast, network, band, summary):
    early = lines.assign(remaining_count=float("nan"), scope_count=float("nan"))
    figure = figures.burndown(early, forecast.assign(forecast_finish_at=pd.NaT), network, band, summary, LOOKS[0])
    assert figure.layout.meta["alt"] == "Burn-down: the status time lies before the plan."


def test_far_forecast_does_not_squeeze_the_plan(lines, forecast, band):
    far = forecast.assign(forecast_finish_at=pd.Timestamp("2027-03-01")).iloc[0]
    assert _time_range(lines, far, band)[1] < pd.Timestamp("2026-03-18")


def test_no_tasks_gives_an_empty_state(lines, forecast, network, band, summary):
    figure = figures.burndown(lines.head(0), forecast, network, band, summary, LOOKS[0])
    assert "load a plan" in figure.layout.meta["alt"]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_least_complete_group_stands_first(counts, look):
    figure = figures.progress_by_group(counts, look)
    assert list(figure.data[1].y) == ["Data &lt;b&gt;", "Apps"]
    assert figure.layout.meta["alt"] == ("Tasks complete, least first: Data <b> 1 of 6, 3 late; Apps 9 of 10.")


def test_at_most_ten_groups_are_drawn(counts):
    many = pd.concat([counts.head(1).assign(group_value=f"W{i}") for i in range(14)])
    assert len(figures.progress_by_group(many, LOOKS[0]).data[1].y) == 10


def test_no_groups_gives_an_empty_state(counts):
    assert figures.progress_by_group(counts.head(0), LOOKS[0]).layout.meta["alt"] == "No tasks are loaded."
