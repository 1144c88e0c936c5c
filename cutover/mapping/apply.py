"""Applying a mapping: from the records of a source to rows of our tables, still text."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover.errors import MappingError
from cutover.mapping.cells import Text, joined, looked_up, translated, with_nulls
from cutover.mapping.model import ColumnRule, Fold, MappedTable, Mapping, Split, TableRule, Unpivot
from cutover.mapping.names import fits, listing
from cutover.mapping.recognise import recognised
from cutover.mapping.records import Records, Rows, folded, split_up, unpivoted
from cutover.readers.model import Problem, RawTable
from cutover.tables import Column


def map_table(raw: RawTable, mapping: Mapping | None) -> list[MappedTable]:
    """Return the rows of our tables that a table of text feeds.

    Without a mapping the table must be in our own form. With one, each of its
    table rules that is meant for this file and sheet gives one result; a file
    that none is meant for must be in our own form. A file or sheet that the
    mapping ignores gives no result.

    Raises
    ------
    MappingError
        If the table is not recognised, or a header that the mapping needs is
        missing.
    """
    if mapping is None:
        rule, unknown = recognised(raw)
        return [_mapped(Records(raw), rule, unknown)]
    if any(_is_meant(raw, (pattern,)) or fits(raw.name, pattern) for pattern in mapping.ignore):
        return []
    rules = [rule for rule in mapping.tables if _is_meant(raw, rule.files) and _is_sheet(raw, rule.sheets)]
    records = Records(raw)
    results = [mapped for rule in rules if (mapped := _mapped_if_there(records, rule))]
    if not results:
        return _unmentioned(raw, mapping)
    unused = [header for header in raw.cells.column_names if header not in records.used]
    if unused:
        note = _note(raw, "mapped_columns", f"Columns that the mapping {mapping.name} leaves out: {listing(unused)}.")
        first = results[0]
        results[0] = MappedTable(**(vars(first) | {"problems": (*first.problems, note)}))
    return results


def _mapped_if_there(records: Records, rule: TableRule) -> MappedTable | None:
    """Return the mapped table, or None if the rule is optional and a header is missing."""
    try:
        return _mapped(records, rule, ())
    except MappingError:
        if rule.optional:
            return None
        raise


def _mapped(records: Records, rule: TableRule, problems: tuple[Problem, ...]) -> MappedTable:
    table = rule.table
    positions = np.arange(records.count)
    if rule.conditions:
        positions = np.nonzero(records.fitting(rule.conditions, f"the filter of {table.name}"))[0]
    rows = _rows(records, positions, rule)
    noted = list(problems)
    columns = {}
    for column in rule.columns:
        made = _column(rows, column, table[column.name], noted)
        if made is not None:
            columns[column.name] = made
    filtered, folded_count = _counted(records, len(positions), rows, rule, noted)
    return MappedTable(
        table,
        records.raw,
        pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])),
        pa.array(rows.positions, pa.int64()),
        {column.name: column.cell for column in rule.columns if column.name in columns},
        filtered,
        folded_count,
        tuple(noted),
    )


def _rows(records: Records, positions: np.ndarray, rule: TableRule) -> Rows:
    what = f"the table {rule.table.name}"
    match rule.shape:
        case Fold():
            return folded(records, positions, rule.shape, what)
        case Unpivot():
            return unpivoted(records, positions, rule.shape, what)
        case Split():
            return split_up(records, positions, rule.shape, what)
    return Rows(records, positions, is_whole=len(positions) == records.count)


def _counted(records: Records, left: int, rows: Rows, rule: TableRule, noted: list[Problem]) -> tuple[int, int]:
    """Return how many records were left out and folded, and note each."""
    raw, name, count = records.raw, rule.table.name, len(rows.positions)
    filtered, folded_count = records.count - left, 0
    if filtered:
        message = f"{filtered:,} of {records.count:,} records are left out of {name} by the filter of the mapping."
        noted.append(_note(raw, "filter", message))
    match rule.shape:
        case Fold(key=key) if left > count:
            folded_count = left - count
            noted.append(_note(raw, "fold", f"{left:,} records became {count:,} rows of {name}, by {listing(key)}."))
        case Unpivot(columns=columns) if empty := left * len(columns) - count:
            filtered += empty
            noted.append(_note(raw, "unpivot", f"{empty:,} empty cells of {listing(columns)} give no row of {name}."))
        case Split(columns=columns) if empty := left - len(np.unique(rows.positions)):
            filtered += empty
            noted.append(_note(raw, "split", f"{empty:,} records without {columns[0]!r} give no row of {name}."))
    return filtered, folded_count


def _column(rows: Rows, rule: ColumnRule, target: Column, noted: list[Problem]) -> Text | None:
    """Return the cells of one of our columns, or None if it is optional and the file lacks it."""
    if rule.constant is not None:
        return pa.chunked_array([pa.repeat(pa.scalar(rule.constant, pa.string()), len(rows.positions))])
    what = f"the column {target.name}"
    is_optional = rule.optional and not target.required
    if is_optional and not all(rows.find(part) for part in rule.parts):
        return None
    headers = [rows.need(part, what) for part in rule.parts]
    texts = [_source(rows, rule, header) for header in headers]
    if len(texts) > 1:
        texts = [with_nulls(text, rule.null) for text in texts]
    text = joined(texts, rule.join)
    made = translated(text, rule, target)
    if rule.lookup:
        found, given = (
            rows.records.text(rows.records.need(names, what)) for names in (rule.lookup.find, rule.lookup.give)
        )
        made = looked_up(made, found, given)
    if rule.extract and not rule.optional:
        _note_unmatched(rows, rule, with_nulls(text, rule.null), noted)
    return made


def _source(rows: Rows, rule: ColumnRule, header: str) -> Text:
    """Return the trimmed cells under a header, null where they do not count."""
    what = f"where of the column {rule.name}"
    if rule.keep:
        return rows.text_where(header, rows.records.fitting(rule.where, what), rule.keep)
    if not rule.where:
        return rows.text(header)
    counts = rows.records.fitting(rule.where, what)[rows.positions]
    return pc.if_else(pa.array(counts), rows.text(header), pa.scalar(None, pa.string()))


def _note_unmatched(rows: Rows, rule: ColumnRule, text: Text, noted: list[Problem]) -> None:
    """Tell of cells in which the expression of `extract` found nothing: they are lost."""
    found = pc.fill_null(pc.match_substring_regex(text, rule.extract), True)
    lost = np.nonzero(~found.to_numpy())[0]
    if len(lost):
        raw = rows.records.raw
        line = raw.lines[int(rows.positions[lost[0]])].as_py()
        message = (
            f"{raw.file} line {line}: {len(lost):,} cells do not match the expression {rule.extract!r} of"
            f" {rule.name} and are empty; this is the first."
        )
        original = text[int(lost[0])].as_py()
        noted.append(Problem(raw.file, line, rule.parts[0][0], "extract", "warning", message, original))


def _is_meant(raw: RawTable, patterns: tuple[str, ...]) -> bool:
    """Tell whether a pattern fits the file, or a part of its path; without patterns all fit."""
    places = (raw.file, *raw.file.split("/"))
    return not patterns or any(fits(place, pattern) for place in places for pattern in patterns)


def _is_sheet(raw: RawTable, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fits(raw.name, pattern) for pattern in patterns)


def _unmentioned(raw: RawTable, mapping: Mapping) -> list[MappedTable]:
    try:
        return map_table(raw, None)
    except MappingError as error:
        raise MappingError(
            f"{raw.file}: the mapping {mapping.name} has no [[table]] for it, and it is in no form of ours. "
            f"Add one, or leave it out with ignore = [{raw.name!r}]. {error}"
        ) from error


def _note(raw: RawTable, rule: str, message: str) -> Problem:
    return Problem(raw.file, None, None, rule, "note", f"{raw.file}: {message}")
