"""Every page, alone and through the navigation, over a store of literal rows."""

import json

import pytest
from conftest import add_load
from streamlit.testing.v1 import AppTest

from cutover.navigation import PAGES, TITLES
from cutover.store import Store

HOSTILE = ":green-badge[GO] ![x](http://evil.example/p.png) <b>x</b> [click](http://evil)"
NAMES = [name for name in TITLES if (PAGES / f"{name}.py").is_file()]
EARLIER, NEWEST = "2026-03-02T14:00", "2026-03-09T14:00"


def rows_at(day: str) -> dict[str, list[dict]]:
    """Return one snapshot of a small programme; the newest has a late mandatory task with a hostile name."""
    is_done = day == NEWEST
    return {
        "programme": [
            {"programme_id": "ferry", "programme_name": "Ferry", "zone": "America/New_York",
             "baseline_at": "2026-01-05T14:00", "cutover_start_at": "2026-04-03T22:00",
             "cutover_finish_at": "2026-04-06T10:00", "go_live_at": "2026-04-06T12:00",
             "warranty_start_date": "2026-04-06"},
        ],
        "tasks": [
            {"task_id": "A", "task_name": "Convert data", "workstream": "Data", "side": "provider",
             "phase": "pre_cutover", "status": "complete" if is_done else "in_progress", "planned_hours": 16.0,
             "baseline_finish_at": "2026-03-05T14:00", "actual_start_at": "2026-02-27T14:00",
             "actual_finish_at": "2026-03-05T10:00" if is_done else None},
            {"task_id": "B", "task_name": HOSTILE, "workstream": HOSTILE, "side": "customer", "is_mandatory": True,
             "phase": "pre_cutover", "status": "in_progress", "planned_hours": 8.0, "owner_role": "program_manager",
             "baseline_finish_at": "2026-03-06T14:00", "actual_start_at": "2026-03-01T14:00"},
        ],
        "checkpoints": [
            {"checkpoint_id": "G1", "checkpoint_name": "Go/No-Go", "planned_at": "2026-04-01T14:00"},
        ],
        "incidents": [
            {"incident_id": "I1", "title": HOSTILE, "severity": 2, "status": "open", "opened_at": "2026-03-01T14:00"},
        ],
        "components": [
            {"component_id": "C1", "component_name": "Ledger", "system_kind": "legacy", "annual_cost_usd": 365000.0,
             "planned_retire_date": "2026-06-30"},
        ],
    }  # fmt: skip


def fill(store: Store) -> Store:
    """Load two snapshots into a store."""
    for at in (EARLIER, NEWEST):
        add_load(store, at, rows_at(at), "ferry")
    return store


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A store with two snapshots that pages only read, so that they share its moments."""
    return fill(Store(tmp_path_factory.mktemp("shown") / "store"))


@pytest.fixture
def filled(shown, monkeypatch):
    """Let the pages read a store with two snapshots."""
    monkeypatch.setenv("CUTOVER_STORE", str(shown.path))
    return shown


def run(name: str, **address: str) -> AppTest:
    """Return a page after its first run, with these parts of the address."""
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for part, value in address.items():
        page.query_params[part] = value
    return page.run()


def html(page: AppTest) -> str:
    """Return everything that a page shows as HTML, one text."""
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("name", NAMES)
def test_page_alone_raises_nothing(filled, name):
    page = run(name)
    assert [error.value for error in page.exception] == []
    assert [error.value for error in page.error] == []
    assert "<h1>" in html(page)


@pytest.mark.parametrize("name", NAMES)
def test_page_of_past_moment_raises_nothing(filled, name):
    page = run(name, as_of="2026-02-20T08:00")
    assert [error.value for error in page.exception] == []
    assert "told from actual dates" in html(page)


@pytest.mark.parametrize("name", NAMES)
def test_page_with_every_filter_raises_nothing(filled, name):
    page = run(name, workstream="Data", side="Provider", phase="Pre-cutover")
    assert [error.value for error in page.exception] == []


@pytest.mark.parametrize("name", NAMES)
def test_page_of_empty_store_says_how_to_load(store, monkeypatch, name):
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    page = run(name)
    assert [error.value for error in page.exception] == []
    assert "Nothing is loaded yet" in html(page)
    assert "python -m cutover load" in page.code[0].value


@pytest.mark.parametrize("name", ["burndown", "checkpoints", "decommission", "schedule", "risk"])
def test_page_without_its_table_says_how_to_load(store, monkeypatch, name):
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    add_load(store, NEWEST, {"incidents": rows_at(NEWEST)["incidents"]}, "ferry")
    page = run(name)
    assert "python -m cutover load FILE" in html(page)
    assert [error.value for error in page.exception] == []


def test_navigation_opens_the_overview_and_every_page(filled):
    app = AppTest.from_file(str(PAGES.parent / "cutover" / "navigation.py"), default_timeout=60).run()
    assert [error.value for error in app.exception] == []
    assert "Go-live in" in html(app)
    for name in NAMES:
        app.switch_page(str(PAGES / f"{name}.py")).run()
        assert [error.value for error in app.exception] == []


@pytest.mark.parametrize("name", NAMES)
def test_opened_details_print_the_query_header(filled, name):
    page = run(name)
    for details in page.get("popover"):
        key = details.proto.id.split("-", 2)[2]
        if key.startswith(("how_", "behind_")):
            page.session_state[key] = True
    page.run()
    assert [error.value for error in page.exception] == []
    assert all(block.value.startswith("reports/") for block in page.code[:1])
    assert any("Returns" in block.value for block in page.code)


def test_overview_answers_in_words(filled):
    shown = html(run("overview"))
    assert "Go-live in 27 days, 1 mandatory task late" in shown
    assert "1 of 2 tasks are complete; 1 late, 1 of them mandatory" in shown


def test_key_figures_show_change_since_last_snapshot(filled):
    late = next(metric for metric in run("overview").metric if metric.label == "Tasks late")
    assert (late.value, late.delta) == ("1", "+1")


def test_deep_link_shows_the_past_as_it_was(filled):
    page = run("overview", as_of="2026-03-02T09:00")
    assert "1 severe incident open" in html(page)
    assert "A past moment; the newest is Mon 9 Mar 2026, 10:00" in html(page)


def test_side_filter_reaches_the_headline(filled):
    assert "1 of 1 tasks are complete; 0 late" in html(run("overview", side="Provider"))


def test_paused_page_stops_looking_for_loads(filled):
    page = run("overview")
    page.toggle(key="is_paused").set_value(True).run()
    assert "Paused" in html(page)
    assert [error.value for error in page.exception] == []


def test_moment_after_the_newest_is_named(filled):
    assert "Later than the newest snapshot, Mon 9 Mar 2026, 10:00" in html(run("overview", as_of="2026-04-02T09:00"))


def test_unknown_filter_in_the_address_is_ignored(filled):
    assert "1 of 2 tasks are complete" in html(run("overview", side="nobody"))


def test_hostile_names_stay_text(filled):
    page = run("overview")
    shown = html(page) + "".join(element.value for element in [*page.markdown, *page.caption, *page.subheader])
    assert ":green-badge[" not in shown
    assert "<b>x" not in shown
    assert "](http" not in shown


def drawn_texts(page: AppTest) -> list[str]:
    """Return every text of every chart of a page but its alt text, which is plain."""

    def walk(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        return [text for part in parts for text in walk(part)]

    figures = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    for figure in figures:
        figure["layout"].pop("meta", None)
    return [text for figure in figures for text in walk(figure)]


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory):
    """A store with a programme whose every name is hostile."""
    store = Store(tmp_path_factory.mktemp("hostile") / "store")
    rows = rows_at(NEWEST)
    rows["tasks"][0] |= {"task_name": HOSTILE, "workstream": HOSTILE}
    rows["checkpoints"][0] |= {"checkpoint_name": HOSTILE, "workstream": HOSTILE}
    rows["checkpoint_tasks"] = [{"checkpoint_id": "G1", "task_id": "B"}]
    rows["components"][0] |= {"component_name": HOSTILE}
    rows["decommission_steps"] = [{"component_id": "C1", "stage": "secured", "is_blocked": True}]
    rows["criteria"] = [
        {"criterion_id": "K", "criterion_name": HOSTILE, "checkpoint_id": "G1", "operator": ">=", "target": 1.0,
         "is_gating": True, "unit": HOSTILE, "actual": 0.0}
    ]  # fmt: skip
    rows["communications"] = [{"communication_id": "M", "title": HOSTILE, "audience": HOSTILE, "due_at": NEWEST}]
    rows["exit_criteria"] = [{"exit_criterion_id": "E", "exit_criterion_name": HOSTILE}]
    person = {"role": HOSTILE, "side": "customer", "site": HOSTILE}
    rows["people"] = [{"person_id": "P", "person_name": HOSTILE, "phone": HOSTILE, "email": HOSTILE} | person]
    shift = {"is_required": True, "shift_start_at": "2026-03-09T20:00", "shift_finish_at": "2026-03-10T04:00"} | person
    rows["shifts"] = [{"shift_id": "S", "person_id": "P"} | shift, {"shift_id": "T"} | shift]
    rows["audiences"] = [{"audience": HOSTILE, "side": "customer", "recipients": [HOSTILE]}]
    rows["meetings"] = [{"meeting_id": "H", "title": HOSTILE, "attendees": [HOSTILE], "closed_at": EARLIER,
                         "summary": HOSTILE}]  # fmt: skip
    rows["issues"] = [{"issue_id": "R", "title": HOSTILE, "issue_type": "action", "owners": [HOSTILE],
                       "workstream": HOSTILE}]  # fmt: skip
    rows["workstreams"] = [{"workstream": HOSTILE, "lead": HOSTILE, "message": HOSTILE, "asserted_rag": "green"}]
    add_load(store, NEWEST, rows, "ferry")
    return store


@pytest.fixture
def hostile(hostile_store, monkeypatch):
    """Let the pages read that store."""
    monkeypatch.setenv("CUTOVER_STORE", str(hostile_store.path))


@pytest.mark.parametrize("name", NAMES)
def test_charts_escape_hostile_names(hostile, name):
    page = run(name)
    assert [error.value for error in page.exception] == []
    shown = [*drawn_texts(page), html(page).split("<style>")[0]]
    assert [text for text in shown if "<b>x" in text or "http://evil" in text] == []
    assert name in {"data", "record", "warranty", "way_back"} or any("green-badge" in text for text in shown)


def test_scale_of_checks_counts_for_the_tasks_behind(filled):
    page = run("risk")
    behind = [table.value for table in page.dataframe if "finding" in table.value]
    assert behind[0]["check_name"].tolist()[:2] == ["Logic", "Missed tasks"]
    page.get_by_key("scale").set_value("cutover").run()
    assert [error.value for error in page.exception] == []
    assert not any("finding" in table.value for table in page.dataframe)


def test_data_page_lists_both_loads(filled):
    loads = next(
        table.value for table in run("data").dataframe if "load_as_of" in table.value and "files" in table.value
    )
    assert loads["load_id"].tolist() == ["L000002", "L000001"]
    assert loads["read_count"].tolist() == [6, 6]


@pytest.mark.parametrize(("button", "loads"), [("upload_load", 3), ("upload_check", 2)])
def test_uploaded_file_is_loaded_or_only_checked(store, monkeypatch, button, loads):
    monkeypatch.setenv("CUTOVER_STORE", str(fill(store).path))
    page = run("data")
    content = b"task_id,task_name\nA,Alpha\n,Nameless\n"
    page.file_uploader(key="upload_files").upload("tasks.csv", content, "text/csv")
    page.get_by_key(button).click().run()
    assert [error.value for error in page.exception] == []
    assert "2 rows read \\= 1 accepted \\+ 1 rejected" in page.warning[0].value
    assert len(store.loads()) == loads
