"""The vocabulary that several tables share: sides, roles, phases, statuses."""

SIDES = ("customer", "provider", "shared")
SIDE_WORDS = {
    "c": "customer", "p": "provider", "s": "shared", "agency": "customer", "client": "customer",
    "vendor": "provider", "supplier": "provider", "both": "shared", "joint": "shared",
    "customer_provider": "shared", "c_p": "shared", "s_p": "shared",
}  # fmt: skip

ROLES = (
    "program_manager",
    "functional_lead",
    "technical_lead",
    "security_lead",
    "network_sme",
    "pmo_lead",
    "pmo_team",
    "change_management_lead",
    "communications_lead",
    "data_conversion_lead",
    "interface_lead",
)
"""The eleven roles of M3 4.18; each exists for the customer and for the provider."""

PHASES = ("pre_cutover", "cutover", "post_cutover", "contingency")
PHASE_WORDS = {
    "pre": "pre_cutover", "before": "pre_cutover", "precutover": "pre_cutover", "preparation": "pre_cutover",
    "during": "cutover", "implementation": "cutover", "go_live": "cutover", "cut_over": "cutover",
    "post": "post_cutover", "after": "post_cutover", "postcutover": "post_cutover", "hypercare": "post_cutover",
    "warranty": "post_cutover", "backout": "contingency", "rollback": "contingency", "no_go": "contingency",
}  # fmt: skip

TASK_STATUSES = ("not_started", "in_progress", "blocked", "complete", "failed", "skipped")
TASK_STATUS_WORDS = {
    "new": "not_started", "open": "not_started", "todo": "not_started", "to_do": "not_started",
    "planned": "not_started", "pending": "not_started", "not_startable": "not_started", "startable": "not_started",
    "backlog": "not_started", "notstarted": "not_started", "scheduled": "not_started",
    "wip": "in_progress", "started": "in_progress", "active": "in_progress", "ongoing": "in_progress",
    "in_process": "in_progress", "inprogress": "in_progress", "doing": "in_progress", "delayed": "in_progress",
    "on_hold": "blocked", "hold": "blocked", "waiting": "blocked", "suspended": "blocked", "impeded": "blocked",
    "completed": "complete", "done": "complete", "closed": "complete", "finished": "complete", "resolved": "complete",
    "fail": "failed", "error": "failed", "aborted": "failed",
    "skip": "skipped", "cancelled": "skipped", "canceled": "skipped", "not_applicable": "skipped",
    "withdrawn": "skipped", "deferred": "skipped",
}  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_WORDS = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "thu": "thursday", "thur": "thursday",
    "thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
}  # fmt: skip

DECISIONS = ("go", "conditional", "no_go")
DECISION_WORDS = {
    "yes": "go", "approved": "go", "conditional_go": "conditional", "no": "no_go", "nogo": "no_go", "rejected": "no_go",
}  # fmt: skip
OPERATORS = ("<=", "<", "=", ">", ">=")
"""How a figure is compared with its target."""

INCIDENT_STATUSES = ("open", "in_progress", "on_hold", "resolved", "closed", "cancelled")
INCIDENT_STATUS_WORDS = {
    "new": "open", "reopened": "open", "unconfirmed": "open", "confirmed": "open", "to_do": "open", "todo": "open",
    "active": "in_progress", "assigned": "in_progress", "work_in_progress": "in_progress", "wip": "in_progress",
    "patch_available": "in_progress", "in_review": "in_progress", "started": "in_progress",
    "awaiting_user_info": "on_hold", "awaiting_problem": "on_hold", "awaiting_vendor": "on_hold",
    "awaiting_evidence": "on_hold", "pending": "on_hold", "waiting": "on_hold",
    "done": "resolved", "fixed": "resolved", "verified": "resolved", "complete": "resolved", "completed": "resolved",
    "canceled": "cancelled", "rejected": "cancelled",
}  # fmt: skip

RAG = ("green", "amber", "red", "grey")
RAG_WORDS = {
    "g": "green", "a": "amber", "r": "red", "yellow": "amber", "on_track": "green", "at_risk": "amber",
    "off_track": "red", "late": "red", "orange": "amber", "gray": "grey", "unknown": "grey",
}  # fmt: skip

SEVERITY_WORDS = {
    "critical": "1", "blocker": "1", "highest": "1", "urgent": "1", "p1": "1", "sev1": "1", "s1": "1",
    "high": "2", "major": "2", "p2": "2", "sev2": "2", "s2": "2",
    "moderate": "3", "medium": "3", "normal": "3", "p3": "3", "sev3": "3", "s3": "3",
    "low": "4", "minor": "4", "trivial": "4", "lowest": "4", "p4": "4", "p5": "4", "sev4": "4", "s4": "4",
    "planning": "4", "enhancement": "4",
}  # fmt: skip

SCALE_WORDS = {"high": "3", "medium": "2", "low": "1"}
