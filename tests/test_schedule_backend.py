"""Which engine runs."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

import cutover.schedule.backend as backend
from cutover.errors import ScheduleError
from cutover.schedule import Links, Plan, compute_schedule
from cutover.schedule.background import Background

NOTHING = np.zeros(0, np.int32)
ONE_TASK = Plan(np.array(["A"]), np.array([5], np.int32), Links(NOTHING, NOTHING, NOTHING.astype(np.int8), NOTHING))

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is optional")


@pytest.fixture
def fresh(monkeypatch):
    """A process that has not compiled anything yet."""
    monkeypatch.setattr(backend, "_background", Background("compile-schedule", backend._load))


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
    thread = backend._background.thread
    backend.start_compiling()
    assert backend._background.thread is thread
    thread.join()


@pytest.mark.usefixtures("fresh")
def test_without_numba_the_named_engine_is_refused(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda name: None)
    backend.start_compiling()
    assert backend.use() == "numpy"
    with pytest.raises(ScheduleError, match="needs numba"):
        compute_schedule(ONE_TASK, engine="numba")


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
