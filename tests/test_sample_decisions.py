"""The decisions of the sample: votes, conditions, assessments, triggers, and what they are computed from."""

import numpy as np
import pytest
from test_sample import NEWEST, at, known, row

from cutover.generate.decisions import assess, attainment, is_met
from cutover.generate.gates import readings_of


def votes_of(checkpoint_id: str, day: str) -> dict[tuple[str, str], str]:
    """Return the votes of a checkpoint by side and role as the snapshot of a day has them."""
    votes = known("votes", at(day)).query(f"checkpoint_id == '{checkpoint_id}'")
    return dict(zip(zip(votes["side"], votes["role"], strict=True), votes["vote"], strict=True))


def test_both_sides_are_asked_at_every_checkpoint():
    approvers = known("approvers")
    required = approvers[approvers["is_required"]].groupby("checkpoint_id")["side"].agg(set)
    assert set(required.index) == set(known("checkpoints")["checkpoint_id"])
    assert all(sides == {"customer", "provider"} for sides in required)


def test_final_go_no_go_asks_sponsors_and_managers():
    asked = known("approvers").query("checkpoint_id == 'CP-04' and is_required")
    assert sorted(zip(asked["side"], asked["role"], strict=True)) == [
        (side, role) for side in ("customer", "provider") for role in ("executive_sponsor", "program_manager")
    ]


def test_no_approver_owns_a_criterion_of_its_checkpoint():
    criteria, approvers = known("criteria"), known("approvers")
    owned = criteria.merge(approvers, left_on=["checkpoint_id", "owner_role"], right_on=["checkpoint_id", "role"])
    assert owned.empty


def test_every_held_checkpoint_has_the_required_votes():
    asked, held = known("approvers").query("is_required"), known("checkpoints").dropna(subset=["decision"])
    seats = asked[asked["checkpoint_id"].isin(held["checkpoint_id"])]
    given = known("votes").merge(seats, on=["checkpoint_id", "side", "role"])
    assert len(given) == len(seats) == 22


def test_votes_are_given_before_the_decision():
    decided = known("votes").merge(known("checkpoints")[["checkpoint_id", "decided_at"]], on="checkpoint_id")
    assert (decided["voted_at"] <= decided["decided_at"]).all()


def test_sponsor_dissents_with_a_reason_then_concurs():
    sponsor = ("customer", "executive_sponsor")
    assert (votes_of("CP-04", "2026-10-23")[sponsor], votes_of("CP-04", "2026-10-30")[sponsor]) == ("no_go", "go")
    other = known("votes", at("2026-10-23")).query("vote != 'go'")
    assert other["comment"].notna().all()
    assert set(votes_of("CP-04", "2026-10-30").values()) == {"go"}


def test_conditions_stand_only_under_conditional_decisions():
    conditions, checkpoints = known("conditions"), known("checkpoints").set_index("checkpoint_id")
    assert set(checkpoints.loc[conditions["checkpoint_id"], "decision"]) == {"conditional"}
    assert conditions[["owner", "due_at"]].notna().all(axis=None)
    assert sorted(conditions["checkpoint_id"].unique()) == ["CP-02", "CP-09"]


def test_one_condition_is_overdue_for_days_then_met():
    days = ("2026-11-13", "2026-11-14", "2026-11-16", "2026-11-17")
    states = [row("conditions", "CD-04", at(day))["status"] for day in days]
    assert states == ["open", "open", "open", "met"]
    assert row("conditions", "CD-04")["due_at"] < at("2026-11-14")


def test_first_assessment_is_33_days_ahead():
    first, go_live = known("assessments").iloc[0], known("programme").iloc[0]["go_live_at"]
    assert first["stage"] == "preliminary"
    assert (go_live.normalize() - first["assessed_at"].normalize()).days == 33


def test_assessments_turn_from_no_go_to_go():
    held = known("assessments")
    assert held["verdict"].tolist() == ["no_go", "no_go", "no_go", "go"]
    assert held["readiness_percent"].tolist() == [49.7, 54.8, 93.2, 99.8]
    assert held["gating_met_count"].tolist() == [3, 3, 13, 16]


def test_readiness_alone_does_not_make_a_go():
    assert assess("CP-04", np.datetime64("2026-10-22T16:00"))["verdict"] == "no_go"
    assert assess("CP-04", np.datetime64("2026-10-28T12:00"))["verdict"] == "no_go"
    assert assess("CP-12", np.datetime64("2026-11-20T12:00"))["verdict"] == "incomplete"


def criterion(operator: str, target: str, readings: str = "09-24:1", accepted: str = "false") -> dict[str, str]:
    return {"operator": operator, "target": target, "readings": readings, "has_accepted_workaround": accepted}


@pytest.mark.parametrize(
    ("operator", "target", "value", "expected"),
    [(">=", "90", "45", 0.5), (">=", "90", "95", 1), ("<=", "2", "4", 0.5), ("<=", "0", "3", 0), ("=", "1", "0", 0)],
)
def test_attainment_is_the_share_reached(operator, target, value, expected):
    assert attainment(criterion(operator, target), [(np.datetime64("2026-09-24T15:00"), value)]) == expected


def test_workaround_counts_from_the_last_reading_on():
    worked_around = criterion("<=", "0", "10-22:4 10-27:2", "true")
    early, late = (readings_of(worked_around["readings"], np.datetime64(f"2026-10-{day}")) for day in (23, 28))
    assert not is_met(worked_around, early)
    assert is_met(worked_around, late)


def test_readings_carry_an_hour_where_one_is_said():
    found = readings_of("10-31:1 10-31T17:30:4 11-01:6", np.datetime64("2026-10-31T18:00"))
    assert found == [(np.datetime64("2026-10-31T15:00"), "1"), (np.datetime64("2026-10-31T17:30"), "4")]


def test_triggers_are_known_once_the_plan_is_approved():
    assert known("rollback_triggers", at("2026-10-16")).empty
    triggers = known("rollback_triggers")
    assert triggers["bound_report"].dropna().tolist() == ["target_risk", "incident_list"]
    assert triggers[["caller_side", "caller_role"]].notna().all(axis=None)


def test_back_out_steps_undo_tasks_of_the_cutover():
    tasks = known("tasks", at("2026-10-30"))
    undone = {one for cell in tasks["backs_out"].dropna() for one in cell.split("; ")}
    assert set(tasks[tasks["task_id"].isin(undone)]["phase"]) == {"cutover"}
    assert set(tasks.dropna(subset=["backs_out"])["phase"]) == {"contingency"}
    assert len(undone) == 19


def test_protection_period_ends_after_the_window():
    programme = known("programme", NEWEST).iloc[0]
    assert (programme["protection_finish_at"] - programme["cutover_finish_at"]).total_seconds() == 3 * 3600


LIVE = [
    ("2026-10-23", "Weekend shifts staffed", 93.0), ("2026-10-30", "Weekend shifts staffed", 98.0),
    ("2026-10-23", "Cutover likely to fit the window", 0.85),
]  # fmt: skip


@pytest.mark.parametrize(("day", "name", "asserted"), LIVE)
def test_bound_criteria_are_asserted_too(day, name, asserted):
    criterion = known("criteria", at(day)).query(f"criterion_name == '{name}'").iloc[0]
    assert criterion["actual"] == asserted
    assert isinstance(criterion["bound_report"], str)
