"""Statuses: what was said beside what the facts say, how old each word is, and which count."""

from datetime import datetime

import pytest
import recomputed_statuses as again

from cutover.warehouse import Moment

AS_OF = "2026-03-06T12:00"
PROGRAMME = {"programme_id": "demo", "programme_name": "Demo"}
WINDOW = PROGRAMME | {"cutover_start_at": "2026-03-06", "cutover_finish_at": "2026-03-08"}
TIMES = {"a week before": datetime(2026, 10, 23, 22), "weekend": datetime(2026, 10, 31, 22),
         "three weeks in": datetime(2026, 11, 20, 23)}  # fmt: skip


def running(task_id: str = "A", **cells) -> dict:
    return {
        "task_id": task_id, "task_name": f"Task {task_id}", "workstream": "Data", "side": "customer",
        "status": "in_progress", "actual_start_at": "2026-03-06T08:00", "updated_at": "2026-03-06T11:30",
        "baseline_start_at": "2026-03-06T08:00", "baseline_finish_at": "2026-03-09T12:00", "duration_minutes": 480.0,
    } | cells  # fmt: skip


@pytest.fixture
def asked(moment_of):
    """Return a function: tasks and further tables give the moment at the status time."""

    def ask(*tasks: dict, programme: dict = PROGRAMME, **tables: list[dict]) -> Moment:
        return moment_of({AS_OF: {"programme": [programme], "tasks": list(tasks), **tables}})

    return ask


@pytest.fixture
def status(asked):
    """Return a function: one running task with these cells gives its row of the list."""

    def ask(**cells) -> dict:
        programme = cells.pop("programme", PROGRAMME)
        return asked(running(**cells), programme=programme).query("status_list").to_pylist()[0]

    return ask


def of_tasks(moment: Moment, column: str) -> dict[str, object]:
    """Return a column of the list by task."""
    return {row["item_id"]: row[column] for row in moment.query("status_list").to_pylist()}


@pytest.fixture(scope="module", params=TIMES.values(), ids=TIMES)
def sample(request, sample_at) -> Moment:
    return sample_at(request.param)


def test_rule_gives_the_level_of_a_task(asked):
    moment = asked(
        running("in time"), running("failed", status="failed"),
        running("blocked without end", status="blocked", blocked_at="2026-03-06T10:00"),
        running("blocked", status="blocked", unblock_at="2026-03-06T18:00"),
        running("overdue", baseline_finish_at="2026-03-06T11:00"),
        running("later than baseline", baseline_finish_at="2026-03-06T13:00"),
        running("beyond float", deadline_at="2026-03-06T13:00"),
    )  # fmt: skip
    assert of_tasks(moment, "computed_health") == {
        "in time": "green", "failed": "red", "blocked without end": "red", "blocked": "amber", "overdue": "red",
        "later than baseline": "amber", "beyond float": "red",
    }  # fmt: skip


def test_mismatch_counts_the_levels_between(asked):
    said = {"status": "failed", "asserted_by": "A. Ruiz", "asserted_at": "2026-03-06T09:00"}
    moment = asked(*(running(word or "nothing", asserted_rag=word, **said) for word in ("green", "amber", "red", None)))
    assert of_tasks(moment, "mismatch_levels") == {"green": 2, "amber": 1, "red": 0, "nothing": None}
    by = {"green": "A. Ruiz", "amber": "A. Ruiz", "red": "A. Ruiz", "nothing": None}
    assert of_tasks(moment, "asserted_by") == by


def test_word_after_status_time_is_not_said_yet(status):
    assert status(asserted_rag="green", asserted_at="2026-03-07")["asserted_rag"] is None


def test_band_turns_at_one_and_two_intervals(asked):
    times = ("11:00", "10:59", "10:00", "09:59")
    moment = asked(*(running(at, updated_at=f"2026-03-06T{at}", update_minutes=60.0) for at in times))
    assert of_tasks(moment, "band") == {"11:00": "fresh", "10:59": "ageing", "10:00": "ageing", "09:59": "stale"}
    assert set(of_tasks(moment, "interval_minutes").values()) == {60.0}


def test_task_nobody_told_of_is_never(status):
    found = status(updated_at=None, actual_start_at=None, baseline_start_at="2026-03-05", status="failed")
    assert (found["band"], found["age_minutes"], found["told_at"]) == ("never", None, None)


def test_update_is_due_hourly_in_the_window(status):
    found = status(programme=WINDOW)
    assert (found["interval_minutes"], found["every_words"], found["age_words"]) == (60.0, "1 h", "30 min")


def test_update_is_due_weekly_at_other_times(status):
    assert (status()["interval_minutes"], status()["age_minutes"]) == (10_080.0, 30)


def test_task_counts_from_one_interval_before_it_begins(asked):
    ahead = {"status": "not_started", "actual_start_at": None, "baseline_start_at": "2026-03-06T14:00"}
    moment = asked(
        running("A", **ahead, update_minutes=120.0), running("B", **ahead, update_minutes=119.0),
        running("C", status="complete", actual_finish_at="2026-03-06T10:00"), running("D", status="skipped"),
        running("E", phase="contingency", actual_start_at=None, status="not_started"),
    )  # fmt: skip
    assert [row["item_id"] for row in moment.query("status_list").to_pylist()] == ["A"]


def test_stalest_come_first_and_never_before(asked):
    moment = asked(
        running("A", updated_at="2026-03-06T11:00", update_minutes=30.0),
        running("B", updated_at="2026-03-06T09:00", update_minutes=180.0),
        running("C", updated_at=None, actual_start_at=None, status="failed"),
    )  # fmt: skip
    assert [row["item_id"] for row in moment.query("status_list").to_pylist()] == ["C", "A", "B"]


@pytest.mark.parametrize(("is_mandatory", "level"), [(True, "red"), (False, "amber")])
def test_workstream_is_red_by_weighty_tasks_only(asked, is_mandatory, level):
    leads = [{"workstream": "Data", "lead": "Lee", "asserted_rag": "green", "asserted_at": "2026-03-06T09:00"}]
    tasks = running("A", status="failed", is_mandatory=is_mandatory), running("B", duration_minutes=4_000.0)
    row = asked(*tasks, workstreams=leads).query("status_list", level="workstream").to_pylist()[0]
    assert (row["item_id"], row["computed_health"], row["owner"]) == ("Data", level, "Lee")


def test_workstream_without_counted_tasks_does_not_count(asked):
    leads = [{"workstream": "Apps", "asserted_rag": "green"}]
    assert asked(running(), workstreams=leads).query("status_list", level="workstream").num_rows == 0


def test_checkpoint_counts_until_it_is_decided(asked):
    gates = [
        {"checkpoint_id": "G1", "checkpoint_name": "Ready", "planned_at": "2026-03-06T10:00", "asserted_rag": "green",
         "asserted_by": "Lee", "asserted_at": "2026-03-06T09:00"},
        {"checkpoint_id": "G2", "checkpoint_name": "Go", "planned_at": "2026-03-06T09:00", "decision": "go",
         "decided_at": "2026-03-06T09:00"},
        {"checkpoint_id": "G3", "checkpoint_name": "Far", "planned_at": "2026-04-20"},
    ]  # fmt: skip
    rows = asked(running(), checkpoints=gates).query("status_list", level="checkpoint").to_pylist()
    assert [(row["item_id"], row["computed_health"], row["mismatch_levels"]) for row in rows] == [("G1", "red", 2)]


def test_mismatches_come_worst_first(asked):
    said = {"asserted_by": "Lee", "asserted_at": "2026-03-06T09:00"}
    moment = asked(
        running("A", asserted_rag="amber", **said), running("B", status="failed", asserted_rag="green", **said),
        running("C", status="failed", asserted_rag="amber", **said), running("D", asserted_rag="green", **said),
    )  # fmt: skip
    rows = moment.query("status_mismatches").to_pylist()
    assert [(row["item_id"], row["mismatch_levels"]) for row in rows] == [("B", 2), ("C", 1), ("A", -1)]
    assert rows[0]["mismatch_words"] == "Said green, the facts say red: 2 levels too good"
    assert rows[2]["mismatch_words"] == "Said amber, the facts say green: 1 level too bad"


def test_headline_names_mismatches_and_stale_ones(asked):
    said = {"asserted_rag": "green", "asserted_at": "2026-03-06T09:00"}
    moment = asked(running("A", status="failed", **said), running("B", updated_at="2026-03-01", actual_start_at=None,
                   status="failed", update_minutes=60.0))  # fmt: skip
    row = moment.query("statuses_headline").to_pylist()[0]
    assert (row["health"], row["n"]) == ("late", 2)
    assert row["headline"] == "1 status says better than the facts, 1 of 2 stale"


def test_statuses_that_agree_are_on_track(asked):
    row = asked(running(asserted_rag="green", asserted_at=AS_OF)).query("statuses_headline").to_pylist()[0]
    assert (row["health"], row["headline"]) == ("on_track", "Statuses say what the facts say")


def test_nothing_loaded_is_unknown(moment_of):
    row = moment_of({AS_OF: {"programme": [PROGRAMME]}}).query("statuses_headline").to_pylist()[0]
    assert (row["health"], row["headline"], row["n"]) == ("unknown", "No tasks are loaded", 0)


def test_bands_add_up_by_every_grouping(sample):
    counted = sample.query("status_list").num_rows
    for by in ("workstream", "side", "level"):
        rows = sample.query("status_bands", by=by).to_pylist()
        assert sum(row["status_count"] for row in rows) == counted


def test_tasks_agree_with_a_second_computation(sample):
    names = ("asserted_rag", "computed_health", "mismatch_levels", "age_minutes", "band")
    rows = sample.query("status_list", level="task").to_pylist()
    assert {row["item_id"]: tuple(row[name] for name in names) for row in rows} == again.tasks(sample.as_of)


def test_workstreams_agree_with_a_second_computation(sample):
    rows = sample.query("status_list", level="workstream").to_pylist()
    assert {row["item_id"]: row["computed_health"] for row in rows} == again.streams(sample.as_of)


def test_figures_agree_with_the_lists(sample):
    values = {row["label"]: row["value"] for row in sample.query("statuses_figures").to_pylist()}
    rows = sample.query("status_list").to_pylist()
    assert values["Said better than the facts"] == sum((row["mismatch_levels"] or 0) > 0 for row in rows)
    assert values["Stale or never told"] == sum(row["band"] in ("stale", "never") for row in rows)
    missing = [state for state in again.confirmations(sample.as_of).values() if state not in ("done", "not_complete")]
    assert values["Said complete, not confirmed"] == len(missing)
