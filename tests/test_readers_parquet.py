"""Parquet: typed values as the text that the validation reads."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cutover.errors import RefusedFile
from cutover.readers import Limits, RawTable, read_content


def written(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def read(**columns) -> RawTable:
    (table,) = read_content("tasks.parquet", written(pa.table(columns)))
    return table


def texts(column: pa.Array) -> list[str | None]:
    return read(value=column).cells["value"].to_pylist()


def test_instants_are_iso_text():
    assert texts(pa.array([datetime(2026, 3, 14, 8), None])) == ["2026-03-14T08:00:00", None]


def test_instants_with_a_zone_are_utc():
    at = pa.array([datetime(2026, 3, 14, 12, tzinfo=UTC)], pa.timestamp("us", "America/New_York"))
    assert texts(at) == ["2026-03-14T12:00:00Z"]


def test_fractions_of_a_second_are_kept():
    assert texts(pa.array([datetime(2026, 3, 14, 8, 0, 0, 250_000)])) == ["2026-03-14T08:00:00.250000"]


def test_numbers_have_no_needless_fraction():
    assert texts(pa.array([3.0, 0.1, -2.0, float("nan"), float("inf"), None])) == ["3", "0.1", "-2", None, None, None]


@pytest.mark.parametrize(
    ("value", "text"),
    [(date(2026, 3, 14), "2026-03-14"), (True, "true"), (Decimal("1.50"), "1.50"), (7, "7"), ("", None), (b"ab", "ab")],
)
def test_other_types_are_plain_text(value, text):
    assert texts(pa.array([value])) == [text]


def test_lists_are_joined():
    assert texts(pa.array([["a", "b"], [], None])) == ["a; b", None, None]


def test_structs_become_paths():
    table = read(owner=pa.array([{"name": "Ann", "side": {"code": "C"}}]))
    assert table.cells.to_pylist() == [{"owner.name": "Ann", "owner.side.code": "C"}]


def test_dictionaries_are_their_values():
    assert texts(pa.array(["x", "y", "x"]).dictionary_encode()) == ["x", "y", "x"]


def test_rows_are_numbered_from_one():
    table = read(id=["a", "b"], n=[1, None])
    assert table.lines.to_pylist() == [1, 2]
    assert table.original([1, 0]) == ["id=b", "id=a, n=1"]


def test_damaged_parquet_is_refused():
    content = written(pa.table({"a": [1, 2]}))
    with pytest.raises(RefusedFile, match="its Parquet data is damaged"):
        list(read_content("t.parquet", content[:20] + content[30:]))


def test_parquet_limits_are_checked_before_reading():
    content = written(pa.table({"a": [1, 2], "b": [3, 4]}))
    with pytest.raises(RefusedFile, match=r"it has 2 rows. At most 1 rows are allowed"):
        list(read_content("t.parquet", content, Limits(rows=1)))
    with pytest.raises(RefusedFile, match="bytes unpacked"):
        list(read_content("t.parquet", content, Limits(unpacked_bytes=10)))
