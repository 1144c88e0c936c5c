"""Real exports, with every trap that their descriptions name."""

from collections import Counter
from pathlib import Path

import pytest
from conftest import SHARED

from cutover.readers import RawTable, read_source

FILES = SHARED / "data"
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the shared files are not here")


def tables(name: str) -> dict[str, RawTable]:
    return {table.name: table for table in read_source(FILES / Path(name))}


def only(name: str) -> RawTable:
    (table,) = read_source(FILES / name)
    return table


@pytest.mark.parametrize(
    ("name", "count", "width", "last_line"),
    [
        ("incidents_uci/incident_event_log.csv", 141_712, 36, 141_713),
        ("incidents_uci/variant_excel_resaved_5999rows.csv", 5_998, 36, 5_999),
        ("issues_jira/hadoop_bugs.csv", 2_503, 9, 33_627),
        ("issues_jira/SeaMonkey_bugs.csv", 1_076, 8, 19_144),
        ("issues_jira/hadoop_duplicates.csv", 126, 2, 127),
        ("gates_melbourne_water/Capital_Delivery_Project_deidentified.csv", 445, 14, 446),
        ("traceability_davinci/davinci_pas_client_suite_v201_requirements_coverage.csv", 119, 11, 123),
        ("traceability_davinci/davinci_pas_client_suite_v221_requirements_coverage.csv", 65, 11, 66),
        ("traceability_davinci/davinci_pas_server_suite_v201_requirements_coverage.csv", 232, 11, 240),
        ("traceability_davinci/davinci_pas_server_suite_v221_requirements_coverage.csv", 205, 11, 212),
        ("traceability_davinci/davinci_pas_test_kit_requirements.csv", 342, 10, 351),
        ("decommission_govuk/transition_sites.csv", 855, 13, 856),
        ("decommission_releases/releases_flat.csv", 2_615, 9, 2_616),
        ("decommission_products/graveyard.json", 307, 6, 307),
        ("forecast_drift_nyc/NYC_capital_projects_20190901.csv", 2_259, 16, 2_268),
        ("ims_us_it_dashboard/activities.csv", 1_102, 12, 1_103),
        ("ims_us_it_dashboard/investments.csv", 721, 10, 722),
        ("ims_us_it_dashboard/relations.csv", 3_677, 5, 3_678),
    ],
)
def test_real_file_is_read_whole(name, count, width, last_line):
    table = only(name)
    assert (len(table.cells), table.cells.num_columns, table.lines[-1].as_py()) == (count, width, last_line)
    assert table.rejected == ()


def test_event_log_keeps_what_a_sample_misses():
    cells = only("incidents_uci/incident_event_log.csv").cells
    assert len(set(cells["number"].to_pylist())) == 24_918
    assert Counter(cells["incident_state"].to_pylist())["-100"] == 5
    assert cells["opened_at"][0].as_py() == "29/2/2016 01:16"


def test_resaved_variant_has_no_bad_line():
    table = only("incidents_uci/variant_excel_resaved_5999rows.csv")
    assert table.cells["opened_at"][0].as_py() == "29-02-2016 01:16"
    assert (table.read_count, table.notes) == (5_998, ())


def test_multi_line_issues_keep_their_cells():
    cells = only("issues_jira/hadoop_bugs.csv").cells
    assert cells["Resolved"].null_count == 770
    assert Counter(cells["Status"].to_pylist())["Patch Available"] == 41
    assert sum("\n" in (text or "") for text in cells["Description"].to_pylist()) == 1_782


def test_byte_order_mark_is_no_part_of_the_header():
    table = only("gates_melbourne_water/Capital_Delivery_Project_deidentified.csv")
    assert table.cells.column_names[0] == "ID"
    assert table.cells["BNI"][0].as_py() == "5/02/2016 5:00:00 PM"


def test_requirement_workbooks_hold_what_the_csv_holds():
    old = tables("traceability_davinci/hl7.fhir.us.davinci-pas_2.0.1_requirements.xlsx")["Requirements"]
    new = tables("traceability_davinci/hl7.fhir.us.davinci-pas_2.2.1_requirements.xlsx")["Requirements"]
    sets = only("traceability_davinci/davinci_pas_test_kit_requirements.csv").cells["Req Set"].to_pylist()
    assert (len(old.cells), len(new.cells)) == (223, 119)
    assert sorted(Counter(sets).values()) == [119, 223]


def test_energy_workbooks_have_title_and_sheets():
    found = list(read_source(FILES / "decommission_eia860"))
    retired = [table for table in found if table.name == "Retired and Canceled"]
    assert len(found) == 8
    assert Counter(status for table in retired for status in table.cells["Status"].to_pylist()) == {
        "RE": 922,
        "CN": 143,
        "IP": 39,
    }
    assert {table.lines[0].as_py() for table in found} == {3}
