"""Parquet to a table of text."""

from collections.abc import Sequence
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cutover.readers.limits import Limits, check_count, refuse
from cutover.readers.model import RawTable
from cutover.readers.notes import note
from cutover.readers.objects import cell_text

THRIFT_BYTES = 50_000_000


def read_parquet(file: str, content: bytes, limits: Limits) -> RawTable:
    """Return a Parquet file as text: instants as ISO 8601, lists joined with '; ', `line` the row.

    Raises
    ------
    RefusedFile
        If the file is damaged or larger than a limit.
    """
    try:
        source = pq.ParquetFile(
            pa.BufferReader(content),
            thrift_string_size_limit=THRIFT_BYTES,
            thrift_container_size_limit=THRIFT_BYTES,
        )
        facts = source.metadata
        check_count(file, facts.num_columns, limits.columns, "columns")
        check_count(file, facts.num_rows, limits.rows, "rows")
        size = sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
        check_count(file, size, limits.unpacked_bytes, "bytes unpacked")
        table = source.read()
    except (pa.ArrowException, OSError) as error:
        refuse(file, f"its Parquet data is damaged ({str(error).splitlines()[0][:120]})", "write the file again")
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
        check_count(file, table.num_columns, limits.columns, "columns")
    cells = pa.table([_to_text(column) for column in table.columns], _unique(table.column_names))
    notes = [note(file, "parquet", "typed values written as text; instants with a zone as UTC")]
    lines = pa.array(range(1, len(cells) + 1), pa.int64())
    return RawTable(file, PurePosixPath(file).stem, cells, lines, (), tuple(notes), _originals(cells))


def _originals(cells: pa.Table):  # noqa: ANN202
    def original(positions: Sequence[int]) -> list[str]:
        rows = cells.take(pa.array(positions, pa.int64())).to_pylist()
        return [", ".join(f"{name}={value}" for name, value in row.items() if value is not None) for row in rows]

    return original


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name} ({number})"
        found.append(free)
    return found


def _to_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text: '2026-03-14T08:00:00', '2026-03-14', '1.5', '3', 'true', 'a; b'."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _to_text(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return _instants(column)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.array([cell_text(_readable(value)) for value in column.to_pylist()], pa.string())])
    text = column.cast(pa.string())
    if pa.types.is_floating(kind):
        text = pc.replace_substring_regex(text, r"^(-?\d+)\.0$", r"\1")
        return pc.if_else(pc.is_finite(column), text, pa.scalar(None, pa.string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _readable(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    return [_readable(part) for part in value] if isinstance(value, list) else value


def _instants(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants as ISO 8601 text, fractions of a second only where there are any; 'Z' where a zone is known."""
    mark = "Z" if column.type.tz else ""
    local = column.cast(pa.timestamp(column.type.unit, "UTC")).cast(pa.timestamp(column.type.unit)) if mark else column
    try:
        local = local.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        local = local.cast(pa.timestamp("us"), safe=False)
    text = pc.replace_substring(local.cast(pa.string()), " ", "T")
    return pc.binary_join_element_wise(text, mark, "") if mark else text
