"""What a person at the command line may expect of a load, through the command line only."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from cutover import cli

ROOT = Path(__file__).resolve().parents[1]
HEADER = "task_id,task_name,status,planned_start_at,planned_finish_at\n"
TASKS = HEADER + "A,Freeze,complete,2026-03-01T08:00,2026-03-01T09:00\nB,Convert,not_started,,2026-03-01T10:00\n"
COLUMNS = {
    "task_counts": "group_value task_count complete_count in_progress_count not_started_count blocked_count late_count",
    "burndown": "step_at scope_count remaining_count planned_remaining_count ideal_remaining_count scope_hours "
    "remaining_hours planned_remaining_hours",
    "checkpoint_health": "checkpoint_id planned_at projected_ready_at slack_minutes health reason",
    "incident_counts": "group_value incident_count open_count resolved_count open_breached_count",
    "incident_flow": "day opened_count resolved_count open_count",
    "incident_times": "severity n mtta_minutes unacknowledged_count mttr_minutes median_minutes p85_minutes "
    "p95_minutes",
    "decommission_progress": "component_id stage is_retired is_blocked blocked_reason planned_retire_date "
    "actual_retire_date",
}
GROUPINGS = [
    *(("task_counts", by) for by in ("all", "phase", "workstream", "side", "owner_role", "status")),
    *(("incident_counts", by) for by in ("all", "severity", "class", "side")),
]
PROBLEM_COLUMNS = {"load_id", "table_name", "file", "line", "column_name", "rule", "level", "message", "original"}


@pytest.fixture
def run(tmp_path, capfdbinary, monkeypatch):
    """Return a function that runs a command line on a store of its own: exit code, stdout, stderr."""
    monkeypatch.setenv("CUTOVER_STORE", str(tmp_path / "store"))

    def call(*words, text: bool = True):
        code = cli.main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return code, out.decode() if text else out, err.decode()

    return call


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file and returns its path."""

    def put(name: str, content: str | bytes = TASKS) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    """Return folder and store of a generated programme of two snapshots."""
    folder, store = tmp_path_factory.mktemp("programme"), tmp_path_factory.mktemp("store")
    words = ["--tasks", "120", "--incidents", "90", "--snapshots", "2", "--seed", "7"]
    assert cli.main(["generate", str(folder), *words]) == 0
    assert cli.main(["load", str(folder), "--store", str(store)]) == 0
    return folder, store


@pytest.fixture
def ask(programme, run):
    """Return a function that asks a report of the generated programme for its rows."""

    def rows(name: str, *words) -> list[dict]:
        code, out, err = run("report", name, *words, "--store", programme[1], "--format", "json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return rows


def loaded(run, *words) -> tuple[int, dict, str]:
    """Return exit code, the result as JSON, and what stands on standard error; the law holds."""
    code, out, err = run("load", *words, "--format", "json")
    result = json.loads(out)
    for counts in result["tables"].values():
        assert list(counts) == ["read", "accepted", "rejected", "warnings"]
        assert counts["read"] == counts["accepted"] + counts["rejected"]
    return code, result, err


def test_the_json_of_a_load_has_its_keys(run, write):
    code, result, err = loaded(run, write("tasks.csv"), "--as-of", "2026-03-01T12:00Z")
    assert (code, err) == (0, "")
    assert list(result)[:3] == ["load_id", "as_of", "tables"]
    assert result["as_of"] == "2026-03-01T12:00:00Z"
    assert result["tables"] == {"tasks": {"read": 2, "accepted": 2, "rejected": 0, "warnings": 0}}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv"], "no such file"),
        (["empty.csv"], "it is empty"),
        (["no_table"], "it holds no table"),
        (["foreign.csv"], "no table of ours"),
        (["tasks.csv", "--preset", "nope"], "no preset 'nope'"),
        (["tasks.csv", "--mapping", "nowhere.toml"], "cannot be read"),
        (["tasks.csv", "--as-of", "yesterday"], "is no time"),
        (["tasks.csv", "--as-of", "20260-03-01"], "is no time"),
        (["tasks.csv", "--as-of", "9999-12-31T23:00-05:00"], "is no time from 1900 to 2199"),
        (["tasks.csv", "--as-of", ""], "it is empty"),
        (["tasks.csv", "--programme", " "], "it is empty"),
        (["tasks.csv", "--store", "tasks.csv"], "The store cannot be read"),
        (["tasks.csv", "--format", "xml"], "is not one of"),
    ],
)
def test_nothing_loaded_is_two_and_one_line(run, write, tmp_path, monkeypatch, words, said):
    write("tasks.csv")
    write("empty.csv", "")
    write("no_table/README.md", "words")
    write("foreign.csv", "alpha,beta\n1,2\n")
    monkeypatch.chdir(tmp_path)
    code, _, err = run("load", *words)
    assert code == 2
    assert err.startswith("Error: ")
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "store" / "snapshots" / "L000001").exists()


def test_json_says_why_nothing_was_loaded(run, write):
    code, result, err = loaded(run, write("empty.csv", ""))
    assert (code, result["load_id"], result["tables"]) == (2, None, {})
    assert [problem["file"] for problem in result["problems"]] == ["empty.csv"]
    assert err == (
        "Error: no row was accepted. empty.csv is not loaded: it is empty. A table has at least a header row.\n"
    )


def test_check_in_json_tells_every_problem(run, write):
    bad = "".join(f"A,again {number},complete,,\n" for number in range(20))
    code, out, _ = run("check", write("tasks.csv", TASKS + bad), "--format", "json")
    result = json.loads(out)
    assert (code, result["load_id"]) == (1, None)
    assert [problem["line"] for problem in result["problems"]] == list(range(4, 24))
    assert result["problems"][0]["original"] == "A,again 0,complete,,"


def test_a_missing_file_beside_known_ones_is_told(run, write, tmp_path):
    good = write("tasks.csv")
    assert loaded(run, good)[0] == 0
    code, result, _ = loaded(run, good, tmp_path / "missing.csv")
    assert (code, result["is_new"]) == (1, True)
    assert [problem["file"] for problem in result["problems"]] == ["missing.csv"]
    assert loaded(run, good)[:1] == (0,)


def test_the_same_bytes_in_another_folder_change_nothing(run, write):
    write("monday/tasks.csv")
    first = loaded(run, write("monday/tasks.csv").parent)[1]
    code, again, _ = loaded(run, write("tuesday/tasks.csv").parent)
    assert (code, again["is_new"], again["load_id"]) == (0, False, first["load_id"])


def test_one_instant_is_one_load_however_it_is_written(run, write):
    path = write("tasks.csv")
    first = loaded(run, path, "--as-of", "2026-03-01T12:00Z")[1]
    again = loaded(run, path, "--as-of", "2026-03-01T07:00-05:00")[1]
    assert (again["is_new"], again["load_id"]) == (False, first["load_id"])


@pytest.mark.parametrize("zone", ["America", "Mars/Base", "../UTC", "EST6EDT7", "a\u00e9b"])
def test_a_zone_that_is_none_is_a_warning(run, write, zone):
    code, result, _ = loaded(run, write("programme.csv", f"programme_id,programme_name,zone\nx,X,{zone}\n"))
    assert (code, result["tables"]["programme"]["warnings"]) == (0, 1)
    assert "IANA name" in result["problems"][0]["message"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_refused_and_never_waited_for(run, tmp_path):
    os.mkfifo(tmp_path / "tasks.csv")
    code, result, _ = loaded(run, tmp_path / "tasks.csv")
    assert code == 2
    assert "neither a file nor a folder" in result["problems"][0]["message"]


def test_a_table_that_is_gone_is_told(run, write, tmp_path):
    loaded(run, write("tasks.csv"))
    (tmp_path / "store" / "snapshots" / "L000001" / "tasks.parquet").unlink()
    code, _, err = run("report", "task_counts")
    assert (code, err) == (2, "Error: Load L000001: the table tasks is gone; restore it from a backup.\n")


@pytest.mark.parametrize("name", COLUMNS)
def test_required_reports_have_their_columns(run, name):
    [found] = [entry for entry in json.loads(run("reports", "--format", "json")[1]) if entry["name"] == name]
    assert set(COLUMNS[name].split()) <= {column["name"] for column in found["columns"]}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_format_holds_the_same_rows(ask, run, programme, tmp_path, name):
    rows = ask(name)
    words = ("report", name, "--store", programme[1])
    lines = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv")[1])))
    assert len(lines) == len(rows) > 0
    assert list(lines[0]) == list(rows[0])
    _, content, err = run(*words, "--format", "parquet", text=False)
    assert err == ""
    assert pq.read_table(io.BytesIO(content)).num_rows == len(rows)
    _, content, _ = run(*words, "--format", "xlsx", text=False)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (sheet.max_row, [cell.value for cell in sheet[1]]) == (len(rows) + 1, list(rows[0]))


@pytest.mark.parametrize(("name", "by"), GROUPINGS)
def test_groups_add_up_to_the_whole(ask, name, by):
    [whole] = ask(name)
    groups = ask(name, f"by={by}")
    counts = [column for column in whole if column.endswith("_count")]
    assert {column: sum(group[column] for group in groups) for column in counts} == {c: whole[c] for c in counts}


def test_counts_are_those_of_the_newest_files(ask, programme):
    newest = sorted(programme[0].iterdir())[-1]
    incidents = list(csv.DictReader(io.StringIO((newest / "incidents.csv").read_text(encoding="utf-8"))))
    tasks = list(csv.DictReader(io.StringIO((newest / "tasks.csv").read_text(encoding="utf-8"))))
    assert (len(tasks), len(incidents)) == (120, 90)
    [counted] = ask("incident_counts")
    states = [row["status"] for row in incidents]
    assert counted["incident_count"] == 90
    assert counted["open_count"] == sum(state in ("open", "in_progress", "on_hold") for state in states)
    assert counted["resolved_count"] == sum(state in ("resolved", "closed") for state in states)
    assert ask("incident_flow")[-1]["open_count"] == counted["open_count"]
    [counted] = ask("task_counts")
    assert counted["task_count"] == sum(not row["removed_at"] for row in tasks)
    assert counted["complete_count"] == sum(row["status"] == "complete" for row in tasks)
    assert ask("burndown", "--as-of", "2026-09-25T22:00Z")[0]["scope_count"] > 0


def test_the_past_answers_as_it_did_then(run, write):
    plan = "task_id,task_name,status,planned_finish_at,planned_hours\n"
    first = write(
        "one/tasks.csv", plan + "A,a,complete,2026-03-02,10\nB,b,in_progress,2026-03-05,20\nC,c,,2026-03-08,9"
    )
    second = write(
        "two/tasks.csv", plan + "A,a,complete,2026-03-02,10\nB,b,in_progress,2026-03-05,50\nD,d,,2026-03-08,5"
    )
    names = ("task_counts", "burndown", "scope_changes", "task_list", "burndown_forecast", "overview_figures")
    assert loaded(run, first, "--as-of", "2026-03-03T18:00")[0] == 0
    then = {name: run("report", name, "--format", "json") for name in names}
    assert loaded(run, second, "--as-of", "2026-03-06T18:00")[0] == 0
    again = {name: run("report", name, "--format", "json", "--as-of", "2026-03-03T13:00-05:00") for name in names}
    assert again == then
    changes = json.loads(run("report", "scope_changes", "--format", "json")[1])
    assert [(row["task_id"], row["kind"]) for row in changes] == [
        ("B", "re-estimated"), ("C", "removed"), ("D", "added"),
    ]  # fmt: skip


HOSTILE = {
    "utf8_mark": ("tasks.csv", TASKS.encode("utf-8-sig"), 2, 0),
    "utf16": ("tasks.csv", TASKS.encode("utf-16"), 2, 0),
    "cp1252": ("tasks.csv", TASKS.replace("Freeze", "Überführen €").encode("cp1252"), 2, 0),
    "semicolon": ("tasks.csv", TASKS.replace(",", ";"), 2, 0),
    "tab": ("tasks.tsv", TASKS.replace(",", "\t"), 2, 0),
    "carriage_return": ("tasks.csv", TASKS.replace("\n", "\r"), 2, 0),
    "title_rows": ("tasks.csv", f"Plan of the agency\nExported today,,\n\n{TASKS}", 2, 0),
    "ragged": ("tasks.csv", f"{TASKS}C,Three\nD,Four,complete,,,extra,more\n", 4, 2),
    "several_lines": ("tasks.csv", f'{HEADER}A,"one\ntwo, three\n\n""four""",complete,,\n', 1, 0),
    "open_quote": ("tasks.csv", f'{TASKS}C,"never closed,complete,,\nD,Four,complete,,\n', 4, 1),
    "null_words": ("tasks.csv", f"{HEADER}A,a,nan,-,?\nB,b,?,N/A,n/a\n", 2, 0),
    "numbered_status": ("tasks.csv", f"{HEADER}A,a,4-Complete,,\nB,b,1 - Not started,,\n", 2, 0),
    "serial_dates": ("tasks.csv", f"{HEADER}A,a,complete,46082.5,46083\n", 1, 0),
    "key_twice": ("tasks.csv", f"{TASKS}A,again,complete,,\n", 3, 1),
    "json": ("tasks.json", json.dumps([{"task_id": "A", "task_name": "a", "owners": ["x", "y"]}]), 1, 0),
    "json_lines": ("tasks.jsonl", '{"task_id": "A", "task_name": "a"}\nno json\n', 2, 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_row_of_a_hostile_file_is_lost(run, write, name):
    file, content, read, rejected = HOSTILE[name]
    code, result, _ = loaded(run, write(file, content))
    assert (code, result["tables"]["tasks"]["read"], result["tables"]["tasks"]["rejected"]) == (
        1 if rejected else 0, read, rejected,
    )  # fmt: skip
    listed = json.loads(run("problems", "--load", result["load_id"], "--format", "json")[1])
    assert all(set(problem) == PROBLEM_COLUMNS for problem in listed)
    kept = [problem for problem in listed if problem["level"] == "rejected"]
    assert len(kept) == rejected
    for problem in kept:
        lines = content.splitlines()
        assert problem["original"] == lines[problem["line"] - 1]
        assert problem["rule"]
        assert problem["message"].startswith(f"{file} line {problem['line']}")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("tasks.csv", "{\\rtf1\\ansi hello}", "an RTF document"),
        ("tasks.xls", "<html><body><table></table></body></html>", "an HTML page"),
        ("tasks.csv", b"%PDF-1.4\n%\xe2\xe3\n", "a PDF document"),
        ("tasks.csv", b"\x1f\x8b\x08\x00" + bytes(40), "a gzip archive"),
        ("tasks.csv", bytes(range(256)) * 20, "binary"),
        (
            "tasks.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
            "an encrypted workbook",
        ),
    ],
)
def test_a_file_that_lies_is_refused_with_the_reason(run, write, file, content, said):
    code, result, err = loaded(run, write(file, content))
    assert (code, result["tables"]) == (2, {})
    assert said in err
    assert err.count("\n") == 1


def test_all_problems_are_told_at_once(run, write):
    write("plan/tasks.csv", f"{TASKS}C,c,on the bench,soon,\n,no key,complete,,\n")
    links = "predecessor_id,successor_id\nA,B\nB,C\nC,A\nA,Z\n"
    code, result, _ = loaded(run, write("plan/dependencies.csv", links).parent)
    assert code == 1
    found = {(p["file"], p["line"], p["column_name"], p["rule"], p["original"]) for p in result["problems"]}
    assert found == {
        ("plan/tasks.csv", 4, "status", "allowed", "on the bench"),
        ("plan/tasks.csv", 4, "planned_start_at", "instant", "soon"),
        ("plan/tasks.csv", 5, "task_id", "required", ",no key,complete,,"),
        ("plan/dependencies.csv", 4, "successor_id", "dependency_cycle", "C → A"),
        ("plan/dependencies.csv", 5, "successor_id", "unknown_reference", "A,Z"),
    }
    assert any("A → B → C → A" in problem["message"] for problem in result["problems"])


def test_a_workbook_is_read_with_what_it_hides(run, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tasks"
    for row in (["My plan"], ["task_id", "task_name"], ["A", "a"], ["B", "b"], [None, "c"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("Incidents").append(["incident_id", "opened_at"])
    book["Incidents"].append(["I1", "nonsense"])
    book.save(tmp_path / "plan.xlsx")
    code, result, _ = loaded(run, tmp_path / "plan.xlsx")
    assert code == 1
    assert result["tables"]["tasks"] == {"read": 3, "accepted": 2, "rejected": 1, "warnings": 0}
    assert result["tables"]["incidents"] == {"read": 1, "accepted": 0, "rejected": 1, "warnings": 0}
    kept = [(p["file"], p["line"], p["original"]) for p in result["problems"] if p["level"] == "rejected"]
    assert kept == [("plan.xlsx/Incidents", 2, "I1\tnonsense"), ("plan.xlsx/Tasks", 5, "\tc")]


def test_loads_at_the_same_time_are_all_whole(run, write, tmp_path):
    program, store = [sys.executable, "-m", "cutover"], tmp_path / "store"
    paths = [write(f"{number}/tasks.csv", TASKS.replace("Freeze", f"Freeze {number}")) for number in (1, 2)]
    words = ["--store", store, "--as-of", "2026-03-01T12:00Z"]
    running = [
        subprocess.Popen([*program, "load", path, *words], cwd=ROOT, stdout=subprocess.DEVNULL)
        for path in (*paths, paths[1])
    ]
    listing = ["loads", "--store", store, "--format", "json"]
    while any(process.poll() is None for process in running):
        assert run(*listing)[0] == 0
    assert [process.returncode for process in running] == [0, 0, 0]
    listed = json.loads(run(*listing)[1])
    assert [(load["load_id"], load["accepted_count"]) for load in listed] == [("L000001", 2), ("L000002", 2)]
