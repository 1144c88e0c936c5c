"""The compiled engine gives the bits of the numpy engine."""

from dataclasses import fields, replace

import numpy as np
import pytest

import cutover.risk.backend as backend
import cutover.schedule.backend as schedule_backend
from cutover import risk
from cutover.errors import ScheduleError
from cutover.risk.compiled import compile_trials
from cutover.schedule import ALWAYS
from cutover.schedule.background import Background
from tests.risk_plans import random_plan, random_trials


@pytest.fixture(scope="module")
def kernels():
    """The compiled engine; tests that need it are skipped where numba is missing."""
    pytest.importorskip("numba")
    return backend.compiled()


def same(first, second):
    """Return whether two outcomes have the same bits."""
    values = [(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in values if isinstance(a, np.ndarray))


@pytest.mark.parametrize("seed", range(24))
def test_both_engines_give_the_same_bits(kernels, seed):
    trials = random_trials(random_plan(seed), count=300)
    by_numpy, by_numba = (risk.simulate(trials, engine=engine) for engine in ("numpy", "numba"))
    assert same(by_numpy, by_numba)
    assert (by_numpy.engine, by_numba.engine) == ("numpy", "numba")


def test_large_plans_give_the_same_bits(kernels):
    plan = random_plan(1, tasks=400, calendars=(ALWAYS,))
    trials = random_trials(plan, count=2_500)
    assert same(risk.simulate(trials, engine="numpy"), risk.simulate(trials, engine="numba"))


def test_threads_and_blocks_change_nothing(kernels):
    simulation = compile_trials(random_trials(random_plan(2), count=700))
    whole, sums = backend.run(simulation, 0, 700, threads=1)
    parts, again = backend.run(simulation, 0, 700, threads=3)
    assert np.array_equal(whole, parts)
    assert all(np.array_equal(a, b) for a, b in zip(sums, again, strict=True))
    assert np.array_equal(kernels.run(simulation, 0, 700, 32)[0], whole)


def test_kernels_are_compiled_once_for_all_plans(kernels):
    before = len(kernels.run.signatures)
    for seed in range(3):
        plan = random_plan(seed)
        risk.simulate(random_trials(plan, count=8), engine="numba")
        risk.simulate(replace(random_trials(plan, count=8), drivers=()), engine="numba")
    assert len(kernels.run.signatures) == before == 1


def test_compiled_engine_is_chosen_once_ready(kernels, monkeypatch):
    trials = random_trials(random_plan(2), count=8)
    assert risk.simulate(trials).engine == "numba"
    monkeypatch.setattr(backend._background, "engine", None)
    assert risk.simulate(trials).engine == "numpy"


def test_schedule_compiled_starts_the_trials_engine(monkeypatch):
    started = []
    monkeypatch.setattr(backend, "start_compiling", lambda: started.append(True))
    for ready in (False, True):
        monkeypatch.setattr(schedule_backend, "is_compiled", lambda ready=ready: ready)
        backend.use()
    assert started == [True]


def test_engine_that_is_missing_is_told(monkeypatch):
    monkeypatch.setattr(backend, "_background", Background("compile-risk", backend._load))
    monkeypatch.setattr(backend, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    with pytest.raises(ScheduleError, match="numpy computes the same"):
        risk.simulate(random_trials(random_plan(2), count=8), engine="numba")
