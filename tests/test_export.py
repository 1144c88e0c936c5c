"""Export: nothing that was text becomes a formula, and what has a type keeps it."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from cutover import export

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]  # noqa: RUF001
STARTERS = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SPACED = [" =1", "\u00a0=1", "\u3000+1", "\ufeff=1", " \u00a0 -1", "\u200b@x"]
LINES = ["a\n=1", "a\r=1", "a\r\n=1", "a\n =1", "a\n\t=1", "a\u2028=1"]


def one(value, kind=None) -> pa.Table:
    return pa.table({"cell": pa.array([value], kind)})


def csv_cell(value, kind=None) -> str:
    text = export.to_csv(one(value, kind), for_excel=False).decode()
    return list(csv.reader(io.StringIO(text, newline="")))[1][0]


def sheet_of(content: bytes, name: str = "Rows"):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def cell_of(value, kind=None):
    return sheet_of(export.to_xlsx(one(value, kind)))["A2"]


@pytest.mark.parametrize("text", FORMULAS + SPACED)
def test_text_like_a_formula_is_quoted_in_csv(text):
    cell = csv_cell(text)
    assert cell.startswith("'")
    assert cell.replace("'", "") == text


@pytest.mark.parametrize("text", LINES)
def test_each_line_of_a_cell_is_quoted(text):
    cell = csv_cell(text)
    assert cell.replace("'", "") == text
    assert cell.count("'") == 1


@pytest.mark.parametrize("text", ["plain", "a=b", "1-2", "a@b.org", " padded", "\u00a0padded", "O'Neill", "é 漢"])
def test_harmless_text_is_left_as_it_is(text):
    assert csv_cell(text) == text


@given(st.text())
def test_no_csv_line_starts_a_formula(text):
    for line in csv_cell(text).replace("\r", "\n").split("\n"):
        assert not line.lstrip(" \u00a0\u3000\ufeff\v\f").startswith(STARTERS)


@given(st.text().filter(lambda text: "'" not in text))
def test_csv_text_differs_by_quotes_alone(text):
    assert csv_cell(text).replace("'", "") == text


@pytest.mark.parametrize(
    ("value", "text"), [(-5, "-5"), (-0.5, "-0.5"), (True, "true"), (date(2026, 3, 1), "2026-03-01")]
)
def test_values_with_a_type_are_not_quoted(value, text):
    assert csv_cell(value) == text


def test_csv_instants_carry_their_zone():
    assert csv_cell(datetime(2026, 3, 14, 8, 0)) == "2026-03-14T08:00:00Z"
    assert csv_cell(datetime(2026, 3, 14, 8, 0, 0, 250_000)) == "2026-03-14T08:00:00.250000Z"
    assert csv_cell(datetime(1969, 7, 20, 20, 17, 40)) == "1969-07-20T20:17:40Z"


def test_csv_tells_null_from_empty_text():
    content = export.to_csv(pa.table({"a": ["", None], "b": [1.5, None]}), for_excel=False)
    assert content == b'"a","b"\n"",1.5\n,\n'


def test_csv_for_excel_begins_with_a_mark():
    assert export.to_csv(one("é")) == b'\xef\xbb\xbf"cell"\n"\xc3\xa9"\n'
    assert export.to_csv(one("é"), for_excel=False) == b'"cell"\n"\xc3\xa9"\n'


def test_csv_header_cannot_be_a_formula():
    assert export.to_csv(pa.table({"=cmd": [1]}), for_excel=False) == b'"\'=cmd"\n1\n'


def test_lists_are_joined_by_semicolons():
    owners = pa.array([["=A", "B"], [], None])
    content = export.to_csv(pa.table({"owners": owners}), for_excel=False)
    assert content == b'"owners"\n"\'=A; B"\n""\n\n'
    assert cell_of(["A", "B"]).value == "A; B"


def test_no_rows_give_the_header_alone():
    rows = pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.timestamp("us"))})
    assert export.to_csv(rows, for_excel=False) == b'"a","b"\n'
    assert [cell.value for cell in sheet_of(export.to_xlsx(rows))[1]] == ["a", "b"]
    assert export.to_json(rows) == b"[]\n"


@pytest.mark.parametrize("text", FORMULAS + SPACED + LINES + ["{=1}", "https://example.org", "mailto:x", "'=1", "007"])
def test_text_stays_text_in_a_workbook(text):
    content = export.to_xlsx(one(text))
    cell = sheet_of(content)["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert load_workbook(io.BytesIO(content)).get_sheet_by_name("Rows").to_python()[1][0].split() == text.split()


@pytest.mark.parametrize(
    ("value", "kind"), [(-5, "n"), (2.5, "n"), (True, "b"), (date(2026, 3, 1), "d"), (datetime(2026, 3, 1, 8, 30), "d")]
)
def test_workbook_cells_keep_their_type(value, kind):
    cell = cell_of(value)
    assert cell.data_type == kind
    assert cell.value == (datetime(2026, 3, 1) if value == date(2026, 3, 1) else value)


def test_instants_and_dates_have_their_format():
    assert cell_of(datetime(2026, 3, 1, 8, 30)).number_format == "yyyy-mm-dd hh:mm:ss"
    assert cell_of(date(2026, 3, 1)).number_format == "yyyy-mm-dd"
    assert cell_of(datetime(2026, 3, 1, 8, tzinfo=UTC), pa.timestamp("us", "UTC")).value == datetime(2026, 3, 1, 8)


def test_what_excel_cannot_hold_becomes_text():
    assert cell_of(12_345_678_901_234_567).value == "12345678901234567"
    assert cell_of(date(1899, 12, 31)).value == "1899-12-31"
    assert cell_of(float("nan")).value == "nan"


def test_too_long_text_says_that_it_is_cut():
    value = cell_of("x" * 40_000).value
    assert len(value) == 32_767
    assert value.endswith("x … (cut: 40,000 characters)")


def test_workbook_has_a_frozen_filtered_header():
    sheet = sheet_of(export.to_xlsx(pa.table({"name": ["a"], "note": ["x" * 200]})))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (
        pytest.approx(8, abs=1),
        pytest.approx(60, abs=1),
    )


def test_rows_beyond_the_limit_go_on(monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 2)
    book = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(pa.table({"n": [1, 2, 3, 4, 5]}))))
    assert book.sheetnames == ["Rows", "Rows 2", "Rows 3"]
    assert [[row[0] for row in sheet.values] for sheet in book] == [["n", 1, 2], ["n", 3, 4], ["n", 5]]


def test_second_sheet_says_how_it_was_computed():
    how = export.how_computed(
        "task_counts", header="=Tasks counted", parameters={"by": "side", "sides": ["customer", "shared"]},
        as_of="2026-03-14 08:00 UTC", row_count=1,
    )  # fmt: skip
    sheet = sheet_of(export.to_xlsx(one(1), how=how), "How computed")
    assert list(sheet.values) == [
        ("Report", "task_counts"), ("Status time", "2026-03-14 08:00 UTC"), ("Rows", 1), ("$by", "side"),
        ("$sides", "customer; shared"), ("Computed", "=Tasks counted"),
    ]  # fmt: skip
    assert sheet["B6"].data_type == "s"


def test_parquet_instants_are_in_utc():
    rows = pa.table({"at": pa.array([datetime(2026, 3, 14, 8)]), "text": ["=1"], "n": [-5]})
    back = pq.read_table(io.BytesIO(export.to_parquet(rows)))
    assert back.schema.field("at").type == pa.timestamp("us", "UTC")
    assert back.to_pylist() == [{"at": datetime(2026, 3, 14, 8, tzinfo=UTC), "text": "=1", "n": -5}]


def test_json_is_a_list_of_objects():
    rows = pa.table(
        {
            "at": pa.array([datetime(2026, 3, 14, 8)]), "day": [date(2026, 3, 14)], "n": [-5], "x": [float("nan")],
            "owners": [["A", "B"]], "sum": pa.array([Decimal(7)], pa.decimal128(38, 0)), "text": ["=1"],
        }
    )  # fmt: skip
    assert json.loads(export.to_json(rows)) == [
        {"at": "2026-03-14T08:00:00Z", "day": "2026-03-14", "n": -5, "x": None, "owners": ["A", "B"], "sum": 7,
         "text": "=1"}
    ]  # fmt: skip
