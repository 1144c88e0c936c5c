"""The people page: it stands over any rows, and a gap is closed by one act."""

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_pages import NEWEST, html, rows_at, run

import cutover.record.builders as builders
from cutover import pipeline
from cutover.access import LOCAL
from cutover.record import desk, record
from cutover.ui.acts.catalogue import FORMS
from cutover.ui.acts.opening import ADDRESS

ROLE = {"role": "technical_lead", "side": "customer"}
PEOPLE = [{"person_id": "P1", "person_name": "Ada", **ROLE}, {"person_id": "P2", "person_name": "Ben", **ROLE}]
SHIFT = {"shift_start_at": "2026-04-01T10:00", "shift_finish_at": "2026-04-01T22:00", **ROLE}
SHIFTS = [SHIFT | {"shift_id": "S1", "person_id": "P1", "is_confirmed": False}, SHIFT | {"shift_id": "S2"}]


@pytest.fixture
def opened(store, monkeypatch):
    """Return a function that opens the page over a roster with a gap and an unconfirmed shift."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    add_load(store, NEWEST, rows_at(NEWEST) | {"people": PEOPLE, "shifts": SHIFTS}, "ferry")

    def page(**address: str) -> AppTest:
        found = run("people", **address)
        assert [error.value for error in found.exception] == []
        return found

    return page


def test_page_tells_the_gap_and_who_could_fill_it(opened):
    shown = html(opened()) + " ".join(str(part.value) for part in opened().markdown)
    assert "1 gap on" in shown
    assert "no person" in shown


def test_shift_without_a_person_is_filled_on_the_page(opened, store):
    page = opened(**{ADDRESS: "shift_assignment.0a1b2c"})
    choice = next(box for box in page.selectbox if box.key and box.key.endswith("_person_id"))
    choice.set_value("P2")
    next(button for button in page.button if button.label == "Record").click().run()
    (event,) = [event for event in pipeline.journal(store.path).events() if event.act.kind == "shift"]
    assert (event.act.subject, event.act.after) == ({"shift_id": "S2"}, {"person_id": "P2"})


def test_confirmed_shifts_are_no_gaps(store):
    add_load(store, NEWEST, rows_at(NEWEST) | {"people": PEOPLE, "shifts": SHIFTS}, "ferry")
    room = desk(store.path)
    for shift_id, person in (("S1", "P1"), ("S2", "P2")):
        moment = room.warehouse.moment("ferry")
        after = {"person_id": person, "is_confirmed": True}
        record(room, builders.act(moment, "shift", {"shift_id": shift_id}, after), LOCAL)
    (row,) = room.warehouse.moment("ferry").query("people_headline").to_pylist()
    assert row["headline"].startswith("Shifts are covered; ")
    assert row["health"] == "at_risk"


def test_forms_of_the_page_ask_for_known_columns():
    for name in ("shift_assignment", "shift_confirmation", "shift", "on_call"):
        form = FORMS[name]
        assert set(form.asks) <= {*form.writes.columns, *form.writes.key}, name
        assert set(form.needed) <= set(form.asks), name
