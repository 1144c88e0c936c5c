"""The hand-off notice: what was done, by whom, and who takes what on."""

from cutover.briefing.inquiry import Inquiry
from cutover.errors import MessageError
from cutover.messages.model import Draft
from cutover.messages.phrases import (
    Row,
    at,
    basis,
    body,
    counted,
    named,
    opening,
    paragraph,
    sentence,
    subject_line,
    who,
)
from cutover.wording import clean


def task_handover(ask: Inquiry, task: str) -> Draft:
    """Return the notice that work changes hands behind a task.

    Parameters
    ----------
    ask
        The reports of the moment.
    task
        Task that is complete or under way.

    Raises
    ------
    MessageError
        Nobody else takes it on.
    """
    found = ask.rows("communication_handovers")
    rows = [row for row in found if row["task_id"] == task]
    if not rows:
        raise MessageError(
            f"There is nothing to hand over behind {clean(task)}: it has not begun, or no open task of another role "
            "or side follows it."
        )
    first = rows[0]
    state = " is done" if first["status"] == "complete" else f", expected {at(first['finish_at'])}"
    counts = [
        f"{len(rows)} of {counted(len(found), 'hand-off', 'hand-offs')} open",
        counted(ask.row("schedule_headline")["n"], "open task", "open tasks") + " in the network",
    ]
    return Draft(
        "handover",
        subject_line(f"Hand-off: {clean(first['task_name'])}{state}"),
        body(
            opening(ask),
            _given(first),
            paragraph("Taken on by:", *(_taken(row) for row in rows)),
            "Please confirm that you take this on, or say what is missing.",
            basis(ask, counts),
        ),
        task_id=task,
    )


def _given(row: Row) -> str:
    """Return what is handed over, by whom, with its evidence and remark."""
    is_done = row["status"] == "complete"
    state = (
        f"done {at(row['finish_at'])}"
        if is_done
        else f"{clean(row['status']).replace('_', ' ')}, expected {at(row['finish_at'])}"
    )
    return paragraph(
        f"Handed over: {named(row['task_name'], row['task_id'])}, {state}.",
        f"By: {who(row['from_side'], row['from_role'], row['from_owners'])}.",
        f"Evidence: {clean(row['evidence_link'])}" if row["evidence_link"] else None,
        f"Note: {sentence(row['note'])}" if row["note"] else None,
    )


def _taken(row: Row) -> str:
    """Return who goes on with what, from when, and what is still missing."""
    others = row["waiting_count"]
    waits = f"; it still waits for {counted(others, 'other task', 'other tasks')}" if others > 0 else ""
    critical = "; any slip of it moves the finish" if row["is_critical"] else ""
    planned = f", planned {at(row['next_planned_at'])}" if row["next_planned_at"] != row["next_start_at"] else ""
    return (
        f"- {who(row['to_side'], row['to_role'], row['to_owners'])}: {named(row['next_task_name'], row['next_task_id'])}, "
        f"from {at(row['next_start_at'])}{planned}{waits}{critical}."
    )
