"""What `cutover load` is compared with, each over the same CSV file.

- `scan`: DuckDB reads the file into a typed table and checks nothing: the limit.
- `polars_load`, `pandas_load`: read as text, trim, cast, check required cells,
  lists, ranges and the key, keep rejected rows and problems, write Parquet:
  what `cutover load` does, written straight down for this one file.
- `cutover_load`: the whole pipeline: bounded subprocess, checks, problems,
  SHA-256, snapshot in a store.
"""

import tempfile
from pathlib import Path

from cutover.tables import TABLES, Column

NULL_WORDS = ("", "-", "?", "nan", "n/a", "null", "none")
SQL_TYPES = {"text": "varchar", "texts": "varchar", "integer": "bigint", "number": "double", "boolean": "boolean",
             "instant": "timestamp", "date": "date"}  # fmt: skip


def columns_of(table: str, header: list[str]) -> list[Column]:
    """Return the columns of a table that a file has, in the order of the file."""
    return [TABLES[table][name] for name in header]


def header_of(path: str) -> list[str]:
    """Return the header of one of the benchmark's files (no name in it holds a comma)."""
    with Path(path).open(encoding="utf-8") as lines:
        return lines.readline().rstrip("\n").split(",")


def scan(table: str, path: str) -> dict:
    """Read the file into a typed DuckDB table: no check, no sniffing."""
    import duckdb

    types = {column.name: SQL_TYPES[column.type] for column in columns_of(table, header_of(path))}
    with duckdb.connect(config={"threads": "2"}) as connection:
        connection.read_csv(path, header=True, columns=types).create("scanned")
        return {"read": connection.table("scanned").shape[0]}


def cutover_load(table: str, path: str) -> dict:
    """Load the file into a store of its own."""
    from cutover import pipeline
    from cutover.store import Store

    with tempfile.TemporaryDirectory() as folder:
        result = pipeline.load([Path(path)], store=Store(Path(folder)), options=pipeline.LoadOptions())
        counts = result.tables[table]
    return {"accepted": counts.accepted, "rejected": counts.rejected, "warnings": counts.warnings}


def polars_load(table: str, path: str) -> dict:
    """Do the same with polars."""
    import polars as pl

    kinds = {"integer": pl.Int64, "number": pl.Float64}
    columns = columns_of(table, header_of(path))
    text = pl.read_csv(path, infer_schema=False).with_row_index("source_line", offset=2)
    text = text.with_columns(pl.col(c.name).str.strip_chars() for c in columns)
    text = text.with_columns(
        pl.when(pl.col(c.name).str.to_lowercase().is_in(NULL_WORDS)).then(None).otherwise(pl.col(c.name)).name.keep()
        for c in columns
    )

    def cast(column: Column) -> pl.Expr:
        cell = pl.col(column.name)
        if column.type == "instant":
            return cell.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
        if column.type == "boolean":
            lower = cell.str.to_lowercase()
            return (
                pl.when(lower.is_in(("true", "yes", "1")))
                .then(True)
                .when(lower.is_in(("false", "no", "0")))
                .then(False)
            ).alias(column.name)
        if column.type in kinds:
            number = cell.cast(kinds[column.type], strict=False)
            low = column.minimum if column.minimum is not None else float("-inf")
            high = column.maximum if column.maximum is not None else float("inf")
            return pl.when(number.is_between(low, high)).then(number).alias(column.name)
        if column.allowed:
            word = cell.str.to_lowercase().str.replace_all(r"[^0-9a-z]+", "_")
            return pl.when(word.is_in(column.allowed)).then(word).alias(column.name)
        return cell.str.split(";") if column.type == "texts" else cell

    typed = text.select("source_line", *map(cast, columns))
    key = TABLES[table].key
    missing = pl.any_horizontal(pl.col(c.name).is_null() for c in columns if c.required)
    is_bad = typed.select(missing | ~pl.struct(key).is_first_distinct()).to_series()
    lost = typed.select((pl.col(c.name).is_null() & text[c.name].is_not_null()).alias(c.name) for c in columns)
    warnings = int(lost.filter(~is_bad).sum().sum_horizontal().item())
    with tempfile.TemporaryDirectory() as folder:
        typed.filter(~is_bad).write_parquet(Path(folder) / "accepted.parquet")
        text.filter(is_bad).write_parquet(Path(folder) / "rejected.parquet")
    rejected = int(is_bad.sum())
    return {"accepted": len(typed) - rejected, "rejected": rejected, "warnings": warnings}


def pandas_load(table: str, path: str) -> dict:
    """Do the same with pandas."""
    import pandas as pd

    columns = columns_of(table, header_of(path))
    text = pd.read_csv(path, dtype="str", keep_default_na=False)
    text = text.apply(lambda cells: cells.str.strip())
    text = text.mask(text.apply(lambda cells: cells.str.lower().isin(NULL_WORDS)))

    def cast(column: Column) -> pd.Series:
        cells = text[column.name]
        if column.type == "instant":
            return pd.to_datetime(cells, format="%Y-%m-%d %H:%M:%S", errors="coerce")
        if column.type == "boolean":
            words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
            return cells.str.lower().map(words).astype("boolean")
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(cells, errors="coerce")
            low = column.minimum if column.minimum is not None else float("-inf")
            high = column.maximum if column.maximum is not None else float("inf")
            return numbers.where(numbers.between(low, high))
        if column.allowed:
            words = cells.str.lower().str.replace(r"[^0-9a-z]+", "_", regex=True)
            return words.where(words.isin(column.allowed))
        return cells.str.split(";") if column.type == "texts" else cells

    typed = pd.DataFrame({column.name: cast(column) for column in columns})
    typed.insert(0, "source_line", range(2, len(typed) + 2))
    required = [column.name for column in columns if column.required]
    is_bad = typed[required].isna().any(axis=1) | typed.duplicated(list(TABLES[table].key))
    lost = typed[text.columns].isna() & text.notna()
    with tempfile.TemporaryDirectory() as folder:
        typed[~is_bad].to_parquet(Path(folder) / "accepted.parquet")
        text[is_bad].to_parquet(Path(folder) / "rejected.parquet")
    rejected = int(is_bad.sum())
    return {
        "accepted": len(typed) - rejected,
        "rejected": rejected,
        "warnings": int(lost[~is_bad].to_numpy().sum()),
    }
