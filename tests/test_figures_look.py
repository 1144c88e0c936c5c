"""The look of figures: colours, status in three ways, lines of moments, alt text."""

import tomllib
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.frames import to_frame
from cutover.figures.look import FONT, make_look
from cutover.figures.overview import overview_timeline

CONFIG = tomllib.loads((Path(__file__).resolve().parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
NOON = datetime(2026, 3, 14, 12)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1 of a colour #RRGGBB."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.1 between two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_has_exactly_ten_series_colours(theme):
    series = make_look(theme).series
    assert len(set(series)) == 10
    assert CONFIG["theme"][theme]["chartCategoricalColors"] == list(series)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_and_ink_are_those_of_the_page(theme):
    look = make_look(theme)
    assert (look.paper, look.ink) == (CONFIG["theme"][theme]["backgroundColor"], CONFIG["theme"][theme]["textColor"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("health", figures.HEALTHS)
def test_status_ink_is_readable_on_paper(theme, health):
    look = make_look(theme)
    assert contrast(look.status[health].ink, look.paper) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_status_colours_are_never_series_colours(theme):
    look = make_look(theme)
    fills = {look.status[health].fill for health in ("on_track", "at_risk", "late", "decided")}
    assert fills & (set(look.series) | set(look.sides.values())) == set()


def test_status_is_told_by_shape_and_word():
    assert [figures.status_label(health) for health in figures.HEALTHS] == [
        "● On track", "▲ At risk", "■ Late", "◆ Decided", "○ Not yet",
    ]  # fmt: skip
    assert figures.status_label(None) == "○ Not yet"


def test_figure_is_tight_and_speaks_inter():
    figure = make_look("dark").figure(300)
    assert figure.layout.height == 300
    assert figure.layout.margin.l == 8
    assert figure.layout.font.family == FONT


def test_status_line_carries_its_time():
    look = make_look(zone="America/New_York", as_of=NOON)
    figure = look.figure()
    look.status_line(figure)
    assert figure.layout.annotations[0].text == "As of Sat 14 Mar 2026, 12:00"
    assert figure.layout.shapes[0].x0 == NOON


def test_event_without_time_draws_nothing():
    figure = make_look().figure()
    make_look().event_line(figure, None, "Go-live")
    make_look().event_line(figure, pd.NaT, "Go-live")
    assert figure.layout.shapes == ()


def test_event_label_from_a_file_stays_text():
    figure = make_look().figure()
    make_look().event_line(figure, NOON, '<a href="http://evil">Go</a>')
    assert "<a" not in figure.layout.annotations[0].text
    assert "http:" not in figure.layout.annotations[0].text


def test_time_axis_names_the_zone():
    figure = make_look(zone="America/New_York").figure()
    make_look(zone="America/New_York").time_axis(figure, "Planned finish")
    assert figure.layout.xaxis.title.text == "Planned finish, America/New_York"


def test_empty_figure_says_why():
    figure = make_look().empty("No task is dated.")
    assert figure.layout.annotations[0].text == "No task is dated."
    assert figure.layout.meta["alt"] == "No task is dated."


def events(**changes: object) -> pd.DataFrame:
    """Return a phase and a checkpoint to come."""
    base = {"event_id": "x", "health": None, "decision": None, "minutes_left": 0}
    phase = {"kind": "phase", "label": "Warranty", "state": "now", "start_at": NOON, "finish_at": datetime(2026, 6, 12)}
    gate = {"kind": "checkpoint", "label": "Exit", "state": "next", "health": "unknown", "start_at": datetime(2026, 6, 1),
            "finish_at": datetime(2026, 6, 1)}  # fmt: skip
    return pd.DataFrame([base | phase, base | gate | changes])


def test_timeline_describes_phase_and_next_checkpoint():
    figure = overview_timeline(events(), make_look(as_of=NOON))
    assert figure.layout.meta["alt"] == (
        "Timeline of the programme. Now: Warranty. 0 of 1 checkpoints are decided, 0 overdue. "
        "Next: Exit, Mon 1 Jun 2026, 00:00."
    )


def test_timeline_marks_a_checkpoint_by_its_shape():
    figure = overview_timeline(events(health="late", state="overdue"), make_look())
    assert figure.data[1].marker.symbol == "square"
    assert "late" in figure.data[1].hovertemplate


def test_timeline_of_nothing_says_so():
    figure = overview_timeline(events().iloc[:0], make_look())
    assert "no dated phase" in figure.layout.annotations[0].text


def test_frame_holds_local_times():
    pa = pytest.importorskip("pyarrow")
    rows = pa.table({"at": pa.array([datetime(2026, 7, 1, 12)], pa.timestamp("us"))})
    assert to_frame(rows, "America/New_York")["at"][0] == pd.Timestamp("2026-07-01 08:00")


@pytest.mark.parametrize(("hidden", "texts"), [(0, []), (36, ["and 36 more in the rows"])])
def test_figure_says_how_many_rows_it_hides(hidden, texts):
    look = make_look()
    figure = look.figure()
    look.more(figure, hidden)
    assert [note.text for note in figure.layout.annotations] == texts


def test_legend_has_shapes_words_and_colours():
    look = make_look("light")
    figure = look.figure()
    look.legend(figure, [("late", "Over<b>due"), ("on_track", "Sent")])
    assert figure.layout.annotations[0].text == (
        "<span style='color:#A50026'>■</span> Over&lt;b&gt;due\u2003<span style='color:#1A7F8E'>●</span> Sent"
    )


def test_empty_figure_is_low_and_breaks_its_line():
    figure = make_look("light").empty("No stakeholder group is known: load audiences or communications.", 330)
    assert figure.layout.height == 140
    assert figure.layout.annotations[0].text == "No stakeholder group is known: load<br>audiences or communications."
