"""Something slow to compile, made in a thread behind the first use and used once it is there."""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from types import ModuleType

from cutover.errors import ScheduleError

logger = logging.getLogger(__name__)


class Background:
    """A compiled engine on its way.

    Parameters
    ----------
    name
        Name of the thread.
    load
        Imports and compiles the engine and returns it; whatever it raises
        leaves the numpy engine in use.

    Attributes
    ----------
    engine
        The engine; None until it is ready.
    """

    def __init__(self, name: str, load: Callable[[], ModuleType]) -> None:
        self.engine: ModuleType | None = None
        self.thread: Thread | None = None
        self._name = name
        self._load = load
        self._lock = Lock()

    def start(self) -> None:
        """Begin, once; later calls do nothing."""
        with self._lock:
            if self.thread is None:
                self.thread = Thread(target=self._run, name=self._name, daemon=True)
                self.thread.start()

    def wait(self) -> ModuleType:
        """Return the engine, after waiting for it if it was started; ScheduleError if it does not work here."""
        if self.thread is not None:
            self.thread.join()
        if self.engine is None:
            raise ScheduleError("The compiled engine needs numba, which does not work here; numpy computes the same.")
        return self.engine

    def _run(self) -> None:
        try:
            self.engine = self._load()
        except ScheduleError:
            logger.info("numba is not here; the numpy engine stays in use")
        except Exception:  # numba fails in many ways, and nothing depends on it
            logger.warning("numba does not work here; the numpy engine stays in use", exc_info=True)
