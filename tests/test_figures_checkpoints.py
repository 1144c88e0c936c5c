"""Checkpoint figures: timeline, matrix and slack, with shapes, words and empty states."""

import pandas as pd
import pytest

from cutover import figures
from cutover.figures.checkpoints import _folded, _spread
from cutover.figures.text import length

AS_OF = pd.Timestamp("2026-03-10T18:00")
LOOKS = [figures.make_look(theme, zone="America/New_York", as_of=AS_OF.to_pydatetime()) for theme in ("light", "dark")]
SUMMARY = pd.DataFrame({
    "cutover_start_at": [pd.Timestamp("2026-03-13")], "cutover_finish_at": [pd.Timestamp("2026-03-15")],
    "go_live_at": [pd.Timestamp("2026-03-15")],
})  # fmt: skip


def checkpoint(name: str, health: str, **cells) -> dict:
    return {
        "checkpoint_id": name, "checkpoint_name": name, "planned_at": pd.Timestamp("2026-03-14"), "health": health,
        "projected_ready_at": pd.Timestamp("2026-03-14T00:20"), "slack_minutes": -20.0, "open_count": 1,
        "opens_at": pd.Timestamp("2026-03-13"), "closes_at": pd.Timestamp("2026-03-14"), "decision": None,
        "is_point_of_no_return": False, "is_mismatch": False, "asserted_rag": None, "reason": "slack", "severity_rank": 2,
        "forecast_driver": "network", "stated_ready_at": pd.NaT,
    } | cells  # fmt: skip


def cell(name: str, workstream: str, health: str, **cells) -> dict:
    return {
        "checkpoint_id": name, "checkpoint_name": name, "workstream": workstream, "health": health, "open_count": 3,
        "entry_count": 12, "late_count": 1, "slack_minutes": -20.0,
    } | cells  # fmt: skip


def snapshot(name: str, day: int, minutes: float | None, **cells) -> dict:
    return {
        "checkpoint_id": name, "checkpoint_name": name, "told_at": pd.Timestamp(2026, 3, day),
        "slack_minutes": minutes, "asserted_rag": "green", "is_decided": False,
    } | cells  # fmt: skip


def words_of(figure) -> str:
    return " | ".join(str(note.text) for note in figure.layout.annotations)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
@pytest.mark.parametrize(
    ("health", "word", "symbol"),
    [("green", "On track", "circle"), ("amber", "At risk", "triangle-up"), ("red", "Not safe", "square"),
     ("overdue", "Overdue", "square"), ("grey", "Not yet", "circle-open")],
)  # fmt: skip
def test_health_shows_as_shape_and_word(look, health, word, symbol):
    figure = figures.checkpoint_timeline(pd.DataFrame([checkpoint("G1", health)]), SUMMARY, look)
    assert figure.data[-1].marker.symbol == symbol
    assert f"<b>{word}</b></span>, slack \u221220 min" in words_of(figure)


def test_decided_checkpoint_shows_its_decision_alone():
    rows = pd.DataFrame([checkpoint("G1", "decided", decision="conditional")])
    figure = figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0])
    assert (len(figure.data), figure.data[0].marker.symbol) == (1, "diamond")
    assert "Conditional Go" in words_of(figure)


def test_mismatch_stands_beside_the_health():
    rows = pd.DataFrame([checkpoint("G1", "red", is_mismatch=True, asserted_rag="green")])
    assert "asserted green" in words_of(figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0]))


def test_undecided_checkpoints_stand_first():
    rows = pd.DataFrame([checkpoint("Old", "decided", decision="go"), checkpoint("Next", "grey", open_count=0)])
    figure = figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0])
    assert figure.data[0].y[0] == "Next"


def test_stated_date_stands_where_it_differs():
    first = checkpoint("G1", "red", planned_at=pd.Timestamp("2026-03-04"), stated_ready_at=pd.Timestamp("2026-03-12"))
    figure = figures.checkpoint_timeline(pd.DataFrame([first, checkpoint("G2", "red")]), SUMMARY, LOOKS[0])
    assert [pd.Timestamp(trace.x[0]) for trace in figure.data if trace.marker.symbol == "circle-open"] == [
        pd.Timestamp("2026-03-12")
    ]
    assert "ready by the network of links, which counts    ○ ready as owners state" in words_of(figure)


def test_owners_dates_that_count_are_named():
    stated = checkpoint("G1", "red", forecast_driver="stated", stated_ready_at=pd.Timestamp("2026-03-14T00:20"))
    words = words_of(figures.checkpoint_timeline(pd.DataFrame([stated]), SUMMARY, LOOKS[0]))
    assert "<b>|</b> ready as owners state" in words
    assert "○" not in words


def test_point_of_no_return_is_bold_and_names_are_harmless():
    rows = pd.DataFrame([checkpoint("<a>", "grey", is_point_of_no_return=True)])
    assert figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0]).data[-1].y[0] == "<b>&lt;a&gt;</b>"


def test_timeline_alt_tells_what_is_undecided():
    rows = pd.DataFrame([checkpoint("G1", "red"), checkpoint("G2", "decided", decision="go")])
    alt = figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0]).layout.meta["alt"]
    assert alt == (
        "2 checkpoints on a line of time, 1 of those shown undecided. G1, Sat 14 Mar 2026, 00:00: slack."
    )  # fmt: skip


def test_many_checkpoints_are_cut_and_said_so():
    rows = pd.DataFrame([checkpoint(f"G{i}", "grey") for i in range(40)])
    assert "24 of 40 are shown" in figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0]).layout.meta["alt"]


def test_undecided_near_the_status_time_are_kept():
    rows = pd.DataFrame(
        [checkpoint(f"G{i}", "overdue", planned_at=AS_OF - pd.Timedelta(days=i)) for i in range(40, 0, -1)]
    )
    figure = figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0])
    shown = list(dict.fromkeys(trace.y[0] for trace in figure.data))
    assert (shown[0], shown[-1], len(shown)) == ("G24", "G1", 24)


def test_checkpoints_without_date_give_an_empty_state():
    rows = pd.DataFrame([checkpoint("G1", "grey", planned_at=pd.NaT)])
    assert "with a date" in figures.checkpoint_timeline(rows, SUMMARY, LOOKS[0]).layout.meta["alt"]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme)
def test_matrix_cell_has_shape_and_number(look):
    figure = figures.checkpoint_matrix(pd.DataFrame([cell("G1", "Data", "red")]), look)
    assert figure.data[0].text[0].endswith("■</span> 3/12")
    assert "G1 waits for Data, 3 of 12 open" in figure.layout.meta["alt"]


def test_matrix_keeps_the_pressing_row_on_top():
    rows = pd.DataFrame([cell("Late", "Data", "red"), cell("Fine", "Apps", "green", slack_minutes=None)])
    axis = figures.checkpoint_matrix(rows, LOOKS[0]).layout.yaxis
    assert (list(axis.ticktext), axis.range[0] > axis.range[1]) == (["Late", "Fine"], True)


def test_matrix_leaves_decided_out_while_some_wait():
    rows = pd.DataFrame([cell("Next", "Data", "green"), cell("Old", "Apps", "decided")])
    assert list(figures.checkpoint_matrix(rows, LOOKS[0]).layout.yaxis.ticktext) == ["Next"]
    assert list(figures.checkpoint_matrix(rows[1:], LOOKS[0]).layout.yaxis.ticktext) == ["Old"]


def test_names_of_many_columns_alternate_in_height():
    rows = pd.DataFrame([cell("Next", f"W{i}", "green") for i in range(8)])
    names = figures.checkpoint_matrix(rows, LOOKS[0]).layout.xaxis.ticktext
    assert [name.count("<br>") for name in names[:3]] == [0, 2, 0]


def test_matrix_without_trouble_says_so():
    rows = pd.DataFrame([cell("Fine", "Apps", "green")])
    assert figures.checkpoint_matrix(rows, LOOKS[0]).layout.meta["alt"].endswith("None is red or amber.")


def test_matrix_without_cells_gives_an_empty_state():
    assert figures.checkpoint_matrix(pd.DataFrame(), LOOKS[0]).layout.meta["alt"] == "No checkpoint has entry tasks."


def test_slack_is_a_line_per_undecided_checkpoint():
    rows = [snapshot("G1", 1, 1440.0), snapshot("G1", 8, -720.0), snapshot("G2", 8, 60.0, is_decided=True)]
    figure = figures.checkpoint_slack(pd.DataFrame(rows), LOOKS[0])
    assert [list(trace.y) for trace in figure.data] == [[1.0, -0.5]]
    assert "G1 -0.5 days" in figure.layout.meta["alt"]


def test_slack_shows_at_most_five_lines():
    rows = [snapshot(f"G{i}", 1, 60.0 * i) for i in range(9)]
    assert len(figures.checkpoint_slack(pd.DataFrame(rows), LOOKS[0]).data) == 5


def test_slack_of_nothing_gives_an_empty_state():
    assert (
        "expected finish"
        in figures.checkpoint_slack(pd.DataFrame([snapshot("G1", 1, None)]), LOOKS[0]).layout.meta["alt"]
    )


def test_labels_that_would_cover_each_other_move_apart():
    moved = _spread([0.0, 0.01, 5.0], pd.Series([0.0, 10.0]))
    assert moved == [0.0, 0.75, 5.0]


def test_long_workstream_folds_on_two_lines():
    assert _folded("Change and training", LOOKS[0]) == "Change and<br>training"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-20, "\u221220 min"), (300, "5 h"), (101, "1 h 41 min"), (-3744, "\u22122.6 days"), (0, "0 min")],
)
def test_lengths_read_as_people_say_them(minutes, words):
    assert length(minutes) == words
