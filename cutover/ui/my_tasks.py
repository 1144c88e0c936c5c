"""My tasks: whose they are, and a card for each with the buttons that fit its state."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

import cutover.ui.access as access
import cutover.ui.acts as acts
import cutover.ui.text as text
from cutover.access import LOCAL_ISSUER, is_allowed
from cutover.acts import KINDS, Actor
from cutover.ui.page import Page
from cutover.ui.sentences import mark_html
from cutover.ui.who import Who

Row = Mapping[str, object]
ADDRESS = "task"
"""Key in the address of the task that the open form is about."""

ACTIONS = {
    "startable": ("task_start", "task_block", "task_skip"),
    "next": ("task_start", "task_block", "task_skip"),
    "running": ("task_finish", "task_block", "task_fail"),
    "blocked": ("task_resume", "task_fail", "task_skip"),
    "failed": ("task_resume", "task_skip"),
    "evidence_missing": ("task_evidence",),
    "approval_refused": ("task_resume",),
    "approval": ("task_approve", "task_refuse"),
}
"""Forms that fit a situation, the likeliest first; what is locked or waits for somebody else has none."""

ICONS = {
    "task_start": "play_arrow", "task_resume": "play_arrow", "task_finish": "check", "task_block": "block",
    "task_fail": "close", "task_skip": "skip_next", "task_evidence": "attach_file", "task_approve": "thumb_up",
    "task_refuse": "thumb_down",
}  # fmt: skip
SITUATIONS = {
    "running": "Running", "startable": "Startable", "overdue": "Overdue", "blocked": "Blocked", "failed": "Failed",
    "locked": "Locked", "next": "Next", "evidence_missing": "Evidence missing", "approval_refused": "Approval refused",
    "approval_waiting": "Waits for approval", "approval": "Waits for your approval",
}  # fmt: skip
MOST_CARDS = 6
"""Cards of a list until somebody asks for all."""


class List(NamedTuple):
    """One of the lists: what stands above it, the report and state behind it, what an empty one says."""

    title: str
    report: str
    state: str
    empty: str = ""


LISTS = (
    List("To do now", "my_tasks", "now", "Nothing runs, and nothing can be started."),
    List("Waits for your approval", "my_tasks_approvals", "approval"),
    List("Blocked, failed or locked", "my_tasks", "waiting"),
    List("Next", "my_tasks", "next"),
    List("Said complete, not confirmed", "my_tasks", "done"),
)


def my_tasks(page: Page, who: Who) -> None:
    """Show the tasks of a person or a role as cards: to do now, to approve, held up, next, not confirmed.

    Two clicks record: the button on the card, then Record in the form that it opens.

    Parameters
    ----------
    page
        Under which header strip.
    who
        Whose tasks, as `choose_who` gave it.
    """
    actor = _actor(who)
    _show_open_form(page, who)
    for each in LISTS:
        parameters = {"side": who.side, "role": who.role, "person": who.person, "state": each.state}
        found = page.rows_of(each.report, parameters)
        if len(found) or each.empty:
            with page.heading(f"{each.title} ({len(found)})", f"my_{each.state}"):
                page.behind("Rows, method", (each.report,), [found], parameters)
            _show_list(page, each, found.to_pylist(), actor)


def _actor(who: Who) -> Actor:
    """Return who would record: the visitor, or where nobody signs in, the side and role that were chosen."""
    actor = access.visitor()
    if actor.issuer != LOCAL_ISSUER:
        return actor
    return Actor(actor.subject, actor.issuer, actor.name, side=who.side, role=who.role, rights=actor.rights)


def _show_open_form(page: Page, who: Who) -> None:
    """Show the form that a card opened; it stands in the address with its task."""
    task_id = st.query_params.get(ADDRESS)
    found = acts.opened()
    row = page.moment.row("tasks", {"task_id": task_id}) if task_id and found else None
    if row is None:
        st.query_params.pop(ADDRESS, None)
        return
    subject = {"task_id": task_id}
    if found[0] not in ACTIONS["approval"]:
        subject["side"] = row["side"]
    place = (who.side, who.role) if who.side and who.role else None
    acts.show_open_form(page.desk, list(ICONS), subject, place=place)


def _show_list(page: Page, each: List, rows: Sequence[Row], actor: Actor) -> None:
    """Show one list, the first cards of it until all are asked for."""
    if not rows:
        st.caption(text.markdown(each.empty))
    is_long = len(rows) > MOST_CARDS and each.state != "now"
    is_whole = not is_long or st.session_state.get(f"all_{each.state}")
    with st.container(key=f"cards_{each.state}"):
        for row in rows if is_whole else rows[:MOST_CARDS]:
            _show_card(page, {"situation": "approval", "health": "at_risk"} | row, actor)
    if is_long:
        st.toggle(text.markdown(f"Show all {len(rows)}"), key=f"all_{each.state}")


def _show_card(page: Page, row: Row, actor: Actor) -> None:
    """Show one task: what stands, why, and the buttons that fit."""
    with st.container(border=True, key=f"card_{row['task_id']}_{row['situation']}"):
        st.html(_card_html(page, row))
        names = _actions(page, row, actor)
        if names:
            with st.container(horizontal=True, gap="small", key=f"do_{row['task_id']}_{row['situation']}"):
                for place, name in enumerate(names):
                    _show_button(name, str(row["task_id"]), is_first=place == 0 and not row.get("waiting_count"))


def _card_html(page: Page, row: Row) -> str:
    where = " · ".join(str(row[name]) for name in ("task_id", "workstream") if row.get(name))
    return (
        f'<div class="card"><p>{mark_html(row["health"], page.look, word=SITUATIONS[str(row["situation"])])} '
        f"<small>{text.plotly(where)}</small></p><h3>{text.plotly(row['task_name'])}</h3>"
        f"<p>{text.plotly(row['says'])}</p>{_evidence_html(row)}</div>"
    )


def _evidence_html(row: Row) -> str:
    return f"<p>Evidence: {text.plotly(row['evidence_link'])}</p>" if row.get("evidence_link") else ""


def _actions(page: Page, row: Row, actor: Actor) -> tuple[str, ...]:
    """Return the forms that fit a task, where the visitor may fill them in and the moment can be written on."""
    situation = str(row["situation"])
    if situation == "overdue":
        situation = "running" if row["status"] == "in_progress" else "startable"
    kind = KINDS["sign_off" if situation == "approval" else "task"]
    place = {"side": actor.side, "role": actor.role} if kind.name == "sign_off" else {"side": row["side"]}
    return ACTIONS.get(situation, ()) if page.desk.is_open and is_allowed(actor, kind, place) else ()


def _show_button(name: str, task_id: str, *, is_first: bool) -> None:
    st.button(
        text.markdown(acts.FORMS[name].label), key=f"{name}_{task_id}", icon=f":material/{ICONS[name]}:", width="stretch",
        type="primary" if is_first else "secondary", on_click=_open, args=(name, task_id),
    )  # fmt: skip


def _open(name: str, task_id: str) -> None:
    st.query_params[ADDRESS] = task_id
    acts.open_form(name)
