"""From trials to their outcome: the choice of the engine, the threads, and the way back to the plan's order."""

from dataclasses import replace

import numpy as np

import cutover.risk.backend as backend
import cutover.risk.sweep as sweep
from cutover.errors import HorizonError
from cutover.risk.backend import Engine
from cutover.risk.compiled import Simulation, compile_trials
from cutover.risk.model import Outcome, Trials
from cutover.risk.sweep import Sums


def simulate(trials: Trials, *, engine: Engine | None = None) -> Outcome:
    """Run all trials and return what they gave.

    Parameters
    ----------
    trials
        What to simulate; see `Trials`.
    engine
        None: the compiled one once it is ready, else numpy. Both return the
        same bits, whatever the number of threads.

    Raises
    ------
    ScheduleError
        If arrays do not fit, links go round in a circle, or the engine asked
        for is not here.
    HorizonError
        If a trial leaves the horizon of a calendar.

    References
    ----------
    docs/risk.md; GAO-16-89G, Schedule Assessment Guide (2015), best practice 8.
    """
    simulation = compile_trials(trials)
    engine = engine or backend.use()
    run = sweep.run if engine == "numpy" else backend.run
    finish, sums = run(simulation, 0, trials.count)
    _check_horizon(trials, simulation, sums.last)
    return replace(_outcome(trials, simulation, finish, sums), engine=engine)


def _check_horizon(trials: Trials, simulation: Simulation, last: np.ndarray) -> None:
    calendars = trials.plan.calendars
    stop = np.array([np.iinfo(np.int32).max if each.is_always else each.stop for each in calendars])
    outside = last >= stop[simulation.calendar]
    if outside.any():
        name = trials.plan.names[simulation.task[np.argmax(outside)]]
        raise HorizonError(
            f"{name} leaves in a trial the days that its calendar covers; build it for a longer time.", task=name
        )


def _outcome(trials: Trials, simulation: Simulation, finish: np.ndarray, sums: Sums) -> Outcome:
    count, task = trials.count, simulation.task
    late = finish[simulation.focus].astype(np.int64) - simulation.centre
    mean = sums.duration / count
    variance = np.maximum(sums.square / count - mean**2, 0)
    covariance = sums.product / count - mean * late.mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        sensitivity = covariance / np.sqrt(variance * late.var())
        tails = [sums.low / sums.low_count, sums.high / sums.high_count]
    told = simulation.leads_to_focus
    fixed = told & ~simulation.is_random
    minutes = np.where(fixed, np.floor(simulation.tables[:, 0] + np.float32(0.5)), simulation.middle + mean)

    def placed(values: np.ndarray, is_told: np.ndarray) -> np.ndarray:
        found = np.full(len(trials.plan.names), np.nan)
        found[task[is_told]] = values[is_told]
        return found

    critical = np.zeros(len(trials.plan.names), np.int32)
    critical[task] = sums.critical
    varies = told & (variance > 0) & bool(late.var() > 0)
    return Outcome(
        finish=finish,
        critical_count=critical,
        mean=placed(minutes, told),
        sd=placed(np.sqrt(variance), told),
        sensitivity=placed(np.clip(sensitivity, -1, 1), varies),
        low_finish=placed(simulation.centre + tails[0], told & simulation.is_random),
        high_finish=placed(simulation.centre + tails[1], told & simulation.is_random),
        focus=trials.focus,
    )
