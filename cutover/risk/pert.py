"""Analytic PERT: mean and variance along one path. Kept as an oracle: it does not see merge bias."""

from dataclasses import replace
from math import sqrt

import numpy as np

import cutover.schedule as schedule
from cutover.risk.model import Estimates, PertEstimate
from cutover.risk.results import normal_cdf
from cutover.schedule.model import UNSET, Plan


def pert_estimate(plan: Plan, estimates: Estimates, *, target: int) -> PertEstimate:
    """Return when a task is expected to finish, and the variance of it, along its driving path.

    Parameters
    ----------
    plan
        Started tasks keep its remaining minutes.
    estimates
        Three points of every task, whatever their shape.
    target
        Position of the task whose finish is told.

    Notes
    -----
    Expected duration (a + 4 m + b) / 6, rounded to a minute; variance
    ((b - a) / 6)^2, added up over the open tasks of the path.

    References
    ----------
    D. G. Malcolm et al., Operations Research 7 (1959) 646-669.
    """
    low, mode, high = (
        np.asarray(v, float) for v in (estimates.optimistic, estimates.most_likely, estimates.pessimistic)
    )
    expected = np.rint((low + 4 * mode + high) / 6).astype(np.int32)
    computed = schedule.compute_schedule(replace(plan, duration=expected))
    path = [target]
    while (link := int(computed.driving_link[path[-1]])) >= 0:
        path.append(int(plan.links.predecessor[link]))
    path = np.array(path[::-1], np.int32)
    is_open = np.ones(len(path), bool) if plan.actual_finish is None else plan.actual_finish[path] == UNSET
    variance = np.sum(((high - low)[path][is_open] / 6) ** 2)
    return PertEstimate(path, int(computed.early_finish[target]), float(variance))


def pert_probability(estimate: PertEstimate, due: int) -> float:
    """Return the probability to finish by `due`: the normal approximation along the path."""
    if estimate.variance == 0:
        return float(estimate.finish <= due)
    return normal_cdf((due - estimate.finish) / sqrt(estimate.variance))
