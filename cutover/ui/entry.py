"""The line on a slide where a note or an action is typed: Enter records it, and it stands below at once."""

import re
from datetime import date, datetime, time, timedelta

import streamlit as st

import cutover.ui.access as access
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.access import is_allowed
from cutover.acts import KINDS, Act
from cutover.errors import CutoverError, RefusedAct
from cutover.record import builders, record
from cutover.ui.page import Page
from cutover.warehouse import Moment
from cutover.zones import local_time, parse_instant

WHAT, OWNER, DUE = "entry_what", "entry_owner", "entry_due"
SAID = "what became of the entry"
LONGEST = 2000
SIDES = ("customer", "provider")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TYPED = re.compile(
    r"(?P<day>today|tomorrow|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|\d{4}-\d\d-\d\d)?"
    r"[ ,t]*(?:(?P<hour>\d{1,2}):(?P<minute>\d\d))?"
)
Row = dict[str, object]


def show_entry(page: Page, by: str, slide: Row) -> None:
    """Draw the line where what is said about a slide is taken down, for who may.

    The fields are the same on every slide: what is being typed is kept when
    somebody else records something, and when the slide changes.
    """
    if not page.desk.is_open or not is_allowed(access.visitor(), KINDS["note"], {}):
        st.caption("Notes and actions are taken down by those who may contribute, at the present status time.")
        return
    people = {row["person_name"]: row for row in page.moment.rows("people")}
    with st.form("entry", border=False, height="content"), st.container(
        horizontal=True, vertical_alignment="bottom", gap="small"
    ):  # fmt: skip
        st.text_input(
            "Note; an action where it has an owner or a date", key=WHAT, max_chars=LONGEST, width="stretch",
            placeholder="Type what was said, Enter records",
        )  # fmt: skip
        st.selectbox(
            "Owner", sorted(people), index=None, key=OWNER, placeholder="Nobody", accept_new_options=not people, width=250,
            format_func=text.cell,
        )  # fmt: skip
        st.text_input("Due", key=DUE, max_chars=40, placeholder="Fri 17:00, or 2026-11-27", width=190)
        st.form_submit_button(
            "Record", on_click=_take_down, args=(page.moment, by, slide, page.look.zone), type="secondary"
        )
    _show_what_became()


def entry_of(moment: Moment, by: str, slide: Row, *, what: str, owner: str | None, due: datetime | None) -> Act:
    """Return what was typed on a slide as an act: a note, or with an owner or a date an action.

    Parameters
    ----------
    moment
        What the page shows.
    by, slide
        workstream or role, and the row of `walk`.
    what, owner, due
        As typed; due in UTC.
    """
    side = slide["side"] if slide["side"] in SIDES else None
    if not owner and due is None:
        table = "workstreams" if by == "workstream" else "roles"
        return builders.note(moment, what, subject=f"{table}:{slide['slide_id']}", side=access.visitor().side)
    known = next(iter(moment.rows("people", person_name=owner, most=1)), {}) if owner else {}
    cells = {
        "owners": [owner or _role_words(slide)] if owner or by == "role" else None,
        "side": known.get("side") or side, "due_at": due,
        "workstream": slide["slide_id"] if by == "workstream" else None,
    }  # fmt: skip
    return builders.action(moment, title=what, **{name: value for name, value in cells.items() if value})


def due_of(typed: str, as_of: datetime, zone: str) -> datetime | None:
    """Return the instant that was typed as a due time, UTC without zone; None where nothing was typed.

    Parameters
    ----------
    typed
        A day (2026-11-27, Fri, today, tomorrow), a time (17:00), or both. A
        weekday is the next one; a day alone ends at 17:00; a time alone is the next one.
    as_of, zone
        Status time (UTC) from which it counts, and the zone of what is typed.

    Raises
    ------
    RefusedAct
        If it is none of these.
    """
    found = TYPED.fullmatch(typed.strip().lower())
    if not typed.strip():
        return None
    now = local_time(as_of, zone)
    try:
        hour, minute = int(found["hour"] or 17), int(found["minute"] or 0)
        day = _day(found["day"], now.date())
        at = datetime.combine(day, time(hour, minute))
    except (TypeError, ValueError) as error:
        raise RefusedAct(
            f"Due cannot be {typed.strip()!r}: write 2026-11-27, Fri, tomorrow or 17:00, or a day and a time."
        ) from error
    if not found["day"] and at <= now:
        at += timedelta(days=1)
    return parse_instant(at.isoformat(), zone)


def _day(word: str | None, today: date) -> date:
    """Return the day that a word names, seen from today."""
    if word in (None, "today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if word[:3] in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(word[:3]) - today.weekday() - 1) % 7 + 1)
    return date.fromisoformat(word)


def _role_words(slide: Row) -> str:
    """Return a role as an owner is named whose name is not known: 'provider technical lead'."""
    return " ".join(str(part).replace("_", " ") for part in (slide["side"], slide["owner_role"]) if part)


def _take_down(moment: Moment, by: str, slide: Row, zone: str) -> None:
    """Record what was typed and empty the fields; where that cannot be, keep it and say why."""
    what = (st.session_state.get(WHAT) or "").strip()
    owner = (st.session_state.get(OWNER) or "").strip() or None
    if not what:
        st.session_state[SAID] = ("warning", "Type what was said first.")
        return
    try:
        due = due_of(st.session_state.get(DUE) or "", moment.as_of, zone)
        event = record(session.desk(), entry_of(moment, by, slide, what=what, owner=owner, due=due), access.visitor())
    except CutoverError as error:
        st.session_state[SAID] = ("error", f"{error} What you typed is kept.")
        return
    label = KINDS[event.act.kind].label
    st.session_state[SAID] = ("done", f"{label} recorded as {event.act_id}")
    st.session_state[WHAT], st.session_state[OWNER], st.session_state[DUE] = "", None, ""


def _show_what_became() -> None:
    """Say once what became of the last entry."""
    kind, said = st.session_state.pop(SAID, ("", ""))
    if kind == "done":
        st.toast(text.markdown(said), icon=":material/check:")
    elif kind:
        st.toast(text.markdown(said), icon=":material/error:", duration="infinite")
