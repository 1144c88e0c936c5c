"""Raw tables: the rows of the store that are in force at a status time."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial

import pyarrow as pa

from cutover.acts import MADE_BY, Event, Overlay, Snapshot, overlay
from cutover.readers.model import PROBLEMS
from cutover.store import Load, Store
from cutover.tables import Table

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


def snapshot_rows(
    store: Store, table: Table, loads: list[Load], as_of: datetime, *, laid: Overlay | None = None
) -> pa.Table:
    """Return the rows of a table that are in force at a status time.

    That is the newest snapshot that holds the table and is not later than
    `as_of` (the oldest one if all are later); for a table with history, the
    earlier ones too, marked `is_current` false. `laid` are these rows with acts
    over them, where there are any.
    """
    chosen = in_force(loads, table.name, as_of)
    shown = chosen if table.has_history else chosen[-1:]
    rows = laid.versions if laid else [stored_rows(store, table, load) for load in shown]
    parts = [
        with_snapshot(own, load.load_id, load.as_of, load is chosen[-1])
        for own, load in zip(rows, shown, strict=True)
    ]  # fmt: skip
    if laid and laid.made.num_rows:
        parts.append(with_snapshot(laid.made, MADE_BY, as_of, True))
    return (
        pa.concat_tables(parts) if parts else pa.schema([*table.schema, *map(_field, SNAPSHOT_COLUMNS)]).empty_table()
    )


def laid_over(store: Store, table: Table, loads: list[Load], as_of: datetime, events: Sequence[Event]) -> Overlay:
    """Return the rows of a table at a status time with acts laid over them."""
    snapshots = [
        Snapshot(load.load_id, load.as_of, partial(stored_rows, store, table, load))
        for load in in_force(loads, table.name, as_of)
    ]
    return overlay(table, snapshots, events, as_of)


def in_force(loads: list[Load], table: str, as_of: datetime) -> list[Load]:
    """Return the loads that hold a table up to a status time, the one in force last; the oldest if all are later."""
    holding = [load for load in loads if load.holds(table)]
    return [load for load in holding if load.as_of <= as_of] or holding[:1]


def stored_rows(store: Store, table: Table, load: Load) -> pa.Table:
    """Return the rows of a table in one load; a column that it had not yet when they were stored is null."""
    rows = _cached_read(store, load.load_id, table.name)
    for field in table.schema:
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    return rows.select(table.schema.names).cast(table.schema)


def with_snapshot(rows: pa.Table, load_id: str, as_of: datetime, is_current: bool) -> pa.Table:
    """Return stored rows with the columns of `SNAPSHOT_COLUMNS` behind them."""
    for (name, kind), value in zip(SNAPSHOT_COLUMNS, (load_id, as_of, is_current), strict=True):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, kind), len(rows)))
    return rows


@lru_cache(maxsize=256)
def _cached_read(store: Store, load_id: str, table: str) -> pa.Table:
    return store.read(load_id, table)


def _field(column: tuple[str, pa.DataType]) -> pa.Field:
    return pa.field(*column)


def load_rows(loads: list[Load], as_of: datetime) -> pa.Table:
    """Return one row per load and table, `is_current` where it is in force at the status time."""
    names = {name for load in loads for name in load.tables}
    newest = {name: found[-1].load_id for name in names if (found := in_force(loads, name, as_of))}
    rows = [
        (load.load_id, load.as_of, load.loaded_at, load.loaded_by, name, counts.read, counts.accepted,
         counts.rejected, counts.warnings, newest.get(name) == load.load_id)
        for load in loads for name, counts in load.tables.items()
    ]  # fmt: skip
    return _table(rows, LOADS)


def source_rows(loads: list[Load]) -> pa.Table:
    """Return one row per file of each load."""
    rows = [(load.load_id, s.file, s.size, s.sha256, s.rows) for load in loads for s in load.sources]
    return _table(rows, SOURCES)


def problem_rows(store: Store, loads: list[Load]) -> pa.Table:
    """Return the problems of all loads, `load_id` first."""
    schema = pa.schema([("load_id", pa.string()), *PROBLEMS])
    parts = []
    for load in loads:
        rows = _cached_read(store, load.load_id, "problems").cast(PROBLEMS)
        parts.append(rows.add_column(0, "load_id", pa.repeat(pa.scalar(load.load_id), len(rows))))
    return pa.concat_tables(parts).cast(schema)


def _table(rows: list[tuple], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)
