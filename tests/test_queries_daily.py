"""The daily meeting on tiny plans: from when it counts, what is due, who waits, issues and actions, the answer."""

from datetime import datetime

import pytest

NEW_YORK = {"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}
NOW = "2026-03-18T15:00"
PLAN = [
    {"task_id": "A", "task_name": "Extract", "status": "complete", "actual_start_at": "2026-03-17T13:00",
     "actual_finish_at": "2026-03-17T20:00", "planned_finish_at": "2026-03-17T18:00", "owner_role": "data_lead",
     "side": "customer", "duration_minutes": 300.0},
    {"task_id": "B", "task_name": "Convert", "status": "blocked", "blocked_reason": "No access",
     "planned_start_at": "2026-03-17T20:00", "planned_finish_at": "2026-03-18T14:00", "owner_role": "data_lead",
     "baseline_start_at": "2026-03-17T20:00", "baseline_finish_at": "2026-03-18T14:00",
     "actual_start_at": "2026-03-17T21:00", "side": "provider", "duration_minutes": 600.0},
    {"task_id": "C", "task_name": "Load", "status": "not_started", "planned_start_at": "2026-03-18T14:00",
     "planned_finish_at": "2026-03-18T20:00", "owner_role": "app_lead", "side": "customer", "duration_minutes": 60.0},
    {"task_id": "D", "task_name": "Brief", "status": "not_started", "planned_start_at": "2026-03-17T18:00",
     "planned_finish_at": "2026-03-19T13:00", "owner_role": "trainer", "side": "customer", "duration_minutes": 60.0},
    {"task_id": "E", "task_name": "Restore", "status": "not_started", "phase": "contingency",
     "planned_finish_at": "2026-03-18T14:00"},
]  # fmt: skip
LINKS = [{"predecessor_id": a, "successor_id": b} for a, b in (("A", "B"), ("B", "C"), ("A", "D"))]
ROWS = {"programme": [NEW_YORK], "tasks": PLAN, "dependencies": LINKS}
MEETINGS = [
    {"meeting_id": "M1", "title": "Tuesday", "planned_at": "2026-03-17T12:00", "opened_at": "2026-03-17T12:00",
     "closed_at": "2026-03-17T12:20"},
    {"meeting_id": "M2", "title": "Steering", "meeting_type": "steering", "closed_at": "2026-03-18T09:00"},
    {"meeting_id": "M3", "title": "Wednesday", "planned_at": "2026-03-18T15:00", "opened_at": "2026-03-18T14:55"},
    {"meeting_id": "M4", "title": "Thursday", "planned_at": "2026-03-19T12:00"},
    {"meeting_id": "M5", "title": "Later today", "closed_at": "2026-03-18T18:00", "opened_at": "2026-03-18T17:00",
     "planned_at": "2026-03-18T17:00"},
]  # fmt: skip


@pytest.fixture
def moment(moment_of):
    """A plan of four tasks on a Wednesday, 11:00 in New York."""
    return moment_of({NOW: ROWS})


def rows_of(moment, report: str, **parameters) -> list[dict]:
    return moment.query(report, **parameters).to_pylist()


def sections(moment, **parameters) -> dict[str, list[str]]:
    """Return the tasks of every section of the day, sorted."""
    found: dict[str, list[str]] = {}
    for row in rows_of(moment, "daily_work", **parameters):
        found[row["section"]] = sorted([*found.get(row["section"], []), row["task_id"]])
    return found


def marks_at(moment_of, as_of: str, **tables) -> dict:
    rows = {"programme": [NEW_YORK], "tasks": PLAN[:1]} | tables
    return moment_of({as_of: rows}).table("meeting_marks").to_pylist()[0]


def test_last_closed_daily_meeting_begins_the_day(moment_of):
    marks = marks_at(moment_of, NOW, meetings=MEETINGS)
    assert (marks["since_kind"], marks["meeting_id"], marks["since_at"]) == (
        "meeting", "M1", datetime(2026, 3, 17, 12, 20))  # fmt: skip
    assert (marks["open_meeting_id"], marks["next_meeting_id"]) == ("M3", "M5")


@pytest.mark.parametrize(
    ("window_start_at", "meeting_id"), [("2026-03-18T08:00", "H1"), ("2026-03-18T14:00", "M1"), (None, "M1")]
)
def test_every_meeting_of_the_cutover_counts(moment_of, window_start_at, meeting_id):
    window = NEW_YORK | {"cutover_start_at": window_start_at, "cutover_finish_at": "2026-03-20T09:00"}
    shifts = [{"meeting_id": "H1", "meeting_type": "handover", "closed_at": "2026-03-18T13:00"}]
    marks = marks_at(moment_of, NOW, programme=[window], meetings=MEETINGS + shifts)
    assert marks["meeting_id"] == meeting_id


def test_steering_never_begins_the_day(moment_of):
    window = NEW_YORK | {"cutover_start_at": "2026-03-16T08:00", "cutover_finish_at": "2026-03-20T09:00"}
    assert marks_at(moment_of, NOW, programme=[window], meetings=MEETINGS)["meeting_id"] == "M1"


def test_meeting_closed_now_is_not_its_own_past(moment_of):
    closed = [MEETINGS[0], {"meeting_id": "M9", "closed_at": NOW}]
    assert marks_at(moment_of, NOW, meetings=closed)["meeting_id"] == "M1"


@pytest.mark.parametrize(
    ("as_of", "morning", "working_day"),
    [
        ("2026-11-02T15:00", "2026-11-01T13:00", "2026-10-30T12:00"),  # Monday behind the night of 25 hours
        ("2026-11-01T04:00", "2026-10-31T12:00", "2026-10-30T12:00"),  # Sunday 0:00, still daylight saving time
        ("2026-11-01T03:59", "2026-10-30T12:00", "2026-10-30T12:00"),  # a minute before: Saturday
        ("2026-03-09T12:00", "2026-03-08T12:00", "2026-03-06T13:00"),  # Monday behind the night of 23 hours
    ],
)
def test_eight_in_the_morning_is_local(moment_of, as_of, morning, working_day):
    marks = marks_at(moment_of, as_of)
    found = (marks["morning_at"], marks["working_day_at"], marks["since_at"])
    assert found == tuple(datetime.fromisoformat(at) for at in (morning, working_day, working_day))


def test_day_of_the_clock_change_has_25_hours(moment_of):
    marks = marks_at(moment_of, "2026-11-01T20:00")
    assert (marks["day_start_at"], marks["day_end_at"]) == (datetime(2026, 11, 1, 4), datetime(2026, 11, 2, 5))


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        ("2026-11-01T03:59", []),
        ("2026-11-01T04:00", ["due_today", "next_24_hours"]),
        ("2026-11-02T03:59", ["due_today", "next_24_hours"]),
        ("2026-11-02T04:59", ["due_today"]),
        ("2026-11-02T05:00", []),
    ],
)
def test_today_is_the_local_day_from_midnight(moment_of, finish, expected):
    task = {"task_id": "T", "task_name": "T", "status": "not_started", "planned_finish_at": finish}
    moment = moment_of({"2026-11-01T04:00": {"programme": [NEW_YORK], "tasks": [task]}})
    assert sorted(set(sections(moment)) - {"late"}) == expected


def test_every_section_holds_its_tasks(moment):
    assert sections(moment, since=datetime(2026, 3, 17, 12)) == {
        "done": ["A"], "late": ["B"], "blocked": ["B"], "due_today": ["B", "C"], "next_24_hours": ["C", "D"],
        "startable": ["D"],
    }  # fmt: skip
    assert sections(moment, section="late_or_blocked") == {"late_or_blocked": ["B"]}


@pytest.mark.parametrize(("since", "done"), [("2026-03-17T19:59", ["A"]), ("2026-03-17T20:00", None)])
def test_done_counts_from_behind_the_meeting(moment, since, done):
    assert sections(moment, since=since).get("done") == done


def test_waits_name_who_holds_up_whom(moment):
    (row,) = rows_of(moment, "daily_waits")
    assert (row["from_role"], row["from_side"], row["to_role"], row["to_side"]) == (
        "data_lead", "provider", "app_lead", "customer")  # fmt: skip
    assert (row["task_count"], row["due_count"], row["wait_minutes"]) == (1, 1, 60)
    late = rows_of(moment, "daily_work", section="next_24_hours")[0]
    assert (late["task_id"], late["waits_for"]) == ("C", "Convert (provider data lead)")


def test_startable_is_counted_by_role_and_side(moment):
    (row,) = rows_of(moment, "daily_startable")
    assert (row["group_value"], row["side"], row["task_count"], row["tasks"]) == ("trainer", "customer", 1, ["Brief"])
    assert row["longest_minutes"] == 19 * 60
    assert rows_of(moment, "daily_startable", by="side")[0]["group_value"] == "customer"


def test_headline_names_the_two_worst_counts(moment):
    (row,) = rows_of(moment, "daily_headline")
    assert (row["health"], row["headline"]) == ("at_risk", "1 task late, 1 blocked; no checkpoint is ahead")
    assert row["detail"] == (
        "1 task done since Tue 17 Mar 08:00, 2 due in the next 24 hours, 1 late, 1 blocked, 1 startable."
    )


def gate(**changes) -> dict:
    return {"checkpoint_id": "G", "checkpoint_name": "Gate", "planned_at": "2026-03-20T12:00"} | changes


@pytest.mark.parametrize(
    ("planned", "task", "health", "says"),
    [
        ("2026-03-18T23:00", "C", "on_track", "1 startable; checkpoint holds by 3 h"),
        ("2026-03-18T19:15", "C", "late", "1 startable; checkpoint misses by 45 min"),
        ("2026-03-18T14:00", "C", "late", "1 startable; a checkpoint is overdue"),
        ("2026-03-28T20:00", "C", "on_track", "1 startable; checkpoint holds by 10 days"),
        ("2026-03-20T12:00", "A", "on_track", "1 startable; next checkpoint on track"),
        (None, "C", "on_track", "1 startable; no checkpoint is ahead"),
    ],
)
def test_headline_tells_the_next_checkpoint(moment_of, planned, task, health, says):
    rows = {"programme": [NEW_YORK], "tasks": [PLAN[0], PLAN[2]], "checkpoints": [gate(planned_at=planned)],
            "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": task}],
            "thresholds": [{"threshold_id": "amber_slack_percent", "value": 0.0}]}  # fmt: skip
    (row,) = rows_of(moment_of({NOW: rows}), "daily_headline")
    assert (row["health"], row["headline"]) == (health, says)
    assert len(row["headline"].split()) <= 10


def test_checkpoint_without_any_task_is_not_on_track(moment_of):
    """Nothing is known of the work: no green by default."""
    (row,) = rows_of(moment_of({NOW: {"programme": [NEW_YORK], "checkpoints": [gate()]}}), "daily_headline")
    assert (row["health"], row["n"]) == ("unknown", 0)
    assert row["headline"] == "No tasks are loaded; next checkpoint not yet known"


def test_headline_without_anything_is_unknown(moment_of):
    (row,) = rows_of(moment_of({NOW: {"programme": [NEW_YORK]}}), "daily_headline")
    assert (row["health"], row["headline"], row["n"]) == ("unknown", "No tasks are loaded", 0)


def test_five_figures_tell_the_day(moment):
    found = [(row["label"], row["value"], row["n"]) for row in rows_of(moment, "daily_figures")]
    assert found == [
        ("Slack, next checkpoint", None, 0), ("Done since Tue 17 Mar 08:00", 1.0, 4), ("Due in 24 hours", 2.0, 4),
        ("Late or blocked", 1.0, 4), ("Startable, not started", 1.0, 4),
    ]  # fmt: skip


def test_figures_stand_where_the_filter_keeps_nothing(moment):
    assert [row["value"] for row in rows_of(moment, "daily_figures", sides=["shared"])] == [None, 0, 0, 0, 0]


def test_next_checkpoints_come_in_order_of_time(moment_of):
    gates = [gate(), gate(checkpoint_id="F", planned_at="2026-03-18T10:00"),
             gate(checkpoint_id="H", planned_at="2026-03-17T10:00", decision="go")]  # fmt: skip
    rows = rows_of(moment_of({NOW: ROWS | {"checkpoints": gates}}), "daily_checkpoint")
    assert [(row["checkpoint_id"], row["is_overdue"], row["minutes_left"]) for row in rows] == [
        ("F", True, -300), ("G", False, 2700)]  # fmt: skip
    assert rows[0]["says"].startswith("Wed 18 Mar 06:00, overdue: no decision 5 h after")


def issue(name: str, opened: str | None, **changes) -> dict:
    return {"issue_id": name, "title": name, "issue_type": "issue", "opened_at": opened, "status": "open"} | changes


def test_issues_fall_into_bands_of_age(moment_of):
    opened = ["2026-03-18T14:00", "2026-03-17T15:00", "2026-03-15T15:00", "2026-03-11T15:00", "2026-02-18T15:00", None]
    issues = [issue(str(place), at) for place, at in enumerate(opened, 1)]
    issues += [issue("later", "2026-03-18T16:00"), issue("shut", opened[0], status="closed"),
               issue("action", opened[0], issue_type="action")]  # fmt: skip
    rows = rows_of(moment_of({NOW: ROWS | {"issues": issues}}), "daily_issues")
    assert [(row["issue_id"], row["band_position"]) for row in rows] == [
        ("5", 5), ("4", 4), ("3", 3), ("2", 2), ("1", 1), ("6", 6)]  # fmt: skip
    assert rows[0]["age_band"] == "over 4 weeks"


def test_overdue_actions_come_first(moment_of):
    actions = [
        issue("soon", "2026-03-10T15:00", issue_type="action", due_at="2026-03-19T15:00", owners=["Role A"]),
        issue("over", "2026-03-10T15:00", issue_type="action", due_at="2026-03-16T15:00"),
        issue("when", "2026-03-17T15:00", issue_type="action"),
        issue("done", "2026-03-10T15:00", issue_type="action", status="closed", closed_at="2026-03-18T16:00"),
    ]
    rows = rows_of(moment_of({NOW: ROWS | {"issues": actions}}), "daily_actions")
    assert [(row["issue_id"], row["health"], row["age_days"], row["overdue_days"]) for row in rows] == [
        ("over", "late", 8.0, 2.0), ("soon", "on_track", 8.0, None), ("done", "unknown", 8.0, None),
        ("when", "unknown", 1.0, None),
    ]  # fmt: skip


def test_moments_to_compare_with_are_named(moment_of):
    moment = moment_of({"2026-03-17T05:00": ROWS, NOW: ROWS | {
        "meetings": MEETINGS, "checkpoints": [gate(decision="go", decided_at="2026-03-16T15:00")]}})  # fmt: skip
    rows = rows_of(moment, "daily_since")
    assert [(row["kind"], row["label"], row["is_default"]) for row in rows] == [
        ("meeting", "Last meeting, Tue 17 Mar 08:20", True),
        ("morning", "Yesterday, Tue 17 Mar 08:00", False),
        ("working_day", "Last working day, Tue 17 Mar 08:00", False),
        ("checkpoint", "Checkpoint Gate, Mon 16 Mar 11:00", False),
        ("snapshot", "Snapshot before, Tue 17 Mar 01:00", False),
    ]


def test_locked_tasks_are_nobodys_work(moment_of):
    stopped = gate(planned_at="2026-03-18T10:00", decision="no_go", decided_at="2026-03-18T11:00", is_gate=True)
    moment = moment_of({NOW: ROWS | {"checkpoints": [stopped]}})
    found = sections(moment, since="2026-03-17T12:00")
    assert found["late"] == ["E"]
    assert "blocked" not in found


def test_course_of_figures_ends_at_their_value(moment_of):
    before = [PLAN[0] | {"status": "in_progress", "actual_finish_at": None}, *PLAN[1:]]
    moment = moment_of({"2026-03-17T16:00": ROWS | {"tasks": before}, NOW: ROWS})
    rows = {row["label"]: row for row in rows_of(moment, "daily_figures")}
    assert rows["Due in 24 hours"]["trend"] == [2.0, rows["Due in 24 hours"]["value"]]
    assert rows["Late or blocked"]["trend"] == [1.0, rows["Late or blocked"]["value"]]
