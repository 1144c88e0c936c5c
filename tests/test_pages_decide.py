"""The go/no-go page and the record: what stands there, who may record, and one act per form."""

from dataclasses import replace

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_journal_rows import ANN
from test_journal_rows import act as note
from test_pages import HOSTILE, NEWEST, html, rows_at, run

import cutover.record.builders as builders
import cutover.ui.access as access
import cutover.ui.acts.dialog as dialog
from cutover import pipeline
from cutover.access import LOCAL
from cutover.acts import APPROVER, VIEWER
from cutover.errors import JournalError
from cutover.journal import open_journal
from cutover.navigation import PAGES
from cutover.record import desk, record
from cutover.store import Store
from cutover.ui.acts.opening import ADDRESS

GATE = {"checkpoint_id": "G1", "checkpoint_name": "Go/No-Go", "planned_at": "2026-04-01T14:00", "is_gate": True}
SIDES = ("customer", "provider")
FORMS = """
from cutover import ui
page = ui.open_page("Forms", "What may be recorded?")
page.offer("vote", "condition", checkpoint_id="G1")
page.headline("go_no_go_headline", is_verdict=True)
page.offer("decision", "rollback_end", checkpoint_id="G1")
page.rows("verdict", title="Verdict")
"""
"""A page of forms alone: charts would cost a second a run."""


def room(count: int, *, actual: float = 97.0, **gate: object) -> dict[str, list[dict]]:
    """Return a programme with a gate and so many criteria, every second one gating."""
    criteria = [
        {"criterion_id": f"C{i:02d}", "criterion_name": f"Criterion {i}", "category": "system", "checkpoint_id": "G1",
         "operator": ">=", "target": 95.0, "actual": actual, "unit": "percent", "is_gating": i % 2 == 0,
         "side": "provider", "owner_role": "technical_lead", "assessed_at": "2026-03-08T10:00"}
        for i in range(count)
    ]  # fmt: skip
    votes = [{"checkpoint_id": "G1", "side": side, "role": "program_manager", "vote": "go"} for side in SIDES]
    return rows_at(NEWEST) | {"checkpoints": [GATE | gate], "criteria": criteria, "votes": votes}


@pytest.fixture
def decide(store, monkeypatch):
    """Return a function that loads rows and opens a page over them."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))

    def opened(rows: dict[str, list[dict]], name: str = "go_no_go", **address: str) -> AppTest:
        if not store.loads():
            add_load(store, NEWEST, rows, "ferry")
        page = run(name, **address)
        assert [error.value for error in page.exception] == []
        return page

    return opened


@pytest.fixture
def forms(decide, store):
    """Return a function that loads rows and opens the page of forms over them."""

    def opened(rows: dict[str, list[dict]] | None = None, **address: str) -> AppTest:
        if not store.loads():
            add_load(store, NEWEST, rows or room(5), "ferry")
        page = AppTest.from_string(FORMS, default_timeout=60)
        for part, value in address.items():
            page.query_params[part] = value
        return page.run()

    return opened


def headline(page: AppTest) -> str:
    """Return the answer of a page."""
    return html(page).split("<h1>")[1].split("</h1>")[0]


def press(page: AppTest, label: str) -> AppTest:
    """Press the first button of that label."""
    return next(button for button in page.button if button.label == label).click().run()


def field(page: AppTest, name: str):
    """Return the field of the open form whose key ends so."""
    return next(
        element
        for kind in (page.button_group, page.text_area, page.text_input, page.selectbox, page.number_input)
        for element in kind
        if element.key and element.key.endswith(f"_{name}")
    )


def acts(store: Store) -> list[tuple[str, dict]]:
    """Return kind and cells of what people recorded."""
    events = pipeline.journal(store.path).events()
    return [(event.act.kind, dict(event.act.after)) for event in events if event.act.kind != "load"]


def open_vote(page: AppTest, vote: str, reason: str = "") -> AppTest:
    """Open the form of a vote and fill it in."""
    press(page, "Vote")
    field(page, "vote").set_value(vote)
    field(page, "comment").set_value(reason)
    return page.run()


@pytest.mark.parametrize("count", [5, 60])
def test_gate_that_holds_is_a_go(decide, count):
    page = decide(room(count))
    assert headline(page).endswith("Go: every rule is met") or "Go" in headline(page)
    assert "●" in headline(page)
    assert len(page.get("plotly_chart")) == 4


def test_failed_gate_stops(forms):
    page = forms(room(60, actual=61.0))
    assert "■" in headline(page)
    assert "No-Go" in headline(page)


def test_programme_without_criteria_is_incomplete(decide):
    page = decide(rows_at(NEWEST))
    assert "■" not in headline(page)
    assert "●" not in headline(page)


def test_decided_gate_says_so_first(decide):
    page = decide(room(5, decision="conditional", decided_at="2026-03-09T13:00"), checkpoint="G1")
    assert "◆" in headline(page)
    assert "Decided" in headline(page)


def test_programme_without_checkpoints_says_how_to_load(decide):
    page = decide({"incidents": rows_at(NEWEST)["incidents"]})
    assert "python -m cutover load FILE" in html(page)


def test_checkpoint_of_the_address_is_in_question(decide):
    rows = room(5) | {"checkpoints": [GATE, GATE | {"checkpoint_id": "G2", "checkpoint_name": "Open the doors"}]}
    page = decide(rows, checkpoint="G2")
    assert page.selectbox(key="checkpoint_choice").value == "G2"
    assert "Open the doors" in html(page)


def test_hostile_reason_of_a_vote_stays_text(decide):
    rows = room(2)
    rows["votes"][0] |= {"vote": "no_go", "comment": HOSTILE}
    shown = html(decide(rows)).split("<style>")[0]
    assert "<b>x" not in shown
    assert "http://evil" not in shown


def test_vote_is_recorded_once(forms, store):
    page = open_vote(forms(), "no_go", "The restore test failed.")
    press(page, "Record")
    assert acts(store) == [
        ("vote", {"vote": "no_go", "comment": "The restore test failed.", "voted_at": "2026-03-09T14:00:00",
                  "voter": "Local user"})
    ]  # fmt: skip
    assert "Recorded as J000001" in page.toast[0].value.replace("\\", "")
    assert "No-Go" in headline(page)


def test_same_form_pressed_again_records_nothing_more(forms, store):
    page = open_vote(forms(), "no_go", "The restore test failed.")
    instance = page.query_params[ADDRESS]
    press(page, "Record")
    page.query_params[ADDRESS] = instance
    press(page.run(), "Record")
    assert len(acts(store)) == 1


def test_unchanged_vote_is_not_recorded_again(forms, store):
    page = press(press(forms(), "Vote"), "Record")
    assert page.error[0].value.startswith("Nothing is changed")
    assert acts(store) == []


def test_dissent_without_reason_is_refused_in_words(forms, store):
    page = press(open_vote(forms(), "no_go"), "Record")
    assert "a comment is needed" in page.error[0].value
    assert field(page, "vote").value == "no_go"
    assert acts(store) == []


def test_vote_changed_meanwhile_is_told_and_kept(forms, store):
    page = open_vote(forms(), "no_go", "The restore test failed.")
    other = open_vote(forms(), "conditional", "Only with the scripts.")
    press(other, "Record")
    press(page, "Record")
    assert "go → conditional" in page.warning[0].value.replace("\\", "").lower().replace(
        "conditional go", "conditional"
    )
    assert field(page, "comment").value == "The restore test failed."
    press(page, "Record")
    assert [cells["vote"] for _, cells in acts(store)] == ["conditional", "no_go"]


def test_empty_form_says_what_is_missing(forms, store):
    page = press(press(forms(), "Add a condition"), "Record")
    assert page.error[0].value.replace("\\", "") == "Still missing: Condition, Owner role, Due."
    assert acts(store) == []


def test_conditional_decision_needs_its_conditions(forms, store):
    page = forms(form="decision.abc123")
    field(page, "outcome").set_value("conditional")
    field(page, "reason").set_value("Two repairs first.")
    page.run()
    press(page, "Record")
    assert "of condition 1" in page.error[0].value
    assert acts(store) == []


def test_go_is_recorded_and_sealed(forms, store):
    page = forms(form="decision.abc123")
    field(page, "outcome").set_value("go")
    field(page, "reason").set_value("All criteria hold.")
    page.run()
    press(page, "Record")
    event = pipeline.journal(store.path).events()[-1]
    assert (event.act.kind, event.act.after["decision"], event.act.reason) == ("decision", "go", "All criteria hold.")
    assert event.act.seal["values"]["verdict"] == "go"


def test_decision_against_the_rules_is_warned_of(forms):
    page = forms(room(5, actual=61.0), form="decision.abc123")
    field(page, "outcome").set_value("go")
    page.run()
    assert "goes against the rules, which say No-Go" in page.warning[0].value.replace("\\", "")


def test_call_back_is_offered_once_called(forms, store):
    assert "Take the call back" not in {button.label for button in forms(room(5)).button}
    add_load(
        store,
        NEWEST,
        {"rollback_calls": [{"call_id": "RB-1", "called_at": "2026-03-08", "reason": "Lost data"}]},
        "ferry",
    )
    assert "Take the call back" in {button.label for button in forms().button}


def test_fired_trigger_is_chosen_by_its_name(decide):
    triggers = [{"trigger_id": "RT-1", "trigger_name": "Payments stop", "operator": ">=", "target": 1}]
    page = decide(room(5) | {"rollback_triggers": triggers}, "way_back", form="rollback.abc123")
    assert field(page, "trigger_id").options == ["RT-1  Payments stop"]


def test_past_status_time_is_said_in_the_form(forms):
    page = press(forms(as_of="2026-03-20T08:00"), "Vote")
    assert "filed under the status time Fri 20 Mar 2026, 08:00" in page.info[0].value.replace("\\", "")


@pytest.mark.parametrize(("rights", "labels"), [((VIEWER,), set()), ((APPROVER,), {"Vote", "Decide"})])
def test_buttons_show_only_what_is_allowed(forms, monkeypatch, rights, labels):
    person = replace(LOCAL, issuer="https://id", side="customer", role="program_manager", rights=rights)
    monkeypatch.setattr(access, "visitor", lambda: person)
    page = forms()
    assert {button.label for button in page.button} & {"Vote", "Decide"} == labels


def test_form_of_an_address_needs_the_right(forms, monkeypatch):
    person = replace(LOCAL, issuer="https://id", side="customer", role="program_manager", rights=(VIEWER,))
    monkeypatch.setattr(access, "visitor", lambda: person)
    page = forms(form="vote.abc123")
    assert "Record" not in {button.label for button in page.button}


def test_right_lost_meanwhile_is_refused_at_the_desk(forms, monkeypatch, store):
    person = replace(LOCAL, issuer="https://id", side="customer", role="program_manager", rights=(VIEWER,))
    page = forms(form="vote.abc123")
    field(page, "vote").set_value("no_go")
    monkeypatch.setattr(dialog, "is_allowed", lambda *_: True)
    monkeypatch.setattr(access, "visitor", lambda: person)
    field(page, "comment").set_value("Stop.")
    page.run()
    press(page, "Record")
    assert "needs the right approver" in page.error[0].value
    assert acts(store) == []


def test_record_lists_what_was_recorded(forms):
    press(open_vote(forms(), "no_go", "The restore test failed."), "Record")
    page = run("record")
    listed = next(table.value for table in page.dataframe if "changes" in table.value)
    assert listed["act_id"].tolist() == ["J000001"]
    assert "vote: go → no_go" in listed["changes"][0]
    assert headline(page).endswith("The record is whole: 1 row")


def test_sealed_decision_reopens_as_it_was_known(forms):
    page = forms(form="decision.abc123")
    field(page, "outcome").set_value("go")
    field(page, "reason").set_value("All criteria hold.")
    page.run()
    press(page, "Record")
    press(open_vote(forms(), "no_go", "Found a fault."), "Record")
    then = forms(decision="J000001")
    assert "As it was known for Mon 9 Mar 2026, 10:00, up to row 0" in html(then)
    assert "Decided" not in headline(then)
    assert "Vote" not in {button.label for button in then.button}
    then.button(key="seal_back").click().run()
    assert "Decided" in headline(then)


def test_unknown_sealed_act_is_said_and_the_present_shown(forms):
    page = forms(decision="J000099")
    assert "There is no act J000099" in page.warning[0].value
    assert "As it was known" not in html(page)


def test_touched_journal_shows_on_every_page(forms, store, monkeypatch):
    monkeypatch.setattr(type(pipeline.journal(store.path)), "is_read_only", "Row J000002 was touched.")
    page = forms()
    assert "The record is read-only" in html(page)
    assert "Vote" not in {button.label for button in page.button}


@pytest.fixture
def damaged(store):
    """A store whose journal has one byte changed in its second row, before any page has read it."""
    add_load(store, NEWEST, room(5), "ferry")
    journal = open_journal(store.path)
    journal.append(note(1), ANN)
    journal.append(note(2, programme_id="ferry", after={"note": "Found no fault"}), ANN)
    journal.close()
    content = (store.path / "journal.sqlite").read_bytes()
    assert content.count(b"Found no fault") == 1
    (store.path / "journal.sqlite").write_bytes(content.replace(b"Found no fault", b"Found a  fault"))
    return store


def test_changed_byte_makes_the_app_read_only(damaged, decide, forms):
    for page in (decide({}, "overview"), forms()):
        assert "The record is read-only" in html(page)
        assert "Row 2 (note by Ann Lee, recorded " in html(page)
        assert headline(page)
    assert not {"Vote", "Decide"} & {button.label for button in page.button}


def test_form_of_the_address_stays_shut_on_a_changed_byte(damaged, forms):
    page = forms(form="decision.abc123")
    assert "Record" not in {button.label for button in page.button}
    with pytest.raises(JournalError, match="Nothing can be recorded: Row 2 "):
        record(desk(damaged.path), builders.note(pipeline.warehouse(damaged.path).moment(), "More"), LOCAL)


def test_navigation_names_every_page_file():
    assert {path.stem for path in PAGES.glob("*.py")} == set(__import__("cutover.navigation").navigation.TITLES)
