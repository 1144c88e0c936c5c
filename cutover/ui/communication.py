"""Messages on the page: a text drafted from the data, edited by a person, sent from there or marked as sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

import cutover.ui.access as access
import cutover.ui.text as text
from cutover.access import is_allowed
from cutover.acts import KINDS
from cutover.errors import CutoverError
from cutover.figures.look import day_and_time
from cutover.messages.drafts import draft
from cutover.messages.model import Draft
from cutover.ui.acts import opened
from cutover.ui.acts.opening import open_form
from cutover.ui.frame import Frame
from cutover.ui.send_dialog import SEND, show_send
from cutover.wording import clean, length
from cutover.zones import local_time

KEPT = "drafted messages"
"""Key of what the visitor has before him, edited or not; it stays over pages."""
LABELS = {"status": "Status for executives", "handover": "Hand-off", "delay": "Delay"}
NOTHING = {
    "handover": "Nothing changes hands: no shift ends with open work, no open task follows one of another role or side.",
    "delay": "There is no delay to tell of at this status time.",
}


@dataclass
class Written:
    """A text as it stands before the visitor: what was drafted, when, and what he made of it.

    `key` is that of its fields: those of another draft are other fields, so none takes over the words of another.
    `is_newest`: it was drafted where the page showed the newest status time.
    """

    drafted: Draft
    as_of: datetime
    subject: str
    body: str
    is_newest: bool = False
    key: str = field(default_factory=lambda: f"draft_{secrets.token_hex(4)}")

    @property
    def is_edited(self) -> bool:
        """Whether the visitor changed it."""
        return (self.subject, self.body) != (self.drafted.subject, self.drafted.body)

    @property
    def draft(self) -> Draft:
        """The text as edited, about what it was drafted about."""
        known = self.drafted
        return Draft(known.kind, self.subject, self.body, known.task_id, known.checkpoint_id)


def draft_message(page: Frame, *, title: str) -> None:
    """Draw the drafts of a page: what to tell, its text to edit, and the way to send it.

    Parameters
    ----------
    page
        Moment and look.
    title
        Stands above.
    """
    page.heading(title, "drafts")
    _show_editor(page)


@st.fragment
def _show_editor(page: Frame) -> None:
    kind = st.segmented_control(
        "What to tell", list(LABELS), default="status", required=True, format_func=LABELS.__getitem__, key="draft",
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    about = {}
    if kind in NOTHING:
        choices = _choices(page, kind)
        if not choices:
            st.caption(text.markdown(NOTHING[kind]))
            return
        item = st.selectbox(
            "About", list(choices), format_func=choices.__getitem__, key=f"draft_{kind}_item",
            label_visibility="collapsed",
        )  # fmt: skip
        about = dict([item])
    name = "_".join(("draft", page.moment.programme_id, kind, *about.values()))
    try:
        written = _written(page, name, kind, about)
    except CutoverError as error:
        st.error(text.markdown(error))
        return
    _show_text(page, name, written)
    found = opened()
    if found and found[0] == SEND and _may_send(page):
        show_send(page, written.draft, found[1])


def _choices(page: Frame, kind: str) -> dict[tuple[str, str], str]:
    """Return what a draft can be about, as it is asked for, and how it is offered."""
    if kind == "delay":
        rows = page.rows_of("communication_delays", {}).to_pylist()
        return {("item", row["item_id"]): _offered(_delay_words(row)) for row in rows}
    shifts = page.rows_of("people_handovers", {}).to_pylist()
    tasks = page.rows_of("communication_handovers", {}).to_pylist()
    ends = {row["block_id"]: local_time(row["handover_at"], page.look.zone) for row in shifts}
    return {("block", block): _offered(f"End of the shift, {day_and_time(at)}") for block, at in ends.items()} | {
        ("task", row["task_id"]): _offered(f"{row['task_id']}  {row['task_name']}") for row in tasks
    }


def _offered(words: str) -> str:
    return text.cell(words) or ""


def _delay_words(row: Mapping[str, object]) -> str:
    return f"{row['item_id']}  {row['item_name']}, {length(row['delay_minutes'])} later"


def _written(page: Frame, name: str, kind: str, about: Mapping[str, str]) -> Written:
    """Return the text that the visitor has before him; drafted where he has none yet, or went to another status time."""
    kept = st.session_state.setdefault(KEPT, {})
    if name not in kept or _is_left_behind(page, kept[name]):
        with st.spinner("The text is drafted from the data of this status time …"):
            drafted = draft(page.moment, kind, **about)
        is_newest = page.moment.as_of == page.newest
        kept[name] = Written(drafted, page.moment.as_of, drafted.subject, drafted.body, is_newest)
    return kept[name]


def _is_left_behind(page: Frame, known: Written) -> bool:
    """Tell whether the visitor went to another status time and had not edited the text.

    News alone take no text away: somebody may be typing in it.
    """
    is_news = known.is_newest and page.moment.as_of == page.newest
    return known.as_of != page.moment.as_of and not known.is_edited and not is_news


def _show_text(page: Frame, name: str, written: Written) -> None:
    """Draw subject and text to be edited, whether they are still of this status time, and what can be done."""
    written.subject = clean(st.text_input("Subject", written.subject, key=f"{written.key}_subject", max_chars=200))
    written.body = st.text_area("Text", written.body, key=f"{written.key}_body", height=420, max_chars=20_000)
    drafted_at = day_and_time(local_time(written.as_of, page.look.zone))
    state = "edited by you" if written.is_edited else "as computed"
    if written.as_of != page.moment.as_of:
        st.warning(
            text.markdown(
                f"Drafted as of {drafted_at}; the page shows another status time. Draft again, or send it as it is."
            )
        )
    else:
        st.caption(text.markdown(f"Drafted as of {drafted_at}, {page.look.zone}; {state}."))
    with st.container(horizontal=True, gap="small"):
        if _may_send(page):
            st.button(
                "Send, or mark as sent", key="draft_send", type="primary", icon=":material/send:", on_click=open_form,
                args=(SEND,), disabled=not (written.subject and written.body.strip()),
            )  # fmt: skip
        st.button(
            "Draft again", key="draft_again", icon=":material/refresh:", type="tertiary", on_click=_forget, args=(name,),
            help="Throws away what was edited.",
        )  # fmt: skip


def _may_send(page: Frame) -> bool:
    """Tell whether the visitor may send something at all from the moment that is shown."""
    actor = access.visitor()
    return page.desk.is_open and is_allowed(actor, KINDS["sending"], {"side": actor.side})


def _forget(name: str) -> None:
    st.session_state.get(KEPT, {}).pop(name, None)
