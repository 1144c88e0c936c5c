"""A whole go/no-go review: two people of two sides sign in, vote, one dissents, a conditional decision is recorded."""

from contextlib import ExitStack
from io import BytesIO

import pytest
from conftest import add_load
from playwright.sync_api import Locator, Page
from pypdf import PdfReader
from test_pages import NEWEST
from test_pages_decide import room

from cutover import briefing, pipeline
from cutover.acts import Event
from cutover.store import Store

from .identity import signed_in

pytestmark = pytest.mark.browser
DISSENT = "Two interfaces run with manual steps only."
REASON = "Go with two repairs before the first pay run."
CONDITIONS = ("Scripts for both interfaces", "Restore test repeated")
PLACE = "/go_no_go?checkpoint=G1"


def settled(page: Page) -> None:
    """Wait until a page stands still."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def form_of(page: Page, label: str) -> Locator:
    """Open a form of the menu beside the headline; a section of the navigation has the same name."""
    page.get_by_test_id("stMain").get_by_role("button", name="Record", exact=True).first.click()
    page.get_by_role("menuitem", name=label).or_(page.get_by_role("option", name=label)).first.click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Record", exact=True).wait_for()
    return form


def record(page: Page, form: Locator) -> str:
    """Press Record and return what the page says of it."""
    form.get_by_role("button", name="Record", exact=True).click()
    said = page.get_by_test_id("stToast").last
    said.wait_for()
    form.wait_for(state="detached")
    settled(page)
    return said.inner_text()


def vote(page: Page, word: str, reason: str) -> str:
    """Vote as the person who is signed in."""
    form = form_of(page, "Vote")
    form.get_by_role("radio", name=word, exact=True).click()
    if reason:
        form.get_by_label("Reason, in words").fill(reason)
    return record(page, form)


def decide(page: Page) -> str:
    """Record a conditional decision with two conditions, owned and dated."""
    form = form_of(page, "Decide")
    form.get_by_role("radio", name="Conditional", exact=True).click()
    form.get_by_label("Reason", exact=True).fill(REASON)
    form.get_by_role("button", name="Another condition").click()
    form.get_by_text("Condition 2").wait_for()
    for number, what in enumerate(CONDITIONS):
        box = form.locator('[class*="_box"]').nth(number)
        box.get_by_label("Condition", exact=True).fill(what)
        box.get_by_role("radio", name="Provider").click()
        box.get_by_role("combobox").click()
        page.get_by_role("option", name="Interface lead").click()
        box.get_by_role("spinbutton").first.click()
        page.keyboard.type("202603201700")
        page.keyboard.press("Escape") if number else None
    return record(page, form)


@pytest.fixture(scope="module")
def review(secured_app, chromium, tmp_path_factory):
    """The review, played once: the store, the pages of both people, and what each was told."""
    store = Store(tmp_path_factory.mktemp("review") / "store")
    rows = room(5)
    rows["votes"] = []
    add_load(store, NEWEST, rows, "ferry")
    server = secured_app(store)
    with ExitStack() as people:
        agency, vendor = (
            people.enter_context(signed_in(chromium, server, person, PLACE))
            for person in ("agency-lead", "vendor-lead")
        )
        told = [vote(agency.page, "Go", ""), vote(vendor.page, "Conditional Go", DISSENT)]
        agency.page.locator(".stPlotlyChart", has_text=DISSENT[:20]).wait_for()
        told.append(decide(agency.page))
        yield store, agency, vendor, told


def acts(review: tuple) -> list[Event]:
    """Return what people recorded; the start of the server seals the load too."""
    return [event for event in pipeline.journal(review[0].path).events() if event.act.kind != "load"]


def test_each_act_is_named_when_recorded(review):
    assert [words.split()[-1] for words in review[3]] == [event.act_id for event in acts(review)]


def test_page_shows_decision_and_dissent(review):
    shown = review[1].page
    assert "Decided: Conditional Go" in shown.locator(".answer h1").inner_text()
    assert DISSENT[:20] in shown.locator(".stPlotlyChart", has_text="Program manager").inner_text()
    assert review[1].faults == []


def test_other_side_sees_the_decision_by_itself(review):
    review[2].page.locator(".answer h1", has_text="Decided: Conditional Go").wait_for()
    assert review[2].faults == []


def test_journal_names_person_side_and_role(review):
    events = acts(review)
    said = [(e.act.kind, e.actor.name, e.actor.side, e.actor.role) for e in events]
    assert said == [
        ("vote", "Agency Lead", "customer", "program_manager"), ("vote", "Vendor Lead", "provider", "program_manager"),
        ("decision", "Agency Lead", "customer", "program_manager"),
    ]  # fmt: skip
    assert [row["condition"] for row in events[-1].act.after["conditions"]] == list(CONDITIONS)


def test_printed_report_says_the_same(review):
    document = briefing.made("assessment", pipeline.moment(review[0]), checkpoint_id="G1")
    pages = PdfReader(BytesIO(briefing.written(document, "pdf"))).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Conditional Go" in printed
    assert DISSENT in printed
    assert all(condition in printed for condition in CONDITIONS)
