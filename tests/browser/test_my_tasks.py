"""My tasks on a telephone: two taps from the card to the journal, by thumb or by keyboard."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from conftest import add_load

from cutover import pipeline
from cutover.store import Store

from .serving import ROOT, Server, Watch, serve, visitor

pytestmark = pytest.mark.browser
PHONE = (390, 844)
CARD_BUTTON = "[class*='st-key-do_'] button"
SLOWEST_SECONDS = 30.0
"""From opening the page to the record on a shared machine; docs/my-tasks.md says what was measured."""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A server over a store of two running tasks and one that waits, an hour old."""
    folder, now = tmp_path_factory.mktemp("phone"), datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    plan = {"baseline_start_at": str(now - timedelta(hours=3)), "baseline_finish_at": str(now + timedelta(hours=3)),
            "duration_minutes": 360.0, "side": "customer", "owner_role": "cutover_lead", "workstream": "Data"}  # fmt: skip
    began = {"status": "in_progress", "actual_start_at": str(now - timedelta(hours=2))}
    tasks = [
        {"task_id": "A", "task_name": "Stop the nightly interface jobs of the old ledger", **plan, **began},
        {"task_id": "B", "task_name": "Compare the balances", "is_evidence_required": True, **plan, **began},
        {"task_id": "C", "task_name": "Open the new ledger", **plan},
    ]
    links = [{"predecessor_id": "A", "successor_id": "C"}]
    store = Store(folder / "store")
    programme = [{"programme_id": "ferry", "programme_name": "Ferry", "zone": "America/New_York"}]
    add_load(
        store, str(now - timedelta(hours=1)), {"programme": programme, "tasks": tasks, "dependencies": links}, "ferry"
    )
    for address in serve(ROOT, store.path, folder / "log"):
        yield Server(address, store, folder / "log")


@pytest.fixture(scope="module")
def phone(room, chromium):
    """The page on a telephone."""
    with visitor(chromium, *PHONE) as watch:
        open_page(watch, room)
        yield watch


def open_page(watch: Watch, room: Server) -> None:
    watch.page.goto(f"{room.address}/my_tasks")
    watch.page.locator(CARD_BUTTON).first.wait_for()


def said(room: Server) -> list[tuple]:
    """Return task and status of what was recorded."""
    events = pipeline.journal(room.store.path).events()
    return [(e.act.subject["task_id"], e.act.after["status"]) for e in events if e.act.kind == "task"]


def test_first_button_is_on_the_first_screen(phone):
    box = phone.page.locator(CARD_BUTTON).first.bounding_box()
    assert box["y"] + box["height"] <= PHONE[1]
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_buttons_are_as_large_as_a_thumb(phone):
    phone.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    boxes = [button.bounding_box() for button in phone.page.locator(CARD_BUTTON).all()]
    assert len(boxes) == 9
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44


def test_keyboard_alone_opens_and_closes_a_form(phone):
    phone.page.locator(CARD_BUTTON).first.focus()
    phone.page.keyboard.press("Enter")
    phone.page.get_by_role("dialog").get_by_role("button", name="Record").wait_for()
    phone.page.keyboard.press("Escape")
    phone.page.get_by_role("dialog").wait_for(state="detached")
    assert phone.faults == []


def test_two_taps_record_in_seconds(room, chromium):
    with visitor(chromium, *PHONE) as watch:
        began = time.monotonic()
        open_page(watch, room)
        watch.page.locator(CARD_BUTTON, has_text="Finish").first.click()
        record = watch.page.get_by_role("dialog").get_by_role("button", name="Record")
        record.click()
        watch.page.get_by_text(re.compile("Recorded as J0")).wait_for()
        assert time.monotonic() - began < SLOWEST_SECONDS
        assert said(room) == [("A", "complete")]
        watch.page.get_by_text("Can be started since").wait_for()
        assert watch.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert watch.faults == []
