"""Estimates as quantile tables, conditional on what a started task has already taken."""

import numpy as np

from cutover.errors import ScheduleError
from cutover.risk.distributions import Distribution, distribution_of
from cutover.risk.model import Estimates, Shape, probabilities

FEW_TASKS = 1_500
STRETCHED_FROM = 0.95
END_CELL_POINTS = 16


def table_points(task_count: int) -> int:
    """Return how many points a quantile table gets: 1,025 up to 1,500 tasks, else 257."""
    return 1_025 if task_count <= FEW_TASKS else 257


def estimate_tables(estimates: Estimates, *, elapsed: np.ndarray | None = None, points: int = 257) -> np.ndarray:
    """Return the durations as quantile tables; of started tasks what remains of them.

    Parameters
    ----------
    estimates
        Durations from first start to finish.
    elapsed
        float64[N]; working minutes that started tasks have taken, 0 otherwise.
    points
        Points of a table: a power of two and one more.

    Returns
    -------
    numpy.ndarray
        float32[N, points]; values at the probabilities i / (points - 1), except
        for the two ends: they give their cell its mean.

    Raises
    ------
    ScheduleError
        If an estimate is not in order, or a lognormal one starts at 0.

    Notes
    -----
    What remains of a task that has taken e is (D | D > e) - e. From the P95 of
    its estimate on, the estimate has proved too short: it is stretched until e
    is its P95. So what remains never shrinks to nothing because a bound was
    passed, but grows in proportion to what the task has taken.
    """
    if points < 3 or (points - 1) & (points - 2):
        raise ValueError(f"points is {points}; allowed: a power of two and one more, from 3")
    cells = points - 1
    inner = np.arange(1, cells) / cells
    ends = probabilities(END_CELL_POINTS) / cells
    values = _remaining(estimates, elapsed, np.concatenate([ends, inner, 1 - ends]))
    low, high = values[:, :END_CELL_POINTS], values[:, -END_CELL_POINTS:]
    tables = np.empty((len(values), points), np.float32)
    tables[:, 1:-1] = values[:, END_CELL_POINTS:-END_CELL_POINTS]
    tables[:, 0] = np.clip(2 * low.mean(axis=1) - tables[:, 1], 0, tables[:, 1])
    tables[:, -1] = np.maximum(2 * high.mean(axis=1) - tables[:, -2], tables[:, -2])
    return tables


def median_remaining(estimates: Estimates, elapsed: np.ndarray) -> np.ndarray:
    """Return int32[N]: the median of what remains of tasks that have taken `elapsed` minutes."""
    return np.rint(_remaining(estimates, elapsed, np.array([0.5]))[:, 0]).astype(np.int32)


def task_percentiles(tables: np.ndarray, percents: list[float]) -> np.ndarray:
    """Return float64[N, len(percents)]: percentiles of quantile tables, in their unit."""
    place = np.asarray(percents, float) / 100 * (tables.shape[1] - 1)
    cell = np.minimum(place.astype(int), tables.shape[1] - 2)
    low, high = tables[:, cell].astype(float), tables[:, cell + 1].astype(float)
    return low + (place - cell) * (high - low)


def _remaining(estimates: Estimates, elapsed: np.ndarray | None, at: np.ndarray) -> np.ndarray:
    """Return float64[N, len(at)]: quantiles of the durations, of started ones less what they have taken."""
    _check(estimates)
    values = np.empty((len(estimates.shape), len(at)))
    taken = np.zeros(len(values)) if elapsed is None else np.asarray(elapsed, float)
    for shape in np.unique(estimates.shape):
        rows = np.flatnonzero(estimates.shape == shape)
        values[rows] = _conditional(distribution_of(estimates, rows), taken[rows], at)
    return values


def _conditional(distribution: Distribution, taken: np.ndarray, at: np.ndarray) -> np.ndarray:
    proven = distribution.quantile(np.full((len(taken), 1), STRETCHED_FROM))[:, 0]
    passed = np.where(taken > 0, np.minimum(distribution.cdf(taken), STRETCHED_FROM), 0)
    stretch = np.maximum(1, np.divide(taken, proven, out=np.ones_like(taken), where=proven > 0))
    values = distribution.quantile(passed[:, None] + (1 - passed[:, None]) * at)
    return np.maximum(0, values * stretch[:, None] - taken[:, None])


def _check(estimates: Estimates) -> None:
    low, mode, high = estimates.optimistic, estimates.most_likely, estimates.pessimistic
    shape = estimates.shape
    three = (shape == Shape.BETAPERT) | (shape == Shape.TRIANGULAR)
    two = (shape == Shape.UNIFORM) | (shape == Shape.LOGNORMAL)
    fits = np.where(three, (low >= 0) & (low <= mode) & (mode <= high), mode >= 0)
    fits = np.where(two, (low >= 0) & (low <= high), fits) & ~((shape == Shape.LOGNORMAL) & ~(low > 0))
    wrong = np.flatnonzero(~fits)
    if len(wrong):
        task = int(wrong[0])
        raise ScheduleError(
            f"Estimate {task}: {low[task]:g}, {mode[task]:g}, {high[task]:g} minutes; allowed: optimistic <= most likely"
            " <= pessimistic, none negative, and above 0 for a lognormal duration."
        )
