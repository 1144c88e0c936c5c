"""Figures of one checkpoint and of those held: bars of what is met, words of then and now."""

from datetime import datetime

import pandas as pd
import pytest

from cutover.figures import make_look
from cutover.figures.checkpoint_sheet import checkpoint_readiness, held_checkpoints

LOOK = make_look("light", zone="UTC", as_of=datetime(2026, 3, 20, 12))
SHEET = {
    "checkpoint_name": "Final", "entry_count": 7, "open_count": 3, "late_count": 1, "criterion_count": 25,
    "criterion_passed_count": 18, "criterion_failed_count": 7, "question_count": 0, "question_passed_count": 0,
    "question_failed_count": 0, "vote_asked_count": 6, "vote_go_count": 2, "vote_conditional_count": 2,
    "vote_no_go_count": 1, "condition_count": 0, "condition_open_count": 0, "condition_overdue_count": 0,
}  # fmt: skip
HELD = {
    "checkpoint_name": "First", "decision": "go", "frozen_at": pd.Timestamp("2026-03-10T12:30"), "health": "red",
    "reason": "1 of 1 entry tasks open", "now_words": "all settled", "is_point_of_no_return": True,
}  # fmt: skip


def sheet(**cells) -> pd.DataFrame:
    return pd.DataFrame([SHEET | cells])


def words(figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations)


def test_bars_hold_what_is_asked_for():
    figure = checkpoint_readiness(sheet(), LOOK)
    assert list(figure.layout.yaxis.ticktext) == ["Entry tasks", "Criteria", "Votes"]
    assert figure.layout.meta["alt"] == (
        "Final. Entry tasks: 4 done, 1 late, 2 open; Criteria: 18 met, 7 failed; "
        "Votes: 2 Go, 2 conditional, 1 No-Go, 1 awaited."
    )


def test_parts_of_a_bar_add_up_to_one():
    bars = [trace for trace in checkpoint_readiness(sheet(), LOOK).data if trace.y[0] == 0]
    assert sum(bar.x[0] for bar in bars) == pytest.approx(1)
    assert [bar.base[0] for bar in bars] == pytest.approx([0, 4 / 7, 5 / 7])


def test_nothing_asked_for_says_so():
    nothing = sheet(**{name: 0 for name in SHEET if name.endswith("count")})
    for rows in (nothing, pd.DataFrame()):
        assert checkpoint_readiness(rows, LOOK).layout.meta["alt"] == "Nothing is asked for at this checkpoint."


def test_held_checkpoint_tells_then_and_now():
    figure = held_checkpoints(pd.DataFrame([HELD]), LOOK)
    assert "Not ready" in words(figure)
    assert "no way back" in words(figure)
    assert figure.layout.meta["alt"] == (
        "1 checkpoints were held. First, Go: not ready then, 1 of 1 entry tasks open; now all settled."
    )


def test_newest_held_stands_first():
    rows = pd.DataFrame([HELD, HELD | {"checkpoint_name": "Second", "decision": None}])
    told = words(held_checkpoints(rows, LOOK))
    assert told.index("Second") < told.index("First")
    assert "Not decided" in told


def test_many_held_are_cut_and_counted():
    figure = held_checkpoints(pd.DataFrame([HELD] * 20), LOOK)
    assert "and 6 more in the rows" in words(figure)


def test_hostile_names_stay_text():
    told = words(held_checkpoints(pd.DataFrame([HELD | {"checkpoint_name": "<img src=x>"}]), LOOK))
    assert "<img" not in told


def test_none_held_says_so():
    assert held_checkpoints(pd.DataFrame(), LOOK).layout.meta["alt"] == "No checkpoint has been held yet."
