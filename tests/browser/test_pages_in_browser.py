"""Every page in a real browser: both themes, deep links, new loads, hostile text, nothing from outside."""

import re
import shutil
import time
from pathlib import Path

import pytest
from conftest import add_load
from playwright.sync_api import expect
from test_pages import NAMES, NEWEST, rows_at

from cutover.generate import write_programme

from .serving import ROOT, Watch, fetch, serve, visitor

pytestmark = pytest.mark.browser
DARK_PAPER = "rgb(14, 19, 32)"


def settle(watch: Watch, address: str) -> None:
    """Open an address and wait until its page stands still."""
    watch.page.goto(address)
    watch.page.locator(".answer h1").wait_for()
    stand_still(watch)


def stand_still(watch: Watch) -> None:
    """Wait until a page has been computed and drawn."""
    watch.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    watch.page.wait_for_timeout(700)


@pytest.fixture(scope="module", params=NAMES)
def wide(request, server, chromium):
    """Every page on a wide screen, opened once for all that is asked of it."""
    with visitor(chromium) as watch:
        settle(watch, f"{server.address}/{request.param}")
        yield watch


@pytest.fixture
def small(wide):
    """Every page on a small screen, behind all that is asked of it on a wide one."""
    wide.page.set_viewport_size({"width": 1366, "height": 768})
    stand_still(wide)
    return wide


def is_without_fault(watch: Watch) -> bool:
    """Tell whether a page shows no error, has its font and did nothing wrong."""
    assert watch.page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
    assert watch.faults == []
    return watch.page.evaluate("document.fonts.check('16px Inter')")


def fits_its_width(watch: Watch) -> bool:
    """Tell whether a page does not scroll sideways."""
    return watch.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def shows_a_chart_first(watch: Watch) -> bool:
    """Tell whether the first chart of a page, or 300 pixels of it, stands on the first screen; some have none."""
    if watch.page.url.partition("?")[0].endswith(("/data", "/wall", "/walk", "/my_tasks")):
        return True
    box = watch.page.locator(".stPlotlyChart").first.bounding_box()
    return box["y"] + min(box["height"], 300) <= watch.page.viewport_size["height"]


def test_page_shows_without_fault(wide):
    assert is_without_fault(wide)


def test_page_says_that_nobody_signs_in(wide):
    assert wide.page.get_by_text("Local user, no sign-in").is_visible()


def test_hostile_text_stays_text(wide):
    hostile = 'img[src*="evil"], a[href*="evil"], .stMarkdownBadge, [class*="badge"]:has-text("GO")'
    assert wide.page.locator(hostile).count() == 0
    assert wide.page.locator("b", has_text="x").filter(has_text="x").get_by_text("x", exact=True).count() == 0


def test_main_chart_stands_on_wide_screen(wide):
    assert shows_a_chart_first(wide)


def test_page_has_one_main_heading_first(wide):
    levels = wide.page.locator("main, .stMain").first.evaluate(
        "e => [...e.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName)"
    )
    assert levels[0] == "H1"
    assert levels.count("H1") == 1
    assert "H4" not in levels


def test_dark_page_shows_without_fault(wide):
    wide.page.emulate_media(color_scheme="dark")
    expect(wide.page.locator(".stApp")).to_have_css("background-color", DARK_PAPER)
    stand_still(wide)
    assert is_without_fault(wide)


def test_main_chart_stands_on_small_screen(small):
    assert shows_a_chart_first(small)


def test_page_does_not_scroll_sideways(small):
    assert fits_its_width(small)


def test_page_on_a_telephone_does_not_scroll_sideways(small):
    small.page.set_viewport_size({"width": 390, "height": 768})
    stand_still(small)
    assert fits_its_width(small)


def test_details_open_beside_the_heading(server, watch):
    settle(watch, f"{server.address}/burndown")
    watch.page.get_by_role("button", name="Method").first.click()
    watch.page.get_by_text("-- Parameters").or_(watch.page.get_by_text("Returns")).first.wait_for()
    assert watch.faults == []


def test_deep_link_on_fresh_server_shows_the_past(server, watch):
    settle(watch, f"{server.address}/overview?as_of=2026-03-02T09:00&side=Customer")
    assert "A past moment" in watch.page.locator(".notice").inner_text()
    assert watch.page.get_by_role("button", name="As of Mon 2 Mar 2026, 09:00").count() == 1
    assert "0 of 1 tasks are complete" in watch.page.locator(".answer").inner_text()
    assert "side=Customer" in watch.page.url


def test_filters_survive_a_page_switch(server, watch):
    settle(watch, f"{server.address}/burndown?side=Provider&as_of=2026-03-02T09:00")
    asked = (
        ("Record", "Data", "What was loaded, how fresh is it"), ("Close out", "Warranty", "Is it stable, and when"),
    )  # fmt: skip
    for section, name, question in asked:
        watch.page.locator("header").get_by_text(section, exact=True).first.click()
        watch.page.get_by_role("menuitem", name=name, exact=True).first.click()
        watch.page.get_by_text(question).wait_for()
        watch.page.wait_for_url(re.compile("side=Provider"))
        watch.page.wait_for_url(re.compile("as_of=2026-03-02T09"))
        assert watch.page.get_by_role("button", name="As of Mon 2 Mar 2026, 09:00").count() == 1
        assert "Provider" in watch.page.locator(".st-key-side").inner_text()


def test_chosen_snapshot_stands_in_the_address(server, watch):
    settle(watch, f"{server.address}/burndown")
    watch.page.get_by_role("button", name="As of").click()
    watch.page.get_by_role("combobox", name="Snapshot").click()
    watch.page.get_by_role("option").nth(1).click()
    watch.page.wait_for_url(re.compile("as_of=2026-03-02T09"))
    watch.page.get_by_role("button", name="Show the newest").click()
    watch.page.wait_for_url(re.compile(r"burndown$"))
    assert watch.faults == []


def test_dark_theme_draws_light_ink(server, watch):
    watch.page.emulate_media(color_scheme="dark")
    settle(watch, f"{server.address}/overview")
    expect(watch.page.locator(".stApp")).to_have_css("background-color", DARK_PAPER)
    status_time = watch.page.locator(".js-plotly-plot .annotation-text").filter(has_text="As of").first
    expect(status_time).to_have_css("fill", "rgb(232, 236, 244)")


def test_answer_is_the_largest_text(server, watch):
    settle(watch, f"{server.address}/overview")
    sizes = watch.page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.childElementCount === 0 && e.innerText)"
        ".map(e => [parseFloat(getComputedStyle(e).fontSize), e.tagName])"
    )
    assert max(sizes)[1] == "H1"
    assert max(sizes)[0] >= 44


def test_new_load_appears_within_seconds(server, watch):
    settle(watch, f"{server.address}/data")
    later = rows_at(NEWEST) | {"tasks": rows_at(NEWEST)["tasks"][:1]}
    add_load(server.store, "2026-03-10T14:00", later, "ferry")
    started = time.monotonic()
    watch.page.get_by_text("Tue 10 Mar 2026, 10:00").first.wait_for()
    assert time.monotonic() - started < 12
    assert watch.faults == []


def test_server_sets_security_headers(server):
    status, headers, _ = fetch(server.address)
    assert status == 200
    assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_server_refuses_other_host_names(server):
    assert fetch(server.address, Host="evil.example")[0] == 400


def test_readyz_names_the_moment_it_asked(server):
    status, _, body = fetch(f"{server.address}/readyz")
    assert status == 200
    assert '"programme":"ferry"' in body


@pytest.fixture(scope="module")
def fresh_clone(tmp_path_factory) -> Path:
    """A project folder as it is after a clone, with a small sample and no store."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("cutover", "pages", "queries", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    write_programme(folder / "data" / "sample", tasks=60, incidents=20, snapshots=8, seed=1)
    return folder


def test_first_start_opens_the_sample_in_seconds(fresh_clone, watch, tmp_path):
    for address in serve(fresh_clone, None, tmp_path / "log"):
        started = time.monotonic()
        watch.page.goto(address)
        watch.page.get_by_text("Where are we, and what needs attention?").wait_for()
        assert time.monotonic() - started < 30
        assert len(list((fresh_clone / "var" / "snapshots").iterdir())) == 8
        assert watch.faults == []
