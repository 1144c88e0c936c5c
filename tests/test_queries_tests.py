"""Results of the tests: the last run of each counts."""

import pytest

FIRST = {"test_id": "T1", "test_type": "uat", "cycle": "1", "result": "failed", "executed_at": "2026-03-02T09:00"}
AGAIN = FIRST | {"cycle": "2", "result": "passed", "executed_at": "2026-03-09T09:00"}
PLANNED = FIRST | {"cycle": "3", "result": "not_run", "executed_at": None}
OTHER = {"test_id": "T2", "test_type": "smoke", "cycle": "1", "result": "not_run", "side": "provider"}


@pytest.fixture
def results(moment_of):
    """Return a function: tests give the rows of `test_results`."""

    def ask(*tests: dict, **parameters) -> list[dict]:
        return moment_of({"2026-03-13T20:00": {"tests": list(tests)}}).query("test_results", **parameters).to_pylist()

    return ask


def test_last_run_of_a_test_counts(results):
    (row,) = results(FIRST, AGAIN, PLANNED)
    assert (row["test_count"], row["passed_count"], row["passed_percent"]) == (1, 1, 100.0)


def test_failed_test_waits_for_its_next_cycle(results):
    (row,) = results(FIRST, PLANNED)
    assert (row["failed_count"], row["not_run_count"]) == (1, 0)


def test_types_and_sides_are_told_apart(results):
    assert [row["group_value"] for row in results(AGAIN, OTHER, by="type")] == ["smoke", "uat"]
    (row,) = results(AGAIN, OTHER, sides=["provider"])
    assert (row["not_run_count"], row["passed_percent"]) == (1, 0.0)
