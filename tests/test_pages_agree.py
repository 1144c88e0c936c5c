"""The same word means the same number on every page, in minutes and in briefings, at five status times."""

from functools import cache
from itertools import chain

import pytest

from cutover import briefing
from cutover.briefing.inquiry import Inquiry


def figures(moment, page: str) -> dict[str, float]:
    return {row["label"]: row["value"] for row in moment.query(f"{page}_figures").to_pylist()}


def detail(moment, page: str) -> str:
    return moment.query(f"{page}_headline").to_pylist()[0]["detail"]


@cache
def work(moment) -> list[dict]:
    """Return what every role and side finds under My tasks, each task once: shared ones stand on both sides."""
    places = {(row["side"], row["role"]) for row in moment.query("my_tasks_choices").to_pylist()}
    rows = chain(*(moment.query("my_tasks", side=s, role=r, state="all").to_pylist() for s, r in sorted(places)))
    return list({row["task_id"]: row for row in rows}.values())


def section(moment, name: str) -> set[str]:
    return set(moment.query("daily_work", section=name)["task_id"].to_pylist())


def slides(moment, by: str, column: str) -> int:
    return sum(moment.query("walk", by=by)[column].to_pylist())


def test_late_tasks_are_the_same_everywhere(sample_moment):
    late = figures(sample_moment, "overview")["Tasks late"]
    told = [figures(sample_moment, page)[label] for page, label in
            (("burndown", "Late tasks"), ("wall", "Late"), ("my_tasks", "Late"))]  # fmt: skip
    assert told == [late] * 3
    assert [slides(sample_moment, by, "late_count") for by in ("workstream", "role")] == [late] * 2
    own = {row["task_id"] for row in work(sample_moment) if row["late_minutes"]}
    assert own == section(sample_moment, "late")
    assert len(own) == late


def test_blocked_tasks_are_the_same_everywhere(sample_moment):
    blocked = figures(sample_moment, "overview")["Tasks blocked"]
    assert len(section(sample_moment, "blocked")) == blocked == slides(sample_moment, "role", "blocked_count")
    held = sum(row["situation"] in ("blocked", "failed") for row in work(sample_moment))
    assert figures(sample_moment, "wall")["Blocked or failed"] == held >= blocked


def test_running_tasks_are_the_same_everywhere(sample_moment):
    running = figures(sample_moment, "wall")["Running"]
    assert f"{running:.0f} running," in detail(sample_moment, "my_tasks")
    listed = {row["task_id"] for row in sample_moment.query("wall_running").to_pylist() if row["state"] == "running"}
    assert len(listed) == running
    assert listed <= {row["task_id"] for row in work(sample_moment)}


def test_startable_tasks_are_the_same_everywhere(sample_moment):
    startable = figures(sample_moment, "schedule")["Startable, not started"]
    assert figures(sample_moment, "daily")["Startable, not started"] == startable
    assert sum(sample_moment.query("daily_startable")["task_count"].to_pylist()) == startable
    assert slides(sample_moment, "workstream", "startable_count") == startable
    assert f"{startable:.0f} startable," in detail(sample_moment, "my_tasks")


def test_next_checkpoint_and_its_slack_are_the_same(sample_moment):
    ahead = [row for row in sample_moment.query("checkpoint_health").to_pylist() if row["health"] != "decided"]
    chosen = next(row for row in ahead if row["health"] != "overdue")
    listed = [next(row for row in sample_moment.query(report).to_pylist() if row["checkpoint_id"] == chosen["checkpoint_id"])
              for report in ("daily_checkpoint", "wall_checkpoints")]  # fmt: skip
    assert [row["slack_minutes"] for row in listed] == [chosen["slack_minutes"]] * 2
    assert f"Next checkpoint: {chosen['checkpoint_name']} in " in detail(sample_moment, "overview")
    assert f"Next is {chosen['checkpoint_name']}, " in detail(sample_moment, "checkpoints")
    slack = figures(sample_moment, "daily")["Slack, next checkpoint"]
    unit = 60 if slack is None or abs(chosen["slack_minutes"]) < 2880 else 1440
    assert slack == pytest.approx(chosen["slack_minutes"] / unit)


def test_overdue_checkpoints_are_the_same_everywhere(sample_moment):
    """As on the page Checkpoints: undecided, and its time has passed, whatever its response window says."""
    health = {row["checkpoint_id"]: row["health"] for row in sample_moment.query("checkpoint_health").to_pylist()}
    overdue = {name for name, said in health.items() if said == "overdue"}
    events = sample_moment.query("overview_timeline").to_pylist()
    assert {row["event_id"] for row in events if row["state"] == "overdue"} == overdue
    for report in ("daily_checkpoint", "wall_checkpoints"):
        rows = sample_moment.query(report).to_pylist()
        assert {row["checkpoint_id"] for row in rows if row.get("is_overdue", row["health"] == "overdue")} == overdue
    urgent = sample_moment.query("attention").to_pylist()
    assert sum("Its time has passed without a decision" in row["why"] for row in urgent) == len(overdue)


def test_overdue_messages_are_the_same_everywhere(sample_moment):
    overdue = figures(sample_moment, "communication")["Messages overdue"]
    on_wall = sum(row["state"] == "overdue" for row in sample_moment.query("wall_messages").to_pylist())
    covered = sum(sample_moment.query("communication_coverage")["overdue_count"].to_pylist())
    assert (on_wall, covered) == (overdue, overdue)


def test_open_actions_are_the_same_everywhere(sample_moment):
    actions = set(sample_moment.query("daily_actions")["issue_id"].to_pylist())
    for by in ("workstream", "role"):
        names = sample_moment.query("walk", by=by)["slide_id"].to_pylist()
        rows = chain(*(sample_moment.query("slide_entries", by=by, slide=name).to_pylist() for name in names))
        assert {row["entry_id"] for row in rows if row["entry_kind"] == "action"} == actions
    assert slides(sample_moment, "workstream", "action_count") == len(actions)


def test_unconfirmed_tasks_are_the_same_everywhere(sample_moment):
    label = "Said complete, not confirmed"
    unconfirmed = figures(sample_moment, "my_tasks")[label]
    assert (
        figures(sample_moment, "statuses")[label]
        == unconfirmed
        == sum(row["state"] == "done" for row in work(sample_moment))
    )


def test_minutes_and_daily_brief_tell_the_pages_numbers(sample_moment):
    held = [row for row in sample_moment.table("meetings").to_pylist() if row["state"] == "closed"]
    documents = [briefing.made("daily", sample_moment)]
    documents += [briefing.made("minutes", sample_moment, meeting=held[-1])] if held else []
    expected = [(item.label, item.value) for item in Inquiry(sample_moment).figures("overview_figures").items]
    for document in documents:
        assert [(item.label, item.value) for item in document.figures.items] == expected
