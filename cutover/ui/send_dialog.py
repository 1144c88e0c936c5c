"""The dialog that sends a text: which message of the plan it is, to whom, by what; or that it was sent elsewhere."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st

import cutover.ui.access as access
import cutover.ui.channels as channels
import cutover.ui.session as session
import cutover.ui.text as text
from cutover.acts import Actor
from cutover.errors import CutoverError, MessageError
from cutover.figures.look import day_and_time
from cutover.messages.model import Draft
from cutover.messages.send import as_eml, send
from cutover.messages.settings import WEBHOOK, Channels
from cutover.record import builders, record
from cutover.record.keys import row_id
from cutover.ui.acts.dialog import NOTICE
from cutover.ui.acts.opening import close_form
from cutover.ui.frame import Frame
from cutover.zones import local_time, parse_instant

SEND = "send"
"""Name of the dialog in the address."""
NEW = ""
"""Choice of a message that is not in the plan yet."""
CHANNELS = ("e-mail", "teams", "slack", "call", "meeting", "notice")
NOT_SET_UP = (
    "Nothing is set up here that sends. Copy or download the text, send it yourself, then mark it as sent. "
    "The administrator sets up a mail server or webhooks in the secrets."
)


@dataclass(frozen=True)
class Addressed:
    """A text and where it goes: the message of the plan (`NEW`: to be planned), its group, channel and recipients."""

    draft: Draft
    communication_id: str
    audience: str | None
    channel: str | None
    recipients: tuple[str, ...]


def show_send(page: Frame, draft: Draft, instance: str) -> None:
    """Open the dialog that sends a text.

    Parameters
    ----------
    page
        Moment and look.
    draft
        The text as edited.
    instance
        Key of this dialog: what it records a second time is the same act.
    """
    st.dialog("Send this message", width="large", on_dismiss=close_form)(_draw)(page, draft, instance)


def _draw(page: Frame, draft: Draft, instance: str) -> None:
    if notice := filed_words(page):
        st.warning(text.markdown(notice))
    left, right = st.columns(2, gap="large")
    with right:
        st.markdown(f"**{text.markdown(draft.subject)}**")
        st.code(draft.body, language=None, wrap_lines=True, height=330)
    with left:
        addressed, sent_at = _ask_where(page, draft, instance), _ask_when(page, instance)
    known, trouble = _channels()
    can_send = bool(addressed.recipients) and not any(map(known.fault_of, addressed.recipients))
    st.caption(text.markdown(trouble or ways(addressed.recipients, known)), width="stretch")
    said = st.container()
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if st.button("Cancel", key=f"{instance}_cancel", type="tertiary", on_click=close_form):
            st.rerun()
        _offer_files(draft, addressed.recipients, known, instance)
        is_marked = st.button("Mark as sent", key=f"{instance}_mark", disabled=sent_at is None)
        is_wanted = st.button("Send", key=f"{instance}_send", type="primary", disabled=not can_send)
    if is_marked or is_wanted:
        with said:
            at = parse_instant(sent_at.isoformat(), page.look.zone) if is_marked else None
            _finish(page, addressed, instance, at)


def filed_words(page: Frame) -> str:
    """Return in words from when on it counts what is sent while the page shows another than the newest status time."""
    if page.moment.as_of == page.newest:
        return ""
    at = day_and_time(local_time(page.moment.as_of, page.look.zone))
    return (
        f"This page shows {at}, not the newest status time. What is sent from here goes out now and counts from now on: "
        "this page goes on showing it as not sent. What is marked as sent counts from the time that you enter, but not from "
        "before the status time shown."
    )


def _ask_where(page: Frame, draft: Draft, instance: str) -> Addressed:
    """Let the person choose the message of the plan that this is, and who gets it."""
    planned = unsent(page, draft)
    chosen = st.selectbox(
        "Message of the plan", [NEW, *planned], index=int(_is_about(planned, draft)), key=f"{instance}_message",
        format_func=lambda name: _offered(planned[name]) if name else "One that is not in the plan yet",
    )  # fmt: skip
    row = planned.get(chosen, {})
    audience, channel = row.get("audience"), row.get("channel")
    groups = {each["audience"]: each["recipients"] or [] for each in page.moment.rows("audiences")}
    if chosen == NEW:
        left, right = st.columns(2)
        audience = left.selectbox(
            "Stakeholder group", list(groups), index=None, format_func=text.cell, accept_new_options=True,
            placeholder="Choose, or type another", key=f"{instance}_audience",
        )  # fmt: skip
        channel = right.selectbox("Channel", CHANNELS, key=f"{instance}_channel", format_func=text.words)
    usual = list(row.get("recipients") or groups.get(audience, []))
    recipients = st.multiselect(
        "Recipients: addresses, or webhook:NAME", usual, default=usual, format_func=text.cell, accept_new_options=True,
        placeholder="Type an address", key=f"{instance}_recipients_{chosen}_{audience}",
    )  # fmt: skip
    return Addressed(draft, chosen, audience, channel, tuple(each.strip() for each in recipients))


def _ask_when(page: Frame, instance: str) -> datetime | None:
    """Let the person say when it was sent, where it was sent by other means; local time."""
    return st.datetime_input(
        f"Sent at, if not from here, {page.look.zone}", local_time(page.moment.as_of, page.look.zone), step=300,
        key=f"{instance}_sent_at", format="YYYY-MM-DD",
    )  # fmt: skip


def unsent(page: Frame, draft: Draft) -> dict[str, Mapping[str, object]]:
    """Return the messages of the plan that are not sent: those on the same task or checkpoint first, then as listed."""
    rows = session.rows_of(page.moment, page.key, "communication_list", {"show": "all"}).to_pylist()
    waiting = [row for row in rows if row["sent_at"] is None]
    ranked = sorted(waiting, key=lambda row: not _is_same(row, draft))
    return {row["communication_id"]: row for row in ranked}


def _is_same(row: Mapping[str, object], draft: Draft) -> bool:
    """Tell whether a message of the plan announces what a text is about."""
    about = {(name, getattr(draft, name)) for name in ("task_id", "checkpoint_id") if getattr(draft, name)}
    return any(row[name] == value for name, value in about)


def _is_about(planned: Mapping[str, Mapping[str, object]], draft: Draft) -> bool:
    first = next(iter(planned.values()), None)
    return first is not None and _is_same(first, draft)


def _offered(row: Mapping[str, object]) -> str:
    state = text.words(row["state"]).lower()
    return (
        text.cell(f"{row['communication_id']}  {row['title']}, to {row['audience'] or 'nobody named'} ({state})") or ""
    )


def _channels() -> tuple[Channels, str]:
    """Return what is set up, and why nothing is."""
    try:
        known = channels.channels()
    except MessageError as error:
        return Channels(), str(error)
    return known, NOT_SET_UP if known.is_empty else ""


def ways(recipients: Sequence[str], known: Channels) -> str:
    """Return by what a message goes to its recipients, and which of them it cannot reach, in words."""
    if not recipients:
        return "Name at least one recipient to send it from here."
    faults = [fault for each in recipients if (fault := known.fault_of(each))]
    if faults:
        return f"It cannot go from here: {'; '.join(faults)}."
    hooks = [each.removeprefix(WEBHOOK) for each in recipients if each.startswith(WEBHOOK)]
    mails = len(recipients) - len(hooks)
    told = [f"{mails} by e-mail"] if mails else []
    told += [f"{name} by {known.webhooks[name].kind.capitalize()}" for name in hooks]
    return f"Goes to {'; '.join(told)}."


def _offer_files(draft: Draft, recipients: Sequence[str], known: Channels, instance: str) -> None:
    """Offer the text as files to send it with another program."""
    st.download_button(
        "Text", f"{draft.subject}\n\n{draft.body}", file_name=f"{draft.kind}.txt", mime="text/plain",
        key=f"{instance}_text", on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip
    st.download_button(
        "Mail file", partial(as_eml, draft, recipients, sender=known.sender), file_name=f"{draft.kind}.eml",
        mime="message/rfc822", key=f"{instance}_eml", on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _finish(page: Frame, addressed: Addressed, instance: str, sent_at: datetime | None) -> None:
    """Send, or record that it was sent elsewhere at a time; where that cannot be, say why and keep the dialog open."""
    actor = access.visitor()
    if addressed.communication_id == NEW and not addressed.audience:
        st.error("Say which stakeholder group it is for.")
        return
    try:
        communication_id = addressed.communication_id or plan_message(page, addressed, actor, instance)
        if sent_at is None:
            delivery = send(
                session.desk(), communication_id, moment=page.moment, draft=addressed.draft,
                recipients=addressed.recipients, actor=actor, post=channels.post(),
            )  # fmt: skip
            says = delivery.says
        else:
            says = mark_sent(page, communication_id, addressed, actor, sent_at)
    except CutoverError as error:
        st.error(text.markdown(error))
        return
    st.session_state[NOTICE] = says
    close_form()
    st.rerun()


def plan_message(page: Frame, addressed: Addressed, actor: Actor, instance: str) -> str:
    """Put a message that is not in the plan into it, due at the status time; return its identifier.

    The same dialog plans it once, however often it is asked to send.
    """
    key = hashlib.sha256(f"{instance} {actor.issuer} {actor.subject} plan".encode()).hexdigest()
    draft, moment = addressed.draft, page.moment
    cells = {
        "title": draft.subject, "audience": addressed.audience, "channel": addressed.channel, "sender_role": actor.role,
        "side": actor.side or "shared", "phase": page.summary["current_phase"], "task_id": draft.task_id,
        "checkpoint_id": draft.checkpoint_id, "due_at": moment.as_of, "recipients": list(addressed.recipients) or None,
    }  # fmt: skip
    known = {name: value for name, value in cells.items() if value is not None}
    subject = {"communication_id": row_id("COM", key)}
    record(session.desk(), builders.act(moment, "communication", subject, known, key=key), actor)
    return subject["communication_id"]


def mark_sent(page: Frame, communication_id: str, addressed: Addressed, actor: Actor, sent_at: datetime) -> str:
    """Record that a message was sent elsewhere at an instant, UTC; return what is said of it."""
    desk, moment = session.desk(), page.moment
    fresh = desk.warehouse.moment(moment.programme_id, moment.as_of)
    cells = {"message": addressed.draft.body, "sent_at": sent_at, "recipients": list(addressed.recipients)}
    subject = {"communication_id": communication_id}
    event = record(desk, builders.act(fresh, "sending", subject, cells, as_of=sent_at), actor)
    return f"Marked as sent, recorded as {event.act_id}"
