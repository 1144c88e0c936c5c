"""Raw tables: the rows of the store that are in force at a status time."""

from datetime import datetime
from functools import lru_cache

import pyarrow as pa

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
    """Return stored rows with the columns of `SNAPSHOT_COLUMNS` behind them.

    A column that the table had not yet when they were stored is null.
    """
    for field in table.schema:
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    rows = rows.select(table.schema.names).cast(table.schema)
    for (name, kind), value in zip(SNAPSHOT_COLUMNS, (load.load_id, load.as_of, is_current), strict=True):
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
