"""What a person says of a task in two clicks: started, finished, blocked, failed, skipped, approved or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import streamlit as st

import cutover.ui.text as text
from cutover.acts import Act, Actor, Value
from cutover.record import builders
from cutover.tables import TABLES
from cutover.ui.acts.catalogue import Form
from cutover.ui.acts.drafts import Draft, Room
from cutover.ui.acts.fields import ask, label_of
from cutover.warehouse import Moment

Row = Mapping[str, object]
TASKS, SIGN_OFFS = TABLES["tasks"], TABLES["sign_offs"]
EVIDENCE = "evidence_link"


@dataclass(frozen=True)
class Asking:
    """What a form asks for: a column of sentences, what stands in it at first, and what else may be said.

    Attributes
    ----------
    why
        Column that says why; `reason`: of the act itself; empty: nobody asks.
    proposal
        What stands there until somebody types.
    further
        Columns that may stay empty.
    """

    why: str = ""
    proposal: str = ""
    further: tuple[str, ...] = ()


ASKED = {
    "task_start": Asking(),
    "task_resume": Asking(),
    "task_finish": Asking(),
    "task_block": Asking("blocked_reason", "Cannot go on; details follow", ("unblock_at",)),
    "task_fail": Asking("reason", "Failed its check; details follow"),
    "task_skip": Asking("reason", "Not needed any more"),
    "task_evidence": Asking(),
    "task_approve": Asking(),
    "task_refuse": Asking("comment", "The evidence does not show that it is done"),
}
"""Forms of a task, by the name in the catalogue."""


def draw_task(form: Form, room: Room, actor: Actor) -> Draft:
    """Draw the fields of what is said of a task; what the rules ask for stands there already, or is asked for.

    Parameters
    ----------
    form
        One of `ASKED`.
    room
        Its subject names the task.
    actor
        Who approves or refuses does it for their own side and role.
    """
    row = room.moment.row("tasks", {"task_id": room.subject["task_id"]}) or {}
    asking, place = ASKED[form.name], f"{room.instance}_{form.name}"
    st.markdown(f"**{text.markdown(row.get('task_name') or room.subject['task_id'])}**")
    said: dict[str, Value] = dict(form.sets)
    if form.name == "task_evidence" or (form.name == "task_finish" and row.get("is_evidence_required")):
        said[EVIDENCE] = ask(TASKS[EVIDENCE], row.get(EVIDENCE), key=f"{place}_evidence", zone=room.zone)
    why = _ask_why(asking, row, place) if asking.why else None
    for name in asking.further:
        said[name] = ask(TASKS[name], None, key=f"{place}_{name}", zone=room.zone)
    at = None if form.kind == "sign_off" else _ask_time(room, place)
    missing = [name for name in (EVIDENCE,) if name in said and not said[name]]
    missing += [asking.why] if asking.why and not why else []
    if asking.why and asking.why != "reason":
        said[asking.why] = why
    draft = Draft(
        {"task_id": room.subject["task_id"]}, said, tuple(missing), entered={**said, "at": at},
        reason=why if asking.why == "reason" else None,
    )  # fmt: skip
    return replace(draft, subject=_signed_place(room, actor)) if form.kind == "sign_off" else draft


def task_act(form: Form, moment: Moment, room: Room, draft: Draft) -> Act:
    """Return the act that a form of a task asks for, at the time that was entered, else now.

    Parameters
    ----------
    form, room, draft
        As `draw_task` drew them.
    moment
        The moment that counts: that of the room, or a newer one after a conflict.
    """
    at = datetime.fromisoformat(str(draft.entered["at"])) if draft.entered.get("at") else room.now
    cells = {name: value for name, value in draft.after.items() if value is not None}
    if form.kind == "sign_off":
        return builders.act(moment, form.kind, draft.subject, {"comment": None, **cells}, as_of=room.now)
    if "status" not in cells:
        cells["updated_at"] = at.isoformat()
        return builders.act(moment, form.kind, draft.subject, cells, as_of=at)
    return builders.task(moment, draft.subject["task_id"], at=at, reason=draft.reason, **cells)


def _signed_place(room: Room, actor: Actor) -> dict[str, str]:
    """Return the key of a sign-off: the task, and the side and role of who signs."""
    own = {"side": actor.side or "", "role": actor.role or ""}
    return {"subject": f"tasks:{room.subject['task_id']}", **own}


def _ask_why(asking: Asking, row: Row, place: str) -> str | None:
    """Ask why; something sensible stands there, so that whoever is in a hurry confirms it."""
    known = row.get(asking.why) if asking.why == "blocked_reason" else None
    column = TASKS["blocked_reason"] if asking.why == "blocked_reason" else SIGN_OFFS["comment"]
    label = "Reason" if asking.why == "reason" else label_of(column)
    return st.text_area(label, str(known or asking.proposal), height=84, max_chars=2000, key=f"{place}_why").strip()


def _ask_time(room: Room, place: str) -> Value:
    """Ask when it happened, where that was not now."""
    with st.expander("It happened at another time", icon=":material/schedule:"):
        return ask(TASKS["updated_at"], None, key=f"{place}_at", zone=room.zone)
