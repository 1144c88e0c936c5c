"""Rehearsal history: ratios of mock cutover runs as distributions of live tasks."""

import numpy as np
import pytest

from cutover import risk
from cutover.errors import ScheduleError
from cutover.risk import Shape
from cutover.risk.rehearsal import _smoothed, _uncensored


def runs(task, ratio, group=None, failed=()):
    """Return runs; all of one group and passed unless told otherwise."""
    is_failed = np.isin(np.arange(len(task)), failed)
    return risk.Runs(np.array(task), np.array(group or [0] * len(task)), np.array(ratio, float), is_failed)


def many_runs(tasks=120, each=3, seed=5):
    """Return runs drawn from known groups, tasks and a skewed residual, and the tasks' true medians."""
    random = np.random.default_rng(seed)
    group = np.arange(tasks) % 6
    centre = np.array([-0.2, 0, 0.1, 0.2, 0.4, 0.6])[group] + random.normal(0, 0.1, tasks)
    task = np.repeat(np.arange(tasks), each)
    logs = centre[task] + random.gumbel(-0.0577, 0.1, len(task))
    return risk.Runs(task, group[task], np.exp(logs), np.zeros(len(task), bool)), group, centre


def test_equal_ratios_are_kept():
    history = risk.calibrate(runs([0, 0, 1, 2], [1.5, 1.5, 1.5, 1.5]), np.zeros(3, int))
    assert history.location.tolist() == pytest.approx([np.log(1.5)] * 3)
    assert history.median_ratio.tolist() == pytest.approx([1.5] * 3, rel=1e-2)


def test_task_without_runs_takes_its_group():
    history = risk.calibrate(runs([0, 1, 2, 3], [2, 2, 0.5, 0.5], [0, 0, 1, 1]), np.array([0, 0, 1, 1, 0, 1]))
    assert history.location[4] > 0 > history.location[5]
    assert history.run_count.tolist() == [1, 1, 1, 1, 0, 0]
    assert history.credibility[4] == 0


def test_group_without_runs_takes_the_programme():
    history = risk.calibrate(runs([0, 1], [2, 2]), np.array([0, 0, 7]))
    assert history.location[2] == pytest.approx(np.log(2))


def test_more_runs_count_for_more():
    ratios = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    history = risk.calibrate(runs([0, 1, 2, 3, 4, 5, 5, 5, 5, 5], ratios), np.zeros(6, int))
    assert history.credibility[5] > history.credibility[4] > 0
    assert np.log(2) > history.location[5] > history.location[4] > history.location[0]


def test_spread_is_wider_where_less_is_known():
    history = risk.calibrate(runs([0, 0, 0, 1], [1.0, 1.2, 1.1, 1.1]), np.zeros(3, int))
    assert history.scale[0] < history.scale[1] < history.scale[2]


def test_shrunk_ratios_beat_own_and_pooled_ones():
    drawn, group, centre = many_runs()
    logs = np.log(drawn.ratio).reshape(120, 3)
    error = np.sqrt(np.mean((risk.calibrate(drawn, group).location - centre) ** 2))
    own = np.sqrt(np.mean((logs.mean(axis=1) - centre) ** 2))
    pooled = np.sqrt(np.mean((np.array([logs[group == g].mean() for g in range(6)])[group] - centre) ** 2))
    assert error < 0.95 * own
    assert error < 0.95 * pooled


def test_forecast_of_a_next_run_is_calibrated():
    drawn, group, centre = many_runs(tasks=600)
    history = risk.calibrate(drawn, group)
    one = np.ones(600)
    tables = risk.estimate_tables(risk.Estimates(np.full(600, Shape.REHEARSED), one, one, one, history))
    again = np.exp(centre + np.random.default_rng(9).gumbel(-0.0577, 0.1, 600))
    below = [np.mean(again <= column) for column in risk.task_percentiles(tables, [10, 50, 80, 95]).T]
    assert below == pytest.approx([0.10, 0.50, 0.80, 0.95], abs=0.05)


def test_rehearsed_duration_scales_the_planned_one():
    history = risk.calibrate(runs([0, 0, 1], [1.0, 1.5, 1.2]), np.zeros(2, int))
    planned = np.array([60.0, 0.0])
    tables = risk.estimate_tables(risk.Estimates(np.full(2, Shape.REHEARSED), planned, planned, planned, history))
    assert risk.task_percentiles(tables, [50])[:, 0].tolist() == pytest.approx(
        [60 * history.median_ratio[0], 0], rel=1e-3
    )


def test_overdue_rehearsed_task_still_needs_time():
    history = risk.calibrate(runs([0, 0, 1], [1.0, 1.5, 1.2]), np.zeros(1, int))
    planned = np.array([60.0])
    estimates = risk.Estimates(np.array([Shape.REHEARSED]), planned, planned, planned, history)
    assert (
        0
        < risk.median_remaining(estimates, np.array([90.0]))[0]
        < risk.median_remaining(estimates, np.array([500.0]))[0]
    )


def test_failed_run_counts_as_longer_successes():
    logs = np.array([0.0, 1.0, 2.0, 0.5, 5.0])
    assert _uncensored(logs, np.array([False, False, False, True, True])).tolist() == [0, 1, 2, 1.5, 5]


def test_failure_lengthens_the_forecast():
    passed = risk.calibrate(runs([0, 1, 2], [1, 1.2, 1.6]), np.zeros(3, int))
    failed = risk.calibrate(runs([0, 1, 2], [1, 1.2, 1.6], failed=[0]), np.zeros(3, int))
    assert failed.location[0] > passed.location[0]


def test_one_run_leaves_a_prior_spread():
    history = risk.calibrate(runs([0], [1.3]), np.zeros(1, int))
    assert history.location[0] == pytest.approx(np.log(1.3))
    assert 0.15 < history.scale[0] < 0.3


def test_residuals_keep_their_skew_and_unit_spread():
    residual = _smoothed(np.random.default_rng(3).gumbel(0, 0.2, 500))
    assert (residual.mean(), residual.std()) == (pytest.approx(0, abs=1e-9), pytest.approx(1))
    assert np.mean(residual**3) > 0.5
    assert (np.diff(residual) > 0).all()


def test_no_runs_are_refused():
    with pytest.raises(ScheduleError, match="No rehearsal run"):
        risk.calibrate(runs([], []), np.zeros(2, int))


@pytest.mark.parametrize("ratio", [0.0, -1.0, np.nan])
def test_ratio_that_is_no_ratio_is_refused(ratio):
    with pytest.raises(ScheduleError, match="Rehearsal run 1"):
        risk.calibrate(runs([0, 1], [1.0, ratio]), np.zeros(2, int))
