"""What the trials say, as rows of the computed tables."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

import cutover.forecasts.columns as columns
import cutover.forecasts.risk_tables as tables
from cutover import risk, schedule
from cutover.forecasts.model import Computed
from cutover.forecasts.risk_versions import Target, Version

EPOCH = datetime(1970, 1, 1)
PERCENTS = np.arange(101)
BASES = {"estimate": "estimated_count", "rehearsal": "rehearsed_count", "assumed": "assumed_count"}


def target_rows(version: Version, outcome: risk.Outcome | None = None) -> pa.Table:
    """Return the rows of `computed_target_risk` of one plan version.

    Parameters
    ----------
    version
        The plan version.
    outcome
        Of the version's open targets, in order; None if nothing was simulated.
    """
    simulated = {target.target_id: i for i, target in enumerate(version.open_targets)}
    counts = basis_counts(version)
    found = []
    for target, bases in zip(version.targets, counts, strict=True):
        row = _described(version, target) | bases
        if target.target_id not in simulated:
            row |= _reached(version, target)
        elif outcome is None:
            row |= {"reason": version.reason}
        else:
            planned = version.snapshot.result.early_finish[target.tasks].max()
            row |= {"deterministic_at": instant(int(planned))}
            row |= _told_by(outcome.finish[simulated[target.target_id]], target)
        found.append(row)
    return pa.Table.from_pylist(found, Computed.schema_of(tables.TARGET_RISK))


def sample_rows(version: Version, outcome: risk.Outcome) -> pa.Table:
    """Return the rows of `computed_target_samples` of one plan version."""
    count = outcome.finish.shape[1]
    place = np.maximum(np.ceil(PERCENTS * count / 100).astype(int) - 1, 0)
    finish = np.sort(outcome.finish, axis=1)[:, place]
    names = [target.target_id for target in version.open_targets]
    return pa.table(
        {
            "version": np.repeat(version.name, finish.size),
            "target_id": np.repeat(names, len(PERCENTS)),
            "percent": np.tile(PERCENTS, len(names)),
            "finish_at": columns.instants(finish.ravel()),
        }
    )


def task_rows(version: Version, outcome: risk.Outcome) -> pa.Table:
    """Return the rows of `computed_task_risk`: open tasks, against the target in focus."""
    rows = np.flatnonzero(version.is_open)
    spread = risk.task_percentiles(version.durations.tables[rows], [10, 50, 90])
    return pa.table(
        {
            "task_id": pa.array(version.plan.names[rows].tolist(), pa.string()),
            "basis": pa.array(version.durations.basis[rows].tolist(), pa.string()),
            "criticality_ratio": columns.numbers(outcome.criticality[rows]),
            "sensitivity_ratio": columns.numbers(outcome.sensitivity[rows]),
            "schedule_sensitivity_index": columns.numbers(outcome.schedule_sensitivity_index[rows]),
            "p10_minutes": columns.numbers(spread[:, 0]),
            "p50_minutes": columns.numbers(spread[:, 1]),
            "p90_minutes": columns.numbers(spread[:, 2]),
            "low_finish_at": columns.instants(outcome.low_finish[rows]),
            "high_finish_at": columns.instants(outcome.high_finish[rows]),
        }
    )


def driver_rows(version: Version, trials: risk.Trials, outcome: risk.Outcome) -> pa.Table:
    """Return the rows of `computed_driver_risk`: risks that stretch an open task, against the target in focus."""
    effects = risk.driver_effects(trials, outcome)
    found = [
        {
            "risk_driver_id": driver_id,
            "task_count": len(driver.tasks),
            "occurs_ratio": effect.occurs_ratio,
            "effect_minutes": None if np.isnan(effect.effect_minutes) else effect.effect_minutes,
            "low_finish_at": instant(effect.without_finish),
            "high_finish_at": instant(effect.with_finish),
        }
        for (driver_id, driver), effect in zip(version.drivers, effects, strict=True)
    ]
    return pa.Table.from_pylist(found, Computed.schema_of(tables.DRIVER_RISK))


def rehearsal_rows(version: Version) -> pa.Table:
    """Return the rows of `computed_rehearsal_ratio`: every task of the plan that was rehearsed."""
    history = version.durations.history
    rows = np.flatnonzero(history.run_count)
    return pa.table(
        {
            "task_id": pa.array(version.plan.names[rows].tolist(), pa.string()),
            "planned_minutes": version.plan.duration[rows],
            "run_count": history.run_count[rows],
            "median_ratio": history.median_ratio[rows],
            "credibility_ratio": history.credibility[rows],
        }
    )


def basis_counts(version: Version) -> list[dict]:
    """Return, for every target, how many open durations that lead to it have which basis."""
    if version.durations is None:
        return [{} for _ in version.targets]
    leads = leads_to(version.snapshot.network, [target.tasks for target in version.targets])
    return [
        {name: int(np.count_nonzero(leads[:, k] & (version.durations.basis == basis))) for basis, name in BASES.items()}
        for k in range(len(version.targets))
    ]


def leads_to(network: schedule.Network, targets: list[np.ndarray]) -> np.ndarray:
    """Return bool[N, K]: whether a task is in a target or leads to one of its tasks."""
    leads = np.zeros((network.task_count, len(targets)), bool)
    for k, tasks in enumerate(targets):
        leads[network.position[tasks], k] = True
    for task in range(len(leads) - 1, -1, -1):
        after = network.succ[network.succ_start[task] : network.succ_start[task + 1]]
        if len(after):
            leads[task] |= leads[after].any(axis=0)
    return leads[network.position]


def instant(minutes: float) -> datetime | None:
    """Return minutes since 1970 as an instant; None for NaN and `schedule.UNSET`."""
    return None if np.isnan(minutes) or minutes == schedule.UNSET else EPOCH + timedelta(minutes=round(minutes))


def _described(version: Version, target: Target) -> dict:
    return {
        "version": version.name,
        "target_id": target.target_id,
        "told_at": version.snapshot.tasks["told_at"][0].as_py(),
        "due_at": instant(target.due),
        "open_count": int(np.count_nonzero(version.is_open[target.tasks])),
    }


def _reached(version: Version, target: Target) -> dict:
    last = columns.minutes_of(version.snapshot.tasks["actual_finish_at"])[target.tasks].max()
    return {"reached_at": instant(int(last)), "reason": "All of its tasks are done."}


def _told_by(finish: np.ndarray, target: Target) -> dict:
    row = {"trial_count": len(finish), "mean_at": instant(finish.mean()), "sd_minutes": float(finish.std())}
    for percent in (50, 80, 95):
        found = risk.percentile(finish, percent)
        row |= {
            f"p{percent}_at": instant(found.value),
            f"p{percent}_low_at": instant(found.low),
            f"p{percent}_high_at": instant(found.high),
        }
    if target.due != schedule.UNSET:
        share = risk.probability_by(finish, target.due)
        row |= {"on_time_ratio": share.value, "on_time_low_ratio": share.low, "on_time_high_ratio": share.high}
    return row
