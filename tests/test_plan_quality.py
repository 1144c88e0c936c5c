"""The fourteen checks of DCMA and their cutover-scaled form, each by a plan that is just good and just bad enough."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from conftest import SHARED

NOW = datetime(2026, 3, 11)
START = datetime(2026, 3, 1)
WINDOW = {"cutover_start_at": "2026-03-20", "cutover_finish_at": "2026-03-22"}
PROGRAMME = {"programme_id": "demo", "programme_name": "Demo", "baseline_at": "2026-03-01"} | WINDOW
WEEK = [
    {"calendar_id": "week", "weekday": day, "works_from": 480, "works_to": 960}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
]


def on_day(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def task(task_id: str, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": task_id, "phase": "cutover", "status": "not_started", "owner_role": "Lead",
        "duration_minutes": 60.0, "baseline_start_at": on_day(11), "baseline_finish_at": on_day(12),
    } | cells  # fmt: skip


def done(task_id: str, at: float, **cells) -> dict:
    return task(task_id, status="complete", actual_finish_at=on_day(at)) | cells


def link(predecessor: str, successor: str, kind: str = "FS", lag: float = 0.0) -> dict:
    return {"predecessor_id": predecessor, "successor_id": successor, "dependency_type": kind, "lag_minutes": lag}


def chain(*names: str) -> list[dict]:
    return [link(before, behind) for before, behind in pairwise(names)]


def plan(tasks: list[dict], links: list[dict] | None = None, **more) -> dict:
    links = chain(*(row["task_id"] for row in tasks)) if links is None else links
    return {"programme": [PROGRAMME], "tasks": tasks, "dependencies": links} | more


@pytest.fixture
def ask(moment_of):
    """Return a function: a plan gives the checks by number."""

    def checks(rows: dict, scale: str = "dcma", as_of: str = "2026-03-11") -> dict[int, dict]:
        moment = moment_of({as_of: rows})
        return {row["check_number"]: row for row in moment.query("plan_quality", scale=scale).to_pylist()}

    return checks


def told(row: dict) -> tuple:
    return row["count"], row["denominator"], row["result"]


def test_every_check_is_told_with_its_printed_threshold(ask):
    path = SHARED / "oracles" / "dcma.json"
    if not path.exists():
        pytest.skip("the shared oracles are not here")
    found = ask(plan([task("A"), task("B")]))
    printed = [
        (check["n"], check["name"], check["metric"], check["pass_"]) for check in json.loads(path.read_text())["checks"]
    ]
    assert [(n, row["check_name"], row["measure"], row["threshold"]) for n, row in found.items()] == printed


def test_logic_counts_open_ends_of_open_tasks(ask):
    names = [f"T{i:02}" for i in range(40)]
    good = ask(plan([task(name) for name in names]))[1]
    assert told(good) == (2, 40, "pass")
    bad = ask(
        plan([done("X", 9), *(task(name) for name in names), task("L")], chain("X", *names[:-1])), as_of="2026-03-12"
    )[1]
    assert told(bad) == (3, 41, "fail")


def test_limit_itself_raises_no_flag(ask):
    names = [f"T{i:02}" for i in range(40)]
    assert ask(plan([task(name) for name in names]))[1]["percent"] == 5.0


def test_leads_lags_and_types_count_links(ask):
    links = [link("A", "B", lag=-30), link("B", "C", lag=30), link("C", "D", "SS"), link("D", "E")]
    found = ask(plan([task(name) for name in "ABCDE"], links))
    assert [told(found[n]) for n in (2, 3, 4)] == [(1, 4, "fail"), (1, 4, "fail"), (3, 4, "fail")]
    assert found[4]["percent"] == 75.0


def test_links_into_complete_tasks_are_history(ask):
    tasks = [done("A", 8), done("B", 9), task("C"), task("D")]
    found = ask(plan(tasks, [link("A", "B", lag=-30), link("B", "C"), link("C", "D")]))
    assert told(found[2]) == (0, 2, "pass")


def test_nine_of_ten_links_from_finish_pass(ask):
    names = [f"T{i:02}" for i in range(11)]
    links = chain(*names)
    links[0]["dependency_type"] = "SS"
    assert told(ask(plan([task(name) for name in names], links))[4]) == (9, 10, "pass")


def test_hard_constraints_are_the_four_published(moment_of):
    kinds = ("MSO", "MFO", "SNLT", "FNLT", "SNET", "FNET", "ALAP")
    tasks = [task(kind, constraint_type=kind, constraint_at=on_day(18)) for kind in kinds]
    moment = moment_of({"2026-03-11": plan([*tasks, task("X")])})
    assert told(moment.query("plan_quality").to_pylist()[4]) == (4, 8, "fail")
    found = moment.query("plan_quality_tasks", check="hard_constraints").to_pylist()
    assert [row["task_id"] for row in found] == ["FNLT", "MFO", "MSO", "SNLT"]


def test_high_float_exceeds_44_days(moment_of):
    tasks = [
        task("A", duration_minutes=60.0),
        task("B", duration_minutes=61.0),
        task("C", duration_minutes=44 * 1440.0 + 61),
        task("D"),
    ]
    links = [link(name, "D") for name in "ABC"]
    moment = moment_of({"2026-03-11": plan([row | {"phase": "post_cutover"} for row in tasks], links)})
    assert told(moment.query("plan_quality").to_pylist()[5]) == (1, 4, "fail")
    found = moment.query("plan_quality_tasks", check="high_float").to_pylist()
    assert [(row["task_id"], row["amount_minutes"]) for row in found] == [("A", 44 * 1440 + 1)]


def test_working_days_are_those_of_the_calendar(moment_of):
    own = {"calendar_id": "week", "phase": "post_cutover"}
    tasks = [
        task("A", duration_minutes=60.0, **own),
        task("B", duration_minutes=61.0, **own),
        task("C", duration_minutes=44 * 480.0 + 61, **own),
        task("D", **own),
    ]
    rows = plan(tasks, [link(name, "D") for name in "ABC"], calendars=WEEK)
    found = moment_of({"2026-03-11": rows}).query("plan_quality_tasks", check="high_float").to_pylist()
    assert [(row["task_id"], row["finding"]) for row in found] == [("A", "float of 44.0 working days")]


def test_negative_float_is_late_for_the_window(ask):
    tasks = [task("A", duration_minutes=20 * 1440.0), task("B"), task("C")]
    assert told(ask(plan(tasks, chain("A", "B")))[7]) == (2, 3, "fail")


def test_high_duration_is_that_of_the_baseline(ask):
    tasks = [
        task("A", baseline_finish_at=on_day(55)),
        task("B", baseline_finish_at=on_day(56)),
        task("C", baseline_start_at=None),
    ]
    assert told(ask(plan(tasks))[8]) == (1, 3, "fail")


def test_baseline_duration_keeps_working_hours(moment_of):
    own = {"calendar_id": "week", "baseline_start_at": "2026-03-02T08:00"}
    tasks = [
        task("A", baseline_finish_at="2026-04-30T16:00", **own),
        task("B", baseline_finish_at="2026-05-01T08:01", **own),
    ]
    moment = moment_of({"2026-03-11": plan(tasks, [], calendars=WEEK)})
    found = moment.query("plan_quality_tasks", check="high_duration").to_pylist()
    assert [(row["task_id"], row["amount_minutes"]) for row in found] == [("B", 44 * 480 + 1)]


def test_invalid_dates_lie_on_the_wrong_side(moment_of):
    wrong = [
        task("W1", forecast_finish_at=on_day(9.9)),
        task("W2", forecast_start_at=on_day(9.9), forecast_finish_at=on_day(12)),
        task("W3", status="in_progress", actual_start_at=on_day(10.1)),
        done("W4", 10.5),
    ]
    right = [
        task("R1", forecast_start_at=on_day(10), forecast_finish_at=on_day(12)),
        task("R2", status="in_progress", actual_start_at=on_day(9), forecast_start_at=on_day(9)),
        done("R3", 9, forecast_finish_at=on_day(8)),
        task("without any date"),
    ]
    moment = moment_of({"2026-03-11": plan([*wrong, *right])})
    assert told(moment.query("plan_quality").to_pylist()[8]) == (4, 7, "fail")
    found = moment.query("plan_quality_tasks", check="invalid_dates").to_pylist()
    assert [row["task_id"] for row in found] == ["W1", "W2", "W3", "W4"]


def test_resources_are_asked_of_tasks_of_a_day(moment_of):
    bare = {"owner_role": None}
    tasks = [task("A", duration_minutes=1439.0, **bare), task("B", duration_minutes=1440.0, **bare),
             task("C", duration_minutes=2000.0, owners=["Role X"], **bare)]  # fmt: skip
    moment = moment_of({"2026-03-11": plan(tasks)})
    by_days, by_window = (moment.query("plan_quality", scale=scale).to_pylist()[9] for scale in ("dcma", "cutover"))
    assert (told(by_days), told(by_window)) == ((1, 2, "fail"), (2, 3, "fail"))


def test_missed_tasks_are_late_or_unfinished(ask):
    due = {"baseline_finish_at": on_day(10)}
    tasks = [done("A", 9, **due), done("B", 9.9, baseline_finish_at=on_day(9)), task("C", **due), task("D")]
    assert told(ask(plan(tasks))[11]) == (2, 3, "fail")


@pytest.mark.parametrize(
    ("completed", "due", "early", "value", "result"),
    [
        (1516, 1955, 0, 0.77545, "fail"),
        (95, 100, 0, 0.95, "pass"),
        (105, 100, 5, 1.05, "pass"),
        (8, 6, 2, 1.3333, "pass"),
        (6, 6, 0, 1.0, "pass"),
    ],
)
def test_published_examples_give_their_bei(ask, completed, due, early, value, result):
    past = {"baseline_finish_at": on_day(9)}
    tasks = [done(f"D{i}", 8, **past) for i in range(completed - early)] + [done(f"E{i}", 8) for i in range(early)]
    tasks += [task(f"O{i}", **past) for i in range(due - completed + early)] + [task("N")]
    row = ask(plan(tasks, []))[14]
    assert told(row) == (completed, due, result)
    assert row["value"] == pytest.approx(value, abs=5e-5)


def test_bei_forms_part_at_tasks_without_baseline(moment_of):
    past, none = {"baseline_finish_at": on_day(9)}, {"baseline_start_at": None, "baseline_finish_at": None}
    tasks = [done("A", 8, **past), task("B", **past), done("C", 8, **none), task("D", **none), task("E")]
    rows = {row["index_id"]: row for row in moment_of({"2026-03-11": plan(tasks)}).query("plan_indices").to_pylist()}
    assert (rows["bei"]["numerator"], rows["bei"]["denominator"]) == (2.0, 4.0)
    assert (rows["bei_baselined"]["numerator"], rows["bei_baselined"]["denominator"]) == (1.0, 2.0)
    assert (rows["bei_2012"]["numerator"], rows["bei_2012"]["denominator"]) == (2.0, 3.0)


def test_bei_can_be_one_with_few_hits(moment_of):
    tasks = [done("A", 9.5, baseline_finish_at=on_day(9)), done("B", 8, baseline_finish_at=on_day(9)), task("C")]
    rows = {row["index_id"]: row for row in moment_of({"2026-03-11": plan(tasks)}).query("plan_indices").to_pylist()}
    assert (rows["bei"]["value"], rows["hit_task"]["value"], rows["hit_task"]["unit"]) == (1.0, 50.0, "%")


@pytest.mark.parametrize(
    ("days", "float_days", "value"), [(100, -5, 0.95), (100, 10, 1.1), (80, 20, 1.25), (800, 20, 1.025)]
)
def test_published_examples_give_their_cpli(ask, days, float_days, value):
    due = NOW + timedelta(days=days + float_days)
    tasks = [
        task("A", phase=None, duration_minutes=1440.0),
        task("B", phase=None, duration_minutes=(days - 1) * 1440.0),
    ]
    tasks[0]["baseline_start_at"] = on_day(9)
    tasks[1]["baseline_finish_at"] = due.isoformat()
    row = ask(plan(tasks))[13]
    assert told(row) == ((days + float_days) * 1440, days * 1440, "pass")
    assert row["value"] == pytest.approx(value, abs=1e-12)


def test_cutover_cpli_counts_to_the_window(ask):
    window = PROGRAMME | {"cutover_start_at": "2026-03-11", "cutover_finish_at": "2026-03-13T02:00"}
    tasks = [
        task("A", duration_minutes=600.0, baseline_start_at=on_day(9)),
        task("B", duration_minutes=48 * 60.0 - 600 + 6 * 60),
    ]
    row = ask(plan(tasks) | {"programme": [window]}, "cutover")[13]
    assert (row["count"], row["denominator"], row["result"]) == (50 * 60, 54 * 60, "fail")
    assert row["value"] == pytest.approx(0.925926, abs=5e-7)


def test_scope_leaves_out_what_is_no_work(ask):
    tasks = [task("A"), task("B"), task("M", is_milestone=True), task("Z", duration_minutes=0.0),
             task("L", is_level_of_effort=True), task("S", is_summary=True), task("K", status="skipped"),
             task("C", phase="contingency")]  # fmt: skip
    found = ask(plan(tasks, [link("M", "A"), link("A", "B"), link("B", "Z"), link("L", "B", lag=60)]))
    assert told(found[1]) == (0, 2, "pass")
    assert told(found[3]) == (0, 3, "pass")


def test_level_of_effort_is_no_predecessor(ask):
    tasks = [task("A"), task("B"), task("L", is_level_of_effort=True)]
    found = ask(plan(tasks, [link("L", "A"), link("A", "B"), link("B", "L")]))
    assert told(found[1]) == (2, 2, "fail")


def test_findings_name_tasks_and_links(moment_of):
    tasks = [task("A", constraint_type="MSO", constraint_at=on_day(19)), task("B", workstream="Data")]
    moment = moment_of({"2026-03-11": plan(tasks, [link("A", "B", "SS", -90)])})
    rows = moment.query("plan_quality_tasks").to_pylist()
    found = {(row["check_number"], row["task_id"], row["predecessor_id"]): row["finding"] for row in rows}
    assert found[1, "A", None] == "no predecessor"
    assert (found[2, "B", "A"], found[4, "B", "A"]) == ("lead of 1 h 30 min", "SS link")
    assert found[5, "A", None] == "fixed by MSO"


def test_findings_follow_check_and_filters(moment_of):
    tasks = [task("A"), task("B", workstream="Data")]
    moment = moment_of({"2026-03-11": plan(tasks)})
    only = moment.query("plan_quality_tasks", check="logic", workstreams=["Data"]).to_pylist()
    assert [(row["task_id"], row["finding"]) for row in only] == [("B", "no successor")]


def test_counts_equal_the_findings_listed(moment_of):
    tasks = [
        task(f"T{i}", baseline_finish_at=on_day(7 + i), owner_role=None, duration_minutes=1440.0 * (i + 1))
        for i in range(9)
    ]
    moment = moment_of({"2026-03-11": plan(tasks, [*chain("T0", "T1", "T2", "T3"), link("T4", "T5", "FF", 60)])})
    rows = moment.query("plan_quality_tasks").to_pylist()
    listed = {n: len([row for row in rows if row["check_number"] == n]) for n in range(1, 12)}
    counted = {row["check_number"]: row["count"] or 0 for row in moment.query("plan_quality").to_pylist()}
    counted[4] = 1  # one of the four links is not from finish to start
    assert {n: counted[n] for n in listed} == listed


def test_summary_counts_flags_not_compliance(moment_of):
    row = moment_of({"2026-03-11": plan([task("A"), task("B")])}).query("plan_quality_summary").to_pylist()[0]
    assert row["flag_count"] + row["clear_count"] + row["not_evaluated_count"] == 14
    assert row["headline"] == "1 of 10 checks raises a flag, 4 cannot be told"
    assert row["flags"] == "Logic"
