"""Trials made ready for the engines: only open tasks that lead to a target, everything that is settled as bounds."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

import cutover.schedule as schedule
from cutover.errors import ScheduleError
from cutover.risk.draws import draw, look_up, trial_hashes
from cutover.risk.model import RiskDriver, Trials
from cutover.risk.results import occurrences
from cutover.schedule.calendars import Tables
from cutover.schedule.model import Constraint, LinkType, Plan, Schedule
from cutover.schedule.network import Network
from cutover.schedule.prepare import COMPLETE, LOWEST, STARTED, Inputs, prepare
from cutover.schedule.sweep import after_lag

LONGEST_MINUTES = 1 << 28


class Simulation(NamedTuple):
    """What both engines read: n tasks in topological order, numbered 0 to n - 1.

    Attributes
    ----------
    task
        int32[n]; positions in the plan.
    calendar, floor, finish_floor
        int32[n]; bounds that do not change from trial to trial.
    arc_start, arc_from, arc_kind, arc_lag, arc_calendar
        Links into task i between simulated tasks: `arc_start[i]` to
        `arc_start[i + 1]`; the calendar of a lag is below 0 on the clock.
    tables, keys, is_random, middle
        Durations: float32[n, P], uint32[n], bool[n] and int32[n], a duration
        from which deviations are summed.
    factor_set, factors
        int32[n], float32[S, count]: what risk drivers multiply durations by.
    hashes
        uint32[count]; of the trials.
    target_start, target_task, target_floor
        Tasks of target k, and its finish as far as it is settled.
    focus, leads_to_focus, centre
        Position of the focus target, bool[n], and a finish from which the
        focus's deviations are summed.
    clocks
        Tables of the plan's calendars.
    """

    task: np.ndarray
    calendar: np.ndarray
    floor: np.ndarray
    finish_floor: np.ndarray
    arc_start: np.ndarray
    arc_from: np.ndarray
    arc_kind: np.ndarray
    arc_lag: np.ndarray
    arc_calendar: np.ndarray
    tables: np.ndarray
    keys: np.ndarray
    is_random: np.ndarray
    middle: np.ndarray
    factor_set: np.ndarray
    factors: np.ndarray
    hashes: np.ndarray
    target_start: np.ndarray
    target_task: np.ndarray
    target_floor: np.ndarray
    focus: int
    leads_to_focus: np.ndarray
    centre: int
    clocks: Tables


class _Arcs(NamedTuple):
    owner: np.ndarray
    other: np.ndarray
    kind: np.ndarray
    lag: np.ndarray
    calendar: np.ndarray


def compile_trials(trials: Trials) -> Simulation:
    """Return trials as the engines take them.

    Raises
    ------
    ScheduleError
        If arrays do not fit the plan, links go round in a circle, or a duration
        could exceed 500 years.
    """
    _check(trials)
    plan = trials.plan
    network = schedule.compile_network(plan.names, plan.links)
    planned = schedule.compute_schedule(plan, network)
    inputs = prepare(plan, network)
    targets = [network.position[np.asarray(target)] for target in trials.targets]
    leads = _leading(inputs, network, np.concatenate(targets))
    simulated = np.flatnonzero(leads).astype(np.int32)
    number = np.full(network.task_count, -1, np.int32)
    number[simulated] = np.arange(len(simulated), dtype=np.int32)
    floor, finish_floor, arcs = _bounds(inputs, leads, _start_floor(inputs, plan, network, planned))
    task = network.order[simulated]
    factor_set, factors = _factor_sets(trials, task)
    tables = np.ascontiguousarray(trials.tables[task], np.float32)
    return Simulation(
        task=task,
        calendar=inputs.calendar[simulated],
        floor=floor[simulated],
        finish_floor=finish_floor[simulated],
        arc_start=np.searchsorted(number[arcs.owner], np.arange(len(task) + 1)).astype(np.int32),
        arc_from=number[arcs.other],
        arc_kind=arcs.kind,
        arc_lag=arcs.lag,
        arc_calendar=arcs.calendar,
        tables=tables,
        keys=np.ascontiguousarray(trials.keys[task], np.uint32),
        is_random=(tables[:, 0] < tables[:, -1]) | (factor_set > 0),
        middle=tables[:, tables.shape[1] // 2].astype(np.int32),
        factor_set=factor_set,
        factors=factors,
        hashes=trial_hashes(trials.seed, 0, trials.count),
        **_targets(inputs, targets, number),
        focus=trials.focus,
        leads_to_focus=_leading(inputs, network, targets[trials.focus])[simulated],
        centre=int(planned.early_finish[np.asarray(trials.targets[trials.focus])].max()),
        clocks=inputs.tables,
    )


def _check(trials: Trials) -> None:
    count = len(trials.plan.names)
    if len(trials.tables) != count or len(trials.keys) != count:
        raise ScheduleError(
            f"{count} tasks, {len(trials.tables)} quantile tables, {len(trials.keys)} keys; allowed: equally many."
        )
    if not trials.targets or any(len(target) == 0 for target in trials.targets):
        raise ScheduleError("A simulation without a target, or with an empty one; allowed: one task or more in each.")
    if not 0 <= trials.focus < len(trials.targets) or trials.count < 1:
        raise ScheduleError(
            f"Focus {trials.focus} of {len(trials.targets)} targets, {trials.count} trials; allowed: a target, 1 or more."
        )
    longest = float(np.max(trials.tables, initial=0)) * np.prod(
        [max(1.0, driver.factors[-1]) for driver in trials.drivers]
    )
    if not longest < LONGEST_MINUTES:
        raise ScheduleError(f"A duration of up to {longest:g} minutes; allowed: less than {LONGEST_MINUTES}.")


def _leading(inputs: Inputs, network: Network, targets: np.ndarray) -> np.ndarray:
    """Return which open tasks are targets or lead to one through open tasks."""
    is_open, into, level_start = inputs.state != COMPLETE, inputs.into, network.level_start.tolist()
    owner = np.repeat(np.arange(len(is_open), dtype=np.int32), np.diff(into.start))
    leads = np.zeros(len(is_open), bool)
    leads[targets] = is_open[targets]
    for begin, end in zip(level_start[-2:0:-1], level_start[:1:-1], strict=True):
        arcs = slice(into.start[begin], into.start[end])
        before = into.other[arcs][leads[owner[arcs]]]
        leads[before] = is_open[before]
    return leads


def _bounds(inputs: Inputs, leads: np.ndarray, floor: np.ndarray) -> tuple[np.ndarray, np.ndarray, _Arcs]:
    """Return start and finish bounds that no trial changes, those of settled links included, and the other links."""
    into, state = inputs.into, inputs.state
    floor, finish_floor = floor.copy(), inputs.finish_floor.copy()
    owner = np.repeat(np.arange(len(state), dtype=np.int32), np.diff(into.start))
    to_finish, from_start = is_finish_to(into.kind), is_from_start(into.kind)
    counts = leads[owner] & (to_finish | inputs.waits[owner])
    before = state[into.other]
    is_settled = (before == COMPLETE) | ((before == STARTED) & from_start)
    at = np.where(from_start, inputs.actual_start[into.other], inputs.actual_finish[into.other])
    at = after_lag(inputs.tables, np.where(is_settled, at, LOWEST), into, slice(None))
    for bounds, kind in ((floor, ~to_finish), (finish_floor, to_finish)):
        chosen = counts & is_settled & kind
        np.maximum.at(bounds, owner[chosen], at[chosen])
    left = np.flatnonzero(counts & ~is_settled)
    columns = (owner, into.other, into.kind, into.lag, into.lag_calendar)
    return floor, finish_floor, _Arcs(*(values[left] for values in columns))


def _start_floor(inputs: Inputs, plan: Plan, network: Network, planned: Schedule) -> np.ndarray:
    """Return the earliest (re)starts that neither a link nor one duration sets.

    A finish constraint bounds the finish of a trial, so it is left out here. A
    task that is as late as possible starts when the plan says so: nobody knows
    on the day how long its successors could still have waited.
    """
    floor = prepare(_without_finish_constraints(plan), network).floor
    return np.where(inputs.is_alap, np.maximum(floor, planned.early_start[network.order]), floor)


def is_finish_to(kind: np.ndarray) -> np.ndarray:
    """Return which links lead to the finish of the successor."""
    return kind >= LinkType.FF


def is_from_start(kind: np.ndarray) -> np.ndarray:
    """Return which links come from the start of the predecessor."""
    return (kind == LinkType.SS) | (kind == LinkType.SF)


def _without_finish_constraints(plan: Plan) -> Plan:
    if plan.constraint is None:
        return plan
    by_finish = np.isin(plan.constraint, (Constraint.FNET, Constraint.MFO))
    return replace(plan, constraint=np.where(by_finish, np.int8(Constraint.NONE), plan.constraint))


def _targets(inputs: Inputs, targets: list[np.ndarray], number: np.ndarray) -> dict[str, np.ndarray]:
    """Return the simulated tasks of every target, and the latest finish of its complete ones."""
    done = [inputs.actual_finish[target[number[target] < 0]] for target in targets]
    left = [number[target[number[target] >= 0]] for target in targets]
    return {
        "target_start": np.cumsum([0, *map(len, left)]).astype(np.int32),
        "target_task": np.concatenate(left).astype(np.int32),
        "target_floor": np.array([each.max(initial=LOWEST) for each in done], np.int32),
    }


def _factor_sets(trials: Trials, task: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the set of drivers that each task has, and for each set its factor in each trial; set 0 is none."""
    concerns = np.zeros((len(task), len(trials.drivers)), bool)
    for column, driver in enumerate(trials.drivers):
        concerns[:, column] = np.isin(task, driver.tasks)
    sets, which = np.unique(np.vstack([np.zeros_like(concerns[:1]), concerns]), axis=0, return_inverse=True)
    hashes = trial_hashes(trials.seed, 0, trials.count)
    factors = np.ones((len(sets), trials.count), np.float32)
    for column, driver in enumerate(trials.drivers):
        factors[sets[:, column]] *= _factor(driver, hashes)
    return which.ravel()[1:].astype(np.int32), factors


def _factor(driver: RiskDriver, hashes: np.ndarray) -> np.ndarray:
    """Return float32[T]: the factor where the risk occurs, 1 elsewhere."""
    drawn = draw(np.array([~np.uint32(driver.key)], np.uint32), hashes)
    factor = look_up(np.asarray(driver.factors, np.float32)[None], drawn)[0]
    return np.where(occurrences(driver.key, driver.probability, hashes), factor, np.float32(1))
