"""Risk reports over given rows: solved by hand, known nets, what is said where nothing can be told."""

import json
from datetime import datetime, timedelta

import pytest
from conftest import SHARED

NOW = datetime(2026, 3, 20, 18)
LEVINE = SHARED / "oracles" / "monte_carlo.json"


def at(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def since(instant: datetime | None) -> float | None:
    return None if instant is None else (instant - NOW) / timedelta(minutes=1)


def programme(**cells) -> list[dict]:
    return [
        {"programme_id": "demo", "programme_name": "Demo", "baseline_at": at(-60), "cutover_start_at": at(0)} | cells
    ]


def task(task_id: str, *spread: float, **cells) -> dict:
    """Return a task of the weekend; `spread`: optimistic, most likely and pessimistic minutes."""
    low, likely, high = spread or (None, None, None)
    return {
        "task_id": task_id, "task_name": f"Do {task_id}", "phase": "cutover", "workstream": "Data",
        "side": "provider", "status": "not_started", "planned_start_at": at(0), "duration_minutes": likely or 60.0,
        "optimistic_minutes": low, "most_likely_minutes": likely, "pessimistic_minutes": high,
        "duration_distribution": "uniform" if spread else None,
    } | cells  # fmt: skip


def milestone(task_id: str) -> dict:
    return task(task_id, duration_minutes=0.0, is_milestone=True, planned_start_at=None)


def links(*pairs: str) -> list[dict]:
    return [{"predecessor_id": pair.split(">")[0], "successor_id": pair.split(">")[1]} for pair in pairs]


def two_tasks(**cells) -> dict:
    """Return two tasks in a row, each uniform from 0 to 60 minutes; the window ends 90 minutes from now."""
    return {
        "programme": programme(cutover_finish_at=at(90)),
        "tasks": [task("A", 0, 30, 60), task("B", 0, 30, 60, planned_start_at=None)],
        "dependencies": links("A>B"),
    } | cells


@pytest.fixture
def ask(moment_of):
    """Return a function: a report and the tables of one snapshot give its rows."""

    def rows(report: str, plan: dict, **parameters) -> list[dict]:
        return moment_of({NOW.isoformat(): plan}).query(report, **parameters).to_pylist()

    return rows


def test_two_tasks_agree_with_hand_calculation(ask):
    row = ask("finish_risk", two_tasks())[0]
    found = {name: since(row[f"{name}_at"]) for name in ("p50", "p80", "p95", "mean", "deterministic")}
    expected = {"p50": 60, "p80": 120 - 1440**0.5, "p95": 120 - 360**0.5, "mean": 60, "deterministic": 60}
    assert found == pytest.approx(expected, abs=1.5)
    assert row["on_time_low_ratio"] < 0.875 < row["on_time_high_ratio"]
    assert row["sd_minutes"] == pytest.approx(600**0.5, rel=0.02)


def test_interval_encloses_the_exact_percentile(ask):
    row = ask("finish_risk", two_tasks())[0]
    assert since(row["p80_low_at"]) - 1 < 120 - 1440**0.5 < since(row["p80_high_at"]) + 1
    assert since(row["p80_high_at"]) - since(row["p80_low_at"]) < 4


def oracle(name: str) -> dict:
    if not LEVINE.exists():
        pytest.skip("the oracles are not here")
    return next(case for case in json.loads(LEVINE.read_text()) if case["id"] == name)


def test_series_of_ten_agrees_with_oracle(ask):
    exact = oracle("series10_triangular")
    tasks = [task(f"T{i}", 10, 20, 60, duration_distribution="triangular") for i in range(10)]
    chain = links(*(f"T{i}>T{i + 1}" for i in range(9)))
    moment_rows = ask("finish_risk", {"programme": programme(), "tasks": tasks, "dependencies": chain})[0]
    assert since(moment_rows["mean_at"]) == pytest.approx(exact["exact"]["mean"], abs=1.5)
    assert moment_rows["sd_minutes"] == pytest.approx(exact["exact"]["sd"], rel=0.03)
    assert since(moment_rows["p80_low_at"]) - 1 < exact["mc_1e6"]["p80"] < since(moment_rows["p80_high_at"]) + 1


def test_parallel_tasks_agree_with_oracle(ask):
    exact = oracle("parallel4_uniform")["exact"]
    tasks = [*(task(f"T{i}", 0, 500, 1000) for i in range(4)), milestone("M")]
    plan = {"programme": programme(), "tasks": tasks, "dependencies": links("T0>M", "T1>M", "T2>M", "T3>M")}
    row = ask("finish_risk", plan)[0]
    for percent in (50, 80, 95):
        value = 1000 * exact[f"p{percent}"]
        assert since(row[f"p{percent}_low_at"]) - 1 < value < since(row[f"p{percent}_high_at"]) + 1


def test_single_betapert_agrees_with_oracle(ask):
    exact = oracle("betapert_single")["exact"]
    row = ask("finish_risk", {"programme": programme(), "tasks": [task("A", 30, 60, 180, duration_distribution=None)]})[
        0
    ]
    assert since(row["mean_at"]) == pytest.approx(exact["mean"], abs=1)
    assert since(row["p80_low_at"]) - 1 < exact["p80"] < since(row["p80_high_at"]) + 1
    assert since(row["p95_low_at"]) - 1 < exact["p95"] < since(row["p95_high_at"]) + 1


def test_merge_bias_agrees_with_levine(moment_of):
    net = oracle("levine_merge_bias")
    tasks = [
        task(name, *(1440 * days for days in spread), duration_distribution="triangular")
        if spread[2]
        else milestone(name)
        for name, spread in net["tasks"].items()
    ]
    chain = links(*(">".join(pair) for pair in net["links"]))
    plan = {"programme": programme(cutover_finish_at=at(22 * 1440)), "tasks": tasks, "dependencies": chain}
    moment = moment_of({NOW.isoformat(): plan})
    row = moment.query("finish_risk").to_pylist()[0]
    expected = net["mc_1e6_triangular"]
    assert since(row["p50_at"]) / 1440 == pytest.approx(expected["p50"], abs=0.1)
    assert row["on_time_ratio"] == pytest.approx(expected["p_by_22"], abs=0.007)
    tornado = {r["item_id"]: r["criticality_ratio"] for r in moment.query("risk_tornado").to_pylist()}
    assert tornado["MakeA"] == pytest.approx(expected["criticality"]["MakeA"], abs=0.015)


def test_identical_plans_have_equal_p80(moment_of):
    later = two_tasks(tasks=[{**row, "planned_start_at": at(60)} for row in two_tasks()["tasks"]])
    earlier = {**later, "programme": later["programme"]}
    moment = moment_of({at(-1440): earlier, NOW.isoformat(): later})
    rows = {row["version"]: row for row in moment.query("finish_risk").to_pylist()}
    assert rows["current"]["p80_at"] == rows["previous"]["p80_at"]
    assert rows["current"]["on_time_ratio"] == rows["previous"]["on_time_ratio"]
    assert {row["change"] for row in moment.query("risk_changes").to_pylist()} == {"same"}


def test_added_task_leaves_other_draws_alone(moment_of):
    plan = two_tasks(tasks=[{**row, "planned_start_at": at(60)} for row in two_tasks()["tasks"]])
    longer = plan | {"tasks": [*plan["tasks"], task("C", 0, 5, 10)], "dependencies": links("A>B")}
    moment = moment_of({at(-1440): plan, NOW.isoformat(): longer})
    rows = {row["version"]: row for row in moment.query("finish_risk").to_pylist()}
    assert rows["current"]["p95_at"] == rows["previous"]["p95_at"]


def test_longer_task_is_told_as_later(moment_of):
    plan = two_tasks()
    longer = plan | {"tasks": [task("A", 20, 50, 80), *plan["tasks"][1:]]}
    moment = moment_of({at(-5): plan, NOW.isoformat(): longer})
    row = next(row for row in moment.query("risk_changes").to_pylist() if row["is_focus"])
    assert (row["change"], row["p80_moved_minutes"]) == ("later", 20)
    assert row["on_time_moved_ratio"] < -0.1


def test_figures_give_the_value_of_the_plan_before(moment_of):
    plan = two_tasks()
    longer = plan | {"tasks": [task("A", 20, 50, 80), *plan["tasks"][1:]]}
    first, later = moment_of({at(-5): plan}), moment_of({at(-5): plan, NOW.isoformat(): longer})
    rows = {row["label"]: row for row in later.query("risk_figures").to_pylist()}
    assert rows["P80 before due"]["value"] - rows["P80 before due"]["previous_value"] == pytest.approx(
        -20 / 60, abs=0.02
    )
    assert {row["previous_value"] for row in first.query("risk_figures").to_pylist()} == {None}


def test_headline_tells_probability_and_basis(ask):
    plan = two_tasks(tasks=[task("A", 0, 30, 60), task("B", planned_start_at=None, duration_minutes=30.0)])
    row = ask("risk_headline", plan)[0]
    assert row["headline"].endswith("% likely to finish inside the window")
    assert "1 of 2 durations are assumed: nobody estimated or rehearsed them." in row["detail"]
    assert row["n"] == 10_000


def test_mostly_assumed_durations_are_called_a_guess(ask):
    rows = [task("A", planned_start_at=at(0)), task("B", planned_start_at=None)]
    row = ask("risk_headline", two_tasks(tasks=rows))[0]
    assert "Mostly a guess: 2 of 2 durations are assumed" in row["detail"]
    assert (row["health"], row["headline"]) == ("late", "0 % likely to finish inside the window")


@pytest.mark.parametrize(("end", "health"), [(100, "on_track"), (80, "at_risk"), (55, "late")])
def test_health_follows_the_two_thresholds(ask, end, health):
    plan = two_tasks(programme=programme(cutover_finish_at=at(end)))
    assert ask("risk_headline", plan)[0]["health"] == health


def test_thresholds_of_the_programme_win(ask):
    own = [{"threshold_id": "risk_on_track_percent", "value": 60.0}, {"threshold_id": "risk_trials", "value": 500.0}]
    plan = two_tasks(programme=programme(cutover_finish_at=at(80)), thresholds=own)
    row = ask("risk_headline", plan)[0]
    assert (row["health"], row["n"]) == ("on_track", 500)


def test_without_window_no_probability_is_told(ask):
    plan = two_tasks(programme=programme())
    row, found = ask("risk_headline", plan)[0], ask("finish_risk", plan)[0]
    assert (row["health"], found["on_time_ratio"], found["p80_slack_minutes"]) == ("unknown", None, None)
    assert row["headline"].startswith("P80 is Fri 20 Mar 2026, 19:2")
    assert "Without a due time there is no probability." in row["detail"]


def test_circle_of_links_is_told_by_name(ask):
    plan = two_tasks(dependencies=links("A>B", "B>A"))
    row, found = ask("risk_headline", plan)[0], ask("finish_risk", plan)[0]
    assert (row["health"], row["headline"], row["n"]) == ("unknown", "The risk cannot be simulated", 0)
    assert "A → B → A" in row["detail"]
    assert (found["p80_at"], found["on_time_ratio"], found["assumed_count"]) == (None, None, None)


def test_plan_without_links_is_not_simulated(ask):
    plan = two_tasks(dependencies=[])
    row = ask("risk_headline", plan)[0]
    assert row["detail"] == "No link joins two tasks, so nothing tells how a delay would be passed on."
    assert ask("finish_distribution", plan) == []


def test_finished_plan_says_when_it_was(ask):
    done = [task(i, status="complete", actual_start_at=at(-90), actual_finish_at=at(-30)) for i in "AB"]
    plan = two_tasks(tasks=done)
    row, found = ask("risk_headline", plan)[0], {r["target_id"]: r for r in ask("target_risk", plan)}
    assert (row["headline"], row["n"]) == ("All is done since Fri 20 Mar 2026, 17:30", 0)
    assert (found["cutover"]["state"], found["cutover"]["health"]) == ("reached", "on_track")
    assert since(found["cutover"]["reached_at"]) == -30


def test_empty_programme_says_so(ask):
    row = ask("risk_headline", {"programme": programme()})[0]
    assert (row["health"], row["headline"], row["n"]) == ("unknown", "No task in scope is loaded", 0)
    assert [r["value"] for r in ask("risk_figures", {"programme": programme()})] == [None] * 5


def test_few_links_and_assumed_recovery_are_told(ask):
    alone = [task(f"C{i}", 1, 2, 3) for i in range(3)]
    rows = [*two_tasks()["tasks"], *alone, task("D", 1, 2, 3, status="blocked")]
    detail = ask("risk_headline", two_tasks(tasks=rows))[0]["detail"]
    assert "1 blocked or failed task is assumed to recover now." in detail
    assert detail.endswith("Links join only 33 % of the open tasks: expect less.")


def test_figures_tell_the_focus(ask):
    rows = {row["label"]: row for row in ask("risk_figures", two_tasks())}
    assert rows["Likely in time"]["value"] == pytest.approx(87.5, abs=1)
    assert rows["P80 before due"]["value"] == pytest.approx((1440**0.5 - 30) / 60, abs=0.03)
    assert (rows["Durations assumed"]["value"], rows["Durations assumed"]["n"]) == (0.0, 2)


def checkpoint_plan(**cells) -> dict:
    """Return the two tasks; A leads to the point of no return, 60 minutes before the end of the window."""
    gate = {"checkpoint_id": "P", "checkpoint_name": "No way back", "is_point_of_no_return": True}
    return two_tasks(
        programme=programme(cutover_finish_at=at(90), rollback_reserve_minutes=30.0, safety_floor_minutes=15.0),
        checkpoints=[gate | cells],
        checkpoint_tasks=[{"checkpoint_id": "P", "task_id": "A"}],
    )


@pytest.mark.parametrize(("planned", "due", "ratio"), [(30, 30, 0.5), (60, 45, 0.75)])
def test_point_of_no_return_leaves_time_to_turn_back(ask, planned, due, ratio):
    rows = {row["target_id"]: row for row in ask("target_risk", checkpoint_plan(planned_at=at(planned)))}
    gate = rows["checkpoint:P"]
    assert (gate["target_kind"], since(gate["due_at"])) == ("point_of_no_return", due)
    assert gate["on_time_low_ratio"] < ratio < gate["on_time_high_ratio"]
    assert (gate["duration_count"], rows["cutover"]["duration_count"]) == (1, 2)


def test_every_target_has_its_own_distribution(moment_of):
    moment = moment_of({NOW.isoformat(): checkpoint_plan(planned_at=at(30))})
    gate = moment.query("finish_distribution", target="checkpoint:P").to_pylist()
    assert [since(gate[percent]["finish_at"]) for percent in (25, 50, 75)] == pytest.approx([15, 30, 45], abs=1)
    assert len(gate) == 101
    assert [row["is_on_time"] for row in gate][::49] == [True, True, False]


def test_started_task_is_conditioned_on_elapsed_time(ask):
    started = task("A", 0, 30, 60, status="in_progress", actual_start_at=at(-20))
    row = ask("finish_risk", two_tasks(tasks=[started]))[0]
    assert since(row["p50_at"]) == pytest.approx(20, abs=1)
    assert since(row["p95_at"]) == pytest.approx(38, abs=1)


def test_stated_work_left_keeps_its_size(ask):
    started = task("A", 20, 40, 60, status="in_progress", actual_start_at=at(-300), percent_complete=50.0)
    row = ask("finish_risk", two_tasks(tasks=[started]))[0]
    assert [since(row[name]) for name in ("p50_at", "p95_at")] == pytest.approx([20, 29], abs=1)


def runs(*minutes: float, **cells) -> list[dict]:
    return [
        {"run_id": f"R{i}", "task_id": "A", "planned_minutes": 60.0, "actual_minutes": measured, "result": "passed",
         "actual_finish_at": at(-9000 + i)} | cells
        for i, measured in enumerate(minutes)
    ]  # fmt: skip


def test_rehearsals_calibrate_the_live_plan(moment_of):
    rows = [task("A"), task("B", 0, 30, 60, planned_start_at=None)]
    plan = two_tasks(tasks=rows, rehearsal_runs=runs(90.0, 90.0, 90.0, 90.0))
    moment = moment_of({NOW.isoformat(): plan})
    told, used = moment.query("finish_risk").to_pylist()[0], moment.query("rehearsal_calibration").to_pylist()[0]
    assert (told["estimated_count"], told["rehearsed_count"], told["assumed_count"]) == (1, 1, 0)
    assert (used["planned_minutes"], used["rehearsed_minutes"], used["rehearsed_ratio"]) == (60.0, 90.0, 1.5)
    assert (used["reason"], used["ratio_used"]) == ("used", pytest.approx(1.5, abs=0.03))


def test_overrun_taken_over_is_not_added_twice(moment_of):
    rows = [task("A", duration_minutes=90.0), task("B", 0, 30, 60, planned_start_at=None)]
    plan = two_tasks(tasks=rows, rehearsal_runs=runs(90.0, 90.0, 90.0, 90.0))
    row = moment_of({NOW.isoformat(): plan}).query("rehearsal_calibration").to_pylist()[0]
    assert (row["rehearsed_ratio"], row["ratio_used"]) == (1.0, pytest.approx(1.0, abs=0.03))


def test_trials_beyond_the_calendars_lengthen_them(ask):
    hours = [{"calendar_id": "X", "weekday": "monday", "works_from": 540, "works_to": 600}]
    row = ask("finish_risk", two_tasks(tasks=[task("A", 5e3, 1e4, 2e4, calendar_id="X")], calendars=hours))[0]
    assert row["reason"] is None
    assert since(row["p50_at"]) / 10_080 == pytest.approx(12_500 / 60, rel=0.02)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"result": "skipped"}, "no rehearsal of it counts"),
        ({"planned_minutes": 1e6}, "not comparable with the plan"),
        ({"task_id": "D"}, "the task is settled"),
    ],
)
def test_unused_rehearsal_says_why(ask, cells, reason):
    rows = [task("A"), task("B", 0, 30, 60), task("D", status="complete", actual_finish_at=at(-30))]
    plan = two_tasks(tasks=rows, rehearsal_runs=runs(90.0, **cells))
    row = ask("rehearsal_calibration", plan)[0]
    assert (row["reason"], row["ratio_used"]) == (reason, None)


@pytest.mark.parametrize(
    ("cells", "counts"), [({}, (0, 1, 1)), ({"result": "skipped"}, (1, 0, 1)), ({"planned_minutes": 1e6}, (1, 0, 1))]
)
def test_measured_goes_before_estimated(ask, cells, counts):
    rows = [task("A", 30, 60, 120), task("B")]
    row = ask("finish_risk", two_tasks(tasks=rows, rehearsal_runs=runs(90.0, 90.0, **cells)))[0]
    assert (row["estimated_count"], row["rehearsed_count"], row["assumed_count"]) == counts


def driver(**cells) -> dict:
    return {
        "risk_driver_id": "R", "risk_driver_name": "Slow network", "probability_percent": 40.0,
        "most_likely_factor": 2.0, "task_ids": ["A"],
    } | cells  # fmt: skip


def test_risk_driver_moves_the_finish(moment_of):
    moment = moment_of({NOW.isoformat(): two_tasks(risk_drivers=[driver()])})
    row = moment.query("finish_risk").to_pylist()[0]
    items = {item["item_id"]: item for item in moment.query("risk_tornado").to_pylist()}
    assert since(row["mean_at"]) == pytest.approx(72, abs=1.5)
    assert (items["R"]["item_kind"], items["R"]["swing_minutes"]) == ("risk", pytest.approx(30, abs=2))
    assert items["R"]["criticality_ratio"] == pytest.approx(0.4, abs=0.02)


def test_closed_risk_no_longer_happens(moment_of):
    closed = [{"issue_id": "I", "title": "Slow network", "status": "closed"}]
    moment = moment_of({NOW.isoformat(): two_tasks(risk_drivers=[driver(issue_id="I")], issues=closed)})
    assert since(moment.query("finish_risk").to_pylist()[0]["mean_at"]) == pytest.approx(60, abs=1.5)
    assert {item["item_kind"] for item in moment.query("risk_tornado").to_pylist()} == {"task"}


@pytest.mark.parametrize(("cells", "mean"), [({"task_ids": None}, 84), ({"workstream": "Apps"}, 60)])
def test_risk_selects_its_tasks_together(ask, cells, mean):
    row = ask("finish_risk", two_tasks(risk_drivers=[driver(**cells)]))[0]
    assert since(row["mean_at"]) == pytest.approx(mean, abs=2)


def test_tornado_puts_the_widest_first(ask):
    plan = two_tasks(tasks=[task("A", 20, 30, 40), task("B", 0, 30, 60, planned_start_at=None)])
    rows = ask("risk_tornado", plan)
    assert [row["item_id"] for row in rows] == ["B", "A"]
    assert [row["swing_minutes"] for row in rows] == pytest.approx([54, 18], abs=2)
    assert rows[0]["sensitivity_ratio"] == pytest.approx(0.949, abs=0.01)
    assert ask("risk_tornado", plan, sides=["customer"]) == []


def test_parallel_short_task_is_not_in_the_tornado(ask):
    plan = two_tasks(tasks=[*two_tasks()["tasks"], task("S", 0, 0.5, 1)], dependencies=links("A>B", "S>B"))
    assert {row["item_id"] for row in ask("risk_tornado", plan)} == {"A", "B"}
