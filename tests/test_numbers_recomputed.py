"""Every figure of the sample computed a second time: from its files, by the glossary, without SQL or marts."""

from datetime import datetime

import pytest
import recomputed_plan as plan
import recomputed_service as service

from cutover.store import Store
from cutover.ui import sample
from cutover.warehouse import Moment, Warehouse

TIMES = {
    "before the first snapshot": datetime(2026, 9, 18, 15),
    "middle of the cutover weekend": datetime(2026, 11, 1, 12),
    "one week into the warranty": datetime(2026, 11, 10, 3, 30),
    "newest": datetime(2026, 11, 20, 23),
}


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory) -> Store:
    """The whole sample, loaded once in this process."""
    store = Store(tmp_path_factory.mktemp("sample") / "store")
    sample.load_sample(store, sample.SAMPLE, sample.Progress(), then=lambda: None)
    return store


@pytest.fixture(scope="session", params=TIMES.values(), ids=TIMES)
def moment(request, sample_store) -> Moment:
    return Warehouse(sample_store).moment(as_of=request.param)


def asked(moment: Moment, report: str, key: str, **parameters) -> dict:
    """Return the rows of a report by one of their columns."""
    return {row[key]: row for row in moment.query(report, **parameters).to_pylist()}


def agree(found: dict, expected: dict) -> None:
    """Fail with every name whose two values differ."""
    wrong = {
        name: (found[name], value)
        for name, value in expected.items()
        if found[name] != (pytest.approx(value, abs=1e-6) if isinstance(value, float) else value)
    }
    assert not wrong


@pytest.mark.parametrize("by", ["all", "phase", "workstream", "side", "owner_role", "status"])
def test_task_counts_agree_with_files(moment, by):
    groups: dict[str, list] = {}
    for task in plan.tasks(moment.as_of):
        groups.setdefault("all" if by == "all" else task[by] or "not given", []).append(task)
    reported = asked(moment, "task_counts", "group_value", by=by)
    assert set(reported) == set(groups)
    for name, rows in groups.items():
        agree(reported[name], plan.counts(rows))


def test_expected_finishes_agree_with_files(moment):
    reported = asked(moment, "task_list", "task_id", show="all")
    expected = {task["task_id"]: task["expected"] for task in plan.tasks(moment.as_of)}
    assert {name: row["expected_finish_at"] for name, row in reported.items()} == expected


def test_burndown_agrees_with_files(moment):
    reported = asked(moment, "burndown", "step_at")
    expected = plan.burndown(moment.as_of)
    assert set(reported) == set(expected)
    for at, line in expected.items():
        agree(reported[at], line)


def test_filtered_burndown_agrees_with_files(moment):
    expected = plan.burndown(moment.as_of, keep=lambda task: task["phase"] == "cutover" and task["side"] == "provider")
    reported = asked(moment, "burndown", "step_at", phases=["cutover"], sides=["provider"])
    for at, line in expected.items():
        agree(reported[at], line)


@pytest.mark.parametrize("unit", ["count", "hours"])
def test_forecast_agrees_with_files(moment, unit):
    agree(moment.query("burndown_forecast", unit=unit).to_pylist()[0], plan.rates(moment.as_of, unit))


def test_burndown_figures_agree_with_files(moment):
    line, base = plan.stood(moment.as_of, moment.as_of), plan.baseline(moment.as_of)
    late = sum(task["is_late"] for task in plan.tasks(moment.as_of) if task["phase"] != "contingency")
    expected = {
        "Tasks left": line["remaining_count"],
        "Done, by tasks": 100 * (1 - line["remaining_count"] / line["scope_count"]),
        "Done, by hours": 100 * (1 - line["remaining_hours"] / line["scope_hours"]),
        "Late tasks": late,
        "Scope since baseline": 100 * (line["scope_count"] / len(base) - 1),
    }
    reported = asked(moment, "burndown_figures", "label")
    agree({name: row["value"] for name, row in reported.items()}, {k: float(v) for k, v in expected.items()})
    assert {row["n"] for row in reported.values()} == {line["scope_count"]}


def test_burndown_headline_agrees_with_files(moment):
    line, gap = plan.burndown(moment.as_of)[moment.as_of], plan.behind(moment.as_of)
    row = moment.query("burndown_headline").to_pylist()[0]
    days = "1 day" if abs(gap.days) == 1 else f"{abs(gap.days)} days"
    assert row["headline"] == f"{line['remaining_count']} of {line['scope_count']} tasks left, {days} behind plan"
    assert f"At {plan.rates(moment.as_of)['rate']:.1f} tasks a day" in row["detail"]


def test_scope_changes_agree_with_files(moment):
    rows = moment.query("scope_changes").to_pylist()
    reported = {(row["told_at"], row["task_id"], row["kind"], row["change_hours"]) for row in rows}
    assert reported == plan.scope_changes(moment.as_of)


def grouped(rows: list[dict], by: str) -> dict[str, list[dict]]:
    """Return incidents by the words that a report gives to their groups."""
    column = {"class": "incident_class", "component": "component_id", "initial": "severity_initial"}.get(by, by)
    groups: dict[str, list] = {}
    for row in rows:
        value = "all" if by == "all" else row[column]
        name = "not given" if value is None else f"{value:.0f}" if isinstance(value, float) else value
        groups.setdefault(name, []).append(row)
    return groups


@pytest.mark.parametrize("by", ["all", "severity", "class", "side", "workstream", "component"])
def test_incident_counts_agree_with_files(moment, by):
    reported = asked(moment, "incident_counts", "group_value", by=by)
    groups = grouped(service.incidents(moment.as_of), by)
    assert set(reported) == set(groups)
    for name, rows in groups.items():
        agree(reported[name], service.counts(rows))


@pytest.mark.parametrize("by", ["all", "severity"])
def test_incident_times_agree_with_files(moment, by):
    reported = asked(moment, "incident_times", "severity", by=by)
    groups = grouped([row for row in service.incidents(moment.as_of) if row["state"] != "cancelled"], by)
    assert set(reported) == set(groups)
    for name, rows in groups.items():
        agree(reported[name], service.times(rows))


@pytest.mark.parametrize("by", ["all", "severity", "side", "workstream"])
def test_sla_attainment_agrees_with_files(moment, by):
    reported = asked(moment, "sla_attainment", "group_value", by=by)
    rows = [row for row in service.incidents(moment.as_of) if row["state"] != "cancelled"]
    groups = grouped(rows, "initial" if by == "severity" else by)
    assert set(reported) == set(groups)
    for name, kept in groups.items():
        agree(reported[name], service.attained(kept))


@pytest.mark.parametrize("side", [None, "customer"])
def test_incident_flow_agrees_with_files(moment, side):
    rows = [row for row in service.incidents(moment.as_of) if side in (None, row["side"])]
    reported = asked(moment, "incident_flow", "day", sides=[side] if side else [])
    expected = service.flow(rows, moment.as_of)
    assert set(reported) == set(expected)
    for day, counts in expected.items():
        agree(reported[day], counts)


def test_backlog_ages_agree_with_files(moment):
    rows = moment.query("incident_ages").to_pylist()
    reported = {(r["age_band"], r["severity"]): (r["open_count"], r["open_breached_count"]) for r in rows}
    expected = service.ages(service.incidents(moment.as_of))
    assert {key: value for key, value in reported.items() if value != (0, 0)} == expected


def test_exit_streaks_agree_with_files(moment):
    reported = asked(moment, "exit_streaks", "exit_criterion_id")
    expected = service.exit_streaks(moment.as_of)
    assert set(reported) == set(expected)
    for name, streak in expected.items():
        agree(reported[name], streak)


def test_contact_center_figures_agree_with_files(moment):
    reported = asked(moment, "contact_center", "organization")
    expected = service.centers(moment.as_of)
    assert set(reported) == set(expected)
    for name, figures in expected.items():
        agree(reported[name], figures)


@pytest.mark.parametrize("side", [None, "provider"])
def test_warranty_figures_agree_with_files(moment, side):
    rows = [row for row in service.incidents(moment.as_of) if side in (None, row["side"])]
    still = [row for row in rows if row["state"] == "open"]
    times, level = service.times(rows), service.attained(rows)
    reported = asked(moment, "warranty_figures", "position", sides=[side] if side else [])
    assert reported[4]["label"] == f"SLA met ({level['open_breached_count']} open past due)"
    agree(
        {position: row["value"] for position, row in reported.items()},
        {
            1: float(service.days_left(moment.as_of)),
            2: float(sum(row["severity"] <= 2 for row in still)),
            3: float(len(still)),
            4: level["attained_percent"],
            5: times["mttr_minutes"] and times["mttr_minutes"] / 60,
        },
    )
    ended = level["met_count"] + level["breached_count"]
    assert [row["n"] for row in reported.values()] == [None, len(rows), len(rows), ended, times["resolved_count"]]


def test_warranty_trends_agree_with_files(moment):
    reported = asked(moment, "warranty_figures", "position")
    course = list(service.flow(service.incidents(moment.as_of), moment.as_of).items())[-28:]
    if course:
        assert reported[3]["trend"] == [day["open_count"] for _, day in course]
        figures = [service.measured(day, moment.as_of) for day, _ in course]
        severe = [day["open_severity_1_count"] + day["open_severity_2_count"] for day in figures]
        assert reported[2]["trend"] == severe
        assert reported[4]["trend"] == [day["sla_attainment_percent"] for day in figures]


def test_warranty_headline_agrees_with_files(moment):
    rows, streaks = service.incidents(moment.as_of), service.exit_streaks(moment.as_of).values()
    row = moment.query("warranty_headline").to_pylist()[0]
    still = [one for one in rows if one["state"] == "open"]
    worst, late = sum(one["severity"] == 1 for one in still), service.counts(rows)["open_breached_count"]
    assert row["detail"].endswith(f"{len(still)} open, {worst} of severity 1, {late} past their SLA.")
    assert row["n"] == len(rows)
    if "exit criteria held" in row["headline"]:
        held = sum(streak["is_held"] for streak in streaks)
        assert row["headline"] == f"Not stable yet: {held} of {len(streaks)} exit criteria held"
