"""Which engine runs the trials: numpy at once, the compiled one as soon as it is ready.

It is compiled in a thread behind the schedule's kernels, which it calls. Both
return the same bits, whatever the number of threads.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from types import ModuleType

import numpy as np

import cutover.schedule.backend as schedule_backend
from cutover.risk.compiled import Simulation, compile_trials
from cutover.risk.model import Trials
from cutover.risk.sweep import BLOCK_BYTES, BYTES_A_DRAW, Sums, total
from cutover.schedule.backend import Engine
from cutover.schedule.background import Background
from cutover.schedule.model import Links, Plan

WIDEST, NARROWEST = 256, 32
"""Trials of a block: of few tasks it stays in the cache, of very many in bounded memory."""
TRIALS_A_THREAD = 1_024


def start_compiling() -> None:
    """Compile the kernels in a background thread, once; nothing happens where numba is missing."""
    _background.start()


def is_compiled() -> bool:
    """Return whether the compiled engine is ready."""
    return _background.engine is not None


def use() -> Engine:
    """Return the engine that is used when none is named; behind the schedule's, compile that of the trials."""
    if schedule_backend.is_compiled():
        start_compiling()
    return "numba" if is_compiled() else "numpy"


def compiled() -> ModuleType:
    """Return the kernels, after waiting for them if need be.

    Raises
    ------
    ScheduleError
        If numba is not installed or cannot compile here.
    """
    start_compiling()
    return _background.wait()


def run(simulation: Simulation, first: int, last: int, *, threads: int | None = None) -> tuple[np.ndarray, Sums]:
    """Return the finishes of the targets in trials `first` to `last`, and the sums over them."""
    kernels = compiled()
    threads = threads or max(1, min(os.cpu_count() or 1, (last - first) // TRIALS_A_THREAD))
    fitting = BLOCK_BYTES // (BYTES_A_DRAW * threads * max(len(simulation.task), 1))
    part = partial(kernels.run, simulation, width=min(WIDEST, max(NARROWEST, fitting)))
    cuts = np.linspace(first, last, threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(part, cuts[:-1], cuts[1:]))
    finishes = np.concatenate([finish for finish, _, _ in parts], axis=1)
    return finishes, total([Sums(*sums, last=latest) for _, sums, latest in parts])


def _load() -> ModuleType:
    schedule_backend.compiled()
    kernels = import_module("cutover.risk.kernels")
    kernels.run(_smallest(), 0, 1, NARROWEST)
    return kernels


def _smallest() -> Simulation:
    """Return a simulation with the types of every other."""
    one = np.zeros(1, np.int32)
    plan = Plan(np.array(["first", "second"]), np.ones(2, np.int32), Links(one, one + 1, one.astype(np.int8), one))
    return compile_trials(Trials(plan, np.ones((2, 3), np.float32), np.arange(2, dtype=np.uint32), (one,), count=1))


_background = Background("compile-risk", _load)
