"""From rows to arrays: calendars, lags, constraints and snapshots in one run, by values solved by hand."""

from dataclasses import fields
from datetime import datetime

import numpy as np
import pytest
from test_forecasts_schedule import NOW, OFFICE, at, done, hours, link, plan, scheduled, started, task

from cutover.forecasts.plans import Clock
from cutover.forecasts.snapshots import SCHEDULE_MARTS, schedule_snapshots
from cutover.schedule import ALWAYS, UNSET, build_calendar

NIGHT = [{"calendar_id": "N", "weekday": day, "works_from": 0, "works_to": 240} for day in ("saturday", "sunday")]


def given(moment) -> dict:
    """Return the rows that the engine is given, by key."""
    keys = {"schedule_tasks": ("load_id", "task_id"), "schedule_links": ("load_id", "predecessor_id", "successor_id")}
    return {name: moment.table(name).sort_by([(key, "ascending") for key in keys.get(name, ())] or "zone")
            for name in SCHEDULE_MARTS}  # fmt: skip


def minute(instant: datetime) -> int:
    return int((instant - datetime(1970, 1, 1)).total_seconds() // 60)


def test_span_over_the_lost_hour_is_shorter(moment_of):
    tasks = [task("A", 240, phase="post_cutover", calendar_id="N")]
    row = scheduled(moment_of({"2026-03-07T12:00": plan(tasks, calendars=NIGHT)}))["A"]
    assert (row["early_start_at"], row["early_finish_at"]) == (datetime(2026, 3, 8, 5), datetime(2026, 3, 14, 5))


def test_exception_day_replaces_its_weekday(moment_of):
    off = [{"calendar_id": "O", "exception_date": "2026-03-02"},
           {"calendar_id": "O", "exception_date": "2026-03-03", "works_from": 600, "works_to": 660}]  # fmt: skip
    row = scheduled(moment_of({NOW: plan([task("A", 120, calendar_id="O")], calendars=OFFICE + off)}))["A"]
    assert (hours(row["early_start_at"]), hours(row["early_finish_at"])) == (39, 63)


def test_calendar_keeps_its_own_zone(moment_of):
    rows = [row | {"zone": "Europe/Berlin"} for row in OFFICE]
    found = scheduled(moment_of({NOW: plan([task("A", 480, calendar_id="O")], calendars=rows)}))["A"]
    assert hours(found["early_finish_at"]) == 34


def test_unknown_zone_of_a_calendar_is_named(moment_of):
    rows = [row | {"zone": "Mars/Base"} for row in OFFICE]
    moment = moment_of({NOW: plan([task("A", calendar_id="O")], calendars=rows)})
    assert "'Mars/Base' is no time zone" in moment.table("computed_networks").to_pylist()[0]["problem"]


@pytest.mark.parametrize(("rule", "begin"), [("elapsed", 24), ("predecessor", 22.5), ("successor", 38)])
def test_lag_runs_on_the_calendar_of_its_rule(moment_of, rule, begin):
    tasks = [task("A", 240), task("B", 60, calendar_id="O")]
    if rule != "successor":
        tasks = [tasks[0], task("B", 60)]
    lag = {"elapsed": 600, "predecessor": 510, "successor": 480}[rule]
    rows = scheduled(
        moment_of({NOW: plan(tasks, link("A", "B", lag=lag), calendars=OFFICE, programme={"lag_calendar": rule})})
    )
    assert hours(rows["B"]["early_start_at"]) == begin


@pytest.mark.parametrize(("rule", "finish"), [("retained_logic", 13), ("progress_override", 11)])
def test_work_out_of_sequence_follows_its_rule(moment_of, rule, finish):
    tasks = [task("A", 120), started("B", 9, 60, percent_complete=0.0)]
    rows = scheduled(moment_of({NOW: plan(tasks, "AB", programme={"progress_rule": rule})}))
    assert hours(rows["B"]["early_finish_at"]) == finish


@pytest.mark.parametrize(
    ("kind", "begin", "late"),
    [
        ("SNET", 15, 24),
        ("FNET", 14, 24),
        ("SNLT", 10, 16),
        ("FNLT", 10, 15),
        ("MSO", 15, 16),
        ("MFO", 14, 15),
        ("ALAP", 23, 24),
    ],
)
def test_every_constraint_reaches_the_engine(moment_of, kind, begin, late):
    dated = {"constraint_type": kind, "constraint_at": None if kind == "ALAP" else at(15)}
    row = scheduled(moment_of({NOW: plan([task("A", 60, **dated), task("B", 14 * 60)])}))["A"]
    assert (hours(row["early_start_at"]), hours(row["late_finish_at"])) == (begin, late)


def test_constraint_without_a_date_is_named(moment_of):
    moment = moment_of({NOW: plan([task("A", constraint_type="SNET")])})
    assert "A has the constraint SNET without a date" in moment.table("computed_networks").to_pylist()[0]["problem"]


def test_summary_rows_and_removed_tasks_stay_out(moment_of):
    tasks = [
        task("A"),
        task("S", is_summary=True),
        task("R", removed_at=at(5)),
        task("L", 600, is_level_of_effort=True),
    ]
    moment = moment_of({NOW: plan(tasks)})
    assert sorted(scheduled(moment)) == ["A", "L"]
    assert hours(moment.table("network_forecast").to_pylist()[0]["finish_at"]) == 11


def test_snapshots_together_equal_each_alone(moment_of):
    first = [task("A", 90), task("B", 200, calendar_id="O"), task("C", 30, deadline_at=at(12)), task("D", 45)]
    second = [
        done("A", 6, 8),
        started("B", 8.5, 200, calendar_id="O"),
        *first[2:],
        started("S", 9, 9000, phase="contingency"),
    ]
    links = ["AB", "BC", link("A", "D", "SS", 30), link("D", "C", "FF", 20)]
    moment = moment_of({at(5): plan(first, *links, calendars=OFFICE), NOW: plan(second, *links, calendars=OFFICE)})
    rows = given(moment)
    for together in schedule_snapshots(rows):
        alone = schedule_snapshots(rows | {"schedule_tasks": together.tasks, "schedule_links": together.links})[0]
        for column in (
            field for field in fields(alone.result) if field.name != "logic_start"
        ):  # told of linked tasks only
            np.testing.assert_array_equal(
                getattr(together.result, column.name), getattr(alone.result, column.name), column.name
            )


def test_status_time_of_each_snapshot_drives(moment_of):
    moment = moment_of({at(5): plan([task("A")]), NOW: plan([task("A", planned_start_at=at(9))])})
    assert [row["driver"] for row in moment.table("computed_schedule").to_pylist()] == ["status_time", "status_time"]


def test_one_broken_snapshot_leaves_the_others(moment_of):
    moment = moment_of({at(5): plan([task("A"), task("B")], "AB", "BA"), NOW: plan([task("A"), task("B")], "AB")})
    found = schedule_snapshots(given(moment))
    assert [snapshot.problem is None for snapshot in found] == [False, True]
    assert found[1].result.finish == minute(datetime(2026, 3, 2, 12))


def test_seconds_never_start_work_before_now(moment_of):
    row = scheduled(moment_of({"2026-03-02T10:00:30": plan([task("A")])}))["A"]
    assert row["early_start_at"] == datetime(2026, 3, 2, 10, 1)


def test_clock_counts_each_task_on_its_calendar():
    monday = build_calendar({0: [(540, 1020)]}, start=minute(datetime(2026, 3, 1)), stop=minute(datetime(2026, 3, 9)))
    first, last = (np.full(3, minute(datetime(2026, 3, 2, hour)), np.int32) for hour in (8, 20))
    last[2] = UNSET
    found = Clock((ALWAYS, monday), np.array([0, 1, 0], np.int32)).between(first, last)
    np.testing.assert_array_equal(found, [720, 480, np.nan])
