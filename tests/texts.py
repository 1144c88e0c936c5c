"""Hand-made tables of text, as the readers and the mapping give them."""

import pyarrow as pa

from cutover.mapping.model import CellRule, MappedTable
from cutover.readers.model import Problem, RawTable
from cutover.tables import TABLES


def mapped(table: str, rows: list[dict], *, file: str | None = None, rejected: int = 0, **rules: CellRule):
    """Return rows of text of one of our tables; its lines start at 2, rejected records follow behind."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or [TABLES[table].names[0]]
    cells = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    file = file or f"{table}.csv"
    count = len(rows)
    ragged = tuple(
        Problem(file, line, None, "ragged", "rejected", f"{file} line {line}: too many cells.", "a,b,c")
        for line in range(count + 2, count + 2 + rejected)
    )

    def original(positions) -> list[str]:
        return [",".join(cells[name][place].as_py() or "" for name in names) for place in positions]

    raw = RawTable(file, table, cells, pa.array(range(2, count + 2), pa.int64()), ragged, (), original)
    positions = pa.array(range(count), pa.int64())
    return MappedTable(TABLES[table], raw, cells, positions, {name: rules.get(name, CellRule()) for name in names})


def told(problems: pa.Table, rule: str) -> list[str]:
    """Return the messages of one rule."""
    return [row["message"] for row in problems.to_pylist() if row["rule"] == rule]
