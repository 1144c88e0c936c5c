"""Every figure of the sample computed a second time: from its files, by the glossary, without SQL or marts."""

import pytest
import recomputed_forecast as forecast
import recomputed_gates as gates
import recomputed_legacy as legacy
import recomputed_meetings as meetings
import recomputed_plan as plan
import recomputed_sample as sample
import recomputed_schedule as schedule
import recomputed_service as service
from recomputed_hours import instant
from recomputed_rows import in_force, local, minutes, tolerance

from cutover.warehouse import Moment


@pytest.fixture
def moment(sample_moment) -> Moment:
    return sample_moment


@pytest.fixture(scope="session")
def live(sample_moment) -> sample.LiveValues:
    """What reports say of the bound criteria at a status time."""
    return sample.live_values(sample_moment)


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
    days = {0: "less than a day", 1: "1 day"}.get(gap.days, f"{gap.days} days")
    assert row["headline"] == f"{line['remaining_count']} of {line['scope_count']} tasks left, {days} behind plan"
    assert f"At {plan.rates(moment.as_of)['rate']:.1f} tasks a day" in row["detail"]
    rows = schedule.network(moment.as_of).tasks
    left = [finish for name, (_, finish) in schedule.dates(moment.as_of).items()
            if rows[name]["is_open"] and rows[name]["phase"] != "contingency"]  # fmt: skip
    assert f"it ends {local(max(left)):%a %-d %b %Y, %H:%M}." in row["detail"]
    is_over, is_due = max(left) > plan.period(moment.as_of)[1], moment.as_of > plan.period(moment.as_of)[1]
    assert row["health"] == ("late" if is_due or is_over else "at_risk")


@pytest.mark.parametrize("phases", [[], ["cutover"], ["contingency"]])
def test_forecast_that_drives_agrees_with_files(moment, phases):
    now = schedule.network(moment.as_of)
    kept = [
        name
        for name, row in now.tasks.items()
        if now.is_open(name) and (row["phase"] in phases if phases else row["phase"] != "contingency")
    ]
    last = max((now.early[name].finish for name in kept), default=None)
    row = moment.query("burndown_forecast", phases=phases).to_pylist()[0]
    assert row["network_finish_at"] == instant(last)
    assert (row["driver"] == "network") == (last is not None and schedule.drives(moment.as_of))
    assert row["driving_finish_at"] == (row["network_finish_at"] or row["forecast_finish_at"])


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


def test_checkpoint_health_agrees_with_files(moment, live):
    reported = asked(moment, "checkpoint_health", "checkpoint_id")
    expected = {gate["checkpoint_id"]: gate for gate in gates.checkpoints(moment.as_of, live)}
    assert set(reported) == set(expected)
    names = (
        "health", "slack_minutes", "tolerance_minutes", "projected_ready_at", "asserted_rag", "is_mismatch",
        "decision", "entry_count", "open_count", "late_count", "item_count", "passed_count", "failed_count",
        "unanswered_count", "evidence_missing_count", "severity_1_count",
    )  # fmt: skip
    for checkpoint_id, gate in expected.items():
        agree(reported[checkpoint_id], {name: gate[name] for name in names})


def test_verdicts_agree_with_files(moment, live):
    reported = {row["checkpoint_id"]: row for row in moment.table("verdicts").to_pylist()}
    expected = sample.verdicts(moment.as_of, live)
    assert set(reported) == set(expected)
    for checkpoint_id, found in expected.items():
        agree(reported[checkpoint_id], found)


def test_criterion_states_agree_with_files(moment, live):
    name = sample.in_question(moment.as_of)
    rows = moment.query("readiness_criteria").to_pylist()
    expected = sample.states(name, moment.as_of, live)
    assert {row["criterion_id"]: row["state"] for row in rows} == {k: row["state"] for k, row in expected.items()}
    assert [row["attainment_ratio"] for row in sorted(rows, key=lambda row: row["criterion_id"])] == [
        pytest.approx(row["share"]) if row["share"] is not None else None for _, row in sorted(expected.items())
    ]


def test_checkpoint_figures_agree_with_files(moment, live):
    reported = asked(moment, "checkpoints_figures", "label")
    agree({label: row["value"] for label, row in reported.items()}, gates.figures(moment.as_of, live))


def test_checkpoint_headline_agrees_with_files(moment, live):
    healths = [gate["health"] for gate in gates.checkpoints(moment.as_of, live)]
    row = moment.query("checkpoints_headline").to_pylist()[0]
    wrong = gates.figures(moment.as_of, live)["Asserted otherwise"]
    assert row["detail"].endswith(
        f"{healths.count('decided')} of {len(healths)} decided, {healths.count('red')} red, "
        f"{healths.count('amber')} amber, {wrong:.0f} asserted otherwise than computed."
    )


def test_checkpoint_trend_agrees_with_files(moment):
    rows = moment.query("checkpoint_trend").to_pylist()
    reported = {(row["checkpoint_id"], row["snapshot_as_of"]): row["slack_minutes"] for row in rows}
    assert reported == gates.slack_course(moment.as_of)


def test_held_checkpoints_agree_with_files(moment, live):
    reported = asked(moment, "checkpoint_frozen", "checkpoint_id")
    expected = meetings.frozen(moment.as_of, live)
    assert set(reported) == set(expected)
    for checkpoint_id, found in expected.items():
        agree(reported[checkpoint_id], found)


def test_carried_actions_agree_with_files(moment):
    reported = {row["issue_id"]: row["carried_over"] for row in moment.query("carried_actions").to_pylist()}
    assert reported == meetings.carried(moment.as_of)


def test_decommission_progress_agrees_with_files(moment):
    reported = asked(moment, "decommission_progress", "component_id")
    expected = {row["component_id"]: row for row in legacy.components(moment.as_of)}
    assert set(reported) == set(expected)
    names = (
        "stage", "progress_ratio", "is_retired", "is_blocked", "blocked_reason", "is_overdue", "expected_retire_date",
        "slip_days", "daily_cost_usd", "since_go_live_usd", "delay_usd", "saved_usd",
    )  # fmt: skip
    for component_id, row in expected.items():
        agree(reported[component_id], {name: row[name] for name in names})


def test_decommission_stages_agree_with_files(moment):
    rows = moment.query("decommission_stages").to_pylist()
    reported = {(row["component_id"], row["stage"]): (row["state"], row["reason"]) for row in rows}
    assert reported == {
        (row["component_id"], stage): told
        for row in legacy.components(moment.as_of)
        for stage, told in legacy.stages_of(row, moment.as_of).items()
    }


def test_decommission_figures_agree_with_files(moment):
    reported = asked(moment, "decommission_figures", "position")
    values = dict(enumerate(legacy.figures(moment.as_of), 1))
    agree({position: row["value"] for position, row in reported.items()}, values)


def test_decommission_headline_agrees_with_files(moment):
    found, (retired, _, cost, *_) = legacy.components(moment.as_of), legacy.figures(moment.as_of)
    row = moment.query("decommission_headline").to_pylist()[0]
    assert row["headline"] == f"Legacy still costs ${cost:,.0f} a day: {retired:.0f} of {len(found)} retired"
    slipped = sum(one["slip_days"] > 0 and not one["is_retired"] for one in found)
    assert f"{slipped} later than the baseline" in row["detail"]


@pytest.mark.parametrize("by", ["all", "requirement_set", "workstream"])
def test_requirement_coverage_agrees_with_files(moment, by):
    groups: dict[str, list] = {}
    for row in in_force("requirements", moment.as_of).rows:
        groups.setdefault("all" if by == "all" else row[by] or "not given", []).append(row)
    reported = asked(moment, "requirement_coverage", "group_value", by=by.removeprefix("requirement_"))
    assert set(reported) == set(groups)
    for name, rows in groups.items():
        agree(reported[name], legacy.coverage(rows, moment.as_of))


def test_attention_agrees_with_files(moment, live):
    rows = moment.query("attention").to_pylist()
    urgency = {"late": 1, "at_risk": 2, "unknown": 3}
    expected = legacy.attention(moment.as_of, live)
    assert {row["item_id"]: urgency[row["health"]] for row in rows} == {k: v[0] for k, v in expected.items()}
    reported = {row["item_id"]: row["age_days"] for row in rows if row["kind"] != "decommission"}
    agree(reported, {k: age for k, (_, age) in expected.items() if not k.startswith("decommission")})


def test_overview_figures_agree_with_files(moment):
    rows = [task for task in plan.tasks(moment.as_of) if task["phase"] != "contingency"]
    severe = [one for one in service.incidents(moment.as_of) if one["state"] == "open" and one["severity"] <= 2]
    kind = forecast.focus(moment.as_of)
    ends = forecast.course(kind, moment.as_of)[moment.as_of]
    reported = asked(moment, "overview_figures", "position")
    agree(
        {position: row["value"] for position, row in reported.items()},
        {
            1: float(sum(task["is_late"] for task in rows)),
            2: float(sum(task["status"] == "blocked" for task in rows)),
            3: float(len(severe)) if service.incidents(moment.as_of) else None,
            4: minutes(ends["forecast_at"], ends["due_at"]) / 60,
            5: legacy.figures(moment.as_of)[2],
        },
    )


def test_overview_headline_agrees_with_files(moment):
    rows = [task for task in plan.tasks(moment.as_of) if task["phase"] != "contingency"]
    found = plan.counts(rows)
    mandatory = sum(task["is_late"] and bool(task["is_mandatory"]) for task in rows)
    row = moment.query("overview_headline").to_pylist()[0]
    scope = found["task_count"] - found["skipped_count"]
    assert (
        f"{found['complete_count']} of {scope} tasks are complete; {found['late_count']} late, "
        f"{mandatory} of them mandatory; {found['blocked_count']} blocked."
    ) in row["detail"]
    assert row["n"] == scope
    kind = forecast.focus(moment.as_of)
    ends = local(forecast.course(kind, moment.as_of)[moment.as_of]["forecast_at"])
    assert f"By the network, which counts, the {forecast.NAMES[kind]} ends {ends:%a %-d %b %H:%M}, " in row["detail"]


def test_overview_health_agrees_with_files(moment, live):
    rows = [task for task in plan.tasks(moment.as_of) if task["phase"] != "contingency"]
    worst = min((one["severity"] for one in service.incidents(moment.as_of) if one["state"] == "open"), default=9)
    overdue = any(gate["health"] == "overdue" for gate in gates.checkpoints(moment.as_of, live))
    is_cutover = forecast.focus(moment.as_of) == "cutover"
    slack = forecast.course(forecast.focus(moment.as_of), moment.as_of)[moment.as_of]["slack_minutes"]
    is_late = overdue or worst == 1 or any(task["is_late"] and task["is_mandatory"] for task in rows)
    is_at_risk = worst == 2 or any(task["is_late"] or task["status"] == "blocked" for task in rows)
    is_near = slack < (tolerance("near_critical_minutes") if is_cutover else 0)
    health = "late" if is_late or (is_cutover and slack < 0) else "at_risk" if is_at_risk or is_near else "on_track"
    assert moment.query("overview_headline").to_pylist()[0]["health"] == health


def test_place_of_checkpoints_agrees_with_files(moment):
    events = asked(moment, "overview_timeline", "event_id")
    expected = gates.places(moment.as_of)
    assert {name: events[name]["state"] for name in expected} == expected


def test_legacy_cost_agrees_with_files(moment):
    reported = asked(moment, "legacy_cost", "day")
    expected = legacy.daily_costs(moment.as_of)
    assert set(reported) == set(expected)
    for day, costs in expected.items():
        agree(reported[day], dict(zip(("running_usd", "planned_usd", "since_go_live_usd"), costs, strict=True)))


def test_checkpoint_matrix_agrees_with_files(moment, live):
    names = ("entry_count", "open_count", "late_count", "slack_minutes")
    rows = moment.query("checkpoint_matrix").to_pylist()
    reported = {(row["checkpoint_id"], row["workstream"]): tuple(row[name] for name in names) for row in rows}
    assert reported == gates.cells(moment.as_of, live)
