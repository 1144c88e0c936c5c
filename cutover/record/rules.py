"""Rules of the room: what may not be recorded although every value is allowed. Each yields what is wrong, in words."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import cutover.access as access
from cutover.acts import KINDS, PMO
from cutover.errors import ReportError
from cutover.record.room import Room
from cutover.tables import TABLES
from cutover.warehouse.bindings import check_binding
from cutover.wording import words

Rule = Callable[[Room], Iterator[str]]
FAVOUR = {"no_go": 0, "incomplete": 0, "conditional": 1, "go": 2}
"""How favourable a decision or verdict is."""

SAYS_NO_GO = re.compile(r"no[\s_\u2010-\u2015-]?go", re.IGNORECASE)
EXPECTED = {
    "due_at", "unblock_at", "forecast_finish_at", "expires_at", "decide_by_at", "planned_at", "sla_due_at",
    "shift_start_at", "shift_finish_at",
}  # fmt: skip
"""Instants that may lie ahead: what is to be, not what was."""
DONE = ("complete",)
WORKED_ON = ("in_progress", "complete")


def status_time_is_not_ahead(room: Room) -> Iterator[str]:
    """Nothing is done on a status time that is later than tomorrow, but for that of a snapshot that was loaded."""
    if room.is_ahead():
        yield f"the status time {room.act.as_of:%Y-%m-%d %H:%M} UTC lies more than a day ahead"


def facts_are_not_ahead(room: Room) -> Iterator[str]:
    """What has happened has happened by the status time."""
    for name, at in room.instants():
        if at > room.act.as_of and name not in EXPECTED:
            yield f"{name} lies after the status time {room.act.as_of:%Y-%m-%d %H:%M} UTC"


def row_is_there(room: Room) -> Iterator[str]:
    """Only some kinds make rows; a row that is new has all that its table requires."""
    if not room.kind.table or room.row is not None:
        return
    item = ", ".join(room.act.subject.values())
    if not room.kind.makes_rows:
        yield f"there is no {item} in {room.kind.table} at this status time"
        return
    for column in TABLES[room.kind.table].columns:
        if column.required and room.merged.get(column.name) is None:
            yield f"{column.name} is missing; it is required: {column.description}"


def references_are_known(room: Room) -> Iterator[str]:
    """What an act names is there, as far as the table that holds it was loaded."""
    if not room.kind.table:
        return
    said = [(room.kind.table, {**room.act.subject, **room.act.after})]
    said += [(room.kind.parts, part) for part in room.parts]
    for table, cells in said:
        for column in TABLES[table].columns:
            value = cells.get(column.name)
            if column.references and isinstance(value, str):
                target, name = column.references.split(".")
                if room.knows(target) and not room.knows(target, **{name: value}):
                    yield f"{column.name} {value} is not known"


def correction_fits(room: Room) -> Iterator[str]:
    """A correction names a standing act on the same row; a withdrawal any act; both are done by who said it, or the PMO."""
    if not room.act.corrects:
        return
    old = room.corrected()
    if old is None or old.act.kind not in KINDS or old.act.kind == "load":
        yield f"there is no act {room.act.corrects} at this status time"
        return
    if room.is_void(old.act_id):
        yield f"{old.act_id} is corrected or withdrawn already"
    same = (old.act.kind, dict(old.act.subject)) == (room.act.kind, dict(room.act.subject))
    if room.kind.name != "withdrawal" and not same:
        yield f"{old.act_id} is another kind of act, or on another row"
    own = (old.actor.subject, old.actor.issuer) == (room.actor.subject, room.actor.issuer)
    if not own and PMO not in room.actor.rights:
        yield f"{old.act_id} was said by {old.actor.name}: only they or the PMO correct it"
    if room.kind.name == "withdrawal":
        row = room.moment.row(KINDS[old.act.kind].table, old.act.subject) or {}
        access.check(room.actor, KINDS[old.act.kind], {**row, **old.act.subject})


def approver_owns_no_criterion(room: Room) -> Iterator[str]:
    """Nobody votes on or decides a checkpoint of which they own a criterion.

    The owner is exactly a side and a role: what both sides share has no single
    owner and bars nobody.
    """
    if room.kind.name not in ("vote", "decision", "approver"):
        return
    voter = {"side": room.actor.side, "role": room.actor.role} if room.kind.name == "decision" else room.act.subject
    owned = room.rows("criteria", checkpoint_id=room.act.subject["checkpoint_id"], side=voter["side"],
                      owner_role=voter["role"])  # fmt: skip
    names = [row["criterion_id"] for row in owned if not row["is_removed"] and voter["role"]]
    if names:
        who = f"{words(voter['role'])} ({voter['side']})"
        yield f"{who} owns {', '.join(names[:5])} of this checkpoint: who owns a criterion does not approve it"


def dissent_has_a_reason(room: Room) -> Iterator[str]:
    """A vote that is not go, and a sign-off that does not concur, say why."""
    is_vote = room.kind.name == "vote" and room.merged.get("vote") in ("no_go", "conditional")
    is_sign_off = room.kind.name == "sign_off" and room.merged.get("is_concurring") is False
    if (is_vote or is_sign_off) and not room.merged.get("comment"):
        yield "a comment is needed: it says why"


def conditions_are_owned_and_dated(room: Room) -> Iterator[str]:
    """A conditional decision has conditions; each is owned by a side and a role, and due after the status time."""
    if room.kind.name == "decision":
        if room.act.after.get("decision") == "conditional" and not room.parts:
            yield "a conditional decision needs at least one condition"
        if room.act.after.get("decision") != "conditional" and room.parts:
            yield "only a conditional decision has conditions"
    is_new = room.kind.name == "condition" and room.row is None
    for number, row in enumerate([room.merged] if is_new else room.parts, 1):
        lacking = [name for name in ("side", "owner_role", "due_at") if not row.get(name)]
        if lacking:
            yield f"condition {number} lacks {', '.join(lacking)}"
        elif datetime.fromisoformat(str(row["due_at"])) <= room.act.as_of:
            yield f"condition {number} is due before the status time"


def conditions_are_of_the_checkpoint(room: Room) -> Iterator[str]:
    """The conditions that a decision carries are new, or of the decision that it corrects, and of its checkpoint."""
    old = room.corrected()
    replaced = {row["condition_id"] for row in (old.act.after.get(room.kind.parts) or [] if old else [])}
    for row in room.parts:
        if row["checkpoint_id"] != room.act.subject["checkpoint_id"]:
            yield f"condition {row['condition_id']} is of another checkpoint"
        elif row["condition_id"] not in replaced and room.knows("conditions", condition_id=row["condition_id"]):
            yield f"there is a condition {row['condition_id']} already"


def waived_condition_has_a_reason(room: Room) -> Iterator[str]:
    """Who waives a condition says why."""
    if room.kind.name == "condition" and room.act.after.get("status") == "waived" and not room.act.reason:
        yield "a reason is needed to waive a condition"


def go_against_no_go_says_so(room: Room) -> Iterator[str]:
    """A decision above a No-Go verdict or a required No-Go vote is allowed, and its reason names the No-Go."""
    against = against_verdict(room)
    if against == "no_go" and not SAYS_NO_GO.search(room.act.reason or ""):
        verdict = room.verdict(room.act.subject["checkpoint_id"])
        yield f"the verdict is No-Go ({verdict.get('reason') or 'by the rules'}): the reason must name the No-Go and say why it is overruled"


def against_verdict(room: Room) -> str | None:
    """Return the verdict above which a decision goes; None where it does not."""
    if room.kind.name != "decision":
        return None
    verdict = room.verdict(room.act.subject["checkpoint_id"]).get("verdict")
    return verdict if FAVOUR.get(room.act.after.get("decision"), 0) > FAVOUR.get(verdict, 2) else None


def point_of_no_return_has_its_approver(room: Room) -> Iterator[str]:
    """Only the named approver decides on the point of no return."""
    if room.kind.name != "decision" or not (room.row or {}).get("is_point_of_no_return"):
        return
    named = (room.row["approver_side"], room.row["approver_role"])
    if not all(named):
        yield "the point of no return has no approver: name side and role in the plan first"
    elif (room.actor.side, room.actor.role) != named:
        yield f"the point of no return is decided by {words(named[1])} ({named[0]}) alone"


def task_is_not_locked(room: Room) -> Iterator[str]:
    """A task that the way back or a No-Go has locked is neither started nor finished."""
    if room.kind.name != "task" or room.act.after.get("status") not in WORKED_ON:
        return
    locks = room.moment.table("task_locks").to_pylist()
    task_id = room.act.subject["task_id"]
    lock = next((row for row in locks if row["task_id"] == task_id and row["is_locked"]), None)
    if lock:
        yield f"{task_id} is locked: {lock['lock_reason']}"


def back_out_waits_for_its_call(room: Room) -> Iterator[str]:
    """A task that undoes others is not started while the plan goes forward."""
    if room.kind.name != "task" or room.act.after.get("status") not in WORKED_ON:
        return
    row = room.row or {}
    if row.get("backs_out") and not row["actual_start_at"]:
        mode = room.moment.table("plan_mode")["mode"][0].as_py()
        if mode == "forward":
            yield f"{room.act.subject['task_id']} undoes work: it is live once a No-Go is decided or the way back called"


def done_has_evidence(room: Room) -> Iterator[str]:
    """A task whose completion needs evidence is complete only with a link to it."""
    is_done = room.kind.name == "task" and room.act.after.get("status") in DONE
    if is_done and room.merged.get("is_evidence_required") and not room.merged.get("evidence_link"):
        yield "evidence is required to complete it: give a link"


def task_is_approved_by_its_approver(room: Room) -> Iterator[str]:
    """Where the plan names who approves a task, nobody else approves or refuses it."""
    table, _, task_id = room.act.subject.get("subject", "").partition(":")
    if room.kind.name != "sign_off" or table != "tasks":
        return
    signer = (room.act.subject["side"], room.act.subject["role"])
    for task in room.rows("tasks", task_id=task_id):
        side, role = task["approver_side"] or task["side"], task["approver_role"]
        if role and not _fits(signer, (side, role)):
            of = "of either side" if side in (None, "shared") else f"of the {side}"
            yield f"{task_id} is approved by the {words(role).lower()} {of}"


def blocked_has_a_reason(room: Room) -> Iterator[str]:
    """A task that is blocked or failed says why, one that is skipped too."""
    status = room.act.after.get("status") if room.kind.name == "task" else None
    if status == "blocked" and not room.merged.get("blocked_reason"):
        yield "blocked_reason is needed: it says what blocks it"
    if status in ("failed", "skipped") and not (room.act.reason or room.act.after.get("note")):
        yield f"a reason is needed for a task that is {status}"


def task_finishes_after_it_starts(room: Room) -> Iterator[str]:
    """A task does not finish before it starts."""
    if room.kind.name != "task":
        return
    start, finish = (room.merged.get(name) for name in ("actual_start_at", "actual_finish_at"))
    if start and finish and datetime.fromisoformat(str(finish)) < datetime.fromisoformat(str(start)):
        yield "actual_finish_at lies before actual_start_at"


def criterion_is_measurable(room: Room) -> Iterator[str]:
    """A criterion has a measure, an operator and a target (M3: measurable criteria), and a binding that fits if bound."""
    if room.kind.name not in ("criterion", "rollback_trigger") or room.merged.get("is_removed"):
        return
    if any(room.merged.get(name) in (None, "") for name in ("measure", "operator", "target")):
        yield "it needs a measure, an operator and a target: what cannot be measured is no criterion"
    report, column, rows, aggregate = (
        room.merged.get(f"bound_{n}") for n in ("report", "column", "filter", "aggregate")
    )
    if report:
        try:
            check_binding(report, column, rows, aggregate)
        except ReportError as error:
            yield str(error).rstrip(".")


def caller_is_entitled(room: Room) -> Iterator[str]:
    """The way back is called by whom the trigger names, or by a required approver of the gate where it names nobody."""
    if room.kind.name != "rollback":
        return
    if room.row is None and any(row["revoked_at"] is None for row in room.rows("rollback_calls")):
        yield "the way back is called already"
    caller = (room.actor.side, room.actor.role)
    trigger = room.merged.get("trigger_id")
    named = next(iter(room.rows("rollback_triggers", trigger_id=trigger)), {}) if trigger else {}
    entitled = {(named.get("caller_side"), named.get("caller_role"))} if named.get("caller_role") else _deciders(room)
    if not any(_fits(caller, place) for place in entitled):
        who = " or ".join(sorted(f"{words(role)} ({side or 'either side'})" for side, role in entitled))
        yield f"the way back is called by {who}"


def _deciders(room: Room) -> set[tuple[str, str]]:
    """Return the required approvers of the go/no-go gates."""
    gates = {row["checkpoint_id"] for row in room.rows("approvers")} or {""}
    return set().union(*(room.approvers(str(gate)) for gate in gates))


def _fits(caller: tuple[str | None, str | None], place: tuple[str | None, str | None]) -> bool:
    side, role = place
    return caller[1] == role and (side in (None, "shared") or caller[0] == side)


def meeting_is_opened_once(room: Room) -> Iterator[str]:
    """A meeting is opened once, and one daily meeting at a time; what was closed stands in minutes and stays as it is."""
    if room.kind.name != "meeting" or room.act.corrects:
        return
    row = room.row or {}
    if row.get("closed_at"):
        yield "the meeting is closed, and its minutes stand: open another one"
    elif row.get("opened_at") and room.act.after.get("opened_at"):
        yield f"the meeting is open already, since {row['opened_at']:%Y-%m-%d %H:%M} UTC"
    elif room.act.after.get("opened_at") and _meeting_type(room.merged) == "daily":
        held = [other for other in room.rows("meetings") if _is_held(other) and _meeting_type(other) == "daily"]
        names = [str(other["title"] or other["meeting_id"]) for other in held]
        if names:
            yield f"another daily meeting is open: close {', '.join(names)} first"


def meeting_is_closed_once(room: Room) -> Iterator[str]:
    """Only an open meeting is closed, once, and its close names who attended."""
    if room.kind.name != "meeting_close":
        return
    row = room.row or {}
    if not row.get("opened_at"):
        yield "the meeting was not opened: open it first"
    if row.get("closed_at") and not room.act.corrects:
        yield f"the meeting was closed already, at {row['closed_at']:%Y-%m-%d %H:%M} UTC"
    if not room.merged.get("attendees"):
        yield "attendees are needed: who was there"
    if not room.merged.get("summary"):
        yield "a summary is needed: what the minutes say first"


def _meeting_type(row: Mapping[str, object]) -> str:
    return str(row.get("meeting_type") or "daily")


def _is_held(row: Mapping[str, object]) -> bool:
    return row["opened_at"] is not None and row["closed_at"] is None


RULES: tuple[Rule, ...] = (
    status_time_is_not_ahead, facts_are_not_ahead, row_is_there, references_are_known, correction_fits,
    approver_owns_no_criterion, dissent_has_a_reason, conditions_are_owned_and_dated, conditions_are_of_the_checkpoint,
    waived_condition_has_a_reason, go_against_no_go_says_so, point_of_no_return_has_its_approver, task_is_not_locked,
    back_out_waits_for_its_call, done_has_evidence, task_is_approved_by_its_approver, blocked_has_a_reason,
    task_finishes_after_it_starts, criterion_is_measurable, caller_is_entitled, meeting_is_opened_once,
    meeting_is_closed_once,
)  # fmt: skip


def broken_rules(room: Room) -> list[str]:
    """Return what the rules of the room have against an act, every rule asked; empty: nothing."""
    return [problem for rule in RULES for problem in rule(room)]
