"""Every form: which kind of act it records, which columns it asks for, and which row it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cutover.acts import KINDS, Kind, Value

DEFINITION = (
    "criterion_name", "category", "measure", "operator", "target", "unit", "is_gating", "weight", "side", "owner_role",
    "bound_report", "bound_column", "bound_filter", "bound_aggregate",
)  # fmt: skip


class Given:
    """Every value but null: `Form.among` of a column that must hold something."""

    def __contains__(self, value: object) -> bool:
        return value is not None


MESSAGE = (
    "title", "audience", "channel", "sender_role", "side", "phase", "task_id", "checkpoint_id", "due_at",
    "is_acknowledgement_required",
)  # fmt: skip

GROUP = ("side", "recipients", "head_count", "phases")


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes
    ----------
    name, label, title
        Identifier, what its button says, what stands above the form.
    kind
        Key of `KINDS`: what it records.
    asks
        Columns that it asks for, in this order; the key too, where a person names the row.
    needed
        Columns that must not be left empty.
    picks
        Column that names the rows of which one is chosen in the form; empty:
        the page names the row, or a new one is made.
    tells
        Columns that stand behind that name, where it does not tell rows apart.
    among
        Values that a row must have to be offered.
    prefix
        Beginning of the identifier of a new row.
    sets
        Cells that the form sets by itself.
    stamps
        Column that takes the status time, unless the row stays open.
    says
        One sentence above the fields.
    confirms
        What stands there already may be said again: that is news too.
    """

    name: str
    label: str
    title: str
    kind: str
    asks: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    picks: str = ""
    tells: tuple[str, ...] = ()
    among: Mapping[str, tuple[object, ...] | Given] = field(default_factory=dict)
    prefix: str = ""
    sets: Mapping[str, Value] = field(default_factory=dict)
    stamps: str = ""
    says: str = ""
    confirms: bool = False

    @property
    def writes(self) -> Kind:
        """The kind of act that it records."""
        return KINDS[self.kind]


FORMS = {
    form.name: form
    for form in (
        Form("vote", "Vote", "Vote", "vote", ("vote", "comment"), ("vote",),
             says="A vote other than Go needs a reason. It stands until you vote again."),
        Form("decision", "Decide", "Record the decision", "decision", ("decision",), ("decision",)),
        Form("assessment", "Hold an assessment", "Hold an assessment", "assessment", ("stage", "note"), ("stage",),
             prefix="AS", says="Keeps the verdict and the readiness of this moment as a point of the trend."),
        Form("criterion", "Add a criterion", "Add a criterion", "criterion", DEFINITION,
             ("criterion_name", "category", "operator", "target"), prefix="GC",
             says="A criterion is measurable: it compares a value with a target."),
        Form("criterion_change", "Change a criterion", "Change a criterion", "criterion", DEFINITION,
             ("criterion_name", "category", "operator", "target"), picks="criterion_name"),
        Form("criterion_removal", "Remove a criterion", "Remove a criterion", "criterion", picks="criterion_name",
             sets={"is_removed": True}, says="It no longer counts from this status time on; the record keeps it."),
        Form("reading", "Enter a reading", "Reading of a criterion", "reading",
             ("actual", "evidence_link", "expires_at", "has_accepted_workaround", "workaround"), picks="criterion_name",
             stamps="assessed_at", says="What a person says stands beside what a report measures; where they differ, the page says so."),
        Form("condition", "Add a condition", "Add a condition", "condition",
             ("condition", "side", "owner_role", "owner", "due_at"), ("condition", "side", "owner_role", "due_at"),
             prefix="C", sets={"status": "open"}),
        Form("condition_change", "Settle or move", "Settle or move a condition", "condition",
             ("status", "due_at", "evidence_link", "note"), ("status",), picks="condition",
             among={"status": (None, "open")}, stamps="closed_at", says="Met, waived, or open with another date."),
        Form("answer", "Answer", "Answer a question", "answer", ("answer", "is_passed", "evidence_link"), ("is_passed",),
             picks="question"),
        Form("action", "Add an action", "Add an action", "action",
             ("title", "severity", "side", "owners", "due_at", "mitigation"), ("title", "side", "due_at"), prefix="ACT",
             sets={"issue_type": "action", "status": "open"}, stamps="opened_at"),
        Form("action_change", "Update an action", "Update an action", "action", ("status", "owners", "due_at", "mitigation"),
             ("status",), picks="title", among={"status": (None, "open", "in_progress")}),
        Form("note", "Add a note", "Add a note", "note", ("note",), ("note",), prefix="N"),
        Form("shift_assignment", "Fill a shift", "Give a shift that has nobody to a person", "shift",
             ("person_id", "is_confirmed"), ("person_id",), picks="role", tells=("side", "shift_start_at"),
             among={"person_id": (None,)}),
        Form("shift_confirmation", "Confirm a shift", "Confirm a shift, or hand it to a stand-in", "shift",
             ("person_id",), ("person_id",), picks="role", tells=("side", "shift_start_at"),
             among={"is_confirmed": (None, False)}, sets={"is_confirmed": True}, says="Confirms that this person stands in the shift."),
        Form("shift", "Add a shift", "Add a shift that the plan does not have", "shift",
             ("role", "side", "person_id", "site", "shift_start_at", "shift_finish_at", "is_confirmed"),
             ("role", "side", "shift_start_at", "shift_finish_at"), prefix="SH", sets={"is_required": True}),
        Form("on_call", "Say who is on call", "Who is on call, who stands in, how to reach them", "person",
             ("on_call_checkpoint_ids", "substitute_id", "phone", "email"), picks="person_name"),
        Form("backup", "Confirm a backup", "Backup verified, restore tested", "backup",
             ("backup_verified_date", "restore_tested_date"), picks="component_name"),
        Form("rollback", "Call the way back", "Call the way back", "rollback", ("trigger_id",), prefix="RB",
             says="Locks every forward task and makes the backout tasks live."),
        Form("rollback_end", "Take the call back", "Take the call to turn back back", "rollback", picks="reason",
             among={"revoked_at": (None,)}, stamps="revoked_at", says="The forward tasks open again."),
        Form("task_start", "Start", "Start the task", "task", sets={"status": "in_progress"}),
        Form("task_resume", "Go on", "Go on with the task", "task", sets={"status": "in_progress"}),
        Form("task_finish", "Finish", "Finish the task", "task", sets={"status": "complete"}),
        Form("task_block", "Block", "The task cannot go on", "task", sets={"status": "blocked"}),
        Form("task_fail", "Fail", "The task failed", "task", sets={"status": "failed"}),
        Form("task_skip", "Skip", "Skip the task", "task", sets={"status": "skipped"}),
        Form("task_evidence", "Add evidence", "Add the evidence", "task"),
        Form("task_approve", "Approve", "Approve that it is done", "sign_off", sets={"is_concurring": True}),
        Form("task_refuse", "Refuse", "Refuse that it is done", "sign_off", sets={"is_concurring": False}),
        Form("task_status", "Confirm a task", "Status of a task", "task_status", ("asserted_rag",), ("asserted_rag",),
             picks="task_name", among={"status": (None, "not_started", "in_progress", "blocked", "failed")},
             stamps="asserted_at", confirms=True, says="The same status said again is fresh again."),
        Form("workstream_status", "Confirm a workstream", "Status of a workstream", "workstream_status",
             ("asserted_rag", "message"), ("asserted_rag",), picks="lead", stamps="asserted_at", confirms=True,
             says="The same status said again is fresh again."),
        Form("checkpoint_status", "Confirm a checkpoint", "Status of a checkpoint", "checkpoint_status",
             ("asserted_rag",), ("asserted_rag",), picks="checkpoint_name", among={"decision": (None,)},
             stamps="asserted_at", confirms=True, says="The same status said again is fresh again."),
        Form("meeting", "Open the meeting", "Open the meeting", "meeting",
             ("title", "meeting_type", "duration_minutes", "attendees"), ("title",), prefix="MT", stamps="opened_at", confirms=True,
             says="It stands on the status time of this page. What is taken down from now on belongs to it."),
        Form("meeting_close", "Close the meeting", "Close the meeting", "meeting_close", ("attendees", "summary"),
             ("attendees", "summary"), confirms=True, says="Its minutes tell what is known now, and always will."),
        Form("meeting_plan", "Plan a meeting", "Plan a meeting", "meeting",
             ("title", "meeting_type", "planned_at", "duration_minutes", "place"), ("title", "planned_at"),
             prefix="MT"),
        Form("message", "Plan a message", "Plan a message", "communication", MESSAGE, ("title", "audience", "due_at"),
             prefix="COM", says="Name the task or checkpoint that it announces: where that moves, the page says so."),
        Form("message_change", "Change a message", "Change a planned message", "communication", MESSAGE,
             ("title", "audience", "due_at"), picks="title", among={"sent_at": (None,)}),
        Form("audience", "Add a stakeholder group", "Add a stakeholder group", "audience", ("audience", *GROUP),
             ("audience",), says="Its messages go to these recipients. It must hear something in these phases; in every "
             "one where none is named."),
        Form("audience_change", "Change a stakeholder group", "Change a stakeholder group", "audience", GROUP,
             picks="side", says="Its messages go to these recipients from now on."),
        Form("acknowledgement", "Take down a confirmation", "Take down a confirmation", "acknowledgement",
             picks="title", among={"is_acknowledgement_required": (True,), "sent_at": Given(), "acknowledged_at": (None,)},
             stamps="acknowledged_at", says="The group has confirmed this message; it counts from the status time on."),
        Form("correction", "Correct an act", "Correct an act", "withdrawal",
             says="A new act takes the place of the old one; the record keeps both, and your reason."),
        Form("withdrawal", "Withdraw an act", "Withdraw an act", "withdrawal",
             says="It no longer counts; the record keeps both, and your reason."),
    )
}  # fmt: skip
