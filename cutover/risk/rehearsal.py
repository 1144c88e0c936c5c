"""Rehearsals calibrate the plan: actual / planned of mock cutover runs as a distribution per task.

The log of a ratio is modelled as programme + group + task + residual. A task's
place is its own mean, drawn towards its group's (and that towards the
programme's) by as much as few runs leave open; the spread around it is the
smoothed empirical distribution of all runs' residuals, so that its skew stays.
"""

from dataclasses import dataclass

import numpy as np

from cutover.errors import ScheduleError
from cutover.risk.model import History, Runs, probabilities

RESIDUAL_POINTS = 1_025
PRIOR_RUNS = 4
PRIOR_SD = 0.15


@dataclass(frozen=True)
class _Level:
    """Means of the log ratio by code, drawn towards a wider level."""

    location: np.ndarray
    credibility: np.ndarray
    open_variance: np.ndarray


def calibrate(runs: Runs, groups: np.ndarray) -> History:
    """Return the distribution of actual / planned that rehearsals give to each task of the live plan.

    Parameters
    ----------
    runs
        At least one run; skipped ones left out.
    groups
        int32[N]; class or workstream of each live task, numbered as in `runs`;
        a group without runs takes the programme's ratios.

    Returns
    -------
    History
        For each of the N tasks.

    Raises
    ------
    ScheduleError
        If there is no run, or a ratio is not above 0.

    Notes
    -----
    A failed run tells that the task takes longer than its ratio: it counts as
    the mean of the log ratios of successful runs above it (as itself, if there
    is none). Variances within tasks, between the tasks of a group and between
    groups are the moment estimators of one-way random effects, averaged with
    a prior standard deviation of 0.15 that weighs as much as four runs.

    References
    ----------
    J. Buckley and I. James, Biometrika 66 (1979) 429-436 (censored runs).
    H. Buhlmann and E. Straub, Bulletin of the Swiss Association of Actuaries 70
    (1970) 111-133 (credibility n / (n + within / between)).
    S. Searle, G. Casella and C. McCulloch, Variance Components, 1992, ch. 3.
    B. W. Silverman, Density Estimation, 1986, eq. 3.31 and section 6.4 (width
    of the kernel; smoothing that keeps the variance).
    """
    _check(runs)
    groups = np.asarray(groups)
    logs = _uncensored(np.log(np.asarray(runs.ratio, float)), np.asarray(runs.is_failed, bool))
    task_count = 1 + max(int(runs.task.max()), len(groups) - 1)
    group_count = 1 + max(int(runs.group.max()), int(groups.max(initial=0)))
    group_of = np.zeros(task_count, int)
    group_of[: len(groups)] = groups
    group_of[runs.task] = runs.group
    within = _within_variance(logs, runs.task)
    programme = np.full(group_count, logs.mean())
    between_tasks = _between_variance(logs - _means(logs, runs.group, group_count)[runs.group], runs.task, within)
    group = _drawn(logs, runs.group, programme, within + between_tasks)
    task = _drawn(logs, runs.task, group.location[group_of], within, between_tasks)
    live = slice(len(groups))
    left_open = task.open_variance + (1 - task.credibility) ** 2 * group.open_variance[group_of]
    return History(
        location=task.location[live],
        scale=np.sqrt(within + left_open)[live],
        residual=_smoothed(logs - task.location[runs.task]),
        run_count=np.bincount(runs.task, minlength=task_count)[live].astype(np.int32),
        credibility=task.credibility[live],
    )


def _check(runs: Runs) -> None:
    if len(runs.ratio) == 0:
        raise ScheduleError("No rehearsal run to calibrate with; allowed: one run or more.")
    wrong = np.flatnonzero(~(np.asarray(runs.ratio, float) > 0))
    if len(wrong):
        raise ScheduleError(f"Rehearsal run {wrong[0]}: ratio {runs.ratio[wrong[0]]:g}; allowed: above 0.")


def _uncensored(logs: np.ndarray, is_failed: np.ndarray) -> np.ndarray:
    passed = np.sort(logs[~is_failed])
    above = np.concatenate([np.cumsum(passed[::-1])[::-1], [0]])
    first = np.searchsorted(passed, logs, side="right")
    left = len(passed) - first
    return np.where(is_failed & (left > 0), above[first] / np.maximum(left, 1), logs)


def _means(logs: np.ndarray, codes: np.ndarray, count: int) -> np.ndarray:
    """Return the mean of every code; 0 where it has no run."""
    return np.bincount(codes, logs, count) / np.maximum(np.bincount(codes, minlength=count), 1)


def _within_variance(logs: np.ndarray, codes: np.ndarray) -> float:
    counts = np.bincount(codes)
    squares = np.sum((logs - _means(logs, codes, len(counts))[codes]) ** 2)
    freedom = np.sum(np.maximum(counts - 1, 0))
    return float((PRIOR_RUNS * PRIOR_SD**2 + squares) / (PRIOR_RUNS + freedom))


def _between_variance(logs: np.ndarray, codes: np.ndarray, within: float) -> float:
    """Return the variance of the codes' true means: Searle et al., eq. 3.6.2 for unbalanced counts."""
    counts = np.bincount(codes).astype(float)
    freedom = np.count_nonzero(counts) - 1
    means = _means(logs, codes, len(counts))
    runs_a_code = (len(logs) - np.sum(counts**2) / len(logs)) / max(freedom, 1)
    found = np.sum(counts * (means - logs.mean()) ** 2) / max(freedom, 1) - within
    found = max(0.0, float(found / runs_a_code)) if freedom > 0 and runs_a_code > 0 else 0.0
    return (PRIOR_RUNS * PRIOR_SD**2 + freedom * found) / (PRIOR_RUNS + freedom)


def _drawn(
    logs: np.ndarray, codes: np.ndarray, towards: np.ndarray, within: float, between: float | None = None
) -> _Level:
    """Return the means of the codes, drawn towards those of a wider level by their credibility."""
    if between is None:
        between = _between_variance(logs, codes, within)
    counts = np.bincount(codes, minlength=len(towards))
    credibility = counts / (counts + within / between)
    location = credibility * _means(logs, codes, len(towards)) + (1 - credibility) * towards
    return _Level(location, credibility, (1 - credibility) * between)


def _smoothed(residuals: np.ndarray) -> np.ndarray:
    """Return quantiles of the residuals, smoothed by a logistic kernel, with mean 0 and variance 1."""
    centred = residuals - residuals.mean()
    spread = centred.std()
    centred = centred / spread if spread > 1e-9 else np.zeros(1)
    width = 0.9 * len(centred) ** -0.2 if spread > 1e-9 else 1.0
    grid = np.linspace(centred.min() - 8 * width, centred.max() + 8 * width, 2 * RESIDUAL_POINTS)
    slope = np.pi / np.sqrt(3) / width
    cdf = 0.5 + sum(np.tanh(slope / 2 * (grid - value)) for value in centred) / (2 * len(centred))
    quantiles = np.interp(probabilities(RESIDUAL_POINTS), cdf, grid)
    return (quantiles - quantiles.mean()) / quantiles.std()
