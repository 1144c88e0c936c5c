"""Check an act by the definition of its table: types, ranges, allowed values; every problem at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cutover.acts.cells import LONGEST, journal_value
from cutover.acts.kinds import KINDS, Kind
from cutover.acts.model import Act, Value
from cutover.errors import RefusedAct
from cutover.tables import TABLES, Column, Table
from cutover.wording import plain

LONGEST_KEY = 200
"""Characters of a value that names a row."""

MOST_PARTS = 50
"""Rows that one act may carry, as the conditions of a decision."""

ACT_ID = re.compile(r"J\d{6,}")


def checked(act: Act) -> Act:
    """Return an act as it is recorded: every cell of its type, instants as ISO text in UTC, text on one line.

    Raises
    ------
    RefusedAct
        Names every problem at once.
    """
    kind = KINDS.get(act.kind)
    if kind is None:
        raise RefusedAct(f"There is no kind of act {act.kind!r}; there are {', '.join(KINDS)}.")
    problems: list[str] = []
    reason = plain(act.reason).strip() or None
    problems += _wrong_subject(kind, act) + _wrong_frame(kind, act, reason)
    after = _cells(kind, act.after, problems)
    if kind.table and not after and not problems:
        problems.append("nothing is set")
    if problems:
        raise RefusedAct(f"{kind.label} cannot be recorded: {'; '.join(problems)}.")
    subject = {name: _name(act.subject[name]) for name in kind.key}
    return replace(act, subject=subject, after=after, before=_cells(kind, act.before, []), reason=reason)


def _wrong_subject(kind: Kind, act: Act) -> list[str]:
    """Return what is wrong with the columns that name the row."""
    if kind.name == "load":
        return ["a load is recorded by loading files"]
    names = ", ".join(kind.key)
    wrong = [f"{name} does not name its row; {names} does" for name in act.subject if name not in kind.key]
    for name in kind.key:
        text = _name(act.subject.get(name))
        column = TABLES[kind.table][name] if kind.table else None
        if not text or len(text) > LONGEST_KEY:
            wrong.append(f"{name} has 1 to {LONGEST_KEY} characters")
        elif column and column.allowed and text not in column.allowed:
            wrong.append(f"{name} is {text[:60]}; allowed are {', '.join(column.allowed)}")
    return wrong


def _wrong_frame(kind: Kind, act: Act, reason: str | None) -> list[str]:
    """Return what is wrong with the act around its cells."""
    wrong = []
    if kind.needs_reason and not reason:
        wrong.append("a reason is needed")
    if reason and len(reason) > LONGEST:
        wrong.append(f"the reason has {len(reason):,} characters; at most {LONGEST:,} are allowed")
    if act.corrects is not None and not ACT_ID.fullmatch(act.corrects):
        wrong.append(f"{act.corrects[:60]!r} names no act; write it as J000041")
    if kind.name == "withdrawal" and act.corrects != act.subject.get("act_id"):
        wrong.append("a withdrawal corrects the act that it names")
    if not act.programme_id or not act.key or act.as_of.tzinfo:
        wrong.append("programme, key and a status time in UTC without zone are needed")
    return wrong


def _cells(kind: Kind, given: Mapping[str, object], problems: list[str]) -> dict[str, Value]:
    """Return the cells as the journal writes them; what is wrong is added to the problems."""
    table = TABLES.get(kind.table)
    found: dict[str, Value] = {}
    for name, value in given.items():
        if name == kind.parts and kind.parts:
            found[name] = _parts(TABLES[name], value, problems)
        elif table is None or name not in kind.columns:
            known = ", ".join(kind.columns) or "nothing"
            problems.append(f"it does not set {name}; it sets {known}")
        else:
            _take(found, table[name], value, problems)
    return {name: value for name, value in found.items() if name != kind.parts or value}


def _parts(table: Table, given: object, problems: list[str]) -> list[dict[str, Value]]:
    """Return the rows that an act carries."""
    rows = given if isinstance(given, list | tuple) else []
    if len(rows) > MOST_PARTS:
        problems.append(f"{len(rows)} {table.name} are too many; at most {MOST_PARTS} are allowed")
    return [dict(_part(table, row, number, problems)) for number, row in enumerate(rows[:MOST_PARTS], 1)]


def _part(table: Table, row: object, number: int, problems: list[str]) -> Iterator[tuple[str, Value]]:
    place = f"{table.name} {number}: "
    if not isinstance(row, Mapping):
        problems.append(f"{place}it is no row")
        return
    problems += [f"{place}there is no column {name}" for name in row if name not in table.names]
    found: dict[str, Value] = {}
    own: list[str] = []
    for column in table.columns:
        if column.required or column.name in row:
            _take(found, column, row.get(column.name), own)
    problems += [place + problem for problem in own]
    yield from found.items()


def _take(found: dict[str, Value], column: Column, value: object, problems: list[str]) -> None:
    try:
        found[column.name] = journal_value(column, value)
    except ValueError as error:
        problems.append(f"{column.name} {error}")
        return
    if column.required and found[column.name] is None:
        problems.append(f"{column.name} is empty; it is required: {column.description}")


def _name(value: object) -> str:
    return plain(value).strip()
