"""The hand-off notice: of a task, what was done and who takes what on; of a shift, who takes what over from whom."""

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


def handover_notice(ask: Inquiry, *, task: str = "", block: str = "") -> Draft:
    """Return the notice of a hand-off behind a task, or at the end of a block of the roster where one is named."""
    return shift_handover(ask, block) if block else task_handover(ask, task)


def shift_handover(ask: Inquiry, block: str) -> Draft:
    """Return the notice of a shift change: what runs or is due, and who takes it over from whom.

    Parameters
    ----------
    ask
        The reports of the moment.
    block
        Block of the roster that ends.

    Raises
    ------
    MessageError
        Nothing is handed over at its end.
    """
    found = ask.rows("people_handovers")
    rows = [row for row in found if row["block_id"] == block]
    if not rows:
        raise MessageError(f"Nothing is handed over at the end of {clean(block)}: no work runs or is due there.")
    ends = at(rows[0]["handover_at"])
    tasks = sum(row["task_count"] for row in rows)
    counts = [
        f"{len(rows)} of {counted(len(found), 'hand-over', 'hand-overs')} ahead",
        counted(tasks, "task that runs or is due", "tasks that run or are due"),
    ]
    return Draft(
        "handover",
        subject_line(f"Hand-over {ends}: {counted(tasks, 'task', 'tasks')} for {counted(len(rows), 'role', 'roles')}"),
        body(
            opening(ask),
            f"The shift ends {ends}.",
            *(_handed_over(row) for row in rows),
            "Please confirm that you take this over, or say what is missing.",
            basis(ask, counts),
        ),
    )


def _handed_over(row: Row) -> str:
    """Return what one role hands over, and to whom."""
    return paragraph(
        f"{sentence(who(row['side'], row['role'])).rstrip('.')}: {sentence(row['why'])}",
        f"Work: {clean(row['tasks'])}.",
    )


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
