"""The wall as HTML and as what the browser is told, on literal rows."""

import json
import re
from datetime import UTC, datetime

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_pages import HOSTILE, NEWEST, PAGES, fill, rows_at

from cutover import clock
from cutover.figures import make_look
from cutover.store import Store
from cutover.ui.components import MANIFEST
from cutover.ui.wall_html import clock_of, milliseconds, near_time, wall_html

LOOK = make_look("dark", zone="America/New_York", as_of=datetime(2026, 4, 4, 8))
AT = datetime(2026, 4, 4, 12)
NOTHING = {
    "wall_headline": [{"health": "on_track", "headline": "On plan", "detail": "", "n": 1}],
    "wall_figures": [], "wall_classes": [], "wall_running": [], "wall_path": [], "wall_checkpoints": [],
    "wall_messages": [],
}  # fmt: skip
TASK = {"task_name": "Activate ledger", "state": "running", "health": "late", "side": "provider",
        "owner_role": "technical_lead", "actual_start_at": datetime(2026, 4, 4, 8, 20), "late_minutes": 45,
        "planned_finish_at": datetime(2026, 4, 4, 11, 15), "reason": None, "since_at": None}  # fmt: skip


def drawn(**answers: list[dict]) -> str:
    """Return the wall of these rows without its tags."""
    return re.sub(r"<[^>]+>", " ", wall_html(NOTHING | answers, LOOK))


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 4, 4, 21, 54), "17:54"), (datetime(2026, 4, 6, 11, 19), "Mon 07:19"),
        (datetime(2026, 5, 4, 11), "4 May"), (None, "no time"),
    ],
)  # fmt: skip
def test_time_is_as_short_as_its_distance_allows(at, written):
    assert near_time(at, LOOK) == written


def test_instant_is_told_in_milliseconds_of_utc():
    assert milliseconds(datetime(1970, 1, 2)) == 86_400_000
    assert milliseconds(None) is None


def test_running_task_says_who_since_when_and_how_late():
    said = drawn(wall_running=[TASK])
    assert all(part in said for part in ("Activate ledger", "Provider technical lead", "since 04:20, due 07:15"))
    assert "45 min late" in said
    assert f'data-due="{milliseconds(TASK["planned_finish_at"])}"' in wall_html(
        NOTHING | {"wall_running": [TASK]}, LOOK
    )


def test_task_that_is_not_late_says_when_it_is_due():
    assert "due in 2 h" in drawn(wall_running=[TASK | {"late_minutes": None, "planned_finish_at": AT.replace(hour=14)}])


def test_blocked_task_says_why_or_that_nobody_does():
    blocked = TASK | {"state": "blocked", "reason": "No key"}
    assert "Blocked: No key" in drawn(wall_running=[blocked])
    assert "Blocked: nobody says why" in drawn(wall_running=[blocked | {"reason": None}])


def test_list_tells_how_many_rows_there_are():
    shown = wall_html(NOTHING | {"wall_running": [TASK] * 20}, LOOK)
    assert 'data-total="20"' in shown
    assert shown.count("<li>") == 12


def test_empty_lists_say_that_nothing_is_there():
    said = drawn()
    for words in ("Nothing is running", "No checkpoint is to be decided", "None due within 24 h"):
        assert words in said


def test_bar_shows_done_and_the_tick_of_the_plan():
    row = {"task_class": "deploy_code", "task_count": 4, "complete_count": 1, "running_count": 2, "stuck_count": 0,
           "late_count": 1, "planned_count": 3, "complete_percent": 25.0, "planned_percent": 75.0,
           "health": "late"}  # fmt: skip
    shown = wall_html(NOTHING | {"wall_classes": [row]}, LOOK)
    assert "width:25.00%" in shown
    assert "left:75.00%" in shown
    assert 'aria-label="Deploy: 1 of 4, 2 running, 1 late; planned by now 3"' in shown


def test_class_without_tasks_has_no_bar():
    shown = wall_html(NOTHING | {"wall_classes": [{"task_class": "deploy_code", "task_count": 0}]}, LOOK)
    assert "no task" in shown
    assert "wall-bar" not in shown.replace("wall-bars", "")


def test_path_checkpoint_and_message_say_their_times():
    step = TASK | {"status": "in_progress", "early_start_at": AT, "early_finish_at": AT.replace(hour=15)}
    gate = {"checkpoint_name": "Go", "planned_at": AT, "health": "red"}
    message = {"title": "Open", "audience": "Staff", "state": "overdue", "due_at": AT}
    said = drawn(wall_path=[step], wall_checkpoints=[gate], wall_messages=[message])
    assert "now, until 11:00" in said
    assert "Not safe" in said
    assert "Overdue, to Staff" in said


def test_hostile_text_stays_text_on_the_wall():
    shown = wall_html(NOTHING | {"wall_running": [TASK | {"task_name": HOSTILE, "owner_role": "<b>x</b>"}]}, LOOK)
    assert "<b>x" not in shown
    assert "http://evil" not in shown


def test_countdown_tells_shape_word_and_colour_of_its_health():
    row = {"label": "Next checkpoint", "target_at": AT, "name": "Go", "health": "late", "state": "red"}
    told = clock_of(row, LOOK)
    assert (told["shape"], told["word"], told["ink"]) == ("■", "Not safe", LOOK.status["late"].ink)
    assert clock_of(row | {"state": None, "target_at": None}, LOOK) | {"word": "Late", "at": None} == told | {
        "word": "Late", "at": None,
    }  # fmt: skip


def run(**address: str) -> AppTest:
    """Return the wall after its first run."""
    page = AppTest.from_file(str(PAGES / "wall.py"), default_timeout=60)
    for part, value in address.items():
        page.query_params[part] = value
    return page.run()


def told(page: AppTest) -> dict:
    """Return what the script of the wall is told in the browser."""
    scripts = [element.proto for element in page.get("bidi_component")]
    return json.loads(next(each.json for each in scripts if each.component_name == "cutover.wall"))


@pytest.fixture
def filled(store: Store, monkeypatch) -> Store:
    """Let the page read a store with two snapshots."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    return fill(store)


def test_browser_is_told_when_the_newest_becomes_stale(filled):
    data = told(run())
    as_of = datetime.fromisoformat(NEWEST).replace(tzinfo=UTC).timestamp() * 1000
    assert (data["is_newest"], data["as_of"], data["zone"]) == (True, as_of, "America/New_York")
    assert data["stale_at"] > as_of
    assert 1800 <= data["beat"] <= 2200


def test_past_moment_is_not_live(filled):
    page = run(as_of="2026-03-05T08:00")
    assert told(page)["is_newest"] is False
    assert any("A past moment" in element.proto.body for element in page.get("html"))


def test_paused_wall_has_no_beat(filled):
    page = run()
    page.toggle(key="is_paused").set_value(True).run()
    assert told(page)["beat"] is None


def test_address_names_the_programme_by_name_or_identifier(filled):
    other = rows_at(NEWEST)
    other["programme"][0] |= {"programme_id": "tram", "programme_name": "Tram"}
    add_load(filled, NEWEST, other, "tram")
    for asked, name in (("Ferry", "Ferry"), ("ferry", "Ferry"), ("Tram", "Tram")):
        html = "".join(element.proto.body for element in run(programme=asked).get("html"))
        assert f"<b>{name}</b>" in html


def test_fresh_act_makes_the_wall_live(store, monkeypatch):
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    add_load(store, clock.now().isoformat(), rows_at(NEWEST), "ferry")
    data = told(run())
    assert data["as_of"] <= data["now"] < data["stale_at"]


def test_script_is_a_file_of_this_server():
    assert (MANIFEST.name, MANIFEST.components[0].name) == ("cutover", "wall")
