"""What the command line writes: values, tables, progress, parameters, problems."""

from datetime import datetime

import pyarrow as pa
import pytest

from cutover import pipeline
from cutover.cli import listings, options, output, progress, results
from cutover.errors import CutoverError, ReportError
from cutover.queries import Parameter, Query, read_queries
from cutover.readers.model import PROBLEMS


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), ("", "-"), (True, "yes"), (1234567, "1,234,567"), (0.25, "0.25"), (2.0, "2"), (float("nan"), "-"),
     (datetime(2026, 3, 14, 8, 5), "2026-03-14 08:05"), (["a", "b"], "a, b"), ([], "-"), ("a\r\nb\tc", "a b c"),
     ("\x1b[31mred", "\\x1b[31mred"), ("a\u202eb", "a\\x202eb")],
)  # fmt: skip
def test_values_are_shown_for_people(value, text):
    assert output.shown(value) == text


def test_long_text_is_cut_on_a_terminal_only():
    rows = pa.table({"note": ["x" * 100]})
    assert output.text_table(rows, width=60).splitlines()[1] == "x" * 59 + "…"
    assert output.text_table(rows).splitlines()[1] == "x" * 100


def test_table_is_aligned_by_width_on_screen():
    rows = pa.table({"name": ["漢字", "a"], "n": [1, 20]})
    assert output.text_table(rows) == "name   n\n漢字   1\na     20\n"
    assert output.text_table(rows.slice(0, 0)) == "name  n\n(no rows)\n"


@pytest.mark.parametrize(
    ("told", "words"),
    [({"stage": "read", "file": "plan.csv", "rows": 12000}, "Reading plan.csv: 12,000 rows"),
     ({"stage": "write", "file": "tasks", "rows": 0}, "Writing tasks"), ({}, "Loading")],
)  # fmt: skip
def test_progress_is_told_in_words(told, words):
    assert progress.progress_words(told) == words


def test_no_progress_where_nobody_looks():
    with progress.progress_line() as told:
        assert told is None


def test_list_parameters_are_split_only_once():
    query = read_queries("reports")["task_counts"]
    assert options.parameter_values(query, ["sides=a,b"], "UTC") == {"sides": ["a", "b"]}
    assert options.parameter_values(query, ["sides=a,b", "sides=c"], "UTC") == {"sides": ["a,b", "c"]}
    assert options.parameter_values(query, ["sides="], "UTC") == {"sides": []}


def test_instant_parameters_are_local():
    since = Parameter("since", "timestamp", "", None, ())
    query = Query("q", "reports", "", "", "", (since,), (), "")
    found = options.parameter_values(query, ["since=2026-03-14T08:00"], "America/New_York")
    assert found == {"since": datetime(2026, 3, 14, 12, 0)}


def test_required_parameter_is_named_in_the_list():
    query = Query("q", "reports", "", "", "What.", (Parameter("since", "timestamp", "", None, ()),), (), "")
    assert listings.report_text(query) == "q\n  What.\n  takes since (must be given)"


def test_status_time_names_its_zone():
    assert options.status_time(datetime(2026, 3, 14, 16, 30), "America/New_York") == "2026-03-14 12:30 America/New_York"


def test_result_without_a_load_points_to_json():
    rows = [{"table_name": "tasks", "file": "a.csv", "line": i, "column_name": None, "rule": "r", "level": "warning",
             "message": f"m{i}", "original": None} for i in range(1, 11)]  # fmt: skip
    result = pipeline.LoadResult(None, False, None, {}, pa.Table.from_pylist(rows, PROBLEMS), ("Checked.",), 0)
    assert results.result_text(result).splitlines()[-2:] == ["warning   a.csv line 8: m8", "2 more: --format json"]


def test_message_that_names_its_file_is_not_doubled():
    problem = {"table_name": None, "file": "a.csv", "line": None, "level": "note", "message": "a.csv: read as UTF-16."}
    assert results.problem_line(problem) == "note      a.csv: read as UTF-16."
    assert results.problem_line(problem | {"line": 7, "message": "m"}) == "note      a.csv line 7: m"


def test_missing_equals_sign_is_explained():
    with pytest.raises(ReportError, match="write it as name=value"):
        options.parameter_values(read_queries("reports")["task_counts"], ["side"], "UTC")


def test_table_shows_instants_in_its_zone():
    rows = pa.table({"at": pa.array([datetime(2026, 3, 14, 16, 30)])})
    assert output.text_table(rows, zone="America/New_York").splitlines()[1:] == [
        "2026-03-14 12:30",
        "Times in America/New_York.",
    ]
    assert output.text_table(rows).splitlines()[1] == "2026-03-14 16:30"


def test_header_is_bold_where_colours_are():
    assert output.text_table(pa.table({"n": [1]}), is_bold=True) == "\x1b[1mn\x1b[0m\n1\n"


def test_message_of_a_file_cannot_steer_the_terminal(capsys):
    output.say("a\x1b]0;title\x07\nb")
    assert capsys.readouterr().err == "a\\x1b]0;title\\x07 b\n"


def test_missing_folder_is_told_without_a_trace(tmp_path):
    with pytest.raises(CutoverError, match="cannot be written: No such file or directory"):
        output.deliver(b"x", tmp_path / "none" / "out.csv")


def test_workbook_has_local_times():
    import io

    import openpyxl

    rows = pa.table({"at": pa.array([datetime(2026, 3, 14, 16, 30)])})
    book = openpyxl.load_workbook(io.BytesIO(output.encode(rows, "xlsx", zone="America/New_York")))
    assert book["Rows"]["A2"].value == datetime(2026, 3, 14, 12, 30)


def test_report_object_leaves_out_the_moment():
    query = Query(
        "q", "reports", "", "", "What.",
        (Parameter("as_of", "timestamp", "", None, ()), Parameter("by", "varchar", "how", "all", ("all", "side"))),
        (), "",
    )  # fmt: skip
    assert listings.report_object(query)["parameters"] == [
        {"name": "by", "type": "varchar", "default": "all", "allowed": ["all", "side"], "description": "how"}
    ]


def test_column_rows_suggest_a_table():
    with pytest.raises(CutoverError, match=r"no input table incident\. Did you mean incidents\?"):
        listings.column_rows("incident")
