"""Figures of the decommission page."""

from datetime import datetime

import pandas as pd
import pytest

from cutover.figures import make_look
from cutover.figures.decommission import (
    MOST_ROWS,
    block_ages,
    legacy_cost,
    reason_words,
    retire_dates,
    slip_words,
    stage_matrix,
)
from cutover.tables import STAGES

LOOK = make_look("light", zone="America/New_York", as_of=datetime(2026, 3, 10, 18))
PROGRAMME = pd.DataFrame({"go_live_at": [pd.Timestamp("2026-03-02 06:00")]})


def stages(name: str, states: list[str], *, system: str = "Ledger", position: int = 1) -> pd.DataFrame:
    """Return the nine stages of a component; what is left out is not yet due."""
    states = states + ["not_yet"] * (9 - len(states))
    return pd.DataFrame(
        {
            "component_id": name, "component_name": name, "system": system, "stage": STAGES, "position": range(9),
            "state": states, "planned_date": pd.Timestamp("2026-04-01"), "actual_date": pd.Timestamp("2026-03-01"),
            "reason": [("records_hold" if s in ("blocked", "refused") else None) for s in states],
            "blocked_days": [(12.0 if s in ("blocked", "refused") else None) for s in states],
            "component_position": position,
        }
    )  # fmt: skip


def dates(name: str, planned: str, expected: str, *, retired: bool = False) -> dict:
    """Return a row of the report decommission_progress."""
    slip = (pd.Timestamp(expected) - pd.Timestamp(planned)).days
    return {
        "component_name": name, "system": "Ledger", "baseline_retire_date": pd.NaT, "is_retired": retired,
        "planned_retire_date": pd.Timestamp(planned), "expected_retire_date": pd.Timestamp(expected), "slip_days": slip,
    }  # fmt: skip


def blocked(name: str, days: float, reason: str = "privacy", *, refused: bool = False) -> dict:
    """Return a row of the report decommission_blocks."""
    return {"component_id": name, "component_name": name, "stage": "sanitized", "reason": reason,
            "is_refused": refused, "blocked_days": days}  # fmt: skip


def costs(unknown: int = 0) -> pd.DataFrame:
    """Return what legacy costs on 8 to 12 March 2026; the status time is the 10th."""
    return pd.DataFrame(
        {
            "day": pd.date_range("2026-03-08", periods=5), "running_usd": [300.0, 300, 200, 200, 0],
            "planned_usd": [300.0, 200, 200, 0, 0], "since_go_live_usd": [1800.0, 2100, 2400, 2600, 2800],
            "is_forecast": [False, False, False, True, True], "unknown_count": unknown,
        }
    )  # fmt: skip


def drawn(figure, mode: str) -> list:
    """Return the traces of a mode that hold something."""
    return [trace for trace in figure.select_traces({"type": "scatter"}) if trace.mode == mode and len(trace.x)]


def texts(figure) -> str:
    """Return every annotation of a figure as one text."""
    return " | ".join(note.text for note in figure.layout.annotations)


def test_each_state_has_its_shape():
    frame = stages("GL", ["done", "missed", "unknown", "not_applicable", "next", "blocked", "refused"])
    figure = stage_matrix(frame, LOOK)
    symbols = {trace.marker.symbol: list(trace.x) for trace in drawn(figure, "markers")}
    assert symbols["circle"] == [0]
    assert symbols["diamond"] == [4]
    assert symbols["triangle-up"] == [5]


def test_unknown_stage_is_a_question_mark_not_a_circle():
    figure = stage_matrix(stages("GL", ["unknown", "done"]), LOOK)
    (marks,) = [trace for trace in drawn(figure, "text") if "?" in trace.text]
    assert list(marks.x) == [0]


def test_system_opens_a_row_of_its_own():
    frame = pd.concat([stages("A", ["done"]), stages("B", ["done"], system="Payroll", position=2)])
    assert stage_matrix(frame, LOOK).layout.yaxis.ticktext == ("<b>Ledger</b>", "A", "<b>Payroll</b>", "B")


def test_first_row_is_on_top():
    low, high = stage_matrix(stages("A", ["done"]), LOOK).layout.yaxis.range
    assert low > high


def test_block_shows_its_age():
    figure = stage_matrix(stages("GL", ["done", "blocked"]), LOOK)
    assert ["<b>12 d</b>"] in [list(trace.text) for trace in drawn(figure, "text")]


def test_key_names_only_shapes_that_occur():
    words = texts(stage_matrix(stages("GL", ["done"]), LOOK))
    assert "done" in words
    assert "refused" not in words


def test_matrix_alt_text_holds_its_numbers():
    alt = stage_matrix(stages("GL", ["done", "blocked", "not_applicable"]), LOOK).layout.meta["alt"]
    assert alt == "1 of 8 stages of 1 components are done. Blocked: GL at secured: records hold."


def test_hover_says_the_cell_in_a_sentence():
    figure = stage_matrix(stages("GL", ["done", "next"]), LOOK)
    sentences = [words for trace in drawn(figure, "markers") for words in trace.customdata]
    assert "GL, planned done on 1 Mar 2026" in sentences
    assert "GL, secured next, planned 1 Apr 2026" in sentences


def test_long_matrix_draws_the_first_rows_and_says_so():
    frame = pd.concat([stages(f"C{n}", ["done"], position=n) for n in range(1, MOST_ROWS + 4)])
    figure = stage_matrix(frame, LOOK)
    assert len(figure.layout.yaxis.ticktext) == MOST_ROWS + 1
    assert figure.layout.meta["alt"].endswith(f"The first {MOST_ROWS} are drawn.")


def test_names_from_files_are_escaped():
    label = stage_matrix(stages("<a href=x>GL</a>", ["done"]), LOOK).layout.yaxis.ticktext[1]
    assert "<a" not in label
    assert "&lt;a" in label


@pytest.mark.parametrize(
    ("figure", "frames", "words"),
    [
        (stage_matrix, (pd.DataFrame(),), "No decommission steps are loaded"),
        (block_ages, (pd.DataFrame(),), "Nothing is blocked"),
        (retire_dates, (pd.DataFrame({"expected_retire_date": []}),), "No retire dates are loaded"),
        (legacy_cost, (pd.DataFrame(), PROGRAMME), "No component has a cost"),
    ],
)
def test_empty_figure_says_what_is_missing(figure, frames, words):
    assert words in figure(*frames, LOOK).layout.meta["alt"]


def test_blocks_of_a_stage_share_a_bar():
    rows = [blocked("GL", 12, "records_hold"), blocked("GL", 12, "warranty_open"), blocked("AP", 3)]
    figure = block_ages(pd.DataFrame(rows), LOOK)
    assert list(figure.data[0].x) == [12, 3]
    assert figure.data[2].text[0] == " records hold, warranty open before sanitized"


def test_block_without_date_has_no_age():
    figure = block_ages(pd.DataFrame([blocked("GL", float("nan"))]), LOOK)
    assert list(figure.data[0].x) == [0]
    assert "age not known" in figure.layout.meta["alt"]


def test_refused_block_looks_late():
    figure = block_ages(pd.DataFrame([blocked("GL", 5, refused=True), blocked("AP", 3)]), LOOK)
    assert figure.data[0].marker.color == (LOOK.status["late"].fill, LOOK.status["at_risk"].fill)


def test_dumbbell_runs_from_plan_to_expected():
    figure = retire_dates(pd.DataFrame([dates("GL", "2026-03-01", "2026-04-30")]), LOOK)
    assert [pd.Timestamp(at) for at in figure.data[0].x[:2]] == [pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-30")]
    assert figure.data[0].line.color == LOOK.status["late"].edge


def test_retired_and_expected_have_their_own_shapes():
    rows = [dates("A", "2026-03-01", "2026-03-01", retired=True), dates("B", "2026-03-20", "2026-03-20")]
    figure = retire_dates(pd.DataFrame(rows), LOOK)
    shapes = {trace.marker.symbol: list(trace.y) for trace in drawn(figure, "markers")}
    assert (shapes["circle"], shapes["diamond-open"]) == ([0], [1])


def test_dates_count_what_slipped():
    rows = [dates("A", "2026-03-01", "2026-03-08"), dates("B", "2026-03-20", "2026-03-20")]
    alt = retire_dates(pd.DataFrame(rows), LOOK).layout.meta["alt"]
    assert alt == "Retire dates of 2 components, 1 later than planned. A 7 d late; B on time."


def test_cost_is_solid_until_today_then_dashed():
    figure = legacy_cost(costs(), PROGRAMME, LOOK)
    assert list(figure.data[1].y) == [300, 300, 200]
    assert (list(figure.data[2].y), figure.data[2].line.dash) == ([200, 200, 0], "dash")


def test_cost_axis_starts_at_zero():
    assert legacy_cost(costs(), PROGRAMME, LOOK).layout.yaxis.rangemode == "tozero"


def test_cost_alt_text_names_what_has_no_price():
    alt = legacy_cost(costs(2), PROGRAMME, LOOK).layout.meta["alt"]
    assert alt == (
        "Legacy costs $200 a day at the status time, $2,400 since go-live; expected $0 a day from 12 Mar 2026. "
        "The cost of 2 components is not known."
    )


def test_cost_without_go_live_tells_no_sum():
    frame = costs().assign(since_go_live_usd=float("nan"))
    alt = legacy_cost(frame, PROGRAMME.assign(go_live_at=pd.NaT), LOOK).layout.meta["alt"]
    assert "since go-live" not in alt


@pytest.mark.parametrize(
    ("days", "words"), [(60, "60 d late"), (-4, "4 d early"), (0, "on time"), (float("nan"), "not known")]
)
def test_slip_reads_as_people_say_it(days, words):
    assert slip_words(days) == words


def test_reasons_read_as_words():
    assert reason_words("records_hold, interface_consumer, odd_one") == "records hold, interface in use, odd one"
