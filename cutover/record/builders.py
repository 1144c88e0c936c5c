"""One function per form: the moment that the page shows and the values entered give an act.

Each fills the status time, the cells as they were, the newest act that was
seen, and a key. Who and when is written at the desk. None checks the values:
`cutover.record.record` does, all at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cutover.acts import KINDS, Act
from cutover.errors import RefusedAct
from cutover.queries import read_queries
from cutover.record.keys import new_key, row_id
from cutover.warehouse import Moment

ASSESSED = (
    "verdict", "readiness_percent", "criterion_count", "assessed_count", "gating_count", "gating_met_count",
)  # fmt: skip
"""Columns of the report `verdict` that an assessment keeps."""


def act(
    moment: Moment, kind: str, subject: Mapping[str, str], after: Mapping[str, object], *,
    reason: str | None = None, corrects: str | None = None, key: str | None = None, as_of: datetime | None = None,
) -> Act:  # fmt: skip
    """Return an act of any kind on a row of a moment.

    Parameters
    ----------
    moment
        What the page shows.
    kind, subject, after
        A key of `KINDS`, the key columns of the row, and the cells entered.
    reason, corrects, key
        As in `cutover.acts.Act`; a key of its own if None.
    as_of
        Status time of the act, UTC without zone; that of the moment if None. It is never earlier than the moment.

    Raises
    ------
    RefusedAct
        If the moment is a re-opened or a hypothetical one: nothing is recorded on it.
    """
    if moment.is_sealed or moment.changes:
        what = "re-opened as it was known then" if moment.is_sealed else "a scenario"
        raise RefusedAct(f"Nothing can be recorded here: this moment is {what}. Go back to the present one.")
    table = KINDS[kind].table if kind in KINDS else ""
    row = (moment.row(table, subject) if table and all(subject.values()) else None) or {}
    return Act(
        programme_id=moment.programme_id,
        kind=kind,
        subject=dict(subject),
        after=_as_written(after),
        as_of=max(as_of or moment.as_of, moment.as_of),
        key=key or new_key(),
        before=_as_written({name: row.get(name) for name in after if name in row}),
        reason=reason,
        corrects=corrects,
        seen=moment.seen(table, subject),
        seal={"position": moment.position} if kind in KINDS and KINDS[kind].is_sealed else None,
    )


def vote(moment: Moment, checkpoint_id: str, *, side: str, role: str, vote: str, comment: str | None = None) -> Act:
    """Return the vote of a role of one side: go, conditional or no_go."""
    subject = {"checkpoint_id": checkpoint_id, "side": side, "role": role}
    return act(moment, "vote", subject, {"vote": vote, "comment": comment})


def decision(
    moment: Moment, checkpoint_id: str, *, decision: str, reason: str, conditions: Sequence[Mapping[str, object]] = (),
) -> Act:  # fmt: skip
    """Return the decision on a checkpoint with its conditions, one act: it is recorded whole or not at all.

    Parameters
    ----------
    moment, checkpoint_id
        What is decided, as the page shows it.
    decision, reason
        go, conditional or no_go, and why.
    conditions
        Of a conditional decision: condition, side, owner_role, due_at, and owner where known.
    """
    asked = act(moment, "decision", {"checkpoint_id": checkpoint_id}, {"decision": decision}, reason=reason)
    if not conditions:
        return asked
    taken = len([row for row in moment.table("stg_conditions").to_pylist() if row["checkpoint_id"] == checkpoint_id])
    rows = [
        {"condition_id": f"{checkpoint_id}-C{number}", "checkpoint_id": checkpoint_id, "status": "open"}
        | _as_written(row)
        for number, row in enumerate(conditions, taken + 1)
    ]
    return replace(asked, after=asked.after | {"conditions": rows})


def condition(
    moment: Moment, condition_id: str, *, status: str, reason: str | None = None, **cells: object,
) -> Act:  # fmt: skip
    """Return an update of a condition: open, met or waived; further cells as `evidence_link`, `due_at`, `note`."""
    return act(moment, "condition", {"condition_id": condition_id}, {"status": status, **cells}, reason=reason)


def criterion(moment: Moment, criterion_id: str | None = None, *, reason: str | None = None, **cells: object) -> Act:
    """Return a new criterion (no identifier) or a changed one, by the columns that define it."""
    key = new_key()
    subject = {"criterion_id": criterion_id or row_id("GC", key)}
    return act(moment, "criterion", subject, cells, reason=reason, key=key)


def criterion_removed(moment: Moment, criterion_id: str, *, reason: str) -> Act:
    """Return that a criterion is no longer asked for."""
    return criterion(moment, criterion_id, is_removed=True, reason=reason)


def reading(moment: Moment, criterion_id: str, *, actual: float | None, **cells: object) -> Act:
    """Return the asserted value of a criterion, with `evidence_link`, `expires_at` or an accepted workaround."""
    cells = {"actual": actual, "assessed_at": moment.as_of, **cells}
    return act(moment, "reading", {"criterion_id": criterion_id}, cells)


def answer(moment: Moment, question_id: str, *, answer: str, is_passed: bool, evidence_link: str | None = None) -> Act:
    """Return the answer to a question of a checkpoint."""
    cells = {"answer": answer, "is_passed": is_passed} | ({"evidence_link": evidence_link} if evidence_link else {})
    return act(moment, "answer", {"question_id": question_id}, cells)


def assessment(moment: Moment, checkpoint_id: str, *, stage: str, note: str | None = None) -> Act:
    """Return a held assessment: the verdict and counts are those of the report, nobody enters them.

    Raises
    ------
    RefusedAct
        If there is no verdict on the checkpoint.
    """
    known = "verdict" in read_queries("reports")
    found = moment.query("verdict", checkpoint=checkpoint_id).to_pylist() if known else []
    if not found:
        raise RefusedAct(f"There is no verdict on {checkpoint_id}: it has no criteria or votes to assess.")
    key = new_key()
    cells = {"checkpoint_id": checkpoint_id, "stage": stage, "assessed_at": moment.as_of, "note": note}
    cells |= {name: found[0][name] for name in ASSESSED}
    return act(moment, "assessment", {"assessment_id": row_id("AS", key)}, cells, key=key)


def sign_off(
    moment: Moment, subject: str, *, side: str, role: str, is_concurring: bool, comment: str | None = None,
) -> Act:  # fmt: skip
    """Return the sign-off of a role on anything, named as table:key."""
    row = {"subject": subject, "side": side, "role": role}
    return act(moment, "sign_off", row, {"is_concurring": is_concurring, "comment": comment})


def action(moment: Moment, issue_id: str | None = None, *, title: str | None = None, **cells: object) -> Act:
    """Return a new action (no identifier) or an update of one: status, owners, side, due_at, checkpoint_id."""
    key = new_key()
    if issue_id is None:
        cells = {"title": title, "issue_type": "action", "status": "open", "opened_at": moment.as_of, **cells}
    elif title is not None:
        cells = {"title": title, **cells}
    if cells.get("status") == "closed":
        cells.setdefault("closed_at", moment.as_of)
    cells = {**cells, "updated_at": moment.as_of}
    return act(moment, "action", {"issue_id": issue_id or row_id("A", key)}, cells, key=key)


def note(moment: Moment, note: str, *, subject: str | None = None, side: str | None = None) -> Act:
    """Return a note on a row, named as table:key, or on the programme."""
    key = new_key()
    return act(moment, "note", {"note_id": row_id("N", key)}, {"note": note, "subject": subject, "side": side}, key=key)


def acknowledgement(moment: Moment, communication_id: str) -> Act:
    """Return that the audience has confirmed a message."""
    return act(moment, "acknowledgement", {"communication_id": communication_id}, {"acknowledged_at": moment.as_of})


def task(
    moment: Moment, task_id: str, *, status: str, at: datetime | None = None, reason: str | None = None,
    **cells: object,
) -> Act:  # fmt: skip
    """Return an update of a task.

    Parameters
    ----------
    moment, task_id
        The task as the page shows it.
    status
        Its new status.
    at
        When it happened, UTC without zone; the status time of the moment if
        None. A later instant moves the status time of the programme forward.
    reason
        Why: needed where it failed or is skipped.
    cells
        percent_complete, remaining_hours, forecast_finish_at, blocked_reason, unblock_at, evidence_link, note.
    """
    at = at or moment.as_of
    row = moment.row("tasks", {"task_id": task_id}) or {}
    said: dict[str, object] = {"status": status, "updated_at": at}
    if status in ("in_progress", "complete") and not row.get("actual_start_at"):
        said["actual_start_at"] = at
    if status == "in_progress" and row.get("actual_finish_at"):
        said |= dict.fromkeys(("actual_finish_at", "percent_complete", "remaining_hours"))
    if status == "complete":
        said |= {"actual_finish_at": at, "percent_complete": 100.0, "remaining_hours": 0.0}
    if status == "blocked":
        said["blocked_at"] = at
    elif row.get("blocked_reason"):
        said |= {"blocked_reason": None, "unblock_at": None}
    given = {name: value for name, value in cells.items() if value is not None}
    return act(moment, "task", {"task_id": task_id}, said | given, reason=reason, as_of=at)


def status(moment: Moment, table: str, item_id: str, *, asserted_rag: str, message: str | None = None) -> Act:
    """Return the status that an owner asserts of a task, a checkpoint or a workstream (`tasks`, …)."""
    kind, column = {
        "tasks": ("task_status", "task_id"), "checkpoints": ("checkpoint_status", "checkpoint_id"),
        "workstreams": ("workstream_status", "workstream"),
    }[table]  # fmt: skip
    cells = {"asserted_rag": asserted_rag} | ({"message": message} if table == "workstreams" else {})
    return act(moment, kind, {column: item_id}, cells)


def backup(moment: Moment, component_id: str, **cells: object) -> Act:
    """Return that a backup was verified or bringing it back was tested: backup_verified_date, restore_tested_date."""
    return act(moment, "backup", {"component_id": component_id}, cells)


def rollback(moment: Moment, *, reason: str, side: str, role: str, trigger_id: str | None = None) -> Act:
    """Return the call to turn back, by a side and a role, on a trigger where one fired."""
    key = new_key()
    cells = {"reason": reason, "side": side, "role": role, "trigger_id": trigger_id, "revoked_at": None}
    return act(moment, "rollback", {"call_id": row_id("RB", key)}, cells, reason=reason, key=key)


def rollback_revoked(moment: Moment, call_id: str, *, reason: str) -> Act:
    """Return that a call to turn back is taken back: the plan goes forward again."""
    return act(moment, "rollback", {"call_id": call_id}, {"revoked_at": moment.as_of}, reason=reason)


def approver(moment: Moment, checkpoint_id: str, *, side: str, role: str, is_required: bool = True) -> Act:
    """Return that a checkpoint asks for the vote of a role."""
    subject = {"checkpoint_id": checkpoint_id, "side": side, "role": role}
    return act(moment, "approver", subject, {"is_required": is_required})


def trigger(moment: Moment, trigger_id: str | None = None, **cells: object) -> Act:
    """Return a new trigger of the way back (no identifier) or a changed one."""
    key = new_key()
    return act(moment, "rollback_trigger", {"trigger_id": trigger_id or row_id("RT", key)}, cells, key=key)


def withdrawal(moment: Moment, act_id: str, *, reason: str) -> Act:
    """Return that an act is taken back without another in its place."""
    return act(moment, "withdrawal", {"act_id": act_id}, {}, reason=reason, corrects=act_id)


def correction(moment: Moment, act_id: str, *, reason: str, **cells: object) -> Act:
    """Return an act in the place of another: the same row, its cells but for those entered.

    Raises
    ------
    RefusedAct
        If the moment knows no such act.
    """
    old = next((event.act for event in moment.events if event.act_id == act_id), None)
    if old is None:
        raise RefusedAct(f"There is no act {act_id} at this status time.")
    return act(moment, old.kind, old.subject, {**old.after, **cells}, reason=reason, corrects=act_id)


def _as_written(cells: Mapping[str, object]) -> dict[str, object]:
    """Return cells with instants and dates as ISO text."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in cells.items()}
