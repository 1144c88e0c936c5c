"""Input tables of warranty and decommissioning: incidents, SLA, contact center, legacy components."""

from cutover.tables.model import Column, Table
from cutover.tables.plan import side
from cutover.tables.words import INCIDENT_STATUS_WORDS, INCIDENT_STATUSES, OPERATORS, SCALE_WORDS, SEVERITY_WORDS

CLASSES = ("defect", "training", "data", "access", "enhancement", "pre_existing")
STAGES = (
    "planned", "secured", "interfaces_off", "data_migrated", "archived", "shut_down", "sanitized",
    "contracts_closed", "attested",
)  # fmt: skip
BLOCK_REASONS = (
    "records_hold", "warranty_open", "rollback_needed", "contract_term", "interface_consumer", "privacy", "other",
)  # fmt: skip
EXIT_MEASURES = (
    "open_severity_1_count", "open_severity_2_count", "open_count", "opened_count", "open_breached_count",
    "sla_attainment_percent", "reopened_count", "reading",
)  # fmt: skip


def severity(name: str, description: str, required: bool = False) -> Column:
    """Return a column that holds a severity of 1 (worst) to 4."""
    return Column(name, "integer", description, required, minimum=1, maximum=4, words=SEVERITY_WORDS)


INCIDENTS = Table(
    "incidents",
    "one row per incident",
    (
        Column("incident_id", "text", "identifier", required=True),
        Column("title", "text", "what happened"),
        severity("severity_initial", "severity as first reported; the current one where empty"),
        severity("severity", "current severity, 1 worst to 4"),
        Column("status", "text", "status as reported", allowed=INCIDENT_STATUSES, words=INCIDENT_STATUS_WORDS),
        Column("incident_class", "text", "cause", allowed=CLASSES,
               words={"bug": "defect", "training_gap": "training", "user_error": "training", "feature": "enhancement",
                      "change_request": "enhancement", "permission": "access", "existing": "pre_existing"}),
        side("side that must resolve it"),
        Column("workstream", "text", "workstream"),
        Column("component_id", "text", "component that it hit", references="components.component_id"),
        Column("assigned_to", "texts", "who works on it"),
        Column("opened_at", "instant", "when it was opened", required=True),
        Column("acknowledged_at", "instant", "when somebody took it"),
        Column("resolved_at", "instant", "when it was resolved"),
        Column("closed_at", "instant", "when it was closed"),
        Column("updated_at", "instant", "last update in its source"),
        Column("sla_due_at", "instant", "when its SLA ends; from the SLA targets where empty"),
        Column("is_sla_met", "boolean", "SLA result as its source says; computed where empty"),
        Column("has_workaround", "boolean", "a workaround was accepted"),
        Column("reopened_count", "integer", "how often it was opened again", minimum=0),
        Column("reassigned_count", "integer", "how often it changed hands", minimum=0),
        Column("problem_id", "text", "problem record that it is linked to"),
        Column("task_id", "text", "cutover task that caused it", references="tasks.task_id"),
        Column("requirement_id", "text", "requirement that it violates", references="requirements.requirement_id"),
        Column("resolution", "text", "how it ended"),
    ),
    key=("incident_id",),
)  # fmt: skip

INCIDENT_EVENTS = Table(
    "incident_events",
    "one row per recorded change of an incident; a source may repeat itself",
    (
        Column("incident_id", "text", "incident", required=True),
        Column("event_at", "instant", "when it changed", required=True),
        Column("status", "text", "status from then on", allowed=INCIDENT_STATUSES, words=INCIDENT_STATUS_WORDS),
        severity("severity", "severity from then on"),
        Column("assigned_to", "texts", "who works on it from then on"),
        Column("actor", "text", "who changed it"),
    ),
)

SLA_TARGETS = Table(
    "sla_targets",
    "one row per severity",
    (
        severity("severity", "severity that the target is for", required=True),
        Column("acknowledge_minutes", "number", "time to acknowledge", minimum=0),
        Column("resolve_minutes", "number", "time to resolve, on the clock round the week", minimum=0),
        Column("target_percent", "number", "share that must meet it", minimum=0, maximum=100),
    ),
    key=("severity",),
)

EXIT_CRITERIA = Table(
    "exit_criteria",
    "one row per criterion that ends the warranty",
    (
        Column("exit_criterion_id", "text", "identifier", required=True),
        Column("exit_criterion_name", "text", "what must hold", required=True),
        Column("measure", "text", "figure compared each day; reading: from the table exit_readings",
               allowed=EXIT_MEASURES),
        Column("operator", "text", "how the figure is compared with the target", allowed=OPERATORS),
        Column("target", "number", "value to hold"),
        Column("streak_days", "integer", "working days in a row on which it must hold", minimum=1),
        side("side that owns it"),
    ),
    key=("exit_criterion_id",),
)  # fmt: skip

EXIT_READINGS = Table(
    "exit_readings",
    "one row per exit criterion and day, where the figure comes from elsewhere",
    (
        Column("exit_criterion_id", "text", "criterion", required=True, references="exit_criteria.exit_criterion_id"),
        Column("reading_date", "date", "day", required=True),
        Column("actual", "number", "value of that day", required=True),
    ),
    key=("exit_criterion_id", "reading_date"),
)

CONTACT_CENTER = Table(
    "contact_center_intervals",
    "one row per contact center and interval",
    (
        Column("organization", "text", "organization whose contact center it is", required=True),
        side("side of the organization"),
        Column("interval_start_at", "instant", "start of the interval", required=True),
        Column("interval_minutes", "number", "length of the interval; 1,440 where empty", minimum=1),
        Column("offered_count", "integer", "calls that came in", minimum=0),
        Column("answered_count", "integer", "calls answered", minimum=0),
        Column("abandoned_count", "integer", "callers who gave up", minimum=0),
        Column("answered_in_target_count", "integer", "calls answered within the target time", minimum=0),
        Column("first_contact_resolved_count", "integer", "calls solved at the first contact", minimum=0),
        Column("wait_minutes", "number", "sum of the waiting times", minimum=0),
        Column("staffed_count", "integer", "people at work", minimum=0),
        Column("required_count", "integer", "people that the plan asks for", minimum=0),
    ),
    key=("organization", "interval_start_at"),
)

COMPONENTS = Table(
    "components",
    "one row per component of the legacy or the new system",
    (
        Column("component_id", "text", "identifier", required=True),
        Column("component_name", "text", "name", required=True),
        Column("system_kind", "text", "legacy is switched off, new stays; legacy where empty", allowed=("legacy", "new"),
               words={"old": "legacy", "source": "legacy", "target": "new"}),
        Column("system_name", "text", "system that it is part of"),
        Column("component_class", "text", "application, database, server, network, website"),
        Column("owner_role", "text", "role that owns it"),
        side("side that owns it"),
        Column("workstream", "text", "workstream"),
        Column("environment", "text", "production, test"),
        Column("location", "text", "where it runs"),
        Column("complexity", "integer", "rank 1 low to 5 high", minimum=1, maximum=5, words=SCALE_WORDS),
        Column("annual_cost_usd", "number", "cost of a year of running", minimum=0),
        Column("one_time_cost_usd", "number", "cost of switching it off", minimum=0),
        Column("contract_id", "text", "contract that it depends on"),
        Column("contract_end_date", "date", "end of the contract or licence"),
        Column("contract_notice_date", "date", "last day to give notice"),
        Column("records_schedule", "text", "records schedule item"),
        Column("has_records_hold", "boolean", "its records may not be destroyed yet"),
        Column("backup_verified_date", "date", "when the backup was verified"),
        Column("restore_tested_date", "date", "when bringing it back was tested"),
        Column("sanitization_method", "text", "how media are sanitized (NIST 800-88)",
               allowed=("clear", "purge", "destroy")),
        Column("baseline_retire_date", "date", "retire date in the baseline"),
        Column("planned_retire_date", "date", "retire date in the current plan; the baseline where empty"),
        Column("actual_retire_date", "date", "when it was retired; a date after the status time is a plan"),
        Column("note", "text", "remark"),
    ),
    key=("component_id",),
    has_history=True,
)  # fmt: skip

INTERFACES = Table(
    "interfaces",
    "one row per interface between two components",
    (
        Column("interface_id", "text", "identifier", required=True),
        Column("interface_name", "text", "name", required=True),
        Column("source_id", "text", "component that sends", references="components.component_id"),
        Column("target_id", "text", "component that receives", references="components.component_id"),
        Column("planned_off_date", "date", "when it is to be switched off"),
        Column("switched_off_date", "date", "when it was switched off"),
        Column("note", "text", "remark"),
    ),
    key=("interface_id",),
)

DECOMMISSION_STEPS = Table(
    "decommission_steps",
    "one row per component and stage of decommissioning",
    (
        Column("component_id", "text", "component", required=True, references="components.component_id"),
        Column("stage", "text", "stage", required=True, allowed=STAGES),
        Column("is_applicable", "boolean", "whether the component goes through it; yes where empty"),
        Column("planned_date", "date", "when it is to be passed"),
        Column("actual_date", "date", "when it was passed"),
        Column("evidence_link", "text", "where the evidence is"),
        Column("is_blocked", "boolean", "it cannot be passed now"),
        Column("blocked_reason", "text", "why", allowed=BLOCK_REASONS,
               words={"legal_hold": "records_hold", "warranty": "warranty_open", "rollback": "rollback_needed",
                      "contract": "contract_term", "interface": "interface_consumer"}),
        Column("blocked_since_date", "date", "since when"),
        Column("blocked_note", "text", "what would end the block"),
        Column("task_id", "text", "cutover task that passes it", references="tasks.task_id"),
    ),
    key=("component_id", "stage"),
    has_history=True,
)  # fmt: skip

OPERATION = (
    INCIDENTS, INCIDENT_EVENTS, SLA_TARGETS, EXIT_CRITERIA, EXIT_READINGS, CONTACT_CENTER, COMPONENTS,
    INTERFACES, DECOMMISSION_STEPS,
)  # fmt: skip
