"""Every kind of act, stated once: which table and columns it sets, and who may do it."""

from dataclasses import dataclass

from cutover.acts.model import ADMINISTRATOR, APPROVER, CONTRIBUTOR, PMO
from cutover.tables import TABLES

EDITORS = (CONTRIBUTOR, APPROVER, PMO)


@dataclass(frozen=True)
class Kind:
    """One kind of act.

    Attributes
    ----------
    name, label
        Identifier, and how pages call it.
    table
        Input table that it writes into; empty: none (a load, a withdrawal).
    columns
        Columns that it may set; the key columns name the row.
    rights
        Rights of which the actor needs one.
    is_own_side
        Only for rows of the actor's own side; shared rows are everybody's, and the PMO's right reaches both sides.
    is_own_role
        Only in the actor's own side and role: a vote, a sign-off.
    needs_reason
        A reason must be given.
    parts
        Table of further rows that the act carries, as a list of objects under
        that name in `after`: a decision and its conditions are one act.
    signed, stamped
        Columns that say who and when: the actor's name is written, nobody signs
        for another. A row is signed where it is stamped.
    is_sealed
        Keeps what it was taken on (`cutover.acts.Seal`).
    final
        Columns in which no later file says otherwise, as in minutes that were sent: only a correction or a withdrawal does.
    """

    name: str
    label: str
    table: str
    columns: tuple[str, ...]
    rights: tuple[str, ...]
    is_own_side: bool = False
    is_own_role: bool = False
    needs_reason: bool = False
    parts: str = ""
    signed: str = ""
    stamped: str = ""
    is_sealed: bool = False
    final: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that name the row; a withdrawal names the act."""
        return TABLES[self.table].key if self.table else ("act_id",)

    @property
    def makes_rows(self) -> bool:
        """Whether it may make a row that is not there: it sets all that the table requires."""
        own = {*self.key, *self.columns}
        return bool(self.table) and all(c.name in own for c in TABLES[self.table].columns if c.required)


DEFINITION = (
    "criterion_name", "category", "checkpoint_id", "measure", "operator", "target", "unit", "bound_report",
    "bound_column", "bound_filter", "bound_aggregate", "is_gating", "weight", "side", "owner_role", "is_removed",
)  # fmt: skip
READING = (
    "actual", "has_accepted_workaround", "workaround", "evidence_link", "assessed_at", "expires_at",
)  # fmt: skip
TASK = (
    "status", "actual_start_at", "actual_finish_at", "percent_complete", "remaining_hours", "forecast_finish_at",
    "blocked_reason", "blocked_at", "unblock_at", "evidence_link", "note", "updated_at",
)  # fmt: skip
ACTION = (
    "title", "issue_type", "severity", "status", "owners", "side", "workstream", "opened_at", "due_at", "closed_at",
    "updated_at", "task_id", "checkpoint_id", "mitigation",
)  # fmt: skip
CLOSE = ("attendees", "summary", "closed_at", "closed_by")
MEETING = (
    "meeting_type", "title", "planned_at", "duration_minutes", "place", "checkpoint_id", "opened_at", "opened_by",
    "attendees",
)  # fmt: skip
MESSAGE = (
    "title", "audience", "channel", "sender_role", "side", "phase", "task_id", "checkpoint_id", "due_at",
    "recipients", "message", "is_acknowledgement_required",
)  # fmt: skip


def _kinds() -> dict[str, Kind]:
    asserted = ("asserted_rag", "asserted_by", "asserted_at")
    by_owner = {"signed": "asserted_by", "stamped": "asserted_at"}
    rest = {name: tuple(c for c in table.names if c not in table.key) for name, table in TABLES.items()}
    found = (
        Kind("vote", "Vote", "votes", rest["votes"], (APPROVER,), is_own_role=True, signed="voter",
             stamped="voted_at"),
        Kind("decision", "Decision", "checkpoints", ("decision", "decided_at", "decided_by", "note"), (APPROVER,),
             needs_reason=True, parts="conditions", signed="decided_by", stamped="decided_at", is_sealed=True),
        Kind("condition", "Condition", "conditions", rest["conditions"], EDITORS, is_own_side=True,
             signed="closed_by", stamped="closed_at"),
        Kind("criterion", "Criterion", "criteria", DEFINITION, (PMO,)),
        Kind("reading", "Reading of a criterion", "criteria", READING, EDITORS, is_own_side=True),
        Kind("approver", "Approver", "approvers", rest["approvers"], (PMO,)),
        Kind("assessment", "Assessment", "assessments", rest["assessments"], (PMO, APPROVER), signed="assessed_by",
             stamped="assessed_at", is_sealed=True),
        Kind("sign_off", "Sign-off", "sign_offs", rest["sign_offs"], (APPROVER,), is_own_role=True, signed="signer",
             stamped="signed_at"),
        Kind("answer", "Answer", "checkpoint_questions",
             ("answer", "is_passed", "evidence_link", "answered_at", "answered_by"), EDITORS, is_own_side=True,
             signed="answered_by", stamped="answered_at"),
        Kind("checkpoint_status", "Status of a checkpoint", "checkpoints", asserted, EDITORS, **by_owner),
        Kind("workstream_status", "Status of a workstream", "workstreams", (*asserted, "message"), EDITORS,
             **by_owner),
        Kind("task_status", "Status of a task", "tasks", asserted, EDITORS, is_own_side=True, **by_owner),
        Kind("task", "Task update", "tasks", TASK, EDITORS, is_own_side=True),
        Kind("action", "Action", "issues", ACTION, EDITORS),
        Kind("note", "Note", "notes", rest["notes"], EDITORS, signed="writer", stamped="written_at"),
        Kind("meeting", "Meeting", "meetings", MEETING, EDITORS, signed="opened_by", stamped="opened_at",
             final=("opened_at", "opened_by")),
        Kind("meeting_close", "Close of a meeting", "meetings", CLOSE, EDITORS, signed="closed_by", stamped="closed_at",
             is_sealed=True, final=CLOSE),
        Kind("communication", "Message of the plan", "communications", MESSAGE, EDITORS, is_own_side=True),
        Kind("sending", "Sending of a message", "communications",
             ("recipients", "message", "sent_at", "sent_by"), EDITORS, is_own_side=True, signed="sent_by",
             stamped="sent_at"),
        Kind("acknowledgement", "Acknowledgement", "communications", ("acknowledged_at", "acknowledged_by"), EDITORS,
             signed="acknowledged_by", stamped="acknowledged_at"),
        Kind("audience", "Stakeholder group", "audiences", rest["audiences"], (PMO,)),
        Kind("person", "Person", "people", rest["people"], (PMO,)),
        Kind("shift", "Shift", "shifts", rest["shifts"], EDITORS, is_own_side=True),
        Kind("incident", "Incident", "incidents", rest["incidents"], EDITORS),
        Kind("backup", "Verified backup", "components", ("backup_verified_date", "restore_tested_date"), EDITORS,
             is_own_side=True),
        Kind("rollback_trigger", "Trigger of the way back", "rollback_triggers", rest["rollback_triggers"], (PMO,)),
        Kind("rollback", "Call to turn back", "rollback_calls", rest["rollback_calls"], (APPROVER,),
             is_own_role=True, needs_reason=True, signed="caller", stamped="called_at"),
        Kind("withdrawal", "Withdrawal", "", (), (*EDITORS, ADMINISTRATOR), needs_reason=True),
        Kind("load", "Load", "", (), (PMO, ADMINISTRATOR)),
    )  # fmt: skip
    return {kind.name: kind for kind in found}


KINDS = _kinds()
