"""Tables in our own form: which one a file holds, by its name or its headers."""

import re
from collections.abc import Sequence

from cutover.errors import MappingError
from cutover.mapping.model import ColumnRule, TableRule
from cutover.mapping.names import find_header, listing, nearest, squash
from cutover.mapping.parse import find_preset
from cutover.mapping.presets import list_presets
from cutover.readers.model import Problem, RawTable
from cutover.tables import TABLES, Table


def recognised(raw: RawTable) -> tuple[TableRule, tuple[Problem, ...]]:
    """Return the table that a file holds in our own form, and the headers that it does not know.

    The name counts first ('tasks', 'Cutover tasks', 'tasks 2026-03-14'), then
    the headers: all required columns and at least half of the headers must be
    there. Headers are ours whatever their case, blanks and punctuation.

    Raises
    ------
    MappingError
        If no table fits: says which come closest and what they miss.
    """
    headers = raw.cells.column_names
    named = table_named(raw.name)
    table = named if named and not missing(named, headers) else table_of(headers)
    if table is None:
        raise MappingError(_unrecognised(raw, named))
    columns: dict[str, str] = {}
    problems = []
    for header in headers:
        column = _ours(table).get(squash(header))
        if column is None or column in columns:
            problems.append(_unknown(raw, table, header, columns.get(column or "")))
        else:
            columns[column] = header
    rules = tuple(ColumnRule(column, ((header,),)) for column, header in columns.items())
    return TableRule(table, rules), tuple(problems)


def table_named(name: str) -> Table | None:
    """Return the table that a file or sheet is named after, or None."""
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word and not word.isdigit() and word != "cutover"]
    wanted = "".join(words)
    return next((table for table in TABLES.values() if wanted and wanted.rstrip("s") == squash(table.name).rstrip("s")),
                None)  # fmt: skip


def table_of(headers: Sequence[str]) -> Table | None:
    """Return the only table that has most of these headers, and all that it requires, or None."""
    fits = {table.name: len(known(table, headers)) for table in TABLES.values() if not missing(table, headers)}
    best = [name for name, count in fits.items() if count == max(fits.values())]
    return TABLES[best[0]] if len(best) == 1 and 2 * fits[best[0]] >= len(headers) else None


def known(table: Table, headers: Sequence[str]) -> list[str]:
    """Return our columns that the headers name."""
    ours = _ours(table)
    return [ours[name] for name in dict.fromkeys(squash(header) for header in headers) if name in ours]


def missing(table: Table, headers: Sequence[str]) -> list[str]:
    """Return the required columns that no header names."""
    there = known(table, headers)
    return [column.name for column in table.columns if column.required and column.name not in there]


def _ours(table: Table) -> dict[str, str]:
    return {squash(name): name for name in table.names}


def _unknown(raw: RawTable, table: Table, header: str, taken_by: str | None) -> Problem:
    if taken_by:
        message = f"{header!r} is the same column as {taken_by!r}, which is read; rename one of them."
    else:
        near = nearest(header, table.names, 1)
        hint = f" Did you mean {near[0]!r}? Rename the header, or map it" if near else " Map it"
        message = f"{header!r} is no column of {table.name}; it is not read.{hint} in a mapping file (docs/mapping.md)."
    return Problem(raw.file, None, header, "known_column", "warning", f"{raw.file}: {message}")


def _unrecognised(raw: RawTable, named: Table | None) -> str:
    headers = raw.cells.column_names
    closest = sorted(TABLES.values(), key=lambda table: (-len(known(table, headers)), len(missing(table, headers))))
    closest = ([named] if named else []) + [table for table in closest if table is not named and known(table, headers)]
    lacking = [
        f"{table.name} (has {len(known(table, headers))} of its columns, lacks {listing(missing(table, headers))}"
        + "".join(f"; {name!r} may be {near[0]!r}" for name in missing(table, headers)
                  if (near := nearest(name, headers, 1))) + ")"
        for table in closest[:3]
    ]  # fmt: skip
    return (
        f"{raw.file}: no table of ours has these headers: {listing(headers)}. "
        f"Closest: {'; '.join(lacking) or 'none'}. "
        f"{_preset_hint(headers)}Write a mapping file beside it, or name a preset (docs/mapping.md)."
    )


def _preset_hint(headers: Sequence[str]) -> str:
    """Return a sentence on the preset that reads most of the headers, or nothing."""
    counts = {name: _read_count(find_preset(name).tables[0], headers) for name in list_presets()}
    best = max(counts, key=lambda name: counts[name])
    return f"The preset {best!r} reads {counts[best]} of them. " if counts[best] > 2 else ""


def _read_count(rule: TableRule, headers: Sequence[str]) -> int:
    """Return how many columns a rule finds; 0 if it lacks one that it needs."""
    sourced = [column for column in rule.columns if column.parts]
    found = {column.name for column in sourced
             if all(any(find_header(name, headers) for name in part) for part in column.parts)}  # fmt: skip
    return len(found) if all(column.name in found or column.optional for column in sourced) else 0
