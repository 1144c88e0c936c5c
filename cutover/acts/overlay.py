"""Acts laid over the rows of files: one rule per cell, the same in whatever order files came.

An act stands over a file's cell unless a file newer than the act says something
else there than the file that the act was made on. So a file that repeats itself
never takes an act back, and one that says something new does, for good; but for
the columns in which a kind is final.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.acts.model import Event
from cutover.acts.sayings import Key, Saying, sayings, visible, void_ids
from cutover.tables import Table

MADE_BY = "journal"
"""Source file and load of rows that only acts made."""

Cell = tuple[Key, str]
Row = Mapping[str, object]


@dataclass(frozen=True)
class Snapshot:
    """Rows of one table in one load; `rows` reads them when they are needed."""

    load_id: str
    as_of: datetime
    rows: Callable[[], pa.Table]


@dataclass(frozen=True)
class Overlay:
    """Acts laid over the snapshots of a table.

    Attributes
    ----------
    versions
        Rows of each snapshot, oldest first; without history of the newest alone.
    made
        Rows that only acts made.
    overruled
        Per act that is not void, by sequence number: columns of its own row in
        which it does not stand, with the load or the act that says otherwise.
    """

    versions: list[pa.Table]
    made: pa.Table
    overruled: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def overlay(table: Table, snapshots: Sequence[Snapshot], events: Iterable[Event], as_of: datetime) -> Overlay:
    """Return the rows of a table with acts laid over them.

    Parameters
    ----------
    table
        Its definition; its key columns are text.
    snapshots
        Every load that holds the table up to the status time, oldest first; the
        oldest one alone if all are later.
    events
        Acts of the programme, any order. Each snapshot before the newest gets
        those of its own status time and before.
    as_of
        Status time in UTC without zone.
    """
    known = visible(events, as_of)
    laid = _Laying(table, snapshots, sayings(known, table))
    newest = len(snapshots) - 1
    versions = [
        laid.version(index, _standing(known, as_of if index == newest else snapshots[index].as_of))
        for index in range(len(snapshots))
        if table.has_history or index == newest
    ]
    standing = _standing(known, as_of)
    return Overlay(versions, laid.made(standing), laid.overruled(standing))


def _standing(events: Sequence[Event], limit: datetime) -> set[int]:
    """Return the acts that count at a status time and are not void then."""
    counted = [event for event in events if event.act.as_of <= limit]
    void = void_ids(counted)
    return {event.seq for event in counted if event.act_id not in void}


class _Laying:
    """What acts say of one table, and what its snapshots say of the same cells."""

    def __init__(self, table: Table, snapshots: Sequence[Snapshot], said: list[Saying]) -> None:
        self.table = table
        self.snapshots = snapshots
        self.said = said
        self._first: dict[tuple[Cell, int], int | None] = {}
        self._places: dict[int, dict[Key, list[int]]] = {}
        self._rows: dict[int, dict[Key, Row]] = {}

    @cached_property
    def keys(self) -> set[Key]:
        """Rows that acts touch."""
        return {saying.key for saying in self.said}

    @cached_property
    def columns(self) -> list[str]:
        """Columns that acts touch."""
        return sorted({name for saying in self.said for name in saying.cells})

    def version(self, index: int, standing: set[int]) -> pa.Table:
        """Return the rows of a snapshot with the acts that stand over them."""
        rows = self.snapshots[index].rows()
        changes: dict[str, dict[int, object]] = defaultdict(dict)
        for (key, name), saying in self._last(standing).items():
            if key in self._found(index) and not self._is_overruled((key, name), saying, index):
                changes[name] |= dict.fromkeys(self._places[index][key], saying.cells[name])
        for name, cells in changes.items():
            rows = _with_cells(rows, name, cells)
        return rows

    def made(self, standing: set[int]) -> pa.Table:
        """Return the rows that no file holds, nor held since the act; without what the table requires there is none."""
        rows: dict[Key, dict] = {}
        for (key, name), saying in self._last(standing).items():
            if not self._is_held(key, saying, name):
                rows.setdefault(key, {"source_line": 0})[name] = saying.cells[name]
                rows[key]["source_line"] = max(rows[key]["source_line"], saying.event.seq)
        named = [dict(zip(self.table.key, key, strict=True)) | row for key, row in rows.items()]
        required = [column.name for column in self.table.columns if column.required]
        whole = [row | {"source_file": MADE_BY} for row in named if all(row.get(name) is not None for name in required)]
        return pa.Table.from_pylist(sorted(whole, key=self._order), self.table.schema)

    def overruled(self, standing: set[int]) -> dict[int, dict[str, str]]:
        """Return for each act the columns of its first row in which another load or act says otherwise."""
        last, newest = self._last(standing), len(self.snapshots) - 1
        found: dict[int, dict[str, str]] = {}
        for saying in self.said:
            if saying.event.seq in standing and saying.event.seq not in found:
                found[saying.event.seq] = {
                    name: by for name in saying.cells if (by := self._ruler(saying, name, last, newest))
                }
        return found

    def _ruler(self, saying: Saying, name: str, last: Mapping[Cell, Saying], newest: int) -> str | None:
        cell = (saying.key, name)
        file = self._found(newest).get(saying.key) if newest >= 0 else None
        if file is None and self._is_held(saying.key, saying, name):
            return self.snapshots[newest].load_id
        if file is not None and self._is_overruled(cell, last[cell], newest):
            changed = self._changed_at(cell, self._base(saying))
            return None if file[name] == saying.cells[name] else self.snapshots[changed].load_id
        return None if last[cell] is saying else last[cell].event.act_id

    def _last(self, standing: set[int]) -> dict[Cell, Saying]:
        return {(one.key, name): one for one in self.said if one.event.seq in standing for name in one.cells}

    def _base(self, saying: Saying) -> int:
        """Return the snapshot that an act was made on; the oldest where all are later, -1 where there is none."""
        before = [i for i, snapshot in enumerate(self.snapshots) if snapshot.as_of <= saying.event.act.as_of]
        return before[-1] if before else min(0, len(self.snapshots) - 1)

    def _is_overruled(self, cell: Cell, saying: Saying, index: int) -> bool:
        """Tell whether a file since the act, up to a snapshot, says something else than the one it was made on."""
        changed = None if saying.is_final(cell[1]) else self._changed_at(cell, self._base(saying))
        return changed is not None and changed <= index

    def _changed_at(self, cell: Cell, base: int) -> int | None:
        """Return the first snapshot that says something else in a cell than an earlier one."""
        if (cell, base) not in self._first:
            self._first[cell, base] = self._first_change(cell, base)
        return self._first[cell, base]

    def _first_change(self, cell: Cell, base: int) -> int | None:
        key, name = cell
        told = self._found(base).get(key, {}).get(name)
        later = range(base + 1, len(self.snapshots))
        return next((i for i in later if self._found(i).get(key, {}).get(name) != told), None)

    def _is_held(self, key: Key, saying: Saying, name: str) -> bool:
        """Tell whether a file since the one that the act was made on holds the row: then acts cannot make it."""
        first = len(self.snapshots) - 1 if saying.is_final(name) else self._base(saying)
        return any(key in self._found(i) for i in range(max(first, 0), len(self.snapshots)))

    def _found(self, index: int) -> dict[Key, Row]:
        """Return the touched cells of the touched rows of a snapshot."""
        if index not in self._rows:
            rows = self.snapshots[index].rows()
            first, *others = self.table.key
            wanted = pa.array(sorted({key[0] for key in self.keys}), pa.string())
            places = np.flatnonzero(pc.is_in(rows[first], wanted).to_numpy())
            near = rows.select([*self.table.key, *self.columns]).take(places).to_pylist()
            self._places[index] = defaultdict(list)
            self._rows[index] = {}
            for place, row in zip(places.tolist(), near, strict=True):
                key = (row[first], *(row[name] for name in others))
                if key in self.keys:
                    self._places[index][key].append(place)
                    self._rows[index][key] = row
        return self._rows[index]

    def _order(self, row: Row) -> Key:
        return tuple(row[name] for name in self.table.key)


def _with_cells(rows: pa.Table, name: str, cells: Mapping[int, object]) -> pa.Table:
    """Return the rows with some cells of one column replaced; the other columns are not copied."""
    place = rows.schema.get_field_index(name)
    column = rows.column(place).combine_chunks()
    order = np.arange(len(rows))
    order[list(cells)] = len(rows) + np.arange(len(cells))
    both = pa.concat_arrays([column, pa.array(list(cells.values()), column.type)])
    return rows.set_column(place, rows.schema.field(place), both.take(pa.array(order)))
