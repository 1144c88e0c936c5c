"""One field of a form for each type of column: what it is called, what it allows, what comes out of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import streamlit as st

import cutover.ui.text as text
from cutover.acts import Value
from cutover.tables import ROLES
from cutover.tables.model import Column
from cutover.ui.tables import title_of
from cutover.zones import local_time, parse_instant

ROLE_COLUMNS = {"role", "owner_role", "caller_role", "sender_role"}
SENTENCES = {
    "comment", "condition", "note", "workaround", "mitigation", "reason", "answer", "blocked_reason", "summary",
    "message",
}  # fmt: skip
LABELS = {
    "target": "Target", "actual": "Measured value; yes is 1, no is 0", "owners": "Owners, separated by commas",
    "has_accepted_workaround": "Workaround accepted", "is_passed": "Passed", "expires_at": "Evidence counts until",
    "comment": "Reason, in words", "side": "Side", "owner": "Name of the owner", "bound_filter": "Rows of it that count",
    "bound_report": "Report that gives the live value", "bound_column": "Column of that report",
    "bound_aggregate": "How several rows make one value", "closed_at": "Met or waived at",
    "trigger_id": "Trigger that fired", "unblock_at": "Expected to go on at", "updated_at": "When",
    "asserted_rag": "Status", "blocked_reason": "What blocks it", "evidence_link": "Link to the evidence",
    "audience": "Stakeholder group", "recipients": "Recipients: addresses, or webhook:NAME", "head_count": "People in it",
    "phases": "Phases in which it must hear something", "person_id": "Person", "substitute_id": "Who stands in", "is_confirmed": "The person has confirmed",
    "on_call_checkpoint_ids": "On call for checkpoints, separated by commas",
}  # fmt: skip
"""Labels that the name of a column does not give by itself."""
LONGEST_LINE = 200
MOST_SEGMENTS = 5
YES_NO = {True: "Yes", False: "No"}


def label_of(column: Column) -> str:
    """Return what a column is called on a form."""
    return LABELS.get(column.name) or title_of(column.name)


def ask(column: Column, value: object, *, key: str, zone: str) -> Value:
    """Draw the field of a column and return what it holds, as the journal writes it; None where it is empty.

    Parameters
    ----------
    column
        Its type, allowed values and limits make the field.
    value
        What stands there before anybody typed; instants in UTC.
    key
        Key of the widget.
    zone
        Zone in which instants are asked for.
    """
    if column.allowed:
        return _ask_choice(column, value, key)
    if column.name in ROLE_COLUMNS:
        return _ask_role(column, value, key)
    return ASKING.get(column.type, _ask_text)(column, value, key, zone)


def _ask_choice(column: Column, value: object, key: str) -> str | None:
    is_short = len(column.allowed) <= MOST_SEGMENTS
    known = value if value in column.allowed else None
    if is_short:
        return st.segmented_control(label_of(column), column.allowed, default=known, format_func=text.words, key=key)
    place = column.allowed.index(known) if known else None
    return st.selectbox(
        label_of(column), column.allowed, index=place, format_func=text.words, key=key,
        placeholder="Choose",
    )  # fmt: skip


def _ask_role(column: Column, value: object, key: str) -> str | None:
    return ask_role(label_of(column), str(value) if value else None, key=key)


def ask_role(label: str, value: str | None, *, key: str, known: Sequence[str] = ROLES) -> str | None:
    """Let the person choose a role or type another one."""
    offered = [*([value] if value and value not in known else []), *known]
    chosen = st.selectbox(
        text.markdown(label), offered, index=offered.index(value) if value else None, format_func=text.words, key=key,
        accept_new_options=True, placeholder="Choose, or type another",
    )  # fmt: skip
    return "_".join(chosen.lower().split()) if chosen else None


def ask_reference(column: Column, value: object, names: Mapping[str, str], *, key: str) -> str | None:
    """Let the person choose one of the rows that a column may name, by identifier and name."""
    offered = list(names)
    return st.selectbox(
        label_of(column), offered, index=offered.index(value) if value in names else None, key=key, placeholder="Choose",
        format_func=lambda chosen: text.cell(f"{chosen}  {names[chosen]}"),
    )  # fmt: skip


def ask_known(column: Column, value: object, known: Sequence[str], *, key: str) -> str | None:
    """Let the person choose a name that is known, or type another one."""
    offered = list(dict.fromkeys([*([str(value)] if value else []), *known]))
    chosen = st.selectbox(
        label_of(column), offered, index=0 if value else None, key=key, format_func=text.cell, accept_new_options=True,
        placeholder="Choose, or type another",
    )  # fmt: skip
    return (chosen or "").strip() or None


def ask_names(column: Column, value: object, sides: Mapping[str, str | None], *, key: str) -> list[str] | None:
    """Let the person choose people by name, or type others; each name is told with its side."""
    known = [str(name) for name in value] if isinstance(value, list) else []
    offered = list(dict.fromkeys([*known, *sides]))
    chosen = st.multiselect(
        label_of(column), offered, default=known, key=key, accept_new_options=True, placeholder="Choose, or type a name",
        format_func=lambda name: text.cell(f"{name} ({sides[name]})" if sides.get(name) else name),
    )  # fmt: skip
    return [name.strip() for name in chosen if name.strip()] or None


def ask_several(column: Column, value: object, allowed: Sequence[str], *, key: str) -> list[str] | None:
    """Let the person choose several of what is allowed; type each where nothing is said to be."""
    known = [str(each) for each in value] if isinstance(value, list) else []
    chosen = st.multiselect(
        label_of(column), allowed or known, default=known, key=key, accept_new_options=not allowed,
        placeholder="Choose" if allowed else "Type one, then Enter", format_func=text.words if allowed else text.cell,
    )  # fmt: skip
    return [each.strip() for each in chosen if each.strip()] or None


def _ask_text(column: Column, value: object, key: str, zone: str) -> str | None:
    known = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    label = label_of(column)
    if column.name in SENTENCES:
        typed = st.text_area(label, known, height=84, max_chars=column.longest, key=key)
    else:
        typed = st.text_input(label, known, max_chars=LONGEST_LINE, key=key)
    return (typed or "").strip() or None


def _ask_texts(column: Column, value: object, key: str, zone: str) -> list[str] | None:
    typed = _ask_text(column, value, key, zone)
    return [part.strip() for part in typed.split(",") if part.strip()] if typed else None


def _ask_number(column: Column, value: object, key: str, zone: str) -> float | None:
    limits = {
        name: None if limit is None else float(limit)
        for name, limit in (("min_value", column.minimum), ("max_value", column.maximum))
    }
    known = float(value) if isinstance(value, (int, float)) else None
    return st.number_input(label_of(column), value=known, key=key, step=1.0, format="%g", **limits)


def _ask_integer(column: Column, value: object, key: str, zone: str) -> int | None:
    limits = {
        name: None if limit is None else int(limit)
        for name, limit in (("min_value", column.minimum), ("max_value", column.maximum))
    }
    known = int(value) if isinstance(value, (int, float)) else None
    return st.number_input(label_of(column), value=known, key=key, step=1, **limits)


def _ask_boolean(column: Column, value: object, key: str, zone: str) -> bool | None:
    known = value if isinstance(value, bool) else None
    label = label_of(column)
    return st.segmented_control(label, list(YES_NO), default=known, format_func=YES_NO.__getitem__, key=key)


def _ask_instant(column: Column, value: object, key: str, zone: str) -> str | None:
    known = local_time(value, zone) if isinstance(value, datetime) else None
    chosen = st.datetime_input(f"{label_of(column)}, {zone}", value=known, step=300, format="YYYY-MM-DD", key=key)
    return parse_instant(chosen.isoformat(), zone).isoformat() if chosen else None


def _ask_date(column: Column, value: object, key: str, zone: str) -> str | None:
    known = value if isinstance(value, date) else None
    chosen = st.date_input(label_of(column), value=known, format="YYYY-MM-DD", key=key)
    return chosen.isoformat() if isinstance(chosen, date) else None


ASKING: dict[str, Callable[[Column, object, str, str], Value]] = {
    "texts": _ask_texts, "number": _ask_number, "integer": _ask_integer, "boolean": _ask_boolean,
    "instant": _ask_instant, "date": _ask_date,
}  # fmt: skip
