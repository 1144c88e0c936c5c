"""DuckDB over the store: staging, marts and reports of a programme at a status time.

A `Moment` is one programme at one status time: an in-memory DuckDB that holds
the rows valid then (`raw_<table>`), the staging views over them, and the marts
and forecasts computed from them. Reports are asked of a moment. Moments are
rebuilt from the store at any time; a few are kept.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import duckdb
import pyarrow as pa

from cutover.errors import ReportError, StoreError
from cutover.scenario import Change, apply
from cutover.store import Load, Store
from cutover.tables import TABLES
from cutover.warehouse.layers import Layers, nodes, tables_of, tables_read
from cutover.warehouse.parameters import bind, find_report
from cutover.warehouse.raw import load_rows, problem_rows, snapshot_rows, source_rows

KEPT_MOMENTS = 6
TIMEOUT_SECONDS = 60

__all__ = ["Moment", "Warehouse", "bind", "find_report", "tables_read"]


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

    Parameters
    ----------
    store, loads, as_of
        Where the rows come from, the loads of the programme, and the status
        time in UTC without zone.
    changes
        What a scenario changes in the plan; nothing for what is.

    Attributes
    ----------
    programme_id, as_of, changes
        What it is a moment of.
    is_before_first_snapshot
        The status time lies before the first snapshot: what is shown is told
        from the actual dates of that snapshot.
    """

    def __init__(self, store: Store, loads: list[Load], as_of: datetime, *, changes: Sequence[Change] = ()) -> None:
        self.programme_id = loads[0].programme_id
        self.as_of = as_of
        self.changes = tuple(changes)
        self.is_before_first_snapshot = as_of < loads[0].as_of
        self._source = (store, loads)
        rows = {f"raw_{name}": partial(snapshot_rows, store, table, loads, as_of) for name, table in TABLES.items()}
        rows["raw_loads"] = partial(load_rows, loads, as_of)
        rows["raw_sources"] = partial(source_rows, loads)
        rows["raw_problems"] = partial(problem_rows, store, loads)
        if changes:
            plan = apply({name: rows[f"raw_{name}"]() for name in ("tasks", "dependencies")}, self.changes)
            rows |= {f"raw_{name}": partial(_as_it_is, table) for name, table in plan.items()}
        self._layers = Layers(rows, {"programme_id": self.programme_id, "as_of": as_of})
        weakref.finalize(self, self._layers.connection.close)  # DuckDB complains aloud of what outlives the interpreter

    def altered(self, changes: Sequence[Change]) -> "Moment":
        """Return the same moment of a plan with these changes; nothing is stored."""
        return Moment(*self._source, self.as_of, changes=changes)

    def table(self, name: str) -> pa.Table:
        """Return the rows of a table of any layer below the reports, as it stands; ReportError if there is none."""
        if name not in nodes():
            raise ReportError(f"There is no table {name}.")
        self._layers.build([name])
        with self._layers.connection.cursor() as cursor:
            return cursor.sql(f"from {name}").to_arrow_table()

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
        self._layers.build(tables_of(query))
        with self._layers.connection.cursor() as cursor:
            timer = threading.Timer(TIMEOUT_SECONDS, cursor.interrupt)
            timer.daemon = True
            timer.start()
            try:
                return cursor.sql(query.text, params=values).to_arrow_table()
            except duckdb.InterruptException as error:
                raise ReportError(f"The report {report} took longer than {TIMEOUT_SECONDS} seconds.") from error
            finally:
                timer.cancel()


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows
