"""What the durations of open tasks are drawn from: rehearsals, estimates, default shares.

What rehearsals measured of the task comes first, then its owner's three-point
estimate, then default shares of the planned duration ("assumed").
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

import cutover.forecasts.columns as columns
from cutover import risk, schedule

PLAUSIBLE_RATIOS = (0.01, 100)
"""Measured to planned minutes of a rehearsal that can be believed."""


@dataclass(frozen=True)
class Evidence:
    """What is known of the durations of a plan.

    Attributes
    ----------
    tasks
        Rows of `risk_tasks` of one version, in the plan's order.
    runs
        Rows of `risk_rehearsals`.
    estimates
        Of every task; of those without one, the default shares.
    elapsed
        float64[N]; working minutes that started tasks have taken, else 0.
    is_stated
        bool[N]; somebody stated what remains of the task.
    """

    tasks: pa.Table
    runs: pa.Table
    estimates: risk.Estimates
    elapsed: np.ndarray
    is_stated: np.ndarray


@dataclass(frozen=True)
class Durations:
    """The uncertainty of the N tasks of a plan, in its order.

    Attributes
    ----------
    basis
        object[N]; estimate, rehearsal, assumed; None where nothing is drawn.
    tables
        float32[N, P]; minutes, as `risk.Trials` takes them.
    history
        What rehearsals say of every task; None without a rehearsal that counts.
    """

    basis: np.ndarray
    tables: np.ndarray
    history: risk.History | None


def durations_of(plan: schedule.Plan, evidence: Evidence, points: int) -> Durations:
    """Return what the durations of a plan's open tasks are drawn from, as quantile tables of so many points.

    Notes
    -----
    Of a started task whose remaining work nobody stated, the draw is
    conditional on what it has taken: (D | D > elapsed) - elapsed. Stated
    remaining work keeps its size, with the relative spread of the duration.
    """
    history = history_of(plan, evidence)
    basis = columns.texts_of(evidence.tasks["basis"])
    basis[(basis != "estimate") & (plan.duration == 0)] = None
    run_count = np.zeros(len(basis)) if history is None else history.run_count
    is_unknown = (basis == "rehearsal") & (run_count == 0)
    basis[is_unknown] = np.where(columns.texts_of(evidence.tasks["is_estimated"]), "estimate", "assumed")[is_unknown]
    estimates = _rehearsed(evidence.estimates, basis == "rehearsal", plan.duration, history)
    worked = np.where(evidence.is_stated, 0.0, evidence.elapsed)
    tables = risk.estimate_tables(estimates, elapsed=worked, points=points)
    stated = np.flatnonzero(evidence.is_stated)
    planned = np.maximum(np.where(plan.duration > 0, plan.duration, estimates.most_likely), 1)
    tables[stated] *= (plan.remaining[stated] / planned[stated]).astype(np.float32)[:, None]
    return Durations(basis, tables, history)


def history_of(plan: schedule.Plan, evidence: Evidence) -> risk.History | None:
    """Return what rehearsals say of the durations of a plan's tasks; None if no run counts.

    Notes
    -----
    The ratio of a run is measured to planned minutes. Where the plan has since
    moved towards what was measured, it is measured to the plan: what has been
    taken over is not added a second time. A ratio outside `PLAUSIBLE_RATIOS`
    is a slip of the pen and left out.
    """
    place = {name: position for position, name in enumerate(plan.names)}
    runs = evidence.runs.filter(evidence.runs["is_counted"])
    task_ids, groups = columns.texts_of(runs["task_id"]), columns.texts_of(runs["group_name"])
    codes = {name: code for code, name in enumerate(sorted({*groups, *evidence.tasks["group_name"].to_pylist()}))}
    others = {name: len(place) + i for i, name in enumerate(sorted(set(task_ids) - set(place)))}
    task = np.array([place.get(name, others.get(name)) for name in task_ids], np.int32)
    measured = columns.numbers_of(runs["measured_minutes"])
    base = _base(columns.numbers_of(runs["planned_minutes"]), measured, _planned_now(plan, task))
    ratio = measured / np.where(base > 0, base, np.nan)
    usable = (ratio >= PLAUSIBLE_RATIOS[0]) & (ratio <= PLAUSIBLE_RATIOS[1])
    if not usable.any():
        return None
    found = risk.Runs(
        task=task[usable],
        group=np.array([codes[name] for name in groups], np.int32)[usable],
        ratio=ratio[usable],
        is_failed=(columns.texts_of(runs["result"]) == "failed")[usable],
    )
    return risk.calibrate(found, np.array([codes[name] for name in evidence.tasks["group_name"].to_pylist()], np.int32))


def _planned_now(plan: schedule.Plan, task: np.ndarray) -> np.ndarray:
    """Return float64[R]: the duration of the tasks in the plan, NaN of those that it does not hold."""
    return np.append(plan.duration.astype(float), np.nan)[np.minimum(task, len(plan.duration))]


def _base(planned: np.ndarray, measured: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Return the minutes that measured ones are compared with; NaN where there are none."""
    is_between = (np.minimum(planned, measured) <= now) & (now <= np.maximum(planned, measured))
    return np.where(is_between | np.isnan(planned), now, planned)


def _rehearsed(
    estimates: risk.Estimates, is_rehearsed: np.ndarray, duration: np.ndarray, history: risk.History | None
) -> risk.Estimates:
    """Return the estimates with what rehearsals measured in the place of some."""
    return replace(
        estimates,
        shape=np.where(is_rehearsed, np.int8(risk.Shape.REHEARSED), estimates.shape),
        most_likely=np.where(is_rehearsed, duration, estimates.most_likely),
        history=history,
    )
