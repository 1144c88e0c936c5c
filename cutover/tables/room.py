"""Input tables of the room: meetings, the communication plan and its audiences, people, shifts."""

from cutover.tables.model import Column, Table
from cutover.tables.plan import phase, side

MEETING_TYPES = ("daily", "checkpoint", "steering", "handover")

MEETINGS = Table(
    "meetings",
    "one row per meeting",
    (
        Column("meeting_id", "text", "identifier", required=True),
        Column("meeting_type", "text", "what it is for; daily where empty", allowed=MEETING_TYPES,
               words={"standup": "daily", "war_room": "daily", "gate": "checkpoint", "steerco": "steering",
                      "shift_change": "handover"}),
        Column("title", "text", "name shown"),
        Column("planned_at", "instant", "when it is to begin"),
        Column("duration_minutes", "number", "how long it is to take", minimum=0, maximum=10_080),
        Column("place", "text", "room, or how to join"),
        Column("checkpoint_id", "text", "checkpoint that it prepares", references="checkpoints.checkpoint_id"),
        Column("opened_at", "instant", "when it began"),
        Column("opened_by", "text", "who chairs it"),
        Column("attendees", "texts", "who is there"),
        Column("closed_at", "instant", "when it ended; what happened since is new at the next one"),
        Column("closed_by", "text", "who closed it"),
        Column("summary", "text", "what the minutes say first"),
    ),
    key=("meeting_id",),
)  # fmt: skip

AUDIENCES = Table(
    "audiences",
    "one row per stakeholder group",
    (
        Column("audience", "text", "name of the group, as communications call it", required=True),
        side("side that it belongs to"),
        Column("recipients", "texts", "addresses: e-mail, or webhook:NAME of one that the administrator set up"),
        Column("head_count", "integer", "people in it", minimum=0),
        Column("phases", "texts", "phases in which it must hear something; every one where empty"),
    ),
    key=("audience",),
)

COMMUNICATIONS = Table(
    "communications",
    "one row per message of the communication plan and audience",
    (
        Column("communication_id", "text", "identifier", required=True),
        Column("title", "text", "subject", required=True),
        Column("audience", "text", "stakeholder group"),
        Column("channel", "text", "e-mail, call, meeting, notice, teams, slack"),
        Column("sender_role", "text", "role that sends it"),
        side("side that sends it"),
        phase("phase that it belongs to"),
        Column("task_id", "text", "task that it announces", references="tasks.task_id"),
        Column("checkpoint_id", "text", "checkpoint that it announces", references="checkpoints.checkpoint_id"),
        Column("due_at", "instant", "when it is due"),
        Column("recipients", "texts", "addresses; those of the audience where empty", most_items=500),
        Column("message", "text", "text that goes out, or went out", longest=20_000),
        Column("sent_at", "instant", "when it was sent"),
        Column("sent_by", "text", "who sent it"),
        Column("is_acknowledgement_required", "boolean", "the audience must confirm"),
        Column("acknowledged_at", "instant", "when it was confirmed"),
        Column("acknowledged_by", "text", "who took the confirmation down"),
    ),
    key=("communication_id",),
)

PEOPLE = Table(
    "people",
    "one row per person",
    (
        Column("person_id", "text", "identifier", required=True),
        Column("person_name", "text", "name shown", required=True),
        Column("role", "text", "role"),
        side("side that the person belongs to"),
        Column("organization", "text", "organization"),
        Column("site", "text", "where the person works"),
        Column("email", "text", "e-mail"),
        Column("phone", "text", "telephone"),
        Column("on_call_checkpoint_ids", "texts", "checkpoints for which the person is on call"),
        Column("substitute_id", "text", "who stands in", references="people.person_id"),
    ),
    key=("person_id",),
)

SHIFTS = Table(
    "shifts",
    "one row per person and shift",
    (
        Column("shift_id", "text", "identifier", required=True),
        Column("person_id", "text", "who; empty: required but not staffed", references="people.person_id"),
        Column("role", "text", "role that is covered"),
        side("side that is covered"),
        Column("site", "text", "where"),
        Column("shift_start_at", "instant", "start", required=True),
        Column("shift_finish_at", "instant", "end", required=True),
        Column("is_required", "boolean", "the plan asks for it"),
        Column("is_confirmed", "boolean", "the person has confirmed"),
    ),
    key=("shift_id",),
)

ROOM = (MEETINGS, AUDIENCES, COMMUNICATIONS, PEOPLE, SHIFTS)
