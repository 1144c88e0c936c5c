"""Reading what a mapping file says about one of our columns."""

import re
from dataclasses import replace
from typing import Any

from cutover.errors import CutoverError
from cutover.mapping.model import NULL_WORDS, CellRule, ColumnRule, Lookup
from cutover.mapping.names import listing, suggestion
from cutover.mapping.section import Section
from cutover.tables import Column, Table, normalise_word
from cutover.zones import find_zone

KEYS = (
    "from", "from_any", "join", "optional", "constant", "values", "null", "extract", "extract_all", "units", "lookup",
    "where", "keep", "date_format", "zone", "separator",
)  # fmt: skip
DATE_FORMATS = ("day-first", "month-first", "iso", "excel")
DIRECTIVES = "YymbBdHIMSfpaAzZ%"


def parse_column(section: Section, table: Table, name: str, said: Any) -> ColumnRule:
    """Return the rule for our column `name`; `said` is a header or the longer form.

    Raises
    ------
    MappingError
        If the table has no such column, or the rule does not fit it.
    """
    column = _find_column(section, table, name)
    form = section.inner(name, {"from": said} if isinstance(said, str) else said, f"{section.where}, column {name!r}")
    form.check_keys(*KEYS)
    if "constant" in form.content:
        return constant_rule(section, table, name, form.content["constant"])
    values = {word: form.scalar("values", value) for word, value in form.items("values")}
    for value in values.values():
        _check_value(form, "values", column, value)
    if form.content.get("extract") and form.content.get("extract_all"):
        raise form.error("extract_all", "cannot stand beside extract")
    return ColumnRule(
        name,
        _parts(form),
        join=form.text("join") if "join" in form.content else " ",
        optional=form.flag("optional"),
        values=values,
        null=_null_words(section, form),
        extract=form.pattern("extract"),
        extract_all=form.pattern("extract_all"),
        units=_units(form, column),
        lookup=_lookup(form),
        where=form.conditions("where"),
        keep=form.choice("keep", ("first", "last")),
        cell=_cell_rule(section, form, column),
    )


def constant_rule(section: Section, table: Table, name: str, value: Any) -> ColumnRule:
    """Return the rule that gives every row the same value."""
    column = _find_column(section, table, name)
    constant = section.scalar(name, value)
    _check_value(section, name, column, constant)
    return ColumnRule(name, constant=constant, cell=_cell_rule(section, replace(section, content={}), column))


def _find_column(section: Section, table: Table, name: str) -> Column:
    if name not in table.names:
        hint = suggestion(name, table.names)
        raise section.error(name, f"is no column of {table.name}.{hint} Allowed: {listing(table.names)}")
    return table[name]


def _parts(form: Section) -> tuple[tuple[str, ...], ...]:
    if ("from" in form.content) == ("from_any" in form.content):
        raise form.error("from", "is needed: from (a header, or several to join), from_any (alternatives) or constant")
    headers = form.texts("from") or form.texts("from_any")
    if not headers:
        raise form.error("from", "must name at least one header")
    return (headers,) if "from_any" in form.content else tuple((header,) for header in headers)


def _units(form: Section, column: Column) -> dict[str, float]:
    units = dict(form.items("units"))
    if units and column.type not in ("number", "integer"):
        raise form.error("units", f"does not fit: {column.name} is of type {column.type}")
    for unit, factor in units.items():
        if isinstance(factor, bool) or not isinstance(factor, (int, float)):
            raise form.error("units", f"must give a number for {unit!r}, not {factor!r}")
    return {unit.casefold(): float(factor) for unit, factor in units.items()}


def _lookup(form: Section) -> Lookup | None:
    if "lookup" not in form.content:
        return None
    lookup = form.inner("lookup", form.content["lookup"], f"{form.where}, lookup")
    lookup.check_keys("find", "give")
    if not lookup.texts("find") or not lookup.texts("give"):
        raise lookup.error("lookup", "needs find and give: the header where the word stands, and the one to take")
    return Lookup(lookup.texts("find"), lookup.texts("give"))


def _null_words(section: Section, form: Section) -> tuple[str, ...]:
    if "null" in form.content:
        return ("", *form.texts("null"))
    return ("", *section.texts("null")) if "null" in section.content else NULL_WORDS


def _cell_rule(section: Section, form: Section, column: Column) -> CellRule:
    """Return the column's own words on dates, zone and lists, else those of its table."""
    uses = {
        "date_format": column.type in ("instant", "date"),
        "zone": column.type == "instant",
        "separator": column.type == "texts",
    }
    for key, is_used in uses.items():
        if key in form.content and not is_used:
            raise form.error(key, f"does not fit: {column.name} is of type {column.type}")
    said = {key: form.text(key) or section.text(key) for key, is_used in uses.items() if is_used}
    _check_format(form, said.get("date_format"))
    if said.get("zone"):
        try:
            find_zone(said["zone"])
        except CutoverError as error:
            raise form.error("zone", f"is wrong: {str(error).rstrip('.')}") from error
    return CellRule(**said)


def _check_format(section: Section, date_format: str | None) -> None:
    parts = date_format.split("|") if date_format and date_format not in DATE_FORMATS else []
    if not all("%" in part and set(re.findall(r"%-?(.)", part)) <= set(DIRECTIVES) for part in parts):
        raise section.error(
            "date_format",
            f"must be one of {listing(DATE_FORMATS)} or a format such as '%d.%m.%Y %H:%M' made of "
            f"{', '.join('%' + letter for letter in DIRECTIVES)}, not {date_format!r}",
        )


def _check_value(form: Section, key: str, column: Column, value: str) -> None:
    """Raise MappingError if a value that the mapping gives can never be accepted."""
    word = normalise_word(value)
    allowed = (*column.allowed, *column.words)
    fits = not value or not column.allowed or value in column.allowed or word in allowed
    if column.type in ("integer", "number") and value and word not in column.words:
        fits = _is_number(value)
    if not fits:
        choices = column.allowed or ("a number", *column.words)
        raise form.error(
            key, f"gives {value!r}, which {column.name} does not allow.{suggestion(value, [*choices, *column.words])} "
            f"Allowed: {listing(choices)}"
        )  # fmt: skip


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
