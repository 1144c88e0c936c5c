"""What a form holds while it is filled in: the row that it is about and the cells that it would set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

import cutover.ui.text as text
from cutover import clock
from cutover.acts import Actor, Value
from cutover.record.keys import row_id
from cutover.tables import PHASES, TABLES
from cutover.tables.model import Column
from cutover.ui.acts.catalogue import Form, Given
from cutover.ui.acts.fields import ROLE_COLUMNS, ask, ask_known, ask_names, ask_reference, ask_several
from cutover.ui.acts.library import choose_from_library
from cutover.warehouse import Moment
from cutover.zones import local_time

Row = Mapping[str, object]
OF_THE_ACTOR = ("side", "role")


@dataclass(frozen=True)
class Room:
    """Where a form stands: the moment of the page, its zone, what the page says of the row, the form's own key.

    `place` is the side and role for which the local user records, where the page knows them already; `is_newest`
    tells that the page shows the newest status time.
    """

    moment: Moment
    zone: str
    subject: Mapping[str, str]
    instance: str
    place: tuple[str, str] | None = None
    is_newest: bool = False

    @property
    def as_of(self) -> str:
        """Status time as the journal writes it."""
        return self.moment.as_of.isoformat()

    @property
    def now(self) -> datetime:
        """The time by the clock where the page shows the newest status time, else that status time."""
        return max(clock.now(), self.moment.as_of) if self.is_newest else self.moment.as_of


@dataclass(frozen=True)
class Draft:
    """What would be recorded.

    Attributes
    ----------
    subject
        Key of the row.
    after
        Cells that it would set.
    missing
        What must be filled in first, in words.
    reason
        Why, as typed.
    corrects
        Act that it takes back or replaces.
    kind
        Kind of act, where it is not that of the form.
    entered
        What was typed, changed or not: together with the form it makes the key.
    is_empty
        It would change nothing.
    """

    subject: Mapping[str, str]
    after: Mapping[str, Value]
    missing: tuple[str, ...] = ()
    reason: str | None = None
    corrects: str | None = None
    kind: str = ""
    entered: Mapping[str, Value] = field(default_factory=dict)
    is_empty: bool = False


def rows_of(table: str, moment: Moment, subject: Mapping[str, str]) -> list[dict]:
    """Return the rows of an input table that lie under a subject: of its checkpoint, or all."""
    return _found(table, moment, subject, {}).to_pylist()


def _found(
    table: str, moment: Moment, subject: Mapping[str, str], among: Mapping[str, Sequence[Value] | Given]
) -> pa.Table:
    """Return the rows in force that lie under a subject and hold one of these values, or any, in each of these columns."""
    own = {name: (value,) for name, value in subject.items() if name in TABLES[table].names}
    rows = moment.table(f"stg_{table}")
    for name, values in {"is_current": (True,), **own, **among}.items():
        cells = rows[name]
        is_any = isinstance(values, Given)
        rows = rows.filter(pc.is_valid(cells) if is_any else pc.is_in(cells, value_set=pa.array(values, cells.type)))
    return rows


def draw_fields(form: Form, room: Room, actor: Actor) -> Draft | None:
    """Draw the fields of a form; None where there is no row that it could be about."""
    table = TABLES[form.writes.table]
    if form.picks:
        row = _pick(form, room)
        if row is None:
            return None
        subject = {name: str(row[name]) for name in table.key}
    else:
        subject = _new_subject(form, room, actor)
        row = room.moment.row(table.name, subject)
    is_new = row is None
    row = row or _proposed(form, room, actor)
    place = "_".join([room.instance, *subject.values(), str(row.get("library", ""))])
    given = {name: _ask(table[name], row.get(name), room, key=f"{place}_{name}") for name in form.asks}
    missing = tuple(name for name in form.needed if given.get(name) in (None, "", []))
    named = {name: str(given[name] or "") for name in table.key if name in given}
    if named and room.moment.row(table.name, named):
        st.warning(text.markdown(f"{', '.join(named.values())} is there already: change it, or choose another name."))
        return None
    subject |= named
    own = {name: room.subject[name] for name in table.names if name in room.subject and name not in table.key}
    after = {name: value for name, value in {**own, **form.sets, **given}.items() if name not in named}
    known = {} if is_new or form.confirms else row
    changed = {name: value for name, value in after.items() if value != written(known.get(name))}
    is_changed = bool(changed) or not form.asks
    if form.stamps == "opened_at" or (form.stamps and after.get("status") != "open"):
        changed[form.stamps] = room.as_of
    return Draft(subject, changed, missing, entered=given, is_empty=not is_changed)


def written(value: object) -> Value:
    """Return a cell as the journal writes it."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _ask(column: Column, value: object, room: Room, *, key: str) -> Value:
    """Draw the field of a column; one that names a row of another table, or people, offers those that there are."""
    if column.name == "attendees":
        sides = {row["person_name"]: row["side"] for row in rows_of("people", room.moment, {})}
        return ask_names(column, value, sides, key=key)
    if column.name in ("recipients", "phases"):
        return ask_several(column, value, PHASES if column.name == "phases" else (), key=key)
    if column.name in ("audience", "channel") and not column.required:
        rows = [*rows_of("audiences", room.moment, {}), *rows_of("communications", room.moment, {})]
        return ask_known(column, value, [row[column.name] for row in rows if row.get(column.name)], key=key)
    if column.references:
        named, identifier = column.references.split(".")
        label = TABLES[named].names[1]
        names = {row[identifier]: row[label] for row in rows_of(named, room.moment, {})}
        if names:
            return ask_reference(column, value, names, key=key)
    return ask(column, value, key=key, zone=room.zone)


def pickable(form: Form, moment: Moment, subject: Mapping[str, str]) -> pa.Table:
    """Return the rows of which a form lets one be chosen."""
    table = form.writes.table
    kept = {"is_removed": (False, None)} if "is_removed" in moment.table(f"stg_{table}").column_names else {}
    return _found(table, moment, subject, {**kept, **form.among})


def _pick(form: Form, room: Room) -> dict | None:
    """Let the person choose the row that the form is about."""
    rows = pickable(form, room.moment, room.subject).to_pylist()
    if not rows:
        st.caption("There is nothing here that it could be about at this status time.")
        return None
    key = form.writes.key[0]
    place = st.selectbox(
        text.words(key.removesuffix("_id")), range(len(rows)), key=f"{room.instance}_row",
        format_func=lambda place: text.cell(row_words(rows[place], (key, form.picks, *form.tells), room.zone)),
    )  # fmt: skip
    return rows[place]


def row_words(row: Mapping[str, object], names: Sequence[str], zone: str) -> str:
    """Return a row as a list offers it: 'SH-059  Interface lead, customer, Sun 1 Nov 18:00'."""
    identifier, *rest = (_cell_words(name, row[name], zone) for name in names if row[name] is not None)
    return f"{identifier}  {', '.join(rest)}".rstrip()


def _cell_words(name: str, value: object, zone: str) -> str:
    if isinstance(value, datetime):
        at = local_time(value, zone)
        return f"{at:%a} {at.day} {at:%b %H:%M}"
    if name in ROLE_COLUMNS:
        return text.words(value)
    return str(value)


def _new_subject(form: Form, room: Room, actor: Actor) -> dict[str, str]:
    """Return the key of the row that the page names, of the actor's own side and role, or of a new row."""
    own = {"side": actor.side, "role": actor.role}
    subject = {}
    for name in form.writes.key:
        known = own[name] if name in OF_THE_ACTOR else room.subject.get(name)
        subject[name] = known or row_id(form.prefix, room.instance)
    return subject


def _proposed(form: Form, room: Room, actor: Actor) -> dict:
    """Return what a new row starts with: a criterion of the library, or the actor's own side."""
    if form.name == "criterion":
        return choose_from_library(room.instance)
    return {"side": actor.side}
