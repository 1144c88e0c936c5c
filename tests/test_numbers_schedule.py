"""Schedule, plan quality and risk of the sample computed a second time: from its files, without the engines."""

from datetime import datetime

import pytest
import recomputed_forecast as forecast
import recomputed_quality as quality
import recomputed_risk as risk
import recomputed_schedule as schedule
from recomputed_hours import instant, minute
from recomputed_rows import minutes
from test_numbers_recomputed import agree, asked

from cutover.warehouse import Moment, Warehouse

BEFORE_GO_LIVE = datetime(2026, 10, 23, 22)
TRIALS = 1_500


@pytest.fixture
def moment(sample_moment) -> Moment:
    return sample_moment


def test_forecast_of_tasks_agrees_with_files(moment):
    reported, now = asked(moment, "task_forecast", "task_id"), schedule.network(moment.as_of)
    assert set(reported) == set(now.tasks)
    for name, row in reported.items():
        dates = now.early[name]
        own, inherited = forecast.delays(now, name)
        expected = {
            "early_start_at": instant(dates.start), "early_finish_at": instant(dates.finish),
            "is_critical": now.is_critical(name), "own_delay_minutes": own, "inherited_delay_minutes": inherited,
            "driving_predecessor_id": dates.driving and dates.driving.before,
        }  # fmt: skip
        agree(row, expected)


def test_floats_of_tasks_agree_with_files(moment):
    reported, now = asked(moment, "task_forecast", "task_id"), schedule.network(moment.as_of)
    for name, row in reported.items():
        dates = now.late_dates(name)
        agree(row, {
            "total_float_minutes": now.total_float(name), "free_float_minutes": now.free_float(name),
            "late_start_at": instant(dates[0]), "late_finish_at": instant(dates[1]),
        })  # fmt: skip


def test_courses_of_all_targets_agree_with_files(moment):
    targets = {row["target_id"] for row in moment.table("schedule_targets").to_pylist()}
    assert targets == set(forecast.members(-1, moment.as_of))
    for target in targets:
        reported, expected = asked(moment, "forecast_course", "told_at", target=target), {}
        expected = forecast.course(target, moment.as_of)
        assert set(reported) == set(expected)
        for at, stand in expected.items():
            agree(reported[at], stand)


@pytest.mark.parametrize("target", ["focus", "plan", "cutover", "checkpoint:CP-07", "checkpoint:CP-12"])
def test_driving_path_agrees_with_files(moment, target):
    rows = moment.query("critical_path", target=target).to_pylist()
    expected = forecast.critical_path(forecast.focus(moment.as_of) if target == "focus" else target, moment.as_of)
    names = ("task_id", "dependency_type", "lag_minutes", "wait_minutes")
    assert [tuple(row[name] for name in names) for row in rows] == expected


@pytest.mark.parametrize("target", ["focus", "plan", "cutover", "checkpoint:CP-07", "checkpoint:CP-12"])
def test_moves_of_the_finish_agree_with_files(moment, target):
    shares: dict[str, int] = {}
    for row in moment.query("finish_moves", target=target).to_pylist():
        shares[row["task_id"]] = shares.get(row["task_id"], 0) + row["share_minutes"]
    target = forecast.focus(moment.as_of) if target == "focus" else target
    assert {name: share for name, share in shares.items() if share} == forecast.moves(target, moment.as_of)
    *_, before, now = [None, *(stand["forecast_at"] for stand in forecast.course(target, moment.as_of).values())]
    assert sum(shares.values()) == (minutes(before, now) if before else 0)


def test_handoffs_agree_with_files(moment):
    rows = moment.query("handoffs").to_pylist()
    reported = {(row["owner_role"], row["side"]): row for row in rows}
    expected = forecast.handoffs(moment.as_of)
    assert set(reported) == set(expected)
    for key, waits in expected.items():
        agree(reported[key], waits)


@pytest.mark.parametrize("side", [None, "customer"])
def test_schedule_figures_agree_with_files(moment, side):
    course = [forecast.counts(now, lambda row: side in (None, row["side"])) for now in schedule.networks(moment.as_of)]
    slacks = [stand["slack_minutes"] for stand in forecast.course(forecast.focus(moment.as_of), moment.as_of).values()]
    unit = 60 if abs(slacks[-1]) < 2880 else 1440
    reported = asked(moment, "schedule_figures", "position", sides=[side] if side else [])
    names = ("critical", "late_own", "waiting", "assumed")
    expected = [[slack / unit for slack in slacks], *([float(now[name]) for now in course] for name in names)]
    assert [row["trend"] for row in reported.values()] == [pytest.approx(trend) for trend in expected]
    assert [row["value"] for row in reported.values()] == [pytest.approx(trend[-1]) for trend in expected]
    assert [row["n"] for row in reported.values()][1:] == [
        course[-1][name] for name in ("open", "late", "open", "open")
    ]


def test_schedule_headline_agrees_with_files(moment):
    row, found = moment.query("schedule_headline").to_pylist()[0], forecast.counts(schedule.network(moment.as_of))
    assert (row["health"], row["n"]) == (forecast.health(moment.as_of), found["open"])
    assert (
        f"{found['late']} of {found['open']} open tasks late by forecast: {found['late_critical']} critical, "
        f"{found['late_own']} by a delay of their own."
    ) in row["detail"]


def test_gantt_rows_agree_with_files(moment):
    reported, now = asked(moment, "schedule_rows", "row_id", show="tasks"), schedule.network(moment.as_of)
    assert {name: row["health"] for name, row in reported.items()} == {n: forecast.health_of(now, n) for n in now.tasks}
    reported, expected = asked(moment, "schedule_rows", "row_id", show="workstreams"), forecast.workstreams(now)
    assert set(reported) == set(expected)
    for workstream, row in expected.items():
        agree(reported[workstream], row)


def test_burndown_of_the_network_agrees_with_files(moment):
    dates, rows = schedule.dates(moment.as_of), schedule.network(moment.as_of).tasks
    ends = [dates[name][1] for name, row in rows.items() if row["is_open"] and row["phase"] != "contingency"]
    reported = asked(moment, "burndown_network", "step_at")
    assert (min(reported), max(reported)) == (moment.as_of, max(ends))
    assert {at: row["remaining"] for at, row in reported.items()} == {
        at: sum(end > at for end in ends) for at in reported
    }


@pytest.mark.parametrize("scale", ["dcma", "cutover"])
def test_plan_quality_agrees_with_files(moment, scale):
    reported = asked(moment, "plan_quality", "check_number", scale=scale)
    counted, results = quality.checks(scale, moment.as_of), quality.results(scale, moment.as_of)
    pairs = {number: (row["count"], row["denominator"]) for number, row in reported.items()}
    assert pairs == {number: pair or (None, None) for number, pair in counted.items()}
    assert {number: row["result"] for number, row in reported.items()} == results


@pytest.mark.parametrize("unit", ["hours", "count"])
def test_plan_indices_agree_with_files(moment, unit):
    reported = asked(moment, "plan_indices", "index_id", unit=unit)
    agree({name: row["value"] for name, row in reported.items()}, quality.indices(unit, moment.as_of))


@pytest.fixture(scope="module")
def before(sample_store) -> Moment:
    """The sample a week before the cutover."""
    return Warehouse(sample_store).moment(as_of=BEFORE_GO_LIVE)


def test_risk_agrees_with_other_dice(before):
    (cutover, *_), gates = before.query("finish_risk").to_pylist(), before.query("target_risk").to_pylist()
    unsure = sorted(
        (row for row in gates if row["state"] == "open" and row["target_id"].startswith("checkpoint")),
        key=lambda row: abs(row["on_time_ratio"] - 0.5),
    )
    targets = [cutover, *unsure[:2]]
    trials = risk.simulated(BEFORE_GO_LIVE, tuple(row["target_id"] for row in targets), TRIALS)
    for row in targets:
        own, at = trials[row["target_id"]], risk.due(row["target_id"], BEFORE_GO_LIVE)
        assert risk.is_share(row["on_time_ratio"], at, own, cutover["trial_count"])
        assert risk.is_quantile(minute(row["p50_at"]), 0.5, own, cutover["trial_count"])
        assert risk.is_quantile(minute(row["p80_at"]), 0.8, own, cutover["trial_count"])


def test_targets_of_the_risk_agree_with_files(before):
    now = schedule.network(BEFORE_GO_LIVE)
    for target, row in asked(before, "target_risk", "target_id").items():
        ends = [now.early[name].finish for name in forecast.members(-1, BEFORE_GO_LIVE)[target]]
        assert minute(row["due_at"]) == risk.due(target, BEFORE_GO_LIVE)
        assert row["reached_at" if row["state"] == "reached" else "deterministic_at"] == instant(max(ends))


def test_bases_of_durations_agree_with_files(before):
    row = before.query("finish_risk").to_pylist()[0]
    agree(row, {"estimated_count": 0, "assumed_count": 0, "rehearsed_count": 0} | risk.bases("cutover", BEFORE_GO_LIVE))


def test_rehearsed_ratios_agree_with_files(before):
    measured, rehearsed = risk.rehearsals(schedule.network(BEFORE_GO_LIVE), BEFORE_GO_LIVE)
    reported = asked(before, "rehearsal_calibration", "task_id")
    used = {name: row for name, row in reported.items() if row["ratio_used"] is not None}
    assert set(used) == {name for name in rehearsed if schedule.network(BEFORE_GO_LIVE).is_open(name)}
    for name, row in used.items():
        assert row["ratio_used"] == pytest.approx(measured.median(name), rel=1e-3)
        assert row["credibility_ratio"] == pytest.approx(measured.trust[name])
