"""Workbooks: sheets, headers, dates, what is hidden, and files made to hurt."""

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock

import pytest
import xlsxwriter

from cutover.errors import RefusedFile
from cutover.readers import Limits, RawTable, read_content
from cutover.readers.parts import column_number
from cutover.readers.workbook import value_text


def made(build) -> bytes:
    """Return a workbook that `build(book)` fills."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        build(book)
    return stream.getvalue()


def packed(sheet: str, **parts: str) -> bytes:
    """Return a workbook of which the XML of the sheet, or of other parts, is replaced."""
    whole = zipfile.ZipFile(io.BytesIO(made(lambda book: book.add_worksheet("Tasks").write("A1", "x"))))
    replaced = {"xl/worksheets/sheet1.xml": sheet} | {f"xl/{name}.xml": text for name, text in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, replaced.get(name, whole.read(name)))
    return stream.getvalue()


def sheet_of(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def tables(content: bytes, file: str = "plan.xlsx") -> list[RawTable]:
    return list(read_content(file, content))


def table_of(rows: list[list], prepare=lambda book, sheet: None) -> RawTable:
    def build(book):
        sheet = book.add_worksheet("Tasks")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        prepare(book, sheet)

    (table,) = tables(made(build))
    return table


def rows(table: RawTable) -> list[tuple]:
    return list(zip(*(column.to_pylist() for column in table.cells.columns), strict=True))


def messages(table: RawTable) -> dict[str, str]:
    return {note.rule: note.message for note in table.notes}


def refused(content: bytes, match: str) -> None:
    start = time.monotonic()
    with pytest.raises(RefusedFile, match=match):
        tables(content)
    assert time.monotonic() - start < 5


def test_every_sheet_with_cells_is_a_table():
    def build(book):
        book.add_worksheet("Tasks").write_column("A1", ["id", "T1"])
        book.add_worksheet("Nothing")
        book.add_worksheet("Owners").write_column("A1", ["name", "Ann", "Bob"])

    first, second = tables(made(build))
    assert (first.file, first.name, len(first.cells)) == ("plan.xlsx/Tasks", "Tasks", 1)
    assert (second.file, second.name, len(second.cells)) == ("plan.xlsx/Owners", "Owners", 2)
    assert messages(second) == {"skipped_sheet": "plan.xlsx: sheet 'Nothing' is empty"}


def test_values_become_text_without_loss():
    table = table_of(
        [["id", "whole", "part", "flag", "blank"], ["007", 3.0, 0.1, True, None], ["8", 12, 2.5, False, "x"]]
    )
    assert rows(table) == [("007", "3", "0.1", "true", None), ("8", "12", "2.5", "false", "x")]
    assert table.lines.to_pylist() == [2, 3]
    assert table.original([0]) == ["007\t3\t0.1\ttrue"]


def test_dates_come_as_iso_text():
    def prepare(book, sheet):
        sheet.write_datetime("B2", datetime(2026, 3, 14, 8, 0), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_datetime("C2", date(2026, 3, 14), book.add_format({"num_format": "d mmm yy"}))
        sheet.write_number("D2", 46095.5)

    table = table_of([["id", "start", "day", "serial"], ["T1"]], prepare)
    assert rows(table) == [("T1", "2026-03-14T08:00:00", "2026-03-14", "46095.5")]


def test_each_minute_of_a_day_is_exact():
    def prepare(book, sheet):
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for minute in range(1440):
            sheet.write_datetime(minute + 1, 1, datetime(2026, 3, 14, minute // 60, minute % 60), style)

    table = table_of([["id", "at"], *[["x"]] * 1440], prepare)
    expected = [f"2026-03-14T{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(1440)]
    assert table.cells["at"].to_pylist() == [text.removesuffix("T00:00:00") for text in expected]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (-5.0, "-5"),
        (1e15, "1000000000000000"),
        (clock(7, 30), "07:30:00"),
        ("", None),
        (True, "true"),
    ],
)
def test_value_is_written_as_excel_shows_it(value, text):
    assert value_text(value) == text


def test_durations_past_a_day_keep_hours():
    def prepare(book, sheet):
        sheet.write_number("B2", 1.5, book.add_format({"num_format": "[h]:mm"}))

    assert rows(table_of([["id", "spent"], ["T1"]], prepare)) == [("T1", "36:00:00")]


def test_title_rows_above_header_are_noted():
    table = table_of([["Cutover run sheet"], [], ["id", "name", "side"], ["1", "a", "customer"], ["2", "b", "shared"]])
    assert table.cells.column_names == ["id", "name", "side"]
    assert table.lines.to_pylist() == [4, 5]
    assert messages(table) == {"title_rows": "plan.xlsx/Tasks: row 1 above the header taken as title"}


def test_title_merged_over_some_columns_is_no_group():
    def prepare(book, sheet):
        sheet.merge_range("A1:B1", "Run sheet", book.add_format())

    table = table_of([["Run sheet"], ["id", "name", "side"], ["1", "a", "customer"]], prepare)
    assert table.cells.column_names == ["id", "name", "side"]


def test_merged_groups_make_names_of_two_rows():
    def prepare(book, sheet):
        sheet.merge_range("B1:C1", "Planned")
        sheet.merge_range("D1:E1", "Actual")
        sheet.merge_range("A1:A2", "Task")

    body = [["Task", "Planned", "", "Actual", ""], ["", "Start", "Finish", "Start", "Finish"], list("abcde")]
    table = table_of(body, prepare)
    assert table.cells.column_names == ["Task", "Planned Start", "Planned Finish", "Actual Start", "Actual Finish"]
    assert (rows(table), table.lines.to_pylist()) == ([("a", "b", "c", "d", "e")], [3])
    assert messages(table)["two_header_rows"] == "plan.xlsx/Tasks: rows 1 and 2 joined to one header"


def test_one_group_beside_plain_names():
    def prepare(book, sheet):
        sheet.merge_range("C1:D1", "Planned")

    table = table_of([["", "", "Planned", ""], ["id", "name", "Start", "Finish"], list("abcd"), list("efgh")], prepare)
    assert table.cells.column_names == ["id", "name", "Planned Start", "Planned Finish"]


def test_header_cell_merged_over_two_columns_eats_no_row():
    def prepare(book, sheet):
        sheet.merge_range("B1:C1", "Owner")

    table = table_of(
        [["id", "Owner", "", "side"], ["1", "Ann", "Lee", "customer"], ["2", "Bob", "May", "shared"]], prepare
    )
    assert table.cells.column_names == ["id", "Owner", "column 3", "side"]
    assert len(table.cells) == 2


def test_merged_cells_in_rows_are_noted():
    def prepare(book, sheet):
        sheet.merge_range("A2:A3", "Freeze")

    table = table_of([["phase", "id"], ["Freeze", "1"], ["", "2"]], prepare)
    assert rows(table) == [("Freeze", "1"), (None, "2")]
    assert "1 merged range; the value stands in the first cell only" in messages(table)["merged_cells"]


def test_hidden_rows_columns_sheets_are_read():
    def build(book):
        sheet = book.add_worksheet("Tasks")
        book.add_worksheet("Shown").write_column("A1", ["x", "1"])
        for number in range(6):
            sheet.write_row(number, 0, ["id", "name", "note"] if not number else [f"T{number}", "a", "b"])
        for number in (2, 3, 4):
            sheet.set_row(number, None, None, {"hidden": True})
        sheet.set_column("B:C", None, None, {"hidden": True})
        book.get_worksheet_by_name("Shown").activate()
        sheet.hide()

    found = messages(tables(made(build))[0])
    assert found["hidden_rows"] == "plan.xlsx/Tasks: hidden rows read all the same: 3-5"
    assert found["hidden_columns"] == "plan.xlsx/Tasks: hidden columns read too: 2-3"
    assert found["hidden_sheet"] == "plan.xlsx/Tasks: the sheet is hidden; read all the same"


def test_error_cells_are_null_and_noted():
    def prepare(book, sheet):
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B3", "=X", None, "#REF!")

    table = table_of([["id", "ratio"], ["1"], ["2"]], prepare)
    assert rows(table) == [("1", None), ("2", None)]
    assert messages(table)["error_cells"] == "plan.xlsx/Tasks: 2 cells with an error read as empty: B2, B3"


def test_blank_rows_are_left_out():
    table = table_of([["id", "name"], ["1", "a"], [], ["", " "], ["2", "b"], ["", ""], [" "]])
    assert table.lines.to_pylist() == [2, 5]
    assert messages(table)["blank_records"] == "plan.xlsx/Tasks: empty rows left out: 3-4"


def test_table_that_starts_in_the_middle_is_found():
    table = table_of([[], ["", "", ""], ["", "id", "name"], ["", "1", "a"]])
    assert table.cells.column_names == ["id", "name"]
    assert table.lines.to_pylist() == [4]


def test_cell_beyond_all_columns_is_refused():
    refused(packed(sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "it has 16,384 columns")


def test_stray_cell_far_below_is_refused():
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="CV1"><v>1</v></c></row>'
    refused(packed(sheet_of(f'{cells}<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), "3 cells are spread over")


def test_formatted_empty_cells_far_away_do_no_harm():
    cells = '<row r="1"><c r="A1" t="str"><v>id</v></c></row><row r="2"><c r="A2"><v>7</v></c><c r="XFD2"/></row>'
    (table,) = tables(packed(sheet_of(cells)))
    assert rows(table) == [("7",)]


def test_entities_are_refused_unread():
    bomb = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    refused(packed(sheet, sharedStrings=bomb + "<sst>&b;</sst>"), "declares a document type or entities")


def test_endless_xml_piece_is_refused():
    refused(packed(sheet_of(f"<!-- {'x y ' * 4_000_000} -->")), "(one piece of more than|times its size)")


def test_zip_bomb_is_refused_before_unpacking():
    refused(packed(sheet_of(" " * 60_000_000)), "it unpacks to [0-9,]+ times its size. At most 100 times is allowed")


def test_huge_workbook_is_refused():
    content = made(lambda book: book.add_worksheet().write_column("A1", ["id", "1"]))
    with pytest.raises(RefusedFile, match=r"bytes unpacked. At most 100 bytes unpacked are allowed"):
        list(read_content("plan.xlsx", content, Limits(workbook_bytes=100)))


def test_damaged_workbook_is_refused():
    content = made(lambda book: book.add_worksheet().write_column("A1", ["id", "1"]))
    refused(content[: len(content) // 2] + b"xl/[Content_Types].xml", "the workbook is damaged")


def test_broken_sheet_markup_is_refused():
    refused(packed('<worksheet><sheetData><row r="1"><c r="A1"></row></oops>'), "not loaded: (the workbook|no sheet)")


def test_workbook_without_cells_is_refused():
    refused(made(lambda book: book.add_worksheet()), "no sheet holds anything")


def test_column_letters_count_from_one():
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16384]
