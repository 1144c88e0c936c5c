"""Pages that knew the rate and the owners' dates now hear the network, and say which of them counts."""

from itertools import pairwise

import pytest

NOW = "2026-03-10T12:00"
GATE = {"checkpoint_id": "G", "checkpoint_name": "Go/No-Go", "planned_at": "2026-03-10T20:00"}


def task(task_id: str, **cells) -> dict:
    return {
        "task_id": task_id, "task_name": task_id, "phase": "cutover", "workstream": "Data", "duration_minutes": 120.0,
        "planned_finish_at": "2026-03-10T14:00", "baseline_finish_at": "2026-03-10T14:00",
    } | cells  # fmt: skip


def link(before: str, after: str, **cells) -> dict:
    return {"predecessor_id": before, "successor_id": after} | cells


def chain(*lengths: float, **first) -> dict:
    """Return tasks A, B, … that follow each other, and a checkpoint that waits for the last."""
    names = "ABCDEF"[: len(lengths)]
    rows = [task(name, duration_minutes=length) for name, length in zip(names, lengths, strict=True)]
    rows[0] |= first
    return {
        "programme": [{"programme_id": "demo", "programme_name": "Demo", "cutover_start_at": "2026-03-10T08:00",
                       "cutover_finish_at": "2026-03-10T22:00"}],
        "tasks": rows,
        "dependencies": [link(*pair) for pair in pairwise(names)],
        "checkpoints": [GATE],
        "checkpoint_tasks": [{"checkpoint_id": "G", "task_id": names[-1]}],
    }  # fmt: skip


@pytest.fixture
def ask(moment_of):
    """Return a function: a report and the tables of one snapshot give its first row."""

    def row(report: str, tables: dict, **parameters) -> dict:
        return moment_of({NOW: tables}).query(report, **parameters).to_pylist()[0]

    return row


def test_checkpoint_waits_for_the_network(ask):
    row = ask("checkpoint_health", chain(120, 180, 60))
    assert (row["forecast_driver"], row["slack_minutes"], row["health"]) == ("network", 120, "green")
    assert row["network_ready_at"].isoformat() == "2026-03-10T18:00:00"
    assert row["stated_ready_at"].isoformat() == "2026-03-10T14:00:00"
    assert row["reason"].endswith("last entry task C expected 18:00 by the network, Tue 10 Mar 14:00 by its owners")


def test_checkpoint_turns_red_by_its_predecessors(ask):
    row = ask("checkpoint_health", chain(120, 400, 60))
    assert (row["health"], row["rule"], row["slack_minutes"]) == ("red", "negative slack", -100)


def test_without_links_the_owners_dates_count(ask):
    tables = chain(120, 400, 60) | {"dependencies": []}
    row = ask("checkpoint_health", tables)
    assert (row["forecast_driver"], row["slack_minutes"], row["health"]) == ("stated", 360, "green")
    assert row["reason"] == "slack 6 h: last entry task C expected 14:00"


def test_assumed_recovery_is_never_green(ask):
    blocked = {"status": "blocked", "blocked_reason": "no certificate", "actual_start_at": "2026-03-10T11:00"}
    row = ask("checkpoint_health", chain(120, 180, 60, **blocked))
    assert (row["health"], row["rule"], row["assumed_count"]) == ("amber", "recovery assumed", 1)
    assert "only if blocked work goes on now" in row["reason"]


def test_entry_task_blocked_beyond_its_end_is_amber(ask):
    tables = chain(120, 180, 60)
    tables["tasks"][2] |= {"status": "blocked", "unblock_at": "2026-03-10T11:00", "planned_hours": 1.0}
    row = ask("checkpoint_health", tables)
    assert (row["health"], row["rule"], row["assumed_count"]) == ("amber", "recovery assumed", 1)


def test_blocked_entry_task_without_end_stays_red(ask):
    blocked = {"status": "blocked", "blocked_reason": "no certificate"}
    row = ask("checkpoint_health", chain(120, **blocked) | {"dependencies": []})
    assert (row["health"], row["rule"], row["slack_minutes"]) == ("red", "entry task without end", None)


def test_course_of_slack_is_the_networks(moment_of):
    later = chain(120, 240, 60, status="complete", actual_start_at=NOW, actual_finish_at="2026-03-10T13:00")
    moment = moment_of({NOW: chain(120, 180, 60), "2026-03-10T13:00": later})
    rows = moment.query("checkpoint_trend").to_pylist()
    assert [row["slack_minutes"] for row in rows] == [120, 120]


def test_burndown_shows_both_and_says_which_counts(ask):
    row = ask("burndown_forecast", chain(120, 180, 60))
    assert (row["driver"], row["forecast_finish_at"]) == ("network", None)
    assert row["driving_finish_at"] == row["network_finish_at"]
    assert row["driver_reason"] == "Links join 100 % of the open tasks; the network drives from 50 % on."


def test_burndown_of_the_network_falls_with_its_finishes(moment_of):
    rows = moment_of({NOW: chain(120, 180, 60)}).query("burndown_network").to_pylist()
    assert (len(rows), rows[0]["n"]) == (121, 3)
    by_time = {row["step_at"].isoformat()[11:16]: row["remaining"] for row in rows}
    assert [by_time[at] for at in ("12:00", "13:57", "14:00", "16:57", "17:00", "18:00")] == [3, 3, 2, 2, 1, 0]


def test_burndown_of_the_network_weighs_hours(moment_of):
    rows = moment_of({NOW: chain(120, 180, 60)}).query("burndown_network", unit="hours").to_pylist()
    assert (rows[0]["remaining"], rows[-1]["remaining"]) == (6.0, 0.0)


def test_no_open_task_has_no_network_burndown(moment_of):
    done = {"status": "complete", "actual_start_at": "2026-03-10T08:00", "actual_finish_at": "2026-03-10T09:00"}
    assert moment_of({NOW: chain(120, **done)}).query("burndown_network").num_rows == 0


def test_burndown_filters_the_tasks_of_the_network(ask):
    tables = chain(120, 180, 60)
    tables["tasks"][2]["workstream"] = "Apps"
    row = ask("burndown_forecast", tables, workstreams=["Data"])
    assert row["network_finish_at"].isoformat() == "2026-03-10T17:00:00"


def test_burndown_headline_names_what_sets_the_colour(ask):
    row = ask("burndown_headline", chain(120, 180, 60))
    assert row["health"] == "at_risk"
    assert row["detail"].startswith("By the network of links, which sets the colour, it ends Tue 10 Mar 2026, 18:00.")


def test_burndown_falls_back_to_the_rate(ask):
    row = ask("burndown_forecast", chain(120, 180, 60) | {"dependencies": []})
    assert row["driver"] == "rate"
    assert row["driver_reason"] == "The plan has no links, so its rate tells the finish."
    assert row["driving_finish_at"] is None


def test_headlines_say_why_the_network_does_not_count(ask, moment_of):
    circle = chain(120, 180, 60)
    circle["dependencies"].append(link("C", "A"))
    why = "The network cannot be computed. The links go round in a circle: A → B → C → A."
    assert ask("burndown_headline", circle)["detail"].startswith(why)
    told = moment_of({}).query("overview_headline").to_pylist()[0]["detail"]
    assert told.endswith(" By rate, which counts, no end can be told.")


@pytest.mark.parametrize(
    ("length", "health", "words"),
    [(180, "at_risk", "ends Tue 10 Mar 18:00, 4 h early."), (500, "late", "ends Tue 10 Mar 23:20, 1 h 20 min late.")],
)
def test_overview_hears_the_network(ask, length, health, words):
    tables = chain(120, length, 60)
    tables["checkpoints"], tables["checkpoint_tasks"] = [], []
    tables["thresholds"] = [{"threshold_id": "near_critical_minutes", "value": 300.0}]
    row = ask("overview_headline", tables)
    assert row["health"] == health
    assert row["detail"].endswith(f"By the network, which counts, the cutover {words}")


def test_overview_shows_float_where_the_network_counts(moment_of):
    moment = moment_of({NOW: chain(120, 180, 60)})
    row = next(row for row in moment.query("overview_figures").to_pylist() if row["position"] == 4)
    assert (row["label"], row["value"], row["unit"], row["better"]) == ("Float to the window", 4.0, "hours", "up")


def test_overview_shows_work_left_without_links(moment_of):
    moment = moment_of({NOW: chain(120, 180, 60) | {"dependencies": []}})
    row = next(row for row in moment.query("overview_figures").to_pylist() if row["position"] == 4)
    assert (row["label"], row["value"]) == ("Work left", 6.0)


def test_circle_of_links_leaves_the_rate(moment_of):
    tables = chain(120, 180, 60)
    tables["dependencies"].append(link("C", "A"))
    moment = moment_of({NOW: tables})
    row = moment.query("burndown_forecast").to_pylist()[0]
    assert row["driver"] == "rate"
    assert "A → B → C → A" in row["driver_reason"]
    assert moment.query("checkpoint_health").to_pylist()[0]["forecast_driver"] == "stated"
