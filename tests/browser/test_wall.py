"""The wall in a real browser: it fits, ticks, sees news, says when it is blind, recovers, and does not grow."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import add_load
from playwright.sync_api import expect

from cutover import clock
from cutover.store import Store

from .serving import ROOT, Watch, free_port, serve, visitor

pytestmark = pytest.mark.browser
NAMES = [f"Activate component {number} of the shared platform, as rehearsed" for number in range(30)]
COUNT_TIMERS = """
    window.pending = new Set();
    const [start, stop] = [window.setTimeout, window.clearTimeout];
    window.setTimeout = (run, wait, ...rest) => {
        const id = start(() => { window.pending.delete(id); run(...rest); }, wait);
        window.pending.add(id);
        return id;
    };
    window.clearTimeout = (id) => { window.pending.delete(id); stop(id); };
"""


def rows(status: str = "in_progress") -> dict[str, list[dict]]:
    """Return a cutover weekend that is under way now, with more running tasks than a wall can show."""
    now = clock.now()
    hours = [(now + timedelta(hours=at)).isoformat() for at in range(-20, 40)]
    tasks = [
        {"task_id": f"T{number:02}", "task_name": name, "phase": "cutover", "task_class": "activate_component",
         "status": status if number < 9 else "not_started", "side": "provider", "owner_role": "technical_lead",
         "planned_start_at": hours[number], "planned_finish_at": hours[number + 12],
         "actual_start_at": hours[number] if number < 9 else None,
         "actual_finish_at": hours[12] if number < 9 and status == "complete" else None, "backout_minutes": 30.0}
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    return {
        "programme": [{"programme_id": "ferry", "programme_name": "Ferry", "zone": "Europe/Paris",
                       "cutover_start_at": hours[0], "cutover_finish_at": hours[50], "go_live_at": hours[51]}],
        "tasks": tasks,
        "dependencies": [{"predecessor_id": f"T{n:02}", "successor_id": f"T{n + 1:02}"} for n in range(9, 29)],
        "checkpoints": [{"checkpoint_id": f"G{n}", "checkpoint_name": f"Gate {n}", "planned_at": hours[18 + 4 * n]}
                        for n in range(6)],
        "communications": [{"communication_id": f"M{n}", "title": f"Message {n}", "due_at": hours[15 + 2 * n]}
                           for n in range(9)],
    }  # fmt: skip


class Room:
    """A server that can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "store")
        self.folder, self.port, self.running = folder, free_port(), None
        self.load(rows())

    def load(self, tables: dict[str, list[dict]]) -> None:
        """Load a snapshot of now."""
        add_load(self.store, clock.now().isoformat(), tables, "ferry")

    def start(self) -> str:
        """Start the server and return its address."""
        self.running = serve(ROOT, self.store.path, self.folder / "log", port=self.port)
        return next(self.running)

    def stop(self) -> None:
        """Stop the server."""
        self.running.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Iterator[Room]:
    found = Room(tmp_path_factory.mktemp("wall"))
    found.address = found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def wall(chromium, room) -> Iterator[Watch]:
    """The wall, opened once; each test asks for the screen that it needs."""
    with visitor(chromium) as watch:
        watch.page.add_init_script(COUNT_TIMERS)
        watch.page.goto(f"{room.address}/wall")
        watch.page.locator(".wall h1").wait_for()
        yield watch


def show(watch: Watch, width: int = 1920, height: int = 1080) -> None:
    """Give the wall a screen of this size, and wait until it has ticked on it."""
    watch.page.set_viewport_size({"width": width, "height": height})
    watch.page.locator('html[data-wall="live"]').wait_for(state="attached")
    watch.page.wait_for_timeout(1200)


def sizes(watch: Watch, selector: str) -> list[float]:
    """Return the sizes of type of all elements that have text."""
    found = watch.page.locator(selector)
    return found.evaluate_all("all => all.map(each => parseFloat(getComputedStyle(each).fontSize))")


def cut_off(watch: Watch) -> int:
    """Return how many lists hold more than they show without saying so."""
    return watch.page.locator(".wall ol").evaluate_all(
        """lists => lists.filter(list => {
            const shown = [...list.children].filter(row => !row.hidden).length;
            const more = Number((list.parentElement.querySelector(".more").textContent.match(/\\d+/) || [0])[0]);
            return list.scrollHeight > list.clientHeight + 1 || shown + more !== Number(list.dataset.total);
        }).length"""
    )


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (3840, 2160)])
def test_wall_fits_the_screen_and_counts_what_does_not(wall, width, height):
    show(wall, width, height)
    scrolls = "e => [e.scrollHeight > e.clientHeight, e.scrollWidth > e.clientWidth]"
    for part in ("html", ".stMain", ".wall"):
        assert wall.page.locator(part).evaluate(scrolls) == [False, False]
    assert cut_off(wall) == 0
    assert "more" in wall.page.locator(".more").nth(1).inner_text()


def test_wall_is_readable_from_four_metres(wall):
    show(wall)
    assert min(sizes(wall, ".wall :is(p, strong, time, small, h2, dt), .wall-top p")) >= 28
    assert min(sizes(wall, ".wall-time, .wall-left, .wall-figures dd")) >= 72
    assert wall.faults == []


def test_wall_stacks_on_a_phone(wall):
    show(wall, 390, 844)
    assert wall.page.evaluate("document.documentElement.scrollWidth") <= 390
    tops = wall.page.locator(".wall-time, .wall h1, .wall h2").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    spills = "all => all.filter(each => each.scrollHeight > each.clientHeight + 1).length"
    assert wall.page.locator(".wall section").evaluate_all(spills) == 0


def test_keyboard_reaches_the_way_back_and_the_pause(wall):
    show(wall)
    wall.page.locator(".wall-line a").focus()
    wall.page.keyboard.press("Tab")
    assert "Rows, method" in wall.page.locator(":focus").inner_text()
    wall.page.keyboard.press("Tab")
    wall.page.keyboard.press("Space")
    expect(wall.page.locator(".wall-band")).to_contain_text("PAUSED")
    wall.page.keyboard.press("Space")
    expect(wall.page.locator(".wall-band")).to_be_hidden()


def test_news_reach_the_wall_within_seconds(wall, room):
    show(wall)
    expect(wall.page.locator(".wall-figures dd").first).to_have_text("0%")
    room.load(rows("complete"))
    expect(wall.page.locator(".wall-figures dd").first).to_have_text("30%", timeout=8_000)
    assert wall.faults == []


def test_fifty_beats_leave_nothing_behind(wall):
    show(wall)
    session = wall.page.context.new_cdp_session(wall.page)
    session.send("Performance.enable")
    toggle = wall.page.locator(".st-key-is_paused label")

    def held(refreshes: int) -> dict[str, float]:
        for _ in range(refreshes):
            toggle.click()
            wall.page.wait_for_timeout(60)
        wall.page.wait_for_timeout(1500)
        if wall.page.locator('html[data-wall="paused"]').count():  # a click fell between two runs
            toggle.click()
        wall.page.locator('html[data-wall="live"]').wait_for(state="attached")
        wall.page.wait_for_timeout(1200)
        session.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return found | {"timers": wall.page.evaluate("window.pending.size")}

    before, after = held(30), held(50)
    assert wall.page.locator(".wall-top").count() == wall.page.locator(".wall-band").count() == 1
    assert after["timers"] <= before["timers"] + 3
    assert after["Nodes"] <= before["Nodes"] * 1.05
    assert after["JSEventListeners"] <= before["JSEventListeners"] * 1.05
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.1


def test_lost_server_greys_the_wall_until_it_is_back(wall, room):
    show(wall)
    first = wall.page.locator(".wall-time").inner_text()
    room.stop()
    expect(wall.page.locator(".wall-band")).to_contain_text("CONNECTION LOST since", timeout=10_000)
    assert wall.page.locator(".wall").evaluate("e => getComputedStyle(e).filter") == "grayscale(1)"
    assert wall.page.locator(".wall-time").inner_text() != first
    room.start()
    wall.page.locator('html[data-wall="live"]').wait_for(state="attached", timeout=15_000)
    expect(wall.page.locator(".wall-band")).to_be_hidden()
