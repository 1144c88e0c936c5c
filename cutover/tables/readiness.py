"""Input tables of readiness: criteria, RAID, requirements, tests, people, shifts, thresholds."""

from cutover.tables.decisions import binding
from cutover.tables.model import Column, Table
from cutover.tables.plan import side
from cutover.tables.words import OPERATORS, SCALE_WORDS, SEVERITY_WORDS

CATEGORIES = ("program", "system", "workforce", "operational")
TEST_TYPES = ("integration", "system", "regression", "performance", "uat", "section_508", "smoke", "security")

CRITERIA = Table(
    "criteria",
    "one row per go/no-go criterion",
    (
        Column("criterion_id", "text", "identifier", required=True),
        Column("criterion_name", "text", "what must hold", required=True),
        Column("category", "text", "readiness category of M3", allowed=CATEGORIES, words={"programme": "program"}),
        Column("checkpoint_id", "text", "checkpoint that asks for it", references="checkpoints.checkpoint_id"),
        Column("measure", "text", "what is measured"),
        Column("operator", "text", "how the actual is compared with the target", allowed=OPERATORS),
        Column("target", "number", "value to reach"),
        Column("actual", "number", "value measured; empty: not assessed. Yes is 1, no is 0"),
        Column("unit", "text", "unit of target and actual"),
        *binding(),
        Column("is_gating", "boolean", "fails the go/no-go on its own"),
        Column("weight", "number", "weight in the readiness percent; 1 where empty", minimum=0),
        side("side that owns it"),
        Column("owner_role", "text", "role that owns it"),
        Column("has_accepted_workaround", "boolean", "counts as met through an accepted workaround"),
        Column("workaround", "text", "the workaround that was accepted"),
        Column("evidence_link", "text", "where the evidence is"),
        Column("assessed_at", "instant", "when it was assessed"),
        Column("expires_at", "instant", "when the evidence is out of date"),
        Column("is_removed", "boolean", "no longer asked for"),
    ),
    key=("criterion_id",),
    has_history=True,
)

ISSUES = Table(
    "issues",
    "one row per risk, assumption, issue, dependency, action or decision (RAID log)",
    (
        Column("issue_id", "text", "identifier", required=True),
        Column("title", "text", "what it is", required=True),
        Column("issue_type", "text", "kind", words={"risks": "risk", "issues": "issue", "task": "action"},
               allowed=("risk", "assumption", "issue", "dependency", "action", "decision")),
        Column("severity", "integer", "1 is worst", minimum=1, maximum=4, words=SEVERITY_WORDS),
        Column("likelihood", "integer", "1 low, 2 medium, 3 high", minimum=1, maximum=3, words=SCALE_WORDS),
        Column("status", "text", "open or closed", allowed=("open", "in_progress", "closed"),
               words={"new": "open", "active": "open", "wip": "in_progress", "done": "closed", "resolved": "closed",
                      "complete": "closed", "completed": "closed", "mitigated": "closed"}),
        Column("owners", "texts", "who owns it"),
        side("side that owns it"),
        Column("workstream", "text", "workstream"),
        Column("opened_at", "instant", "when it was raised"),
        Column("due_at", "instant", "when it is to be closed"),
        Column("closed_at", "instant", "when it was closed"),
        Column("updated_at", "instant", "last update in its source"),
        Column("task_id", "text", "task that it concerns", references="tasks.task_id"),
        Column("checkpoint_id", "text", "checkpoint that it concerns", references="checkpoints.checkpoint_id"),
        Column("mitigation", "text", "what is done about it"),
    ),
    key=("issue_id",),
)  # fmt: skip

REQUIREMENTS = Table(
    "requirements",
    "one row per requirement of the traceability matrix",
    (
        Column("requirement_id", "text", "identifier, unique over all sets", required=True),
        Column("requirement_set", "text", "set or document that it comes from"),
        Column("requirement_name", "text", "text of the requirement"),
        Column("conformance", "text", "shall, should, may"),
        Column("coverage", "text", "how it is tested; computed from the tests where empty",
               allowed=("tested", "not_applicable", "gap")),
        Column("test_ids", "texts", "tests that cover it"),
        Column("not_tested_reason", "text", "why there is no test"),
        Column("workstream", "text", "workstream"),
        side("side that owns it"),
        Column("is_mandatory", "boolean", "go-live cannot happen without it"),
    ),
    key=("requirement_id",),
)  # fmt: skip

TESTS = Table(
    "tests",
    "one row per test and cycle",
    (
        Column("test_id", "text", "identifier", required=True),
        Column("test_name", "text", "what is tested"),
        Column("test_type", "text", "kind of test named by M3", allowed=TEST_TYPES,
               words={"508": "section_508", "user_acceptance": "uat", "stress": "performance", "load": "performance"}),
        Column("cycle", "text", "test cycle"),
        Column("result", "text", "result", allowed=("passed", "failed", "blocked", "not_run"),
               words={"pass": "passed", "fail": "failed", "skip": "not_run", "notrun": "not_run", "ok": "passed"}),
        Column("executed_at", "instant", "when it was run"),
        Column("requirement_ids", "texts", "requirements that it covers"),
        side("side that runs it"),
        Column("workstream", "text", "workstream"),
        Column("defect_ids", "texts", "defects that it found"),
    ),
    key=("test_id", "cycle"),
)  # fmt: skip

THRESHOLD_DEFAULTS = {
    "amber_slack_minutes": (15, "checkpoint is amber below this slack"),
    "amber_slack_percent": (10, "checkpoint is amber below this share of the time left to it"),
    "data_stale_hours": (192, "plan data older than this makes a checkpoint amber: a week and a day"),
    "ims_stale_days": (7, "integrated master schedule is updated weekly (M3 4.1)"),
    "raid_stale_days": (14, "RAID log is updated every two weeks (M3 4.2)"),
    "rate_intervals": (5, "days of throughput behind the rate forecast"),
    "sla_target_percent": (90, "usual target of SLA attainment"),
    "sla_floor_percent": (85, "below it consistently the triage, capacity or target is wrong"),
    "sla_at_risk_percent": (75, "share of the target time after which an open incident is at risk"),
    "exit_streak_days": (10, "working days on which an exit criterion must hold"),
    "near_critical_minutes": (240, "path is near-critical up to this float"),
    "network_driver_percent": (50, "share of open tasks with a link from which the network forecast drives"),
    "risk_trials": (10_000, "trials of the Monte Carlo simulation"),
    "risk_seed": (418, "start of its random numbers"),
    "risk_on_track_percent": (80, "probability to be on time from which a target is on track"),
    "risk_late_percent": (50, "probability to be on time below which a target counts as late"),
    "default_optimistic_percent": (85, "optimistic share of the duration where nobody estimated"),
    "default_pessimistic_percent": (150, "pessimistic share of the duration where nobody estimated"),
    "dcma_days": (44, "working days from which float and duration count as high (DCMA 14 points)"),
    "cutover_duration_percent": (10, "share of the window from which a task of the weekend is long"),
    "cutover_float_percent": (100, "share of the window from which its float is high"),
    "readiness_go_percent": (90, "weighted readiness from which the verdict is go"),
    "preliminary_least_days": (30, "days before go-live by which the preliminary assessment is held (M3 4.16)"),
    "preliminary_most_days": (60, "days before go-live from which it is preliminary rather than early"),
    "rollback_warning_minutes": (120, "the way back is at risk when its end is nearer to the end of the window"),
    "task_update_minutes_cutover": (60, "how often a status is to be confirmed in the cutover window: every hour"),
    "task_update_minutes_other": (10_080, "how often at other times: weekly, as the master schedule (M3 4.1)"),
}
"""Thresholds with their default and meaning; the thresholds table overrides them."""

THRESHOLD_LIMITS = {
    "network_driver_percent": (0, 100),
    "risk_trials": (100, 100_000),
    "risk_seed": (0, 2**32 - 1),
    "default_optimistic_percent": (1, 100),
    "default_pessimistic_percent": (100, 1_000),
}
"""Smallest and largest value of thresholds with which something could not be computed beyond them."""

THRESHOLDS = Table(
    "thresholds",
    "one row per tolerance that the programme sets itself",
    (
        Column("threshold_id", "text", "name of the tolerance", required=True, allowed=tuple(THRESHOLD_DEFAULTS)),
        Column("value", "number", "value, in the unit that the name ends in", required=True),
        Column("note", "text", "why it differs from the default"),
    ),
    key=("threshold_id",),
)

READINESS = (CRITERIA, ISSUES, REQUIREMENTS, TESTS, THRESHOLDS)
