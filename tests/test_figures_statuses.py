"""Figures of statuses: what was said and what the facts say as marks, and bands of age as bars."""

import pandas as pd

from cutover import figures

LOOK = figures.make_look(zone="America/New_York")
HOSTILE = '<b>x</b> <a href="http://evil">y</a>'
BANDS = [("Data", "fresh", 2, 5), ("Data", "stale", 3, 5), ("none", "never", 1, 1)]


def mismatch(said: str = "green", found: str = "red", **cells: object) -> dict:
    return {
        "level": "task", "item_name": "Convert", "asserted_rag": said, "computed_health": found, "reason": "it failed",
        "mismatch_words": f"Said {said}, the facts say {found}: 2 levels too good", "asserted_by": "Lee",
    } | cells  # fmt: skip


def bands(rows: list[tuple] = BANDS) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group_value", "band", "status_count", "group_count"])


def test_pair_runs_from_what_was_said_to_the_facts():
    figure = figures.status_mismatches(pd.DataFrame([mismatch(), mismatch("red", "amber")]), LOOK)
    assert [list(trace.x) for trace in figure.data] == [[2, 1], [0, 2]]
    assert [trace.marker.symbol[1] for trace in figure.data] == ["triangle-up", "square"]


def test_more_mismatches_than_fit_are_counted():
    figure = figures.status_mismatches(pd.DataFrame([mismatch()] * 11), LOOK)
    assert len(figure.data) == 8
    assert "and 3 more in the rows" in [note.text for note in figure.layout.annotations]


def test_long_name_keeps_its_end_and_who_said_so():
    long = "Archive GrantPath documents under the records schedule"
    figure = figures.status_mismatches(pd.DataFrame([mismatch(item_name=long)]), LOOK)
    assert figure.layout.yaxis.ticktext == ("Archive GrantPath…<br>records schedule",)
    assert [note.text for note in figure.layout.annotations] == ["by Lee"]


def test_hostile_name_of_a_status_stays_text():
    figure = figures.status_mismatches(pd.DataFrame([mismatch(item_name=HOSTILE, asserted_by=HOSTILE)]), LOOK)
    drawn = [*figure.layout.yaxis.ticktext, *(note.text for note in figure.layout.annotations)]
    assert not any("<b>" in told or "<a " in told for told in drawn)


def test_statuses_that_agree_say_so():
    assert "No status is said better or worse" in figures.status_mismatches(pd.DataFrame(), LOOK).layout.meta["alt"]


def test_each_band_has_its_shape_and_word():
    figure = figures.status_bands(bands(), LOOK)
    told = {trace.name: list(trace.x) for trace in figure.data}
    assert told == {"● Fresh": [2], "▲ Ageing": [], "■ Stale": [3], "○ Never told": [1]}
    assert list(figure.layout.yaxis.categoryarray) == ["Not named", "Data"]


def test_bands_are_described_in_words():
    alt = figures.status_bands(bands(), LOOK).layout.meta["alt"]
    assert alt == (
        "Statuses by the age of their last update: 2 fresh, 0 ageing, 3 stale, 1 never told. Most stale ones: Data."
    )


def test_no_status_that_counts_says_so():
    assert "No status counts" in figures.status_bands(pd.DataFrame(), LOOK).layout.meta["alt"]
