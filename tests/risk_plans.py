"""Random plans with everything on, for the tests of the risk analysis."""

from datetime import date

import numpy as np

from cutover import risk, schedule
from cutover.risk import Shape
from cutover.schedule import UNSET, Constraint

DAY = 1440
HORIZON = 400 * DAY
WEEK = {day: [(8 * 60, 12 * 60), (13 * 60, 17 * 60)] for day in range(5)}
OFFICE = schedule.build_calendar(WEEK, start=0, stop=HORIZON, exceptions={date(1970, 1, 6): []})
NIGHTS = schedule.build_calendar({day: [(0, 6 * 60), (22 * 60, DAY)] for day in range(7)}, start=0, stop=HORIZON)
DATED = [c for c in Constraint if c not in (Constraint.NONE, Constraint.ALAP)]


def random_plan(seed, tasks=30, *, calendars=(schedule.ALWAYS, OFFICE, NIGHTS), alap=True):
    """Return a plan of every kind of link, lag, calendar, progress, constraint and rule."""
    random = np.random.default_rng(seed)
    pairs = [(a, b) for b in range(tasks) for a in range(b) if random.random() < 2.2 / tasks]
    before, after = np.array(pairs, np.int32).reshape(-1, 2).T
    shuffled = random.permutation(tasks).astype(np.int32)
    links = schedule.Links(
        shuffled[before], shuffled[after], random.integers(0, 4, len(before)).astype(np.int8),
        (random.integers(-120, 240, len(before)) * (random.random(len(before)) < 0.5)).astype(np.int32),
    )  # fmt: skip
    return schedule.Plan(
        names=np.array([f"T{i}" for i in range(tasks)]),
        duration=(random.integers(0, 600, tasks) * (random.random(tasks) < 0.9)).astype(np.int32),
        links=links,
        start=4 * DAY,
        calendar=random.integers(0, len(calendars), tasks).astype(np.int32),
        calendars=calendars,
        not_before=np.where(random.random(tasks) < 0.1, 7 * DAY, UNSET).astype(np.int32),
        data_date=5 * DAY + 600,
        lag_calendar=str(random.choice(["elapsed", "predecessor", "successor"])),
        progress_rule=str(random.choice(["retained_logic", "progress_override"])),
        **_progress(random, tasks),
        **_constraints(random, tasks, alap),
    )


def _progress(random, tasks):
    state = random.choice(3, tasks, p=[0.7, 0.2, 0.1])
    start = 4 * DAY + random.integers(0, 1_000, tasks)
    remaining = np.where(random.random(tasks) < 0.5, random.integers(0, 500, tasks), UNSET)
    return {
        "actual_start": np.where(state > 0, start, UNSET).astype(np.int32),
        "actual_finish": np.where(state == 2, start + 300, UNSET).astype(np.int32),
        "remaining": np.where(state == 1, remaining, UNSET).astype(np.int32),
    }


def _constraints(random, tasks, alap):
    kinds = [*DATED, Constraint.ALAP] if alap else DATED
    kind = np.where(random.random(tasks) < 0.25, random.choice(kinds, tasks), Constraint.NONE).astype(np.int8)
    return {"constraint": kind, "constraint_at": (6 * DAY + random.integers(0, 4_000, tasks)).astype(np.int32)}


def left_to_do(plan):
    """Return int32[N]: the working minutes that the deterministic schedule gives to open tasks."""
    started, done = plan.actual_start != UNSET, plan.actual_finish != UNSET
    worked = [
        plan.calendars[c].minutes_between(max(int(at), 0), plan.data_date) if at != UNSET else 0
        for c, at in zip(plan.calendar, plan.actual_start, strict=True)
    ]
    remaining = np.where(plan.remaining != UNSET, plan.remaining, np.maximum(plan.duration - worked, 0))
    return np.where(done, 0, np.where(started, remaining, plan.duration)).astype(np.int32)


def fixed_trials(plan, count=3):
    """Return trials in which every duration is the deterministic one, and every task a target."""
    tables = np.repeat(left_to_do(plan)[:, None], 3, axis=1).astype(np.float32)
    targets = tuple(np.array([i], np.int32) for i in range(len(plan.names)))
    return risk.Trials(plan, tables, risk.keys_of(plan.names.tolist()), targets, count=count)


def random_trials(plan, count=600, seed=418):
    """Return trials with uncertain durations, risk drivers and two targets."""
    tasks = len(plan.names)
    minutes = left_to_do(plan).astype(float)
    shapes = np.resize([Shape.BETAPERT, Shape.TRIANGULAR, Shape.FIXED, Shape.UNIFORM], tasks).astype(np.int8)
    tables = risk.estimate_tables(risk.Estimates(shapes, 0.6 * minutes, minutes, 2 * minutes))
    factors = risk.estimate_tables(risk.Estimates(np.array([Shape.TRIANGULAR]), *np.array([[1.0], [1.2], [2.0]])))[0]
    drivers = tuple(
        risk.RiskDriver(int(key), 0.4, factors, np.arange(first, tasks, 3, dtype=np.int32))
        for first, key in enumerate(risk.keys_of(["R1", "R2"], kind="driver"))
    )
    targets = (np.arange(tasks // 2, dtype=np.int32), np.arange(tasks, dtype=np.int32))
    return risk.Trials(plan, tables, risk.keys_of(plan.names.tolist()), targets, drivers, 1, seed, count)
