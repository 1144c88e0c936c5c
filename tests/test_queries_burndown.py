"""Burn-down: scope, remaining, plan, ideal, rates and band, by the worked numbers of the glossary."""

from datetime import datetime, timedelta

import pytest

START = datetime(2026, 3, 1)
PROGRAMME = [{"programme_id": "demo", "programme_name": "Demo", "baseline_at": "2026-03-01"}]


def on_day(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def task(task_id: str, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": task_id, "status": "not_started", "baseline_start_at": on_day(0),
        "baseline_finish_at": on_day(10), "planned_hours": 2.0,
    } | cells  # fmt: skip


def done(task_id: str, day: float, **cells) -> dict:
    return task(task_id, status="complete", actual_finish_at=on_day(day), **cells)


def worked_example() -> list[dict]:
    """Base 100, ten days; 0, 8, 7, 9, 6, 10 done by day; 12 added on day 3, 3 removed on day 5."""
    finished = [day for day, count in enumerate((0, 8, 7, 9, 6, 10)) for _ in range(count)]
    base = [done(f"T{i}", day) for i, day in enumerate(finished)]
    removed = [task(f"R{i}", removed_at=on_day(5)) for i in range(3)]
    added = [task(f"N{i}", added_at=on_day(3), baseline_finish_at=None) for i in range(12)]
    return base + removed + [task(f"O{i}") for i in range(57)] + added


def plan_of(rows: list[dict], **more) -> dict:
    return {"programme": PROGRAMME, "tasks": rows, **more}


@pytest.fixture
def worked(moment_of):
    """The worked example at day 5."""
    return moment_of({on_day(5): plan_of(worked_example())})


def line_of(moment, column: str, **parameters) -> dict[float, float]:
    rows = moment.query("burndown", **parameters).to_pylist()
    return {(row["step_at"] - START) / timedelta(days=1): row[column] for row in rows}


def test_worked_scope_and_remaining_hold(worked):
    row = worked.query("burndown").to_pylist()[5]
    assert (row["scope_count"], row["remaining_count"], row["ideal_remaining_count"]) == (109, 69, 50.0)
    assert row["scope_count"] - row["remaining_count"] == 40
    assert (row["scope_hours"], row["remaining_hours"]) == (218.0, 138.0)


def test_course_within_one_snapshot_follows_actual_dates(worked):
    remaining = line_of(worked, "remaining_count")
    assert [remaining[day] for day in range(7)] == [100, 92, 85, 88, 82, 69, None]


def test_ideal_line_falls_from_baseline_to_zero(worked):
    ideal = line_of(worked, "ideal_remaining_count")
    assert (ideal[0], ideal[5], ideal[10]) == (100.0, 50.0, 0.0)


def test_ideal_line_is_fixed_at_the_baseline(moment_of):
    rows = worked_example()
    later = [*rows, *(task(f"L{i}", added_at=on_day(6)) for i in range(50))]
    moment = moment_of({on_day(5): plan_of(rows), on_day(7): plan_of(later)})
    assert line_of(moment, "ideal_remaining_count")[5] == 50.0


def test_planned_curve_falls_at_baseline_finishes(moment_of):
    rows = [task("A", baseline_finish_at=on_day(1)), task("B", baseline_finish_at=on_day(3)), task("C")]
    planned = line_of(moment_of({on_day(2): plan_of(rows)}), "planned_remaining_count")
    assert [planned[day] for day in (0, 1, 2, 3, 10)] == [3, 2, 2, 1, 0]


@pytest.mark.parametrize(("intervals", "rate", "net_rate", "day"), [(3, 25 / 3, 16 / 3, 13.28), (5, 8.0, 6.2, 13.63)])
def test_worked_rates_and_finish_days_hold(moment_of, intervals, rate, net_rate, day):
    tolerance = [{"threshold_id": "rate_intervals", "value": float(intervals)}]
    moment = moment_of({on_day(5): plan_of(worked_example(), thresholds=tolerance)})
    row = moment.query("burndown_forecast").to_pylist()[0]
    assert (row["rate"], row["net_rate"]) == pytest.approx((rate, net_rate))
    assert (row["forecast_finish_at"] - START) / timedelta(days=1) == pytest.approx(day, abs=0.006)


def test_worked_net_rate_ends_on_day_16(worked):
    row = worked.query("burndown_forecast").to_pylist()[0]
    assert (row["net_finish_at"] - START) / timedelta(days=1) == pytest.approx(16.13, abs=0.006)
    assert row["reason"] is None


def test_forecast_by_hours_weighs_the_tasks(moment_of):
    rows = [done("A", 1, planned_hours=30.0), task("B", planned_hours=10.0), task("C", planned_hours=5.0)]
    moment = moment_of({on_day(3): plan_of(rows)})
    by_count, by_hours = (moment.query("burndown_forecast", unit=unit).to_pylist()[0] for unit in ("count", "hours"))
    assert (by_count["remaining"], by_count["rate"]) == pytest.approx((2.0, 1 / 3))
    assert (by_hours["remaining"], by_hours["rate"]) == (15.0, 10.0)


def test_nothing_completed_is_not_determinable(moment_of):
    row = moment_of({on_day(5): plan_of([task("A")])}).query("burndown_forecast").to_pylist()[0]
    assert (row["forecast_finish_at"], row["net_finish_at"]) == (None, None)
    assert row["reason"] == "Not determinable: nothing was completed in the last 5 days."


def test_no_interval_passed_is_not_determinable(moment_of):
    row = moment_of({on_day(0.5): plan_of([done("A", 0.2), task("B")])}).query("burndown_forecast").to_pylist()[0]
    assert row["reason"] == "Not determinable: no whole day has passed since the baseline."


def test_all_done_needs_no_reason(moment_of):
    row = moment_of({on_day(5): plan_of([done("A", 1)])}).query("burndown_forecast").to_pylist()[0]
    assert (row["remaining"], row["reason"]) == (0.0, None)


def test_zero_length_baseline_says_so(moment_of):
    rows = [task("A", baseline_finish_at=on_day(0)), done("B", 1, baseline_finish_at=on_day(0))]
    moment = moment_of({on_day(2): plan_of(rows)})
    assert set(line_of(moment, "ideal_remaining_count").values()) == {None}
    assert "no length" in moment.query("burndown_forecast").to_pylist()[0]["reason"]
    assert "no length" in moment.query("burndown_headline").to_pylist()[0]["detail"]


def test_plan_without_any_task_gives_no_rows(moment_of):
    moment = moment_of({on_day(2): {"programme": PROGRAMME}})
    assert moment.query("burndown").num_rows == 0
    assert moment.query("burndown_headline").to_pylist()[0]["health"] == "unknown"


def test_band_widens_and_repeats_itself(worked):
    first, again = (worked.query("burndown_band").to_pylist() for _ in range(2))
    ends = [row["finish_at"] for row in first]
    assert first == again
    assert ends == sorted(ends)
    assert [row["percent"] for row in first] == [50, 80, 95]


def test_band_of_a_steady_rate_is_a_point(moment_of):
    rows = [done(f"D{day}", day) for day in range(1, 6)] + [task(f"O{i}") for i in range(3)]
    band = moment_of({on_day(5): plan_of(rows)}).query("burndown_band").to_pylist()
    assert [row["finish_at"] for row in band] == [START + timedelta(days=8)] * 3


def test_band_is_empty_where_nothing_was_completed(moment_of):
    assert moment_of({on_day(5): plan_of([task("A")])}).query("burndown_band").num_rows == 0


def test_past_is_what_the_snapshots_said(moment_of):
    early = [task("A"), task("B"), task("C")]
    late = [done("A", 1), done("B", 3), task("C")]
    moment = moment_of({on_day(2): plan_of(early), on_day(4): plan_of(late)})
    remaining = line_of(moment, "remaining_count")
    assert (remaining[1], remaining[2]) == (3, 3)
    assert (remaining[3], remaining[4]) == (1, 1)


def test_later_snapshot_leaves_the_past_alone(moment_of):
    early, late = [done("A", 1), task("B")], [task("A"), done("B", 1)]
    moment = moment_of({on_day(2): plan_of(early), on_day(4): plan_of(late)})
    before = line_of(moment_of({}, on_day(2)), "remaining_count")
    after = line_of(moment, "remaining_count")
    assert [before[day] for day in (0, 1, 2)] == [after[day] for day in (0, 1, 2)] == [2, 1, 1]


def test_task_that_vanishes_leaves_the_scope_then(moment_of):
    moment = moment_of({on_day(2): plan_of([task("A"), task("B")]), on_day(4): plan_of([task("A")])})
    scope = line_of(moment, "scope_count")
    assert [scope[day] for day in (2, 3, 4)] == [2, 2, 1]


def test_new_task_enters_with_its_first_snapshot(moment_of):
    moment = moment_of({on_day(2): plan_of([task("A")]), on_day(4): plan_of([task("A"), task("B")])})
    scope = line_of(moment, "scope_count")
    assert [scope[day] for day in (2, 3, 4)] == [1, 1, 2]


def test_new_estimate_moves_the_hours_in_scope(moment_of):
    later = [task("A", planned_hours=9.0, remaining_hours=7.5)]
    moment = moment_of({on_day(2): plan_of([task("A")]), on_day(4): plan_of(later)})
    scope, remaining = line_of(moment, "scope_hours"), line_of(moment, "remaining_hours")
    assert [scope[day] for day in (2, 3, 4)] == [2.0, 2.0, 9.0]
    assert remaining[4] == 7.5


def test_skipped_task_leaves_the_scope(moment_of):
    moment = moment_of({on_day(2): plan_of([task("A"), task("B")]),
                        on_day(4): plan_of([task("A"), task("B", status="skipped")])})  # fmt: skip
    scope, remaining = line_of(moment, "scope_count"), line_of(moment, "remaining_count")
    assert ((scope[2], remaining[2]), (scope[4], remaining[4])) == ((2, 2), (1, 1))


def test_contingency_counts_only_where_chosen(moment_of):
    moment = moment_of({on_day(2): plan_of([task("A", phase="cutover"), task("B", phase="contingency")])})
    assert line_of(moment, "scope_count")[2] == 1
    assert line_of(moment, "scope_count", phases=["cutover", "contingency"])[2] == 2


def test_filters_keep_their_tasks_only(moment_of):
    rows = [task("A", workstream="Data", side="customer"), task("B", workstream="Apps", side="provider")]
    moment = moment_of({on_day(2): plan_of(rows)})
    assert line_of(moment, "scope_count", workstreams=["Data"])[2] == 1
    assert line_of(moment, "ideal_remaining_count", sides=["provider"])[0] == 1.0


def test_remaining_equals_open_tasks_of_the_mart(moment_of):
    rows = [task("A", status="failed"), task("B", status="skipped"), done("C", 1), task("D", remaining_hours=0.5),
            task("E", added_at=on_day(9)), task("F", removed_at=on_day(1))]  # fmt: skip
    moment = moment_of({on_day(2): plan_of(rows)}, on_day(3))
    counted = [row["remaining_hours"] for row in moment.table("tasks").to_pylist() if row["is_open"]]
    last = line_of(moment, "remaining_count")[3], line_of(moment, "remaining_hours")[3]
    assert last == (len(counted), sum(counted)) == (2, 2.5)


def test_days_begin_at_local_midnight(moment_of):
    programme = [PROGRAMME[0] | {"zone": "America/New_York", "baseline_at": "2026-03-06T14:00"}]
    moment = moment_of({"2026-03-09T14:00": {"programme": programme, "tasks": [task("A", baseline_start_at=None)]}})
    steps = moment.query("burndown").column("step_at").to_pylist()
    assert steps[:4] == [datetime(2026, 3, day, hour) for day, hour in ((6, 14), (7, 5), (8, 5), (9, 4))]


def test_short_plan_goes_by_the_hour(moment_of):
    rows = [task("A", baseline_finish_at=on_day(2)), done("B", 0.25, baseline_finish_at=on_day(1))]
    moment = moment_of({on_day(0.5): plan_of(rows)})
    assert moment.query("burndown").num_rows == 49
    assert moment.query("burndown_forecast").to_pylist()[0]["interval_unit"] == "hour"


def test_scope_changes_list_added_removed_and_re_estimated(moment_of):
    first = [task("A"), task("B"), task("C"), task("D")]
    second = [task("A", planned_hours=5.0), task("B"), task("D", removed_at=on_day(3)), task("E")]
    moment = moment_of({on_day(2): plan_of(first), on_day(4): plan_of(second)})
    rows = moment.query("scope_changes").to_pylist()
    assert {(r["task_id"], r["kind"], r["hours_before"], r["hours_after"], r["change_hours"]) for r in rows} == {
        ("A", "re-estimated", 2.0, 5.0, 3.0), ("C", "removed", 2.0, None, -2.0),
        ("D", "removed", 2.0, None, -2.0), ("E", "added", None, 2.0, 2.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("finished", "as_of", "health", "headline"),
    [
        (2, 4, "on_track", "2 of 4 tasks left, on plan"),
        (1, 4, "late", "3 of 4 tasks left, 1 day behind plan"),
        (3, 4, "on_track", "1 of 4 tasks left, 2 days ahead of plan"),
        (4, 4, "on_track", "All 4 tasks are done"),
        (1, 11, "late", "3 of 4 tasks left, 8 days behind plan"),
    ],
)
def test_headline_tells_position_against_plan(moment_of, finished, as_of, health, headline):
    due = (2, 4, 6, 8)
    rows = [
        (done(f"T{i}", 2 * i + 1) if i < finished and finished != 3 else task(f"T{i}"))
        | {"baseline_finish_at": on_day(day)}
        for i, day in enumerate(due)
    ]
    if finished >= 3:
        rows = [done(f"T{i}", 3) | {"baseline_finish_at": on_day(day)} if i < finished else rows[i]
                for i, day in enumerate(due)]  # fmt: skip
    row = moment_of({on_day(as_of): plan_of(rows)}).query("burndown_headline").to_pylist()[0]
    assert (row["health"], row["headline"]) == (health, headline)


def test_figures_tell_value_and_course(worked):
    rows = worked.query("burndown_figures").to_pylist()
    assert [round(row["value"], 1) for row in rows] == [69.0, 36.7, 36.7, 0.0, 9.0]
    assert rows[0]["trend"] == [100.0, 92.0, 85.0, 88.0, 82.0, 69.0]
