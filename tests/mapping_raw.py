"""Raw tables made by hand, for the tests of mappings."""

import pyarrow as pa

from cutover.mapping import MappedTable, map_table, parse_mapping
from cutover.readers.model import RawTable


def raw_of(rows: list[dict[str, str | None]], file: str = "export.csv", name: str | None = None) -> RawTable:
    """Return literal records as a raw table; the header is line 1."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    cells = pa.table([pa.array([row.get(header) for row in rows], pa.string()) for header in headers], names=headers)
    stem = file.rsplit("/", 1)[-1].split(".")[0]
    lines = pa.array(range(2, len(rows) + 2), pa.int64())
    return RawTable(file, name or stem, cells, lines, (), (), lambda positions: [str(rows[p]) for p in positions])


def column_of(header: str, *cells: str | None) -> RawTable:
    """Return a raw table of incidents: their number, the time of opening, and one more column."""
    return raw_of([{"Number": f"I{i}", "Opened": "2026-03-01", header: cell} for i, cell in enumerate(cells, 1)])


def incidents(said: str) -> str:
    """Return the text of a mapping of incidents with one more line on its columns."""
    return f'[[table]]\ntable = "incidents"\n[table.columns]\nincident_id = "Number"\nopened_at = "Opened"\n{said}\n'


def mapped(raw: RawTable, text: str) -> MappedTable:
    """Return the only table that a mapping feeds from a raw table."""
    [one] = map_table(raw, parse_mapping(text, "export.mapping.toml"))
    return one


def cells_of(raw: RawTable, text: str, column: str) -> list[str | None]:
    """Return the cells of one of our columns."""
    return mapped(raw, text).cells[column].to_pylist()
