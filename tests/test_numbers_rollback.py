"""The way back of the sample computed a second time, from its files and without the engine, at five status times."""

import pytest
import recomputed_rollback as rollback
from recomputed_hours import instant, minute
from test_numbers_recomputed import agree, asked

from cutover.warehouse import Moment


@pytest.fixture
def moment(sample_moment) -> Moment:
    return sample_moment


def test_rollback_clock_agrees_with_files(moment):
    agree(moment.query("rollback_clock").to_pylist()[0], rollback.clock(moment.as_of))


def test_course_of_the_way_back_agrees_with_files(moment):
    back = rollback.way_back(moment.as_of)
    rows = moment.query("rollback_course").to_pylist()
    assert len(rows) > 20
    assert [row["backout_minutes"] for row in rows] == [back.length(minute(row["turn_at"])) for row in rows]


def test_order_of_undoing_agrees_with_files(moment):
    back, clock = rollback.way_back(moment.as_of), rollback.clock(moment.as_of)
    finish = minute(clock["implementation_finish_at"])
    found = moment.table("computed_rollback_path").to_pylist()
    for point, at in (("now", minute(moment.as_of)), ("worst", finish)):
        undone = back.undone(at)
        kept = [row for row in found if row["point"] == point]
        assert [row["finish_minutes"] for row in kept] == [undone[row["task_id"]] for row in kept]


def test_backups_agree_with_files(moment):
    rows = asked(moment, "rollback_backups", "component_id")
    told = {
        name: (row["backup_verified_date"] is not None, row["restore_tested_date"] is not None)
        for name, row in rows.items()
        if row["is_needed"]
    }
    assert told == rollback.backups(moment.as_of)


def test_latest_decision_is_the_last_minute_that_fits(moment):
    back, clock = rollback.way_back(moment.as_of), rollback.clock(moment.as_of)
    at, limit = minute(clock["latest_decision_at"]), minute(clock["limit_at"])
    assert at - 1 + back.length(at - 1) <= limit < at + 1 + back.length(at + 1)
    assert instant(at) == moment.query("rollback_clock").to_pylist()[0]["latest_decision_at"]
