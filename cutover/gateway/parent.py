"""Starting, watching and, if need be, killing the bounded process."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO

from cutover import errors
from cutover.gateway.model import CRASH_EXIT, GIGABYTE, RESULT, Bounds, Outcome, Progress, Request

PACKAGE_PARENT = Path(__file__).resolve().parents[2]
LOG = logging.getLogger(__name__)
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TZDIR", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


OUT_OF_MEMORY = ("Resource temporarily unavailable", "bad_alloc",
    "Out of memory", "annot allocate memory", "start new thread",
                 "memory allocation of")  # fmt: skip
"""What C++, Rust and Python say before they give up for want of memory."""


class _Crashed(Exception):
    """The process ended without a result; `source` is what it was reading then."""

    def __init__(self, reason: str, source: str | None) -> None:
        super().__init__(reason)
        self.source = source


def receive(request: Request, progress: Progress | None = None) -> Outcome:
    """Have the files of a request read by a bounded process.

    A source on which the process dies is refused, and the others are read again
    without it.

    Parameters
    ----------
    request
        What to read and where to write.
    progress
        Called with each report of progress.

    Raises
    ------
    CutoverError
        If the process says why it cannot load, or dies otherwise than by a source.
    """
    while True:
        try:
            return _run(request, progress or (lambda _: None))
        except _Crashed as crash:
            if crash.source is None or crash.source in request.refused:
                raise errors.CutoverError(f"Nothing is loaded: reading the files {crash}.") from None
            reason = f"{Path(crash.source).name} is not loaded: reading it {crash}."
            request = replace(request, refused=request.refused | {crash.source: reason})


def _run(request: Request, progress: Progress) -> Outcome:
    for left in Path(request.folder).glob("*.parquet"):
        left.unlink()
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "cutover.gateway"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True, encoding="utf-8",
            env=_environment(), cwd=request.folder, start_new_session=True,
        )  # fmt: skip
        late = threading.Event()
        timer = threading.Timer(request.bounds.seconds, lambda: (late.set(), _kill(process)))
        timer.daemon = True
        timer.start()
        try:
            source = _follow(process, request, progress)
            code = process.wait()
        finally:
            timer.cancel()
            _kill(process)
            process.communicate()
        if code or late.is_set():
            said = _tail(complaints)
            LOG.warning("gateway ended with %s: %s", code, said)
            raise _Crashed(_reason(code, said, late.is_set(), request.bounds), source)
    return _answer(Path(request.folder, RESULT))


def _environment() -> dict[str, str]:
    """Return what the process sees of the environment: no secrets, few threads, large pages, our package."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return kept | {
        "PYTHONPATH": str(PACKAGE_PARENT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2",
        "MIMALLOC_ALLOW_LARGE_OS_PAGES": "1",
    }  # fmt: skip


def _follow(process: subprocess.Popen, request: Request, progress: Progress) -> str | None:
    """Send the request, pass on progress; return the source that was being read last, if any."""
    source = None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(request.to_json() + "\n")
        process.stdin.flush()
    for line in process.stdout:
        told = json.loads(line)
        source = told.pop("source", None)
        progress(told)
    return source


def _kill(process: subprocess.Popen) -> None:
    """Kill the process and all that it started; nothing if it has ended and was waited for."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(code: int, said: str, is_late: bool, bounds: Bounds) -> str:
    if is_late or code == -signal.SIGXCPU:
        return f"takes longer than {bounds.seconds:g} seconds"
    if code == CRASH_EXIT or any(sign in said for sign in OUT_OF_MEMORY):
        return f"needs more than {bounds.memory_bytes / GIGABYTE:.1f} GB of memory"
    return f"ended without an answer (signal {-code})" if code < 0 else "failed; the log of the server says more"


def _tail(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read()[-2000:].decode(errors="replace")


def _answer(path: Path) -> Outcome:
    answer = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    if "error" in answer:
        raise getattr(errors, answer["error"], errors.CutoverError)(answer["message"])
    return Outcome.from_json(json.dumps(answer["outcome"]))
