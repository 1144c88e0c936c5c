"""What each asks of its owner, whose it is, and when complete means done: literal rows."""

import pytest
from acting import AT

from cutover.warehouse import Moment

PROGRAMME = {"programme_id": "demo", "programme_name": "Demo", "zone": "UTC"}
LEAD = {"side": "customer", "role": "cutover_lead"}
FINISHED = {"status": "complete", "actual_start_at": "2026-03-01T08:00", "actual_finish_at": "2026-03-01T09:00"}
ASKED = FINISHED | {"approver_side": "provider", "approver_role": "test_lead"}
SIGNED = {"subject": "tasks:A", "side": "provider", "role": "test_lead", "is_concurring": True, "signer": "Pat Roy",
          "signed_at": "2026-03-01T10:00"}  # fmt: skip


def task(task_id: str = "A", **cells) -> dict:
    return {
        "task_id": task_id, "task_name": f"Task {task_id}", "side": "customer", "owner_role": "cutover_lead",
        "status": "not_started", "baseline_start_at": "2026-03-01T08:00", "baseline_finish_at": "2026-03-02T08:00",
        "duration_minutes": 60.0,
    } | cells  # fmt: skip


@pytest.fixture
def asked(moment_of):
    """Return a function: tasks and further tables give the moment."""
    return lambda *tasks, **tables: moment_of({AT: {"programme": [PROGRAMME], "tasks": list(tasks), **tables}})


def work(moment: Moment, **asked) -> list[tuple]:
    rows = moment.query("my_tasks", **{"state": "all", **asked}).to_pylist()
    return [(row["task_id"], row["state"], row["situation"]) for row in rows]


def confirmed(moment: Moment, task_id: str = "A") -> dict:
    return next(row for row in moment.table("task_confirmations").to_pylist() if row["task_id"] == task_id)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [({}, ("now", "startable")), ({"status": "in_progress"}, ("now", "running")),
     ({"status": "in_progress", "baseline_finish_at": "2026-03-01T11:00"}, ("now", "overdue")),
     ({"status": "blocked"}, ("waiting", "blocked")), ({"status": "failed"}, ("waiting", "failed")),
     ({"baseline_start_at": "2026-03-05T08:00", "baseline_finish_at": "2026-03-05T09:00"}, ("next", "next")),
     (FINISHED | {"is_evidence_required": True}, ("done", "evidence_missing")), (ASKED, ("done", "approval_waiting"))],
    ids=["startable", "running", "overdue", "blocked", "failed", "next", "evidence", "approval"],
)  # fmt: skip
def test_task_stands_in_the_list_of_its_situation(asked, cells, expected):
    assert work(asked(task(**cells))) == [("A", *expected)]


@pytest.mark.parametrize("cells", [FINISHED, {"status": "skipped"}, {"phase": "contingency"}])
def test_task_that_asks_for_nothing_is_not_listed(asked, cells):
    assert work(asked(task(**cells))) == []


def test_contingency_beside_the_plan_is_running_not_late(asked):
    """Lateness is counted of tasks in scope on every page: what the counts leave out, no list calls late."""
    begun = {"status": "in_progress", "actual_start_at": "2026-03-01T08:00", "baseline_finish_at": "2026-03-01T11:00"}
    moment = asked(task(phase="contingency", **begun))
    row = moment.query("my_tasks").to_pylist()[0]
    assert (row["situation"], row["late_minutes"], row["health"]) == ("running", None, "on_track")
    assert moment.query("task_list", show="late").num_rows == 0


def test_task_behind_an_open_one_says_whom_it_waits_for(asked):
    links = [{"predecessor_id": "A", "successor_id": "B"}]
    moment = asked(task("A", status="in_progress"), task("B", side="provider"), dependencies=links)
    row = moment.query("my_tasks", side="provider", state="next").to_pylist()[0]
    assert (row["task_id"], row["waiting_count"], row["startable_at"].isoformat()) == ("B", 1, "2026-03-01T13:00:00")
    assert row["says"].endswith("waits for Task A of customer cutover lead")


def test_task_is_startable_once_its_predecessor_is_complete(asked):
    links = [{"predecessor_id": "A", "successor_id": "B"}]
    moment = asked(task("A", **FINISHED), task("B", baseline_start_at="2026-03-03"), dependencies=links)
    assert work(moment) == [("B", "now", "startable")]


def test_overdue_comes_first_then_running_then_startable(asked):
    late = {"status": "in_progress", "baseline_finish_at": "2026-03-01T11:00"}
    moment = asked(task("A"), task("B", status="in_progress"), task("C", **late), task("D", status="blocked"))
    assert [name for name, _, _ in work(moment)] == ["C", "B", "A", "D"]
    assert [name for name, _, _ in work(moment, state="now")] == ["C", "B", "A"]


def test_role_sees_its_own_side_and_what_is_shared(asked):
    moment = asked(
        task("A"), task("B", side="provider"), task("C", side="shared"), task("D", side=None),
        task("E", owner_role="test_lead"),
    )  # fmt: skip
    assert [name for name, _, _ in work(moment, **LEAD)] == ["A", "C", "D"]
    assert [name for name, _, _ in work(moment)] == ["A", "B", "C", "D", "E"]


def test_person_sees_tasks_that_name_them_and_unnamed_ones_of_the_role(asked):
    people = [{"person_id": "P1", "person_name": "Ann Lee", **LEAD}]
    moment = asked(
        task("A", owners=["Ann Lee"], owner_role="test_lead"), task("B", owners=["Pat Roy"]), task("C"), people=people,
    )  # fmt: skip
    assert [name for name, _, _ in work(moment, person="P1")] == ["A", "C"]


def test_locked_task_says_why(asked):
    gate = {"checkpoint_id": "G1", "checkpoint_name": "Go", "planned_at": "2026-03-01T10:00", "is_gate": True,
            "decision": "no_go", "decided_at": "2026-03-01T10:00"}  # fmt: skip
    row = asked(task(phase="cutover"), checkpoints=[gate]).query("my_tasks", state="waiting").to_pylist()[0]
    assert (row["situation"], row["says"]) == ("locked", "Locked: No-Go at Go, 1 Mar 10:00")


def test_complete_without_an_approver_is_done(asked):
    row = confirmed(asked(task(**FINISHED)))
    assert (row["approval_state"], row["is_done"], row["confirmation"]) == ("not_asked", True, "done")


def test_complete_waits_for_the_approval_that_the_plan_asks_for(asked):
    row = confirmed(asked(task(**ASKED)))
    assert (row["approval_state"], row["is_done"], row["is_approval_missing"]) == ("waiting", False, True)


@pytest.mark.parametrize(
    ("sign_off", "state"),
    [({}, "given"), ({"is_concurring": False, "comment": "No."}, "refused"), ({"side": "customer"}, "waiting"),
     ({"role": "cutover_lead"}, "waiting"), ({"subject": "tasks:B"}, "waiting"), ({"is_concurring": None}, "waiting"),
     ({"signed_at": "2026-03-01T08:59"}, "waiting"), ({"signed_at": "2026-03-02"}, "waiting"),
     ({"signed_at": None}, "given")],
    ids=["given", "refused", "other side", "other role", "other task", "asked for", "before the finish", "to come",
         "undated"],
)  # fmt: skip
def test_only_a_standing_sign_off_of_the_approver_counts(asked, sign_off, state):
    row = confirmed(asked(task(**ASKED), sign_offs=[SIGNED | sign_off]))
    assert (row["approval_state"], row["is_done"]) == (state, state == "given")


@pytest.mark.parametrize("side", ["customer", "provider"])
def test_either_side_approves_where_the_plan_names_none(asked, side):
    shared = ASKED | {"side": "shared", "approver_side": None}
    assert confirmed(asked(task(**shared), sign_offs=[SIGNED | {"side": side}]))["is_done"]


def test_evidence_and_approval_are_both_asked_for(asked):
    rows = task(**ASKED, is_evidence_required=True), task("B", **ASKED, is_evidence_required=True, evidence_link="x")
    found = asked(*rows, sign_offs=[SIGNED, SIGNED | {"subject": "tasks:B"}])
    assert (confirmed(found)["confirmation"], confirmed(found, "B")["confirmation"]) == ("evidence_missing", "done")


def test_approver_is_asked_for_what_waits(asked):
    moment = asked(task(**ASKED), task("B", **FINISHED))
    rows = moment.query("my_tasks_approvals", side="provider", role="test_lead").to_pylist()
    assert [row["says"] for row in rows] == ["Said complete Sun 1 Mar 09:00 by customer cutover lead"]
    assert moment.query("my_tasks_approvals", side="customer", role="test_lead").num_rows == 0


def test_checkpoint_waits_for_approvals_of_its_entry_tasks(asked):
    gate = [{"checkpoint_id": "G1", "checkpoint_name": "Ready", "planned_at": "2026-03-02"}]
    entry = [{"checkpoint_id": "G1", "task_id": "A"}]
    row = asked(task(**ASKED), checkpoints=gate, checkpoint_tasks=entry).table("checkpoints").to_pylist()[0]
    assert (row["health"], row["rule"]) == ("amber", "answers missing")
    assert "approval missing 1 time" in row["reason"]


def test_choices_name_the_role_with_most_to_do(asked):
    people = [{"person_id": "P1", "person_name": "Ann Lee", "email": "ann@x.org", **LEAD}]
    moment = asked(task("A"), task("B"), task("C", **ASKED, owner_role="analyst"), people=people)
    rows = [(row["side"], row["role"], row["person_id"], row["now_count"], row["is_default"])
            for row in moment.query("my_tasks_choices").to_pylist()]  # fmt: skip
    assert rows == [
        ("customer", "analyst", None, 0, False), ("customer", "cutover_lead", None, 2, True),
        ("customer", "cutover_lead", "P1", 2, False), ("provider", "test_lead", None, 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "expected"),
    [({"status": "in_progress", "baseline_finish_at": "2026-03-01T11:00"}, ("late", "1 task to do now, 1 late")),
     ({}, ("on_track", "1 task to do now")), ({"status": "blocked"}, ("at_risk", "Nothing to do now, 1 held up")),
     ({"baseline_start_at": "2026-03-05", "baseline_finish_at": "2026-03-06"},
      ("on_track", "Nothing to do until Thu 5 Mar 00:00")),
     (FINISHED, ("on_track", "Nothing to do now"))],
)  # fmt: skip
def test_headline_says_what_there_is_to_do(asked, cells, expected):
    row = asked(task(**cells)).query("my_tasks_headline", **LEAD).to_pylist()[0]
    assert (row["health"], row["headline"]) == expected


def test_headline_counts_approvals(asked):
    row = asked(task(**ASKED)).query("my_tasks_headline", side="provider", role="test_lead").to_pylist()[0]
    assert (row["headline"], row["n"]) == ("Nothing to do but 1 approval", 1)
    assert row["detail"] == "1 task waits for your approval"


def test_figures_count_each_state(asked):
    moment = asked(task("A"), task("B", status="blocked"), task("C", **ASKED), task("D", **FINISHED))
    values = {row["label"]: row["value"] for row in moment.query("my_tasks_figures", **LEAD).to_pylist()}
    assert values == {
        "To do now": 1, "Late": 0, "Blocked, failed or locked": 1, "Said complete, not confirmed": 1,
        "Done and confirmed": 1,
    }  # fmt: skip
