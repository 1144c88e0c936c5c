"""The schedule engine against its peers, all in one run.

python -m benchmarks.schedule              # CPM at 1k to 1M tasks, Monte Carlo of 10,000 trials, one calendar year
python -m benchmarks.schedule --quick      # small sizes, one run
python -m benchmarks.schedule --write      # also into docs/benchmarks.md
"""

import argparse
from collections.abc import Sequence

from benchmarks.measure import grid, measure, stamp, write_section
from benchmarks.networks import installed

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (200, 1_000)
TRIALS, TRIAL_TASKS = 10_000, (500, 5_000)
RUNS = {1_000: 50, 10_000: 20, 100_000: 5}

CPM = {
    "Cutover, numpy": ("cpm_numpy", "numpy", 1_000_000),
    "Cutover, numba": ("cpm_numba", "numba", 1_000_000),
    "rustworkx sort + loop": ("cpm_rustworkx", "rustworkx", 1_000_000),
    "networkx sort + loop": ("cpm_networkx", "networkx", 1_000_000),
    "networkx, dates on its nodes": ("cpm_networkx_nodes", "networkx", 1_000_000),
    "pmcontrols": ("cpm_pmcontrols", "pmcontrols", 100_000),
    "DuckDB recursive CTE, early dates only": ("cpm_duckdb", "duckdb", 10_000),
    "MPXJ, warm JVM": ("cpm_mpxj", "mpxj", 10_000),
}
"""Contender: function of benchmarks.networks, package, and the largest size at which it ends within minutes."""

MONTE_CARLO = {
    "Cutover, numpy": ("monte_carlo_numpy", "numpy"),
    "Cutover, numba": ("monte_carlo_numba", "numba"),
    "pmcontrols": ("monte_carlo_pmcontrols", "pmcontrols"),
}
GOALS = {
    "CPM, 1,000 tasks": {"Cutover, numpy": 0.001, "Cutover, numba": 0.0001},
    "CPM, 1,000,000 tasks": {"Cutover, numpy": 0.15, "Cutover, numba": 0.05},
    "10,000 trials, 500 tasks": {"Cutover, numpy": 0.2, "Cutover, numba": 0.05},
    "10,000 trials, 5,000 tasks": {"Cutover, numpy": 1.5, "Cutover, numba": 0.5},
    "one calendar year": {"Cutover": 0.005},
}
"""Seconds to beat, from the issue."""


def compare_cpm(sizes: Sequence[int], runs: int | None) -> dict[str, dict[int, float]]:
    """Return the seconds of each contender by size.

    Raises
    ------
    RuntimeError
        If two contenders do not agree on the dates.
    """
    found: dict[str, dict[int, float]] = {name: {} for name, (_, package, _) in CPM.items() if installed(package)}
    for size in sizes:
        truth: list[int] = []
        for name in found:
            function, _, largest = CPM[name]
            if size > largest:
                continue
            times = runs or (RUNS.get(size, 3) if name.startswith("Cutover") else 3 if size < 100_000 else 1)
            result = measure(f"benchmarks.networks:{function}", size, times).result
            truth = truth or result["sums"]
            if any(one != other for one, other in zip(result["sums"], truth, strict=False)):
                raise RuntimeError(f"{name}, {size:,} tasks: {result['sums']} where the first has {truth}.")
            found[name][size] = result["seconds"]
    return found


def compare_trials(sizes: Sequence[int], trials: int, runs: int) -> dict[str, dict[int, float]]:
    """Return the seconds of each contender's simulation by number of tasks."""
    return {
        name: {size: measure(f"benchmarks.networks:{function}", size, trials, runs).result["seconds"] for size in sizes}
        for name, (function, package) in MONTE_CARLO.items()
        if installed(package)
    }


def table(found: dict[str, dict[int, float]], reference: str) -> str:
    """Return seconds in milliseconds, and in brackets how many times the reference's."""
    sizes = sorted({size for times in found.values() for size in times})
    rows = [
        (name, *(_cell(times.get(size), found.get(reference, {}).get(size)) for size in sizes))
        for name, times in found.items()
    ]
    return grid(("engine: ms (times the first of Cutover's)", *(f"{size:,} tasks" for size in sizes)), rows)


def goals(measured: dict[str, dict[str, float]]) -> str:
    """Return what was to be beaten and what was measured; figures that this run did not take are left out."""
    rows = [
        (what, engine, f"{1000 * seconds:,.3g}", f"{1000 * measured[what][engine]:,.3g}",
         "met" if measured[what][engine] <= seconds else "missed")
        for what, engines in GOALS.items() for engine, seconds in engines.items() if engine in measured.get(what, {})
    ]  # fmt: skip
    return grid(("what", "engine", "to beat (ms)", "measured (ms)", "result"), rows)


def section(cpm: dict, trials: dict, year: float, count: int) -> str:
    """Return the section of docs/benchmarks.md."""
    measured = {f"CPM, {size:,} tasks": _at(cpm, size) for size in SIZES}
    measured |= {f"{TRIALS:,} trials, {size:,} tasks": _at(trials, size) for size in TRIAL_TASKS}
    measured["one calendar year"] = {"Cutover": year}
    times = [_against(cpm, name) for name in ("networkx sort + loop", "networkx, dates on its nodes") if name in cpm]
    return (
        f"## Schedule engine\n\n{stamp()} Least of several runs; the layered network has as many layers as the cube\n"
        "root of its tasks and two finish-to-start links into each; compiling the structure is not counted for any\n"
        "engine. Early and late finish and free float agree in sum over all that compute them.\n\n"
        f"### Critical path\n\n{table(cpm, 'Cutover, numpy')}\n"
        f"Divided by Cutover, numba (to beat: 500): {'; '.join(times)}.\n\n"
        f"### Monte Carlo, {count:,} trials\n\nBetaPERT durations; finish and criticality; Cutover also sensitivity.\n\n"
        f"{table(trials, 'Cutover, numpy')}\n### To beat\n\n{goals(measured)}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and with --write put into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--quick", action="store_true", help="small sizes, one run")
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    given = parser.parse_args(arguments)
    sizes = given.sizes or (QUICK_SIZES if given.quick else SIZES)
    count, tasks = (100, (50,)) if given.quick else (TRIALS, TRIAL_TASKS)
    cpm = compare_cpm(sizes, 1 if given.quick else None)
    trials = compare_trials(tasks, count, 1 if given.quick else 3)
    year = measure("benchmarks.networks:calendar_year", 1 if given.quick else 20).result["seconds"]
    text = section(cpm, trials, year, count)
    print(text)
    if given.write:
        write_section("schedule", text)


def _cell(seconds: float | None, reference: float | None) -> str:
    if seconds is None:
        return "not run"
    said = f"{1000 * seconds:,.3g}" if seconds < 1 else f"{1000 * seconds:,.0f}"
    return f"{said} ({seconds / reference:,.3g})" if reference else said


def _at(found: dict[str, dict[int, float]], size: int) -> dict[str, float]:
    return {name: times[size] for name, times in found.items() if size in times}


def _against(cpm: dict[str, dict[int, float]], name: str) -> str:
    """Return how many times the compiled engine's time a peer takes, by size."""
    peer, ours = cpm[name], cpm.get("Cutover, numba", {})
    return f"{name} " + ", ".join(f"{peer[s] / ours[s]:,.0f} at {s:,}" for s in sorted(peer.keys() & ours.keys()))


if __name__ == "__main__":
    main()
