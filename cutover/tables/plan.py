"""Input tables of the cutover plan: programme, tasks, checkpoints, milestones."""

from cutover.tables.model import MOST_HOURS, MOST_MINUTES, Column, Table
from cutover.tables.words import (
    DECISION_WORDS,
    DECISIONS,
    PHASE_WORDS,
    PHASES,
    RAG,
    RAG_WORDS,
    SIDE_WORDS,
    SIDES,
    TASK_STATUS_WORDS,
    TASK_STATUSES,
)  # fmt: skip

DEPENDENCY_TYPES = ("FS", "SS", "FF", "SF")
DURATION_DISTRIBUTIONS = ("betapert", "triangular", "lognormal", "uniform")
LAG_CALENDARS = ("elapsed", "predecessor", "successor")
PROGRESS_RULES = ("retained_logic", "progress_override")
CONSTRAINTS = ("SNET", "SNLT", "FNET", "FNLT", "MSO", "MFO", "ALAP")
TASK_CLASSES = (
    "deploy_code", "activate_component", "secure_legacy", "shutdown_legacy", "convert_data", "test",
    "communicate", "train", "approve", "support", "plan",
)  # fmt: skip


def side(description: str = "who does it", name: str = "side") -> Column:
    """Return a column that holds a side."""
    return Column(name, "text", description, allowed=SIDES, words=SIDE_WORDS)


def phase(description: str) -> Column:
    """Return a column that holds a phase of the cutover plan."""
    return Column("phase", "text", description, allowed=PHASES, words=PHASE_WORDS)


def minutes(name: str, description: str) -> Column:
    """Return a column that holds a length of time in minutes."""
    return Column(name, "number", description, minimum=0, maximum=MOST_MINUTES)


def hours(name: str, description: str) -> Column:
    """Return a column that holds an amount of work in hours."""
    return Column(name, "number", description, minimum=0, maximum=MOST_HOURS)


def asserted(what: str) -> tuple[Column, ...]:
    """Return the columns of a status that a person asserted."""
    return (
        Column("asserted_rag", "text", f"status that the owner asserts of the {what}", allowed=RAG, words=RAG_WORDS),
        Column("asserted_by", "text", "who asserted it"),
        Column("asserted_at", "instant", "when it was asserted"),
    )


PROGRAMME = Table(
    "programme",
    "one row: the programme that the files belong to",
    (
        Column("programme_id", "text", "short name used on the command line and in links", required=True),
        Column("programme_name", "text", "name shown on every page", required=True),
        Column("zone", "text", "IANA time zone in which times are shown and local times are read"),
        Column("customer_name", "text", "organization that moves"),
        Column("provider_name", "text", "organization that runs the new system"),
        Column("baseline_at", "instant", "when the plan was baselined: start of the burn-down"),
        Column("cutover_start_at", "instant", "start of the approved cutover window"),
        Column("cutover_finish_at", "instant", "end of the approved cutover window"),
        Column("protection_finish_at", "instant", "end of the service protection period behind the window"),
        Column("go_live_at", "instant", "planned go-live"),
        minutes("rollback_reserve_minutes", "time kept free to turn back inside the window"),
        minutes("safety_floor_minutes", "further time kept free before the window ends"),
        Column("warranty_start_date", "date", "first day of the warranty period"),
        Column("warranty_end_date", "date", "last day of the warranty period"),
        hours("support_hours_budget", "provider hours bought for the warranty period"),
        Column("calendar_id", "text", "calendar of tasks that name none; round the clock where empty",
               references="calendars.calendar_id"),
        Column("lag_calendar", "text", "whose working time a lag runs on; elapsed, the clock, where empty",
               allowed=LAG_CALENDARS),
        Column("progress_rule", "text", "whether work begun out of sequence waits for its predecessors;"
               " retained_logic, it does, where empty", allowed=PROGRESS_RULES),
    ),
    key=("programme_id",),
)  # fmt: skip

WORKSTREAMS = Table(
    "workstreams",
    "one row per workstream",
    (
        Column("workstream", "text", "name of the workstream", required=True),
        Column("lead", "text", "who leads it"),
        side(),
        *asserted("workstream"),
        Column("message", "text", "one sentence to the asserted status"),
    ),
    key=("workstream",),
)

TASKS = Table(
    "tasks",
    "one row per task of the cutover plan",
    (
        Column("task_id", "text", "identifier that stays the same over all snapshots", required=True),
        Column("task_name", "text", "what is done", required=True),
        phase("pre-cutover, cutover, post-cutover, or contingency (No-Go and back-out) step"),
        Column("m3_step", "integer", "step of M3 4.18 that the task belongs to", minimum=1, maximum=8),
        Column("task_class", "text", "kind of work", allowed=TASK_CLASSES),
        Column("workstream", "text", "workstream that the task belongs to"),
        side(),
        Column("owner_role", "text", "role that owns the task: one of the eleven of M3 4.18, or another"),
        Column("owners", "texts", "people who do it"),
        Column("status", "text", "status as reported", allowed=TASK_STATUSES, words=TASK_STATUS_WORDS),
        Column("percent_complete", "number", "progress as reported, in percent", minimum=0, maximum=100),
        Column("is_milestone", "boolean", "a moment, not work"),
        Column("is_summary", "boolean", "sums up other rows: they count, it does not"),
        Column("is_level_of_effort", "boolean", "goes along with other work and has no result of its own"),
        Column("baseline_start_at", "instant", "start in the baseline"),
        Column("baseline_finish_at", "instant", "finish in the baseline"),
        Column("planned_start_at", "instant", "start in the current plan; the baseline where empty"),
        Column("planned_finish_at", "instant", "finish in the current plan; the baseline where empty"),
        Column("forecast_start_at", "instant", "start as now expected"),
        Column("forecast_finish_at", "instant", "finish as now expected"),
        Column("actual_start_at", "instant", "when it started"),
        Column("actual_finish_at", "instant", "when it finished"),
        hours("baseline_hours", "work in the baseline"),
        hours("planned_hours", "work in the current plan; the baseline where empty"),
        hours("remaining_hours", "work left as entered by the owner"),
        minutes("duration_minutes", "planned duration: working time on the task's calendar"),
        Column("calendar_id", "text", "when it can be worked on; the programme's calendar where empty",
               references="calendars.calendar_id"),
        minutes("optimistic_minutes", "duration if all goes well, on the task's calendar"),
        minutes("most_likely_minutes", "duration that is most likely, on the task's calendar"),
        minutes("pessimistic_minutes", "duration if much goes wrong, on the task's calendar"),
        Column("duration_distribution", "text", "how durations spread between the three estimates; betapert where empty",
               allowed=DURATION_DISTRIBUTIONS),
        minutes("backout_minutes", "time to undo the task once it has started"),
        Column("backs_out", "texts", "tasks that this back-out step undoes"),
        Column("constraint_type", "text", "date constraint", allowed=CONSTRAINTS),
        Column("constraint_at", "instant", "instant of the date constraint"),
        Column("deadline_at", "instant", "finish that must not be passed"),
        Column("blocked_reason", "text", "what blocks it"),
        Column("blocked_at", "instant", "since when it is blocked"),
        Column("unblock_at", "instant", "when the block is expected to end"),
        Column("added_at", "instant", "when it came into the plan after the baseline"),
        Column("removed_at", "instant", "when it was taken out of the plan"),
        Column("is_mandatory", "boolean", "go-live cannot happen without it"),
        Column("is_evidence_required", "boolean", "complete only with evidence"),
        Column("evidence_link", "text", "where the evidence is"),
        side("side that approves that it is done", "approver_side"),
        Column("approver_role", "text", "role that approves that it is done; empty: nobody has to"),
        minutes("update_minutes", "how often its status is to be confirmed; by phase where empty"),
        Column("component_id", "text", "component that it touches", references="components.component_id"),
        Column("requirement_ids", "texts", "requirements that it fulfils"),
        Column("milestone_id", "text", "milestone of the integrated master schedule"),
        *asserted("task"),
        Column("updated_at", "instant", "last update of the row in its source"),
        Column("note", "text", "remark"),
    ),
    key=("task_id",),
    has_history=True,
)  # fmt: skip

DEPENDENCIES = Table(
    "dependencies",
    "one row per link between two tasks",
    (
        Column("predecessor_id", "text", "task that comes first", required=True, references="tasks.task_id"),
        Column("successor_id", "text", "task that depends on it", required=True, references="tasks.task_id"),
        Column("dependency_type", "text", "finish or start of the one, start or finish of the other; FS where empty",
               allowed=DEPENDENCY_TYPES),
        Column("lag_minutes", "number", "wait after the link; negative is a lead",
               minimum=-MOST_MINUTES, maximum=MOST_MINUTES),
    ),
    key=("predecessor_id", "successor_id", "dependency_type"),
    has_history=True,
)  # fmt: skip

CHECKPOINTS = Table(
    "checkpoints",
    "one row per checkpoint or gate",
    (
        Column("checkpoint_id", "text", "identifier that stays the same over all snapshots", required=True),
        Column("checkpoint_name", "text", "what is decided", required=True),
        Column("planned_at", "instant", "when it is held"),
        Column("baseline_at", "instant", "when it was to be held in the baseline"),
        Column("response_opens_at", "instant", "start of the response window; a day before it where empty"),
        Column("response_closes_at", "instant", "end of the response window; the checkpoint itself where empty"),
        Column("workstream", "text", "workstream; empty: all"),
        phase("phase that it falls into"),
        Column("is_gate", "boolean", "work behind it may not start before the decision"),
        Column("is_point_of_no_return", "boolean", "there is no way back behind it"),
        Column("approver", "text", "who decides"),
        Column("approver_role", "text", "role that decides"),
        side("side that decides", "approver_side"),
        Column("decision", "text", "decision taken", allowed=DECISIONS, words=DECISION_WORDS),
        Column("decided_at", "instant", "when it was decided"),
        Column("decided_by", "texts", "who decided"),
        *asserted("checkpoint"),
        Column("note", "text", "remark"),
    ),
    key=("checkpoint_id",),
    has_history=True,
)  # fmt: skip

CHECKPOINT_TASKS = Table(
    "checkpoint_tasks",
    "one row per task that must be complete before a checkpoint",
    (
        Column("checkpoint_id", "text", "checkpoint", required=True, references="checkpoints.checkpoint_id"),
        Column("task_id", "text", "entry task", required=True, references="tasks.task_id"),
    ),
    key=("checkpoint_id", "task_id"),
    has_history=True,
)

CHECKPOINT_QUESTIONS = Table(
    "checkpoint_questions",
    "one row per question asked at a checkpoint",
    (
        Column("question_id", "text", "identifier", required=True),
        Column("checkpoint_id", "text", "checkpoint", required=True, references="checkpoints.checkpoint_id"),
        Column("question", "text", "what is asked", required=True),
        Column("answer", "text", "what was answered"),
        Column("is_passed", "boolean", "whether the answer lets the checkpoint pass; empty: not answered"),
        Column("is_gating", "boolean", "a failed answer stops the checkpoint"),
        Column("is_evidence_required", "boolean", "an answer counts only with evidence"),
        Column("evidence_link", "text", "where the evidence is"),
        Column("answered_at", "instant", "when it was answered"),
        Column("answered_by", "text", "who answered"),
        side("side that answers"),
        Column("owner_role", "text", "role that answers"),
    ),
    key=("question_id",),
)

MILESTONES = Table(
    "milestones",
    "one row per milestone of the integrated master schedule and report date",
    (
        Column("milestone_id", "text", "identifier in the integrated master schedule", required=True),
        Column("milestone_name", "text", "what is reached", required=True),
        Column("report_date", "date", "date of the report that says so", required=True),
        Column("baseline_at", "instant", "date in the baseline"),
        Column("forecast_at", "instant", "date as expected in the report"),
        Column("actual_at", "instant", "when it was reached"),
        Column("task_id", "text", "task of the cutover plan that stands for it", references="tasks.task_id"),
        Column("workstream", "text", "workstream or phase"),
    ),
    key=("milestone_id", "report_date"),
)

REHEARSAL_RUNS = Table(
    "rehearsal_runs",
    "one row per task and rehearsal (mock cutover)",
    (
        Column("run_id", "text", "rehearsal", required=True),
        Column("task_id", "text", "task that was rehearsed", required=True, references="tasks.task_id"),
        minutes("planned_minutes", "planned duration"),
        Column("actual_start_at", "instant", "when it started"),
        Column("actual_finish_at", "instant", "when it finished"),
        minutes("actual_minutes", "measured duration; from start and finish where empty"),
        Column("result", "text", "how it ended", allowed=("passed", "failed", "skipped"),
               words={"pass": "passed", "ok": "passed", "fail": "failed", "skip": "skipped"}),
        Column("note", "text", "remark"),
    ),
    key=("run_id", "task_id"),
)  # fmt: skip

PLAN = (
    PROGRAMME, WORKSTREAMS, TASKS, DEPENDENCIES, CHECKPOINTS, CHECKPOINT_TASKS, CHECKPOINT_QUESTIONS,
    MILESTONES, REHEARSAL_RUNS,
)  # fmt: skip
