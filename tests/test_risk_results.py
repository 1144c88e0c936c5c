"""Percentiles and probabilities of simulated finishes, with their intervals."""

import numpy as np
import pytest

from cutover import risk
from cutover.risk.results import normal_cdf, wilson


def test_percentile_is_the_least_sufficient_sample():
    samples = np.array([50, 10, 40, 20, 30])
    assert [risk.percentile(samples, p).value for p in (1, 20, 21, 80, 81, 99)] == [10, 10, 20, 40, 50, 50]


def test_percentile_has_its_published_ranks():
    found = risk.percentile(np.arange(1, 101), 50)
    assert (found.low, found.value, found.high) == (40, 50, 61)


def test_few_samples_reach_to_their_ends():
    assert risk.percentile(np.array([1, 2, 3]), 80) == risk.Interval(3, 1, 3)


@pytest.mark.parametrize("percent", [50, 80, 95])
def test_interval_covers_as_often_as_it_says(percent):
    samples = np.random.default_rng(percent).random((1_000, 400))
    found = [risk.percentile(row, percent) for row in samples]
    covered = np.mean([i.low <= percent / 100 <= i.high for i in found])
    assert 0.935 <= covered <= 0.985


def test_wilson_interval_matches_the_published_one():
    found = wilson(81, 263)
    assert (found.value, found.low, found.high) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize(("successes", "low", "high"), [(0, 0.0, 0.2775), (10, 0.7225, 1.0)])
def test_wilson_stays_within_its_range(successes, low, high):
    found = wilson(successes, 10)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_probability_counts_a_finish_on_time():
    assert risk.probability_by(np.array([10, 20, 30, 40]), 20).value == 0.5


def test_normal_cdf_gives_the_tabled_values():
    assert [round(normal_cdf(z), 6) for z in (-1.959964, 0, 1)] == [0.025, 0.5, 0.841345]
