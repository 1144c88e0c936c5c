"""What the wall shows, on literal rows and a second time over the sample."""

from datetime import datetime, timedelta

import pytest
from recomputed_rows import in_force

AS_OF = "2026-04-04T12:00"
PROGRAMME = {
    "programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York", "baseline_at": "2026-01-05T14:00",
    "cutover_start_at": "2026-04-03T22:00", "cutover_finish_at": "2026-04-06T10:00", "go_live_at": "2026-04-06T12:00",
    "warranty_start_date": "2026-04-06",
}  # fmt: skip
DEPLOY = {"task_id": "A", "task_name": "Deploy release", "phase": "cutover", "task_class": "deploy_code",
          "status": "complete", "planned_finish_at": "2026-04-04T01:00", "actual_start_at": "2026-04-03T22:00",
          "actual_finish_at": "2026-04-04T01:30"}  # fmt: skip
RUNNING = {"task_id": "B", "task_name": "Activate ledger", "phase": "cutover", "task_class": "activate_component",
           "status": "in_progress", "side": "provider", "owner_role": "technical_lead",
           "planned_start_at": "2026-04-04T08:00", "planned_finish_at": "2026-04-04T11:15",
           "actual_start_at": "2026-04-04T08:20"}  # fmt: skip
NEXT = {"task_id": "C", "task_name": "Activate grants", "phase": "cutover", "task_class": "activate_component",
        "status": "not_started", "planned_start_at": "2026-04-04T14:00",
        "planned_finish_at": "2026-04-04T18:00"}  # fmt: skip
STUCK = RUNNING | {"task_id": "D", "task_name": "Secure payroll", "task_class": "secure_legacy", "status": "blocked",
                   "planned_finish_at": "2026-04-04T20:00", "blocked_reason": "No key",
                   "blocked_at": "2026-04-04T10:00"}  # fmt: skip
TASKS = [DEPLOY, RUNNING, NEXT, STUCK]
GATES = [
    {"checkpoint_id": "G1", "checkpoint_name": "Balances", "planned_at": "2026-04-04T10:00"},
    {"checkpoint_id": "G2", "checkpoint_name": "No way back", "planned_at": "2026-04-05T10:00",
     "is_point_of_no_return": True},
]  # fmt: skip


@pytest.fixture
def ask(moment_of):
    """Return a function: a report, a status time and tables give its rows."""

    def rows(report: str, as_of: str = AS_OF, **tables: list[dict]) -> list[dict]:
        return moment_of({as_of: {"programme": [PROGRAMME], "tasks": TASKS} | tables}).query(report).to_pylist()

    return rows


def test_classes_count_the_work_of_the_weekend(ask):
    rows = ask("wall_classes", tasks=[*TASKS, NEXT | {"task_id": "E", "phase": "post_cutover"}])
    counts = ("task_count", "complete_count", "running_count", "stuck_count", "late_count", "planned_count")
    assert {row["task_class"]: tuple(row[name] for name in counts) for row in rows} == {
        "deploy_code": (1, 1, 0, 0, 0, 1), "activate_component": (2, 0, 1, 0, 1, 1),
        "secure_legacy": (1, 0, 0, 1, 0, 0), "shutdown_legacy": (0, 0, 0, 0, 0, 0),
    }  # fmt: skip


def test_classes_say_what_is_next_and_how_it_stands(ask):
    rows = ask("wall_classes")
    assert [row["health"] for row in rows] == ["on_track", "late", "late", "unknown"]
    assert [row["next_task_id"] for row in rows] == [None, "B", "D", None]
    assert [row["complete_percent"] for row in rows] == [100, 0, 0, None]


def test_work_after_the_cutover_counts_once_it_is_over(ask):
    later = [DEPLOY, DEPLOY | {"task_id": "F", "phase": "post_cutover", "status": "not_started"}]
    assert ask("wall_classes", "2026-04-10T12:00", tasks=later)[0]["task_count"] == 2


def test_running_list_puts_stuck_and_late_first(ask):
    rows = ask("wall_running", tasks=[*TASKS, RUNNING | {"task_id": "E", "planned_finish_at": "2026-04-04T13:00"}])
    assert [(row["task_id"], row["state"], row["late_minutes"]) for row in rows] == [
        ("D", "blocked", None), ("B", "running", 45), ("E", "running", None),
    ]  # fmt: skip


def test_figures_count_done_running_late_blocked(ask):
    assert [(row["label"], row["value"], row["n"]) for row in ask("wall_figures")] == [
        ("Cutover done", 25, 4), ("Running", 1, 4), ("Late", 1, 4), ("Blocked or failed", 1, 4),
    ]  # fmt: skip


def test_figures_without_tasks_are_not_known(ask):
    assert [row["value"] for row in ask("wall_figures", tasks=[])] == [None] * 4


@pytest.mark.parametrize(
    ("as_of", "labels"),
    [
        ("2026-04-01T12:00", ["Next checkpoint", "Cutover starts", "Go-live"]),
        (AS_OF, ["Next checkpoint", "Go-live", "Window ends"]),
        ("2026-04-30T12:00", ["Next checkpoint", "Live since", "Warranty ends"]),
    ],
)
def test_clocks_follow_the_stage_of_the_cutover(ask, as_of, labels):
    assert [row["label"] for row in ask("wall_clocks", as_of, tasks=[DEPLOY])] == labels


def test_clock_of_the_way_back_stands_while_there_is_one(ask):
    row = ask("wall_clocks", tasks=[DEPLOY | {"backout_minutes": 60.0}], checkpoints=GATES)[1]
    assert (row["label"], row["name"]) == ("Turn back until", "no return Sun 5 Apr 06:00")
    assert row["target_at"] == datetime(2026, 4, 6, 9)


def test_clock_counts_to_the_next_checkpoint_not_the_overdue_one(ask):
    row = ask("wall_clocks", checkpoints=GATES)[0]
    assert (row["name"], row["target_at"], row["n"]) == ("No way back", datetime(2026, 4, 5, 10), 1)


def test_checkpoints_of_a_turned_plan_stand_alike_everywhere(moment_of):
    """After a No-Go those of the contingency plan still want a decision, and all others are stopped."""
    refused = GATES[0] | {"is_gate": True, "decision": "no_go", "decided_at": "2026-04-04T10:10"}
    beside = [{"checkpoint_id": name, "checkpoint_name": name, "phase": "contingency", "planned_at": planned_at}
              for name, planned_at in (("G3", "2026-04-04T11:00"), ("G4", "2026-04-04T20:00"))]  # fmt: skip
    rows = {"programme": [PROGRAMME], "tasks": TASKS, "checkpoints": [refused, GATES[1], *beside]}
    moment = moment_of({AS_OF: rows})
    events = {row["event_id"]: row["state"] for row in moment.query("overview_timeline").to_pylist()}
    health = {row["checkpoint_id"]: row["health"] for row in moment.query("checkpoint_health").to_pylist()}
    assert [events[name] for name in ("G1", "G2", "G3", "G4")] == ["done", "planned", "overdue", "next"]
    assert [health[name] for name in ("G1", "G2", "G3", "G4")] == ["decided", "grey", "overdue", "grey"]
    assert moment.query("wall_clocks").to_pylist()[0]["name"] == "G4"


def test_headline_names_the_overdue_checkpoint_and_what_is_stuck(ask):
    row = ask("wall_headline", checkpoints=GATES)[0]
    assert (row["health"], row["n"]) == ("late", 4)
    assert row["detail"].startswith("Balances has no decision.")
    assert row["detail"].endswith("1 task is blocked or failed.")


def test_headline_after_the_weekend_tells_the_warranty(ask):
    row = ask("wall_headline", "2026-04-16T12:00", tasks=[DEPLOY])[0]
    assert (row["headline"], row["detail"]) == ("Live, warranty day 10 of 90", "1 of 1 tasks are complete, 0 late.")


def test_headline_without_tasks_is_never_green(ask):
    assert ask("wall_headline", tasks=[])[0]["health"] == "unknown"


def test_headline_is_green_once_no_task_is_open(ask):
    done = {"programme": [{name: PROGRAMME[name] for name in ("programme_id", "zone")}], "tasks": [DEPLOY]}
    assert [ask(report, **done)[0]["health"] for report in ("wall_headline", "schedule_headline")] == ["on_track"] * 2


def test_checkpoints_list_the_undecided_by_time(ask):
    decided = {"checkpoint_id": "G0", "checkpoint_name": "Start", "planned_at": "2026-04-03T22:00", "decision": "go",
               "decided_at": "2026-04-03T22:10"}  # fmt: skip
    rows = ask("wall_checkpoints", checkpoints=[*GATES, decided])
    assert [(row["checkpoint_id"], row["is_no_return"]) for row in rows] == [("G1", False), ("G2", True)]
    assert rows[0]["health"] == "overdue"


def test_messages_list_overdue_and_due_within_a_day(ask):
    dues = {"late": "2026-04-04T11:00", "soon": "2026-04-05T11:00", "later": "2026-04-05T13:00"}
    plan = [{"communication_id": name, "title": name, "due_at": due} for name, due in dues.items()]
    sent = {"communication_id": "sent", "title": "sent", "due_at": dues["late"], "sent_at": "2026-04-04T10:00"}
    rows = ask("wall_messages", communications=[*plan, sent])
    assert [(row["communication_id"], row["state"]) for row in rows] == [("late", "overdue"), ("soon", "due")]


TIMES = ("2026-10-23T22:00", "2026-10-31T22:00", "2026-11-20T23:00")


@pytest.fixture(scope="module", params=[datetime.fromisoformat(at) for at in TIMES], ids=TIMES)
def weekend(request, sample_at):
    """The sample before, in and after the cutover weekend."""
    return sample_at(request.param)


def states(as_of: datetime) -> list[dict]:
    """Return the tasks of the sample's files with what had happened by then."""
    loaded = in_force("tasks", as_of)
    found = []
    for row in loaded.rows:
        started, finished = row["actual_start_at"], row["actual_finish_at"]
        is_done = row["status"] == "complete" and (finished is None or finished <= as_of)
        is_begun = row["status"] != "not_started" and (started is None or started <= as_of)
        state = "complete" if is_done else "in_progress" if is_begun else "not_started"
        is_stuck = row["status"] == "blocked" and (row["blocked_at"] is None or row["blocked_at"] <= as_of)
        due = row["planned_finish_at"] or row["baseline_finish_at"]
        in_scope = row["phase"] != "contingency" and row["status"] != "skipped"
        found.append(row | {"state": "blocked" if is_stuck else state, "due": due, "in_scope": in_scope})
    return [row for row in found if row["in_scope"]]


def test_headline_keeps_to_ten_words(weekend):
    row = weekend.query("wall_headline").to_pylist()[0]
    assert 0 < len(row["headline"].split()) <= 10


def test_running_and_late_are_those_of_the_files(weekend):
    rows = states(weekend.as_of)
    shown = weekend.query("wall_running").to_pylist()
    assert {row["task_id"] for row in shown} == {r["task_id"] for r in rows if r["state"] in ("in_progress", "blocked")}
    late = sum(row["state"] != "complete" and row["due"] < weekend.as_of for row in rows)
    assert weekend.query("wall_figures").to_pylist()[2]["value"] == late


def test_classes_are_those_of_the_files(weekend):
    phases = {"cutover"} | ({"post_cutover"} if weekend.as_of > datetime(2026, 11, 3) else set())
    rows = [row for row in states(weekend.as_of) if row["phase"] in phases]
    for shown in weekend.query("wall_classes").to_pylist():
        own = [row for row in rows if row["task_class"] == shown["task_class"]]
        done = sum(row["state"] == "complete" for row in own)
        planned = sum(row["due"] <= weekend.as_of for row in own)
        assert (shown["task_count"], shown["complete_count"], shown["planned_count"]) == (len(own), done, planned)


def test_messages_are_those_of_the_files(weekend):
    last = weekend.as_of + timedelta(days=1)
    plan = in_force("communications", weekend.as_of).rows
    open_ones = [row for row in plan if row["sent_at"] is None or row["sent_at"] > weekend.as_of]
    due = {row["communication_id"] for row in open_ones if row["due_at"] <= last}
    assert {row["communication_id"] for row in weekend.query("wall_messages").to_pylist()} == due


def test_wall_agrees_with_the_other_pages(weekend):
    schedule, clock = (weekend.query(name).to_pylist()[0] for name in ("schedule_headline", "rollback_clock"))
    headline, back = weekend.query("wall_headline").to_pylist()[0], weekend.query("wall_clocks").to_pylist()[1]
    path = [row["task_id"] for row in weekend.query("critical_path").to_pylist() if row["status"] != "complete"]
    assert [row["task_id"] for row in weekend.query("wall_path").to_pylist()] == path
    assert back["label"] != "Turn back until" or back["target_at"] == clock["latest_decision_at"]
    if "window" in schedule["headline"]:
        assert schedule["headline"].partition("ends ")[2].removesuffix(" closes") in headline["headline"]
