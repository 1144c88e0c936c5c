"""The verdict of criteria that nobody thought of: reports against plain Python, over rows that Hypothesis makes."""

from datetime import datetime, timedelta

import pytest
import recomputed_decisions as again
from conftest import add_load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cutover.store import Store
from cutover.warehouse import Moment, Warehouse

NOW = datetime(2026, 3, 13, 20)
GATES = 16
NEAR = st.sampled_from([None, *(NOW + timedelta(days=days) for days in (-2, 0, 1))])
NUMBERS = st.one_of(st.none(), st.sampled_from([-5.0, 0.0, 1.0, 89.999, 90.0, 100.0]), st.floats(-1e6, 1e6))
FLAGS = st.sampled_from([None, True, False])
CRITERION = st.fixed_dictionaries(
    {
        "operator": st.sampled_from([None, "<=", "<", "=", ">", ">="]), "target": NUMBERS, "actual": NUMBERS,
        "weight": st.one_of(st.none(), st.just(0.0), st.floats(0.001, 1000)), "is_gating": FLAGS, "is_removed": FLAGS,
        "has_accepted_workaround": FLAGS, "workaround": st.sampled_from([None, "", " ", "By hand"]),
        "assessed_at": NEAR, "expires_at": NEAR,
    }
)  # fmt: skip
VOTE = st.sampled_from([None, "go", "go", "conditional", "no_go"])
CONDITION = st.fixed_dictionaries(
    {
        "status": st.sampled_from([None, "open", "met", "waived"]), "due_at": NEAR, "closed_at": NEAR,
        "owner_role": st.sampled_from([None, "pmo_lead"]),
    }
)  # fmt: skip
GATE = st.fixed_dictionaries(
    {
        "criteria": st.lists(CRITERION, max_size=4), "conditions": st.lists(CONDITION, max_size=1),
        "votes": st.tuples(VOTE, VOTE), "decided_at": NEAR,
    }
)  # fmt: skip


def tables_of(gates: list[dict]) -> dict[str, list[dict]]:
    """Return input rows, a checkpoint per gate."""
    tables = {name: [] for name in ("checkpoints", "criteria", "votes", "conditions", "approvers")}
    for number, gate in enumerate(gates):
        own = {"checkpoint_id": f"G{number:02}"}
        decision = {"decision": "go", "decided_at": gate["decided_at"]} if gate["decided_at"] else {}
        tables["checkpoints"].append(own | {"checkpoint_name": "Gate", "planned_at": NOW} | decision)
        tables["criteria"] += [
            own | {"criterion_id": f"C{number:02}-{n}", "criterion_name": "C", "bound_report": None} | row
            for n, row in enumerate(gate["criteria"])
        ]
        tables["votes"] += [
            own | {"side": side, "role": "program_manager", "vote": vote}
            for side, vote in zip(("customer", "provider"), gate["votes"], strict=True)
            if vote
        ]
        tables["conditions"] += [
            own | {"condition_id": f"K{number:02}-{n}", "condition": "Do", "owner": None} | row
            for n, row in enumerate(gate["conditions"])
        ]
    return tables


def expected(checkpoint_id: str, tables: dict[str, list[dict]]) -> tuple[str, float | None, list[str]]:
    """Return verdict, readiness and states of a checkpoint by plain Python."""
    gate = next(row for row in tables["checkpoints"] if row["checkpoint_id"] == checkpoint_id)
    decided_at = gate.get("decided_at")
    judged_at = decided_at if decided_at and decided_at <= NOW else NOW
    kept = [row for row in tables["criteria"] if row["checkpoint_id"] == checkpoint_id and not row["is_removed"]]
    states = [again.state_of(row, NOW, NOW, judged_at=judged_at, live={}) for row in kept]
    asked = tables | {"criteria": kept}
    votes = again.required_votes(checkpoint_id, asked, tables["votes"])
    verdict = again.verdict(states, votes, again.open_conditions(tables["conditions"], checkpoint_id, NOW), 90)
    return verdict, again.readiness(states), [one["state"] for one in states]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(GATE, min_size=GATES, max_size=GATES))
def test_verdict_agrees_with_plain_python(tmp_path_factory, gates):
    tables = tables_of(gates)
    store = Store(tmp_path_factory.mktemp("made") / "store")
    add_load(store, NOW.isoformat(), tables)
    moment = Warehouse(store).moment()
    criteria = moment.table("criterion_states").sort_by("criterion_id").to_pylist()
    for row in moment.table("verdicts").to_pylist():
        verdict, percent, states = expected(row["checkpoint_id"], tables)
        found = [one["state"] for one in criteria if one["checkpoint_id"] == row["checkpoint_id"]]
        assert (row["verdict"], found) == (verdict, states)
        assert row["readiness_percent"] == (None if percent is None else pytest.approx(percent, abs=1e-6))
    properties_hold(moment)


def properties_hold(moment: Moment) -> None:
    """Fail where shares leave 0 to 1, the percents their range, or mending everything does not end in go."""
    shares = [one for one in moment.table("criterion_states")["attainment_ratio"].to_pylist() if one is not None]
    assert all(0 <= share <= 1 for share in shares)
    cases = moment.table("verdict_cases").to_pylist()
    asked = {row["checkpoint_id"] for row in cases if row["rule"] in ("no criteria", "readiness not known")}
    last = {
        row["checkpoint_id"]: row
        for row in sorted(cases, key=lambda row: row["item_id"])
        if row["case_kind"] == "together"
    }
    assert [row for name, row in last.items() if name not in asked and row["verdict"] != "go"] == []
