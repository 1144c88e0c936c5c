"""The list of deliveries on its page: states, what a person must look at, and what they may decide."""

import pytest
from acting import ROOM
from conftest import add_load
from mailing import START, a_message
from streamlit.testing.v1 import AppTest

import cutover.ui.channels as channels
from cutover.outbox import REJECTED, SENT, UNCLEAR, Outbox, Outcome
from cutover.ui.outbox_list import warnings_of


def on_page() -> None:
    """Draw the part alone, on a page of its own."""
    from cutover import ui

    ui.outbox(ui.open_page("Communication", "Does everybody know what they must know?"), title="Deliveries")


@pytest.fixture
def outbox(store, monkeypatch):
    add_load(store, "2026-03-01T12:00", ROOM)
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    for each in (channels.channels, channels.post):
        each.cache_clear()
    kept = Outbox(store.path)
    yield kept
    kept.close()
    channels.post.cache_clear()


def put(outbox, **outcomes):
    """Queue a letter per outcome and settle it so."""
    for name, outcome in outcomes.items():
        outbox.put(a_message(), [f"{name}@example.invalid"], now=START)
        letter = outbox.take(now=START)
        outbox.hand_over(letter, now=START)
        outbox.settle(letter, Outcome(outcome, "550 why"), now=START)


def test_nothing_sent_is_said_plainly(outbox):
    app = AppTest.from_function(on_page, default_timeout=60).run()
    assert not app.exception
    assert [each.value for each in app.caption][-1] == "Nothing was sent from here yet."


def test_letters_stand_with_shape_and_word(outbox):
    put(outbox, ann=SENT, bob=REJECTED, eve=UNCLEAR)
    app = AppTest.from_function(on_page, default_timeout=60).run()
    assert not app.exception
    assert list(app.dataframe[0].value["state"]) == ["● Sent", "■ Refused", "▲ Unclear"]
    assert len(app.warning) == 2


def test_letter_without_an_answer_is_explained(outbox):
    """So it stands after the server was killed, until it is called unclear."""
    outbox.put(a_message(), ["ann@example.invalid"], now=START)
    outbox.hand_over(outbox.take(now=START), now=START)
    app = AppTest.from_function(on_page, default_timeout=60).run()
    assert "after ten minutes" in [each.value for each in app.caption][-1]
    assert list(app.dataframe[0].value["state"]) == ["○ On the way"]


def test_person_marks_an_unclear_letter_as_sent(outbox):
    put(outbox, eve=UNCLEAR)
    app = AppTest.from_function(on_page, default_timeout=60).run()
    app.button("outbox_sent").click().run()
    assert not app.exception
    (row,) = outbox.rows().to_pylist()
    assert (row["state"], row["settled_by"]) == (SENT, "Local user")


def test_settings_that_do_not_fit_are_told(outbox, monkeypatch):
    monkeypatch.setattr(channels.sign_in, "read_secrets", lambda: {"smtp": {"host": ""}})
    app = AppTest.from_function(on_page, default_timeout=60).run()
    assert not app.exception
    assert "must be the name of the mail server; smtp" in app.warning[0].value


@pytest.mark.parametrize(
    ("states", "says"),
    [
        (["sent"], []),
        (["unclear"], ["It is unclear whether 1 letter arrived. Nothing is sent again by itself"]),
        (["failed", "failed"], ["2 letters were refused for good"]),
    ],
)
def test_what_needs_a_person_is_said(states, says):
    found = warnings_of([{"state": state, "record_problem": None} for state in states])
    assert [line[: len(part)] for line, part in zip(found, says, strict=True)] == says


def test_sending_that_is_not_recorded_is_said_once():
    rows = [{"state": "sent", "record_problem": "The journal is busy."}] * 2
    assert warnings_of(rows) == ["A sending does not stand in the record yet. The journal is busy."]
