"""Forms on a page: their buttons, the dialog of the one that is open, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

import cutover.ui.access as access
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.access import LOCAL_ISSUER, is_allowed
from cutover.acts import Act, Actor, Event
from cutover.errors import ConflictError, CutoverError
from cutover.record import builders, record
from cutover.tables import ROLES, TABLES
from cutover.ui.acts.catalogue import FORMS, Form
from cutover.ui.acts.decision import draw_decision
from cutover.ui.acts.drafts import Draft, Room, draw_fields, pickable
from cutover.ui.acts.fields import ask_role, label_of
from cutover.ui.acts.opening import close_form, key_of, open_chosen, open_form, opened
from cutover.ui.acts.taking_back import draw_correction, draw_withdrawal
from cutover.ui.acts.task import ASKED, draw_task, task_act
from cutover.warehouse import Moment

NOTICE = "what was recorded last"
OPENED = "room of the form "
"""Key of what a form was opened on: it stays what the person saw, whatever others record meanwhile."""
WIDTH = 880
"""Pixels of a dialog with fields side by side."""
WIDE = {"decision", "criterion", "criterion_change"}
TAKING_BACK = {"withdrawal": draw_withdrawal, "correction": draw_correction}
MOST_BUTTONS = 2
"""Forms that have a button each; more are folded into a menu."""


@dataclass(frozen=True)
class Desk:
    """Where the forms of a page stand: moment, zone, and what is said in each of them; `is_open` false hides them."""

    moment: Moment
    zone: str
    notice: str
    is_open: bool


def show_buttons(desk: Desk, names: Sequence[str], subject: Mapping[str, str], *, place: str) -> None:
    """Draw the buttons of those forms that the visitor may fill in, and that have something to be about."""
    offered = [name for name in names if _may_fill(FORMS[name], subject) and _has_rows(FORMS[name], desk, subject)]
    if len(offered) > MOST_BUTTONS:
        st.menu_button(
            "Record", offered, key=f"offer_{place}", format_func=lambda name: FORMS[name].label,
            icon=":material/edit:", on_click=open_chosen, args=(f"offer_{place}",),
        )  # fmt: skip
        return
    for name in offered:
        st.button(
            text.markdown(FORMS[name].label), key=f"offer_{place}_{name}", icon=":material/edit:", on_click=open_form,
            args=(name,),
        )  # fmt: skip


def show_open_form(
    desk: Desk, names: Sequence[str], subject: Mapping[str, str], *, place: tuple[str, str] | None = None,
) -> bool:  # fmt: skip
    """Show the dialog of the form that is open, if it is one of these; tell whether it is.

    `place` is the side and role that the local user records for, where the page knows them.
    """
    found = opened()
    if found is None or found[0] not in names or not desk.is_open:
        return False
    form = FORMS[found[0]]
    if not _may_fill(form, subject):
        return False
    room = Room(desk.moment, desk.zone, dict(subject), found[1], place=place, is_newest=not desk.notice)
    room = st.session_state.setdefault(OPENED + found[1], room)
    draw = st.dialog(form.title, width=WIDTH if form.name in WIDE else "small", on_dismiss=close_form)(_draw)
    draw(form, room, desk.notice)
    return True


def _may_fill(form: Form, subject: Mapping[str, str]) -> bool:
    """Tell whether the visitor's rights, side and role cover a form, wherever it was opened from."""
    actor = access.visitor()
    return is_allowed(actor, form.writes, {"side": actor.side, "role": actor.role, **subject})


def _has_rows(form: Form, desk: Desk, subject: Mapping[str, str]) -> bool:
    """Tell whether there is a row in the state that a form asks for: an open condition, a call that stands."""
    return not form.among or pickable(form, desk.moment, subject).num_rows > 0


def show_notice_of_act() -> None:
    """Say once what was recorded last."""
    if notice := st.session_state.pop(NOTICE, None):
        st.toast(text.markdown(notice), icon=":material/check:", duration="long")


def _draw(form: Form, room: Room, notice: str) -> None:
    """Draw the inside of the dialog; record when asked to."""
    if notice:
        st.info(text.markdown(notice))
    if form.says:
        st.markdown(text.markdown(form.says))
    actor = _who(room)
    draft = _draft(form, room, actor)
    trouble = st.container()
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if st.button("Cancel", key=f"{room.instance}_cancel", type="tertiary", on_click=close_form):
            st.rerun()
        is_wanted = st.button("Record", key=f"{room.instance}_record", type="primary", disabled=draft is None)
    if is_wanted and draft is not None:
        with trouble:
            _record(form, room, actor, draft)


def _draft(form: Form, room: Room, actor: Actor) -> Draft | None:
    if form.name == "decision":
        return draw_decision(room, actor)
    if form.name in TAKING_BACK:
        return TAKING_BACK[form.name](room)
    if form.name in ASKED:
        return draw_task(form, room, actor)
    draft = draw_fields(form, room, actor)
    if draft is None or not (form.writes.needs_reason or form.name == "criterion_removal"):
        return draft
    reason = st.text_area("Reason", height=84, max_chars=2000, key=f"{room.instance}_reason")
    return replace(draft, reason=reason)


def _who(room: Room) -> Actor:
    """Return who records: the visitor, or where nobody signs in, the side and role that the local user chooses."""
    actor = access.visitor()
    if actor.issuer == LOCAL_ISSUER and room.place:
        actor = replace(actor, side=room.place[0], role=room.place[1])
    if actor.issuer != LOCAL_ISSUER or room.place:
        place = ", ".join(text.words(word) for word in (actor.side, actor.role) if word)
        st.caption(text.markdown(f"Recorded as {actor.name}{f', {place}' if place else ''}."))
        return actor
    left, right = st.columns(2, gap="small")
    with left:
        side = st.segmented_control(
            "Recorded for", ("customer", "provider"), default="customer", required=True, format_func=text.words,
            key=f"{room.instance}_for_side",
        )  # fmt: skip
    with right:
        role = ask_role("In the role of", ROLES[0], key=f"{room.instance}_for_role")
    return replace(actor, side=side, role=role)


def _record(form: Form, room: Room, actor: Actor, draft: Draft) -> None:
    """Record what was filled in; where that cannot be, say why and keep what was typed."""
    if draft.missing:
        names = [_label_of(form, name) for name in draft.missing]
        st.error(text.markdown(f"Still missing: {', '.join(names)}."))
        return
    if draft.is_empty:
        st.error("Nothing is changed: this is what stands there already.")
        return
    try:
        event = _append(form, room, actor, draft)
    except ConflictError as error:
        st.session_state[f"{room.instance}_fresh"] = True
        st.warning(text.markdown(f"{error} What you typed is kept: press Record again to put it over that."))
        return
    except CutoverError as error:
        st.error(text.markdown(error))
        return
    st.session_state[NOTICE] = f"Recorded as {event.act_id}"
    close_form()
    st.rerun()


def _label_of(form: Form, name: str) -> str:
    """Return what a field that is empty is called; what is no column of the form is said as it is."""
    table = TABLES[form.writes.table]
    return label_of(table[name]) if name in table.names else text.words(name)


def _append(form: Form, room: Room, actor: Actor, draft: Draft) -> Event:
    """Append the act, as the visitor who is signed in now; what this form recorded before is not recorded again."""
    now = access.visitor()
    actor = actor if now.issuer == LOCAL_ISSUER else now
    key = key_of(room.instance, actor, draft)
    events = session.desk().journal.events(room.moment.programme_id)
    known = next((event for event in events if event.act.key == key), None)
    if known is not None:
        return known
    moment = room.moment
    if st.session_state.get(f"{room.instance}_fresh"):
        moment = session.warehouse().moment(moment.programme_id, None if room.is_newest else moment.as_of)
    asked = task_act(form, moment, room, draft) if form.name in ASKED else _act(form, moment, actor, draft)
    return record(session.desk(), replace(asked, key=key), actor)


def _act(form: Form, moment: Moment, actor: Actor, draft: Draft) -> Act:
    """Return the act that a form asks for; some kinds are more than the cells that were entered."""
    after, reason = draft.after, draft.reason or ""
    if form.name == "decision":
        return builders.decision(moment, draft.subject["checkpoint_id"], reason=reason, **after)
    if form.name == "assessment":
        return builders.assessment(moment, after["checkpoint_id"], stage=after["stage"], note=after.get("note"))
    if form.name == "rollback":
        side, role = actor.side or "shared", actor.role or ""
        return builders.rollback(moment, reason=reason, side=side, role=role, trigger_id=after.get("trigger_id"))
    return builders.act(
        moment, draft.kind or form.kind, draft.subject, after, reason=draft.reason, corrects=draft.corrects
    )
