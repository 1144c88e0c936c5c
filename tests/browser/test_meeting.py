"""A meeting held by keyboard alone: opened, walked through, noted, closed; its minutes are downloaded.

Beside it, in another browser, hangs the wall: it shows what is recorded in the meeting.
"""

import time

import pytest
from conftest import add_load
from playwright.sync_api import Page
from test_pages import NEWEST
from test_walk_page import ROWS

from cutover import pipeline
from cutover.access import LOCAL
from cutover.record import builders, record
from cutover.record import desk as desk_of
from cutover.store import Store

from .serving import ROOT, serve, visitor

pytestmark = pytest.mark.browser
FIELD = "Note; an action where it has an owner or a date"
FOCUSED = """() => {
  const field = document.activeElement
  return ["BUTTON", "INPUT", "SPAN"].includes(field.tagName) ? field.getAttribute("aria-label") || field.innerText : ""
}"""


def settled(page: Page) -> None:
    """Wait until a page stands still."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(500)


def press(page: Page, *keys: str) -> None:
    """Press keys one after another, and wait for what they do."""
    for key in keys:
        page.keyboard.press(key)
        settled(page)


def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Go from field to field by the keyboard until the one of that name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate(FOCUSED):
            return
    pytest.fail(f"{name} is not reached by the keyboard")


def slide(page: Page) -> str:
    """Return what stands on the slide."""
    return page.locator(".answer h1").inner_text()


def entered(page: Page, words: str) -> None:
    """Wait until an entry stands below."""
    page.locator(".entries", has_text=words).wait_for()
    settled(page)


@pytest.fixture(scope="module")
def held(chromium, tmp_path_factory):
    """The meeting, played once: its store, its page, what was seen on the way, and the minutes."""
    folder = tmp_path_factory.mktemp("meeting")
    store = Store(folder / "store")
    add_load(store, NEWEST, ROWS, "ferry")
    seen: dict[str, object] = {}
    for address in serve(ROOT, store.path, folder / "log"):
        with visitor(chromium) as wall, visitor(chromium, 1366, 768) as watch:
            wall.page.goto(f"{address}/wall")
            page = watch.page
            go_to(page, f"{address}/walk")
            open_meeting(page)
            step_and_note(page, store, seen)
            go_to(page, f"{address}/daily")
            seen["since"] = choose_since(page)
            go_to(page, f"{address}/my_tasks")
            seen["shown_after"] = block_a_task(page, wall.page)
            go_to(page, f"{address}/walk")
            seen["minutes"] = close_and_download(page)
            seen["faults"] = watch.faults + wall.faults
            yield store, seen


def go_to(page: Page, address: str) -> None:
    """Open a page and wait until it stands still."""
    page.goto(address)
    page.locator(".answer h1").wait_for()
    settled(page)


def block_a_task(page: Page, wall: Page) -> float:
    """Block the task that runs, by the keyboard; return the seconds until the other browser's wall shows it."""
    blocked = wall.locator(".wall-figures > *", has_text="Blocked or failed")
    assert blocked.inner_text().split()[-1] == "0"
    tab_to(page, "Block")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Record", exact=True).wait_for()
    settled(page)
    tab_to(page, "Record")
    began = time.monotonic()
    page.keyboard.press("Enter")
    blocked.filter(has_text="1").wait_for()
    return time.monotonic() - began


def choose_since(page: Page) -> tuple[str, str]:
    """Compare with a typed moment; return what the address says of it, and where Tab goes from behind the popover."""
    tab_to(page, "Since")
    press(page, "Enter")
    tab_to(page, "year, Any earlier moment", most=2)
    page.keyboard.type("202603100730")
    press(page, "Enter")
    chosen = page.url.partition("since=")[2]
    tab_to(page, "Choose date and time", most=1)
    page.keyboard.press("Tab")
    return chosen, page.evaluate(FOCUSED)


def open_meeting(page: Page) -> None:
    """Open the planned meeting by the keyboard."""
    tab_to(page, "Open the meeting")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Record", exact=True).press("Enter")
    page.locator(".meeting", has_text="open 0 min of 30 min").wait_for()
    settled(page)


def step_and_note(page: Page, store: Store, seen: dict[str, object]) -> None:
    """Step by arrow keys, take down a note and an action, and type while somebody else records."""
    press(page, "ArrowRight")
    seen["stepped"] = (slide(page), page.url.partition("?")[2])
    tab_to(page, FIELD)
    page.keyboard.type("The bank closes at noon")
    press(page, "ArrowLeft", "ArrowRight")
    seen["typing"] = slide(page)
    page.keyboard.press("Enter")
    entered(page, "The bank closes at noon")
    seen["focus"] = page.evaluate(FOCUSED)
    page.keyboard.type("Call the bank")
    tab_to(page, "Owner", 1)
    page.keyboard.type("Pat")
    page.keyboard.press("Enter")
    tab_to(page, "Due", 3)
    page.keyboard.type("Fri 17:00")
    page.keyboard.press("Enter")
    entered(page, "Call the bank")
    page.get_by_label(FIELD).focus()
    page.keyboard.type("half a thought")
    desk = desk_of(store.path)
    note = builders.note(desk.warehouse.moment(), "From elsewhere", subject="workstreams:Data")
    record(desk, note, LOCAL)
    entered(page, "From elsewhere")
    seen["kept"] = (page.get_by_label(FIELD).input_value(), page.evaluate(FOCUSED))


def close_and_download(page: Page) -> list[bytes]:
    """Close the meeting and return its minutes, as Markdown and as PDF."""
    page.get_by_role("button", name="Close the meeting").press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="Attendees").press_sequentially("Ann")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    form.get_by_label("Summary").fill("Pat calls the bank.")
    form.get_by_role("button", name="Record", exact=True).press("Enter")
    form.wait_for(state="detached")
    settled(page)
    page.get_by_role("button", name="Minutes").press("Enter")
    page.get_by_role("button", name="Markdown").wait_for()
    settled(page)
    found = []
    for name in ("Markdown", "PDF"):  # each is disabled while it is made, and loses the focus
        tab_to(page, name, most=2)
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        found.append(download.value.path().read_bytes())
        page.get_by_role("button", name=name, disabled=False).wait_for()
    return found


def test_arrow_keys_step_and_typing_does_not(held):
    _, seen = held
    assert seen["stepped"] == ("Data", "slide=Data")
    assert seen["typing"] == "Data"


def test_field_is_ready_for_the_next_entry(held):
    assert held[1]["focus"] == FIELD


def test_half_typed_words_outlive_news(held):
    assert held[1]["kept"] == ("half a thought", FIELD)


def test_wall_of_another_browser_shows_the_edit_within_seconds(held):
    assert held[1]["shown_after"] <= 5


def test_meeting_stands_in_the_journal(held):
    events = [event for event in pipeline.journal(held[0].path).events() if event.act.kind != "load"]
    assert [event.act.kind for event in events] == ["meeting", "note", "action", "note", "task", "meeting_close"]
    assert (events[2].act.after["owners"], events[2].act.after["due_at"]) == (["Pat Roy"], "2026-03-13T21:00:00")
    assert events[5].act.after["attendees"] == ["Ann Lee"]


def test_any_moment_is_compared_with_by_keyboard(held):
    chosen, behind = held[1]["since"]
    assert chosen == "2026-03-10T07%3A30"
    assert "Record" in behind


def test_downloaded_minutes_tell_the_meeting(held):
    minutes, pdf = held[1]["minutes"][0].decode(), held[1]["minutes"][1]
    assert pdf.startswith(b"%PDF-")
    assert "Pat calls the bank" in minutes
    assert "| Call the bank | Data | Pat Roy | Fri 13 Mar 17:00 |" in minutes
    assert "| Data | The bank closes at noon | Local user |" in minutes


def test_meeting_was_held_without_a_fault(held):
    assert held[1]["faults"] == []
