"""DuckDB over the store: staging, marts and reports of a programme at a status time.

A `Moment` is one programme at one status time: an in-memory DuckDB that holds
the rows valid then (`raw_<table>`), the staging views over them and the marts
computed from them. Reports are asked of a moment. Moments are rebuilt from the
store at any time; a few are kept.
"""

import re
import threading
import weakref
from collections import OrderedDict
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache

import duckdb
import pyarrow as pa

from cutover.errors import ReportError, StoreError
from cutover.queries import Parameter, Query, read_queries
from cutover.readers.model import PROBLEMS
from cutover.store import Load, Store
from cutover.tables import TABLES, Table

KEPT_MOMENTS = 6
TIMEOUT_SECONDS = 60
SETTINGS = {
    "threads": "2",
    "memory_limit": "4GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
SNAPSHOT_COLUMNS = (("load_id", pa.string()), ("load_as_of", pa.timestamp("us")), ("is_current", pa.bool_()))
"""What every raw row carries beside its own columns: its snapshot, and whether it is the one in force."""

LOADS = pa.schema(
    [
        ("load_id", pa.string()), ("load_as_of", pa.timestamp("us")), ("loaded_at", pa.timestamp("us")),
        ("loaded_by", pa.string()), ("table_name", pa.string()), ("read_count", pa.int64()),
        ("accepted_count", pa.int64()), ("rejected_count", pa.int64()), ("warning_count", pa.int64()),
        ("is_current", pa.bool_()),
    ]
)  # fmt: skip
SOURCES = pa.schema(
    [
        ("load_id", pa.string()), ("file", pa.string()), ("size_bytes", pa.int64()), ("sha256", pa.string()),
        ("row_count", pa.int64()),
    ]
)  # fmt: skip


class Warehouse:
    """Moments of the programmes of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._moments: OrderedDict[tuple, Moment] = OrderedDict()
        self._lock = threading.Lock()

    def moment(self, programme_id: str | None = None, as_of: datetime | None = None) -> "Moment":
        """Return a programme at a status time.

        Parameters
        ----------
        programme_id
            The programme; the one loaded last if None.
        as_of
            Status time in UTC without zone; that of the newest snapshot if None.

        Raises
        ------
        StoreError
            If the store holds no load, or none of that programme.
        """
        loads = self.store.loads()
        if not loads:
            raise StoreError("The store is empty: load files first (python -m cutover load FILE).")
        programme_id = programme_id or max(loads, key=lambda load: load.load_id).programme_id
        own = [load for load in loads if load.programme_id == programme_id]
        if not own:
            names = ", ".join(sorted({load.programme_id for load in loads}))
            raise StoreError(f"There is no programme {programme_id}; the store holds {names}.")
        as_of = as_of or own[-1].as_of
        key = (programme_id, as_of, tuple(load.load_id for load in own))
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(self.store, own, as_of)
                while len(self._moments) > KEPT_MOMENTS:
                    self._moments.popitem(last=False)
            self._moments.move_to_end(key)
            return self._moments[key]


class Moment:
    """One programme at one status time; ask it reports.

    Attributes
    ----------
    programme_id, as_of
        What it is a moment of; `as_of` is UTC without zone.
    is_before_first_snapshot
        The status time lies before the first snapshot: what is shown is told
        from the actual dates of that snapshot.
    """

    def __init__(self, store: Store, loads: list[Load], as_of: datetime) -> None:
        self.programme_id = loads[0].programme_id
        self.as_of = as_of
        self.is_before_first_snapshot = as_of < loads[0].as_of
        self._connection = open_database()
        weakref.finalize(self, self._connection.close)  # DuckDB complains aloud of what outlives the interpreter
        for table in TABLES.values():
            self._connection.from_arrow(snapshot_rows(store, table, loads, as_of)).create(f"raw_{table.name}")
        self._connection.from_arrow(_load_rows(loads, as_of)).create("raw_loads")
        self._connection.from_arrow(_source_rows(loads)).create("raw_sources")
        self._connection.from_arrow(_problem_rows(store, loads)).create("raw_problems")
        build_layers(self._connection, self.programme_id, as_of)

    def query(self, report: str, **parameters: object) -> pa.Table:
        """Return the rows of a report.

        Parameters
        ----------
        report
            Name of a file of `queries/reports`.
        parameters
            Values of its parameters; text is cast to the declared type. What
            is left out takes its default.

        Raises
        ------
        ReportError
            If there is no such report, or it does not take a parameter.
        """
        query = find_report(report)
        values = bind(query, {"programme_id": self.programme_id, "as_of": self.as_of}, parameters)
        with self._connection.cursor() as cursor:
            timer = threading.Timer(TIMEOUT_SECONDS, cursor.interrupt)
            timer.daemon = True
            timer.start()
            try:
                return cursor.sql(query.text, params=values).to_arrow_table()
            except duckdb.InterruptException as error:
                raise ReportError(f"The report {report} took longer than {TIMEOUT_SECONDS} seconds.") from error
            finally:
                timer.cancel()


def open_database() -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB that can reach nothing outside itself."""
    connection = duckdb.connect(config=SETTINGS)
    for setting in ("timezone='UTC'", "enable_external_access=false", "lock_configuration=true"):
        connection.execute(f"set {setting}")
    return connection


def build_layers(connection: duckdb.DuckDBPyConnection, programme_id: str, as_of: datetime) -> None:
    """Create the staging views and the marts over the raw tables of a connection."""
    moment = {"programme_id": programme_id, "as_of": as_of}
    for query in read_queries("staging").values():
        connection.execute(f"create view {query.name} as {query.text}")
    for query in marts_in_order():  # a relation would be planned twice: to know its columns, then to be stored
        connection.execute(f"create table {query.name} as {query.text}", bind(query, moment, {}))


@lru_cache(maxsize=1)
def marts_in_order() -> tuple[Query, ...]:
    """Return the marts so that each stands behind those that it reads."""
    marts, done, ordered = read_queries("marts"), set(), []
    needs = {name: tables_read(query) & set(marts) for name, query in marts.items()}
    while len(done) < len(marts):
        ready = [name for name in marts if name not in done and needs[name] <= done]
        if not ready:
            raise ReportError(f"Marts read each other in a circle: {', '.join(sorted(set(marts) - done))}.")
        ordered += [marts[name] for name in ready]
        done |= set(ready)
    return tuple(ordered)


def tables_read(query: Query) -> set[str]:
    """Return the names that follow `from` and `join` in a query: tables, views and its own steps."""
    return set(re.findall(r"\b(?:from|join)\s+(\w+)", re.sub(r"--.*", "", query.text)))


def find_report(name: str) -> Query:
    """Return a report by name; ReportError with a suggestion if there is none."""
    reports = read_queries("reports")
    if name in reports:
        return reports[name]
    close = get_close_matches(name, reports, 1)
    hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(reports)}."
    raise ReportError(f"There is no report {name}. {hint}")


def bind(query: Query, moment: dict, given: dict) -> dict:
    """Return a value for every parameter that the query declares.

    `moment` holds programme_id and as_of; `given` what the caller set. A list
    that is left out is empty, which keeps everything.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in declared or name in moment:
            own = ", ".join(sorted(set(declared) - set(moment))) or "none"
            raise ReportError(f"The report {query.name} has no parameter {name}; it takes: {own}.")
    return {name: _value(query, p, moment, given) for name, p in declared.items()}


def _value(query: Query, parameter: Parameter, moment: dict, given: dict) -> object:
    """Return the value of one parameter, cast to its declared type and checked."""
    if parameter.name in moment:
        return moment[parameter.name]
    value = given.get(parameter.name, parameter.default)
    if parameter.type.endswith("[]"):
        return [] if value is None else value.split(",") if isinstance(value, str) else list(value)
    if value is None or value == "null":
        if parameter.default is None:
            raise ReportError(f"The report {query.name} needs the parameter {parameter.name}.")
        return None
    if parameter.allowed and value not in parameter.allowed:
        raise ReportError(
            f"The report {query.name}: {parameter.name} is {value}; allowed are {', '.join(parameter.allowed)}."
        )
    return _cast(query, parameter, value)


def _cast(query: Query, parameter: Parameter, value: object) -> object:
    casts = {"bigint": int, "integer": int, "double": float, "timestamp": datetime.fromisoformat}
    cast = casts.get(parameter.type)
    if cast is None or not isinstance(value, str):
        return value
    try:
        return cast(value)
    except ValueError as error:
        raise ReportError(
            f"The report {query.name}: {parameter.name} is {value}; it must be a {parameter.type}."
        ) from error


def snapshot_rows(store: Store, table: Table, loads: list[Load], as_of: datetime) -> pa.Table:
    """Return the rows of a table that are in force at a status time.

    That is the newest snapshot that holds the table and is not later than
    `as_of` (the oldest one if all are later); for a table with history, the
    earlier ones too, marked `is_current` false.
    """
    chosen = in_force(loads, table.name, as_of)
    newest = chosen[-1:]
    parts = [
        with_snapshot(_cached_read(store, load.load_id, table.name), table, load, load is newest[0])
        for load in (chosen if table.has_history else newest)
    ]
    return (
        pa.concat_tables(parts) if parts else pa.schema([*table.schema, *map(_field, SNAPSHOT_COLUMNS)]).empty_table()
    )


def in_force(loads: list[Load], table: str, as_of: datetime) -> list[Load]:
    """Return the loads that hold a table up to a status time, the one in force last; the oldest if all are later."""
    holding = [load for load in loads if load.holds(table)]
    return [load for load in holding if load.as_of <= as_of] or holding[:1]


def with_snapshot(rows: pa.Table, table: Table, load: Load, is_current: bool) -> pa.Table:
    """Return stored rows with the columns of `SNAPSHOT_COLUMNS` behind them."""
    rows = rows.select(table.schema.names).cast(table.schema)
    for (name, kind), value in zip(SNAPSHOT_COLUMNS, (load.load_id, load.as_of, is_current), strict=True):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, kind), len(rows)))
    return rows


@lru_cache(maxsize=256)
def _cached_read(store: Store, load_id: str, table: str) -> pa.Table:
    return store.read(load_id, table)


def _field(column: tuple[str, pa.DataType]) -> pa.Field:
    return pa.field(*column)


def _load_rows(loads: list[Load], as_of: datetime) -> pa.Table:
    names = {name for load in loads for name in load.tables}
    newest = {name: found[-1].load_id for name in names if (found := in_force(loads, name, as_of))}
    rows = [
        (load.load_id, load.as_of, load.loaded_at, load.loaded_by, name, counts.read, counts.accepted,
         counts.rejected, counts.warnings, newest.get(name) == load.load_id)
        for load in loads for name, counts in load.tables.items()
    ]  # fmt: skip
    return _table(rows, LOADS)


def _source_rows(loads: list[Load]) -> pa.Table:
    rows = [(load.load_id, s.file, s.size, s.sha256, s.rows) for load in loads for s in load.sources]
    return _table(rows, SOURCES)


def _problem_rows(store: Store, loads: list[Load]) -> pa.Table:
    schema = pa.schema([("load_id", pa.string()), *PROBLEMS])
    parts = []
    for load in loads:
        rows = _cached_read(store, load.load_id, "problems").cast(PROBLEMS)
        parts.append(rows.add_column(0, "load_id", pa.repeat(pa.scalar(load.load_id), len(rows))))
    return pa.concat_tables(parts).cast(schema)


def _table(rows: list[tuple], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)
