"""What the go/no-go says beside the verdict: headline, categories, votes, conditions, what would turn it, trend."""

from datetime import date, datetime

import pytest
from conftest import add_load

from cutover.store import Store
from cutover.warehouse import Moment, Warehouse

NOW = "2026-03-13T20:00"
GATE = {"is_gate": True, "planned_at": "2026-03-14T12:00"}
TABLES = {
    "programme": [{"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York",
                   "go_live_at": "2026-05-01T12:00"}],
    "checkpoints": [
        {"checkpoint_id": "G1", "checkpoint_name": "Data", "is_gate": True, "planned_at": "2026-03-10",
         "decision": "conditional", "decided_at": "2026-03-10T01:00", "decided_by": ["Role A", "Role B"], "note": "Go on"},
        {"checkpoint_id": "G2", "checkpoint_name": "Go-live", **GATE},
        {"checkpoint_id": "G3", "checkpoint_name": "Review", "planned_at": "2026-03-12"},
        {"checkpoint_id": "G4", "checkpoint_name": "Exit", "is_gate": True, "planned_at": "2026-08-01"},
    ],
    "criteria": [
        {"criterion_id": "C1", "criterion_name": "Findings", "category": "system", "is_gating": True, "operator": "<=",
         "target": 0.0, "actual": 3.0, "weight": 10.0, "side": "provider", "owner_role": "technical_lead"},
        {"criterion_id": "C2", "criterion_name": "Permit", "category": "system", "is_gating": True, "weight": 10.0,
         "operator": "=", "target": 1.0, "unit": "yes/no", "side": "customer", "owner_role": "security_lead"},
        {"criterion_id": "C3", "criterion_name": "Trained", "category": "workforce", "operator": ">=", "target": 90.0,
         "actual": 45.0, "weight": 40.0, "unit": "percent", "side": "customer", "owner_role": "pmo_lead"},
        {"criterion_id": "C4", "criterion_name": "Plan", "category": "program", "actual": 1.0, "weight": 40.0},
        {"criterion_id": "C5", "criterion_name": "Reconciled", "checkpoint_id": "G1", "actual": 1.0},
        {"criterion_id": "C6", "criterion_name": "Stable", "checkpoint_id": "G4", "actual": None},
    ],
    "approvers": [
        {"checkpoint_id": "G2", "side": side, "role": role, "is_required": is_required}
        for side, role, is_required in [
            ("customer", "sponsor", None), ("provider", "sponsor", True), ("customer", "pmo_lead", True),
            ("provider", "trainer", False),
        ]
    ],
    "votes": [
        {"checkpoint_id": "G2", "side": "customer", "role": "sponsor", "vote": "no_go", "comment": "Permit is missing",
         "voter": "A", "voted_at": "2026-03-13T12:00"},
        {"checkpoint_id": "G2", "side": "provider", "role": "sponsor", "vote": "go", "voted_at": "2026-03-13T12:05"},
        {"checkpoint_id": "G2", "side": "customer", "role": "pmo_lead", "vote": "go", "voted_at": "2026-03-13T12:05"},
        {"checkpoint_id": "G2", "side": "provider", "role": "trainer", "vote": "conditional",
         "voted_at": "2026-03-14T12:05"},
        {"checkpoint_id": "G2", "side": "customer", "role": "passer_by", "vote": "go", "voted_at": "2026-03-13"},
    ],
    "conditions": [
        {"condition_id": "K1", "checkpoint_id": "G2", "condition": "Train the rest", "owner_role": "pmo_lead",
         "side": "customer", "due_at": "2026-03-13T18:00"},
        {"condition_id": "K2", "checkpoint_id": "G2", "condition": "Second try", "owner": "B", "due_at": "2026-03-20"},
        {"condition_id": "K3", "checkpoint_id": "G1", "condition": "Match", "status": "met", "closed_at": "2026-03-12",
         "closed_by": "C", "owner": "C", "due_at": "2026-03-12"},
    ],
    "assessments": [
        {"assessment_id": "A1", "checkpoint_id": "G2", "stage": "preliminary", "assessed_at": "2026-03-09T15:00",
         "verdict": "no_go", "readiness_percent": 40.0, "gating_count": 2, "gating_met_count": 0, "criterion_count": 4,
         "assessed_count": 2},
        {"assessment_id": "A2", "checkpoint_id": "G2", "stage": "final", "assessed_at": "2026-03-14T15:00"},
    ],
    "issues": [
        {"issue_id": "I1", "title": "No spare part", "issue_type": "issue", "severity": 1, "opened_at": "2026-03-01"},
        {"issue_id": "I2", "title": "Closed", "issue_type": "risk", "severity": 1, "status": "closed",
         "opened_at": "2026-03-01", "closed_at": "2026-03-02"},
    ],
    "incidents": [
        {"incident_id": "N1", "title": "Slow", "severity": 2, "opened_at": "2026-03-12", "status": "open"},
        {"incident_id": "N2", "title": "Typo", "severity": 4, "opened_at": "2026-03-12", "status": "open"},
    ],
    "tasks": [
        {"task_id": "T1", "task_name": "Load", "is_mandatory": True, "status": "in_progress",
         "planned_finish_at": "2026-03-13T18:00"},
        {"task_id": "T2", "task_name": "Sweep", "status": "in_progress", "planned_finish_at": "2026-03-13T18:00"},
    ],
}  # fmt: skip
for row in TABLES["criteria"][:4]:
    row["checkpoint_id"] = "G2"


@pytest.fixture(scope="module")
def moment(tmp_path_factory) -> Moment:
    """A go/no-go the day before it is held."""
    store = Store(tmp_path_factory.mktemp("reports") / "store")
    add_load(store, NOW, TABLES)
    return Warehouse(store).moment()


def rows(moment: Moment, report: str, *names: str, **parameters) -> list:
    found = moment.query(report, **parameters).to_pylist()
    return (
        [tuple(row[name] for name in names) if len(names) > 1 else row[names[0]] for row in found] if names else found
    )


def test_next_undecided_gate_with_criteria_is_in_question(moment):
    found = rows(moment, "go_no_go_choices", "checkpoint_id", "criterion_count", "decision", "is_default")
    assert found == [("G1", 1, "conditional", False), ("G2", 4, None, True), ("G4", 1, None, False)]


def test_without_undecided_gate_most_criteria_are_in_question(moment_of):
    gates = [{"checkpoint_id": name, "checkpoint_name": name, "planned_at": at} for name, at in
             [("G1", "2026-03-02"), ("G2", "2026-03-03"), ("G3", "2026-03-01")]]  # fmt: skip
    criteria = [{"criterion_id": f"C{n}", "criterion_name": "C", "checkpoint_id": g} for n, g in
                enumerate(["G1", "G1", "G2", "G2", "G3"])]  # fmt: skip
    moment = moment_of({NOW: {"checkpoints": gates, "criteria": criteria}})
    assert rows(moment, "verdict", "checkpoint_id") == ["G1"]


def test_headline_is_the_verdict_in_words(moment):
    row = rows(moment, "go_no_go_headline")[0]
    assert (row["health"], row["headline"], row["n"]) == ("late", "No-Go: 1 gating criterion failed", 4)
    assert row["detail"] == (
        "Go-live, Sat 14 Mar 2026, 08:00. Findings: 3 (target ≤ 0). 0 of 2 gating criteria met; readiness 66.7 % over 3 "
        "of 4 criteria assessed."
    )


def test_decided_headline_says_the_decision_first(moment):
    row = rows(moment, "go_no_go_headline", checkpoint="G1")[0]
    assert (row["health"], row["headline"]) == ("decided", "Decided: Conditional Go; by the rules now Incomplete")
    assert "Decided Mon 9 Mar 21:00 by Role A, Role B. 2 required votes missing." in row["detail"]


def test_headline_of_an_unknown_checkpoint_says_so(moment):
    row = rows(moment, "go_no_go_headline", checkpoint="G9")[0]
    assert (row["headline"], row["detail"]) == ("No such checkpoint", "There is no checkpoint G9.")


@pytest.mark.parametrize(
    "report", ["go_no_go_choices", "verdict", "readiness_trend", "votes_by_role", "verdict_turners"]
)
def test_empty_programme_has_no_rows(moment_of, report):
    moment = moment_of({NOW: {"issues": []}})
    assert rows(moment, report) == []
    assert rows(moment, "go_no_go_headline", "headline") == ["No checkpoint is loaded"]


def test_five_figures_with_the_course_of_assessments(moment):
    found = rows(moment, "go_no_go_figures", "label", "value", "n", "trend")
    assert found == [
        ("Gating criteria met", 0.0, 2, [0.0]), ("Readiness", pytest.approx(200 / 3), 3, [40.0]),
        ("Criteria assessed", 75.0, 4, [50.0]), ("Required votes cast", 3.0, 3, None), ("Conditions open", 2.0, 2, None),
    ]  # fmt: skip


def test_all_four_categories_are_shown(moment):
    found = rows(moment, "readiness_categories", "category", "criterion_count", "readiness_percent", "health")
    assert found == [
        ("program", 1, 100.0, "on_track"), ("system", 2, 0.0, "late"), ("workforce", 1, 50.0, "at_risk"),
        ("operational", 0, None, "unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize(("show", "names"), [("all", "C1 C2 C3 C4"), ("gating", "C1 C2"), ("unmet", "C1 C2 C3")])
def test_criteria_are_shown_by_choice(moment, show, names):
    assert rows(moment, "readiness_criteria", "criterion_id", show=show) == names.split()


def test_what_causes_no_go_must_be_mended_together(moment):
    found = rows(moment, "verdict_turners", "item_id", "causes", "turns_to", "together_count", "together_turns_to")
    assert found[:3] == [
        ("C1", "no_go", None, 2, "incomplete"), ("customer:sponsor", "no_go", None, 2, "incomplete"),
        ("C2", "incomplete", None, 3, "conditional"),
    ]  # fmt: skip
    assert [row[0] for row in found[3:]] == ["K1", "K2", "readiness"]


def test_smallest_set_lifts_the_readiness(moment):
    row = rows(moment, "verdict_turners")[-1]
    assert (row["what"], row["needed"]) == ("Readiness 66.7 % is below 90 %", "meet Trained, Findings")
    assert row["together_turns_to"] == "go"


def test_single_obstacle_turns_the_verdict_alone(moment):
    found = rows(moment, "verdict_turners", "item_id", "turns_to", checkpoint="G4")
    assert found == [
        ("customer:program_manager", None), ("provider:program_manager", None), ("readiness", None),
    ]  # fmt: skip


def test_one_failed_gate_turns_to_go(moment_of):
    failed = {"criterion_id": "C1", "criterion_name": "C", "checkpoint_id": "G2", "actual": 0.0, "is_gating": True}
    votes = [{"checkpoint_id": "G2", "side": side, "role": "program_manager", "vote": "go"} for side in
             ("customer", "provider")]  # fmt: skip
    moment = moment_of({NOW: {"checkpoints": [TABLES["checkpoints"][1]], "criteria": [failed], "votes": votes}})
    found = rows(moment, "verdict_turners", "item_id", "causes", "turns_to", "needed")
    assert found[0] == ("C1", "no_go", "go", "meet the target or accept a stated workaround")
    assert found[1][:3] == ("readiness", "conditional", None)


def test_votes_stand_side_by_side(moment):
    names = ("role", "is_required", "customer_vote", "provider_vote", "is_dissent", "health")
    assert rows(moment, "votes_by_role", *names) == [
        ("pmo_lead", True, "go", None, False, "on_track"), ("sponsor", True, "no_go", "go", True, "late"),
        ("passer_by", False, "go", None, False, "on_track"), ("trainer", False, None, None, False, "unknown"),
    ]  # fmt: skip


def test_dissent_is_told_with_its_reason(moment):
    row = next(row for row in rows(moment, "votes_by_role") if row["role"] == "sponsor")
    assert row["dissent"] == "customer sponsor votes no-go: Permit is missing"
    assert (row["customer_is_dissent"], row["provider_is_dissent"]) == (True, False)


def test_approver_who_owns_a_criterion_is_named(moment):
    found = {row["role"]: row["customer_owned_names"] for row in rows(moment, "votes_by_role")}
    assert (found["pmo_lead"], found["sponsor"]) == ("Trained", None)


def test_program_managers_are_asked_by_default(moment):
    found = rows(moment, "votes_by_role", "role", "customer_is_required", "provider_is_required", "is_default",
                 checkpoint="G1")  # fmt: skip
    assert found == [("program_manager", True, True, True)]


def test_conditions_are_overdue_open_then_met(moment):
    found = rows(moment, "decision_conditions", "condition_id", "health", "overdue_minutes")
    assert found == [("K1", "overdue", 120), ("K2", "open", None)]
    assert rows(moment, "decision_conditions", "condition_id", "health", checkpoint="G1") == [("K3", "met")]
    assert rows(moment, "decision_conditions", checkpoint="G1", show="open") == []


def test_trend_ends_with_now(moment):
    found = rows(moment, "readiness_trend", "assessment_id", "verdict", "readiness_percent", "days_to_go_live")
    assert found == [("A1", "no_go", 40.0, 52), ("now", "no_go", pytest.approx(200 / 3), 48)]


def test_critical_items_are_listed_gravest_first(moment):
    found = rows(moment, "open_critical_items", "item_id", "urgency", "why")
    assert found == [
        ("task:T1", 1, "Mandatory, and late by 2 h"), ("criterion:C1", 1, "Gating, and failed: 3 (target ≤ 0)"),
        ("issue:I1", 2, "Issue of severity 1, open"), ("incident:N1", 2, "Severity 2, open"),
    ]  # fmt: skip


def test_decisions_of_files_are_listed(moment):
    row = rows(moment, "decisions")[0]
    assert (row["act_id"], row["checkpoint_id"], row["decided_by"]) == (None, "G1", "Role A, Role B")
    assert (row["reason"], row["condition_count"], row["is_sealed"]) == ("Go on", 1, False)


def test_library_marks_what_is_used(moment):
    found = rows(moment, "criteria_library")
    assert len(found) == 30
    assert {row["category"] for row in found} == {"program", "system", "workforce", "operational"}
    assert [row["criterion_name"] for row in found if row["is_used"]] == []


def test_attention_names_what_the_go_no_go_waits_for(moment):
    kinds = ("condition", "criterion", "vote", "assessment")
    found = [row for row in rows(moment, "attention") if row["kind"] in kinds]
    assert [(row["item_id"], row["health"], row["why"]) for row in found] == [
        ("condition:K1", "late", "Condition of Go-live, overdue by 2 h")
    ]


@pytest.mark.parametrize(
    ("as_of", "held", "words", "health"),
    [
        ("2026-03-01T20:00", None, "due 30 to 60 days before go-live, 2 Mar to 1 Apr 2026", "unknown"),
        ("2026-03-05T20:00", None, "due now: 30 to 60 days before go-live, 2 Mar to 1 Apr 2026", "at_risk"),
        ("2026-04-02T03:59", None, "due now: 30 to 60 days before go-live, 2 Mar to 1 Apr 2026", "at_risk"),
        ("2026-04-02T04:00", None, "not held; it was due 30 to 60 days before go-live, 2 Mar to 1 Apr 2026", "late"),
        ("2026-04-20T04:00", "2026-03-05T20:00",
         "held on 5 Mar 2026, 57 days before go-live; due 30 to 60 days before go-live, 2 Mar to 1 Apr 2026", "on_track"),
        ("2026-04-20T04:00", "2026-04-10T20:00",
         "held late on 10 Apr 2026, 21 days before go-live; due 30 to 60 days before go-live, 2 Mar to 1 Apr 2026",
         "at_risk"),
    ],
)  # fmt: skip
def test_preliminary_assessment_is_due_before_go_live(moment_of, as_of, held, words, health):
    assessment = {"assessment_id": "A1", "checkpoint_id": "G2", "assessed_at": held, "stage": "preliminary"}
    tables = {"programme": TABLES["programme"], "criteria": TABLES["criteria"], "checkpoints": TABLES["checkpoints"]}
    moment = moment_of({"2026-02-01": tables | {"assessments": [assessment] if held else []}}, as_of)
    row = rows(moment, "preliminary_assessment")[0]
    assert (row["words"], row["health"], row["due_until_date"]) == (words, health, date(2026, 4, 1))
    assert ("assessment" in moment.table("attention_decisions")["kind"].to_pylist()) == (health == "late")


def test_missing_vote_is_asked_for_in_the_response_window(store):
    add_load(store, "2026-03-01", {"checkpoints": [TABLES["checkpoints"][1]], "criteria": TABLES["criteria"]})
    urgencies = []
    for at in (datetime(2026, 3, 13, 11, 59), datetime(2026, 3, 13, 12), datetime(2026, 3, 14, 12, 1)):
        found = Warehouse(store).moment(as_of=at).table("attention_decisions").to_pylist()
        urgencies.append([row["urgency"] for row in found if row["kind"] == "vote"])
    assert urgencies == [[], [2, 2], [1, 1]]


def test_contradiction_needs_attention_before_the_decision(moment_of):
    bound = {"bound_report": "incident_list", "bound_filter": "severity = 2", "bound_aggregate": "count"}
    criterion = TABLES["criteria"][0] | bound | {"actual": 0.0}
    moment = moment_of({NOW: TABLES | {"criteria": [criterion]}})
    row = next(row for row in rows(moment, "attention") if row["kind"] == "criterion")
    assert (row["health"], row["why"]) == ("late", "Asserted 0 (met), live 1 (not met)")
