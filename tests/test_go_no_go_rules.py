"""The verdict by its rules, each at its border; every case is one checkpoint of one moment."""

import pytest
from conftest import add_load

from cutover.store import Store
from cutover.warehouse import Warehouse

NOW = "2026-03-13T20:00"
ROLES = ("customer", "provider")


def criterion(**cells) -> dict:
    return {"measure": "Done", "operator": ">=", "target": 100.0, "actual": 100.0, "weight": 1.0} | cells


MET = criterion(is_gating=True)
FAILED = criterion(is_gating=True, actual=90.0)
OPEN = criterion(is_gating=True, actual=None)
EXPIRED = criterion(is_gating=True, expires_at="2026-03-13T20:00")
SHARE_96 = [criterion(weight=24.0), criterion(weight=1.0, operator="=", target=1.0, actual=0.0)]
CONDITION = {"condition": "Train", "owner_role": "pmo_lead", "side": "customer", "due_at": "2026-03-20"}


def case(*criteria: dict, votes: tuple = ("go", "go"), conditions: tuple = (), **rest) -> dict:
    return {"criteria": criteria, "votes": votes, "conditions": conditions, **rest}


CASES = {
    "gating failed at 96 %": (case(FAILED | {"weight": 0.0}, *SHARE_96), "no_go", "gating criterion failed"),
    "gating met at 96 %": (case(MET | {"weight": 0.0}, *SHARE_96), "go", "all met"),
    "gating failed before vote": (case(FAILED, votes=(None, None)), "no_go", "gating criterion failed"),
    "required vote no-go": (case(MET, votes=("go", "no_go")), "no_go", "required vote no-go"),
    "no-go before not assessed": (case(OPEN, votes=("no_go", None)), "no_go", "required vote no-go"),
    "no criteria": (case(), "incomplete", "no criteria"),
    "gating not assessed": (case(MET, OPEN), "incomplete", "gating criterion not assessed"),
    "evidence expires now": (case(EXPIRED), "incomplete", "gating criterion not assessed"),
    "evidence expires in a minute": (case(EXPIRED | {"expires_at": "2026-03-13T20:01"}), "go", "all met"),
    "nothing assessed": (case(criterion(actual=None)), "incomplete", "readiness not known"),
    "one of two not assessed": (case(criterion(), criterion(actual=None)), "go", "all met"),
    "weights zero, gate met": (case(MET | {"weight": 0.0}), "go", "all met"),
    "weights zero, no gate": (case(criterion(weight=0.0)), "incomplete", "readiness not known"),
    "vote missing": (case(MET, votes=("go", None)), "incomplete", "required vote missing"),
    "condition without date": (
        case(MET, conditions=(CONDITION | {"due_at": None},)), "incomplete", "condition without owner or date"),
    "condition without owner": (
        case(MET, conditions=(CONDITION | {"owner_role": None},)), "incomplete", "condition without owner or date"),
    "readiness just below": (case(criterion(actual=89.9)), "conditional", "readiness below threshold"),
    "readiness at threshold": (case(criterion(actual=90.0)), "go", "all met"),
    "nine tenths in ten parts": (
        case(*[criterion()] * 9, criterion(operator="=", target=1.0, actual=0.0)), "go", "all met"),
    "vote conditional": (case(MET, votes=("conditional", "go")), "conditional", "conditional vote"),
    "condition open": (case(MET, conditions=(CONDITION,)), "conditional", "condition open"),
    "condition closed later": (
        case(MET, conditions=(CONDITION | {"status": "met", "closed_at": "2026-03-14"},)), "conditional",
        "condition open"),
    "condition waived": (case(MET, conditions=(CONDITION | {"status": "waived"},)), "go", "all met"),
    "one that does not gate failed": (case(MET | {"weight": 99.0}, criterion(actual=0.0)), "go", "all met"),
    "removed one does not count": (case(MET, FAILED | {"is_removed": True}), "go", "all met"),
    "VA: high with workaround": (
        case(criterion(is_gating=True, operator="<=", target=0.0, actual=55.0, has_accepted_workaround=True,
                       workaround="44 of 55 worked around, 11 by hand")), "go", "all met"),
    "VA: workaround not stated": (
        case(criterion(is_gating=True, operator="<=", target=0.0, actual=55.0, has_accepted_workaround=True,
                       workaround=" ")), "no_go", "gating criterion failed"),
    "VA: critical open": (
        case(criterion(is_gating=True, operator="<=", target=0.0, actual=17.0)), "no_go", "gating criterion failed"),
    "four failed": (case(*[FAILED] * 4), "no_go", "gating criterion failed"),
    "sixty criteria": (case(*[MET] * 60), "go", "all met"),
    "optional vote no-go": (
        case(MET, votes=("go", "go"), approvers=(("customer", "pmo_lead", False), ("provider", "pmo_lead", True))),
        "incomplete", "required vote missing"),
    "decided, expired since": (
        case(EXPIRED | {"expires_at": "2026-03-11"}, decision="go", decided_at="2026-03-10T12:00"), "go", "all met"),
    "decided, expired before": (
        case(EXPIRED | {"expires_at": "2026-03-09"}, decision="go", decided_at="2026-03-10T12:00"), "incomplete",
        "gating criterion not assessed"),
}  # fmt: skip


def rows_of(cases: dict[str, tuple]) -> dict[str, list[dict]]:
    """Return input rows: one checkpoint per case, with its criteria, votes, approvers and conditions."""
    tables: dict[str, list[dict]] = {
        name: [] for name in ("checkpoints", "criteria", "votes", "approvers", "conditions")
    }
    for gate, (given, *_) in enumerate(cases.values()):
        own = {"checkpoint_id": f"G{gate:02}"}
        decided = {name: given[name] for name in ("decision", "decided_at") if name in given}
        tables["checkpoints"].append(own | {"checkpoint_name": "Gate", "planned_at": "2026-03-15"} | decided)
        for number, row in enumerate(given["criteria"]):
            tables["criteria"].append(own | {"criterion_id": f"C{gate:02}-{number}", "criterion_name": "C"} | row)
        for side, vote in zip(ROLES, given["votes"], strict=True):
            if vote:
                tables["votes"].append(own | {"side": side, "role": "program_manager", "vote": vote})
        for side, role, is_required in given.get("approvers", ()):
            tables["approvers"].append(own | {"side": side, "role": role, "is_required": is_required})
        for number, row in enumerate(given["conditions"]):
            tables["conditions"].append(own | {"condition_id": f"K{gate:02}-{number}"} | row)
    return tables


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory) -> dict[str, dict]:
    """The verdict of every case, by its name."""
    store = Store(tmp_path_factory.mktemp("rules") / "store")
    add_load(store, NOW, rows_of(CASES))
    rows = {row["checkpoint_id"]: row for row in Warehouse(store).moment().table("verdicts").to_pylist()}
    return {name: rows[f"G{gate:02}"] for gate, name in enumerate(CASES)}


@pytest.mark.parametrize("name", CASES)
def test_first_rule_that_matches_decides(verdicts, name):
    _, verdict, rule = CASES[name]
    assert (verdicts[name]["verdict"], verdicts[name]["rule"]) == (verdict, rule)


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("gating failed at 96 %", 96.0), ("readiness just below", 89.9), ("nine tenths in ten parts", 90.0),
        ("nothing assessed", None), ("weights zero, gate met", None), ("VA: high with workaround", 100.0),
        ("VA: critical open", 0.0), ("sixty criteria", 100.0),
    ],
)  # fmt: skip
def test_readiness_is_weighted_over_assessed(verdicts, name, percent):
    assert verdicts[name]["readiness_percent"] == (percent if percent is None else pytest.approx(percent))


def test_coverage_stands_beside_the_readiness(verdicts):
    row = verdicts["one of two not assessed"]
    assert (row["assessed_count"], row["criterion_count"], row["readiness_least_percent"]) == (1, 2, 50.0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gating failed at 96 %", "1 gating criterion failed: C: 90 (target ≥ 100)"),
        ("required vote no-go", "1 required vote is no-go: No-go vote of provider program manager"),
        ("vote missing", "1 required vote missing: No vote yet of provider program manager"),
        ("readiness just below", "Readiness 89.9 %, 90 % needed"),
        ("condition open", "1 condition open: Open condition: Train"),
        ("no criteria", "No criteria are asked for"),
        ("four failed", "4 gating criteria failed: C: 90 (target ≥ 100); C: 90 (target ≥ 100); and 2 more"),
        ("gating met at 96 %", "Gate met and votes cast"),
    ],
)
def test_reason_names_rule_and_numbers(verdicts, name, reason):
    assert verdicts[name]["reason"] == reason


def test_removed_and_worked_around_are_counted_right(verdicts):
    removed, around = verdicts["removed one does not count"], verdicts["VA: high with workaround"]
    assert (removed["criterion_count"], around["met_count"], around["gating_met_count"]) == (1, 1, 1)
