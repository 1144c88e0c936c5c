"""The command line: exit codes, formats, one line per error, the numbers of the reports."""

import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cutover import cli, pipeline
from cutover.cli import options
from cutover.queries import read_queries
from cutover.store import Store

ROOT = Path(__file__).resolve().parents[1]
PROGRAMME = "programme_id,programme_name,zone\nferry,Ferry,America/New_York\n"
TASKS = """task_id,task_name,side,status,planned_start_at,planned_finish_at,actual_start_at,actual_finish_at
T1,Freeze the legacy,customer,complete,2026-03-14T08:00,2026-03-14T09:00,2026-03-14T08:00,2026-03-14T09:10
T2,Convert the data,provider,in_progress,2026-03-14T09:00,2026-03-14T12:00,2026-03-14T09:10,
T3,=cmd|calc,provider,not_started,2026-03-14T12:00,2026-03-15T10:00,,
"""
BAD_TASKS = TASKS + "T1,Again,customer,complete,,,,\nT9,Odd,customer,no such,,,,\n"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command line on a store of its own: exit code, stdout, stderr."""
    monkeypatch.setenv("CUTOVER_STORE", str(tmp_path / "store"))

    def call(*words) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def plan(tmp_path):
    """Return a function that writes a folder of files and returns its path."""
    return lambda tasks=TASKS, name="plan": write_plan(tmp_path / name, tasks)


def write_plan(folder: Path, tasks: str = TASKS) -> Path:
    folder.mkdir()
    (folder / "programme.csv").write_text(PROGRAMME)
    (folder / "tasks.csv").write_text(tasks)
    return folder


@pytest.fixture(scope="module")
def loaded_plan(tmp_path_factory) -> Path:
    """The plan and a store that holds it as of 2026-03-14 12:30 in New York; loaded once, copied for every test."""
    folder = tmp_path_factory.mktemp("loaded")
    write_plan(folder / "plan")
    words = ["load", str(folder / "plan"), "--store", str(folder / "store"), "--as-of", "2026-03-14T12:30"]
    assert cli.main(words) == 0
    return folder


@pytest.fixture
def loaded(run, loaded_plan, tmp_path):
    """Return `run` on a store of its own that holds the plan."""
    shutil.copytree(loaded_plan, tmp_path, dirs_exist_ok=True)
    return run


def test_load_of_good_rows_exits_zero(run, plan):
    code, out, _ = run("load", plan(), "--as-of", "2026-03-14T12:30", "--format", "json")
    found = json.loads(out)
    assert (code, found["load_id"], found["as_of"]) == (0, "L000001", "2026-03-14T16:30:00Z")
    assert found["tables"]["tasks"] == {"read": 3, "accepted": 3, "rejected": 0, "warnings": 0}
    assert (found["is_new"], found["programme_id"]) == (True, "ferry")


def test_load_with_rejected_rows_exits_one(run, plan):
    code, out, _ = run("load", plan(BAD_TASKS), "--as-of", "2026-03-14T12:30", "--format", "json")
    assert code == 1
    assert json.loads(out)["tables"]["tasks"] == {"read": 5, "accepted": 4, "rejected": 1, "warnings": 1}


def test_load_of_nothing_exits_two(run, tmp_path):
    code, out, _ = run("load", tmp_path / "none.csv", "--format", "json")
    assert (code, json.loads(out)["load_id"]) == (2, None)
    assert "no such file" in run("load", tmp_path / "none.csv")[1]


def test_same_files_again_change_nothing(loaded, tmp_path):
    code, out, _ = loaded("load", tmp_path / "plan", "--as-of", "2026-03-14T12:30", "--format", "json")
    assert (code, json.loads(out)["load_id"], json.loads(out)["is_new"]) == (0, "L000001", False)
    assert len(json.loads(loaded("loads", "--format", "json")[1])) == 1


def test_load_says_in_words_what_became_of_it(run, plan):
    _, out, err = run("load", plan(BAD_TASKS), "--as-of", "2026-03-14T12:30")
    lines = out.splitlines()
    assert lines[0] == "Loaded as L000001 of programme ferry."
    assert "tasks         5         4         1         1" in lines
    assert any(line.startswith("rejected  ") and "tasks.csv line 5: " in line for line in lines)
    assert err == ""


def test_check_stores_nothing(run, plan):
    code, out, _ = run("check", plan(BAD_TASKS), "--format", "json")
    assert (code, json.loads(out)["load_id"]) == (1, None)
    assert json.loads(out)["tables"]["tasks"]["read"] == 5
    assert json.loads(run("loads", "--format", "json")[1]) == []


def test_named_store_wins_over_the_environment(run, plan, tmp_path):
    assert run("load", plan(), "--store", tmp_path / "other")[0] == 0
    assert json.loads(run("loads", "--format", "json")[1]) == []
    assert len(json.loads(run("loads", "--store", tmp_path / "other", "--format", "json")[1])) == 1


def test_store_is_var_where_none_is_named():
    assert options.open_store(None).path == ROOT / "var"


def test_problems_name_file_and_line(run, plan):
    run("load", plan(BAD_TASKS))
    rows = json.loads(run("problems", "--format", "json")[1])
    assert [(row["level"], row["line"], row["column_name"]) for row in rows] == [
        ("rejected", 5, "task_id"),
        ("warning", 6, "status"),
    ]
    text = run("problems", "--format", "csv")[1]
    assert next(csv.DictReader(io.StringIO(text)))["original"].startswith("T1,")


def test_problems_of_one_load_only(run, plan):
    run("load", plan(BAD_TASKS))
    run("load", plan(name="good"))
    assert json.loads(run("problems", "--load", "L000002", "--format", "json")[1]) == []
    assert run("problems", "--load", "L000002")[1] == "No problem was found.\n"
    assert run("problems", "--load", "L000001")[1].startswith("L000001  rejected  ")


def test_loads_sum_their_rows(run, plan):
    run("load", plan(BAD_TASKS), "--as-of", "2026-03-14T12:30")
    row = json.loads(run("loads", "--format", "json")[1])[0]
    assert (row["read_count"], row["accepted_count"], row["rejected_count"], row["warning_count"]) == (6, 5, 1, 1)
    assert (row["as_of"], row["table_names"]) == ("2026-03-14T16:30:00Z", ["programme", "tasks"])


def test_report_gives_the_numbers_of_the_moment(loaded):
    code, out, err = loaded("report", "task_counts", "--format", "json")
    row = json.loads(out)[0]
    assert (code, err) == (0, "")
    assert (row["group_value"], row["task_count"], row["complete_count"], row["late_count"]) == ("all", 3, 1, 1)
    moment = pipeline.moment(Store(Path(os.environ["CUTOVER_STORE"])))
    assert moment.query("task_counts").num_rows == 1


def test_report_at_a_past_moment_in_local_time(loaded):
    past = json.loads(loaded("report", "task_counts", "--as-of", "2026-03-14T08:30", "--format", "json")[1])[0]
    utc = json.loads(loaded("report", "task_counts", "--as-of", "2026-03-14T12:30Z", "--format", "json")[1])[0]
    assert (past["complete_count"], past["late_count"]) == (0, 0)
    assert past == utc


def test_report_parameters_are_given_by_name(loaded):
    rows = json.loads(loaded("report", "task_counts", "by=side", "sides=provider", "--format", "json")[1])
    assert [(row["group_value"], row["task_count"]) for row in rows] == [("provider", 2)]
    both = json.loads(
        loaded("report", "task_counts", "by=side", "sides=provider", "sides=customer", "--format", "json")[1]
    )
    assert sorted(row["group_value"] for row in both) == ["customer", "provider"]


def test_report_in_csv_is_plain_and_safe(loaded):
    text = loaded("report", "task_counts", "by=status", "--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["group_value"] for row in rows) == ["complete", "in_progress", "not_started"]
    assert text.startswith('"group_value"')


def test_report_in_text_is_aligned(loaded):
    out = loaded("report", "task_counts", "by=side")[1]
    header, *lines = out.splitlines()
    assert header.startswith("group_value  task_count  complete_count")
    assert [line.split()[:2] for line in lines] == [["provider", "2"], ["customer", "1"]]


def test_report_in_text_names_the_zone(loaded):
    out = loaded("report", "programme_summary")[1]
    assert "2026-03-14 12:30" in out
    assert out.endswith("Times in America/New_York.\n")


def test_report_as_workbook_says_how(loaded, tmp_path):
    path = tmp_path / "counts.xlsx"
    code, out, err = loaded("report", "task_counts", "by=side", "--format", "xlsx", "--output", path)
    book = openpyxl.load_workbook(path)
    assert (code, out, err) == (0, "", f"Wrote {path}.\n")
    assert [row[0] for row in book["Rows"].values] == ["group_value", "provider", "customer"]
    assert list(book["How computed"].values)[:4] == [
        ("Report", "task_counts"), ("Status time", "2026-03-14 12:30 America/New_York"), ("Rows", 2), ("$by", "side"),
    ]  # fmt: skip


def test_report_as_parquet_goes_to_a_file(loaded, tmp_path):
    path = tmp_path / "summary.parquet"
    assert loaded("report", "programme_summary", "--format", "parquet", "-o", path)[0] == 0
    assert pq.read_table(path).schema.field("as_of").type == pa.timestamp("us", "UTC")


def test_text_and_csv_go_to_a_file_too(loaded, tmp_path):
    path = tmp_path / "out"
    loaded("report", "task_counts", "--output", path)
    assert path.read_text().startswith("group_value")
    loaded("report", "task_counts", "--format", "csv", "--output", path)
    assert path.read_text().startswith('"group_value"')


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "task_cnts"], "Error: There is no report task_cnts. Did you mean task_counts?"),
        (["report", "task_counts", "by=sid"], "Error: The report task_counts: by is sid; allowed are all, phase, "),
        (["report", "task_counts", "side"], "Error: The report task_counts: 'side' is no parameter; write it as name"),
        (["report", "task_counts", "x=1"], "Error: The report task_counts has no parameter x; it takes: by, "),
        (["report", "task_counts", "by=side", "by=all"], "Error: The report task_counts: by is given twice."),
        (["report", "task_counts", "as_of=2026-01-01"], "Error: The report task_counts: as_of comes from the option --as"),
        (["report", "task_counts", "--as-of", "soon"], "Error: 'soon' is no time; write it as 2026-03-14T08:00"),
        (["report", "task_counts", "--programme", "x"], "Error: There is no programme x; the store holds ferry."),
        (["report", "task_counts", "--format", "yaml"], "Error: Invalid value for '--format': 'yaml' is not one of"),
        (["report", "task_counts", "--output", "/nowhere/x"], "Error: /nowhere/x: cannot be written: No such file"),
        (["problems", "--load", "L999999"], "Error: "),
        (["tables", "tsks"], "Error: There is no input table tsks. Did you mean tasks?"),
        (["reprt"], "Error: No such command 'reprt'. Did you mean 'report', 'reports'? Help: python -m cutover --help"),
        (["loads", "--frmat", "json"], "Error: No such option: --frmat (Possible options: --format). Help: python -m"),
        (["load"], "Error: Missing argument 'SOURCE'. Help: python -m cutover load --help"),
        (["load", "x.csv", "--preset", "jira"], "Error: There is no preset 'jira'."),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_two(loaded, words, message):
    code, out, err = loaded(*words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_empty_store_says_what_to_do(run):
    code, _, err = run("report", "task_counts")
    assert (code, err) == (2, "Error: The store is empty: load files first (python -m cutover load FILE).\n")


def test_a_fault_of_ours_is_no_load_result(run, monkeypatch):
    monkeypatch.setattr(pipeline, "presets", lambda: 1 / 0)
    code, _, err = run("presets")
    assert code == 70
    assert "ZeroDivisionError" in err


def test_interruption_has_its_own_exit_code(run, monkeypatch):
    monkeypatch.setattr(pipeline, "presets", lambda: (_ for _ in ()).throw(KeyboardInterrupt()))
    assert run("presets")[0] == 130


def test_generate_writes_the_same_bytes_again(run, tmp_path):
    sizes = ("--tasks", 40, "--incidents", 30, "--snapshots", 2, "--seed", 7)
    assert run("generate", tmp_path / "one", *sizes)[0] == 0
    assert run("generate", tmp_path / "two", *sizes)[0] == 0
    files = {path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.csv")}
    assert len(files) > 20
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


def test_generate_says_how_to_load(run, tmp_path):
    words = run("generate", tmp_path / "made", "--tasks", 40, "--incidents", 30, "--snapshots", 1)[2].split()
    assert run(*words[words.index("cutover") + 1 :])[0] == 0
    assert json.loads(run("loads", "--format", "json")[1])[0]["programme_id"] == "unity"


def test_generate_refuses_impossible_numbers(run, tmp_path):
    code, _, err = run("generate", tmp_path / "made", "--tasks", 0)
    assert (code, err) == (2, "Error: tasks is 0; it must be at least 1.\n")


def test_presets_are_listed(run):
    assert {"servicenow-incidents", "servicenow-audit-log", "jira-csv", "github-issues", "smartsheet", "planner",
            "run-sheet"} <= set(run("presets")[1].split())  # fmt: skip
    assert "jira-csv" in json.loads(run("presets", "--format", "json")[1])


def test_reports_are_listed_with_parameters_and_columns(run):
    found = {entry["name"]: entry for entry in json.loads(run("reports", "--format", "json")[1])}
    assert set(found) == set(read_queries("reports"))
    assert found["task_counts"]["parameters"][0]["name"] == "by"
    assert found["task_counts"]["columns"][0]["name"] == "group_value"
    assert "\n  takes by=all, " in run("reports")[1]


def test_tables_are_listed(run):
    rows = json.loads(run("tables", "--format", "json")[1])
    assert {"table_name": "tasks", "grain": "one row per task of the cutover plan", "key": "task_id"} in rows
    columns = json.loads(run("tables", "sla_targets", "--format", "json")[1])
    assert columns[0]["column_name"] == "severity"


def test_no_words_show_the_help(run):
    code, out, _ = run()
    assert code == 0
    assert all(
        f"\n  {name} " in out for name in ("load", "check", "problems", "loads", "reports", "report", "generate")
    )


def test_help_covers_every_command():
    helps = cli.command_help()
    assert set(helps) >= {"load", "check", "problems", "loads", "reports", "report", "generate", "presets", "tables"}
    assert helps["load"].startswith("Usage: python -m cutover load [OPTIONS] {SOURCE}...")


def run_process(words: list[str], **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "cutover", *words], capture_output=True, text=True, cwd=ROOT,
        env=os.environ | environment, check=False,
    )  # fmt: skip


def run_on_terminal(words: list[str], **environment: str) -> str:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "cutover", *words], stdout=theirs, stderr=theirs, cwd=ROOT,
        env=os.environ | {"TERM": "xterm-256color"} | environment,
    )  # fmt: skip
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    child.wait()
    return b"".join(parts).decode()


def test_colours_only_on_a_terminal_that_wants_them():
    assert "\x1b[1m" in run_on_terminal(["tables"])
    assert "\x1b" not in run_on_terminal(["tables"], NO_COLOR="1")
    assert "\x1b" not in run_process(["tables"]).stdout


def test_progress_shows_on_a_terminal(run, plan):
    out = run_on_terminal(["load", str(plan())])
    assert "Reading" in out or "Checking" in out or "Starting" in out
    assert "Loaded as L000001 of programme ferry." in out


def test_workbook_is_not_written_to_a_terminal(loaded):
    out = run_on_terminal(["report", "task_counts", "--format", "xlsx"])
    assert out.startswith("Error: --format xlsx is no text: name a file (--output FILE)")


def test_closed_pipe_ends_quietly():
    done = subprocess.run(
        f"{sys.executable} -m cutover reports --format json | head -1", shell=True, capture_output=True, text=True,
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[\n", "")


@pytest.mark.parametrize(
    ("line", "offered"), [("cutover prese", "presets"), ("cutover report task_c", "task_counts"),
                          ("cutover load x --preset jira", "jira-csv")]
)  # fmt: skip
def test_completion_offers_names(line, offered):
    last = str(len(line.split()) - 1)
    done = run_process([], _CUTOVER_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=last)
    assert done.stdout.split() == [offered]


def test_completion_script_can_be_shown():
    done = run_process(["--show-completion", "bash"], _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0
    assert "_CUTOVER_COMPLETE=complete_bash" in done.stdout
    assert done.stdout.rstrip().endswith("cutover")
