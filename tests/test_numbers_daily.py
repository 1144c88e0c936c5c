"""The daily page of the sample computed a second time: from its files, by the glossary, without SQL or marts."""

from datetime import datetime

import pytest
import recomputed_daily as daily
import recomputed_forecast as forecast
import recomputed_schedule as schedule
from conftest import SAMPLE_TIMES
from recomputed_rows import minutes, snapshots_of

from cutover.since import changes_since
from cutover.warehouse import Moment

SINCE = {"morning": daily.morning, "working_day": daily.working_morning}


TIMES = ("before the first snapshot", "middle of the cutover weekend", "newest")


@pytest.fixture(scope="module", params=TIMES)
def moment(request, sample_at) -> Moment:
    return sample_at(SAMPLE_TIMES[request.param])


def found_in(moment: Moment, **parameters) -> dict[str, set[str]]:
    """Return the tasks of every section that the report names."""
    found: dict[str, set[str]] = {}
    for row in moment.query("daily_work", **parameters).to_pylist():
        found.setdefault(row["section"], set()).add(row["task_id"])
    return found


@pytest.mark.parametrize("since", SINCE.values(), ids=SINCE)
def test_sections_of_the_day_agree_with_files(moment, since):
    at = since(moment.as_of)
    expected = {name: tasks for name, tasks in daily.sections(moment.as_of, at).items() if tasks}
    assert found_in(moment, since=at) == expected


def test_moments_to_compare_with_agree_with_files(moment):
    told = {row["kind"]: row["since_at"] for row in moment.query("daily_since").to_pylist()}
    earlier = [snapshot.at for snapshot in snapshots_of("tasks") if snapshot.at <= moment.as_of][:-1]
    assert {name: told[name] for name in SINCE} == {name: since(moment.as_of) for name, since in SINCE.items()}
    assert told.get("snapshot") == (earlier[-1] if earlier else None)


def test_delays_and_waits_agree_with_files(moment):
    now, rows = schedule.network(moment.as_of), moment.query("daily_work", section="late_or_blocked").to_pylist()
    delays = [(row["own_delay_minutes"], row["inherited_delay_minutes"]) for row in rows]
    assert delays == [forecast.delays(now, row["task_id"]) for row in rows]
    told = {(r["task_id"], r["predecessor_id"]): r["wait_minutes"] for r in moment.table("task_waits").to_pylist()}
    assert told == daily.waits(moment.as_of)


def test_figures_of_the_day_agree_with_files(moment):
    at = daily.working_morning(moment.as_of)
    counts = daily.sections(moment.as_of, at)
    figures = [row["value"] for row in moment.query("daily_figures", since=at).to_pylist()]
    expected = [counts["done"], counts["next_24_hours"], counts["late"] | counts["blocked"], counts["startable"]]
    assert figures[1:] == [len(tasks) for tasks in expected]


def test_figures_agree_with_the_other_pages(moment):
    own = {row["label"]: row["value"] for row in moment.query("daily_figures").to_pylist()}
    late = {row["label"]: row["value"] for row in moment.query("burndown_figures").to_pylist()}["Late tasks"]
    waiting = {row["label"]: row["value"] for row in moment.query("schedule_figures").to_pylist()}
    gates = [
        row for row in moment.query("checkpoint_health").to_pylist() if row["health"] not in ("decided", "overdue")
    ]
    unit = 60 if own["Slack, next checkpoint"] is None or abs(gates[0]["slack_minutes"]) < 2880 else 1440
    slack = None if gates[0]["slack_minutes"] is None else pytest.approx(gates[0]["slack_minutes"] / unit)
    assert moment.query("daily_work", section="late").num_rows == late
    assert own["Startable, not started"] == waiting["Startable, not started"]
    assert own["Slack, next checkpoint"] == slack


@pytest.mark.parametrize("since", ["morning", "a week and a half ago"])
def test_changes_since_agree_with_files(moment, since):
    at = daily.morning(moment.as_of) if since == "morning" else moment.as_of.replace(day=max(1, moment.as_of.day - 11))
    found = changes_since(moment, moment.at(at)).to_pylist()
    told = {(row["kind"], row["item_id"], row["column"]) for row in found}
    assert len(told) == len(found)
    assert told == daily.task_changes(moment.as_of, at) | daily.register_changes(moment.as_of, at)


def test_moves_and_times_agree_with_files(moment):
    at = daily.morning(moment.as_of)
    then, now = ({task["task_id"]: task for task in daily.plan.tasks(when)} for when in (at, moment.as_of))
    for row in changes_since(moment, moment.at(at)).to_pylist():
        if row["column"] == "planned_finish_at":
            assert row["moved_minutes"] == minutes(then[row["item_id"]]["due"], now[row["item_id"]]["due"])


def test_clock_going_back_keeps_eight_in_the_morning():
    assert daily.morning(datetime(2026, 11, 2, 15)) == datetime(2026, 11, 1, 13)
    assert daily.working_morning(datetime(2026, 11, 2, 15)) == datetime(2026, 10, 30, 12)
