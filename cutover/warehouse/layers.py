"""The tables of a moment, each built when it is first needed.

A report names what it reads; that names what it reads in turn, down to the
store. So a page costs what it shows, and a table is built once per moment.
"""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

import duckdb
import pyarrow as pa

from cutover.errors import ReportError
from cutover.forecasts import COMPUTED, Computed
from cutover.queries import QUERIES, Query, read_queries
from cutover.tables import TABLES
from cutover.warehouse.parameters import bind

SETTINGS = {
    "threads": "2",
    "memory_limit": "4GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
DECLARED = {
    pa.string(): "varchar",
    pa.list_(pa.string()): "varchar[]",
    pa.int64(): "bigint",
    pa.int32(): "integer",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.timestamp("us"): "timestamp",
    pa.date32(): "date",
}
"""Arrow types as DuckDB declares them."""
LIVE = ("criterion_values", "trigger_values")
"""Raw tables that reports of the same moment fill."""
RAW = tuple(f"raw_{name}" for name in (*TABLES, "loads", "sources", "problems", "acts", *LIVE, "criteria_library"))


@dataclass(frozen=True)
class Node:
    """A table of a moment: its name, what it reads, and what makes it (None: rows of the store)."""

    name: str
    reads: frozenset[str]
    maker: Query | Computed | None = None


class Layers:
    """Raw tables, staging, marts and computed tables over one connection.

    Parameters
    ----------
    rows
        What returns the rows of each raw table.
    moment
        Values of the parameters of marts: programme_id and as_of.
    """

    def __init__(self, rows: Mapping[str, Callable[[], pa.Table]], moment: dict) -> None:
        self.connection = open_database()
        self._rows = rows
        self._moment = moment
        self._built: set[str] = set()
        self._lock = threading.RLock()  # what makes a raw table may ask a report of the same moment

    def build(self, names: Iterable[str]) -> None:
        """Build tables and all that they read, as far as they are not there yet."""
        missing = [name for name in names if name not in self._built]
        if missing:
            with self._lock:
                for node in in_order(tuple(sorted(missing))):
                    if node.name not in self._built:
                        self._make(node)

    def _make(self, node: Node) -> None:
        if isinstance(node.maker, Computed):
            self._compute(node.maker)
            return
        if node.maker is None:
            store(self.connection, node.name, self._rows[node.name]())
        elif node.maker.layer == "staging":
            self.connection.execute(f"create view {node.name} as {node.maker.text}")
        else:  # a relation would be planned twice: to know its columns, then to be stored
            self.connection.execute(
                f"create table {node.name} as {node.maker.text}", bind(node.maker, self._moment, {})
            )
        self._built.add(node.name)

    def _compute(self, computed: Computed) -> None:
        given = {name: self.connection.sql(f"from {name} order by {key}").to_arrow_table()
                 for name, key in ((name, ", ".join(key_of(name)) or "all") for name in computed.reads)}  # fmt: skip
        found = computed.compute(given)
        for table in computed.creates:
            rows = found[table.name].select(table.names).cast(computed.schema_of(table))
            store(self.connection, table.name, rows)
            self._built.add(table.name)


def open_database() -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB with the functions of queries, that can reach nothing outside itself."""
    connection = duckdb.connect(config=SETTINGS)
    for setting in ("timezone='UTC'", "enable_external_access=false", "lock_configuration=true"):
        connection.execute(f"set {setting}")
    connection.execute((QUERIES / "functions.sql").read_text(encoding="utf-8"))
    return connection


def store(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Create a table of these rows; most tables of a small programme are empty, which costs less when declared."""
    if rows.num_rows:
        connection.from_arrow(rows).create(name)
    else:
        columns = ", ".join(f'"{field.name}" {DECLARED[field.type]}' for field in rows.schema)
        connection.execute(f"create table {name} ({columns})")


@lru_cache(maxsize=1)
def nodes() -> dict[str, Node]:
    """Return every table that a report can read, by name."""
    queries = [*read_queries("staging").values(), *read_queries("marts").values()]
    made = {table.name: computed for computed in COMPUTED for table in computed.creates}
    names = {*RAW, *made, *(query.name for query in queries)}
    found = {name: Node(name, frozenset()) for name in RAW}
    found |= {query.name: Node(query.name, frozenset(tables_read(query) & names), query) for query in queries}
    return found | {name: Node(name, frozenset(computed.reads), computed) for name, computed in made.items()}


@lru_cache(maxsize=256)
def in_order(names: tuple[str, ...]) -> tuple[Node, ...]:
    """Return these tables and all that they read, each behind what it reads."""
    graph, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name not in graph:
            graph[name] = nodes()[name].reads
            waiting += graph[name]
    try:
        return tuple(nodes()[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ReportError(f"Tables read each other in a circle: {' → '.join(error.args[1])}.") from error


def key_of(name: str) -> list[str]:
    """Return the key columns of a table, as its header or its declaration says."""
    maker = nodes()[name].maker
    if isinstance(maker, Computed):
        return list(next(table.key for table in maker.creates if table.name == name))
    return [column.name for column in maker.returns if re.match(r"key\b", column.description)] if maker else []


@lru_cache(maxsize=256)
def tables_of(query: Query) -> tuple[str, ...]:
    """Return the tables of a moment that a query reads."""
    return tuple(sorted(tables_read(query) & set(nodes())))


def tables_read(query: Query) -> set[str]:
    """Return the names that follow `from` and `join` in a query: tables, views and its own steps."""
    return set(re.findall(r"\b(?:from|join)\s+(\w+)", re.sub(r"--.*", "", query.text)))
