"""Every report's time at growing sizes, how it grows, and its peak memory.

python -m benchmarks.pages                     # 1k, 10k, 100k, 1M incidents; as many tasks, at most 100k
python -m benchmarks.pages --sizes 1000 50000
python -m benchmarks.pages --quick             # 200 and 1,000, one run
python -m benchmarks.pages --write             # also into docs/benchmarks.md
"""

import argparse
import math
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.measure import grid, measure, reset_peak, stamp, write_section
from cutover import pipeline
from cutover.generate import snapshot_folders, write_programme
from cutover.queries import Query, read_queries
from cutover.store import Store
from cutover.warehouse import Warehouse

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (200, 1_000)
MOST_TASKS = 100_000
SNAPSHOTS = 2
SLOW_SECONDS = 0.1
FLOOR_SECONDS = 0.01
STEEP = 1.2
MOMENT = "(opening the moment and asking every report once)"


def prepare(rows: str, folder: str) -> dict:
    """Write a programme of that many incidents, load its snapshots into `folder`/store, return rows by table."""
    files, store = Path(folder, "files"), Store(Path(folder, "store"))
    write_programme(files, tasks=min(int(rows), MOST_TASKS), incidents=int(rows), snapshots=SNAPSHOTS)
    for as_of, path in snapshot_folders(files):
        result = pipeline.load([path], store=store, options=pipeline.LoadOptions(as_of=f"{as_of.isoformat()}Z"))
        if result.exit_code:
            raise RuntimeError(f"{path.name}: {' '.join(result.messages)} {result.problems.slice(0, 3).to_pylist()}")
    return {name: counts.accepted for name, counts in result.tables.items()}


def ask(folder: str, runs: str) -> dict:
    """Open the newest moment of the store, ask every report once, then each again: seconds, rows, peak MiB.

    What a report reads is built when it is first asked, so the first asking of
    all is what the whole moment costs.
    """
    reset_peak()
    started = time.perf_counter()
    moment = Warehouse(Store(Path(folder, "store"))).moment()
    free = [name for name, query in read_queries("reports").items() if not needed(query)]
    rows_of = {name: len(moment.query(name)) for name in free}
    found = {MOMENT: {"seconds": time.perf_counter() - started, "rows": 1, "peak_mib": reset_peak()}}
    for name, rows in rows_of.items():
        seconds = []
        for _ in range(int(runs)):
            started = time.perf_counter()
            moment.query(name)
            seconds.append(time.perf_counter() - started)
        found[name] = {"seconds": median(seconds), "rows": rows, "peak_mib": reset_peak()}
    return found


def needed(query: Query) -> list[str]:
    """Return the parameters that a report cannot do without."""
    own = [p for p in query.parameters if p.name not in ("programme_id", "as_of")]
    return [p.name for p in own if p.default is None and not p.type.endswith("[]")]


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """Return the steepest growth between neighbouring sizes as an exponent: 1 is linear, 0 does not grow.

    Steps that end below 10 ms say nothing and are left out; None if all do.
    """
    steps = zip(sizes, sizes[1:], seconds, seconds[1:], strict=False)
    found = [math.log(after / before) / math.log(more / few) for few, more, before, after in steps
             if after >= FLOOR_SECONDS]  # fmt: skip
    return max(found) if found else None


def measure_sizes(sizes: Sequence[int], runs: int) -> tuple[dict[int, dict[str, dict]], dict[str, int]]:
    """Return for each size what `ask` found in a process of its own, and the rows by table of the last size."""
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            tables = measure("benchmarks.pages:prepare", size, folder).result
            found[size] = measure("benchmarks.pages:ask", folder, runs).result
    return found, tables


def section(found: dict[int, dict[str, dict]], tables: dict[str, int], runs: int) -> str:
    """Return the results as Markdown: milliseconds by size, growth, peak memory, what is slow or steep."""
    sizes = list(found)
    lines, marked = [], []
    for name in found[sizes[-1]]:
        seconds = [found[size][name]["seconds"] for size in sizes]
        exponent = growth(sizes, seconds)
        slow = name != MOMENT and seconds[-1] > SLOW_SECONDS
        steep = exponent is not None and exponent > STEEP
        if slow or steep:
            marked.append(name)
        lines.append(
            (
                f"**{name}**" if slow or steep else name,
                *(f"{1000 * s:,.1f}" for s in seconds),
                "flat" if exponent is None or exponent < 0.05 else f"{exponent:.1f}",
                f"{found[sizes[-1]][name]['rows']:,}",
                f"{found[sizes[-1]][name]['peak_mib']:,.0f}",
            )
        )
    header = ("report", *(f"{size:,} (ms)" for size in sizes), "growth", "rows", "peak MiB")
    largest = ", ".join(f"{count:,} {name}" for name, count in sorted(tables.items(), key=lambda t: -t[1])[:4])
    return "\n".join(
        [
            "## Reports\n",
            f"{stamp()} Median of {runs}, after one run to warm up. Sizes are incidents; tasks are as many, at most"
            f" {MOST_TASKS:,}; {SNAPSHOTS} snapshots. The newest of the largest size holds {largest}. Growth is the"
            " steepest exponent between neighbouring sizes (1 is linear; flat: none, or all under 10 ms). Rows, and the"
            " peak memory of the process during the report, are those of the largest size.\n",
            f"Bold: over 100 ms at the largest size, or growing faster than n^{STEEP}: {', '.join(marked) or 'none'}.\n",
            grid(header, lines),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of incidents, ascending")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="200 and 1,000 incidents, one run")
    parser.add_argument("--write", action="store_true", help="put the results into docs/benchmarks.md")
    chosen = parser.parse_args(arguments)
    sizes, runs = (QUICK_SIZES, 1) if chosen.quick else (sorted(chosen.sizes), chosen.runs)
    text = section(*measure_sizes(sizes, runs), runs)
    print(text)
    if chosen.write:
        write_section("pages", text)


if __name__ == "__main__":
    main()
