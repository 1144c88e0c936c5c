"""The schedule of a moment: dates, floats, drivers and paths against values solved by hand and a second pass."""

from datetime import datetime, timedelta

import pytest
import recomputed_schedule as recomputed
from recomputed_rows import in_force

from cutover.warehouse import Moment

START = datetime(2026, 3, 2)
NOW = "2026-03-02T10:00"
PROGRAMME = {
    "programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York",
    "cutover_start_at": "2026-03-02T00:00", "cutover_finish_at": "2026-03-03T00:00",
}  # fmt: skip
OFFICE = [
    {"calendar_id": "O", "weekday": day, "works_from": 540, "works_to": 1020}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
]


def at(hour: float) -> str:
    return (START + timedelta(hours=hour)).isoformat()


def hours(instant: datetime | None) -> float | None:
    return None if instant is None else (instant - START) / timedelta(hours=1)


def task(task_id: str, minutes: float | None = 60, **cells) -> dict:
    return {"task_id": task_id, "task_name": task_id, "phase": "cutover", "status": "not_started",
            "duration_minutes": minutes} | cells  # fmt: skip


def done(task_id: str, begin: float, end: float, **cells) -> dict:
    return task(task_id, status="complete", actual_start_at=at(begin), actual_finish_at=at(end), **cells)


def started(task_id: str, begin: float, minutes: float = 60, **cells) -> dict:
    return task(task_id, minutes, status="in_progress", actual_start_at=at(begin), **cells)


def link(before: str, after: str, kind: str | None = None, lag: float | None = None) -> dict:
    return {"predecessor_id": before, "successor_id": after, "dependency_type": kind, "lag_minutes": lag}


def plan(tasks: list[dict], *pairs: str | dict, **more) -> dict:
    links = [pair if isinstance(pair, dict) else link(*pair) for pair in pairs]
    return {"programme": [PROGRAMME | more.pop("programme", {})], "tasks": tasks, "dependencies": links} | more


def scheduled(moment: Moment) -> dict[str, dict]:
    """Return the rows of computed_schedule of the snapshot in force, by task."""
    current = moment.table("schedule_tasks").to_pylist()
    load = next((row["load_id"] for row in current if row["is_current"]), None)
    return {row["task_id"]: row for row in moment.table("computed_schedule").to_pylist() if row["load_id"] == load}


@pytest.fixture
def solved(moment_of):
    """Return a function: tasks and links at 10:00 give the schedule of each task."""
    return lambda tasks, *links, **more: scheduled(moment_of({NOW: plan(tasks, *links, **more)}))


def test_chain_is_solved_by_hand(solved):
    rows = solved([done("A", 8, 9), task("B", 120), task("C", 60), task("D", 30)], "AB", "BC", "BD")
    assert [hours(rows["C"][f"{name}_at"]) for name in ("early_start", "early_finish")] == [12, 13]
    assert [rows[name]["total_float_minutes"] for name in "ABCD"] == [None, 660, 660, 690]
    assert (rows["D"]["driver"], rows["D"]["driving_predecessor_id"]) == ("link", "B")


def test_late_dates_count_back_from_the_window(solved):
    row = solved([task("A", 60), task("B", 60)], "AB")["A"]
    assert (hours(row["late_start_at"]), hours(row["late_finish_at"])) == (22, 23)
    assert row["free_float_minutes"] == 0


def test_critical_is_what_moves_the_cutover(solved):
    rows = solved([task("A", 120), task("B", 60), task("C", 60)], "AC", "BC")
    assert [rows[name]["is_critical"] for name in "ABC"] == [True, False, True]
    assert rows["A"]["total_float_minutes"] == 660


def test_every_link_type_with_its_lag(solved):
    rows = solved(
        [started("A", 9.5, 120), task("B", 60), task("C", 60), task("D", 180), task("E", 60)],
        link("A", "B", "FS", 30), link("A", "C", "SS", 60), link("A", "D", "FF", 90), link("A", "E", "SF", 150),
    )  # fmt: skip
    assert [hours(rows[name]["early_start_at"]) for name in "ABCDE"] == [9.5, 12, 10.5, 10, 11]
    assert (rows["D"]["driving_type"], rows["D"]["driving_lag_minutes"]) == ("FF", 90)


def test_unstarted_work_never_starts_before_now(solved):
    row = solved([task("A", planned_start_at=at(1))])["A"]
    assert (hours(row["early_start_at"]), row["driver"]) == (10, "status_time")


def test_planned_start_counts_where_no_link_drives(solved):
    rows = solved([task("A", planned_start_at=at(15)), task("B", planned_start_at=at(20))], "AB")
    assert [hours(rows[name]["early_start_at"]) for name in "AB"] == [15, 16]
    assert (rows["A"]["driver"], rows["A"]["logic_start_at"]) == ("not_before", None)


def test_plan_of_finish_dates_alone_keeps_them(solved):
    rows = solved([task("A", None, planned_finish_at=at(14)), task("B", None, planned_finish_at=at(4))])
    assert [hours(rows[name]["early_finish_at"]) for name in "AB"] == [14, 10]


@pytest.mark.parametrize(
    ("cells", "left", "basis"),
    [
        ({"forecast_finish_at": at(13), "remaining_hours": 9.0}, 180, "stated_finish"),
        ({"remaining_hours": 3.0, "planned_hours": 12.0, "percent_complete": 10.0}, 60, "remaining_hours"),
        ({"percent_complete": 75.0}, 60, "percent_complete"),
        ({}, 120, "worked"),
        ({"status": "failed"}, 240, "again"),
        ({"duration_minutes": 100.0, "optimistic_minutes": 200.0, "pessimistic_minutes": 200.0}, 80, "overdue"),
    ],
)
def test_remaining_work_goes_by_what_is_given(solved, cells, left, basis):
    row = solved([started("A", 8, 240) | cells])["A"]
    assert (row["remaining_minutes"], row["remaining_basis"]) == (left, basis)
    assert hours(row["early_finish_at"]) == 10 + left / 60


def test_duration_falls_back_on_dates_then_hours(solved):
    dates = {"planned_start_at": at(11), "planned_finish_at": at(14)}
    rows = solved(
        [task("A", None, **dates), task("B", None, planned_hours=2.0), task("C", None), task("D", 5, **dates)]
    )
    assert [rows[name]["duration_minutes"] for name in "ABCD"] == [180, 120, 0, 5]


def test_blocked_task_waits_for_its_end(solved):
    rows = solved([task("A", status="blocked", unblock_at=at(12)), task("B")], "AB")
    assert (hours(rows["A"]["early_start_at"]), rows["B"]["depends_on_assumed_recovery"]) == (12, False)


@pytest.mark.parametrize(
    "cells", [{"status": "blocked"}, {"status": "failed"}, {"status": "blocked", "unblock_at": at(9)}]
)
def test_block_without_end_rolls_with_now(moment_of, cells):
    tasks = [task("A", **cells), task("B"), task("C"), done("D", 8, 9)]
    for now, begin in ((10, 10), (11.5, 11.5)):
        rows = scheduled(moment_of({at(now): plan(tasks, "AB", "BC", "AD")}, at(now)))
        assert hours(rows["A"]["early_start_at"]) == begin
        assert [rows[name]["depends_on_assumed_recovery"] for name in "ABCD"] == [False, True, True, False]


def test_skipped_task_takes_no_time_but_links_pass(solved):
    rows = solved([task("A", 90), task("B", 60, status="skipped", planned_start_at=at(20)), task("C")], "AB", "BC")
    assert (hours(rows["C"]["early_start_at"]), rows["B"]["total_float_minutes"]) == (11.5, None)


def test_idle_contingency_is_not_scheduled(solved):
    rows = solved([task("A"), task("B", phase="contingency"), started("C", 9, phase="contingency")], "BA")
    assert sorted(rows) == ["A", "C"]


def test_standby_does_not_lend_float(solved):
    rows = solved([task("A"), started("S", 9, 6000, phase="contingency")], programme={"cutover_finish_at": None})
    assert (rows["A"]["total_float_minutes"], rows["A"]["free_float_minutes"]) == (0, 0)
    assert (rows["S"]["total_float_minutes"], rows["S"]["late_finish_at"], rows["S"]["is_critical"]) == (
        None,
        None,
        False,
    )


def test_negative_float_is_kept(solved):
    rows = solved([task("A", 900), task("B", 60, deadline_at=at(9))])
    assert [rows[name]["total_float_minutes"] for name in "AB"] == [-60, -120]
    assert rows["A"]["is_critical"]


def test_working_hours_carry_over_the_night(solved):
    rows = solved([task("A", 600, calendar_id="O"), task("B", 60)], "AB", calendars=OFFICE)
    assert (hours(rows["A"]["early_start_at"]), hours(rows["A"]["early_finish_at"])) == (14, 40)
    assert hours(rows["B"]["early_start_at"]) == 40


def test_calendar_of_the_programme_is_the_default(solved):
    shifted = [row | {"zone": "UTC"} for row in OFFICE]
    rows = solved([task("A", 60 * 8), task("B", 60, calendar_id="none")], calendars=shifted,
                  programme={"calendar_id": "O"})  # fmt: skip
    assert [hours(rows[name]["early_finish_at"]) for name in "AB"] == [34, 11]


def test_horizon_grows_until_the_plan_fits(solved):
    rows = solved([task("A", 480 * 261 * 3, calendar_id="O", phase="post_cutover")], calendars=OFFICE)
    assert rows["A"]["early_finish_at"].year == 2029


def test_calendar_without_working_day_is_named(moment_of):
    none = [{"calendar_id": "O", "weekday": "monday", "works_from": None, "works_to": None}]
    moment = moment_of({NOW: plan([task("A", calendar_id="O")], calendars=none)})
    assert "calendar O leaves no weekday" in moment.table("computed_networks").to_pylist()[0]["problem"]


def test_dates_centuries_apart_are_named(moment_of):
    moment = moment_of({NOW: plan([task("A", calendar_id="O", planned_finish_at="2199-01-01")], calendars=OFFICE)})
    problem = moment.table("computed_networks").to_pylist()[0]["problem"]
    assert "from 2026-03-02 (A) to 2199-01-01 (A), more than the 20 years" in problem


def test_far_date_of_one_snapshot_stops_that_one(moment_of):
    far = plan([task("A", calendar_id="O", planned_finish_at="2199-01-01")], calendars=OFFICE)
    moment = moment_of({at(5): far, NOW: plan([task("A", calendar_id="O")], calendars=OFFICE)})
    assert [row["problem"] is None for row in moment.table("computed_networks").to_pylist()] == [False, True]


def test_task_without_end_is_named(moment_of):
    moment = moment_of({NOW: plan([task("A", 60), task("B", 10**7, calendar_id="O")], "AB", calendars=OFFICE)})
    problem = moment.table("computed_networks").to_pylist()[0]["problem"]
    assert problem.startswith("B does not end within 20 years on its calendar")
    assert moment.query("plan_quality").num_rows > 0


def test_cycle_is_named_and_other_snapshots_stay(moment_of):
    tasks = [task("A"), task("B"), task("C")]
    moment = moment_of({at(5): plan(tasks, "AB"), NOW: plan(tasks, "AB", "BC", "CA")})
    networks = moment.table("computed_networks").to_pylist()
    assert [row["finish_at"] is None for row in networks] == [False, True]
    assert "A → B → C → A" in networks[1]["problem"]
    assert scheduled(moment) == {}


def test_links_are_those_in_force_then(moment_of):
    tasks = [task("A"), task("B")]
    moment = moment_of({at(5): plan(tasks, "AB"), at(8): plan(tasks), NOW: {"dependencies": [link("B", "A")]}}, at(11))
    counts = [row["link_count"] for row in moment.table("computed_networks").to_pylist()]
    assert counts == [1, 1]
    assert scheduled(moment)["A"]["driving_predecessor_id"] == "B"


def test_each_snapshot_is_judged_at_its_own_time(moment_of):
    moment = moment_of({at(5): plan([task("A")]), at(8): plan([task("A")])}, at(11))
    rows = moment.table("target_forecasts").to_pylist()
    course = sorted((row["snapshot_number"], hours(row["forecast_at"])) for row in rows if row["target_id"] == "plan")
    assert course == [(1, 6), (2, 12)]


def test_before_the_first_snapshot_facts_have_not_happened(moment_of):
    tasks = [done("A", 8, 9), started("B", 8.5, 60, remaining_hours=5.0, planned_hours=1.0), task("C", 60)]
    rows = scheduled(moment_of({NOW: plan(tasks, "AC", "BC")}, at(8.25)))
    assert [hours(rows[name]["early_finish_at"]) for name in "ABC"] == [9, 9.25, 10.25]


@pytest.mark.parametrize(
    "tasks",
    [[], [task("A")], [done("A", 1, 2)], [task("A", 0, is_milestone=True)], [task("A", None, phase=None)]],
    ids=["none", "one", "complete", "milestone", "bare"],
)
def test_smallest_plans_are_scheduled(moment_of, tasks):
    moment = moment_of({NOW: plan(tasks)})
    assert len(scheduled(moment)) == len(tasks)
    assert [row["problem"] for row in moment.table("computed_networks").to_pylist()] == [None] * len(tasks)


def test_near_paths_join_the_driving_one(moment_of):
    moment = moment_of({NOW: plan([task("A", 120), task("B", 60), task("C", 60)], "AC", "BC")})
    rows = [row for row in moment.table("computed_paths").to_pylist() if row["target_id"] == "cutover"]
    told = [(row["path_number"], row["position"], row["task_id"], row["float_minutes"]) for row in rows]
    assert told == [(0, 1, "A", 0), (0, 2, "C", 0), (1, 1, "B", 60)]
    assert rows[2]["joins_task_id"] == "C"


def of_sample(as_of: datetime) -> dict[str, dict]:
    """Return what the plan of the sample in force needs, as rows of the tables."""
    clocks = ("works_from", "works_to")
    found = {name: in_force(name, as_of).rows for name in ("tasks", "dependencies", "programme", "calendars")}
    return found | {"calendars": [row | {name: minutes(row[name]) for name in clocks} for row in found["calendars"]]}


def minutes(clock: str | None) -> int | None:
    return clock and int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize("as_of", ["2026-10-20T15:30", "2026-11-10T03:30"], ids=["before go-live", "after go-live"])
def test_sample_agrees_with_a_plain_forward_pass(moment_of, as_of):
    moment = datetime.fromisoformat(as_of)
    found = scheduled(moment_of({str(in_force("tasks", moment).at): of_sample(moment)}, as_of))
    expected = recomputed.dates(moment)
    told = {name: (row["early_start_at"], row["early_finish_at"]) for name, row in found.items()}
    assert {name: (told[name], at) for name, at in expected.items() if told[name] != at} == {}
    assert set(told) == set(expected)
