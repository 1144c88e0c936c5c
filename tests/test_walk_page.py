"""The page Walk: its slides in their order, what is typed on them, the meeting that is opened and closed on it."""

from dataclasses import replace
from datetime import datetime

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_pages import HOSTILE, NEWEST, html, rows_at, run

import cutover.record.meetings as meetings
import cutover.ui.access as access
from cutover import pipeline
from cutover.access import LOCAL
from cutover.acts import VIEWER
from cutover.errors import RefusedAct
from cutover.navigation import PAGES
from cutover.record import builders, record
from cutover.record import desk as desk_of
from cutover.store import Store
from cutover.ui.entry import due_of
from cutover.ui.meeting import course_words
from cutover.ui.slide import _waits

PEOPLE = [
    {"person_id": "P1", "person_name": "Ann Lee", "role": "program_manager", "side": "customer"},
    {"person_id": "P2", "person_name": "Pat Roy", "role": "technical_lead", "side": "provider"},
]
STREAMS = [
    {"workstream": name, "lead": "Lee", "side": "provider", "asserted_rag": "green", "asserted_by": "Lee"}
    for name in ("Data", "Yard", HOSTILE)
]
PLANNED = {"meeting_id": "D1", "title": "Morning", "planned_at": "2026-03-09T15:00", "duration_minutes": 30.0}
ROWS = rows_at(NEWEST) | {"people": PEOPLE, "workstreams": STREAMS, "meetings": [PLANNED]}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with three workstreams, one of them late, on which nothing is recorded: the tests share its moments."""
    store = Store(tmp_path_factory.mktemp("walk") / "store")
    add_load(store, NEWEST, ROWS, "ferry")
    return desk_of(store.path)


@pytest.fixture
def read_only(kept, monkeypatch):
    """The desk of that store; nothing was recorded on it."""
    monkeypatch.setenv("CUTOVER_STORE", str(kept.store.path))
    yield kept
    assert acts(kept) == []


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The desk of a store with three workstreams, one of them late."""
    store = Store(tmp_path / "store")
    add_load(store, NEWEST, ROWS, "ferry")
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    return desk_of(store.path)


def walk(**address: str) -> AppTest:
    """Open the page."""
    page = run("walk", **address)
    assert [error.value for error in page.exception] == []
    return page


def slide(page: AppTest) -> str:
    """Return what stands on the slide: its title."""
    return html(page).split("<h1>")[1].split("</h1>")[0]


def press(page: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    return next(button for button in page.button if button.label == label).click().run()


def typed(page: AppTest, what: str, owner: str | None = None, due: str = "") -> AppTest:
    """Type an entry and record it."""
    page.text_input(key="entry_what").set_value(what)
    page.selectbox(key="entry_owner").set_value(owner)
    page.text_input(key="entry_due").set_value(due)
    return press(page, "Record")


def acts(desk) -> list[tuple[str, dict]]:
    """Return kind and cells of what people recorded."""
    events = pipeline.journal(desk.store.path).events()
    return [(event.act.kind, dict(event.act.after)) for event in events if event.act.kind != "load"]


def test_walk_begins_with_who_must_talk(read_only):
    page = walk()
    assert "green-badge" in slide(page)
    assert "1 of 3" in html(page)
    assert "differs" in html(page)


def test_buttons_step_and_the_address_keeps_the_slide(read_only):
    page = press(walk(), "Next")
    assert slide(page) == "Data"
    assert page.query_params["slide"] == "Data"
    assert slide(press(press(page, "Next"), "Back")) == "Data"


def test_slide_of_the_address_is_shown(read_only):
    page = walk(slide="Yard")
    assert slide(page) == "Yard"
    assert next(button for button in page.button if button.label == "Next").disabled
    assert slide(walk(slide="Nowhere")).startswith(":green")


def test_walk_by_role_names_role_and_side(read_only):
    page = walk(walk_by="Role")
    assert slide(page) == "Program manager (customer)"
    assert "Ann Lee" in html(page)


def test_typed_words_become_a_note(desk):
    page = typed(walk(slide="Data"), "The bank closes at noon")
    assert acts(desk) == [
        ("note", {"note": "The bank closes at noon", "subject": "workstreams:Data", "side": None,
                  "writer": "Local user", "written_at": "2026-03-09T14:00:00"}),
    ]  # fmt: skip
    assert "The bank closes at noon" in html(page)
    assert page.text_input(key="entry_what").value == ""


def test_owner_and_date_make_it_an_action(desk):
    page = typed(walk(slide="Data"), "Call the bank", "Pat Roy", "2026-03-13")
    kind, cells = acts(desk)[0]
    told = (cells["title"], cells["owners"], cells["side"], cells["workstream"], cells["due_at"])
    assert (kind, *told) == ("action", "Call the bank", ["Pat Roy"], "provider", "Data", "2026-03-13T21:00:00")
    assert "due Fri 13 Mar 2026, 17:00" in html(page)


def test_action_on_a_role_is_its_own(desk):
    page = typed(walk(walk_by="Role"), "Open the books", due="Fri")
    assert acts(desk)[0][1]["owners"] == ["customer program manager"]
    assert "Open the books" in html(page)


def test_what_cannot_be_recorded_stays_typed(read_only):
    page = typed(walk(slide="Data"), "Call the bank", due="soon")
    assert acts(read_only) == []
    assert page.text_input(key="entry_what").value == "Call the bank"
    assert "Due cannot be" in page.toast[0].value


def test_nothing_typed_records_nothing(read_only):
    page = typed(walk(), "  ")
    assert acts(read_only) == []
    assert "Type what was said first" in page.toast[0].value


def test_viewer_reads_the_slides_only(read_only, monkeypatch):
    monkeypatch.setattr(access, "visitor", lambda: replace(LOCAL, issuer="idp", rights=(VIEWER,)))
    page = walk()
    assert not [one for one in page.text_input if one.key == "entry_what"]
    assert not [button for button in page.button if button.label == "Open the meeting"]


def test_meeting_is_opened_from_the_page(desk):
    page = press(walk(), "Open the meeting")
    next(button for button in page.button if button.key and button.key.endswith("_record")).click().run()
    kind, cells = acts(desk)[0]
    assert (kind, cells["title"], cells["opened_at"]) == ("meeting", "Morning", "2026-03-09T14:00:00")
    assert "Morning: open 0 min of 30 min" in html(walk())


def test_slides_keep_their_order_in_a_meeting(desk):
    record(desk, meetings.opened(desk.warehouse.moment(), "D1"), LOCAL)
    before = html(walk()).split('<ol class="order">')[1]
    record(desk, builders.task(desk.warehouse.moment(), "B", status="complete"), LOCAL)
    after = html(walk()).split('<ol class="order">')[1]
    names = [[text for text in part.replace("</b>", "<").split("<") if text.strip()] for part in (before, after)]
    assert [n for n in names[0] if "Data" in n or "Yard" in n] == [n for n in names[1] if "Data" in n or "Yard" in n]
    assert "in the order of when the meeting was opened" in html(walk())


def test_closed_meetings_offer_their_minutes(desk):
    record(desk, meetings.opened(desk.warehouse.moment(), "D1"), LOCAL)
    record(desk, meetings.closed(desk.warehouse.moment(), "D1", summary="Done", attendees=["Ann Lee"]), LOCAL)
    page = AppTest.from_file(str(PAGES / "walk.py"), default_timeout=60)
    page.session_state["minutes"] = True
    page.run()
    assert [button.label for button in page.get("download_button")][:3] == ["Markdown", "PDF", "Web page"]
    assert "Sealed by J000002" in "".join(caption.value for caption in page.caption)


ROW = {"state": "open", "title": "Daily", "began_at": datetime(2026, 3, 9, 9), "opened_at": datetime(2026, 3, 9, 8),
       "planned_at": datetime(2026, 3, 9, 9), "duration_minutes": 30.0, "attendee_count": 4}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ("on_track", "Daily: open 20 min of 30 min, 4 there")),
        ({"duration_minutes": 15.0}, ("at_risk", "Daily: open 20 min of 15 min, 5 min over, 4 there")),
        ({"began_at": None, "duration_minutes": None}, ("on_track", "Daily: open 2 h, 4 there")),
        ({"state": "planned"}, ("unknown", "Daily: planned Mon 9 Mar 05:00")),
        ({"state": "none"}, ("unknown", "No meeting is planned")),
    ],
)
def test_course_of_a_meeting_in_words(change, said):
    as_of, now = datetime(2026, 3, 9, 10), datetime(2026, 3, 9, 9, 20)
    assert course_words(ROW | change, as_of, now, "America/New_York") == said


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("", None), ("2026-03-13", datetime(2026, 3, 13, 21)), ("2026-03-13 08:30", datetime(2026, 3, 13, 12, 30)),
        ("Fri", datetime(2026, 3, 13, 21)), ("monday 9:00", datetime(2026, 3, 16, 13)),
        ("tomorrow", datetime(2026, 3, 10, 21)), ("17:00", datetime(2026, 3, 9, 21)),
        ("9:00", datetime(2026, 3, 10, 13)), ("2026-03-13T08:30", datetime(2026, 3, 13, 12, 30)),
    ],
)  # fmt: skip
def test_due_is_typed_in_a_word(typed, due):
    assert due_of(typed, datetime(2026, 3, 9, 14), "America/New_York") == due


@pytest.mark.parametrize("typed", ["soon", "13/03/2026", "2026-02-30", "25:00", "fri 9"])
def test_other_words_are_no_due_time(typed):
    with pytest.raises(RefusedAct, match=r"Due cannot be .*: write 2026-11-27, Fri, tomorrow or 17:00"):
        due_of(typed, datetime(2026, 3, 9, 14), "America/New_York")


@pytest.mark.parametrize(
    ("roles", "said"),
    [("", ""), ("pmo lead", "· pmo lead waits"), ("pmo lead, change lead", "· pmo lead, change lead wait")],
)
def test_slide_says_who_waits(roles, said):
    assert _waits(roles) == said
