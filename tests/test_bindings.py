"""Live values: how a filter is read, rows are counted, and what goes wrong is told instead of raised."""

from datetime import datetime

import pytest
from conftest import add_load

from cutover.errors import ReportError
from cutover.store import Store
from cutover.warehouse import Moment, Warehouse
from cutover.warehouse.bindings import Binding, check_binding, live_value, split_filter
from cutover.warehouse.parameters import find_report

NOW = datetime(2026, 3, 13, 20)
BY_SEVERITY = "by = severity; "


def rows() -> dict[str, list[dict]]:
    """Return three open incidents of two severities, one of them cancelled, and requirements without any."""
    incidents = [
        {"incident_id": f"N{n}", "opened_at": "2026-03-12", "severity": severity, "status": status, "side": "provider"}
        for n, (severity, status) in enumerate([(1, "open"), (2, "open"), (2, "cancelled")])
    ]
    return {
        "incidents": incidents, "requirements": [{"requirement_id": "R1", "coverage": "not_applicable"}],
        "checkpoints": [{"checkpoint_id": "G1", "checkpoint_name": "Go", "planned_at": "2026-03-15"}],
    }  # fmt: skip


@pytest.fixture(scope="module")
def moment(tmp_path_factory) -> Moment:
    store = Store(tmp_path_factory.mktemp("bindings") / "store")
    add_load(store, "2026-03-13T20:00", rows())
    return Warehouse(store).moment()


def told(moment, report: str, column: str | None = None, text: str | None = None, aggregate: str = "only"):
    return live_value(moment, Binding("C1", report, column, text, aggregate, NOW))


@pytest.mark.parametrize(
    ("arguments", "value", "count"),
    [
        (("incident_counts", "open_count"), 2.0, 1),
        (("incident_counts", "open_count", BY_SEVERITY + "group_value = 1"), 1.0, 1),
        (("incident_counts", "open_count", BY_SEVERITY, "sum"), 2.0, 2),
        (("incident_counts", "incident_count", BY_SEVERITY, "largest"), 2.0, 2),
        (("incident_counts", "incident_count", BY_SEVERITY, "smallest"), 1.0, 2),
        (("incident_counts", None, BY_SEVERITY + "cancelled_count = 1", "count"), 1.0, 1),
        (("incident_counts", "open_count", BY_SEVERITY + "group_value = 4", "sum"), 0.0, 0),
        (("incident_list", None, "severity = 3", "count"), 0.0, 0),
        (("go_no_go_choices", "criterion_count", "is_default = yes"), 0.0, 1),
    ],
)
def test_rows_that_match_make_one_value(moment, arguments, value, count, monkeypatch):
    monkeypatch.setattr("cutover.warehouse.bindings.LIVE", ())
    assert told(moment, *arguments) == (value, count)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("incident_count", "open_count"), "There is no report incident_count. Did you mean incident_counts?"),
        (("incident_counts", "opened"), "The report incident_counts has no column opened; its columns: group_value,"),
        (("incident_counts",), "The report incident_counts has to be given a column; its columns:"),
        (("incident_counts", "open_count", "colour = red"), "The report incident_counts has no column colour;"),
        (("incident_counts", "open_count", "by severity"), "The filter by severity is not understood; write column ="),
        (("incident_counts", "open_count", "by = moon"), "The report incident_counts: by is moon; allowed are all,"),
        (("incident_counts", "open_count", BY_SEVERITY), "incident_counts: 2 rows match, where one is asked for."),
        (("incident_counts", "open_count", "group_value = 7"), "incident_counts: no row matches."),
        (("incident_counts", "group_value"), "incident_counts.group_value is all: no number."),
        (("requirement_coverage", "tested_percent"), "requirement_coverage: 1 of 1 rows that match have no value."),
        (("sla_attainment", "attained_percent", "", "smallest"), "sla_attainment: 2 of 2 rows that match have no val"),
        (("exit_streaks", "held_days", "", "sum"), "The report exit_streaks has no rows."),
        (("verdict", "readiness_percent"), "The report verdict rests on live values itself: that would be a circle."),
        (("checkpoint_health", "slack_minutes"), "The report checkpoint_health rests on live values itself:"),
    ],
)
def test_what_goes_wrong_is_said(moment, arguments, problem):
    with pytest.raises(ReportError) as error:
        told(moment, *arguments)
    assert str(error.value).startswith(problem)


def test_filter_tells_parameters_from_columns():
    text = " by = severity ; group_value=1; ; sides = provider"
    given, wanted = split_filter(find_report("incident_counts"), text)
    assert (given, wanted) == ({"by": "severity", "sides": "provider"}, {"group_value": "1"})


def test_moment_parameters_cannot_be_bound():
    with pytest.raises(ReportError, match="has no column as_of"):
        check_binding("exit_streaks", "held_days", "as_of = 2020-01-01")


def test_wrong_binding_never_breaks_a_report(moment_of):
    wrong = {"bound_report": "incident_counts", "bound_column": "open_count", "bound_filter": "=;;="}
    criterion = {"criterion_id": "C1", "criterion_name": "C", "checkpoint_id": "G1"} | wrong
    moment = moment_of({"2026-03-13T20:00": rows() | {"criteria": [criterion]}})
    row = moment.query("readiness_criteria").to_pylist()[0]
    assert (row["state"], row["problem"]) == (
        "open",
        "The filter = is not understood; write column = value, joined by ;.",
    )
    assert moment.query("verdict").to_pylist()[0]["rule"] == "readiness not known"


def test_decided_checkpoint_keeps_its_live_value(moment_of):
    calm = rows() | {"incidents": []}
    bound = {"bound_report": "incident_list", "bound_filter": "severity = 1", "bound_aggregate": "count"}
    criterion = {"criterion_id": "C1", "criterion_name": "C", "checkpoint_id": "G1", "operator": "<=", "target": 0.0,
                 "is_gating": True} | bound  # fmt: skip
    decided = rows()["checkpoints"][0] | {"decision": "go", "decided_at": "2026-03-12T15:00"}
    later = rows() | {"criteria": [criterion], "checkpoints": [decided]}
    moment = moment_of({"2026-03-12T10:00": calm, "2026-03-13T20:00": later})
    row = moment.query("readiness_criteria").to_pylist()[0]
    assert (row["state"], row["live_actual"], row["assessed_at"]) == ("met", 0.0, datetime(2026, 3, 12, 10))


def test_past_of_a_decision_is_built_once(moment_of):
    moment = moment_of({"2026-03-12T10:00": rows(), "2026-03-13T20:00": {"issues": []}})
    at = datetime(2026, 3, 12, 10)
    assert moment.at(at) is moment.at(at)
    assert moment.at(at).as_of == at
