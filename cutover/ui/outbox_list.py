"""What was sent from here and how far it is: a list, and what only a person can decide."""

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

import cutover.ui.access as access
import cutover.ui.channels as channels
import cutover.ui.live as live
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import clock
from cutover.access import check, is_allowed
from cutover.acts import KINDS
from cutover.errors import CutoverError, RefusedAct
from cutover.outbox import DROPPED, FAILED, QUEUED, SENDING, SENT, UNCLEAR, UNDER_WAY, Outbox
from cutover.ui.page import Page
from cutover.zones import to_zone

STATES = {
    SENT: "● Sent", QUEUED: "○ On the way", SENDING: "○ On the way", UNCLEAR: "▲ Unclear", FAILED: "■ Refused",
    DROPPED: "◆ Given up",
}  # fmt: skip
OFFERED = {
    UNCLEAR: ("sent", "resend", "drop"), FAILED: ("resend", "drop"), QUEUED: ("drop",), DROPPED: ("resend",),
}  # fmt: skip
LABELS = {"sent": "Mark as sent", "resend": "Send again", "drop": "Give up"}
SHOWN = {
    "state": "State", "recipient": "Recipient", "detail": "What the other side says", "subject": "Subject",
    "attempt_count": "Attempts", "sent_by": "Sent by", "queued_at": "Begun", "settled_at": "Settled",
    "settled_by": "Decided by",
}  # fmt: skip
HANDED_OVER = (
    "A letter was handed over and waits for its answer. What has none after ten minutes, because the connection or this "
    "server was lost, is called unclear; a person decides then, nothing goes twice."
)
BEAT_SECONDS = 2.0
LARGEST_HEIGHT = 420
Row = Mapping[str, object]


def outbox(page: Page, *, title: str) -> None:
    """List every letter that was sent from here with its state; offer what a person may decide of it.

    Deliveries are shown as they are now, whatever the status time of the page;
    while one is under way, the list looks again by itself.

    Parameters
    ----------
    page
        Programme and zone.
    title
        Stands above.
    """
    page.heading(title, "outbox")
    try:
        kept = channels.post().outbox
        is_moving = _is_moving(kept.rows(page.moment.programme_id))
        st.fragment(_show, run_every=BEAT_SECONDS if is_moving else None)(page, kept, is_moving)
    except CutoverError as error:
        st.warning(text.markdown(error))


def _show(page: Page, kept: Outbox, was_moving: bool) -> None:
    rows = kept.rows(page.moment.programme_id)
    if was_moving and not _is_moving(rows) and not _is_being_computed(page):
        st.rerun()  # what was sent stands in the record now: the whole page tells it
    if not rows.num_rows:
        st.caption("Nothing was sent from here yet.")
        return
    letters = rows.to_pylist()
    for line in warnings_of(letters):
        st.warning(text.markdown(line), icon=":material/warning:")
    if any(row["state"] == SENDING for row in letters):
        st.caption(HANDED_OVER)
    _show_rows(rows, page.look.zone)
    _offer_decision(page, kept, letters)


def _is_being_computed(page: Page) -> bool:
    """Tell whether there is something new that would keep the page waiting: the watcher computes it first."""
    shown = page.key[1]
    return session.warehouse().version() != shown and not live.WATCHER.has_news(shown)


def warnings_of(letters: list[Row]) -> list[str]:
    """Return in words what a person must look at: letters refused or unclear, sendings that are not in the record."""
    found = []
    for state, says in (
        (UNCLEAR, "It is unclear whether {} arrived. Nothing is sent again by itself: ask the recipient or look into "
                  "the mailbox, then mark it as sent or send it again."),
        (FAILED, "{} refused for good. Put the address or the channel right and send it again, or give it up."),
    ):  # fmt: skip
        count = sum(row["state"] == state for row in letters)
        if count:
            named = "1 letter" if count == 1 else f"{count} letters"
            verb = "" if state == UNCLEAR else " was" if count == 1 else " were"
            found.append(says.format(f"{named}{verb}"))
    problems = dict.fromkeys(str(row["record_problem"]) for row in letters if row["record_problem"])
    return found + [f"A sending does not stand in the record yet. {problem}" for problem in problems]


def _is_moving(rows: pa.Table) -> bool:
    return any(state in UNDER_WAY for state in rows["state"].to_pylist())


def _show_rows(rows: pa.Table, zone: str) -> None:
    local = to_zone(rows.select(list(SHOWN)), zone)
    for position, name in enumerate(SHOWN):
        if pa.types.is_string(local.schema.field(name).type):
            said = local.column(name)
            if name == "state":
                said = pa.chunked_array([[STATES[state] for state in said.to_pylist()]])
            local = local.set_column(position, name, text.cells(said))
    config: dict[str, object] = dict(SHOWN)
    for name in ("queued_at", "settled_at"):
        config[name] = st.column_config.DatetimeColumn(SHOWN[name], format="ddd D MMM YYYY, HH:mm", width=180)
    st.dataframe(
        local, hide_index=True, column_config=config, row_height=38, key="outbox_rows", placeholder="",
        height="content" if len(local) <= 10 else LARGEST_HEIGHT,
    )  # fmt: skip


def _offer_decision(page: Page, kept: Outbox, letters: list[Row]) -> None:
    """Let a person decide of a letter that no machine goes on with."""
    waiting = {str(row["letter_id"]): row for row in letters if _may_decide(page, row)}
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="outbox_decision"):
        chosen = st.selectbox(
            "Letter", list(waiting), format_func=lambda name: _label(waiting[name]), key="outbox_letter", width=480
        )
        for choice in OFFERED[str(waiting[chosen]["state"])]:
            st.button(
                text.markdown(LABELS[choice]),
                key=f"outbox_{choice}",
                on_click=_decide,
                args=(page, kept, waiting[chosen], choice),
            )


def _may_decide(page: Page, row: Row) -> bool:
    return row["state"] in OFFERED and is_allowed(access.visitor(), KINDS["sending"], _planned(page, row))


def _planned(page: Page, row: Row) -> Row:
    """Return the message of the plan that a letter carries; its side says who may decide."""
    return page.moment.row("communications", {"communication_id": str(row["communication_id"])}) or {}


def _label(row: Row) -> str:
    return text.cell(f"{STATES[str(row['state'])]}: {row['recipient']}, {row['subject']}") or ""


def _decide(page: Page, kept: Outbox, row: Row, choice: str) -> None:
    actor = access.visitor()
    check(actor, KINDS["sending"], _planned(page, row))
    if not kept.decide(str(row["letter_id"]), choice, by=actor.name, now=clock.now()):
        raise RefusedAct("Somebody decided on this letter, or it was answered, in between: look again.")
