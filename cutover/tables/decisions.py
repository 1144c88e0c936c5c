"""Input tables of decisions: approvers, votes, conditions, assessments, sign-offs, notes, and who may turn back.

Most are written by people on the pages, as acts of the journal; a programme that kept them in files loads those.
"""

from cutover.tables.model import Column, Table
from cutover.tables.plan import side
from cutover.tables.words import DECISION_WORDS, DECISIONS, OPERATORS

VERDICTS = ("go", "conditional", "no_go", "incomplete")
STAGES_OF_REVIEW = ("preliminary", "interim", "final")
AGGREGATES = ("sum", "smallest", "largest", "count", "only")
VOTING_SIDES = ("customer", "provider")


def checkpoint() -> Column:
    """Return the column that names the checkpoint which is decided on."""
    return Column("checkpoint_id", "text", "checkpoint", required=True, references="checkpoints.checkpoint_id")


def binding() -> tuple[Column, ...]:
    """Return the columns that bind a figure to a report, so that it is live."""
    return (
        Column("bound_report", "text", "report that gives the live value; empty: a person asserts it"),
        Column("bound_column", "text", "column of that report"),
        Column("bound_filter", "text", "rows of it that count: column = value, joined by ;"),
        Column("bound_aggregate", "text", "how several rows make one value; the only row where empty",
               allowed=AGGREGATES),
    )  # fmt: skip


def voting_side() -> Column:
    """Return the column of one of the two sides: nobody votes for both."""
    return Column("side", "text", "side that the role is on", required=True, allowed=VOTING_SIDES)


APPROVERS = Table(
    "approvers",
    "one row per role whose vote a checkpoint asks for",
    (
        checkpoint(),
        voting_side(),
        Column("role", "text", "role that votes", required=True),
        Column("is_required", "boolean", "without its vote the verdict is incomplete; required where empty"),
    ),
    key=("checkpoint_id", "side", "role"),
)

VOTES = Table(
    "votes",
    "one row per vote of a role at a checkpoint",
    (
        checkpoint(),
        voting_side(),
        Column("role", "text", "role that voted", required=True),
        Column("vote", "text", "vote", required=True, allowed=DECISIONS, words=DECISION_WORDS),
        Column("comment", "text", "reason; asked for where the vote is not go"),
        Column("voter", "text", "who voted"),
        Column("voted_at", "instant", "when"),
    ),
    key=("checkpoint_id", "side", "role"),
)

CONDITIONS = Table(
    "conditions",
    "one row per condition of a conditional decision",
    (
        Column("condition_id", "text", "identifier", required=True),
        checkpoint(),
        Column("condition", "text", "what must be done", required=True),
        side("side that owns it"),
        Column("owner_role", "text", "role that owns it"),
        Column("owner", "text", "who owns it"),
        Column("due_at", "instant", "when it is due"),
        Column("status", "text", "state; open where empty", allowed=("open", "met", "waived"),
               words={"closed": "met", "done": "met", "complete": "met", "completed": "met"}),
        Column("closed_at", "instant", "when it was met or waived"),
        Column("closed_by", "text", "who says so"),
        Column("evidence_link", "text", "where the evidence is"),
        Column("note", "text", "remark"),
    ),
    key=("condition_id",),
)  # fmt: skip

ASSESSMENTS = Table(
    "assessments",
    "one row per go/no-go assessment that was held",
    (
        Column("assessment_id", "text", "identifier", required=True),
        checkpoint(),
        Column("stage", "text", "preliminary (M3: 30 to 60 days before go-live), interim or final",
               allowed=STAGES_OF_REVIEW),
        Column("assessed_at", "instant", "when", required=True),
        Column("verdict", "text", "verdict by the rules", allowed=VERDICTS,
               words={**DECISION_WORDS, "not_assessed": "incomplete"}),
        Column("readiness_percent", "number", "weighted readiness", minimum=0, maximum=100),
        Column("criterion_count", "integer", "criteria", minimum=0),
        Column("assessed_count", "integer", "of them assessed", minimum=0),
        Column("gating_count", "integer", "gating criteria", minimum=0),
        Column("gating_met_count", "integer", "of them met", minimum=0),
        Column("assessed_by", "text", "who held it"),
        Column("note", "text", "remark"),
    ),
    key=("assessment_id",),
)  # fmt: skip

SIGN_OFFS = Table(
    "sign_offs",
    "one row per sign-off of a role",
    (
        Column("subject", "text", "what is signed off: table:key, as criteria:GC-07", required=True),
        voting_side(),
        Column("role", "text", "role that signs", required=True),
        Column("is_concurring", "boolean", "concurs; empty: asked for, not given"),
        Column("comment", "text", "reason; asked for where it does not concur"),
        Column("signer", "text", "who signed"),
        Column("signed_at", "instant", "when"),
    ),
    key=("subject", "side", "role"),
)

NOTES = Table(
    "notes",
    "one row per note",
    (
        Column("note_id", "text", "identifier", required=True),
        Column("subject", "text", "what it is about: table:key, as tasks:DC-12; empty: the programme"),
        Column("note", "text", "what was said", required=True),
        side("side of who wrote it"),
        Column("writer", "text", "who wrote it"),
        Column("written_at", "instant", "when"),
    ),
    key=("note_id",),
)

ROLLBACK_TRIGGERS = Table(
    "rollback_triggers",
    "one row per measured trigger on which the way back may be called",
    (
        Column("trigger_id", "text", "identifier", required=True),
        Column("trigger_name", "text", "what would happen", required=True),
        Column("measure", "text", "what is measured"),
        Column("operator", "text", "how the actual is compared with the target to fire", allowed=OPERATORS),
        Column("target", "number", "value at which it fires"),
        Column("actual", "number", "value measured, where no report is bound"),
        Column("unit", "text", "unit of target and actual"),
        *binding(),
        side("side that may call it", "caller_side"),
        Column("caller_role", "text", "role that may call it"),
        Column("decide_by_at", "instant", "until when it may be called; the latest rollback decision where empty"),
    ),
    key=("trigger_id",),
)

ROLLBACK_CALLS = Table(
    "rollback_calls",
    "one row per call to turn back",
    (
        Column("call_id", "text", "identifier", required=True),
        Column("reason", "text", "why", required=True),
        Column("trigger_id", "text", "trigger that fired", references="rollback_triggers.trigger_id"),
        side("side that called"),
        Column("role", "text", "role that called"),
        Column("caller", "text", "who called"),
        Column("called_at", "instant", "when"),
        Column("revoked_at", "instant", "when the call was taken back"),
    ),
    key=("call_id",),
)

DECIDING = (
    APPROVERS, VOTES, CONDITIONS, ASSESSMENTS, SIGN_OFFS, NOTES, ROLLBACK_TRIGGERS, ROLLBACK_CALLS,
)  # fmt: skip
