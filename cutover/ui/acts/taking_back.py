"""Taking an act back, or putting another in its place: which one, why, and what should have stood there."""

from collections.abc import Mapping

import streamlit as st

import cutover.ui.text as text
from cutover.acts import KINDS, Event, void_ids
from cutover.tables import TABLES
from cutover.ui.acts.drafts import Draft, Room
from cutover.ui.acts.fields import ask
from cutover.zones import local_time

MOST_OFFERED = 200
NEVER = {"load", "withdrawal"}


def draw_withdrawal(room: Room) -> Draft | None:
    """Let the person choose an act that is in force, and say why it is withdrawn."""
    event = _choose(room, [event for event in room.moment.events if event.act.kind not in NEVER])
    if event is None:
        return None
    return Draft({"act_id": event.act_id}, {}, reason=_ask_reason(room), corrects=event.act_id)


def draw_correction(room: Room) -> Draft | None:
    """Let the person choose an act that is in force and say what it should have said."""
    event = _choose(room, [event for event in room.moment.events if _is_correctable(event)])
    if event is None:
        return None
    kind = KINDS[event.act.kind]
    table = TABLES[kind.table]
    own = [name for name in event.act.after if name in kind.columns and name not in (kind.signed, kind.stamped)]
    row = room.moment.row(kind.table, event.act.subject) or {}
    place = f"{room.instance}_{event.act_id}"
    after = {name: ask(table[name], row.get(name), key=f"{place}_{name}", zone=room.zone) for name in own}
    return Draft(event.act.subject, after, reason=_ask_reason(room), corrects=event.act_id, kind=kind.name)


def name_of(event: Event, zone: str) -> str:
    """Return an act as a person tells it from others: 'J000041  Vote by A. Ruiz on CP-04/customer, 30 Oct 14:05'."""
    at = local_time(event.recorded_at, zone)
    label = KINDS[event.act.kind].label if event.act.kind in KINDS else event.act.kind
    return f"{event.act_id}  {label} by {event.actor.name} on {_item(event.act.subject)}, {at.day} {at:%b %H:%M}"


def _item(subject: Mapping[str, str]) -> str:
    return "/".join(subject.values())


def _is_correctable(event: Event) -> bool:
    kind = KINDS.get(event.act.kind)
    return kind is not None and bool(kind.table) and not kind.is_sealed


def _choose(room: Room, events: list[Event]) -> Event | None:
    """Let the person choose one of the acts that nobody took back yet, newest first."""
    void = void_ids(room.moment.events)
    open_ones = [event for event in events if event.act_id not in void]
    offered = sorted(open_ones, key=lambda event: event.seq, reverse=True)[:MOST_OFFERED]
    if not offered:
        st.caption("No such act is in force at this status time.")
        return None
    place = st.selectbox(
        "Act", range(len(offered)), key=f"{room.instance}_row",
        format_func=lambda place: text.cell(name_of(offered[place], room.zone)),
    )  # fmt: skip
    return offered[place]


def _ask_reason(room: Room) -> str:
    return st.text_area("Reason", height=84, max_chars=2000, key=f"{room.instance}_reason")
