"""What state a criterion is in and how much of it is attained; every case is one criterion of one moment."""

import pytest
from conftest import add_load

from cutover.store import Store
from cutover.warehouse import Warehouse

NOW = "2026-03-13T20:00"
WORST = {"bound_report": "incident_counts", "bound_column": "open_count",
         "bound_filter": "by = severity; group_value = 1", "bound_aggregate": "sum"}  # fmt: skip
COVERED = {"bound_report": "requirement_coverage", "bound_column": "tested_percent"}
CASES = {
    "more is better, met": ({"operator": ">=", "target": 90.0, "actual": 95.0}, "met", 1.0),
    "more is better, failed": ({"operator": ">=", "target": 90.0, "actual": 45.0}, "failed", 0.5),
    "more is better, nothing": ({"operator": ">=", "target": 90.0, "actual": 0.0}, "failed", 0.0),
    "more is better, negative": ({"operator": ">=", "target": 90.0, "actual": -5.0}, "failed", 0.0),
    "more than, at the border": ({"operator": ">", "target": 90.0, "actual": 90.0}, "failed", 1.0),
    "less is better, met": ({"operator": "<=", "target": 3.0, "actual": 2.0}, "met", 1.0),
    "less is better, below zero": ({"operator": "<=", "target": 3.0, "actual": -2.0}, "met", 1.0),
    "less is better, failed": ({"operator": "<=", "target": 3.0, "actual": 4.0}, "failed", 0.75),
    "none allowed, none": ({"operator": "<=", "target": 0.0, "actual": 0.0}, "met", 1.0),
    "none allowed, one": ({"operator": "<=", "target": 0.0, "actual": 1.0}, "failed", 0.0),
    "target below zero, met": ({"operator": ">=", "target": -15.0, "actual": -10.0}, "met", 1.0),
    "target below zero, failed": ({"operator": ">=", "target": -15.0, "actual": -30.0}, "failed", 0.0),
    "target zero, failed": ({"operator": ">=", "target": 0.0, "actual": -1.0}, "failed", 0.0),
    "yes": ({"operator": "=", "target": 1.0, "actual": 1.0, "unit": "yes/no"}, "met", 1.0),
    "no": ({"operator": "=", "target": 1.0, "actual": 0.0, "unit": "yes/no"}, "failed", 0.0),
    "exact, near": ({"operator": "=", "target": 6.0, "actual": 5.0}, "failed", 0.0),
    "neither operator nor target": ({"actual": 1.0}, "met", 1.0),
    "not measured": ({"operator": ">=", "target": 1.0}, "open", None),
    "measured tomorrow": ({"target": 1.0, "actual": 1.0, "assessed_at": "2026-03-14"}, "open", None),
    "evidence expired": ({"target": 1.0, "actual": 1.0, "expires_at": "2026-03-13"}, "expired", None),
    "live, met": ({"operator": "<=", "target": 2.0, **WORST}, "met", 1.0),
    "live, failed": ({"operator": "<=", "target": 0.0, **WORST}, "failed", 0.0),
    "live wins over asserted": ({"operator": "<=", "target": 0.0, "actual": 0.0, **WORST}, "failed", 0.0),
    "live and asserted agree": ({"operator": "<=", "target": 2.0, "actual": 2.0, **WORST}, "met", 1.0),
    "live differs, both met": ({"operator": "<=", "target": 5.0, "actual": 4.0, **WORST}, "met", 1.0),
    "live is rounded down": ({"target": 60.0, "actual": 66.0, "unit": "percent", **COVERED}, "met", 1.0),
    "expired claim contradicts nobody": (
        {"operator": "<=", "target": 0.0, "actual": 0.0, "expires_at": "2026-03-13", **WORST}, "failed", 0.0),
    "live worked around": (
        {"operator": "<=", "target": 0.0, "has_accepted_workaround": True, "workaround": "By hand", **WORST},
        "workaround", 1.0),
    "live without value": ({"target": 1.0, "actual": 1.0, "bound_report": "no_such_report"}, "open", None),
}  # fmt: skip


def incident(number: int, severity: int) -> dict:
    return {"incident_id": f"N{number}", "opened_at": "2026-03-12", "severity": severity, "status": "open"}


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> dict[str, dict]:
    """The state of every case, by its name."""
    store = Store(tmp_path_factory.mktemp("states") / "store")
    criteria = [
        {"criterion_id": f"C{number:02}", "criterion_name": name, "checkpoint_id": "G1"} | cells
        for number, (name, (cells, *_)) in enumerate(CASES.items())
    ]
    add_load(store, NOW, {
        "checkpoints": [{"checkpoint_id": "G1", "checkpoint_name": "Go", "planned_at": "2026-03-15"}],
        "criteria": criteria, "incidents": [incident(1, 1), incident(2, 1), incident(3, 2)],
        "requirements": [{"requirement_id": f"R{n}", "coverage": "tested" if n else "gap"} for n in range(3)],
    })  # fmt: skip
    return {row["criterion_name"]: row for row in Warehouse(store).moment().query("readiness_criteria").to_pylist()}


@pytest.mark.parametrize("name", CASES)
def test_state_and_attainment_follow_the_formula(states, name):
    _, state, share = CASES[name]
    assert (states[name]["state"], states[name]["attainment_ratio"]) == (state, share)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("live wins over asserted", "Asserted 0 (met), live 2 (not met)"),
        ("live differs, both met", "Asserted 4, live 2"),
        ("live and asserted agree", None),
        ("live is rounded down", None),
        ("expired claim contradicts nobody", None),
        ("live, failed", None),
    ],
)
def test_contradiction_is_told_in_words(states, name, words):
    assert (states[name]["contradiction"], states[name]["is_contradiction"]) == (words, words is not None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("yes", "yes (target yes)"),
        ("less is better, failed", "4 (target ≤ 3)"),
        ("live is rounded down", "66.67 % (target ≥ 60 %)"),
        ("not measured", "not assessed (target ≥ 1)"),
        ("evidence expired", "1, evidence expired (target ≥ 1)"),
    ],
)
def test_measured_says_value_and_target(states, name, words):
    assert states[name]["measured"] == words


def test_both_values_are_kept_and_the_source_named(states):
    row = states["live wins over asserted"]
    assert (row["actual"], row["live_actual"], row["asserted_actual"], row["actual_source"]) == (2.0, 2.0, 0.0, "live")
    assert row["binding"] == "incident_counts.open_count where by = severity; group_value = 1 (sum)"


def test_report_without_value_leaves_it_open_and_says_why(states):
    row = states["live without value"]
    assert (row["actual"], row["asserted_actual"], row["actual_source"]) == (None, 1.0, "none")
    assert row["problem"].startswith("There is no report no_such_report.")
    assert row["measured"].startswith("not known: There is no report")


def test_unmet_criteria_come_first(states):
    states_in_order = [row["state"] for row in sorted(states.values(), key=lambda row: row["position"])]
    met = [state in ("met", "workaround") for state in states_in_order]
    assert met == sorted(met)
