"""Presets: what they read of the exports that they are named after."""

from pathlib import Path

import pytest
from mapping_raw import raw_of

from cutover.errors import MappingError
from cutover.mapping import beside, find_preset, list_presets, map_table
from cutover.validate.check import check

SERVICENOW = {
    "Number": "INC0010001", "Opened": "2026-03-02 08:15:00", "Short description": "Payment file is empty",
    "Caller": "Ann", "Priority": "2 - High", "State": "In Progress", "Category": "Software",
    "Assignment group": "Finance", "Assigned to": "Bob", "Updated": "2026-03-02 09:00:00", "Updated by": "bob",
    "Made SLA": "true", "SLA due": "UNKNOWN",
}  # fmt: skip
JIRA = {
    "Summary": "Login fails", "Issue key": "CUT-7", "Issue id": "10007", "Issue Type": "Bug", "Status": "Blocked",
    "Priority": "Highest", "Resolution": "Unresolved", "Assignee": "ann", "Created": "30/Sep/26 5:20 PM",
    "Updated": "01/Oct/26 9:00 AM", "Resolved": None, "Component/s": "Access",
}  # fmt: skip
GITHUB = {
    "number": "12", "title": "Report is slow", "state": "OPEN", "stateReason": None, "closedAt": None,
    "createdAt": "2026-03-02T08:15:00Z", "assignees": '[{"id": "U1", "login": "ann"}, {"id": "U2", "login": "bob"}]',
    "labels": '[{"id": "L1", "name": "bug", "color": "red"}, {"id": "L2", "name": "sev-2", "color": "red"}]',
}  # fmt: skip
SMARTSHEET = {
    "Task Name": "Freeze the legacy system", "Status": "Not Started", "Start Date": "2026-03-13",
    "End Date": "2026-03-14", "% Complete": "0.25", "Assigned To": "ann@example.org", "Predecessors": None,
}  # fmt: skip
PLANNER = {
    "Task ID": "Ab1", "Task Name": "Tell the users", "Bucket Name": "Communication", "Progress": "In progress",
    "Priority": "Important", "Assigned To": "Ann;Bob", "Created By": "Ann", "Created Date": "02/20/2026",
    "Start date": "02/27/2026", "Due date": "03/15/2026", "Is Recurring": "false", "Late": "false",
    "Completed Date": None, "Completed By": None, "Completed Checklist Items": "0/2", "Description": "By mail",
}  # fmt: skip
RUN_SHEET = {
    "Task Id": "12", "Name": "Stop interfaces", "Category": "Technical", "Team": "Interfaces", "Status": "4-Complete",
    "Late": "No", "Assignee": "Ann / Bob", "Cutover Phase": "During", "RAG": "G", "Mand for GoLive": "Y",
    "Planned Start": "3/14/2026 20:00", "Planned End": "3/14/2026 21:00", "Predecessors": "10; 11FS +30m",
}  # fmt: skip


def by_preset(name: str, *records: dict, table: int = 0) -> dict:
    """Return the columns of one of the tables that a preset feeds."""
    return map_table(raw_of(list(records)), find_preset(name))[table].cells.to_pydict()


def first(name: str, *records: dict, table: int = 0) -> dict:
    return {column: cells[0] for column, cells in by_preset(name, *records, table=table).items()}


def test_presets_have_the_names_that_are_documented():
    assert list_presets() == (
        "github-issues", "jira-csv", "planner", "run-sheet", "servicenow-audit-log", "servicenow-incidents",
        "smartsheet",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "record"),
    [("servicenow-incidents", SERVICENOW), ("jira-csv", JIRA), ("github-issues", GITHUB), ("smartsheet", SMARTSHEET),
     ("planner", PLANNER), ("run-sheet", RUN_SHEET)],
)  # fmt: skip
def test_usual_record_of_an_export_is_accepted(name, record):
    result = check(map_table(raw_of([record]), find_preset(name))[:1], "UTC")
    problems = [problem["message"] for problem in result.problems.to_pylist() if problem["level"] != "note"]
    assert (result.accepted, problems) == (1, [])


@pytest.mark.parametrize("name", list_presets())
def test_preset_is_named_and_described(name):
    assert find_preset(name).name == name
    assert find_preset(name).description.endswith(".")


def test_unknown_preset_is_suggested():
    with pytest.raises(MappingError, match=r"^There is no preset 'runsheet'\. Did you mean 'run-sheet'\? Presets: "):
        find_preset("runsheet")


def test_preset_name_cannot_leave_its_folder():
    with pytest.raises(MappingError, match="There is no preset"):
        find_preset("../model")


def test_servicenow_labels_are_read():
    row = first("servicenow-incidents", SERVICENOW)
    assert (row["incident_id"], row["severity"], row["status"]) == ("INC0010001", "2 - High", "In Progress")
    assert (row["workstream"], row["assigned_to"], row["sla_due_at"]) == ("Finance", "Bob", None)


def test_servicenow_field_names_and_codes_are_read():
    row = first("servicenow-incidents", {"number": "I1", "opened_at": "x", "state": "6", "priority": "5"})
    assert row == {"incident_id": "I1", "opened_at": "x", "status": "resolved", "severity": "4"}


@pytest.mark.parametrize(("code", "status"), [("1", "open"), ("3", "on_hold"), ("7", "closed"), ("8", "cancelled")])
def test_servicenow_states_are_translated(code, status):
    assert first("servicenow-incidents", SERVICENOW | {"State": code})["status"] == status


def test_jira_key_goes_before_id():
    assert first("jira-csv", JIRA)["incident_id"] == "CUT-7"
    assert first("jira-csv", {key: JIRA[key] for key in JIRA if key != "Issue key"})["incident_id"] == "10007"


def test_jira_words_become_ours():
    row = first("jira-csv", JIRA)
    assert (row["status"], row["severity"], row["incident_class"]) == ("on_hold", "1", "defect")
    assert (row["resolution"], row["resolved_at"], row["workstream"]) == (None, None, "Access")


@pytest.mark.parametrize(
    ("priority", "severity"),
    [("Blocker", "1"), ("Critical", "2"), ("Major", "3"), ("Minor", "4"), ("Trivial", "4"), ("Medium", "3")],
)
def test_jira_priorities_of_both_schemes_become_severities(priority, severity):
    assert first("jira-csv", JIRA | {"Priority": priority})["severity"] == severity


def test_jira_types_that_are_no_class_are_empty():
    assert first("jira-csv", JIRA | {"Issue Type": "Epic"})["incident_class"] is None


def test_github_issue_is_read():
    row = first("github-issues", GITHUB)
    assert (row["incident_id"], row["status"], row["assigned_to"]) == ("12", "open", "ann;bob")
    assert (row["incident_class"], row["severity"], row["opened_at"]) == ("bug", "2", "2026-03-02T08:15:00Z")


@pytest.mark.parametrize(
    ("label", "severity"),
    [("P1", "1"), ("p0", "1"), ("severity: high", "high"), ("priority/critical", "critical"), ("S3", "3"),
     ("sev4", "4"), ("help wanted", None), ("highlight", None)],
)  # fmt: skip
def test_github_labels_tell_the_severity(label, severity):
    labels = f'[{{"id": "1", "name": "{label}", "color": "c0ffee"}}]'
    assert first("github-issues", GITHUB | {"labels": labels})["severity"] == severity


def test_github_pull_requests_are_left_out():
    rest = {"number": "1", "title": "a", "state": "open", "created_at": "x", "pull_request.url": None}
    both = by_preset("github-issues", rest, rest | {"number": "2", "pull_request.url": "link"})
    assert both["incident_id"] == ["1"]


def test_smartsheet_tasks_are_read():
    row = first("smartsheet", SMARTSHEET)
    assert (row["task_id"], row["task_name"]) == ("1", "Freeze the legacy system")
    assert (row["percent_complete"], row["planned_finish_at"]) == ("25", "2026-03-14")


def test_smartsheet_predecessors_are_row_numbers():
    rows = [SMARTSHEET | {"Predecessors": predecessors} for predecessors in (None, "1", "1SS, 2FS +2d", "3FS -4h")]
    links = by_preset("smartsheet", *rows, table=1)
    assert links["predecessor_id"] == ["1", "1", "2", "3"]
    assert links["successor_id"] == ["2", "3", "3", "4"]
    assert links["dependency_type"] == ["FS", "SS", "FS", "FS"]


def test_smartsheet_lag_is_told_in_minutes():
    rows = [SMARTSHEET | {"Predecessors": predecessors} for predecessors in (None, "1", "2FS +2d", "3FS -4h", "4 +1w")]
    assert by_preset("smartsheet", *rows, table=1)["lag_minutes"] == [None, "2880", "-240", "10080"]


def test_smartsheet_rows_become_identifiers_of_their_own():
    rows = [SMARTSHEET | {"Task ID": "T-7"}, SMARTSHEET | {"Task ID": "T-9", "Predecessors": "1"}]
    links = by_preset("smartsheet", *rows, table=1)
    assert (links["predecessor_id"], links["successor_id"]) == (["T-7"], ["T-9"])


def test_smartsheet_without_predecessors_feeds_tasks_alone():
    raw = raw_of([{"Task Name": "a", "Status": "Complete"}])
    assert [result.table.name for result in map_table(raw, find_preset("smartsheet"))] == ["tasks"]


def test_planner_plan_is_read():
    row = first("planner", PLANNER)
    assert (row["task_id"], row["workstream"], row["status"]) == ("Ab1", "Communication", "In progress")
    assert (row["owners"], row["planned_finish_at"], row["actual_finish_at"]) == ("Ann;Bob", "03/15/2026", None)


def test_planner_sheet_on_the_plan_is_left_out():
    assert map_table(raw_of([{"Plan": "Go-live"}], "plan.xlsx/Plan name", "Plan name"), find_preset("planner")) == []


def test_run_sheet_is_read():
    row = first("run-sheet", RUN_SHEET)
    assert (row["task_id"], row["task_name"], row["phase"]) == ("12", "Stop interfaces", "During")
    assert (row["status"], row["asserted_rag"], row["is_mandatory"]) == ("4-Complete", "G", "Y")
    assert (row["owners"], row["workstream"], row["planned_finish_at"]) == (
        "Ann / Bob",
        "Interfaces",
        "3/14/2026 21:00",
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [(("Step", "Activity", "Who"), ("task_id", "task_name", "owners")),
     (("#", "Task Description", "Finish"), ("task_id", "task_name", "planned_finish_at")),
     (("WBS", "Action", "Actual End"), ("task_id", "task_name", "actual_finish_at"))],
)  # fmt: skip
def test_run_sheet_knows_many_headers(headers, expected):
    assert set(first("run-sheet", dict.fromkeys(headers, "1"))) == set(expected)


@pytest.mark.parametrize(
    ("cell", "link"),
    [("12", ("12", "FS", None)), ("T-12", ("T-12", "FS", None)), ("12SS", ("12", "SS", None)),
     ("1.2b FF", ("1.2b", "FF", None)), ("12FS+2d", ("12", "FS", "2880")), ("12FS -30 min", ("12", "FS", "-30"))],
)  # fmt: skip
def test_run_sheet_predecessors_are_read(cell, link):
    row = first("run-sheet", RUN_SHEET | {"Predecessors": cell}, table=1)
    assert (row["predecessor_id"], row["dependency_type"], row["lag_minutes"]) == link


def test_run_sheet_links_point_at_their_successor():
    links = by_preset("run-sheet", RUN_SHEET, table=1)
    assert links["predecessor_id"] == ["10", "11"]
    assert links["successor_id"] == ["12", "12"]


@pytest.mark.parametrize("sheet", ["Cover", "Cover page", "Legend", "Change log", "Instructions"])
def test_run_sheet_leaves_out_usual_sheets(sheet):
    assert map_table(raw_of([{"a": "b"}], f"run.xlsx/{sheet}", sheet), find_preset("run-sheet")) == []


def touch(folder: Path, *names: str) -> None:
    """Make empty files."""
    for name in names:
        (folder / name).touch()


def test_mapping_of_the_file_goes_before_the_folder(tmp_path):
    touch(tmp_path, "a.csv", "a.csv.mapping.toml", "a.mapping.toml", "mapping.toml")
    assert beside(tmp_path / "a.csv").name == "a.csv.mapping.toml"


def test_mapping_may_be_named_without_the_ending(tmp_path):
    touch(tmp_path, "a.csv", "a.mapping.toml", "mapping.toml")
    assert beside(tmp_path / "a.csv").name == "a.mapping.toml"


def test_mapping_of_the_folder_is_for_every_file(tmp_path):
    touch(tmp_path, "a.csv", "mapping.toml")
    assert beside(tmp_path / "a.csv") == tmp_path / "mapping.toml"


def test_mapping_of_a_folder_stands_inside(tmp_path):
    touch(tmp_path, "mapping.toml")
    assert beside(tmp_path) == tmp_path / "mapping.toml"


def test_mapping_of_a_folder_may_stand_beside_it(tmp_path):
    folder = tmp_path / "week1"
    folder.mkdir()
    touch(tmp_path, "week1.mapping.toml")
    touch(folder, "mapping.toml")
    assert beside(folder) == tmp_path / "week1.mapping.toml"


def test_file_without_mapping_has_none(tmp_path):
    touch(tmp_path, "a.csv", "b.csv.mapping.toml")
    assert beside(tmp_path / "a.csv") is None
