"""Quantile tables of durations, also of tasks that have started or are overdue."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutover import risk
from cutover.errors import ScheduleError
from cutover.risk import Shape

MINUTES = st.floats(1, 10_000)
BOUNDED = st.sampled_from([Shape.BETAPERT, Shape.TRIANGULAR, Shape.UNIFORM])


def one(shape, low=10, mode=20, high=60, history=None):
    """Return one estimate."""
    return risk.Estimates(
        np.array([shape], np.int8), np.array([low], float), np.array([mode], float), np.array([high], float), history
    )


def moments(table):
    """Return the mean and standard deviation of a table read with linear interpolation."""
    low, high = table[:-1].astype(float), table[1:].astype(float)
    mean = np.mean((low + high) / 2)
    return mean, np.sqrt(np.mean((low**2 + low * high + high**2) / 3) - mean**2)


@pytest.mark.parametrize("points", [257, 1025])
@pytest.mark.parametrize(
    ("shape", "mean", "sd"),
    [
        (Shape.FIXED, 20, 0),
        (Shape.UNIFORM, 35, 50 / np.sqrt(12)),
        (Shape.TRIANGULAR, 30, np.sqrt((100 + 400 + 3600 - 200 - 600 - 1200) / 18)),
        (Shape.BETAPERT, 25, np.sqrt((25 - 10) * (60 - 25) / 7)),
    ],
)
def test_table_keeps_mean_and_deviation(points, shape, mean, sd):
    found = moments(risk.estimate_tables(one(shape), points=points)[0])
    assert found == (pytest.approx(mean, rel=2e-4), pytest.approx(sd, rel=5e-4, abs=1e-4))


def test_betapert_has_the_published_percentiles():
    tables = risk.estimate_tables(one(Shape.BETAPERT, 30, 60, 180), points=1025)
    found = risk.task_percentiles(tables, [50, 80, 95])[0]
    assert found.tolist() == pytest.approx([71.50083890887782, 97.53879207236177, 123.19150860242854], abs=2e-3)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 0, 100), (0, 100, 100), (10, 10, 10)])
def test_betapert_takes_modes_at_its_bounds(low, mode, high):
    mean, _ = moments(risk.estimate_tables(one(Shape.BETAPERT, low, mode, high))[0])
    assert mean == pytest.approx((low + 4 * mode + high) / 6, rel=2e-4)


def test_lognormal_passes_through_its_p10_and_p90():
    tables = risk.estimate_tables(one(Shape.LOGNORMAL), points=1025)
    assert risk.task_percentiles(tables, [10, 50, 90])[0].tolist() == pytest.approx([10, np.sqrt(600), 60], rel=1e-4)


def test_table_never_falls():
    shapes = [Shape.BETAPERT, Shape.TRIANGULAR, Shape.LOGNORMAL, Shape.UNIFORM]
    assert all((np.diff(risk.estimate_tables(one(shape), elapsed=np.array([e]))[0]) >= 0).all()
               for shape in shapes for e in (0.0, 12.0, 70.0))  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "elapsed", "median"),
    [
        (Shape.UNIFORM, 5, 30),
        (Shape.UNIFORM, 40, 10),
        (Shape.TRIANGULAR, 30, 60 - np.sqrt(0.5 * 0.45 * 2000) - 30),
        (Shape.FIXED, 5, 15),
    ],
)
def test_what_remains_is_conditional_on_elapsed(shape, elapsed, median):
    tables = risk.estimate_tables(one(shape), elapsed=np.array([elapsed], float), points=1025)
    assert risk.task_percentiles(tables, [50])[0, 0] == pytest.approx(median, abs=1e-3)


def test_conditional_draws_match_the_late_ones():
    drawn = np.random.default_rng(7).triangular(10, 20, 60, 400_000)
    late = drawn[drawn > 25] - 25
    tables = risk.estimate_tables(one(Shape.TRIANGULAR), elapsed=np.array([25.0]), points=1025)
    found = risk.task_percentiles(tables, [10, 50, 90])[0]
    assert found.tolist() == pytest.approx(np.percentile(late, [10, 50, 90]).tolist(), abs=0.15)


@pytest.mark.parametrize("shape", [Shape.UNIFORM, Shape.TRIANGULAR, Shape.BETAPERT, Shape.LOGNORMAL])
def test_overdue_task_keeps_a_growing_remainder(shape):
    estimates = one(shape, 100, 200, 600)
    remaining = [risk.median_remaining(estimates, np.array([e], float))[0] for e in (600, 900, 1800)]
    assert 0 < remaining[0] < remaining[1] < remaining[2]


def test_overdue_remainder_grows_from_the_p95():
    estimates = one(Shape.UNIFORM, 0, 0, 1000)
    assert [int(risk.median_remaining(estimates, np.array([e]))[0]) for e in (940.0, 950.0, 951.0, 1900.0)] == [
        30, 25, 25, 50]  # fmt: skip


def test_fixed_task_that_is_overdue_is_done():
    assert risk.median_remaining(one(Shape.FIXED), np.array([25.0])).tolist() == [0]


@pytest.mark.parametrize(
    ("shape", "values", "told"),
    [
        (Shape.BETAPERT, (30, 20, 60), "30, 20, 60"),
        (Shape.UNIFORM, (60, 20, 10), "60, 20, 10"),
        (Shape.LOGNORMAL, (0, 20, 60), "lognormal"),
        (Shape.FIXED, (0, -1, 0), "-1"),
        (Shape.TRIANGULAR, (10, np.nan, 60), "nan"),
    ],
)
def test_estimates_out_of_order_are_refused(shape, values, told):
    with pytest.raises(ScheduleError, match=told):
        risk.estimate_tables(one(shape, *values))


@pytest.mark.parametrize("points", [2, 256, 1000])
def test_odd_numbers_of_points_are_refused(points):
    with pytest.raises(ValueError, match="power of two and one more"):
        risk.estimate_tables(one(Shape.UNIFORM), points=points)


@pytest.mark.parametrize(("tasks", "points"), [(1, 1025), (1_500, 1025), (1_501, 257)])
def test_large_plans_get_coarser_tables(tasks, points):
    assert risk.table_points(tasks) == points


def test_shapes_of_one_plan_keep_their_rows():
    three = np.array([[10, 20, 60]] * 4, float).T
    shapes = np.array([Shape.UNIFORM, Shape.FIXED, Shape.UNIFORM, Shape.TRIANGULAR], np.int8)
    tables = risk.estimate_tables(risk.Estimates(shapes, *three), elapsed=np.array([0, 0, 40, 0.0]))
    assert tables[:, 128].tolist() == pytest.approx([35, 20, 10, 60 - np.sqrt(1000)], abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(shape=BOUNDED, three=st.tuples(MINUTES, MINUTES, MINUTES))
def test_tables_rise_within_their_bounds(shape, three):
    low, mode, high = sorted(three)
    table = risk.estimate_tables(one(shape, low, mode, high))[0]
    assert (np.diff(table) >= 0).all()
    assert low - 1e-5 * high <= table[0]
    assert table[-1] <= high * (1 + 1e-5)


@settings(max_examples=60, deadline=None)
@given(shape=BOUNDED, three=st.tuples(MINUTES, MINUTES, MINUTES), elapsed=st.floats(0, 30_000))
def test_what_is_left_and_taken_is_at_least_the_whole(shape, three, elapsed):
    estimates = one(shape, *sorted(three))
    whole = risk.estimate_tables(estimates)[0]
    left = risk.estimate_tables(estimates, elapsed=np.array([elapsed]))[0]
    assert (left >= 0).all()
    assert (left[1:-1] + elapsed >= whole[1:-1] * (1 - 1e-4)).all()
