"""The public files through their mappings: no row lost, counts as in their SOURCE.txt."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest
from conftest import SHARED

from cutover.mapping import MappedTable, find_preset, map_table, read_mapping
from cutover.readers import read_source
from cutover.validate.check import check

pytestmark = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the public files are not here")
MAPPINGS = Path(__file__).parents[1] / "docs" / "mappings"
LOG = "incidents_uci/incident_event_log.csv"


def mapped(file: str, mapping: str) -> list[MappedTable]:
    """Return what a public file gives by a preset or an example mapping."""
    example = MAPPINGS / f"{mapping}.toml"
    rules = read_mapping(example) if example.exists() else find_preset(mapping)
    return [result for raw in read_source(SHARED / "data" / file) for result in map_table(raw, rules)]


def checked(result: MappedTable):
    return check([result], "UTC", datetime(2026, 3, 1))


def counted(result: MappedTable, column: str) -> Counter:
    return Counter(result.cells[column].to_pylist())


@pytest.fixture(scope="module")
def audit_log() -> list[MappedTable]:
    return mapped(LOG, "servicenow-audit-log")


def test_audit_log_gives_every_event(audit_log):
    events = audit_log[0]
    assert (events.table.name, len(events.cells), events.filtered_count) == ("incident_events", 141_712, 0)


def test_audit_log_folds_into_incidents(audit_log):
    incidents = audit_log[1]
    assert (incidents.table.name, len(incidents.cells), incidents.folded_count) == ("incidents", 24_918, 116_794)
    assert pc.count_distinct(incidents.cells["incident_id"]).as_py() == 24_918


def test_every_incident_of_the_audit_log_ends_closed(audit_log):
    assert counted(audit_log[1], "status") == {"Closed": 24_918}


def test_audit_log_loses_no_row_when_checked(audit_log):
    events, incidents = (checked(result) for result in audit_log)
    assert (len(events.rows), len(incidents.rows)) == (141_712, 24_918)


def test_dates_of_the_audit_log_are_day_first(audit_log):
    opened = checked(audit_log[1]).rows["opened_at"]
    assert pc.min(opened).as_py() == datetime(2016, 2, 29, 1, 16)
    assert pc.max(opened).as_py().date().isoformat() == "2017-02-16"


def test_state_that_is_a_number_is_a_warning(audit_log):
    problems = checked(audit_log[0]).problems.to_pylist()
    warnings = [problem for problem in problems if problem["level"] == "warning"]
    assert [problem["original"] for problem in warnings] == ["-100"] * 5
    assert {problem["column_name"] for problem in warnings} == {"status"}


def test_incident_was_acknowledged_when_it_left_new(audit_log):
    row = audit_log[1].cells.slice(0, 1).to_pylist()[0]
    assert (row["incident_id"], row["opened_at"]) == ("INC0000045", "29/2/2016 01:16")
    assert (row["acknowledged_at"], row["resolved_at"]) == ("29/2/2016 08:53", "29/2/2016 11:29")


def test_audit_log_saved_again_by_excel_loads_too():
    events, incidents = mapped("incidents_uci/variant_excel_resaved_5999rows.csv", "servicenow-audit-log")
    assert (len(events.cells), len(checked(events).rows)) == (5_998, 5_998)
    assert len(checked(incidents).rows) == len(incidents.cells) == 890


def test_hadoop_issues_are_all_read():
    [incidents] = mapped("issues_jira/hadoop_bugs.csv", "jira-csv")
    rows = checked(incidents).rows
    assert (len(rows), rows["resolved_at"].null_count) == (2_503, 770)
    assert pc.min(rows["opened_at"]).as_py().year == 2020


def test_hadoop_priorities_become_four_severities():
    [incidents] = mapped("issues_jira/hadoop_bugs.csv", "jira-csv")
    assert counted(incidents, "severity") == {"1": 76, "2": 86, "3": 1_738, "4": 603}


def test_hadoop_statuses_are_all_known():
    [incidents] = mapped("issues_jira/hadoop_bugs.csv", "jira-csv")
    assert Counter(checked(incidents).rows["status"].to_pylist()) == {"resolved": 1_733, "open": 699, "in_progress": 71}


def test_open_bugs_with_resolved_stamp_stay_open():
    [incidents] = mapped("issues_jira/SeaMonkey_bugs.csv", "bugzilla-csv")
    rows = checked(incidents).rows
    is_open = pc.is_in(rows["status"], pc.cast(["open", "in_progress"], "string"))
    assert Counter(is_open.to_pylist()) == {True: 567, False: 509}
    assert rows.filter(is_open)["resolved_at"].null_count == 567


def test_stamps_of_open_bugs_are_kept_as_last_update():
    [incidents] = mapped("issues_jira/SeaMonkey_bugs.csv", "bugzilla-csv")
    is_new = pc.is_in(incidents.cells["status"], pc.cast(["UNCONFIRMED", "NEW"], "string"))
    stamped = incidents.cells.filter(is_new)
    assert (len(stamped), stamped["updated_at"].null_count, stamped["resolved_at"].null_count) == (548, 0, 548)


def test_gates_become_one_checkpoint_each():
    [checkpoints] = mapped("gates_melbourne_water/Capital_Delivery_Project_deidentified.csv", "melbourne-water-gates")
    assert (len(checkpoints.cells), checkpoints.filtered_count) == (2_845, 270)
    assert Counter(cell.split("/")[1] for cell in checkpoints.cells["checkpoint_id"].to_pylist()) == {
        "BNI": 443, "PBC": 213, "BCA": 445, "Tender Closed": 413, "Stage1": 445, "Stage2": 442, "Stage3": 444,
    }  # fmt: skip


def test_gates_of_both_date_styles_are_read():
    [checkpoints] = mapped("gates_melbourne_water/Capital_Delivery_Project_deidentified.csv", "melbourne-water-gates")
    rows = checked(checkpoints).rows
    planned = dict(zip(rows["checkpoint_id"].to_pylist(), rows["planned_at"].to_pylist(), strict=True))
    assert rows["planned_at"].null_count == 0
    assert planned["Q05388/BNI"] == datetime(2016, 2, 5, 6, 0)
    assert planned["Q05388/BCA"] == datetime(2016, 5, 25, 7, 0)


def test_government_sites_are_all_retired_components():
    rows = checked(mapped("decommission_govuk/transition_sites.csv", "govuk-sites")[0]).rows
    assert (len(rows), rows["actual_retire_date"].null_count) == (855, 0)
    assert pc.min(rows["actual_retire_date"]).as_py().isoformat() == "2004-01-20"
    assert pc.max(rows["actual_retire_date"]).as_py().isoformat() == "2022-09-13"


def test_fate_of_government_sites_stands_in_the_note():
    [components] = mapped("decommission_govuk/transition_sites.csv", "govuk-sites")
    notes = Counter((note or "")[:4] for note in components.cells["note"].to_pylist())
    assert (notes["=301"], notes["=410"]) == (208, 204)


def test_products_that_close_later_are_told():
    [components] = mapped("decommission_products/graveyard.json", "product-graveyard")
    result = check([components], "UTC", datetime(2026, 7, 1))
    assert len(result.rows) == 307
    assert result.rows["planned_retire_date"].equals(result.rows["actual_retire_date"])
    assert any(
        "actual_retire_date lies after the status time in 2 rows" in text
        for text in result.problems["message"].to_pylist()
    )


def test_retired_units_of_three_workbooks_are_read():
    results = mapped("decommission_eia860", "eia860-retired")
    assert [len(result.cells) for result in results] == [153, 107, 844]
    rows = check(results, "UTC").rows
    assert (len(rows), rows["actual_retire_date"].null_count) == (1_104, 182)


def test_cancelled_units_are_told_from_retired_ones():
    notes = sum((counted(result, "note") for result in mapped("decommission_eia860", "eia860-retired")), Counter())
    assert notes == {"retired": 922, "cancelled before operation": 143, "postponed indefinitely": 39}


def test_year_and_month_make_the_first_of_the_month():
    [components] = mapped("decommission_eia860/3_2_Wind_Y2024.xlsx", "eia860-retired")
    row = checked(components).rows.slice(0, 1).to_pylist()[0]
    assert (row["component_id"], row["component_name"]) == ("90/ENT", "Snake River ENT")
    assert row["actual_retire_date"].isoformat() == "2021-06-01"


def test_end_of_life_may_be_date_or_truth():
    [components] = mapped("decommission_releases/releases_flat.csv", "release-end-of-life")
    rows = checked(components).rows
    assert len(rows) - rows["planned_retire_date"].null_count == 1_957
    assert counted(components, "note") == {
        None: 2_362, "end of life reached, date unknown": 206, "no end of life set": 47,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("suite", "tested", "not_applicable", "gap"),
    [("client_suite_v201", 35, 4, 80), ("client_suite_v221", 23, 3, 39), ("server_suite_v201", 49, 29, 154),
     ("server_suite_v221", 25, 19, 161)],
)  # fmt: skip
def test_coverage_has_three_states(suite, tested, not_applicable, gap):
    [requirements] = mapped(f"traceability_davinci/davinci_pas_{suite}_requirements_coverage.csv", "davinci-coverage")
    rows = checked(requirements).rows
    assert Counter(rows["coverage"].to_pylist()) == {"tested": tested, "not_applicable": not_applicable, "gap": gap}
    assert len(rows) - rows["test_ids"].null_count == tested


def test_activities_of_the_dashboard_are_tasks():
    rows = checked(mapped("ims_us_it_dashboard/activities.csv", "it-dashboard-activities")[0]).rows
    assert Counter(rows["status"].to_pylist()) == {"complete": 713, "in_progress": 389}
    assert rows["duration_minutes"][0].as_py() == 835_200


def test_capital_projects_are_milestones_by_report():
    rows = checked(mapped("forecast_drift_nyc/NYC_capital_projects_20190901.csv", "nyc-capital-projects")[0]).rows
    assert (len(rows), rows["forecast_at"].null_count) == (2_259, 122)
    assert pc.count_distinct(rows["milestone_id"]).as_py() == 378
    assert pc.count_distinct(rows["report_date"]).as_py() == 15
