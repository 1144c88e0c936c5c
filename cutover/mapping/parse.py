"""Reading a mapping file: TOML, checked against our tables."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from cutover.errors import MappingError
from cutover.mapping.columns import constant_rule, parse_column
from cutover.mapping.model import Fold, Mapping, Split, TableRule, Unpivot
from cutover.mapping.names import listing, suggestion
from cutover.mapping.presets import SUFFIX, preset_text
from cutover.mapping.section import Section
from cutover.tables import TABLES

LARGEST_BYTES = 1_000_000
"""A mapping is written by hand; a larger file is something else."""


def read_mapping(path: Path) -> Mapping:
    """Return the mapping that the file holds.

    Raises
    ------
    MappingError
        If the file cannot be read, is no TOML, or says something that our
        tables do not have; with the line where it can be told.
    """
    name = path.name
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise MappingError(f"{name} is larger than 1 MB: a mapping file is a short text in TOML.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise MappingError(f"The mapping file {name} cannot be read: {error.strerror or 'no such file'}.") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"{name} is not UTF-8 text; save it as 'UTF-8' in the editor.") from error
    return parse_mapping(text, name)


def parse_mapping(text: str, name: str) -> Mapping:
    """Return the mapping that the text of a mapping file says; `name` is used in messages.

    Raises
    ------
    MappingError
        See `read_mapping`.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(
            f"{name} is not valid TOML: {error}. A header with blanks or punctuation is written in quotes."
        ) from error
    top = Section(name, text, content, name)
    top.check_keys("name", "description", "based_on", "ignore", "table")
    if "based_on" in content:
        content = _based_on(top, tomllib.loads(preset_text(top.text("based_on") or "")))
        top = Section(name, text, content, name)
    tables = content.get("table", [])
    if not isinstance(tables, list) or not tables:
        raise top.error("table", "needs at least one [[table]] section (with double brackets)")
    return Mapping(
        name=top.text("name") or name.removesuffix(SUFFIX).removesuffix(".toml"),
        tables=tuple(_table_rule(section) for section in _sections(top, tables)),
        description=top.text("description") or "",
        ignore=top.texts("ignore"),
    )


def _sections(top: Section, tables: list[Any]) -> list[Section]:
    """Return the [[table]] sections, each with its place in the text if all of them stand there."""
    starts = [found.start() for found in re.finditer(r"(?m)^[ \t]*\[\[[ \t]*table[ \t]*\]\]", top.source)]
    if len(starts) != len(tables):
        starts = [0] * len(tables)
    sections = [top.inner("table", table, f"[[table]] {i}") for i, table in enumerate(tables, 1)]
    return [replace(section, start=start) for section, start in zip(sections, starts, strict=True)]


def find_preset(name: str) -> Mapping:
    """Return the preset of that name.

    Raises
    ------
    MappingError
        If there is none; with a suggestion.
    """
    return parse_mapping(preset_text(name), f"{name}.toml")


def _based_on(own: Section, preset: dict[str, Any]) -> dict[str, Any]:
    """Return a preset with what the mapping file says put over it, table by table and key by key."""
    tables = {table["table"]: table for table in preset["table"]}
    for said in own.content.get("table", []):
        section = own.inner("table", said, "[[table]]")
        name = section.text("table") or ""
        tables[name] = _over(tables.get(name, {}), said)
    return preset | own.content | {"table": list(tables.values())}


def _over(base: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    both = {key: _over(base[key], value) for key, value in said.items()
            if isinstance(value, dict) and isinstance(base.get(key), dict)}  # fmt: skip
    return base | said | both


def _table_rule(section: Section) -> TableRule:
    section.check_keys(
        "table", "file", "sheet", "columns", "constant", "null", "date_format", "zone", "separator", "filter",
        "fold", "unpivot", "split", "optional",
    )  # fmt: skip
    name = section.text("table")
    if name not in TABLES:
        hint = suggestion(name or "", TABLES)
        raise section.error("table", f"must be one of our tables, not {name!r}.{hint} Allowed: {listing(TABLES)}")
    table = TABLES[name]
    named = section.named(f"table {name!r}")
    shapes = [shape for shape in (_fold(named), _unpivot(named), _split(named)) if shape]
    if len(shapes) > 1:
        raise named.error("fold", "cannot stand beside unpivot or split: write a [[table]] for each")
    shape = shapes[0] if shapes else None
    columns = [parse_column(named, table, column, said) for column, said in named.items("columns")]
    columns += [constant_rule(named, table, column, value) for column, value in named.items("constant")]
    mapped = {column.name for column in columns}
    made = (shape.name_to, shape.value_to) if isinstance(shape, Unpivot) else ()
    columns += [parse_column(named, table, name, name) for name in made if name in table.names and name not in mapped]
    rule = TableRule(
        table,
        tuple(columns),
        files=named.texts("file"),
        sheets=named.texts("sheet"),
        conditions=named.conditions("filter"),
        shape=shape,
        optional=section.flag("optional"),
    )
    _check_whole(named, rule)
    return rule


def _check_whole(section: Section, rule: TableRule) -> None:
    names = [column.name for column in rule.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise section.error(twice[0], "is given both in columns and in constant")
    missing = [column.name for column in rule.table.columns if column.required and column.name not in names]
    if missing:
        raise section.error(
            "columns", f"must map the required columns {listing(missing)}; without them no row can be accepted"
        )
    kept = [column.name for column in rule.columns if column.keep]
    if kept and not isinstance(rule.shape, Fold):
        raise section.error(kept[0], "has keep, which needs fold in the same [[table]]")


def _fold(section: Section) -> Fold | None:
    if "fold" not in section.content:
        return None
    fold = section.inner("fold", section.content["fold"], f"{section.where}, fold")
    fold.check_keys("key", "order_by", "keep")
    if not fold.texts("key"):
        raise fold.error("key", "must name the headers that tell which records belong together")
    return Fold(fold.texts("key"), fold.text("order_by"), fold.choice("keep", ("last", "first")) or "last")


def _unpivot(section: Section) -> Unpivot | None:
    if "unpivot" not in section.content:
        return None
    unpivot = section.inner("unpivot", section.content["unpivot"], f"{section.where}, unpivot")
    unpivot.check_keys("columns", "name_to", "value_to", "drop_empty")
    for key in ("columns", "name_to", "value_to"):
        if not unpivot.texts(key):
            raise unpivot.error(key, "is needed: columns, name_to and value_to belong together")
    return Unpivot(
        unpivot.texts("columns"), unpivot.text("name_to"), unpivot.text("value_to"), unpivot.flag("drop_empty", True)
    )


def _split(section: Section) -> Split | None:
    if "split" not in section.content:
        return None
    split = section.inner("split", section.content["split"], f"{section.where}, split")
    split.check_keys("column", "separator")
    columns, separator = split.texts("column"), split.text("separator")
    if not columns:
        raise split.error("column", "is needed: the header under which the list stands")
    return Split(columns, separator)
