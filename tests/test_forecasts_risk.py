"""What durations are drawn from and what the rows of the risk say, on small plans given as arrays."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

import cutover.forecasts.columns as columns
import cutover.forecasts.risk as forecast
import cutover.forecasts.risk_durations as durations
import cutover.forecasts.risk_results as results
import cutover.forecasts.risk_tables as tables
import cutover.forecasts.risk_versions as versions
from cutover import risk, schedule

NO_LINKS = schedule.Links(*(np.zeros(0, np.int32) for _ in range(4)))


def plan_of(*minutes: int, remaining: tuple[int, ...] | None = None) -> schedule.Plan:
    """Return tasks A, B, ... without links."""
    names = np.array([chr(ord("A") + i) for i in range(len(minutes))], object)
    left = np.full(len(minutes), schedule.UNSET) if remaining is None else np.array(remaining, np.int32)
    return schedule.Plan(names=names, duration=np.array(minutes, np.int32), links=NO_LINKS, remaining=left)


TASKS = [("task_id", pa.string()), ("basis", pa.string()), ("group_name", pa.string()), ("is_estimated", pa.bool_())]


def evidence_of(plan: schedule.Plan, *basis: str | None, runs: list[dict] = (), **more) -> durations.Evidence:
    """Return evidence with triangular estimates from half to double the duration."""
    tasks = [
        {"task_id": str(name), "basis": b, "group_name": "Load", "is_estimated": b == "estimate"}
        for name, b in zip(plan.names, basis, strict=True)
    ]
    names = ("task_id", "group_name", "planned_minutes", "measured_minutes", "result", "is_counted")
    types = (pa.string(), pa.string(), pa.float64(), pa.float64(), pa.string(), pa.bool_())
    count, minutes = len(basis), plan.duration.astype(float)
    spread = risk.Estimates(np.full(count, risk.Shape.TRIANGULAR, np.int8), minutes / 2, minutes, minutes * 2)
    given = {"estimates": spread, "elapsed": np.zeros(count), "is_stated": np.zeros(count, bool)}
    return durations.Evidence(
        tasks=pa.Table.from_pylist(tasks, pa.schema(TASKS)),
        runs=pa.Table.from_pylist(list(runs), pa.schema(list(zip(names, types, strict=True)))),
        **given | more,
    )


def drawn(plan: schedule.Plan, evidence: durations.Evidence) -> durations.Durations:
    return durations.durations_of(plan, evidence, 1025)


def run(task_id: str, measured: float, planned: float | None = 100, **cells) -> dict:
    return {
        "task_id": task_id, "group_name": "Load", "planned_minutes": planned, "measured_minutes": measured,
        "result": "passed", "is_counted": True,
    } | cells  # fmt: skip


def middle(found: durations.Durations) -> list[float]:
    return found.tables[:, found.tables.shape[1] // 2].tolist()


def test_estimates_and_shares_are_drawn_from():
    plan = plan_of(100, 100)
    found = drawn(plan, evidence_of(plan, "estimate", "assumed"))
    assert middle(found) == pytest.approx([200 - 7500**0.5, 200 - 7500**0.5], abs=0.5)
    assert found.basis.tolist() == ["estimate", "assumed"]
    assert found.history is None


def test_milestone_draws_nothing():
    plan = plan_of(0, 100)
    found = drawn(plan, evidence_of(plan, "assumed", "assumed"))
    assert found.basis.tolist() == [None, "assumed"]
    assert set(found.tables[0].tolist()) == {0.0}


def test_stated_remaining_work_is_scaled():
    plan = plan_of(100, 100, remaining=(50, 50))
    stated = evidence_of(plan, "estimate", "estimate", is_stated=np.array([True, False]), elapsed=np.array([80.0, 80]))
    scaled, conditioned = middle(drawn(plan, stated))
    assert scaled == pytest.approx((200 - 7500**0.5) / 2, abs=0.5)
    left = 0.5 * (1 - (80 - 50) ** 2 / (150 * 50))
    assert conditioned == pytest.approx(200 - (left * 150 * 100) ** 0.5 - 80, abs=0.7)


def test_rehearsed_task_follows_its_runs():
    plan = plan_of(200, 200)
    runs = [run("A", 150) for _ in range(20)]
    found = drawn(plan, evidence_of(plan, "rehearsal", "assumed", runs=runs))
    assert middle(found)[0] == pytest.approx(300, rel=0.02)
    assert found.history.run_count.tolist() == [20, 0]


def test_runs_of_other_tasks_tell_of_their_group():
    plan = plan_of(100)
    history = durations.history_of(plan, evidence_of(plan, "rehearsal", runs=[run("Z", 150)] * 20))
    assert history.run_count.tolist() == [0]
    assert history.median_ratio[0] > 1.2


@pytest.mark.parametrize(
    ("planned", "measured", "now", "base"),
    [(100, 150, 100, 100), (100, 150, 150, 150), (100, 150, 120, 120), (100, 150, 300, 100), (None, 150, 120, 120)],
)
def test_overrun_already_planned_counts_once(planned, measured, now, base):
    plan = plan_of(now)
    runs = [run("A", measured, planned)] * 40
    found = durations.history_of(plan, evidence_of(plan, "rehearsal", runs=runs))
    assert found.median_ratio[0] == pytest.approx(measured / base, rel=0.02)


def test_runs_without_a_plan_are_left_out():
    plan = plan_of(0)
    assert durations.history_of(plan, evidence_of(plan, "rehearsal", runs=[run("A", 30, None)])) is None
    found = drawn(plan_of(10), evidence_of(plan_of(10), "rehearsal"))
    assert found.basis.tolist() == ["assumed"]


def test_leads_to_follows_links_back():
    links = schedule.Links(*(np.array(ends, np.int32) for ends in ([0, 1, 3], [1, 2, 2], [0, 0, 0], [0, 0, 0])))
    network = schedule.compile_network(np.array(list("ABCD"), object), links)
    leads = results.leads_to(network, [np.array([1]), np.array([2]), np.array([3])])
    assert leads.T.tolist() == [[True, True, False, False], [True, True, True, True], [False, False, False, True]]


class Counted:
    """A version of which only the number of open tasks matters."""

    def __init__(self, count: int) -> None:
        self.is_open = np.ones(count, bool)


@pytest.mark.parametrize(
    ("tasks", "wanted", "count"), [(10, 500, 500), (10_000, 10_000, 2_500), (10**6, 10_000, 1_000)]
)
def test_large_plans_get_fewer_trials(tasks, wanted, count):
    assert forecast.trial_count([Counted(tasks), Counted(3)], wanted) == count
    assert forecast.trial_count([], wanted) == wanted


def test_instants_keep_what_is_not_set():
    found = columns.instants(np.array([0.4, np.nan, float(schedule.UNSET), 90]))
    assert found.to_pylist() == [datetime(1970, 1, 1), None, None, datetime(1970, 1, 1, 1, 30)]
    assert columns.minutes_of(found).tolist() == [0, schedule.UNSET, schedule.UNSET, 90]
    assert results.instant(90.0) == datetime(1970, 1, 1, 1, 30)


def test_columns_turn_null_into_nothing():
    assert columns.integers_of(pa.array([3, None])).tolist() == [3, schedule.UNSET]
    assert np.isnan(columns.numbers_of(pa.array([1.5, None]))).tolist() == [False, True]
    assert columns.texts_of(pa.array(["a", None])).tolist() == ["a", None]
    assert columns.numbers(np.array([1.5, np.nan])).to_pylist() == [1.5, None]


def test_every_computed_table_is_declared():
    assert {table.name for table in forecast.RISK.creates} == {
        "computed_target_risk", "computed_target_samples", "computed_task_risk", "computed_driver_risk",
        "computed_rehearsal_ratio",
    }  # fmt: skip
    assert all(set(table.key) <= set(table.names) for table in forecast.RISK.creates)
    assert tables.VERSION.name in tables.TARGET_RISK.key


def test_versions_are_current_and_previous():
    assert versions.VERSIONS == {"current": "is_current", "previous": "is_previous"}
