"""The very first start: the sample programme is loaded into the empty store of the project."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cutover import pipeline
from cutover.errors import CutoverError
from cutover.series import snapshot_folders
from cutover.store import Store

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
LOADED_BY = "sample"
LOG = logging.getLogger("cutover")


@dataclass
class Progress:
    """How far the sample is: loads done of all; running until they are all visible, or one failed."""

    done: int = 0
    total: int = 0
    is_running: bool = False
    reason: str = ""


PROGRESS = Progress()
"""The one load of the sample in this process; written by its thread, read by the pages."""


def is_wanted(store: Store, folder: Path) -> bool:
    """Tell whether the sample belongs into a store: the project's own one, empty or with a part of the sample."""
    if os.environ.get("CUTOVER_STORE") or not folder.is_dir():
        return False
    loads = store.loads()
    return all(load.loaded_by == LOADED_BY for load in loads) and len(loads) < len(snapshot_folders(folder))


def load_sample(store: Store, folder: Path, progress: Progress, *, then: Callable[[], object]) -> None:
    """Load every snapshot of a sample, oldest first, and tell how far it is.

    The files ship with the application, so they are read in this process: all
    of them in the time that a few bounded processes take to start. `then` is
    called before the pages are told that the sample is there.
    """
    snapshots = snapshot_folders(folder)
    progress.done, progress.total, progress.is_running, progress.reason = 0, len(snapshots), True, ""
    try:
        for as_of, path in snapshots:
            options = pipeline.LoadOptions(as_of=f"{as_of.isoformat()}+00:00", loaded_by=LOADED_BY, bounds=None)
            pipeline.load([path], store=store, options=options)
            progress.done += 1
        then()
    except CutoverError as error:
        progress.reason = str(error)
    except Exception:
        LOG.exception("The sample could not be loaded")
        progress.reason = "The sample could not be loaded; the log of the server says why."
    finally:
        progress.is_running = False


def load_on_first_start(store: Store, *, then: Callable[[], object], after: Callable[[], None]) -> bool:
    """Start loading the sample beside the server, if it is wanted; tell whether it was.

    `then` is called before the pages are told that the sample is there, `after` behind that.
    """
    if not is_wanted(store, SAMPLE):
        return False
    PROGRESS.is_running = True

    def work() -> None:
        load_sample(store, SAMPLE, PROGRESS, then=then)
        after()

    threading.Thread(target=work, name="sample", daemon=True).start()
    return True
