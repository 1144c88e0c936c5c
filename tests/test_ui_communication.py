"""Drafts on the page: drafted, edited, sent elsewhere and marked, or addressed; confirmations taken down."""

from datetime import datetime

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_pages_decide import acts, press
from test_queries_communication import NOW, PLAN, PROGRAMME, message

import cutover.ui.access as access
from cutover import pipeline
from cutover.acts import Actor
from cutover.messages.settings import Channels, Smtp, Webhook
from cutover.store import Store
from cutover.ui.send_dialog import ways

PAGE = """
from cutover import ui
page = ui.open_page("Drafts", "What is to be told?")
page.offer("message", "acknowledgement")
page.headline("communication_headline")
page.offer("audience", "audience_change")
ui.draft_message(page, title="Draft a message")
"""
"""The drafts alone: charts would cost a second a run."""

CHANNELS = Channels(Smtp("mail.example.org", "room@example.org"), {"room": Webhook("teams", "https://example.org/x")})
MESSAGES = [
    message("M1", title="Task B is late", task_id="B", due_at="2026-03-08T10:00", recipients=["staff@example.org"]),
    message("M2", title="We are open", audience="Vendors", due_at="2026-03-09T10:00"),
    message(
        "M3", title="It begins", due_at="2026-03-07T10:00", sent_at="2026-03-07T10:00", is_acknowledgement_required=True
    ),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Store:
    """A store of a tiny plan on which nothing is recorded: the tests share its moments."""
    store = Store(tmp_path_factory.mktemp("drafts") / "store")
    add_load(store, NOW, {"programme": [PROGRAMME], "communications": MESSAGES} | PLAN)
    return store


@pytest.fixture
def read_only(kept, monkeypatch) -> AppTest:
    """The page of drafts over that plan; nothing was recorded on it."""
    monkeypatch.setenv("CUTOVER_STORE", str(kept.path))
    yield shown(AppTest.from_string(PAGE, default_timeout=60))
    assert acts(kept) == []


@pytest.fixture
def drafts(store, monkeypatch):
    """Return a function that opens the page of drafts over a tiny plan."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))

    def opened(*messages: dict, **tables) -> AppTest:
        rows = {"programme": [PROGRAMME], "communications": list(messages or MESSAGES)} | PLAN | tables
        add_load(store, NOW, rows)
        return shown(AppTest.from_string(PAGE, default_timeout=60))

    return opened


def shown(page: AppTest) -> AppTest:
    """Return a page after a run that raised nothing."""
    page.run()
    assert [error.value for error in page.exception] == []
    return page


def told(page: AppTest, kind: str) -> AppTest:
    """Choose what to tell."""
    page.button_group(key="draft").set_value(kind)
    return shown(page)


def field(page: AppTest, elements: str, label: str):
    """Return the field of that label."""
    return next(element for element in getattr(page, elements) if element.label.startswith(label))


def record_form(page: AppTest, name: str) -> AppTest:
    """Open a form as its menu does: by the address."""
    page.query_params["form"] = f"{name}.a1"
    return shown(page)


def captions(page: AppTest) -> str:
    return " ".join(element.value.replace("\\", "") for element in page.caption)


def test_status_stands_there_as_computed(read_only):
    page = read_only
    assert field(page, "text_input", "Subject").value.startswith("Demo: Cutover under way")
    assert "Basis: 3 tasks, 3 open tasks in the network, 1 checkpoint" in field(page, "text_area", "Text").value
    assert "Drafted as of Sun 8 Mar 2026, 08:00, America/New_York; as computed." in captions(page)


def test_what_was_edited_stays_until_drafted_again(read_only):
    page = read_only
    field(page, "text_area", "Text").set_value("All is well.")
    shown(page)
    told(told(page, "delay"), "status")
    assert field(page, "text_area", "Text").value == "All is well."
    assert "edited by you" in captions(page)
    press(page, "Draft again")
    assert field(page, "text_area", "Text").value.startswith("Demo, as of Sun 8 Mar 2026")


def test_delays_are_offered_longest_first(read_only):
    page = told(read_only, "delay")
    offered = field(page, "selectbox", "About")
    assert [option[:1] for option in offered.options] == ["A", "B", "C", "G"]
    assert field(page, "text_input", "Subject").value == "Delay: Task A, 2 h later, now Sun 8 Mar 16:00"


def test_plan_in_time_has_no_delay_to_tell(drafts):
    page = told(drafts(tasks=[], checkpoint_tasks=[], dependencies=[]), "delay")
    assert "There is no delay to tell of at this status time" in captions(page)
    assert not page.text_area


def test_dialog_without_channels_says_how_to_go_on(read_only):
    page = press(read_only, "Send, or mark as sent")
    assert "Nothing is set up here that sends" in captions(page)
    assert next(button for button in page.button if button.label == "Send").disabled


def test_message_about_the_same_task_is_proposed(read_only):
    page = told(read_only, "delay")
    field(page, "selectbox", "About").set_value(("item", "B"))
    page = press(shown(page), "Send, or mark as sent")
    assert field(page, "selectbox", "Message of the plan").value == "M1"
    assert field(page, "multiselect", "Recipients").value == ["staff@example.org"]


def test_marking_records_text_recipients_and_time(drafts, store):
    page = drafts()
    field(page, "text_area", "Text").set_value("All is well.")
    page = press(shown(page), "Send, or mark as sent")
    field(page, "selectbox", "Message of the plan").set_value("M1")
    page = press(shown(page), "Mark as sent")
    [(kind, after)] = acts(store)
    assert (kind, after["message"], after["recipients"]) == ("sending", "All is well.", ["staff@example.org"])
    assert (after["sent_at"], after["sent_by"]) == ("2026-03-08T12:00:00", "Local user")


def test_new_message_is_planned_before_it_is_sent(drafts, store):
    page = press(
        drafts(audiences=[{"audience": "Press", "recipients": ["press@example.org"]}]), "Send, or mark as sent"
    )
    field(page, "selectbox", "Stakeholder group").select("Press")
    page = press(shown(page), "Mark as sent")
    (planned, cells), (sent, after) = acts(store)
    assert (planned, sent, after["recipients"]) == ("communication", "sending", ["press@example.org"])
    assert (cells["audience"], cells["phase"], cells["due_at"]) == ("Press", "cutover", "2026-03-08T12:00:00")
    assert cells["title"].startswith("Demo: Cutover under way")


def test_group_is_added_by_its_name(drafts, store):
    page = record_form(drafts(), "audience")
    field(page, "text_input", "Stakeholder group").set_value("Press")
    field(page, "multiselect", "Recipients").set_value(["press@example.org"])
    field(page, "multiselect", "Phases").set_value(["cutover"])
    press(shown(page), "Record")
    event = pipeline.journal(store.path).events()[-1]
    assert (event.act.kind, event.act.subject) == ("audience", {"audience": "Press"})
    assert (event.act.after["recipients"], event.act.after["phases"]) == (["press@example.org"], ["cutover"])


def test_group_that_is_there_is_changed_not_added(drafts, store):
    page = drafts(audiences=[{"audience": "Press", "recipients": ["press@example.org"]}])
    page = record_form(page, "audience")
    field(page, "text_input", "Stakeholder group").set_value("Press")
    assert "Press is there already" in shown(page).warning[0].value.replace("\\", "")
    page = record_form(page, "audience_change")
    field(page, "multiselect", "Recipients").set_value(["desk@example.org"])
    press(shown(page), "Record")
    assert acts(store) == [("audience", {"recipients": ["desk@example.org"]})]


def test_dialog_at_a_past_moment_says_when_sending_counts(drafts):
    page = drafts()
    page.text_input(key="as_of").set_value("2026-03-07T08:00")
    page = press(shown(page), "Send, or mark as sent")
    assert "counts from now on" in page.warning[0].value


def test_news_take_no_text_away(drafts, store):
    page = drafts()
    first = field(page, "text_area", "Text")
    add_load(store, "2026-03-08T15:00", {"programme": [PROGRAMME], "communications": MESSAGES} | PLAN)
    second = field(shown(page), "text_area", "Text")
    assert (first.id, first.value) == (second.id, second.value)
    assert "the page shows another status time" in page.warning[0].value


def test_other_status_time_gets_a_text_of_its_own(drafts):
    page = drafts()
    page.text_input(key="as_of").set_value("2026-03-07T08:00")
    assert "Drafted as of Sat 7 Mar 2026, 08:00" in captions(shown(page))


def test_viewer_reads_drafts_and_is_offered_no_sending(read_only, monkeypatch):
    viewer = Actor("quiet", "idp", "Quiet Watcher", side="customer", rights=("viewer",))
    monkeypatch.setattr(access, "visitor", lambda: viewer)
    page = record_form(read_only, "send")
    assert field(page, "text_area", "Text").value.startswith("Demo, as of")
    assert {"Send, or mark as sent", "Mark as sent"}.isdisjoint(button.label for button in page.button)


def test_new_message_needs_a_group(read_only):
    page = press(press(read_only, "Send, or mark as sent"), "Mark as sent")
    assert [error.value for error in page.error] == ["Say which stakeholder group it is for."]


def test_time_after_the_status_time_moves_it_on(drafts, store):
    page = press(drafts(), "Send, or mark as sent")
    field(page, "selectbox", "Message of the plan").set_value("M1")
    field(page, "datetime_input", "Sent at").set_value(datetime(2026, 3, 8, 9, 30))
    page = press(shown(page), "Mark as sent")
    assert acts(store)[0][1]["sent_at"] == "2026-03-08T13:30:00"


def test_confirmation_is_taken_down_of_what_was_sent(drafts, store):
    page = press(drafts(), "Take down a confirmation")
    assert field(page, "selectbox", "Communication").options == ["M3  It begins"]
    press(page, "Record")
    assert acts(store) == [
        ("acknowledgement", {"acknowledged_at": "2026-03-08T12:00:00", "acknowledged_by": "Local user"})
    ]


def test_confirmation_is_not_offered_where_none_waits(drafts):
    page = drafts(MESSAGES[0])
    assert "Take down a confirmation" not in [button.label for button in page.button]


@pytest.mark.parametrize(
    ("recipients", "words"),
    [
        ([], "Name at least one recipient to send it from here."),
        (["a@example.org", "b@example.org", "webhook:room"], "Goes to 2 by e-mail; room by Teams."),
        (["webhook:x"], "It cannot go from here: webhook:x is not set up; webhooks that are: room."),
    ],
)
def test_ways_are_told_in_words(recipients, words):
    assert ways(recipients, CHANNELS) == words
