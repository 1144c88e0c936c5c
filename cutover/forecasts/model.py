"""What a computed table is: rows that a function makes of marts."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from cutover.tables import TYPES, Table

Rows = dict[str, pa.Table]
"""Rows by the name of their table."""


@dataclass(frozen=True)
class Computed:
    """Tables that a pure function computes, read by marts and reports as any mart is.

    Parameters
    ----------
    reads
        Marts, staging views or computed tables; their rows come ordered by key.
    creates
        The tables: grain, columns (instants UTC) and key. Names start with
        `computed_`.
    compute
        Called with the rows of `reads`; returns those of `creates`.
    """

    reads: tuple[str, ...]
    creates: tuple[Table, ...]
    compute: Callable[[Rows], Rows]

    @staticmethod
    def schema_of(table: Table) -> pa.Schema:
        """Return the Arrow schema of a computed table: its columns, no provenance."""
        return pa.schema([(column.name, TYPES[column.type]) for column in table.columns])
