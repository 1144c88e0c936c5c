"""Load a million incidents and a hundred thousand tasks: Cutover against a bare scan, polars and pandas.

python -m benchmarks.load                      # 1,000,000 incidents, 100,000 tasks, three runs each
python -m benchmarks.load --quick              # 5,000 and 1,000 rows, one run
python -m benchmarks.load --write              # also into docs/benchmarks.md
"""

import argparse
import tempfile
from collections.abc import Sequence

from benchmarks.files import expected
from benchmarks.measure import Measured, grid, measure, stamp, typical, write_section

CONTENDERS = {
    "DuckDB bare typed scan": "scan",
    "Cutover load": "cutover_load",
    "polars, same checks": "polars_load",
    "pandas, same checks": "pandas_load",
}


def compare(table: str, rows: int, runs: int) -> dict[str, Measured]:
    """Return the typical run of every contender over one file; the runs take turns.

    Raises
    ------
    RuntimeError
        If a contender finds other rows than the file was written with.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = measure("benchmarks.files:make", table, folder, rows).result["path"]
        turns = [
            {name: measure(f"benchmarks.peers:{function}", table, path) for name, function in CONTENDERS.items()}
            for _ in range(runs)
        ]
    found = {name: typical([turn[name] for turn in turns]) for name in CONTENDERS}
    for name, measured in found.items():
        right = {"read": rows} if "read" in measured.result else expected(rows)
        if measured.result != right:
            raise RuntimeError(f"{name}, {table}: found {measured.result}, the file holds {right}.")
    return found


def section(tables: dict[str, int], runs: int) -> str:
    """Return the results as Markdown: seconds, ratios to the bare scan, peak memory."""
    parts = [
        "## Load\n",
        f"{stamp()} Median of {runs}; each in a process of its own, in turns. Where other"
        " work shares the cores, CPU seconds tell more than seconds on the clock. Cutover's time holds the start of its"
        " bounded process, SHA-256 and the commit; all but the scan write Parquet.\n",
    ]
    for table, rows in tables.items():
        found = compare(table, rows, runs)
        bad = expected(rows)
        parts.append(
            f"{rows:,} {table}, {bad['rejected']:,} rows to reject and {bad['warnings']:,} cells to warn of;"
            " all loaders found exactly these.\n"
        )
        parts.append(
            grid((table, "seconds", "times the scan", "CPU seconds", "times the scan", "peak MiB"), lines(found))
        )
    return "\n".join(parts)


def lines(found: dict[str, Measured]) -> list[tuple[str, ...]]:
    """Return one line per contender: seconds, CPU seconds, each with its ratio to the bare scan, and peak memory."""
    limit = found["DuckDB bare typed scan"]
    return [
        (
            name, f"{m.seconds:.2f}", f"{m.seconds / limit.seconds:.1f}", f"{m.cpu_seconds:.2f}",
            f"{m.cpu_seconds / limit.cpu_seconds:.1f}", f"{m.peak_mib:,.0f}",
        )
        for name, m in found.items()
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="5,000 incidents, 1,000 tasks, one run")
    parser.add_argument("--write", action="store_true", help="put the results into docs/benchmarks.md")
    chosen = parser.parse_args(arguments)
    sizes = {"incidents": chosen.incidents, "tasks": chosen.tasks}
    if chosen.quick:
        sizes, chosen.runs = {"incidents": 5_000, "tasks": 1_000}, 1
    text = section(sizes, chosen.runs)
    print(text)
    if chosen.write:
        write_section("load", text)


if __name__ == "__main__":
    main()
