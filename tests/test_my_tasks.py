"""The page My tasks: whose tasks, which buttons, and two clicks from a card to the journal."""

from dataclasses import replace
from datetime import datetime

import pytest
from acting import ANN
from conftest import add_load
from streamlit.testing.v1 import AppTest
from test_pages import HOSTILE, html, run
from test_pages_decide import acts, press

import cutover.record.builders as builders
import cutover.ui.access as access
from cutover.acts import APPROVER, CONTRIBUTOR, PMO, VIEWER
from cutover.record import desk, record
from cutover.store import Store
from cutover.ui.acts.opening import ADDRESS
from cutover.ui.acts.task import ASKED
from cutover.ui.my_tasks import ACTIONS, ICONS, SITUATIONS

LOADED, NOW = "2026-03-09T14:00", datetime(2026, 3, 9, 14, 20)
PLACE = {"side_of": "Customer", "role": "Cutover lead"}
FINISHED = {"status": "complete", "actual_start_at": "2026-03-09T08:00", "actual_finish_at": "2026-03-09T09:00"}
ASKS = FINISHED | {"approver_side": "customer", "approver_role": "cutover_lead", "owner_role": "analyst"}
PEOPLE = [{"person_id": "P1", "person_name": "Ann Lee", "role": "cutover_lead", "side": "customer",
           "email": "ann@example.org"}]  # fmt: skip
LEAD = replace(ANN, role="cutover_lead", email="Ann@Example.org", rights=(CONTRIBUTOR,))


def task(task_id: str = "A", **cells) -> dict:
    return {
        "task_id": task_id, "task_name": f"Task {task_id}", "side": "customer", "owner_role": "cutover_lead",
        "phase": "cutover", "status": "not_started", "baseline_start_at": "2026-03-09T08:00",
        "baseline_finish_at": "2026-03-10T08:00", "duration_minutes": 60.0,
    } | cells  # fmt: skip


@pytest.fixture
def mine(store, monkeypatch):
    """Return a function that loads tasks and opens the page over them, twenty minutes later."""
    monkeypatch.setenv("CUTOVER_STORE", str(store.path))
    monkeypatch.setattr("cutover.clock.now", lambda: NOW)

    def opened(*tasks: dict, actor=None, tables: dict | None = None, **address: str) -> AppTest:
        if actor is not None:
            monkeypatch.setattr(access, "visitor", lambda: actor)
        if not store.loads():
            programme = {"programme_id": "ferry", "programme_name": "Ferry", "zone": "UTC"}
            add_load(store, LOADED, {"programme": [programme], "tasks": list(tasks)} | (tables or {}), "ferry")
        page = run("my_tasks", **(address or PLACE))
        assert [error.value for error in page.exception] == []
        return page

    return opened


def buttons(page: AppTest) -> list[str]:
    """Return the buttons of the cards."""
    return [button.key for button in page.button if button.key and button.key.startswith("task_")]


def click(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return page.run()


def written(store: Store) -> dict:
    """Return the cells of the only act."""
    ((kind, cells),) = acts(store)
    return {"kind": kind} | cells


FITTING = {
    "startable": ({}, ["start", "block", "skip"]), "running": ({"status": "in_progress"}, ["finish", "block", "fail"]),
    "blocked": ({"status": "blocked"}, ["resume", "fail", "skip"]), "failed": ({"status": "failed"}, ["resume", "skip"]),
    "unproven": (FINISHED | {"is_evidence_required": True}, ["evidence"]), "asked": (ASKS, ["approve", "refuse"]),
    "theirs": (FINISHED | {"approver_side": "provider", "approver_role": "test_lead"}, []),
}  # fmt: skip


def test_only_buttons_that_fit_the_state_are_shown(mine):
    page = mine(*(task(name, **cells) for name, (cells, _) in FITTING.items()))
    shown = {name: [key.split("_")[1] for key in buttons(page) if key.endswith(f"_{name}")] for name in FITTING}
    assert shown == {name: names for name, (_, names) in FITTING.items()}
    assert len(buttons(page)) == sum(map(len, shown.values()))


def test_start_takes_two_clicks(mine, store):
    page = press(click(mine(task()), "task_start_A"), "Record")
    assert written(store) == {
        "kind": "task", "status": "in_progress", "updated_at": "2026-03-09T14:20:00",
        "actual_start_at": "2026-03-09T14:20:00",
    }  # fmt: skip
    assert "Running since Mon 9 Mar 14:20" in html(page)


@pytest.mark.parametrize(
    ("name", "status", "cells"),
    [("block", "blocked", {"blocked_reason": "Cannot go on; details follow"}), ("fail", "failed", {}),
     ("finish", "complete", {"actual_finish_at": "2026-03-09T14:20:00"})],
)  # fmt: skip
def test_reason_stands_there_already(mine, store, name, status, cells):
    page = mine(task(status="in_progress", actual_start_at="2026-03-09T10:00"))
    press(click(page, f"task_{name}_A"), "Record")
    assert {"status": status, **cells}.items() <= written(store).items()


def test_entered_time_counts_instead_of_now(mine, store):
    page = click(mine(task()), "task_start_A")
    next(field for field in page.datetime_input if field.key.endswith("_at")).set_value(datetime(2026, 3, 9, 14, 10))
    press(page.run(), "Record")
    assert written(store)["actual_start_at"] == "2026-03-09T14:10:00"


def test_finish_without_the_evidence_asked_for_is_refused(mine, store):
    page = mine(task(status="in_progress", is_evidence_required=True))
    page = press(click(page, "task_finish_A"), "Record")
    assert (acts(store), [error.value for error in page.error]) == ([], ["Still missing\\: Link to the evidence\\."])
    next(field for field in page.text_input if field.key.endswith("_evidence")).set_value("https://x.example/1")
    press(page.run(), "Record")
    assert written(store)["evidence_link"] == "https://x.example/1"


def test_missing_evidence_is_added_without_moving_the_finish(mine, store):
    page = click(mine(task(**FINISHED, is_evidence_required=True)), "task_evidence_A")
    next(field for field in page.text_input if field.key.endswith("_evidence")).set_value("https://x.example/1")
    page = press(page.run(), "Record")
    assert written(store) == {
        "kind": "task", "evidence_link": "https://x.example/1", "updated_at": "2026-03-09T14:20:00",
    }  # fmt: skip
    assert "Evidence missing" not in html(page)


@pytest.mark.parametrize(("name", "cells"), [("approve", {"is_concurring": True}), (
    "refuse", {"is_concurring": False, "comment": "The evidence does not show that it is done"})])  # fmt: skip
def test_approval_takes_two_clicks(mine, store, name, cells):
    page = press(click(mine(task(**ASKS)), f"task_{name}_A"), "Record")
    assert {"kind": "sign_off", "signer": "Local user", **cells}.items() <= written(store).items()
    assert "Waits for your approval" not in html(page)


def test_refused_task_goes_on_and_is_finished_again(mine, store):
    sign_off = {"subject": "tasks:A", "side": "provider", "role": "test_lead", "is_concurring": False,
                "comment": "Totals differ.", "signed_at": "2026-03-09T10:00"}  # fmt: skip
    asked = FINISHED | {"approver_side": "provider", "approver_role": "test_lead"}
    page = mine(task(**asked), tables={"sign_offs": [sign_off]})
    assert "approval refused by provider test lead: Totals differ." in html(page)
    page = press(click(page, "task_resume_A"), "Record")
    assert {"status": "in_progress", "actual_finish_at": None}.items() <= written(store).items()
    assert "task_finish_A" in buttons(page)


def test_double_click_records_once(mine, store):
    page = click(mine(task()), "task_start_A")
    instance = page.query_params[ADDRESS]
    page = press(page, "Record")
    page.query_params[ADDRESS], page.query_params["task"] = instance, "A"
    press(page.run(), "Record")
    assert len(acts(store)) == 1


def test_conflict_says_who_and_keeps_what_was_typed(mine, store):
    page = click(mine(task(status="in_progress")), "task_block_A")
    next(area for area in page.text_area if area.key.endswith("_why")).set_value("No badge for the data centre")
    page = page.run()
    place = desk(store.path)
    record(place, builders.task(place.warehouse.moment("ferry"), "A", status="failed", reason="Broke.", at=NOW), ANN)
    page = press(page, "Record")
    assert "Ann Lee" in page.warning[0].value
    assert next(area for area in page.text_area if area.key.endswith("_why")).value == "No badge for the data centre"
    press(page, "Record")
    assert acts(store)[-1][1]["blocked_reason"] == "No badge for the data centre"


def test_viewer_sees_no_buttons(mine):
    page = mine(task(), actor=replace(LEAD, rights=(VIEWER,)))
    assert "Task A" in html(page)
    assert buttons(page) == []


def test_owner_acts_on_own_side_only(mine):
    page = mine(task(), task("B", side="provider"), task("C", side="shared"), actor=replace(LEAD, role=None), role="")
    assert buttons(page) == [f"task_{name}_{which}" for which in "AC" for name in ("start", "block", "skip")]


def test_who_signed_in_is_known_by_mail(mine):
    rows = task(owners=["Ann Lee"], owner_role="analyst"), task("B"), task("C", owners=["Pat Roy"])
    page = mine(*rows, actor=LEAD, tables={"people": PEOPLE})
    assert buttons(page)[::3] == ["task_start_A", "task_start_B"]
    assert page.get("selectbox")[-1].key != "person"


def test_pmo_may_look_at_anybodys_tasks(mine):
    page = mine(task(side="provider"), actor=replace(LEAD, rights=(PMO,)), side_of="Provider", role="Cutover lead")
    assert buttons(page)[0] == "task_start_A"


def test_approver_needs_the_right_to_approve(mine, store):
    assert buttons(mine(task(**ASKS), actor=LEAD)) == []
    assert buttons(mine(actor=replace(LEAD, rights=(APPROVER,)))) == ["task_approve_A", "task_refuse_A"]


def test_first_visit_proposes_the_busiest_role(mine):
    page = mine(task(), task("B", owner_role="analyst"), task("C", owner_role="analyst"), as_of="2026-03-09T14:00")
    assert (page.query_params["side_of"], page.query_params["role"]) == ("Customer", "Analyst")


def test_locked_task_has_no_buttons(mine):
    gate = {"checkpoint_id": "G1", "checkpoint_name": "Go", "planned_at": "2026-03-09T10:00", "is_gate": True,
            "decision": "no_go", "decided_at": "2026-03-09T10:00"}  # fmt: skip
    page = mine(task(), tables={"checkpoints": [gate]})
    assert "Locked: No-Go at Go, 9 Mar 10:00" in html(page)
    assert buttons(page) == []


def test_hostile_names_stay_text(mine):
    shown = html(mine(task(task_name=HOSTILE, blocked_reason=HOSTILE, status="blocked", evidence_link=HOSTILE)))
    cards = "".join(part for part in shown.split("\n") if 'class="card"' in part)
    assert "<b>x" not in cards
    assert "&lt;b&gt;x" in cards


def test_every_situation_has_a_word_and_every_button_a_form():
    assert {name for names in ACTIONS.values() for name in names} == set(ICONS) == set(ASKED)
    assert set(ACTIONS) <= set(SITUATIONS)


def test_nothing_to_do_says_so(mine):
    page = mine(task(**FINISHED))
    assert "Nothing to do now" in html(page)
    assert "Nothing runs, and nothing can be started\\." in [caption.value for caption in page.caption]
