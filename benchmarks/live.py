"""A hundred viewers of the wall while others work: how long a refresh takes, and whether memory stays flat.

python -m benchmarks.live                       # 100 viewers for an hour, and for three minutes without the preload
python -m benchmarks.live --minutes 5           # shorter
python -m benchmarks.live --page daily --quick  # 3 viewers for 12 seconds of another page
python -m benchmarks.live --write               # also into docs/benchmarks.md
"""

import argparse
import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import ROOT, grid, stamp, write_section
from benchmarks.viewers import Seen, look_on
from cutover import pipeline
from cutover.access import LOCAL
from cutover.record import builders, desk, record
from cutover.series import snapshot_folders
from cutover.store import Store

WEEKEND = "2026-10-31"
"""The sample is loaded up to this day: the wall hangs during the cutover weekend."""
DAY = timedelta(days=1)
CHANGE_SECONDS, SAMPLE_SECONDS = 15, 10
"""Somebody records so often that every cache of the server is full within minutes, and a use of the machine is read."""
TENTHS = 10
START_SECONDS = 120
TICKS, PAGE_BYTES = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
SETUPS = {"as it is": ("app.py",), "without preload": ("benchmarks/bare_app.py", "--runner.postScriptGC", "true")}


@dataclass
class Use:
    """What the server's process used: seconds since the start, MiB in memory, and processor seconds in all."""

    at: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)


@dataclass
class Found:
    """One setup, measured."""

    seconds: float
    seen: Seen
    use: Use
    waits: list[float]


def prepare(folder: Path) -> Store:
    """Load the sample up to the cutover weekend and return its store."""
    store = Store(folder / "store")
    parts = [path for as_of, path in snapshot_folders(ROOT / "data" / "sample") if f"{as_of:%Y-%m-%d}" <= WEEKEND]
    for path in parts:
        pipeline.load([path], store=store)
    return store


@contextmanager
def server(script: Sequence[str], store: Path) -> Iterator[tuple[int, int]]:
    """Run a server on a store; give its process and its port once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", *script, "--server.port", str(port)]
    command += ["--server.headless", "true"]
    environment = os.environ | {"CUTOVER_STORE": str(store), "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(process, port)
            yield process.pid, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait_until_ready(process: subprocess.Popen, port: int) -> None:
    for _ in range(START_SECONDS):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server ended before it was ready") from None
            time.sleep(1)
    raise RuntimeError(f"the server was not ready within {START_SECONDS} seconds")


class Worker(threading.Thread):
    """Somebody who records a change now and then, which every viewer is to see.

    Attributes
    ----------
    said
        Marker of each change to the time at which the journal had it.
    """

    def __init__(self, store: Store, every: float) -> None:
        super().__init__(daemon=True)
        self.said: dict[str, float] = {}
        self._desk, self._every = desk(store.path), every
        self._ended = threading.Event()

    def run(self) -> None:
        """Record until told to end."""
        while not self._ended.wait(self._every):
            self.say()

    def say(self) -> None:
        """Give another title to a message that should have gone out a day ago: the wall shows it first."""
        moment = self._desk.warehouse.moment()
        number = len(self.said) + 1
        marker = f"Message {number} of the benchmark"
        cells = {"title": marker, "side": "customer", "audience": "Benchmark", "due_at": moment.as_of - DAY}
        act = builders.act(moment, "communication", {"communication_id": "BENCHMARK"}, cells)
        record(self._desk, act, LOCAL)
        self.said[marker] = time.monotonic()

    def end(self) -> None:
        """Stop recording."""
        self._ended.set()
        self.join()


class Gauge(threading.Thread):
    """Reads what a process uses, every few seconds."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.use = Use()
        self._pid, self._since = pid, time.monotonic()
        self._ended = threading.Event()

    def run(self) -> None:
        """Read until told to end."""
        while not self._ended.wait(SAMPLE_SECONDS):
            self.read()

    def read(self) -> None:
        """Read once."""
        stat = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        self.use.at.append(time.monotonic() - self._since)
        self.use.mib.append(int(stat[21]) * PAGE_BYTES / 2**20)
        self.use.cpu_seconds.append((int(stat[11]) + int(stat[12])) / TICKS)

    def end(self) -> Use:
        """Stop, and return what was read."""
        self._ended.set()
        self.join()
        self.read()
        return self.use


def measure_setup(setup: str, store: Store, page: str, *, viewers: int, seconds: float, every: float) -> Found:
    """Let viewers look at a page of a setup for so long while somebody works, and return what was measured."""
    with server(SETUPS[setup], store.path) as (pid, port):
        gauge, worker = Gauge(pid), Worker(store, every)
        gauge.read()
        gauge.start()
        worker.start()
        address = f"ws://127.0.0.1:{port}"
        newest = lambda: list(worker.said)[-1:]  # noqa: E731
        seen = asyncio.run(look_on(address, page, viewers=viewers, seconds=seconds, markers=newest))
        worker.end()
        use = gauge.end()
    waits = [at - worker.said[marker] for marker, times in seen.shown.items() for at in times]
    return Found(seconds, seen, use, waits)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the smallest value that so many percent do not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else None


def slope(use: Use) -> float | None:
    """Return how memory grows in MiB an hour: least squares over the second half, when every cache is filled."""
    half = len(use.at) // 2
    at, mib = use.at[half:], use.mib[half:]
    if len(at) < 3:
        return None
    middle, level = sum(at) / len(at), sum(mib) / len(mib)
    spread = sum((x - middle) ** 2 for x in at)
    return 3600 * sum((x - middle) * (y - level) for x, y in zip(at, mib, strict=True)) / spread


def course(use: Use) -> list[float]:
    """Return the memory in MiB at the start and after each tenth of the run."""
    last = len(use.mib) - 1
    return [use.mib[round(last * tenth / TENTHS)] for tenth in range(TENTHS + 1)]


def section(found: dict[str, Found], page: str, viewers: int) -> str:
    """Return the results as Markdown."""
    rows = []
    for setup, one in found.items():
        cpu = (one.use.cpu_seconds[-1] - one.use.cpu_seconds[0]) / (one.use.at[-1] - one.use.at[0])
        times = [percentile(one.seen.refreshed, p) for p in (50, 95, 99)]
        waits = [percentile(one.waits, p) for p in (50, 95, 100)]
        grown = slope(one.use)
        rows.append(
            (
                setup, f"{one.seconds / 60:.0f}", f"{len(one.seen.refreshed):,}",
                *(f"{1000 * t:,.0f}" if t is not None else "none" for t in times),
                *(f"{w:.1f}" if w is not None else "none" for w in waits),
                f"{100 * cpu:.0f} %", f"{one.use.mib[0]:.0f} → {one.use.mib[-1]:.0f}",
                f"{grown:+.1f}" if grown is not None else "too short", str(len(one.seen.failures)),
            )
        )  # fmt: skip
    header = ("setup", "minutes", "refreshes", "p50 (ms)", "p95 (ms)", "p99 (ms)", "shown p50 (s)", "p95 (s)",
              "last (s)", "of a core", "MiB", "MiB/hour", "failures")  # fmt: skip
    first, *others = (percentile(one.seen.refreshed, 95) for one in found.values())
    ratio = (
        f" At the 95th percentile the preload is {others[0] / first:,.0f} times as fast." if others and first else ""
    )
    return "\n".join(
        [
            "## Live\n",
            f"{stamp()} {viewers} viewers of the page {page}, each with a websocket of its own, refreshing at the interval"
            f" that the page sets; every {CHANGE_SECONDS} seconds somebody records something that the page shows."
            " A refresh is from a fragment's turn to its end, with the rerun of the page where there is something new;"
            " shown is from the journal's row to the element on a viewer's page. Growth of memory is the slope of the"
            f" second half.{ratio}\n",
            grid(header, rows),
            "Memory in MiB at the start and after each tenth of the run:\n",
            grid(
                ("setup", *(f"{100 * tenth // TENTHS} %" for tenth in range(TENTHS + 1))),
                [(setup, *(f"{mib:.0f}" for mib in course(one.use))) for setup, one in found.items()],
            ),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--bare-minutes", type=float, default=3, help="without the preload; 0 leaves it out")
    parser.add_argument("--page", default="wall")
    parser.add_argument("--quick", action="store_true", help="3 viewers, 12 seconds each")
    parser.add_argument("--write", action="store_true", help="put the results into docs/benchmarks.md")
    chosen = parser.parse_args(arguments)
    viewers = 3 if chosen.quick else chosen.viewers
    minutes = dict(zip(SETUPS, (0.2, 0.2) if chosen.quick else (chosen.minutes, chosen.bare_minutes), strict=True))
    found = {}
    for setup, length in minutes.items():
        if length:
            folder = Path(tempfile.mkdtemp())
            try:
                found[setup] = measure_setup(
                    setup, prepare(folder), chosen.page, viewers=viewers, seconds=60 * length,
                    every=4 if chosen.quick else CHANGE_SECONDS,
                )  # fmt: skip
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            for failure in sorted(set(found[setup].seen.failures)):
                print(f"{setup}: {failure}", file=sys.stderr)
    text = section(found, chosen.page, viewers)
    print(text)
    if chosen.write:
        write_section("live", text)


if __name__ == "__main__":
    main()
