"""The critical path test and the edges of a plan: a real delay, and never a made-up number."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from cutover import schedule
from cutover.forecasts.path_test import PathTest, run_path_test

START = datetime(2026, 3, 1)
PROGRAMME = {
    "programme_id": "demo", "programme_name": "Demo", "baseline_at": "2026-03-01",
    "cutover_start_at": "2026-03-20", "cutover_finish_at": "2026-03-22",
}  # fmt: skip
WEEK = [
    {"calendar_id": "week", "weekday": day, "works_from": 480, "works_to": 960}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
]
TEST, CPLI = 12, 13


def on_day(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def task(task_id: str, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": task_id, "phase": "cutover", "status": "not_started",
        "duration_minutes": 1440.0, "baseline_start_at": on_day(9), "baseline_finish_at": on_day(12),
    } | cells  # fmt: skip


def done(task_id: str, at: float, **cells) -> dict:
    return task(task_id, status="complete", actual_finish_at=on_day(at)) | cells


def chain(*names: str, **cells) -> list[dict]:
    return [{"predecessor_id": before, "successor_id": behind} | cells for before, behind in pairwise(names)]


def plan(tasks: list[dict], links: list[dict] | None = None, **more) -> dict:
    links = chain(*(row["task_id"] for row in tasks)) if links is None else links
    return {"programme": [PROGRAMME], "tasks": tasks, "dependencies": links} | more


@pytest.fixture
def ask(moment_of):
    """Return a function: a plan gives the checks by number; it keeps the moment."""

    def checks(rows: dict, scale: str = "dcma", as_of: str = "2026-03-11") -> dict[int, dict]:
        checks.moment = moment_of({as_of: rows})
        return {row["check_number"]: row for row in checks.moment.query("plan_quality", scale=scale).to_pylist()}

    return checks


def delayed(ask, scale: str = "dcma") -> list[str]:
    return ask.moment.query("plan_quality_tasks", check="critical_path_test", scale=scale).column("task_id").to_pylist()


def arrays(durations: list[int], links: list[tuple[int, int]], **more) -> schedule.Plan:
    ends = np.array(links, np.int32).reshape(-1, 2)
    zeros = np.zeros(len(links), np.int32)
    return schedule.Plan(
        names=np.array([f"T{i}" for i in range(len(durations))], object),
        duration=np.array(durations, np.int32),
        links=schedule.Links(ends[:, 0], ends[:, 1], zeros.astype(np.int8), zeros),
        **more,
    )


def slipped(plan: schedule.Plan, target: list[int], added: int = 100) -> PathTest:
    network = schedule.compile_network(plan.names, plan.links)
    is_target = np.isin(np.arange(len(plan.names)), target)
    return run_path_test(
        plan, network=network, before=schedule.compute_schedule(plan, network), is_target=is_target,
        added=np.where(is_target, np.int32(added), 0),
    )  # fmt: skip


def test_sound_network_slips_by_the_delay():
    found = slipped(arrays([10, 50, 20, 5], [(0, 1), (0, 2), (1, 3), (2, 3)]), [0, 1, 2, 3])
    assert (found.task, found.finish, found.delayed_finish, found.slip) == (0, 65, 165, 100)


def test_delay_goes_to_the_least_float():
    found = slipped(arrays([10, 50, 30, 5], [(0, 2), (1, 3), (2, 3)]), [0, 1, 2, 3])
    assert (found.task, found.slip) == (1, 100)


def test_fixed_date_takes_part_of_the_slip():
    fixed = np.array([0, schedule.Constraint.FNLT, 0], np.int8)
    plan = arrays([50, 10, 5], [(0, 2), (1, 2)], constraint=fixed, constraint_at=np.array([0, 5, 0], np.int32))
    found = slipped(plan, [0, 1, 2])
    assert (found.task, found.added, found.slip) == (1, 100, 60)


def test_milestone_that_nothing_leads_to_does_not_slip():
    held = np.array([schedule.UNSET, schedule.UNSET, 30], np.int32)
    apart = arrays([10, 20, 0], [(0, 1)], not_before=held)
    linked = arrays([10, 20, 0], [(0, 1), (1, 2)], not_before=held)
    assert (slipped(apart, [0, 1, 2]).task, slipped(apart, [0, 1, 2]).slip) == (0, 0)
    assert slipped(linked, [0, 1, 2]).slip == 100


def test_either_of_two_ends_may_slip():
    assert slipped(arrays([30, 10, 20], [(1, 2)]), [0, 1, 2]).slip == 100


def test_work_behind_the_target_does_not_choose():
    plan = arrays([10, 30, 500], [(0, 2)])
    assert (slipped(plan, [0, 1]).task, slipped(plan, [0, 1]).slip) == (1, 100)


def test_remaining_work_is_delayed_too():
    start = np.array([0, schedule.UNSET], np.int32)
    plan = arrays(
        [50, 10], [(0, 1)], actual_start=start, remaining=np.array([20, schedule.UNSET], np.int32), data_date=40
    )
    found = slipped(plan, [0, 1])
    assert (found.task, found.finish, found.slip) == (0, 70, 100)


def test_given_plan_stays_as_it_is():
    plan = arrays([10, 20], [(0, 1)])
    before = replace(plan, duration=plan.duration.copy())
    slipped(plan, [0, 1])
    assert plan.duration.tolist() == before.duration.tolist() == [10, 20]


def test_plan_slips_by_600_days(ask):
    row = ask(plan([task("A"), task("B"), task("C")]))[TEST]
    assert (row["count"], row["denominator"], row["result"]) == (600 * 1440, 600 * 1440, "pass")
    assert delayed(ask) == ["A"]


def test_cutover_slips_by_the_window(ask):
    tasks = [task("P", phase="pre_cutover"), task("A"), task("B"), task("Q", phase="post_cutover")]
    row = ask(plan(tasks), "cutover")[TEST]
    assert (row["count"], row["denominator"], row["result"]) == (2880, 2880, "pass")
    assert delayed(ask, "cutover") == ["A"]
    assert (
        row["measure"]
        == "add 48 hours (the window) to a critical task; project finish must slip by 48 hours (the window)"
    )


def test_fixed_finish_fails_the_path_test(ask):
    tasks = [task("A", duration_minutes=7200.0), task("B", constraint_type="FNLT", constraint_at=on_day(9)), task("C")]
    row = ask(plan(tasks, [*chain("A", "C"), *chain("B", "C")]))[TEST]
    assert (row["count"], row["result"], row["value"]) == (600 * 1440 - 5760, "fail", -5760.0)
    assert delayed(ask) == ["B"]


def test_600_days_are_working_days(ask):
    own = {"calendar_id": "week", "duration_minutes": 480.0}
    row = ask(plan([task("A", **own), task("B", **own), task("C")], calendars=WEEK))[TEST]
    assert row["denominator"] == 600 * 480
    assert (abs(row["count"] - row["denominator"]) <= 480, row["result"]) == (True, "pass")


def test_path_left_counts_working_time(ask):
    rows = plan([task("A", duration_minutes=960.0, baseline_finish_at="2026-03-20T20:00")], calendars=WEEK)
    row = ask(rows | {"programme": [PROGRAMME | {"calendar_id": "week"}]})[CPLI]
    assert (row["denominator"], row["count"]) == (960, 8 * 480)


def results(found: dict[int, dict]) -> dict[int, str | None]:
    return {n: row["reason"] for n, row in found.items() if row["result"] == "not_evaluated"}


@pytest.mark.parametrize("scale", ["dcma", "cutover"])
def test_empty_plan_evaluates_nothing(ask, scale):
    found = ask({"programme": [PROGRAMME]}, scale)
    words = {"dcma": "No work is in the plan.", "cutover": "No task of the plan belongs to the cutover phase."}
    assert results(found) == dict.fromkeys(range(1, 15), words[scale])
    assert {row["percent"] for row in found.values()} == {row["value"] for row in found.values()} == {None}


def test_plan_without_baseline_says_so(ask):
    bare = {"baseline_start_at": None, "baseline_finish_at": None}
    reasons = results(ask(plan([done("A", 9, **bare), task("B", **bare), task("C", **bare)])))
    assert {n: reasons[n] for n in (8, 11, 14)} == dict.fromkeys((8, 11, 14), "No task has a baseline finish.")
    assert reasons[CPLI] == "The plan has no baseline finish."


def test_plan_without_links_tests_no_path(ask):
    found = ask(plan([task("A"), task("B")], []))
    reasons = results(found)
    assert {reasons[n] for n in (2, 3, 4)} == {"No link leads to an open task."}
    assert reasons[TEST] == "The plan has no links, so there is no path to test."
    assert (found[1]["percent"], found[1]["result"]) == (100.0, "fail")


def test_finished_plan_keeps_what_was_due(ask):
    found = ask(plan([done("A", 8, baseline_finish_at=on_day(9)), done("B", 9, baseline_finish_at=on_day(9))]))
    assert {n for n, row in found.items() if row["result"] == "pass"} == {9, 11, 14}
    assert {results(found)[n] for n in (1, 5, 7, TEST, CPLI)} == {"No task is open."}


def test_nothing_due_yet_is_not_late(ask):
    reasons = results(ask(plan([task("A"), task("B")])))
    assert (reasons[11], reasons[14]) == ("No task was due yet.", "No task was due yet.")


def test_cycle_is_named_where_floats_are_missing(ask):
    reasons = results(ask(plan([task("A"), task("B")], [*chain("A", "B", "A")])))
    assert {n for n, reason in reasons.items() if "→" in reason} == {6, 7, TEST, CPLI}
    assert "A → B → A" in reasons[7]


def test_plan_without_window_has_no_scaled_limits(ask):
    bare = PROGRAMME | {"cutover_start_at": None, "cutover_finish_at": None}
    reasons = results(ask(plan([task("A"), task("B")]) | {"programme": [bare]}, "cutover"))
    assert {reasons[n] for n in (6, 8, TEST)} == {"The cutover window has no length."}
    assert reasons[CPLI] == "The cutover window has no end."


def test_scaled_limits_are_shares_of_the_window(ask):
    tasks = [
        task("A", baseline_finish_at=on_day(9.201), duration_minutes=30.0),
        task("B", baseline_finish_at=on_day(9.2), duration_minutes=30.0),
        task("X", phase="pre_cutover", duration_minutes=14400.0),
    ]
    limits = [{"threshold_id": "cutover_float_percent", "value": 400.0}]
    found = ask(plan(tasks, chain("A", "B"), thresholds=limits), "cutover")
    assert (found[8]["count"], found[8]["denominator"], found[6]["count"]) == (1, 2, 2)
    assert found[6]["measure"] == "incomplete tasks with total float > 400 % of the window / incomplete tasks"
    assert {row["scale_name"] for row in found.values()} == {"cutover-scaled, not DCMA"}


def test_days_of_the_programme_replace_44(ask):
    tasks = [task("A", baseline_finish_at=on_day(30)), task("B")]
    found = ask(plan(tasks, thresholds=[{"threshold_id": "dcma_days", "value": 20.0}]))
    assert (found[8]["count"], found[8]["result"]) == (1, "fail")
    assert found[8]["measure"] == "incomplete tasks with baseline duration > 20 working days / incomplete tasks"


def test_status_before_the_plan_judges_nothing_late(ask):
    found = ask(plan([task("A"), task("B")]), as_of="2026-01-01")
    assert results(found)[11] == "No task was due yet."
    assert found[TEST]["result"] == "pass"


def test_unusable_calendar_is_named_as_the_reason(ask):
    spans = [{"calendar_id": "odd", "exception_date": "2026-03-12", "works_from": 0, "works_to": 600}]
    reasons = results(ask(plan([task("A", calendar_id="odd"), task("B")], calendars=spans)))
    assert {n for n, reason in reasons.items() if "calendar odd" in reason} == {6, 7, 8, TEST, CPLI}
