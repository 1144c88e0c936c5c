"""What the trials say: percentiles and probabilities with their intervals, effects of drivers."""

from functools import lru_cache
from math import erfc, lgamma, log, log1p, sqrt
from statistics import NormalDist

import numpy as np

from cutover.risk.draws import draw, trial_hashes
from cutover.risk.model import DriverEffect, Interval, Outcome, Trials

CONFIDENCE = 0.95


def percentile(samples: np.ndarray, percent: float) -> Interval:
    """Return a percentile of simulated finishes and its 95 % interval.

    Parameters
    ----------
    samples
        int32[T]; finishes, any order.
    percent
        Above 0 and below 100.

    Returns
    -------
    Interval
        The least sample that at least `percent` of the trials do not exceed;
        low and high are the order statistics that enclose the true percentile
        in at least 95 % of all simulations (the least or greatest sample where
        there are too few trials).

    References
    ----------
    H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1.
    """
    count = len(samples)
    low, high = _ranks(count, percent)
    value = max(int(np.ceil(round(percent / 100 * count, 9))), 1) - 1
    ordered = np.partition(samples, (low, value, high))
    return Interval(float(ordered[value]), float(ordered[low]), float(ordered[high]))


@lru_cache(maxsize=256)
def _ranks(count: int, percent: float) -> tuple[int, int]:
    """Return positions of the order statistics: exact binomial tails of at most 2.5 % each."""
    share = percent / 100
    below = np.arange(count + 1)
    factorials = np.array([lgamma(i + 1) for i in below])
    logs = factorials[-1] - factorials - factorials[::-1] + below * log(share) + (count - below) * log1p(-share)
    cdf = np.cumsum(np.exp(logs))
    tail = (1 - CONFIDENCE) / 2
    low = int(np.searchsorted(cdf, tail, side="right")) - 1
    high = int(np.searchsorted(cdf, 1 - tail))
    return max(low, 0), min(high, count - 1)


def probability_by(samples: np.ndarray, due: int) -> Interval:
    """Return the share of trials that finish by `due`, with its 95 % Wilson interval.

    References
    ----------
    E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
    """
    return wilson(int(np.count_nonzero(samples <= due)), len(samples))


def wilson(successes: int, count: int) -> Interval:
    """Return successes / count with its 95 % Wilson interval."""
    deviate = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = successes / count
    weight = 1 + deviate**2 / count
    centre = (share + deviate**2 / (2 * count)) / weight
    half = deviate / weight * sqrt(share * (1 - share) / count + deviate**2 / (4 * count**2))
    return Interval(share, min(max(0.0, centre - half), share), max(min(1.0, centre + half), share))


def driver_effects(trials: Trials, outcome: Outcome) -> list[DriverEffect]:
    """Return what every risk driver does to the focus target, in the order of `trials.drivers`.

    The trials with and without it are those of the one simulation: as drivers
    occur independently, the difference of their means is the driver's effect.
    """
    finish = outcome.finish[outcome.focus]
    hashes = trial_hashes(trials.seed, 0, len(finish))
    return [_effect(finish, occurrences(driver.key, driver.probability, hashes)) for driver in trials.drivers]


def occurrences(key: int, probability: float, hashes: np.ndarray) -> np.ndarray:
    """Return bool[T]: whether a risk occurs in these trials."""
    return draw(np.array([key], np.uint32), hashes)[0] < probability * 2.0**32


def _effect(finish: np.ndarray, occurs: np.ndarray) -> DriverEffect:
    with_it, without = (float(part.mean()) if len(part) else np.nan for part in (finish[occurs], finish[~occurs]))
    return DriverEffect(float(occurs.mean()), with_it - without, with_it, without)


def normal_cdf(deviate: float) -> float:
    """Return the standard normal distribution function."""
    return erfc(-deviate / sqrt(2)) / 2
