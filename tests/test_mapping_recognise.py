"""Files in our own form: recognised by name or headers; near misses are told."""

import pytest
from mapping_raw import raw_of

from cutover.errors import MappingError
from cutover.mapping import map_table
from cutover.mapping.recognise import known, missing, table_named, table_of
from cutover.tables import TABLES

TASK = {"task_id": "1", "task_name": "a"}


def own(rows: list[dict], file: str = "x.csv", name: str | None = None):
    """Return the only table that a file in our own form gives."""
    [result] = map_table(raw_of(rows, file, name), None)
    return result


@pytest.mark.parametrize(
    "name", ["tasks", "Tasks", "task", "Cutover tasks", "cutover_tasks", "tasks 2026-03-14", "Tasks (2)"]
)
def test_table_is_recognised_by_name(name):
    assert table_named(name).name == "tasks"


@pytest.mark.parametrize("name", ["", "cutover", "2026-03-14", "task list", "export"])
def test_other_names_say_nothing(name):
    assert table_named(name) is None


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_is_recognised_by_all_its_headers(table):
    assert table_of([name.replace("_", " ").title() for name in table.names]) is table


def test_required_headers_alone_are_enough():
    assert table_of(["task_id", "task_name"]).name == "tasks"


def test_headers_of_no_table_say_nothing():
    assert table_of(["colour", "shape"]) is None


def test_mostly_strange_headers_say_nothing():
    assert table_of(["task_id", "task_name", "a", "b", "c"]) is None


def test_headers_that_fit_two_tables_say_nothing():
    assert table_of(["incident_id", "opened_at"]).name == "incidents"
    assert table_of(["checkpoint_id", "task_id"]).name == "checkpoint_tasks"


def test_known_and_missing_columns_are_told():
    assert known(TABLES["tasks"], ["Task Name", "Owner?"]) == ["task_name"]
    assert missing(TABLES["tasks"], ["Task Name"]) == ["task_id"]


@pytest.mark.parametrize("header", ["task_id", "Task ID", "TASKID", "Task-Id"])
def test_headers_are_ours_whatever_their_case_and_blanks(header):
    result = own([{header: "1", "Task name": "a"}])
    assert result.table.name == "tasks"
    assert result.cells.column_names == ["task_id", "task_name"]


def test_cells_of_own_form_are_trimmed_and_nulled():
    result = own([TASK | {"note": " x "}, TASK | {"note": "N/A"}])
    assert result.cells["note"].to_pylist() == ["x", None]


def test_unknown_header_is_a_warning_with_suggestion():
    [warning] = own([TASK | {"Planned Finish": "2026-03-14"}], "tasks.csv").problems
    assert (warning.level, warning.rule, warning.column) == ("warning", "known_column", "Planned Finish")
    assert "Did you mean 'planned_finish_at'?" in warning.message


def test_strange_header_is_a_warning_without_suggestion():
    [warning] = own([TASK | {"Zebra": "1"}], "tasks.csv").problems
    assert warning.message == (
        "tasks.csv: 'Zebra' is no column of tasks; it is not read. Map it in a mapping file (docs/mapping.md)."
    )


def test_same_column_twice_is_a_warning():
    [warning] = own([TASK | {"Task ID": "9"}], "tasks.csv").problems
    assert warning.message.startswith("tasks.csv: 'Task ID' is the same column as 'task_id', which is read")


def test_first_of_two_same_columns_is_read():
    assert own([TASK | {"Task ID": "9"}], "tasks.csv").cells["task_id"].to_pylist() == ["1"]


def test_name_goes_before_headers():
    result = own([{"incident_id": "1", "opened_at": "x", "status": "open"}], "incidents.csv")
    assert result.table.name == "incidents"


def test_misleading_name_gives_way_to_headers():
    assert own([TASK], "incidents.csv").table.name == "tasks"


def test_sheet_is_recognised_by_its_name():
    assert (
        own([TASK | {"a": "1", "b": "2", "c": "3"}], "plan.xlsx/Cutover tasks", "Cutover tasks").table.name == "tasks"
    )


def test_named_table_that_lacks_a_column_says_which():
    with pytest.raises(MappingError, match=r"Closest: tasks \(has 1 of its columns, lacks 'task_id'\)"):
        own([{"Task Name": "a"}], "tasks.csv")


def test_near_miss_of_required_column_is_suggested():
    with pytest.raises(MappingError, match="'incident_id' may be 'Incident Number Id'"):
        own([{"Incident Number Id": "1", "Opened at": "x"}], "incidents.csv")


def test_unrecognised_file_names_its_headers():
    with pytest.raises(MappingError, match=r"^list\.csv: no table of ours has these headers: 'colour', 'shape'"):
        own([{"colour": "red", "shape": "round"}], "list.csv")


def test_unrecognised_file_names_three_closest_tables():
    with pytest.raises(MappingError, match=r"Closest: [^;]+; [^;]+; [^;]+\. Write"):
        own([{"status": "open", "side": "shared", "title": "a"}], "list.csv")


def test_preset_that_fits_is_suggested():
    row = {"Number": "INC1", "Short description": "x", "Opened": "2026-03-01", "Priority": "1", "State": "New"}
    with pytest.raises(MappingError, match="The preset 'servicenow-incidents' reads 5 of them"):
        own([row], "export.csv")


def test_jira_export_is_not_taken_for_another():
    row = {"Issue key": "A-1", "Summary": "x", "Created": "y", "Status": "Open", "Priority": "High"}
    with pytest.raises(MappingError, match="The preset 'jira-csv' reads 5"):
        own([row], "export.csv")
