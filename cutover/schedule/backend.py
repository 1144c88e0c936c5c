"""Which engine runs: numpy at once, the compiled one as soon as it is ready.

numba is optional and slow to import and to compile, so both happen in a thread
behind the first use; the result is kept on disk. Both engines return the same
bits, so nobody notices the change but by the time it takes.
"""

import logging
from importlib import import_module
from importlib.util import find_spec
from threading import Lock, Thread
from types import ModuleType
from typing import Literal

from cutover.errors import ScheduleError

Engine = Literal["numpy", "numba"]

logger = logging.getLogger(__name__)

_lock = Lock()
_thread: Thread | None = None
_engine: ModuleType | None = None


def start_compiling() -> None:
    """Compile the kernels in a background thread, once; nothing happens where numba is missing."""
    global _thread
    with _lock:
        if _thread is None and find_spec("numba") is not None:
            _thread = Thread(target=_compile, name="compile-schedule", daemon=True)
            _thread.start()


def is_compiled() -> bool:
    """Return whether the compiled engine is ready."""
    return _engine is not None


def use() -> Engine:
    """Return the engine that is used when none is named."""
    return "numba" if is_compiled() else "numpy"


def compiled() -> ModuleType:
    """Return the compiled engine, after waiting for it if need be.

    Raises
    ------
    ScheduleError
        If numba is not installed or cannot compile here.
    """
    start_compiling()
    if _thread is not None:
        _thread.join()
    if _engine is None:
        raise ScheduleError("The compiled engine needs numba, which does not work here; numpy computes the same.")
    return _engine


def _compile() -> None:
    global _engine
    try:
        engine = import_module("cutover.schedule.compiled")
        engine.warm_up()
    except Exception:  # numba fails in many ways, and nothing depends on it
        logger.warning("numba does not work here; the numpy engine stays in use", exc_info=True)
    else:
        _engine = engine
