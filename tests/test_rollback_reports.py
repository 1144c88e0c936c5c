"""The rollback clock, its course, order, triggers and backups on plans solved by hand."""

import pytest
from test_forecasts_schedule import NOW, at, done, hours, plan, started, task

WINDOW = {"cutover_start_at": at(6), "cutover_finish_at": at(24), "rollback_reserve_minutes": 120.0,
          "safety_floor_minutes": 60.0, "protection_finish_at": at(30)}  # fmt: skip
"""From 06:00 to 24:00, everything undone by 23:00, warning from 21:00 on."""
PROVEN = {"backup_verified_date": "2026-03-01", "restore_tested_date": "2026-03-01"}


def back(row: dict, minutes: float | None, **cells) -> dict:
    return row | {"backout_minutes": minutes} | cells


def under_way(*more: dict, links: tuple = ("AB", "BC"), **tables) -> dict:
    """A is done (undone in 30 min), B under way (60), C starts at 11:00 (90); all touch one proven component."""
    tasks = [
        back(done("A", 8, 9), 30.0, component_id="L"), back(started("B", 9.5, 90), 60.0, component_id="L"),
        back(task("C", 120), 90.0, component_id="L"), *more,
    ]  # fmt: skip
    parts = {"components": [{"component_id": "L", "component_name": "Ledger", "side": "customer"} | PROVEN]}
    return plan(tasks, *links, programme=WINDOW | tables.pop("programme", {}), **(parts | tables))


def gate(name: str, hour: float, **cells) -> dict:
    return {"checkpoint_id": name, "checkpoint_name": f"Gate {name}", "planned_at": at(hour), "is_gate": True} | cells


@pytest.fixture
def clock(moment_of):
    """Return a function: tables at 10:00 give the row of the rollback clock."""
    return lambda tables, as_of=None: moment_of({NOW: tables}, as_of).query("rollback_clock").to_pylist()[0]


@pytest.fixture
def headline(moment_of):
    def told(tables, as_of=None) -> tuple:
        row = moment_of({NOW: tables}, as_of).query("way_back_headline").to_pylist()[0]
        return row["health"], row["headline"], row["detail"]

    return told


def test_clock_is_solved_by_hand(clock):
    row = clock(under_way())
    assert (row["backout_now_minutes"], hours(row["backout_now_at"])) == (90, 11.5)
    assert (hours(row["implementation_finish_at"]), row["backout_worst_minutes"]) == (13, 180)
    assert (hours(row["backout_worst_at"]), hours(row["latest_decision_at"])) == (16, 20)


def test_clock_is_viable_inside_its_window(clock):
    row = clock(under_way())
    assert (row["zone_now"], row["zone_worst"], row["zone_implementation"]) == ("inside", "inside", "inside")
    assert (row["is_viable"], row["minutes_left"], row["health"]) == (True, 600, "at_risk")
    assert row["reason"] == "at worst 3 h to undo, 2 h in reserve"


def test_enough_reserve_is_on_track(headline):
    told = headline(under_way(programme={"rollback_reserve_minutes": 180.0}))
    assert told[:2] == ("on_track", "Way back open for 10 h, until Mon 2 Mar 15:00")
    assert told[2].startswith("Undoing 2 of 3 steps takes 1 h 30 min, until Mon 2 Mar 06:30; the limit is")


def test_published_case_misses_its_gate_by_15(clock):
    """Window 180 min, reserve 30, floor 0: decide by 150, ready at 165 (design paper domain.md 8.1)."""
    window = {"cutover_start_at": at(10), "cutover_finish_at": at(13), "safety_floor_minutes": 0.0,
              "rollback_reserve_minutes": 30.0}  # fmt: skip
    row = clock(plan([back(started("A", 10, 165), 30.0)], programme=window))
    assert hours(row["planned_latest_decision_at"]) == 12.5
    assert row["gate_margin_minutes"] == -15


def test_task_that_may_start_now_counts_from_the_next_minute(clock):
    row = clock(plan([back(task("A", 60), 45.0)], programme=WINDOW))
    assert (row["backout_now_minutes"], row["backout_worst_minutes"]) == (0, 45)
    assert hours(row["latest_decision_at"]) == 22.25


def test_start_that_closes_the_way_back_is_named(moment_of):
    tables = under_way(back(task("D", 30, constraint_type="SNET", constraint_at=at(19)), 300.0))
    moment = moment_of({NOW: tables})
    row = moment.query("rollback_clock").to_pylist()[0]
    assert (hours(row["latest_decision_at"]), row["closing_task_id"]) == (19, "D")
    assert "The start of D (D) closes the way back." in moment.query("way_back_headline").to_pylist()[0]["detail"]


def test_too_late_is_late_with_its_minutes(clock):
    row = clock(under_way(programme={"cutover_finish_at": at(12)}))
    assert (row["health"], row["is_viable"], row["minutes_left"]) == ("late", False, -30)
    assert (row["zone_now"], row["reason"]) == ("protection", "undone Mon 2 Mar 06:30, after Mon 2 Mar 06:00")


@pytest.mark.parametrize(
    ("finish", "zone"), [(15, "inside"), (14, "warning"), (12.5, "warning"), (12.25, "protection"), (11.25, "beyond")]
)
def test_zone_of_turning_back_now(clock, finish, zone):
    end = {"cutover_finish_at": at(finish), "protection_finish_at": at(finish)}
    assert clock(under_way(programme=end))["zone_now"] == zone


def test_step_replaces_the_minutes_of_its_tasks(clock):
    step = task("X", 75, phase="contingency", backs_out=["A", "B"])
    row = clock(under_way(step))
    assert (row["backout_now_minutes"], row["now_count"], row["backout_worst_minutes"]) == (75, 1, 165)


def test_step_without_a_duration_undoes_nothing(clock):
    row = clock(under_way(task("X", None, phase="contingency", backs_out=["A", "B"])))
    assert (row["backout_now_minutes"], row["now_count"]) == (90, 2)


def test_steps_in_a_circle_are_told_not_computed(headline):
    steps = [task(name, 10, phase="contingency", backs_out=[undone]) for name, undone in ("XA", "YB")]
    health, words, detail = headline(under_way(*steps, links=("AB", "BC", "XY", "YX")))
    assert (health, words) == ("unknown", "The way back cannot be computed")
    assert ("X" in detail, "Y" in detail) == (True, True)


def test_skipped_task_needs_no_undoing(clock):
    tables = under_way(back(task("D", 60, status="skipped", actual_start_at=at(9)), 600.0))
    assert clock(tables)["backout_now_minutes"] == 90


def test_tasks_without_back_out_are_counted(clock, headline):
    tables = under_way(task("D"), task("M", 0, is_milestone=True))
    assert clock(tables)["silent_count"] == 1
    assert headline(tables)[2].endswith("1 task of the cutover states no back-out and counts as 0.")


def test_without_a_window_nothing_is_claimed(clock, headline):
    tables = under_way(programme={"cutover_start_at": None, "cutover_finish_at": None})
    row = clock(tables)
    assert (row["is_viable"], row["zone_now"], row["minutes_left"]) == (None, None, None)
    assert headline(tables)[:2] == ("unknown", "No cutover window is dated")


def test_without_back_out_nothing_is_claimed(clock, headline):
    tables = plan([started("A", 9)], programme=WINDOW)
    row = clock(tables)
    assert (row["is_viable"], row["latest_decision_at"], row["health"]) == (None, None, "unknown")
    assert headline(tables)[1] == "No task says how long undoing it takes"


def test_empty_programme_has_words(headline):
    assert headline({"tasks": []})[:2] == ("unknown", "No cutover window and no back-out are loaded")


def test_point_of_no_return_ends_the_way_back(clock, headline):
    point = gate("P", 9, is_point_of_no_return=True, decision="go", decided_at=at(9.5), decided_by=["Board"])
    row = clock(under_way(checkpoints=[point]))
    assert (row["is_past_point_of_no_return"], row["is_viable"], row["backout_now_at"]) == (True, False, None)
    assert (row["health"], row["minutes_left"], hours(row["point_of_no_return_at"])) == ("decided", None, 9.5)


def test_passed_point_is_said_with_who_decided(headline):
    point = gate("P", 9, is_point_of_no_return=True, decision="conditional", decided_at=at(9.5), decided_by=["Board"])
    _, words, detail = headline(under_way(checkpoints=[point]))
    assert words == "No way back since Mon 2 Mar 04:30"
    assert detail == "Gate P was decided go with conditions by Board."


def test_time_alone_does_not_pass_the_point(clock):
    row = clock(under_way(checkpoints=[gate("P", 9, is_point_of_no_return=True)], programme={
        "rollback_reserve_minutes": 180.0}))  # fmt: skip
    assert (row["is_past_point_of_no_return"], row["health"]) == (False, "at_risk")
    assert row["reason"] == "Gate P was due Mon 2 Mar 04:00 and is not decided"


def test_no_go_at_the_point_keeps_the_way_back(clock):
    point = gate("P", 9, is_point_of_no_return=True, decision="no_go", decided_at=at(9.5))
    row = clock(under_way(checkpoints=[point]))
    assert (row["is_past_point_of_no_return"], row["mode"], row["is_viable"]) == (False, "contingency", True)


def test_live_business_passes_the_point_in_practice(clock, headline):
    tables = plan([back(done("A", 8, 9), 30.0)], programme=WINDOW | {"go_live_at": at(9.5)})
    row = clock(tables)
    assert (row["is_past_point_of_no_return"], row["health"]) == (True, "decided")
    assert headline(tables)[1] == "No way back since go-live"


def test_go_live_with_work_open_passes_nothing(clock):
    assert clock(under_way(programme={"go_live_at": at(9.5)}))["is_past_point_of_no_return"] is False


@pytest.mark.parametrize(
    ("proof", "health", "viable"),
    [(PROVEN, "on_track", True), (PROVEN | {"restore_tested_date": None}, "at_risk", False),
     ({}, "late", False), (PROVEN | {"backup_verified_date": "2026-03-03"}, "late", False)],
)  # fmt: skip
def test_backup_counts_once_verified_and_restored(moment_of, proof, health, viable):
    parts = [{"component_id": "L", "component_name": "Ledger", "side": "customer"} | proof]
    moment = moment_of({NOW: under_way(components=parts)})
    assert [row["health"] for row in moment.query("rollback_backups").to_pylist()] == [health]
    assert moment.query("rollback_clock").to_pylist()[0]["is_viable"] is viable


def test_unproven_backup_is_late_in_the_window_only(moment_of):
    tables = under_way(components=[{"component_id": "L", "component_name": "Ledger"}])
    health = [moment_of({told: tables}, told).query("rollback_clock").to_pylist()[0]["health"] for told in (at(2), NOW)]
    assert health == ["at_risk", "late"]


def test_new_component_needs_no_backup(clock):
    row = clock(under_way(components=[{"component_id": "L", "component_name": "Ledger", "system_kind": "new"}]))
    assert (row["backup_count"], row["is_viable"]) == (0, None)


def test_order_of_undoing_is_the_reverse(moment_of):
    moment = moment_of({NOW: under_way()})
    rows = moment.query("rollback_path", **{"from": "worst"}).to_pylist()
    assert [(row["task_id"], hours(row["back_start_at"]), hours(row["back_finish_at"])) for row in rows] == [
        ("C", 13, 14.5), ("B", 14.5, 15.5), ("A", 15.5, 16)
    ]  # fmt: skip
    assert [row["task_id"] for row in moment.query("rollback_path").to_pylist()] == ["B", "A"]


def test_order_tells_what_a_step_undoes(moment_of):
    step = task("X", 75, phase="contingency", backs_out=["A", "B"], side="provider")
    row = moment_of({NOW: under_way(step)}).query("rollback_path").to_pylist()[0]
    assert (row["task_id"], row["kind"], row["undoes_count"], row["side"]) == ("X", "step", 2, "provider")
    assert (row["backout_minutes"], row["is_critical"]) == (75, True)


def test_course_tells_when_undoing_would_end(moment_of):
    rows = moment_of({NOW: under_way()}).query("rollback_course").to_pylist()
    assert [(hours(row["turn_at"]), row["kind"], row["backout_minutes"], hours(row["back_at"])) for row in rows] == [
        (6, "window", 0, 6), (8, "start", 30, 8.5), (9.5, "start", 90, 11), (10, "now", 90, 11.5),
        (11, "start", 180, 14), (23, "limit", 180, 26), (24, "window", 180, 27),
    ]  # fmt: skip
    assert [row["is_in_time"] for row in rows] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("operator", "actual", "is_fired", "health"),
    [
        (">", 51.0, True, "late"),
        (">", 50.0, False, "on_track"),
        (None, 50.0, True, "late"),
        ("<", None, None, "unknown"),
    ],
)
def test_trigger_fires_on_its_measure(moment_of, operator, actual, is_fired, health):
    trigger = {"trigger_id": "T", "trigger_name": "Lines unmatched", "operator": operator, "target": 50.0,
               "actual": actual, "unit": "lines", "caller_side": "customer", "caller_role": "program_manager"}  # fmt: skip
    row = moment_of({NOW: under_way(rollback_triggers=[trigger])}).query("rollback_authority").to_pylist()[0]
    assert (row["is_fired"], row["health"]) == (is_fired, health)
    assert (hours(row["decide_by_at"]), row["minutes_left"]) == (20, 600)


def test_trigger_keeps_its_own_earlier_time(moment_of):
    triggers = [
        {"trigger_id": name, "trigger_name": name, "decide_by_at": at(hour)} for name, hour in (("E", 15), ("L", 22))
    ]
    rows = moment_of({NOW: under_way(rollback_triggers=triggers)}).query("rollback_authority").to_pylist()
    assert [(row["trigger_id"], hours(row["decide_by_at"])) for row in rows] == [("E", 15), ("L", 20)]


def test_bound_trigger_reads_its_report(moment_of):
    bound = {"trigger_id": "T", "trigger_name": "Late tasks", "operator": ">=", "target": 1.0, "actual": 0.0,
             "bound_report": "task_counts", "bound_column": "late_count"}  # fmt: skip
    tables = under_way(task("D", planned_finish_at=at(9)), rollback_triggers=[bound])
    row = moment_of({NOW: tables}).query("rollback_authority").to_pylist()[0]
    assert (row["actual"], row["actual_source"], row["is_fired"]) == (1, "live", True)


def test_fired_trigger_is_said_first(headline):
    trigger = {"trigger_id": "T", "trigger_name": "Lines unmatched", "operator": ">", "target": 1.0, "actual": 2.0}
    programme = {"rollback_reserve_minutes": 180.0}
    health, words, detail = headline(under_way(rollback_triggers=[trigger], programme=programme))
    assert (health, words) == ("at_risk", "1 trigger fired, way back open until Mon 2 Mar 15:00")
    assert "Fired: Lines unmatched." in detail


def test_figures_say_how_many_are_behind(moment_of):
    rows = moment_of({NOW: under_way()}).query("way_back_figures").to_pylist()
    assert [(row["value"], row["unit"], row["n"]) for row in rows] == [
        (10, "hours", 3), (1.5, "hours", 2), (3, "hours", 3), (8, "hours", 3), (100, "percent", 1)
    ]  # fmt: skip


def test_clock_may_bind_a_criterion(moment_of):
    bound = {"criterion_id": "C", "criterion_name": "Way back", "operator": ">=", "target": 60.0,
             "bound_report": "rollback_clock", "bound_column": "minutes_left"}  # fmt: skip
    moment = moment_of({NOW: under_way(criteria=[bound])})
    assert moment.table("stg_criterion_values").to_pylist()[0]["live_value"] == 600
