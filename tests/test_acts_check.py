"""An act is typed by the columns of its table, and everything wrong with it is said at once."""

from datetime import UTC, datetime

import pytest
from acting import an_act

from cutover.acts import KINDS, checked, journal_value
from cutover.errors import RefusedAct
from cutover.tables import TABLES

AT = "2026-03-01T12:00"
TASKS, CRITERIA, CHECKPOINTS = TABLES["tasks"], TABLES["criteria"], TABLES["checkpoints"]


@pytest.mark.parametrize(
    ("table", "column", "given", "written"),
    [
        ("tasks", "actual_start_at", "2026-03-01T08:00-05:00", "2026-03-01T13:00:00"),
        ("tasks", "actual_start_at", datetime(2026, 3, 1, 8, tzinfo=UTC), "2026-03-01T08:00:00"),
        ("tasks", "actual_start_at", "2026-03-01T08:00Z", "2026-03-01T08:00:00"),
        ("components", "backup_verified_date", "2026-03-01", "2026-03-01"),
        ("components", "backup_verified_date", datetime(2026, 3, 1, 8), "2026-03-01"),
        ("tasks", "percent_complete", "40", 40.0),
        ("tasks", "percent_complete", 100, 100.0),
        ("issues", "severity", "2", 2),
        ("criteria", "is_gating", "Yes", True),
        ("criteria", "is_gating", False, False),
        ("tasks", "status", "In Progress", "in_progress"),
        ("tasks", "status", "done", "complete"),
        ("checkpoints", "decided_by", ["Ann ", "", "Pat"], ["Ann", "Pat"]),
        ("checkpoints", "decided_by", "Ann; Pat", ["Ann", "Pat"]),
        ("tasks", "note", "two\nlines\u202e and \x07 a bell", "two lines and  a bell"),
        ("criteria", "operator", " <= ", "<="),
        ("tasks", "note", "   ", None),
        ("checkpoints", "decided_by", [], None),
    ],
)
def test_cell_is_written_by_its_type(table, column, given, written):
    assert journal_value(TABLES[table][column], given) == written


@pytest.mark.parametrize(
    ("table", "column", "given", "said"),
    [
        ("tasks", "actual_start_at", "yesterday", "is no time"),
        ("tasks", "actual_start_at", "0001-01-01", "is no time from 1900 to 2199"),
        ("tasks", "actual_start_at", 5, "is no time"),
        ("components", "backup_verified_date", "soon", "is no date"),
        ("components", "backup_verified_date", "1066-10-14", "is no date from 1900"),
        ("tasks", "percent_complete", 101, "at most 100"),
        ("tasks", "percent_complete", -1, "at least 0"),
        ("tasks", "percent_complete", "half", "is no number"),
        ("tasks", "percent_complete", float("nan"), "is no number"),
        ("tasks", "percent_complete", True, "is no number"),
        ("issues", "severity", 1.5, "is no whole number"),
        ("criteria", "is_gating", "maybe", "must be yes or no"),
        ("tasks", "status", "nearly", "allowed are not_started"),
        ("criteria", "operator", "=<", "is =<; allowed are <=, <, =, >, >="),
        ("rollback_triggers", "operator", "\u2264", "allowed are <=, <, =, >, >="),
        ("tasks", "note", "x" * 2001, "has 2,001 characters"),
        ("tasks", "note", 5, "must be text"),
        ("checkpoints", "decided_by", [5], "must be a list of texts"),
        ("checkpoints", "decided_by", ["x"] * 51, "has 51 items"),
    ],
)
def test_cell_out_of_range_says_what_is_allowed(table, column, given, said):
    with pytest.raises(ValueError, match=said):
        journal_value(TABLES[table][column], given)


def test_act_is_returned_as_it_is_recorded():
    subject = {"task_id": " A "}
    found = checked(an_act("task", subject, {"status": "WIP"}, AT, before={"status": "new"}, reason=" so\nit is "))
    assert (dict(found.subject), found.after, found.before) == (
        {"task_id": "A"}, {"status": "in_progress"}, {"status": "not_started"},
    )  # fmt: skip
    assert found.reason == "so it is"


def test_all_problems_are_said_at_once():
    with pytest.raises(RefusedAct) as refused:
        checked(an_act("task", {"task": "A"}, {"status": "nearly", "percent_complete": 200, "owner": "x"}, AT))
    for part in ("task does not name", "task_id has 1 to", "status is nearly", "must be at most 100", "not set owner"):
        assert part in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "subject", "after", "further", "said"),
    [
        ("dance", {}, {}, {}, "There is no kind of act 'dance'"),
        ("load", {"load_id": "L000001"}, {}, {}, "by loading files"),
        ("task", {"task_id": "A"}, {}, {}, "nothing is set"),
        ("task", {"task_id": ""}, {"status": "new"}, {}, "task_id has 1 to 200"),
        ("vote", {"checkpoint_id": "G", "side": "both", "role": "r"}, {"vote": "go"}, {}, "side is both; allowed"),
        ("vote", {"checkpoint_id": "G", "side": "customer", "role": "r"}, {"vote": None}, {}, "vote is empty"),
        ("decision", {"checkpoint_id": "G"}, {"decision": "go"}, {}, "a reason is needed"),
        ("note", {"note_id": "N"}, {"note": "x"}, {"reason": "r" * 2001}, "the reason has 2,001"),
        ("note", {"note_id": "N"}, {"note": "x"}, {"corrects": "1; drop"}, "names no act"),
        ("note", {"note_id": "N"}, {"note": "x"}, {"key": ""}, "key and a status time"),
        ("withdrawal", {"act_id": "J000001"}, {}, {"reason": "r", "corrects": "J000002"}, "the act that it names"),
        ("withdrawal", {"act_id": "J000001"}, {"note": "x"}, {"reason": "r", "corrects": "J000001"}, "sets nothing"),
    ],
)
def test_act_that_does_not_fit_is_refused(kind, subject, after, further, said):
    with pytest.raises(RefusedAct, match=said):
        checked(an_act(kind, subject, after, AT, **further))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"condition_id": "C1", "checkpoint_id": "G"}], "conditions 1: condition is empty"),
        ([{"condition_id": "C1", "checkpoint_id": "G", "condition": "Fix", "colour": 1}], "no column colour"),
        ([{"condition_id": "C1", "checkpoint_id": "G", "condition": "F", "side": "both of us"}], "side is both of us"),
        (["Fix"], "conditions 1: it is no row"),
        ([{}] * 51, "51 conditions are too many"),
    ],
)
def test_rows_that_a_decision_carries_are_checked(rows, said):
    act = an_act("decision", {"checkpoint_id": "G"}, {"decision": "conditional", "conditions": rows}, AT, reason="r")
    with pytest.raises(RefusedAct, match=said):
        checked(act)


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].table])
def test_kind_names_columns_of_its_table(name):
    kind = KINDS[name]
    stamps = {column for column in (kind.signed, kind.stamped) if column}
    assert set(kind.columns) | stamps <= set(TABLES[kind.table].names)
    assert stamps <= set(kind.columns)
    assert not set(kind.columns) & set(kind.key)


def test_only_kinds_with_all_required_columns_make_rows():
    assert {name for name, kind in KINDS.items() if kind.makes_rows} == {
        "vote", "condition", "criterion", "approver", "assessment", "sign_off", "workstream_status", "action", "note",
        "rollback_trigger", "rollback", "meeting", "meeting_close", "communication", "audience", "person", "shift",
        "incident",
    }  # fmt: skip
