"""The bounded process itself: bounds first, then the work, then one file that says how it went."""

import json
import os
import resource
import sys
import threading
from pathlib import Path

from cutover.errors import CutoverError
from cutover.gateway.intake import take_in
from cutover.gateway.model import CRASH_EXIT, RESULT, Bounds, Request

_LOCK = threading.Lock()


class _WithoutPandas:
    """Keeps pandas out: pyarrow imports it where it is there, which takes a third of a second; nothing needs it."""

    def find_spec(self, name: str, *_: object) -> None:
        """Refuse to find pandas; anything else is looked for elsewhere."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Read a request from standard input, write progress to standard output and the result to its folder.

    The process ends when standard input does: nothing is left running when the
    one that asked dies. It ends without tidying up, which takes long after a
    large load.
    """
    sys.meta_path.insert(0, _WithoutPandas())
    request = Request.from_json(sys.stdin.readline())
    confine(request.bounds)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = {"outcome": json.loads(take_in(request, report).to_json())}
    except CutoverError as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        sys.exit(CRASH_EXIT)
    Path(request.folder, RESULT).write_text(json.dumps(answer), encoding="utf-8")
    os._exit(0)


def confine(bounds: Bounds) -> None:
    """Bound this process: memory, computing time, size of files, no core dump, private files."""
    os.umask(0o077)
    seconds = int(bounds.seconds * (os.cpu_count() or 1)) + 1
    for limit, value in (
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(limit)
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (value, value))


def report(progress: dict) -> None:
    """Write one line of progress."""
    with _LOCK:
        sys.stdout.write(json.dumps(progress) + "\n")
        sys.stdout.flush()


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(CRASH_EXIT)
