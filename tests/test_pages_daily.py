"""The Daily page: the moment to compare with in the address, what changed, the rows behind."""

import pytest
from test_pages import HOSTILE, fill, html, run

from cutover.store import Store


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Store:
    """A store with two snapshots a week apart; in between a task was finished."""
    return fill(Store(tmp_path_factory.mktemp("daily") / "store"))


@pytest.fixture
def page_of(shown, monkeypatch):
    """Return a function: an address gives the page."""
    monkeypatch.setenv("CUTOVER_STORE", str(shown.path))
    return lambda **address: run("daily", **address)


def done_since(page) -> str:
    return next(metric.label for metric in page.metric if metric.label.startswith("Done since"))


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("", "Fri 6 Mar 08:00"),
        ("morning", "Sun 8 Mar 08:00"),
        ("snapshot", "Mon 2 Mar 09:00"),
        ("2026-03-05T03:15", "Thu 5 Mar 03:15"),
        ("2026-03-09T11:00", "Fri 6 Mar 08:00"),
        ("nonsense", "Fri 6 Mar 08:00"),
    ],
)
def test_address_names_the_moment_to_compare_with(page_of, since, told):
    page = page_of(since=since)
    assert [error.value for error in page.exception] == []
    assert done_since(page).replace("\\", "") == f"Done since {told}"


def test_changes_follow_the_moment_that_is_chosen(page_of):
    finished = "<del>In progress</del> <ins>Complete Thu 5 Mar 05:00</ins>"
    assert finished in html(page_of(since="snapshot"))
    assert finished not in html(page_of(since="2026-03-08T12:00", as_of="2026-03-08T13:00"))


def test_chosen_kind_goes_into_the_address(page_of):
    page = page_of()
    page.radio(key="since_choice").set_value("snapshot").run()
    assert done_since(page).replace("\\", "") == "Done since Mon 2 Mar 09:00"


def test_moment_after_the_status_time_is_refused_in_words(page_of):
    page = page_of(since="2026-03-09T11:00")
    said = [caption.value.replace("\\", "") for caption in page.caption]
    assert "Mon 9 Mar 2026, 11:00 does not lie before the status time, so it cannot be chosen." in said


def test_filter_reaches_what_changed(page_of):
    assert "Convert data" in html(page_of(since="snapshot", side="Provider"))
    assert "Nothing changed." in html(page_of(since="snapshot", side="Customer"))


def test_hostile_names_stay_text_on_the_day(page_of):
    found = html(page_of(since="2026-02-20T08:00"))
    assert "<b>x</b>" not in found
    assert HOSTILE not in found
