"""Which engine runs: numpy at once, the compiled one as soon as it is ready.

numba is optional and slow to import and to compile, so both happen in a thread
behind the first use; the result is kept on disk. Both engines return the same
bits, so nobody notices the change but by the time it takes.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Literal

from cutover.schedule.background import Background

Engine = Literal["numpy", "numba"]


def start_compiling() -> None:
    """Compile the kernels in a background thread, once; nothing happens where numba is missing."""
    if find_spec("numba") is not None:
        _background.start()


def is_compiled() -> bool:
    """Return whether the compiled engine is ready."""
    return _background.engine is not None


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
    return _background.wait()


def _load() -> ModuleType:
    engine = import_module("cutover.schedule.compiled")
    engine.warm_up()
    return engine


_background = Background("compile-schedule", _load)
