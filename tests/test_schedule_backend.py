"""Which engine runs, and how fast both are."""

import subprocess
import sys
from importlib.util import find_spec
from time import perf_counter

import numpy as np
import pytest

import cutover.schedule.backend as backend
from cutover.errors import ScheduleError
from cutover.schedule import Links, Plan, compile_network, compute_schedule

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is optional")


@pytest.fixture
def fresh(monkeypatch):
    """A process that has not compiled anything yet."""
    monkeypatch.setattr(backend, "_thread", None)
    monkeypatch.setattr(backend, "_engine", None)


@pytest.mark.usefixtures("fresh")
def test_numpy_runs_until_the_other_is_ready():
    assert not backend.is_compiled()
    assert backend.use() == "numpy"


@needs_numba
@pytest.mark.usefixtures("fresh")
def test_the_compiled_engine_takes_over():
    backend.start_compiling()
    assert backend.compiled().schedule_by_task
    assert backend.use() == "numba"


@needs_numba
@pytest.mark.usefixtures("fresh")
def test_compiling_starts_only_once():
    backend.start_compiling()
    thread = backend._thread
    backend.start_compiling()
    assert backend._thread is thread
    thread.join()


@pytest.mark.usefixtures("fresh")
def test_without_numba_the_named_engine_is_refused(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda name: None)
    backend.start_compiling()
    assert backend.use() == "numpy"
    with pytest.raises(ScheduleError, match="needs numba"):
        compute_schedule(layered(4, 2), engine="numba")


@pytest.mark.usefixtures("fresh")
def test_a_broken_numba_leaves_numpy_in_use(monkeypatch, caplog):
    def fail(name: str) -> None:
        raise OSError("no compiler")

    monkeypatch.setattr(backend, "find_spec", lambda name: True)
    monkeypatch.setattr(backend, "import_module", fail)
    with pytest.raises(ScheduleError, match="needs numba"):
        backend.compiled()
    assert "numpy engine stays in use" in caplog.text


def test_the_engine_is_imported_without_numba():
    code = "import sys; import cutover.schedule; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def layered(count: int, width: int) -> Plan:
    """Return tasks in layers, each after two of the layer before."""
    dice = np.random.default_rng(1)
    after = np.repeat(np.arange(width, count, dtype=np.int32), 2)
    before = ((after // width - 1) * width + dice.integers(0, width, len(after))).astype(np.int32)
    links = Links(before, after, np.zeros(len(after), np.int8), np.zeros(len(after), np.int32))
    return Plan(names=np.arange(count), duration=dice.integers(1, 100, count).astype(np.int32), links=links)


def seconds(plan: Plan, engine: str, runs: int) -> float:
    network, took = compile_network(plan.names, plan.links), []
    for _ in range(runs + 1):
        began = perf_counter()
        compute_schedule(plan, network, engine=engine)
        took.append(perf_counter() - began)
    return min(took[1:])


@pytest.mark.parametrize(("count", "width", "limit"), [(1_000, 50, 0.001), (1_000_000, 1_000, 0.15)])
def test_numpy_keeps_its_time(count, width, limit):
    assert seconds(layered(count, width), "numpy", 50 if count < 10_000 else 3) < 3 * limit


@needs_numba
@pytest.mark.parametrize(("count", "width", "limit"), [(1_000, 50, 0.0001), (1_000_000, 1_000, 0.05)])
def test_numba_keeps_its_time(count, width, limit):
    assert seconds(layered(count, width), "numba", 50 if count < 10_000 else 3) < 3 * limit


def test_a_deep_narrow_plan_is_not_absurd():
    assert seconds(layered(20_000, 2), "numpy", 1) < 2.0, "10,000 levels; aim: 0.06 s on a quiet machine"
