"""Distributions of durations: every one as its cdf and its quantile function, vectorised over tasks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np

from cutover.risk.model import Estimates, Shape, probabilities

PERT_WEIGHT = 4.0
GRID = 1_025
NORMAL = NormalDist()
P90_DEVIATE = NORMAL.inv_cdf(0.9)


@dataclass(frozen=True)
class Distribution:
    """Durations of n tasks.

    Attributes
    ----------
    cdf
        float64[n] minutes to float64[n] probabilities.
    quantile
        float64[n, m] probabilities, strictly between 0 and 1, to minutes.
    """

    cdf: Callable[[np.ndarray], np.ndarray]
    quantile: Callable[[np.ndarray], np.ndarray]


def distribution_of(estimates: Estimates, rows: np.ndarray) -> Distribution:
    """Return the distribution of tasks that all have the shape of the first.

    References
    ----------
    BetaPERT: D. G. Malcolm et al., "Application of a technique for research and
    development program evaluation", Operations Research 7 (1959) 646-669, with
    lambda 4; D. Vose, Risk Analysis, 3rd ed. 2008.
    """
    shape = Shape(estimates.shape[rows[0]])
    low, mode, high = (
        np.asarray(values, float)[rows]
        for values in (estimates.optimistic, estimates.most_likely, estimates.pessimistic)
    )
    if shape == Shape.LOGNORMAL:
        return _lognormal(low, high)
    if shape == Shape.REHEARSED:
        return _rehearsed(estimates, rows, mode)
    if shape == Shape.FIXED:
        return Distribution(lambda x: (x >= mode) * 1.0, lambda p: np.repeat(mode[:, None], p.shape[1], axis=1))
    return _bounded(shape, low, mode, high)


def _bounded(shape: Shape, low: np.ndarray, mode: np.ndarray, high: np.ndarray) -> Distribution:
    """Return a distribution on [low, high] by the standard one on [0, 1] with its mode."""
    width = high - low
    peak = np.divide(mode - low, width, out=np.full_like(width, 0.5), where=width > 0)
    cdf, quantile = STANDARD[shape]

    def scaled_cdf(x: np.ndarray) -> np.ndarray:
        z = np.divide(x - low, width, out=(x >= low) * 1.0, where=width > 0)
        return cdf(peak, np.clip(z, 0, 1))

    return Distribution(scaled_cdf, lambda p: low[:, None] + width[:, None] * quantile(peak, p))


def _triangular_cdf(peak: np.ndarray, z: np.ndarray) -> np.ndarray:
    rising = np.divide(z * z, peak, out=np.zeros_like(z), where=peak > 0)
    falling = 1 - np.divide((1 - z) ** 2, 1 - peak, out=np.zeros_like(z), where=peak < 1)
    return np.where(z < peak, rising, falling)


def _triangular_quantile(peak: np.ndarray, p: np.ndarray) -> np.ndarray:
    peak = peak[:, None]
    return np.where(p < peak, np.sqrt(p * peak), 1 - np.sqrt((1 - p) * (1 - peak)))


@cache
def _angles() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x = sin(angle)^2 on a grid of angles, and the logs of sine and cosine."""
    angle = np.linspace(0, np.pi / 2, GRID)
    sine, cosine = np.sin(angle), np.cos(angle[::-1])[::-1]
    cosine[-1] = 0.0
    with np.errstate(divide="ignore"):
        return sine**2, np.log(sine), np.log(cosine)


@lru_cache(maxsize=1024)
def _pert_grid(peak: float) -> np.ndarray:
    """Return the cdf of the standard BetaPERT at the grid's x: trapezoids over the angle, where it is smooth."""
    _, log_sine, log_cosine = _angles()
    rising, falling = 1 + 2 * PERT_WEIGHT * peak, 1 + 2 * PERT_WEIGHT * (1 - peak)
    density = np.exp(rising * log_sine + falling * log_cosine)
    area = np.concatenate([[0], np.cumsum(density[1:] + density[:-1])])
    return area / area[-1]


def _pert_cdf(peak: np.ndarray, z: np.ndarray) -> np.ndarray:
    x = _angles()[0]
    return np.array([np.interp(value, x, _pert_grid(c)) for c, value in zip(peak.round(6).tolist(), z, strict=True)])


def _pert_quantile(peak: np.ndarray, p: np.ndarray) -> np.ndarray:
    x = _angles()[0]
    values = np.empty(p.shape)
    for row, c in enumerate(peak.round(6).tolist()):
        values[row] = np.interp(p[row], _pert_grid(c), x)
    return values


STANDARD = {
    Shape.UNIFORM: (lambda peak, z: z, lambda peak, p: p),
    Shape.TRIANGULAR: (_triangular_cdf, _triangular_quantile),
    Shape.BETAPERT: (_pert_cdf, _pert_quantile),
}


@cache
def _normal_grid() -> tuple[np.ndarray, np.ndarray]:
    deviate = np.linspace(-6, 6, 4 * GRID)
    return deviate, np.array([NORMAL.cdf(z) for z in deviate])


def _lognormal(p10: np.ndarray, p90: np.ndarray) -> Distribution:
    location = (np.log(p10) + np.log(p90)) / 2
    scale = (np.log(p90) - np.log(p10)) / (2 * P90_DEVIATE)
    deviate, cdf = _normal_grid()
    return _log_scaled(location, scale, deviate, cdf)


def _rehearsed(estimates: Estimates, rows: np.ndarray, planned: np.ndarray) -> Distribution:
    history = estimates.history
    with np.errstate(divide="ignore"):
        location = np.log(planned) + history.location[rows]
    return _log_scaled(location, history.scale[rows], history.residual, probabilities(len(history.residual)))


def _log_scaled(location: np.ndarray, scale: np.ndarray, deviate: np.ndarray, cdf: np.ndarray) -> Distribution:
    """Return exp(location + scale x a deviate with that cdf)."""

    def scaled_cdf(x: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (np.log(x) - location) / scale
        return np.interp(np.nan_to_num(z, nan=np.inf), deviate, cdf, left=0, right=1)

    def quantile(p: np.ndarray) -> np.ndarray:
        return np.exp(location[:, None] + scale[:, None] * np.interp(p, cdf, deviate))

    return Distribution(scaled_cdf, quantile)
