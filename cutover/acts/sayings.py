"""Which acts count at a status time, and the cells that each sets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cutover.acts.cells import typed_cell
from cutover.acts.kinds import KINDS
from cutover.acts.model import Act, Event, Value
from cutover.tables import TABLES, Table

Key = tuple[str, ...]


@dataclass(frozen=True)
class Saying:
    """Cells of one row that an act sets, typed."""

    event: Event
    key: Key
    cells: Mapping[str, object]

    def is_final(self, name: str) -> bool:
        """Tell whether no later file says otherwise in a column."""
        return name in KINDS[self.event.act.kind].final


def visible(events: Iterable[Event], as_of: datetime) -> list[Event]:
    """Return the acts of this status time and before, oldest first: what was said before the newest of files."""
    return sorted((e for e in events if e.act.as_of <= as_of), key=lambda e: (e.act.as_of, e.seq))


def void_ids(events: Iterable[Event]) -> set[str]:
    """Return the acts that a later one corrects or withdraws; what is void itself takes nothing back."""
    newest_first = sorted(events, key=lambda event: event.seq, reverse=True)
    seq_of = {event.act_id: event.seq for event in newest_first}
    void: set[str] = set()
    for event in newest_first:
        corrected = event.act.corrects
        if corrected in seq_of and seq_of[corrected] < event.seq and event.act_id not in void:
            void.add(corrected)
    return void


def rows_said(act: Act) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, Value]]]:
    """Give each row that an act sets: table, key columns, further cells; its own first, then those it carries."""
    kind = KINDS.get(act.kind)
    if kind is None or not kind.table:
        return
    yield kind.table, act.subject, {name: value for name, value in act.after.items() if name != kind.parts}
    for row in act.after.get(kind.parts) or [] if kind.parts else []:
        key = TABLES[kind.parts].key
        yield kind.parts, {name: row[name] for name in key}, {n: v for n, v in row.items() if n not in key}


def touched_tables(events: Iterable[Event]) -> set[str]:
    """Return the tables that acts set cells of."""
    return {table for event in events for table, _, _ in rows_said(event.act)}


def sayings(events: Sequence[Event], table: Table) -> list[Saying]:
    """Return what acts say of one table, in their order; cells that the table has not are left out."""
    return [
        Saying(event, tuple(str(subject[name]) for name in table.key), _typed(table, cells))
        for event in events
        for name, subject, cells in rows_said(event.act)
        if name == table.name and set(table.key) <= set(subject)
    ]


def newest_seq(events: Iterable[Event], table: str, subject: Mapping[str, str]) -> int:
    """Return the sequence number of the newest act on a row; 0 where there is none."""
    found = (e.seq for e in events for name, key, _ in rows_said(e.act) if name == table and dict(key) == dict(subject))
    return max(found, default=0)


def _typed(table: Table, cells: Mapping[str, Value]) -> dict[str, object]:
    found = {}
    for name, value in cells.items():
        if name in table.names:
            try:
                found[name] = typed_cell(table[name], value)
            except ValueError:
                continue
    return found
