"""No-Go and the way back turn the plan: what is locked, what becomes live, and what pages say of it."""

import pytest
from test_forecasts_schedule import NOW, at, done, hours, link, plan, scheduled, started, task
from test_rollback_reports import WINDOW, back, gate

CALL = {"call_id": "R1", "reason": "Lines do not match.", "caller": "Board", "called_at": at(9.75)}
NO_GO = {"decision": "no_go", "decided_at": at(9.5), "decided_by": ["Board"], "note": "Ledger not ready"}


def turned(*checkpoints: dict, calls: tuple = (), links: tuple = (), **cells) -> dict:
    """A done, B under way, C open; X undoes B, Y undoes C, S is a step of the contingency plan."""
    contingency = {"phase": "contingency", "planned_finish_at": at(9)}
    tasks = [
        back(done("A", 8, 9), 30.0), back(started("B", 9, 90), 60.0, planned_finish_at=at(9.25)),
        back(task("C", 120, is_mandatory=True, planned_finish_at=at(9.25)), 90.0, **cells),
        task("X", 45, backs_out=["B"], **contingency), task("Y", 45, backs_out=["C"], **contingency),
        task("S", 30, **contingency, planned_start_at=at(8.5)),
    ]  # fmt: skip
    return plan(tasks, "AB", "BC", *links, programme=WINDOW, checkpoints=list(checkpoints), rollback_calls=list(calls))


def mode(moment) -> str:
    return moment.table("plan_mode").to_pylist()[0]["mode"]


def locks(moment) -> tuple[str, str]:
    """Return the identifiers of the tasks that are locked, and of those that are live."""
    rows = moment.table("task_locks").to_pylist()
    return tuple("".join(sorted(row["task_id"] for row in rows if row[name])) for name in ("is_locked", "is_live"))


def told(moment, report: str) -> tuple[str, str]:
    row = moment.query(report).to_pylist()[0]
    return row["health"], row["headline"]


@pytest.fixture
def moment(moment_of):
    return lambda *checkpoints, as_of=None, **rest: moment_of({NOW: turned(*checkpoints, **rest)}, as_of)


def test_plan_goes_forward_by_default(moment):
    found = moment(gate("G", 9, decision="go", decided_at=at(9)))
    assert (mode(found), locks(found)) == ("forward", ("", ""))
    assert found.query("task_locks").num_rows == 0


def test_no_go_at_a_gate_opens_the_contingency_plan(moment):
    found = moment(gate("G", 9, **NO_GO))
    assert (mode(found), locks(found)) == ("contingency", ("BC", "SX"))
    row = found.table("plan_mode").to_pylist()[0]
    assert (hours(row["since_at"]), row["decided_by"], row["checkpoint_id"]) == (9.5, "Board", "G")


def test_no_go_beside_a_gate_turns_nothing(moment):
    assert mode(moment(gate("G", 9, **NO_GO) | {"is_gate": False})) == "forward"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"planned_at": at(10), "decision": "go", "decided_at": at(9.9)}, "forward"),
        ({"planned_at": at(10), "decision": "conditional", "decided_at": at(9.9)}, "forward"),
        ({"planned_at": at(10), "decision": "go", "decided_at": at(9.4)}, "contingency"),
        ({"planned_at": at(8), "decision": "go", "decided_at": at(9.9)}, "contingency"),
        ({"planned_at": at(10), "decision": "no_go", "decided_at": at(9.9)}, "contingency"),
        ({"planned_at": at(10), "decision": "go", "decided_at": at(11)}, "contingency"),
        ({"planned_at": at(10), "decision": "go", "decided_at": at(9.9), "is_gate": False}, "contingency"),
    ],
)
def test_no_go_holds_until_a_later_gate_goes(moment, later, expected):
    assert mode(moment(gate("G", 9, **NO_GO), gate("H", 10) | later)) == expected


def test_same_gate_decided_again_goes_on(moment_of):
    first, second = turned(gate("G", 9, **NO_GO)), turned(gate("G", 9, decision="go", decided_at=at(10.5)))
    found = moment_of({NOW: first, at(11): second})
    assert (mode(found), locks(found)) == ("forward", ("", ""))


def test_call_makes_back_out_live(moment):
    found = moment(calls=(CALL,))
    assert (mode(found), locks(found)) == ("rollback", ("BC", "SX"))
    assert {row["state"] for row in found.query("task_locks", show="live").to_pylist()} == {"live"}


def test_revoked_call_goes_forward_again(moment):
    revoked = CALL | {"revoked_at": at(9.9)}
    assert mode(moment(calls=(revoked,))) == "forward"


def test_call_counts_from_its_time_to_its_end(moment_of):
    tables = turned(calls=(CALL | {"revoked_at": at(12)},))
    found = [mode(moment_of({when: tables}, when)) for when in (at(9.5), at(9.75), at(11.75), at(12))]
    assert found == ["forward", "rollback", "rollback", "forward"]


@pytest.mark.parametrize(("called", "expected"), [(9.75, "rollback"), (9.5, "rollback"), (9.25, "contingency")])
def test_newest_of_no_go_and_call_counts(moment, called, expected):
    found = moment(gate("G", 9, **NO_GO), calls=(CALL | {"called_at": at(called)},))
    assert mode(found) == expected


def test_locked_tasks_are_neither_late_nor_open_work(moment):
    found = moment(calls=(CALL,))
    rows = {row["task_id"]: row for row in found.table("tasks").to_pylist()}
    assert [rows[name]["is_late"] for name in "BCXS"] == [False, False, True, True]
    assert [row["task_id"] for row in found.query("task_list").to_pylist()] == ["S", "X", "Y"]
    assert rows["C"]["lock_reason"] == "The way back was called, 2 Mar 04:45"


def test_attention_is_for_live_tasks_only(moment):
    before, after = moment(), moment(calls=(CALL,), is_milestone=False)
    kinds = [
        {row["item_id"] for row in found.query("attention").to_pylist() if "task" in row["item_id"]}
        for found in (before, after)
    ]
    assert kinds == [{"late_task:C"}, set()]


def test_locked_tasks_do_not_drive_the_forecast(moment):
    found = moment(calls=(CALL,), links=(link("X", "S"), link("C", "X")))
    rows = scheduled(found)
    assert [hours(rows[name]["early_start_at"]) for name in "XS"] == [10, 10.75]
    assert found.table("computed_networks").to_pylist()[0]["open_task_count"] == 2
    assert {row["task_id"] for row in found.table("schedule_tasks").to_pylist() if row["is_in_scope"]} == set("AXS")


def test_every_headline_says_the_turn_first(moment):
    found = moment(calls=(CALL,))
    words = "Turning back since Mon 2 Mar 04:45, 2 tasks late"
    reports = ("overview_headline", "burndown_headline", "schedule_headline", "risk_headline")
    assert [told(found, report) for report in reports] == [("late", words)] * 4


def test_detail_says_who_why_and_what_is_left(moment):
    detail = moment(gate("G", 9, **NO_GO)).query("overview_headline").to_pylist()[0]["detail"]
    assert detail.startswith("No-Go at Gate G by Board: Ledger not ready. 2 tasks of the forward plan are locked.")
    assert "2 of 2 tasks of the contingency plan are left, expected to end" in detail


def test_open_gates_of_a_stopped_plan_are_grey(moment):
    found = moment(gate("G", 9, **NO_GO), gate("H", 9.75), gate("K", 20))
    rows = {row["checkpoint_id"]: row for row in found.table("checkpoints").to_pylist()}
    assert [rows[name]["health"] for name in "GHK"] == ["decided", "grey", "grey"]
    assert rows["H"]["reason"] == "No-Go Mon 2 Mar 04:30: the plan before it is locked"
    assert told(found, "checkpoints_headline")[1] == "No-Go since Mon 2 Mar 04:30, 2 tasks late"


def test_stopped_gates_ask_for_nobody(moment):
    asked = moment(gate("G", 9, **NO_GO), gate("H", 9.75)).query("attention").to_pylist()
    assert {row["kind"] for row in asked} <= {"late_task", "blocked_task", "mismatch", "stale"}


def test_clock_counts_down_what_is_left_to_undo(moment_of):
    tables = turned(calls=(CALL,))
    tables["tasks"][3] |= {"status": "in_progress", "actual_start_at": at(9.75)}
    row = moment_of({NOW: tables}).query("rollback_clock").to_pylist()[0]
    assert (row["mode"], row["backout_now_minutes"], hours(row["backout_now_at"])) == ("rollback", 60, 11)
    assert (row["minutes_left"], row["called_by"], row["health"]) == (None, "Board", "decided")


def test_undone_way_back_is_said_done(moment_of):
    tables = turned(calls=(CALL,))
    tables["tasks"][0] |= {"backout_minutes": None}
    tables["tasks"][3] |= {"status": "complete", "actual_start_at": at(9.75), "actual_finish_at": at(9.9)}
    assert told(moment_of({NOW: tables}), "way_back_headline") == ("decided", "Way back called, everything is undone")


def test_call_after_the_limit_is_late(moment_of):
    tables = turned(calls=(CALL,))
    tables["programme"] = [tables["programme"][0] | {"cutover_finish_at": at(11)}]
    assert told(moment_of({NOW: tables}), "way_back_headline") == ("late", "Way back called, ends 1 h 15 min too late")


def test_snapshots_before_the_turn_keep_their_scope(moment_of):
    early, late = turned(), turned(calls=(CALL,))
    rows = moment_of({at(9): early, NOW: late}).table("schedule_tasks").to_pylist()
    scope = [
        {row["task_id"] for row in rows if row["is_in_scope"] and row["is_current"] is now} for now in (False, True)
    ]
    assert scope == [set("ABC"), set("AXS")]


def test_turn_before_all_snapshots_has_no_live_task(moment_of):
    tables = plan([task("C")], programme=WINDOW, rollback_calls=[CALL | {"trigger_id": None}])
    assert told(moment_of({NOW: tables}), "overview_headline")[1] == (
        "Turning back since Mon 2 Mar 04:45, no contingency plan loaded"
    )
