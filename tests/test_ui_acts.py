"""Parts of the forms and of the record: keys, fields of every type, what the chain says, acts over time."""

from datetime import date, datetime

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from cutover import figures
from cutover.access import LOCAL
from cutover.acts import KINDS
from cutover.journal import Head, Verification
from cutover.tables import TABLES
from cutover.ui.acts.catalogue import FORMS
from cutover.ui.acts.decision import is_against
from cutover.ui.acts.drafts import Draft, row_words, written
from cutover.ui.acts.opening import key_of
from cutover.ui.record import chain_words

LOOK = figures.make_look(zone="America/New_York")
DRAFT = Draft({"checkpoint_id": "G1"}, {"vote": "go"}, reason="Fine.")
ASKED = """
import streamlit as st
from datetime import date, datetime
from cutover.tables import TABLES
from cutover.ui.acts.fields import ask
criteria, issues, components = TABLES["criteria"], TABLES["issues"], TABLES["components"]
st.session_state["found"] = {
    "target": ask(criteria["target"], 95.0, key="a", zone="UTC"),
    "severity": ask(issues["severity"], 2, key="b", zone="UTC"),
    "is_gating": ask(criteria["is_gating"], True, key="c", zone="UTC"),
    "due_at": ask(issues["due_at"], datetime(2026, 3, 14, 12), key="d", zone="America/New_York"),
    "backup_verified_date": ask(components["backup_verified_date"], date(2026, 3, 14), key="e", zone="UTC"),
    "owners": ask(issues["owners"], ["A. Ruiz", "B. Chen"], key="f", zone="UTC"),
    "owner_role": ask(criteria["owner_role"], "data_conversion_lead", key="g", zone="UTC"),
    "category": ask(criteria["category"], None, key="h", zone="UTC"),
    "title": ask(issues["title"], None, key="i", zone="UTC"),
}
"""


def act(label: str, **cells: object) -> dict:
    return {
        "act_id": "J000001", "label": label, "actor": "A. Ruiz", "side": "customer", "state": "in_force",
        "recorded_at": pd.Timestamp("2026-03-14T12:00"), "is_sealed": False, "changes": "vote: go",
    } | cells  # fmt: skip


def test_fields_give_back_what_stood_there():
    page = AppTest.from_string(ASKED).run()
    assert [error.value for error in page.exception] == []
    assert page.session_state["found"] == {
        "target": 95.0, "severity": 2, "is_gating": True, "due_at": "2026-03-14T12:00:00",
        "backup_verified_date": "2026-03-14", "owners": ["A. Ruiz", "B. Chen"], "owner_role": "data_conversion_lead",
        "category": None, "title": None,
    }  # fmt: skip


def test_fields_take_the_limits_of_their_column():
    severity = AppTest.from_string(ASKED).run().number_input(key="b")
    assert (severity.min, severity.max) == (1, 4)


def test_typed_role_becomes_an_identifier():
    page = AppTest.from_string(ASKED).run()
    page.selectbox(key="g").set_value("Network SME")
    assert page.run().session_state["found"]["owner_role"] == "network_sme"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_asks_for_columns_that_its_kind_sets(form):
    own = {*form.writes.columns, *({form.name} & {"decision", "audience"})}
    assert set(form.asks) - own == set()
    assert set(form.needed) <= set(form.asks)
    assert not form.picks or form.picks in TABLES[form.writes.table].names


def test_every_form_records_a_known_kind():
    assert {form.kind for form in FORMS.values()} <= set(KINDS)


def test_same_form_and_content_have_the_same_key():
    assert key_of("abc", LOCAL, DRAFT) == key_of("abc", LOCAL, DRAFT)
    assert key_of("abc", LOCAL, DRAFT) != key_of("abd", LOCAL, DRAFT)
    assert key_of("abc", LOCAL, DRAFT) != key_of("abc", LOCAL, Draft(DRAFT.subject, {"vote": "no_go"}, reason="Fine."))


@pytest.mark.parametrize(
    ("outcome", "verdict", "expected"),
    [("go", "go", False), ("go", "conditional", True), ("conditional", "no_go", True), ("no_go", "no_go", False),
     ("no_go", "go", True), ("conditional", "go", False), ("conditional", "incomplete", True)],
)  # fmt: skip
def test_decision_against_the_verdict_is_known(outcome, verdict, expected):
    assert is_against(outcome, verdict) is expected


def test_cells_are_written_as_the_journal_does():
    assert written(datetime(2026, 3, 14, 12)) == "2026-03-14T12:00:00"
    assert written(date(2026, 3, 14)) == "2026-03-14"
    assert written(None) is None


def test_whole_chain_names_its_newest_row():
    row = chain_words(Verification(True, 41), Head(41, "ab" * 32, "2026-03-14T12:00:00"), "America/New_York")
    assert (row["health"], row["headline"]) == ("on_track", "The record is whole: 41 rows")
    assert "Newest J000041, recorded Sat 14 Mar 2026, 08:00, hash abababababab…" in row["detail"]


def test_touched_chain_says_where():
    row = chain_words(Verification(False, 16, "Row J000017 was changed.", 17), Head(41, "a", ""), "UTC")
    assert (row["health"], row["headline"]) == ("late", "The record was touched")
    assert row["detail"] == "Row J000017 was changed."


def test_proved_loads_are_told():
    row = chain_words(Verification(True, 41, load_count=27), Head(41, "ab" * 32, "2026-03-14T12:00:00"), "UTC")
    assert row["detail"].endswith("the anchor outside the journal agrees; 27 loads are as they were sealed.")


def test_touched_loads_are_named_two_at_most():
    found = Verification(False, 41, load_problems=("Load A.", "Load B.", "Load C.", "Load D."))
    row = chain_words(found, Head(41, "a", ""), "UTC")
    assert row["headline"] == "The record was touched"
    assert row["detail"] == "Load A. Load B. And 2 more: python -m cutover verify names all."


def test_empty_chain_says_so():
    assert chain_words(Verification(True, 0), Head(), "UTC")["headline"] == "Nothing is recorded yet"


def test_sealed_acts_are_diamonds_and_void_ones_hollow():
    rows = [act("Decision", is_sealed=True), act("Vote", state="void"), act("Vote", side=None)]
    figure = figures.acts_over_time(pd.DataFrame(rows), LOOK)
    assert [list(trace.marker.symbol) for trace in figure.data] == [["diamond", "circle-open"], ["circle"]]
    assert [trace.name for trace in figure.data] == ["Customer", "Both or none"]


def test_hostile_act_stays_text():
    figure = figures.acts_over_time(pd.DataFrame([act("Vote", changes="<b>x</b>")]), LOOK)
    assert "&lt;b&gt;x" in figure.data[0].customdata[0]


def test_record_without_acts_says_so():
    figure = figures.acts_over_time(pd.DataFrame(), LOOK)
    assert figure.layout.meta["alt"] == "Nothing is recorded yet at this status time."


def test_shift_is_offered_with_side_and_time():
    shift = {
        "shift_id": "SH-1",
        "role": "interface_lead",
        "side": "customer",
        "shift_start_at": datetime(2026, 11, 1, 23),
    }
    assert row_words(shift, tuple(shift), "America/New_York") == "SH-1  Interface lead, customer, Sun 1 Nov 18:00"
    assert FORMS["shift_assignment"].tells == ("side", "shift_start_at")
