"""DuckDB over the store: staging, marts and reports of a programme at a status time.

A `Moment` is one programme at one status time: an in-memory DuckDB that holds
the rows valid then (`raw_<table>`), the staging views over them, and the marts
and forecasts computed from them. Reports are asked of a moment. Moments are
rebuilt from the store and the journal at any time; a few are kept.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Protocol

import duckdb
import pyarrow as pa

from cutover.acts import Event, Overlay, Seal, newest_seq, touched_tables, visible, void_ids
from cutover.errors import ReportError, StoreError
from cutover.scenario import Change, apply
from cutover.store import Load, Store, snapshot_before
from cutover.tables import TABLES, library
from cutover.warehouse.bindings import live_values
from cutover.warehouse.layers import Layers, nodes, tables_of, tables_read
from cutover.warehouse.parameters import bind, find_report
from cutover.warehouse.raw import laid_over, load_rows, problem_rows, snapshot_rows, source_rows
from cutover.warehouse.said import act_rows

KEPT_MOMENTS = 6
KEPT_PAST = 3
"""Moments of decisions, of which live values are asked, kept per process."""
TIMEOUT_SECONDS = 60

__all__ = ["Moment", "Warehouse", "bind", "find_report", "tables_read"]


class Place(Protocol):
    """Where the newest act stands (`cutover.journal.Head`)."""

    seq: int
    hash: str


class Said(Protocol):
    """What a warehouse asks of a journal (`cutover.journal.Journal`)."""

    def events(self, programme_id: str | None = None, *, upto: int | None = None) -> list[Event]:
        """Return the acts of a programme, up to a sequence number."""

    def head(self) -> Place:
        """Return the place of the newest act."""


class Warehouse:
    """Moments of the programmes of one store, with what its journal says.

    Parameters
    ----------
    store
        Where the snapshots are.
    journal
        What people said; nobody said anything if None.
    """

    def __init__(self, store: Store, journal: Said | None = None) -> None:
        self.store = store
        self.journal = journal
        self._moments: OrderedDict[tuple, Moment] = OrderedDict()
        self._lock = threading.Lock()

    def version(self) -> str:
        """Return a text that changes whenever a load or an act becomes visible."""
        if self.journal is None:
            return self.store.version()
        head = self.journal.head()
        return f"{self.store.version()}:{head.seq}:{head.hash[:12]}"

    def moment(
        self, programme_id: str | None = None, as_of: datetime | None = None, *, seal: Seal | None = None
    ) -> "Moment":
        """Return a programme at a status time.

        Parameters
        ----------
        programme_id
            The programme; the one loaded last if None.
        as_of
            Status time in UTC without zone; that of the newest snapshot or act if None.
        seal
            What an act was taken on: the moment knows these loads and acts and no others, at that status time.

        Raises
        ------
        StoreError
            If the store holds no load, none of that programme, or not those of the seal.
        """
        own = self.loads(programme_id)
        programme_id = own[0].programme_id
        events = self.journal.events(programme_id, upto=seal.position if seal else None) if self.journal else []
        if seal:
            own, as_of = _sealed(own, seal), seal.as_of
        as_of = as_of or newest_status_time(own, events)
        known = tuple(event.seq for event in visible(events, as_of))  # what is said later leaves the past as it is
        key = (programme_id, as_of, tuple(load.load_id for load in own), known, seal.position if seal else None)
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(self.store, own, as_of, events=events, is_sealed=bool(seal))
                while len(self._moments) > KEPT_MOMENTS:
                    self._moments.popitem(last=False)
            self._moments.move_to_end(key)
            return self._moments[key]

    def before(self, moment: "Moment") -> "Moment | None":
        """Return the programme at the snapshot before a moment; None at the first, and before a sealed moment."""
        at = None if moment.is_sealed else snapshot_before(self.loads(moment.programme_id), moment.as_of)
        return self.moment(moment.programme_id, at) if at else None

    def loads(self, programme_id: str | None = None) -> list[Load]:
        """Return the loads of a programme, oldest status time first; of the one loaded last if None.

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
        return own


def newest_status_time(loads: Sequence[Load], events: Sequence[Event]) -> datetime:
    """Return the newest status time of a programme: of its newest snapshot, or of a newer act that was not taken back."""
    void = void_ids(events)
    said = [event.act.as_of for event in events if touched_tables([event]) and event.act_id not in void]
    return max([load.as_of for load in loads] + said)


def _sealed(loads: Sequence[Load], seal: Seal) -> list[Load]:
    known = [load for load in loads if load.load_id in seal.load_ids]
    missing = sorted(set(seal.load_ids) - {load.load_id for load in known})
    if missing:
        raise StoreError(f"What it was taken on is gone: load {', '.join(missing)}; restore it from a backup.")
    return known


class Moment:
    """One programme at one status time; ask it reports.

    Parameters
    ----------
    store, loads, as_of
        Where the rows come from, the loads of the programme, and the status
        time in UTC without zone.
    changes
        What a scenario changes in the plan; nothing for what is.
    events
        Acts of the programme that are known, oldest first. Those of a later
        status time have not happened yet.
    is_sealed
        It shows what was known when an act was sealed; nothing can be recorded on it.

    Attributes
    ----------
    programme_id, as_of, changes, is_sealed
        What it is a moment of.
    events
        Acts of its status time and before.
    position
        Sequence number of the newest act that it knows, 0 if none.
    is_before_first_snapshot
        The status time lies before the first snapshot: what is shown is told
        from the actual dates of that snapshot.
    """

    def __init__(
        self, store: Store, loads: list[Load], as_of: datetime, *, changes: Sequence[Change] = (),
        events: Sequence[Event] = (), is_sealed: bool = False,
    ) -> None:  # fmt: skip
        self.programme_id = loads[0].programme_id
        self.as_of = as_of
        self.changes = tuple(changes)
        self.is_sealed = is_sealed
        self.is_before_first_snapshot = as_of < loads[0].as_of
        self.loads = tuple(loads)
        self.events = visible(events, as_of)
        self.position = max((event.seq for event in events), default=0)
        self._source = (store, loads)
        self._events = events
        rows = self._raw_rows(store, loads)
        if changes:
            plan = apply({name: rows[f"raw_{name}"]() for name in ("tasks", "dependencies")}, self.changes)
            rows |= {f"raw_{name}": partial(_as_it_is, table) for name, table in plan.items()}
        self._layers = Layers(rows, {"programme_id": self.programme_id, "as_of": as_of})
        weakref.finalize(self, self._layers.connection.close)  # DuckDB complains aloud of what outlives the interpreter

    def _raw_rows(self, store: Store, loads: list[Load]) -> dict[str, Callable[[], pa.Table]]:
        """Return what makes each raw table; acts are laid over those that they touch when they are asked for."""
        as_of, events, touched = self.as_of, self.events, touched_tables(self.events)
        laid = lru_cache(partial(_laid, store, loads, as_of, events))

        def rows_of(name: str) -> pa.Table:
            return snapshot_rows(store, TABLES[name], loads, as_of, laid=laid(name) if name in touched else None)

        rows = {f"raw_{name}": partial(rows_of, name) for name in TABLES}
        rows["raw_loads"] = partial(load_rows, loads, as_of)
        rows["raw_sources"] = partial(source_rows, loads)
        rows["raw_problems"] = partial(problem_rows, store, loads)
        rows["raw_acts"] = lambda: act_rows(events, {name: laid(name) for name in touched})
        rows["raw_criterion_values"] = partial(live_values, weakref.proxy(self), "criteria", "criterion_id")
        rows["raw_trigger_values"] = partial(live_values, weakref.proxy(self), "rollback_triggers", "trigger_id")
        rows["raw_criteria_library"] = library.criteria
        return rows

    def altered(self, changes: Sequence[Change]) -> "Moment":
        """Return the same moment of a plan with these changes; nothing is stored."""
        return Moment(*self._source, self.as_of, changes=changes, events=self._events)

    def at(self, as_of: datetime) -> "Moment":
        """Return the same programme at another status time (UTC without zone), as far as this moment knows it.

        Moments of every later status time ask for that of a decision: the last ones are kept.
        """
        store, loads = self._source
        load_ids = tuple(load.load_id for load in loads if load.as_of <= as_of)
        seqs = tuple(event.seq for event in visible(self._events, as_of))
        return _past(_Past(store, self.programme_id, as_of, load_ids, seqs, self.is_sealed, loads, self._events))

    def rows(self, table: str, *, most: int = 1_000_000, **cells: object) -> list[dict[str, object]]:
        """Return the rows in force of an input table that hold these values, at most so many."""
        name = f"raw_{table}"
        self._layers.build([name])
        with self._layers.connection.cursor() as cursor:
            found = cursor.table(name).filter(duckdb.ColumnExpression("is_current"))
            for column, value in cells.items():
                found = found.filter(duckdb.ColumnExpression(column) == duckdb.ConstantExpression(value))
            return found.limit(most).to_arrow_table().to_pylist()

    def row(self, table: str, subject: Mapping[str, str]) -> dict[str, object] | None:
        """Return the row in force of an input table by its key columns; None if there is none."""
        return next(iter(self.rows(table, most=1, **subject)), None)

    def seen(self, table: str, subject: Mapping[str, str]) -> int:
        """Return the sequence number of the newest act on a row that this moment shows; 0 if there is none."""
        return newest_seq(self.events, table, subject)

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


def _laid(store: Store, loads: list[Load], as_of: datetime, events: Sequence[Event], name: str) -> Overlay:
    return laid_over(store, TABLES[name], loads, as_of, events)


@dataclass(frozen=True)
class _Past:
    """A past moment of a programme: the same one for all that know the same loads and acts of that time."""

    store: Store
    programme_id: str
    as_of: datetime
    load_ids: tuple[str, ...]
    seqs: tuple[int, ...]
    is_sealed: bool
    loads: list[Load] = field(compare=False)
    events: Sequence[Event] = field(compare=False)


@lru_cache(maxsize=KEPT_PAST)
def _past(key: _Past) -> Moment:
    return Moment(key.store, key.loads, key.as_of, events=key.events, is_sealed=key.is_sealed)


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows
