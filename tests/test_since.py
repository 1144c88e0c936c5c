"""What changed between two moments: every kind of change, words of then and now, filters, who said so."""

from datetime import datetime

import pytest
from acting import Memory, an_event, task_event
from conftest import add_load

from cutover.since import CHANGES, HEALTHS, KINDS, MEANINGS, changes_since, tally
from cutover.store import Store
from cutover.warehouse import Warehouse

THEN, NOW = "2026-03-17T15:00", "2026-03-18T15:00"
BEFORE, AFTER = datetime.fromisoformat(THEN), datetime.fromisoformat(NOW)
ZONE = {"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}
TASK = {
    "task_id": "A", "task_name": "Convert", "status": "not_started", "workstream": "Data", "side": "provider",
    "owner_role": "data_lead", "owners": ["Lee"], "planned_start_at": "2026-03-19T12:00",
    "planned_finish_at": "2026-03-20T12:00", "planned_hours": 8.0, "duration_minutes": 480.0, "phase": "cutover",
}  # fmt: skip


@pytest.fixture
def changes_of(store):
    """Return a function: the rows of two snapshots give what changed from one to the other."""

    def compare(then: dict, now: dict, *, filters: dict | None = None, said: tuple = ()) -> list[dict]:
        add_load(store, THEN, {"programme": [ZONE]} | then)
        if now:
            add_load(store, NOW, now)
        moment = Warehouse(store, Memory(*said) if said else None).moment(as_of=AFTER)
        return changes_since(moment, moment.at(BEFORE), filters).to_pylist()

    return compare


def told(rows: list[dict]) -> list[tuple]:
    return [(row["kind"], row["item_id"], row["column"], row["before"], row["after"]) for row in rows]


FRIDAY, SATURDAY = "Fri 20 Mar 08:00", "Sat 21 Mar 08:00"
STATUS = [
    ({}, {"status": "complete", "actual_finish_at": "2026-03-18T14:00"}, "finished", "Complete Wed 18 Mar 10:00"),
    ({}, {"status": "complete", "actual_finish_at": "2026-03-17T14:00"}, "reported", "Complete Tue 17 Mar 10:00"),
    ({}, {"status": "in_progress", "actual_start_at": "2026-03-18T13:00"}, "started", "In progress Wed 18 Mar 09:00"),
    ({}, {"status": "blocked", "blocked_reason": "No access"}, "blocked", "Blocked: No access"),
    ({"status": "blocked"}, {"status": "in_progress"}, "unblocked", "In progress"),
    ({}, {"status": "failed"}, "failed", "Failed"),
    ({}, {"status": "skipped"}, "skipped", "Skipped"),
    ({"status": "failed"}, {"status": "in_progress"}, "reopened", "In progress"),
    ({"status": "in_progress"}, {}, "reopened", "Not started"),
]
MOVES = [
    ({"planned_finish_at": "2026-03-21T12:00"}, [("slipped", "planned_finish_at", FRIDAY, SATURDAY, 1440)]),
    ({"planned_finish_at": "2026-03-20T11:00"},
     [("pulled_in", "planned_finish_at", FRIDAY, "Fri 20 Mar 07:00", -60)]),
    ({"planned_finish_at": "2026-03-21T12:00", "planned_start_at": "2026-03-20T12:00"},
     [("slipped", "planned_finish_at", FRIDAY, SATURDAY, 1440)]),
    ({"planned_start_at": "2026-03-19T13:00"},
     [("slipped", "planned_start_at", "Thu 19 Mar 08:00", "Thu 19 Mar 09:00", 60)]),
    ({"forecast_finish_at": "2026-03-20T14:00"}, [("slipped", "forecast_finish_at", FRIDAY, "Fri 20 Mar 10:00", 120)]),
    ({"planned_finish_at": "2026-03-21T12:00", "forecast_finish_at": "2026-03-22T12:00"},
     [("slipped", "forecast_finish_at", FRIDAY, "Sun 22 Mar 08:00", 2880),
      ("slipped", "planned_finish_at", FRIDAY, SATURDAY, 1440)]),
    ({"planned_finish_at": None}, [("re_scoped", "planned_finish_at", FRIDAY, None, None)]),
    ({"planned_finish_at": "2026-03-21T12:00", "status": "skipped"},
     [("skipped", "status", "Not started", "Skipped", None)]),
    ({"updated_at": "2026-03-18T09:00", "percent_complete": 10.0}, []),
]  # fmt: skip
SCOPE = [
    ({"workstream": "Apps"}, "re_scoped", "workstream", "Data", "Apps"),
    ({"side": "customer"}, "re_scoped", "side", "Provider", "Customer"),
    ({"phase": "post_cutover"}, "re_scoped", "phase", "Cutover", "Post-cutover"),
    ({"task_name": "Convert all"}, "re_scoped", "task_name", "Convert", "Convert all"),
    ({"planned_hours": 12.5}, "re_scoped", "planned_hours", "8 h", "12.5 h"),
    ({"duration_minutes": 500.0}, "re_scoped", "duration_minutes", "8 h", "8 h 20 min"),
    ({"owner_role": "pmo_lead"}, "owner", "owner_role", "Data lead", "PMO lead"),
    ({"owners": ["Lee", "Roy"]}, "owner", "owners", "Lee", "Lee, Roy"),
    ({"owners": []}, "owner", "owners", "Lee", None),
]


@pytest.fixture(scope="module")
def of_tasks(tmp_path_factory) -> dict[str, list[dict]]:
    """What changed of a task for each case above: compared at once, each in a task of its own."""
    cases = {f"status {place}": (then, now) for place, (then, now, *_) in enumerate(STATUS)}
    cases |= {f"{name} {place}": ({}, case[0]) for name, some in (("move", MOVES), ("scope", SCOPE))
              for place, case in enumerate(some)}  # fmt: skip
    store = Store(tmp_path_factory.mktemp("since") / "store")
    add_load(store, THEN, {"programme": [ZONE], "tasks": [TASK | {"task_id": n} | c[0] for n, c in cases.items()]})
    add_load(store, NOW, {"tasks": [TASK | {"task_id": name} | case[1] for name, case in cases.items()]})
    moment, found = Warehouse(store).moment(), {name: [] for name in cases}
    for row in changes_since(moment, moment.at(BEFORE)).to_pylist():
        found[row["item_id"]].append(row)
    return found


@pytest.mark.parametrize("place", range(len(STATUS)), ids=[case[2] for case in STATUS])
def test_change_of_status_has_its_kind(of_tasks, place):
    kind, after = STATUS[place][2:]
    (row,) = of_tasks[f"status {place}"]
    assert (row["kind"], row["column"], row["after"], row["health"]) == (kind, "status", after, HEALTHS[kind])


@pytest.mark.parametrize("place", range(len(MOVES)))
def test_dates_of_open_tasks_slip_and_are_pulled_in(of_tasks, place):
    names = ("kind", "column", "before", "after", "moved_minutes")
    assert [tuple(row[name] for name in names) for row in of_tasks[f"move {place}"]] == MOVES[place][1]


@pytest.mark.parametrize("place", range(len(SCOPE)), ids=[case[2] for case in SCOPE])
def test_scope_and_owner_are_told_apart(of_tasks, place):
    names = ("kind", "column", "before", "after")
    assert [tuple(row[name] for name in names) for row in of_tasks[f"scope {place}"]] == [SCOPE[place][1:]]


def test_tasks_that_are_gone_are_told(changes_of):
    rows = changes_of({"tasks": [TASK, TASK | {"task_id": "B", "task_name": "Load"}]},
                      {"tasks": [TASK, TASK | {"task_id": "C", "task_name": "Check"}]})  # fmt: skip
    assert told(rows) == [("added", "C", None, None, "due Fri 20 Mar 08:00"),
                          ("removed", "B", None, "due Fri 20 Mar 08:00", None)]  # fmt: skip
    assert [row["what"] for row in rows] == ["Check", "Load"]


def test_task_marked_as_taken_out_is_removed(changes_of):
    rows = changes_of({"tasks": [TASK]}, {"tasks": [TASK | {"removed_at": "2026-03-18T09:00"}]})
    assert told(rows) == [("removed", "A", None, "due Fri 20 Mar 08:00", None)]


def test_new_task_that_is_done_is_added_and_finished(changes_of):
    done = TASK | {"task_id": "B", "status": "complete", "actual_finish_at": "2026-03-18T14:00"}
    rows = changes_of({"tasks": [TASK]}, {"tasks": [TASK, done]})
    assert [(row["kind"], row["after"]) for row in rows] == [
        ("finished", "Complete Wed 18 Mar 10:00"), ("added", "Complete Wed 18 Mar 10:00")]  # fmt: skip


GATE = {"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-20T12:00", "approver_side": "customer"}
ISSUE = {"issue_id": "I", "title": "Retest", "issue_type": "issue", "status": "open", "opened_at": "2026-03-01",
         "due_at": "2026-03-20T12:00", "side": "customer", "workstream": "Data"}  # fmt: skip
CRITERION = {"criterion_id": "C", "criterion_name": "Balances", "operator": ">=", "target": 99.0, "unit": "percent",
             "actual": 95.0, "assessed_at": "2026-03-10"}  # fmt: skip


REGISTERS = [
    ("checkpoints", GATE, {"decision": "conditional", "decided_at": "2026-03-18T10:00"},
     ("decided", "G", "state", None, "Conditional Go")),
    ("checkpoints", GATE, {"planned_at": "2026-03-21T12:00"},
     ("slipped", "G", "due_at", "Fri 20 Mar 08:00", "Sat 21 Mar 08:00")),
    ("checkpoints", GATE | {"decision": "go", "decided_at": "2026-03-10"}, {"decision": None, "decided_at": None},
     ("reopened", "G", "state", "Go", None)),
    ("issues", ISSUE, {"status": "closed", "closed_at": "2026-03-18T10:00"},
     ("closed", "I", "state", "Open", "Closed")),
    ("issues", ISSUE, {"issue_type": "risk"}, ("re_scoped", "I", "item_kind", "Issue", "Risk")),
    ("issues", ISSUE, {"severity": 1}, ("re_scoped", "I", "severity", None, "1")),
    ("criteria", CRITERION, {"actual": 99.5, "assessed_at": "2026-03-18"},
     ("read", "C", "reading", "95 %", "99.5 %")),
    ("criteria", CRITERION, {"target": 98.0},
     ("re_scoped", "C", "definition", "Balances ≥ 99 %", "Balances ≥ 98 %")),
    ("criteria", CRITERION, {"is_removed": True}, ("removed", "C", None, "Balances ≥ 99 %", None)),
    ("conditions", {"condition_id": "N", "condition": "Retest", "checkpoint_id": "G", "status": "open"},
     {"status": "met", "closed_at": "2026-03-18T10:00"}, ("closed", "N", "state", "Open", "Closed")),
]  # fmt: skip
KEYS = {"checkpoints": "checkpoint_id", "issues": "issue_id", "criteria": "criterion_id", "conditions": "condition_id"}


def test_registers_tell_their_changes(changes_of):
    states = [{}, {}]
    for place, (table, then, now, _) in enumerate(REGISTERS):
        for state, cells in zip(states, (then, then | now), strict=True):
            state.setdefault(table, []).append(cells | {KEYS[table]: f"{then[KEYS[table]]}{place}"})
    found = {row[1]: (row[0], row[1][0], *row[2:]) for row in told(changes_of(*states))}
    expected = {f"{case[3][1]}{place}": case[3] for place, case in enumerate(REGISTERS)}
    assert found == expected


def test_entries_of_the_log_open_and_close(changes_of):
    new = [ISSUE | {"issue_id": "J", "opened_at": "2026-03-18"},
           ISSUE | {"issue_id": "K", "status": "closed", "closed_at": "2026-03-18T10:00"}]  # fmt: skip
    assert told(changes_of({"issues": [ISSUE]}, {"issues": new})) == [
        ("opened", "J", None, None, "due Fri 20 Mar 08:00"),
        ("closed", "K", None, None, "opened and closed since"),
        ("removed", "I", None, "due Fri 20 Mar 08:00", None),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"workstreams": ["Data"]}, ["A", "G"]),
        ({"workstreams": ["Apps"]}, ["A", "B", "G"]),
        ({"sides": ["customer"]}, ["G"]),
        ({"phases": [], "sides": ["provider"]}, ["A", "B"]),
        ({}, ["A", "B", "G"]),
    ],
)
def test_item_is_kept_where_it_belonged_or_belongs(changes_of, filters, expected):
    other = TASK | {"task_id": "B", "workstream": "Apps"}
    then = {"tasks": [TASK, other], "checkpoints": [GATE]}
    now = {"tasks": [TASK | {"workstream": "Apps"}, other | {"side": "provider", "status": "in_progress"}],
           "checkpoints": [GATE | {"planned_at": "2026-03-21T12:00"}]}  # fmt: skip
    assert sorted({row["item_id"] for row in changes_of(then, now, filters=filters)}) == expected


def test_who_said_so_in_an_act_is_named(changes_of):
    started = task_event(1, "2026-03-18T13:00", status="in_progress", actual_start_at="2026-03-18T13:00")
    raised = an_event(2, "action", {"issue_id": "N1"}, {
        "title": "Call them", "issue_type": "action", "status": "open", "opened_at": datetime(2026, 3, 18, 14),
    }, "2026-03-18T14:00")  # fmt: skip
    rows = changes_of({"tasks": [TASK], "issues": []}, {}, said=(started, raised))
    assert [(row["kind"], row["item_id"], row["said_by"], row["said_at"]) for row in rows] == [
        ("started", "A", "Ann Lee", datetime(2026, 3, 18, 13)),
        ("opened", "N1", "Ann Lee", datetime(2026, 3, 18, 14)),
    ]


def test_older_act_is_not_named_for_a_new_file(changes_of):
    noted = task_event(1, "2026-03-17T13:00", note="slow")
    (row,) = changes_of({"tasks": [TASK]}, {"tasks": [TASK | {"side": "customer"}]}, said=(noted,))
    assert (row["kind"], row["said_by"], row["said_at"]) == ("re_scoped", None, None)


def test_tally_counts_items_not_values(changes_of):
    moved = {"planned_finish_at": "2026-03-21T12:00", "forecast_finish_at": "2026-03-22T12:00", "side": "shared"}
    rows = changes_of({"tasks": [TASK]}, {"tasks": [TASK | moved]})
    table = CHANGES.empty_table().from_pylist(rows, CHANGES)
    assert tally(table) == {"slipped": 1, "re_scoped": 1}
    assert [row["position"] for row in rows] == [1, 2, 3]


def test_every_kind_and_column_is_explained():
    assert set(HEALTHS) == set(KINDS)
    assert list(MEANINGS) == CHANGES.names


@pytest.fixture(scope="module")
def sample_pair(sample_at):
    return sample_at(datetime(2026, 10, 9, 22)), sample_at(datetime(2026, 10, 2, 22))


def test_moment_differs_in_nothing_from_itself(sample_pair):
    assert changes_since(sample_pair[0], sample_pair[0]).num_rows == 0


def test_what_was_added_was_removed_backwards(sample_pair):
    now, then = sample_pair
    forth, back = tally(changes_since(now, then)), tally(changes_since(then, now))
    assert (forth["added"], forth["removed"]) == (back["removed"] - forth.get("opened", 0), back["added"])
    assert forth["re_scoped"] == back["re_scoped"]


@pytest.mark.parametrize("side", ["customer", "provider"])
def test_filters_only_leave_rows_out(sample_pair, side):
    now, then = sample_pair
    every, kept = changes_since(now, then), changes_since(now, then, {"sides": [side]})
    names = ("kind", "item_id", "column", "before", "after")
    rows = [{tuple(row[name] for name in names) for row in table.to_pylist()} for table in (every, kept)]
    assert rows[1] <= rows[0]
