"""Figures of the communication page."""

from datetime import datetime

import pandas as pd
import pytest

from cutover.figures import make_look
from cutover.figures.communication import HELD_BACK, MOST_GROUPS, MOST_MARKS, message_coverage, messages_ahead

NOW = datetime(2026, 3, 8, 8)
LOOK = make_look("light", zone="America/New_York", as_of=NOW)
GATES = pd.DataFrame(
    {
        "checkpoint_id": ["G1", "G2"], "checkpoint_name": ["Gate", "<b>Far</b>"],
        "planned_at": [pd.Timestamp("2026-03-08 12:00"), pd.Timestamp("2026-06-01")],
    }
)  # fmt: skip


def cell(audience: str, phase: str, health: str, sent: int = 0, planned: int = 1, **cells) -> dict:
    """Return a row of the report communication_coverage."""
    return {
        "audience": audience, "phase": phase, "health": health, "sent_count": sent, "planned_count": planned,
        "is_now": phase == "cutover", "is_asked": True, "is_covered": health in ("on_track", "decided"),
        "overdue_count": int(health == "late"), "unacknowledged_count": int(health == "at_risk"), "group_position": 1,
    } | cells  # fmt: skip


def due(title: str, at: str, state: str = "due", health: str = "decided", **cells) -> dict:
    """Return a row of the report communication_due."""
    return {
        "communication_id": title, "title": title, "audience": "Staff", "due_at": pd.Timestamp(at), "state": state,
        "health": health, "sent_at": pd.NaT, "overdue_minutes": None, "announces": None, "moved_words": None,
    } | cells  # fmt: skip


def texts(figure) -> list[str]:
    """Return what stands in the cells of a figure."""
    return [word for trace in figure.select_traces({"mode": "text"}) for word in trace.text]


def hovers(figure) -> list[str]:
    """Return what the marks of a figure say."""
    return [word for trace in figure.select_traces({"mode": "markers"}) for word in trace.customdata]


def test_cell_has_shape_and_number():
    figure = message_coverage(
        pd.DataFrame([cell("Staff", "pre_cutover", "on_track", 2, 2), cell("Staff", "cutover", "late", 1, 3)]), LOOK
    )
    assert [word.split("</span>") for word in texts(figure)] == [
        [f"<span style='color:{LOOK.status['on_track'].ink}'>●", " 2 of 2"], [f"<span style='color:{LOOK.status['late'].ink}'>■", " 1 of 3"],
    ]  # fmt: skip


def test_present_phase_stands_out():
    figure = message_coverage(
        pd.DataFrame([cell("Staff", "pre_cutover", "on_track"), cell("Staff", "cutover", "late")]), LOOK
    )
    assert list(figure.layout.xaxis.ticktext) == ["Pre-cutover", "<b>Cutover<br>now</b>"]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(0.54, 1.46)]


def test_group_that_is_not_asked_has_a_dash():
    frame = pd.DataFrame(
        [cell("A", "cutover", "unknown", planned=0, is_asked=False), cell("B", "cutover", "late", planned=0)]
    )
    words = texts(message_coverage(frame, LOOK))
    assert words[0] == "\u2013"
    assert words[1].endswith(" none")


def test_coverage_tells_what_is_lacking():
    frame = pd.DataFrame([cell("Staff", "cutover", "late", 1, 3), cell("Press", "cutover", "on_track", 1)])
    assert message_coverage(frame, LOOK).layout.meta["alt"] == (
        "2 stakeholder groups by phase; 1 of 2 lack something in the present phase. Staff, cutover: 1 of 3 sent, 1 overdue"
    )


def test_groups_past_the_most_are_left_to_the_rows():
    frame = pd.DataFrame([cell(f"G{i}", "cutover", "on_track", group_position=i + 1) for i in range(MOST_GROUPS + 2)])
    figure = message_coverage(frame, LOOK)
    assert len(figure.layout.yaxis.tickvals) == MOST_GROUPS
    assert figure.layout.annotations[0].text == "and 2 more in the rows"


def test_mark_has_the_shape_of_its_state():
    rows = [
        due("A", "2026-03-08 07:00", "overdue", "late", overdue_minutes=60.0),
        due("B", "2026-03-08 20:00"),
        due("C", "2026-03-10", "planned", "unknown"),
    ]
    figure = messages_ahead(pd.DataFrame(rows), GATES, LOOK)
    assert [trace.marker.symbol for trace in figure.select_traces({"mode": "markers"})] == [
        "square",
        "diamond",
        "circle-open",
    ]
    assert hovers(figure) == [
        "A, to Staff, due Sun 8 Mar 07:00: overdue, since 1 h", "B, to Staff, due Sun 8 Mar 20:00: due within 24 hours",
        "C, to Staff, due Tue 10 Mar 00:00: planned",
    ]  # fmt: skip


def test_first_unsent_message_of_a_group_is_named():
    sent = due("A", "2026-03-08 07:00", "sent", "on_track", sent_at=pd.Timestamp("2026-03-08 07:00"))
    rows = [sent, due("B", "2026-03-08 20:00"), due("C", "2026-03-08 21:00"), due("D", "2026-03-09", audience=None)]
    assert texts(messages_ahead(pd.DataFrame(rows), GATES, LOOK)) == ["B", "D"]


def test_what_moved_is_told_with_the_message():
    row = due("A", "2026-03-08 20:00", announces="Gate", moved_words="announced Sun 8 Mar 14:00, now Sun 8 Mar 16:00")
    assert hovers(messages_ahead(pd.DataFrame([row]), GATES, LOOK))[0].endswith(
        "; Gate announced Sun 8 Mar 14:00, now Sun 8 Mar 16:00"
    )


def test_long_overdue_stands_at_the_left_edge():
    figure = messages_ahead(pd.DataFrame([due("A", "2026-01-01", "overdue", "late", overdue_minutes=1.0)]), GATES, LOOK)
    assert [pd.Timestamp(at) for at in next(figure.select_traces({"mode": "markers"})).x] == [
        pd.Timestamp(NOW) - HELD_BACK
    ]


def test_checkpoints_of_these_days_are_drawn():
    figure = messages_ahead(pd.DataFrame([due("A", "2026-03-08 20:00")]), GATES, LOOK)
    named = [note.text for note in figure.layout.annotations]
    assert "G1" in named
    assert "G2" not in named


def test_messages_past_the_most_are_left_to_the_rows():
    frame = pd.DataFrame([due(f"M{i}", "2026-03-08 20:00") for i in range(MOST_MARKS + 3)])
    figure = messages_ahead(frame, GATES, LOOK)
    assert len(hovers(figure)) == MOST_MARKS
    assert "and 3 more in the rows" in [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize(("figure", "more"), [(message_coverage, ()), (messages_ahead, (GATES,))])
def test_no_rows_are_said_in_words(figure, more):
    drawn = figure(pd.DataFrame(), *more, LOOK)
    assert drawn.layout.annotations[0].text.startswith("No ")
    assert drawn.layout.meta["alt"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hostile_names_are_escaped(theme):
    look = make_look(theme, zone="UTC", as_of=NOW)
    evil = "<img src=x onerror=alert(1)>"
    drawn = [
        message_coverage(pd.DataFrame([cell(evil, "cutover", "late")]), look),
        messages_ahead(
            pd.DataFrame([due(evil, "2026-03-08 20:00", audience=evil, announces=evil, moved_words=evil)]), GATES, look
        ),
    ]
    assert all(
        "<img" not in word
        for figure in drawn
        for word in [*texts(figure), *hovers(figure), *figure.layout.yaxis.ticktext]
    )


def test_name_near_an_end_runs_towards_the_middle():
    frame = pd.DataFrame([due("A", "2026-03-08 20:00"), due("B", "2026-03-14 20:00", audience="Late group")])
    names = next(each for each in messages_ahead(frame, GATES, LOOK).data if each.textposition)
    assert names.textposition == ("middle right", "middle left")


def test_shapes_of_the_line_of_time_are_named():
    frame = pd.DataFrame([due("A", "2026-03-08 20:00", "overdue", "late", overdue_minutes=1.0)])
    said = " ".join(note.text for note in messages_ahead(frame, GATES, LOOK).layout.annotations)
    assert "■</span> Overdue" in said
    assert "Planned" not in said
