"""Schedule reports: delays, hand-offs, moves, Gantt rows and words, from given rows to values solved by hand."""

from datetime import datetime, timedelta

import pytest
from test_forecasts_schedule import NOW, at, done, hours, link, plan, started, task

SCHEDULE_REPORTS = (
    "schedule_headline", "schedule_figures", "task_forecast", "critical_path", "schedule_rows", "driving_network",
    "finish_moves", "handoffs", "handoff_waits", "forecast_course",
)  # fmt: skip
MINUTE = 1 / 60


def asked(moment, report: str, key: str, **parameters) -> dict:
    return {row[key]: row for row in moment.query(report, **parameters).to_pylist()}


def headline(moment, **parameters) -> tuple[str, str, str]:
    row = moment.query("schedule_headline", **parameters).to_pylist()[0]
    return row["health"], row["headline"], row["detail"]


def planned(task_id: str, begin: float, end: float, **cells) -> dict:
    return task(task_id, (end - begin) * 60, baseline_start_at=at(begin), baseline_finish_at=at(end)) | cells


def test_own_and_inherited_delay_are_told_apart(moment_of):
    tasks = [
        planned("A", 6, 9) | done("A", 6, 9.5),
        planned("B", 9, 10, duration_minutes=70) | {"status": "in_progress", "actual_start_at": at(9.5)},
    ]
    row = asked(moment_of({at(9.75): plan(tasks, "AB")}), "task_forecast", "task_id")["B"]
    assert hours(row["early_finish_at"]) == pytest.approx(9.5 + 70 * MINUTE)
    assert (row["own_delay_minutes"], row["inherited_delay_minutes"]) == (10, 30)


def test_delay_of_waiting_is_the_own_one(moment_of):
    tasks = [planned("A", 6, 8) | done("A", 6, 8), planned("B", 8, 9)]
    moment = moment_of({NOW: plan(tasks, "AB")})
    row = asked(moment, "task_forecast", "task_id")["B"]
    assert (row["own_delay_minutes"], row["inherited_delay_minutes"]) == (120, 0)
    assert asked(moment, "schedule_rows", "row_id")["B"]["health"] == "late"


def test_delays_without_baseline_stay_unknown(moment_of):
    row = asked(moment_of({NOW: plan([task("A")])}), "task_forecast", "task_id")["A"]
    assert (row["own_delay_minutes"], row["inherited_delay_minutes"]) == (None, None)


def test_early_task_has_no_delay(moment_of):
    row = asked(moment_of({NOW: plan([planned("A", 12, 14, planned_start_at=at(11))])}), "task_forecast", "task_id")[
        "A"
    ]
    assert (row["own_delay_minutes"], row["inherited_delay_minutes"]) == (0, 0)


def test_critical_path_tells_links_and_waits(moment_of):
    tasks = [started("A", 9, 120), task("B", 60), task("C", 0, is_milestone=True), task("D", 30)]
    rows = moment_of({NOW: plan(tasks, link("A", "B", lag=45), "BC", "AD")}).query("critical_path").to_pylist()
    told = [
        (row["task_id"], row["driver"], row["dependency_type"], row["lag_minutes"], row["wait_minutes"]) for row in rows
    ]
    assert told == [("A", "actual", None, None, None), ("B", "link", "FS", 45, 45), ("C", "link", "FS", 0, 0)]


def test_critical_path_leads_to_any_target(moment_of):
    gates = {"checkpoints": [{"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": at(11)}],
             "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": "A"}]}  # fmt: skip
    moment = moment_of({NOW: plan([task("A"), task("B", 90)], **gates)})
    assert [row["task_id"] for row in moment.query("critical_path", target="checkpoint:G").to_pylist()] == ["A"]
    course = moment.query("forecast_course", target="checkpoint:G").to_pylist()
    assert [(hours(row["forecast_at"]), row["slack_minutes"], row["open_count"]) for row in course] == [(11, 0, 1)]


def test_milestone_follows_the_report_of_its_day(moment_of):
    told = {"milestone_id": "M", "milestone_name": "Open", "task_id": "A"}
    reports = [
        told | {"report_date": "2026-03-02", "baseline_at": at(12)},
        told | {"report_date": "2026-03-03", "baseline_at": at(30)},
    ]
    moment = moment_of({NOW: plan([task("A")], milestones=reports)}, at(26))
    assert [hours(row["due_at"]) for row in moment.query("forecast_course", target="milestone:M").to_pylist()] == [12]


def test_shares_sum_to_the_movement(moment_of):
    before = [done("A", 4, 5), task("B", 120), task("C", 60)]
    after = [done("A", 4, 5), started("B", 9, 120), task("C", 90)]
    moment = moment_of({at(5): plan(before, "AB", "BC"), NOW: plan(after, "AB", "BC")})
    course = [hours(row["forecast_at"]) for row in moment.query("forecast_course").to_pylist()]
    moves = moment.query("finish_moves").to_pylist()
    assert course == [8, 12.5]
    assert {(row["task_id"], row["change"], row["share_minutes"]) for row in moves} == {
        ("B", "started late", 240), ("C", "longer", 30),
    }  # fmt: skip


def test_finish_moves_need_a_snapshot_before(moment_of):
    assert moment_of({NOW: plan([task("A")])}).query("finish_moves").num_rows == 0


def test_handoff_waits_count_against_the_receiver(moment_of):
    owners = {
        "A": ("technical_lead", "provider"),
        "B": ("functional_lead", "customer"),
        "C": ("technical_lead", "provider"),
    }
    tasks = [done("A", 4, 6), done("B", 7, 8), task("C"), task("D")]
    rows = [
        row | dict(zip(("owner_role", "side"), owners.get(row["task_id"], (None, None)), strict=True)) for row in tasks
    ]
    moment = moment_of({NOW: plan(rows, "AB", link("B", "C", lag=30), "CD")})
    waits = [
        (row["task_id"], row["from_side"], row["is_waiting"], row["wait_minutes"])
        for row in moment.query("handoff_waits").to_pylist()
    ]
    assert waits == [("C", "customer", True, 90), ("B", "provider", False, 60)]
    assert asked(moment, "handoffs", "owner_role")["technical_lead"]["waiting_count"] == 1


def test_handoff_within_a_role_is_none(moment_of):
    rows = [done("A", 4, 6, owner_role="pmo_lead"), task("B", owner_role="pmo_lead")]
    moment = moment_of({NOW: plan(rows, "AB")})
    assert moment.query("handoffs").num_rows == 0
    assert asked(moment, "schedule_figures", "label")["Startable, not started"]["value"] == 1


def test_handoff_waits_from_a_later_constraint(moment_of):
    cells = {"constraint_type": "SNET", "constraint_at": at(9), "side": "customer"}
    moment = moment_of(
        {NOW: plan([done("A", 4, 6), task("B", **cells), task("C", **cells | {"constraint_at": at(11)})], "AB", "AC")}
    )
    assert [(row["task_id"], row["wait_minutes"]) for row in moment.query("handoff_waits").to_pylist()] == [("B", 60)]


def test_completed_task_waited_from_its_constraint(moment_of):
    dated = done("B", 8, 9, constraint_type="SNET", constraint_at=at(7.5), side="customer")
    (row,) = moment_of({NOW: plan([done("A", 4, 5), dated], "AB")}).query("handoff_waits").to_pylist()
    assert (hours(row["startable_at"]), row["wait_minutes"]) == (7.5, 30)


def test_course_names_the_end_of_the_path(moment_of):
    moment = moment_of({NOW: plan([task("A"), task("B")])})
    last = moment.query("critical_path").to_pylist()[-1]["task_id"]
    assert [row["last_task_id"] for row in moment.query("forecast_course").to_pylist()] == [last] == ["A"]


@pytest.mark.parametrize(
    ("minutes", "cells", "health", "words"),
    [
        (60, {}, "on_track", "Cutover ends 13 h before the window closes"),
        (780, {}, "at_risk", "Cutover ends 1 h before the window closes"),
        (840, {}, "at_risk", "Cutover ends exactly when it is due"),
        (970, {}, "late", "Cutover ends 2 h 10 min after the window closes"),
        (60, {"status": "blocked"}, "at_risk", "Cutover ends 13 h before the window closes"),
        (
            60,
            {"phase": "post_cutover", "baseline_start_at": at(9), "baseline_finish_at": at(107)},
            "on_track",
            "The plan ends 4.0 days before its baseline",
        ),
        (60, {"phase": "post_cutover"}, "unknown", "Forecast finish Mon 2 Mar 2026, 06:00"),
        (60, {"status": "complete", "actual_finish_at": at(9)}, "on_track", "No task is open"),
    ],
)
def test_headline_tells_the_float_of_the_focus(moment_of, minutes, cells, health, words):
    found = headline(moment_of({NOW: plan([task("A", minutes, **cells)])}))
    assert found[:2] == (health, words)


def test_filtered_headline_tells_the_tasks_kept(moment_of):
    tasks = [planned("A", 6, 8, workstream="Data"), planned("B", 12, 13, workstream="Apps")]
    moment = moment_of({NOW: plan(tasks)})
    assert headline(moment, workstreams=["Data"])[:2] == ("late", "1 task late by forecast, 0 critical")
    assert headline(moment, workstreams=["Apps"])[:2] == ("on_track", "No task is late by forecast")
    assert "1 of 2 open tasks late by forecast: 0 critical, 1 by a delay of their own." in headline(moment)[2]


def test_headline_tells_movement_and_recoveries(moment_of):
    tasks = [task("A", status="blocked"), task("B")]
    detail = headline(moment_of({at(6): plan(tasks, "AB"), at(8.5): plan(tasks, "AB")}))[2]
    assert "The finish is 2 h 30 min later than a snapshot ago." in detail
    assert "1 blocked task is assumed to go on now." in detail


def test_network_drives_where_links_join_enough(moment_of):
    tasks = [task(name) for name in "ABCDE"]
    few = moment_of({NOW: plan(tasks, "AB")}).table("network_forecast").to_pylist()[0]
    assert (few["driver"], few["linked_percent"]) == ("rate", 40.0)
    enough = moment_of({at(11): plan(tasks, "AB", "BC")}).table("network_forecast").to_pylist()[0]
    assert (enough["driver"], enough["linked_percent"], enough["focus_float_minutes"]) == ("network", 60.0, 600)


def test_links_without_durations_do_not_drive(moment_of):
    dates = [("A", "2026-03-02T20:00"), ("B", "2026-03-04T20:00"), ("C", "2026-03-06T20:00")]
    tasks = [{"task_id": name, "task_name": name, "planned_finish_at": day} for name, day in dates]
    moment = moment_of({NOW: plan(tasks, "AB", "BC")})
    forecast = moment.table("forecast_driver").to_pylist()[0]
    assert (forecast["driver"], forecast["linked_percent"], forecast["timed_percent"]) == ("rate", 100.0, 0.0)
    assert forecast["reason"] == "Only 0 % of the open tasks have a duration; the network drives from 50 % on."
    assert moment.table("network_forecast").to_pylist()[0]["finish_at"] == datetime(2026, 3, 6, 20)
    assert "No open task has a duration" in moment.query("risk_headline").to_pylist()[0]["detail"]


def test_cycle_leaves_the_rate_and_is_told(moment_of):
    moment = moment_of({NOW: plan([task("A"), task("B")], "AB", "BA")})
    forecast = moment.table("network_forecast").to_pylist()[0]
    assert (forecast["driver"], forecast["focus_finish_at"]) == ("rate", None)
    assert headline(moment)[:2] == ("unknown", "The schedule cannot be computed")
    assert "A → B → A" in headline(moment)[2]


PLANS = {
    "nothing": ({}, ("unknown", "No tasks are loaded")),
    "no tasks": (plan([]), ("unknown", "No tasks are loaded")),
    "a cycle": (plan([task("A"), task("B")], "AB", "BA"), ("unknown", "The schedule cannot be computed")),
    "bare names": (
        {"tasks": [{"task_id": "A", "task_name": "A"}]}, ("unknown", "Forecast finish Mon 2 Mar 2026, 10:00"),
    ),
    "only milestones": (
        plan([task("A", 0, is_milestone=True), task("B", 0, is_milestone=True)], "AB"),
        ("on_track", "Cutover ends 14 h before the window closes"),
    ),
    "all complete": (plan([done("A", 1, 2), done("B", 2, 3)], "AB"), ("on_track", "No task is open")),
    "all skipped": (plan([task("A", status="skipped")]), ("on_track", "No task is open")),
    "nothing started": (
        plan([task("A"), task("B")], "AB"), ("on_track", "Cutover ends 12 h before the window closes"),
    ),
    "finishes only": (
        plan([task("A", None, phase=None, baseline_finish_at=at(4))]), ("late", "The plan ends 6 h after its baseline"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "words"), PLANS.values(), ids=PLANS)
def test_smallest_plans_have_sensible_words(moment_of, rows, words):
    moment = moment_of({NOW: {"programme": [{"programme_id": "demo", "programme_name": "Demo"}]} | rows})
    found = {name: moment.query(name).to_pylist() for name in SCHEDULE_REPORTS}
    row = found["schedule_headline"][0]
    assert (row["health"], row["headline"]) == words
    assert len(found["schedule_figures"]) == 5


def test_figures_count_and_keep_their_course(moment_of):
    tasks = [planned("A", 6, 8), planned("B", 8, 9), task("C", status="blocked")]
    moment = moment_of({at(5): plan(tasks, "AB"), NOW: plan(tasks, "AB")})
    rows = moment.query("schedule_figures").to_pylist()
    assert [(row["value"], row["n"]) for row in rows] == [(11.0, 3), (2.0, 3), (1.0, 2), (1.0, 3), (1.0, 3)]
    assert [row["trend"] for row in rows[:3]] == [[15.0, 11.0], [2.0, 2.0], [0.0, 1.0]]


def test_gantt_shows_path_then_late_then_near(moment_of):
    tasks = [task("A", 600), task("B", 120), planned("C", 6, 7, duration_minutes=30), task("D", 570), done("E", 8, 9)]
    moment = moment_of({NOW: plan(tasks, "AB")})
    rows = moment.query("schedule_rows").to_pylist()
    assert {row["row_id"]: row["health"] for row in rows} == {"A": "at_risk", "B": "at_risk", "C": "late"}
    assert [row["row_id"] for row in moment.query("schedule_rows", show="tasks", search="d").to_pylist()] == ["D"]


def test_gantt_leaves_out_what_begins_behind(moment_of):
    tasks = [task("A", 60), planned("B", 30, 31, phase="post_cutover"), planned("C", 20, 21, phase="post_cutover")]
    late = {"planned_start_at": at(40)}
    moment = moment_of({NOW: plan([tasks[0], tasks[1] | late, tasks[2] | late])})
    rows = moment.query("schedule_rows").to_pylist()
    assert [(row["row_id"], row["found_count"], hours(row["horizon_at"])) for row in rows] == [("A", 3, 24)]
    found = moment.query("schedule_rows", search="b").to_pylist()
    assert [row["row_id"] for row in found] == ["B"]
    assert [row["row_id"] for row in moment.query("schedule_rows", show="tasks").to_pylist()] == ["A", "B", "C"]
    whole = [moment.query("schedule_rows", show=show) for show in ("tasks", "workstreams")]
    assert [table["horizon_at"].null_count for table in whole] == [3, 1]


def test_gantt_marks_what_is_done(moment_of):
    tasks = [done("A", 8, 9), started("B", 9, 120), task("C"), task("D", status="skipped")]
    rows = asked(moment_of({NOW: plan(tasks, "AB", "BC")}), "schedule_rows", "row_id", show="tasks")
    assert {name: hours(row["done_until_at"]) for name, row in rows.items()} == {"A": 9, "B": 10, "C": None}
    assert rows["C"]["driving_predecessor_id"] == "B"


def test_workstreams_span_their_tasks(moment_of):
    tasks = [
        planned("A", 6, 8, workstream="Data", side="customer"),
        done("B", 4, 5, workstream="Data", side="provider"),
        task("C", 30),
    ]
    rows = asked(moment_of({NOW: plan(tasks)}), "schedule_rows", "row_id", show="workstreams")
    row = rows["Data"]
    assert (hours(row["start_at"]), hours(row["finish_at"]), row["health"], row["side"]) == (4, 12, "late", None)
    assert (row["task_count"], row["open_count"], row["own_delay_minutes"]) == (2, 1, 240)
    assert rows["No workstream"]["task_count"] == 1


def test_gantt_keeps_its_bounds(moment_of):
    tasks = [planned(f"T{i:03}", 6, 7) for i in range(310)]
    moment = moment_of({NOW: plan(tasks)})
    assert [moment.query("schedule_rows", show=show).num_rows for show in ("path", "tasks")] == [40, 300]


def test_network_view_places_neighbours_beside_the_path(moment_of):
    tasks = [task("A", 60), task("B", 60), task("C", 30), task("D", 10)]
    rows = moment_of({NOW: plan(tasks, "AB", "CB", link("A", "D", "SS"), "DB")}).query("driving_network").to_pylist()
    told = {
        (row["task_id"], row["predecessor_id"]): (row["column"], row["lane"], row["is_driving"], row["is_driving_link"])
        for row in rows
    }
    assert told == {
        ("A", None): (1, 0, True, False), ("C", None): (1, 1, False, False), ("D", "A"): (1, 2, False, False),
        ("B", "A"): (2, 0, True, True), ("B", "C"): (2, 0, True, False), ("B", "D"): (2, 0, True, False),
    }  # fmt: skip


def test_target_is_told_as_due_then(moment_of):
    def gate(hour: float) -> dict:
        return {"checkpoints": [{"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": at(hour)}],
                "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": "A"}]}  # fmt: skip

    moment = moment_of({at(4): plan([task("A")], **gate(6)), NOW: plan([task("A")], **gate(9))})
    course = moment.query("forecast_course", target="checkpoint:G").to_pylist()
    assert [(hours(row["due_at"]), row["slack_minutes"]) for row in course] == [(6, 60), (9, -120)]


def test_milestone_is_told_by_its_newest_report(moment_of):
    reports = [{"milestone_id": "M", "milestone_name": "Reached", "report_date": f"2026-03-0{day}", "baseline_at": at(12),
                "task_id": "A"} for day in (1, 2, 3)]  # fmt: skip
    targets = asked(
        moment_of({NOW: plan([task("A")], milestones=reports)}), "forecast_course", "target_id", target="milestone:M"
    )
    assert targets["milestone:M"]["slack_minutes"] == 60


def test_window_bounds_the_plan_by_days(moment_of):
    start = datetime(2026, 3, 2) - timedelta(days=30)
    moment = moment_of({start.isoformat(): plan([task("A", planned_start_at=at(1))])})
    assert asked(moment, "schedule_figures", "position")[1]["value"] == 22.0
    assert headline(moment)[1] == "Cutover ends 22 h before the window closes"


def test_headline_says_how_old_the_plan_is(moment_of):
    snapshots = {NOW: plan([task("A")])}
    old = "The plan was last told 4 h ago: what happened since counts as not done."
    assert old in headline(moment_of(snapshots, at(14)))[2]
    assert "last told" not in headline(moment_of({}, at(10.5)))[2]
