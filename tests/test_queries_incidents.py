"""Incident marts and reports: counts, flow, times, ages, SLA."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import SHARED

from cutover import pipeline

MAPPINGS = Path(__file__).parents[1] / "docs" / "mappings"
NOON = "2026-03-10T12:00:00"


def incident(number: int, **cells: object) -> dict:
    """Return an incident opened on 2 March 2026 at 08:00 UTC unless told otherwise."""
    return {"incident_id": f"INC{number}", "opened_at": "2026-03-02T08:00:00"} | cells


def rows_of(moment, report: str, **parameters: object) -> list[dict]:
    """Return the rows of a report as dictionaries."""
    return moment.query(report, **parameters).to_pylist()


@pytest.fixture
def ask(moment_of):
    """Return a function: incidents (and more) in one snapshot, a report, its rows."""

    def answer(incidents: list[dict], report: str, **options: object) -> list[dict]:
        others, as_of = options.pop("tables", {}), options.pop("as_of", None)
        moment = moment_of({NOON: {"incidents": incidents} | others}, as_of)
        return rows_of(moment, report, **options)

    return answer


def test_open_status_wins_over_resolved_stamp(ask):
    stamped = [incident(n, status="open", resolved_at="2026-03-03T08:00:00") for n in range(3)]
    (counts,) = ask(stamped, "incident_counts")
    assert (counts["open_count"], counts["resolved_count"]) == (3, 0)


def test_stamp_of_open_incident_enters_no_time(ask):
    (times,) = ask([incident(1, status="in_progress", resolved_at="2026-03-03T08:00:00")], "incident_times")
    assert times["mttr_minutes"] is None
    assert times["resolved_count"] == 0


def test_cancelled_is_neither_open_nor_resolved(ask):
    (counts,) = ask([incident(1, status="cancelled"), incident(2, status="open")], "incident_counts")
    assert (counts["incident_count"], counts["open_count"], counts["resolved_count"]) == (2, 1, 0)
    assert counts["cancelled_count"] == 1


def test_resolved_without_time_is_counted_apart(ask):
    (counts,) = ask([incident(1, status="resolved"), incident(2, status="closed")], "incident_counts")
    assert (counts["resolved_count"], counts["without_time_count"]) == (2, 2)


def test_incident_without_status_goes_by_its_dates(ask):
    given = [incident(1), incident(2, closed_at="2026-03-03T08:00:00")]
    (counts,) = ask(given, "incident_counts")
    assert (counts["open_count"], counts["resolved_count"]) == (1, 1)


def test_end_after_status_time_has_not_happened(ask):
    late = incident(1, status="closed", resolved_at="2026-03-09T08:00:00", acknowledged_at="2026-03-08T08:00:00")
    (counts,) = ask([late], "incident_counts", as_of="2026-03-05T00:00:00")
    assert (counts["open_count"], counts["resolved_count"]) == (1, 0)


def test_incident_opened_later_is_not_known(ask):
    assert ask([incident(1)], "incident_counts", as_of="2026-03-01T00:00:00") == []


def test_end_without_time_is_undone_before_its_snapshot(ask):
    (counts,) = ask([incident(1, status="closed")], "incident_counts", as_of="2026-03-05T00:00:00")
    assert counts["open_count"] == 1


def test_missing_severity_is_a_group_of_its_own(ask):
    given = [incident(1, severity=1), incident(2), incident(3)]
    rows = ask(given, "incident_counts", by="severity")
    assert [(row["group_value"], row["open_count"]) for row in rows] == [("not given", 2), ("1", 1)]


def test_counts_group_by_class_and_side(moment_of):
    given = [incident(1, incident_class="defect", side="provider"), incident(2, incident_class="data", side="provider")]
    moment = moment_of({NOON: {"incidents": given}})
    assert {row["group_value"] for row in rows_of(moment, "incident_counts", by="class")} == {"defect", "data"}
    assert rows_of(moment, "incident_counts", by="side")[0]["incident_count"] == 2


def test_filters_keep_named_workstreams_and_sides(moment_of):
    given = [incident(1, workstream="Payroll", side="customer"), incident(2, workstream="Finance"), incident(3)]
    moment = moment_of({NOON: {"incidents": given}})
    assert rows_of(moment, "incident_counts", workstreams=["Payroll"])[0]["incident_count"] == 1
    assert rows_of(moment, "incident_flow", sides=["customer"])[-1]["open_count"] == 1


def test_newest_snapshot_tells_the_state(moment_of):
    earlier, later = [incident(1, status="open")], [incident(1, status="closed", closed_at="2026-03-12T08:00:00")]
    snapshots = {NOON: {"incidents": earlier}, "2026-03-17T12:00:00": {"incidents": later}}
    assert rows_of(moment_of(snapshots), "incident_counts")[0]["resolved_count"] == 1


def test_earlier_moment_renders_as_it_was_seen(moment_of):
    earlier, later = [incident(1, status="open")], [incident(1, status="closed", closed_at="2026-03-09T08:00:00")]
    snapshots = {NOON: {"incidents": earlier}, "2026-03-17T12:00:00": {"incidents": later}}
    assert rows_of(moment_of(snapshots, "2026-03-16T12:00:00"), "incident_counts")[0]["open_count"] == 1


# flow and backlog


def test_flow_has_every_day_without_gaps(ask):
    given = [incident(1, status="closed", closed_at="2026-03-05T09:00:00"), incident(2, status="open")]
    rows = ask(given, "incident_flow")
    assert [row["day"] for row in rows] == [date(2026, 3, 2) + timedelta(n) for n in range(9)]
    assert [row["open_count"] for row in rows] == [2, 2, 2, 1, 1, 1, 1, 1, 1]


def test_flow_days_are_local_days(ask):
    programme = {"programme": [{"programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York"}]}
    given = [incident(1, opened_at="2026-03-03T03:30:00", status="closed", closed_at="2026-03-09T03:30:00")]
    rows = ask(given, "incident_flow", tables=programme)
    assert rows[0]["day"] == date(2026, 3, 2)
    assert [row["day"] for row in rows if row["resolved_count"]] == [date(2026, 3, 8)]


def test_backlog_ends_with_what_is_open(moment_of):
    given = [
        incident(1, status="open", resolved_at="2026-03-03T08:00:00"),
        incident(2, status="cancelled"),
        incident(3, status="resolved"),
        incident(4, status="closed", resolved_at="2026-03-01T08:00:00"),
        incident(5, status="closed", resolved_at="2026-03-30T08:00:00"),
    ]
    moment = moment_of({NOON: {"incidents": given}})
    assert rows_of(moment, "incident_flow")[-1]["open_count"] == 2
    assert rows_of(moment, "incident_counts")[0]["open_count"] == 2


def test_cancelled_leaves_backlog_in_its_own_column(ask):
    rows = ask([incident(1, status="cancelled", closed_at="2026-03-04T08:00:00")], "incident_flow")
    assert [row["open_count"] for row in rows[:3]] == [1, 1, 0]
    assert (rows[2]["cancelled_count"], rows[2]["resolved_count"]) == (1, 0)


def events(number: int, *changes: tuple[str, str]) -> list[dict]:
    """Return status changes of an incident: (day of March 2026, status)."""
    return [{"incident_id": f"INC{number}", "event_at": f"2026-03-{day}T10:00:00", "status": s} for day, s in changes]


def test_reopened_incident_adds_back_to_backlog(ask):
    history = events(1, ("02", "open"), ("03", "resolved"), ("05", "open"), ("07", "resolved"), ("08", "closed"))
    given = [incident(1, status="closed", resolved_at="2026-03-07T10:00:00")]
    rows = ask(given, "incident_flow", tables={"incident_events": history})
    assert [row["open_count"] for row in rows] == [1, 0, 0, 1, 1, 0, 0, 0, 0]
    assert [row["reopened_count"] for row in rows][3] == 1


def test_repeated_events_count_once(ask):
    history = events(1, ("02", "open"), ("03", "resolved"), ("03", "resolved"), ("05", "open"), ("05", "open"))
    rows = ask([incident(1, status="open")], "incident_flow", tables={"incident_events": history})
    assert sum(row["reopened_count"] for row in rows) == 1
    assert rows[-1]["open_count"] == 1


def test_flow_of_nothing_is_empty(ask):
    assert ask([], "incident_flow") == []


def test_flow_counts_match_a_plain_count(ask):
    given = [
        incident(n, opened_at=f"2026-03-0{1 + n % 5}T0{n % 9}:00:00", status="closed",
                 resolved_at=f"2026-03-0{6 + n % 3}T08:00:00")
        for n in range(40)
    ]  # fmt: skip
    rows = ask(given, "incident_flow")
    opened = Counter(row["opened_at"][:10] for row in given)
    assert {row["day"].isoformat(): row["opened_count"] for row in rows if row["opened_count"]} == dict(opened)
    assert rows[-1]["open_count"] == 0


# times


def test_mttr_of_four_is_fifty_one_hours(ask):
    hours = {1: 44, 2: 100, 3: 40, 4: 20}
    start = datetime(2026, 3, 2, 8)
    given = [
        incident(n, severity=2, status="resolved", resolved_at=(start + timedelta(hours=h)).isoformat())
        for n, h in hours.items()
    ]
    (times,) = ask(given, "incident_times")
    assert times["mttr_minutes"] == 51 * 60
    assert times["median_minutes"] == 42 * 60


def test_mtta_counts_unacknowledged_beside_it(ask):
    start = datetime(2026, 3, 2, 8)
    acknowledged = [
        incident(n, severity=1, acknowledged_at=(start + timedelta(minutes=m)).isoformat())
        for n, m in enumerate((5, 10, 15))
    ]
    (times,) = ask([*acknowledged, *(incident(n, severity=1) for n in range(3, 10))], "incident_times")
    assert times["mtta_minutes"] == 10
    assert (times["n"], times["unacknowledged_count"]) == (10, 7)


def test_oldest_unacknowledged_open_incident_is_named(ask):
    given = [incident(1), incident(2, opened_at="2026-03-10T11:00:00")]
    (times,) = ask(given, "incident_times", by="all")
    assert times["severity"] == "all"
    assert times["oldest_unacknowledged_minutes"] == (8 * 24 + 4) * 60


def test_percentiles_interpolate_between_neighbours(ask):
    start = datetime(2026, 3, 2, 8)
    given = [incident(n, status="closed", resolved_at=(start + timedelta(minutes=n)).isoformat()) for n in range(101)]
    (times,) = ask(given, "incident_times")
    assert (times["median_minutes"], times["p85_minutes"], times["p95_minutes"]) == (50, 85, 95)


def test_resolved_before_opened_enters_no_time(ask):
    (times,) = ask([incident(1, status="closed", resolved_at="2026-03-01T08:00:00")], "incident_times")
    assert times["mttr_minutes"] is None
    assert times["without_time_count"] == 1


# ages


def test_ages_fall_into_their_bands(ask):
    opened = {1: "03-10T11:00", 2: "03-09T11:00", 3: "03-04T12:00", 4: "02-27T11:00", 5: "01-02T11:00"}
    given = [incident(n, severity=2, opened_at=f"2026-{at}:00") for n, at in opened.items()]
    rows = ask(given, "incident_ages")
    assert [row["age_band"] for row in rows] == ["0-1", "1-5", "6-10", "11-30", "over 30"]
    assert [row["open_count"] for row in rows] == [1, 1, 1, 1, 1]


def test_ages_hold_open_incidents_only(ask):
    given = [incident(1, severity=1, status="closed", closed_at="2026-03-03T08:00:00"), incident(2, severity=3)]
    rows = ask(given, "incident_ages")
    assert {row["severity"] for row in rows} == {"3"}
    assert sum(row["open_count"] for row in rows) == 1


# SLA


def test_sla_attainment_leaves_open_breaches_beside(ask):
    due = "2026-03-04T08:00:00"
    met = [incident(n, status="closed", sla_due_at=due, resolved_at="2026-03-03T08:00:00") for n in range(18)]
    breached = [incident(n, status="closed", sla_due_at=due, resolved_at="2026-03-05T08:00:00") for n in (18, 19)]
    past_due = [incident(n, status="open", sla_due_at=due) for n in (20, 21, 22)]
    (row,) = ask([*met, *breached, *past_due], "sla_attainment", by="all")
    assert row["attained_percent"] == 90
    assert row["open_breached_count"] == 3


def test_sla_comes_from_target_of_first_severity(ask):
    targets = {"sla_targets": [{"severity": 1, "resolve_minutes": 240}, {"severity": 3, "resolve_minutes": 2880}]}
    lowered = incident(1, severity_initial=1, severity=3, status="closed", resolved_at="2026-03-02T14:00:00")
    (row,) = ask([lowered], "sla_attainment", tables=targets)
    assert (row["group_value"], row["breached_count"]) == ("1", 1)


def test_sla_result_of_source_wins(ask):
    given = incident(
        1, status="closed", sla_due_at="2026-03-03T08:00:00", resolved_at="2026-03-09T08:00:00", is_sla_met=True
    )
    (row,) = ask([given], "sla_attainment", by="all")
    assert (row["met_count"], row["breached_count"]) == (1, 0)


def test_sla_result_of_source_does_not_close_open_one(ask):
    given = incident(1, status="open", sla_due_at="2026-03-03T08:00:00", is_sla_met=True)
    (row,) = ask([given], "sla_attainment", by="all")
    assert row["open_breached_count"] == 1
    assert row["attained_percent"] is None


def test_sla_without_targets_is_not_determinable(ask):
    given = [incident(1, status="closed", resolved_at="2026-03-03T08:00:00"), incident(2)]
    (row,) = ask(given, "sla_attainment", by="all")
    assert (row["attained_percent"], row["health"]) == (None, "unknown")
    assert row["undetermined_count"] == 2


@pytest.mark.parametrize(("due", "at_risk"), [("2026-03-13T08:00:00", 0), ("2026-03-12T08:00:00", 1)])
def test_open_incident_is_at_risk_from_three_quarters(ask, due, at_risk):
    (row,) = ask([incident(1, sla_due_at=due)], "sla_attainment", by="all")
    assert row["at_risk_count"] == at_risk


def test_sla_health_follows_target_and_floor(ask):
    ended = {1: 9, 2: 8, 3: 5}
    given = [
        incident(10 * severity + n, severity=severity, status="closed", resolved_at="2026-03-03T08:00:00",
                 is_sla_met=n < met)
        for severity, met in ended.items() for n in range(10)
    ]  # fmt: skip
    targets = {"sla_targets": [{"severity": 2, "target_percent": 80}]}
    rows = ask(given, "sla_attainment", tables=targets)
    assert [row["health"] for row in rows] == ["on_track", "on_track", "late"]
    assert [row["target_percent"] for row in rows] == [90, 80, 90]


def test_loaded_threshold_replaces_the_default(ask):
    stricter = {"thresholds": [{"threshold_id": "sla_target_percent", "value": 99}]}
    given = [incident(1, status="closed", resolved_at="2026-03-03T08:00:00", is_sla_met=True)]
    (row,) = ask(given, "sla_attainment", by="all", tables=stricter)
    assert row["target_percent"] == 99


# public files


@pytest.fixture
def load_public(store):
    """Return a function: a public file, a preset and a status time give a moment."""

    def load(file: str, preset: str, as_of: str, mapping: str | None = None):
        if not (SHARED / "data" / file).exists():
            pytest.skip(f"the public file {file} is not here")
        path = MAPPINGS / mapping if mapping else None
        options = pipeline.LoadOptions(as_of=as_of, programme_id="public", preset=preset, mapping=path, bounds=None)
        pipeline.load([SHARED / "data" / file], store=store, options=options)
        return pipeline.moment(store)

    return load


def test_audit_log_ends_with_nothing_open(load_public):
    moment = load_public("incidents_uci/incident_event_log.csv", "servicenow-audit-log", "2017-03-01T00:00Z")
    rows = rows_of(moment, "incident_flow")
    assert (rows[0]["day"], rows[-1]["open_count"]) == (date(2016, 2, 29), 0)
    assert sum(row["opened_count"] for row in rows) == 24_918
    assert min(row["open_count"] for row in rows) == 0


def test_jira_export_keeps_open_bugs_open(load_public):
    moment = load_public("issues_jira/hadoop_bugs.csv", "jira-csv", "2026-11-20T00:00Z")
    (row,) = rows_of(moment, "incident_counts")
    assert (row["incident_count"], row["open_count"], row["resolved_count"]) == (2503, 770, 1733)


def test_open_bugs_with_resolved_stamp_are_not_resolved(load_public):
    moment = load_public("issues_jira/SeaMonkey_bugs.csv", None, "2026-11-20T00:00Z", "bugzilla-csv.toml")
    (row,) = rows_of(moment, "incident_counts")
    (times,) = rows_of(moment, "incident_times", by="all")
    assert row["incident_count"] == 1076
    assert row["open_count"] >= 548
    assert times["resolved_count"] <= 1076 - 548
