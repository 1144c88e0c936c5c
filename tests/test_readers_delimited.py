"""CSV and its relatives: layout, ragged rows, quotes, nothing swallowed."""

import pytest

from cutover.errors import RefusedFile
from cutover.readers import Limits, RawTable, read_content


def read(text: str | bytes, file: str = "tasks.csv", limits: Limits | None = None) -> RawTable:
    content = text.encode() if isinstance(text, str) else text
    (table,) = read_content(file, content, limits or Limits())
    return table


def rows(table: RawTable) -> list[tuple]:
    return list(zip(*(column.to_pylist() for column in table.cells.columns), strict=True))


def rules(table: RawTable) -> list[str]:
    return [note.rule for note in table.notes]


def test_plain_file_is_read_as_text():
    table = read("id,name,hours\nA1,Freeze,08\nA2,,1.50\n")
    assert table.cells.column_names == ["id", "name", "hours"]
    assert rows(table) == [("A1", "Freeze", "08"), ("A2", None, "1.50")]
    assert table.lines.to_pylist() == [2, 3]


def test_last_line_without_end_counts():
    assert rows(read("a,b\n1,2\n3,4")) == [("1", "2"), ("3", "4")]


def test_header_alone_is_an_empty_table():
    table = read("task_id,task_name\n")
    assert table.cells.column_names == ["task_id", "task_name"]
    assert (len(table.cells), table.read_count, table.cells.schema.types[0]) == (0, 0, "string")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_found(separator):
    table = read("\n".join(separator.join(row) for row in (["id", "text"], ["1", "a b"], ["2", "c"])))
    assert rows(table) == [("1", "a b"), ("2", "c")]
    assert rules(table) == ([] if separator == "," else ["separator"])


def test_decimal_commas_leave_semicolons_separators():
    assert rows(read("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n"))[0] == ("1,5", "2,5", "3,5")


def test_quoted_separator_does_not_mislead():
    assert rows(read('"a";"b, c"\n"1";"x, y"\n"2";"z, w"\n')) == [("1", "x, y"), ("2", "z, w")]


def test_tsv_with_many_commas_is_split_by_tabs():
    assert rows(read("id\tnote, long\n1\ta, b\n2\tc, d\n", "t.tsv")) == [("1", "a, b"), ("2", "c, d")]


def test_excel_separator_line_is_obeyed():
    table = read("sep=|\nid|name\n1|a,b\n")
    assert rows(table) == [("1", "a,b")]
    assert table.lines.to_pylist() == [3]
    assert rules(table) == ["separator_line", "separator"]


def test_single_column_is_a_table():
    assert rows(read("host\nledger\npayroll\n")) == [("ledger",), ("payroll",)]


def test_title_rows_above_header_are_noted():
    table = read("Cutover plan\nas of 14 March\n\nid,name,side\n1,a,customer\n2,b,provider\n")
    assert table.cells.column_names == ["id", "name", "side"]
    assert table.lines.to_pylist() == [5, 6]
    assert "line 1-2 above the header" in table.notes[0].message


def test_padded_title_row_is_no_header():
    table = read("Plan,,,\nid,name,side,hours\n1,a,c,2\n2,b,p,3\n")
    assert table.cells.column_names == ["id", "name", "side", "hours"]


def test_repeated_header_gets_a_number():
    table = read("id,owner,owner,owner\n1,a,b,c\n")
    assert table.cells.column_names == ["id", "owner", "owner (2)", "owner (3)"]
    assert "'owner (2)', 'owner (3)'" in table.notes[0].message


def test_blank_header_with_values_is_named():
    table = read(",id\n0,A\n1,B\n")
    assert table.cells.column_names == ["column 1", "id"]
    assert rules(table) == ["blank_header"]


def test_nameless_empty_columns_are_dropped():
    table = read("id,name,,\n1,a,,\n2,b,,\n")
    assert table.cells.column_names == ["id", "name"]
    assert rows(table) == [("1", "a"), ("2", "b")]


def test_header_line_breaks_become_spaces():
    assert read('id,"planned\nstart"\n1,2\n').cells.column_names == ["id", "planned start"]


def test_ragged_rows_are_rejected_with_line_and_text():
    table = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    assert rows(table) == [("1", "2", "3"), ("10", "11", "12")]
    assert table.lines.to_pylist() == [2, 5]
    assert [(p.line, p.original, p.rule) for p in table.rejected] == [
        (3, "4,5", "ragged_row"),
        (4, "6,7,8,9", "ragged_row"),
    ]


def test_ragged_message_says_what_is_allowed():
    first, second = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n").rejected
    assert first.message == (
        "tasks.csv line 3: 2 fields, the header has 3; write all 3, leaving cells without a value empty"
    )
    assert second.message == (
        "tasks.csv line 4: 4 fields, the header has 3; a cell that holds a comma is written in quotes"
    )


def test_extra_empty_fields_are_let_go():
    table = read("a,b\n1,2\n3,4,,\n5,6\n")
    assert rows(table) == [("1", "2"), ("3", "4"), ("5", "6")]
    assert table.lines.to_pylist() == [2, 3, 4]
    assert table.original([1]) == ["3,4,,"]


def test_values_beyond_the_header_never_shift():
    table = read("a,b\nr1,1,2\nr2,3,4\nr3,5,6\n")
    assert rows(table) == []
    assert len(table.rejected) == 3


def test_half_ragged_run_sheet_keeps_every_row():
    good = [f"{i},task,owner,start,finish,open,x" for i in range(206)]
    bad = [f"{i},task, with comma,owner,start,finish,open,x" for i in range(151)]
    table = read("id,name,owner,start,finish,status,note\n" + "\n".join(good + bad))
    assert (len(table.cells), len(table.rejected), table.cells.num_columns) == (206, 151, 7)
    assert table.read_count == 357


def test_blank_records_are_left_out_with_a_note():
    table = read("a,b\n1,2\n\n,\n   \n3,4\n,\n")
    assert rows(table) == [("1", "2"), ("3", "4")]
    assert table.lines.to_pylist() == [2, 6]
    assert "3 records of empty cells left out, line 4-5, 7" in table.notes[0].message


def test_multi_line_cells_keep_lines_and_line_numbers():
    table = read('id,text\n1,"one\ntwo, ""three""\nfour"\n2,five\n')
    assert rows(table) == [("1", 'one\ntwo, "three"\nfour'), ("2", "five")]
    assert table.lines.to_pylist() == [2, 5]
    assert table.original([0]) == ['1,"one\ntwo, ""three""\nfour"']


def test_quoted_empty_cell_is_null():
    assert rows(read('a,b\n"",x\n')) == [(None, "x")]


def test_stray_quotes_are_kept_as_written():
    table = read('id,part,owner\n1,5" pipe,Ann\n2,"Smith" & Co,Bob\n3,x,Cy\n')
    assert rows(table) == [("1", '5" pipe', "Ann"), ("2", '"Smith" & Co', "Bob"), ("3", "x", "Cy")]
    assert "stray_quote" in rules(table)


def test_stray_quotes_in_two_rows_swallow_none():
    table = read('id,part\n1,5" pipe\n2,bolt\n3,6" pipe\n')
    assert rows(table) == [("1", '5" pipe'), ("2", "bolt"), ("3", '6" pipe')]


def test_open_quote_rejects_its_line_only():
    table = read('id,name,side\n1,a,c\n2,"Smoke test,p\n3,b,c\n4,"x, y",p\n5,c,c\n')
    assert [row[0] for row in rows(table)] == ["1", "3", "4", "5"]
    (problem,) = table.rejected
    assert (problem.line, problem.rule, problem.original) == (3, "open_quote", '2,"Smoke test,p')
    assert "tasks.csv line 3: the quote that opens here is not closed" in problem.message


def test_open_quote_never_swallows_hundreds_of_lines():
    body = [f"{i},task {i},open" for i in range(2, 500)]
    table = read("\n".join(["id,name,status", '1,"Freeze,open', *body, '500,"x",open', '501,end "of day",open']))
    assert len(table.cells) == 500
    assert [problem.line for problem in table.rejected] == [2]


def test_two_open_quotes_that_close_each_other_are_found():
    body = [f"{i},task {i},open" for i in range(3, 40)]
    table = read("\n".join(["id,name,status", "1,a,open", '2,"Freeze', *body, '40,done",open', "41,b,open"]))
    assert [row[0] for row in rows(table)][:3] == ["1", "3", "4"]
    assert table.read_count == 41


def test_open_quote_in_last_cell_of_truncated_file():
    table = read('id,text\n1,a\n2,"first line\nsecond line\nthird')
    assert rows(table) == [("1", "a")]
    assert [(p.line, p.original) for p in table.rejected] == [(3, '2,"first line\nsecond line\nthird')]


def test_ragged_multi_line_record_is_one_rejection():
    table = read('id,text,side\n1,"a\nb\nc"\n2,x,5" y\n')
    assert [(p.line, p.rule, p.original) for p in table.rejected] == [(2, "ragged_row", '1,"a\nb\nc"')]
    assert table.lines.to_pylist() == [5]


def test_ragged_multi_line_record_in_orderly_file():
    table = read('id,text,side\n1,"a\nb\nc"\n2,x,y\n')
    assert [(p.line, p.rule, p.original) for p in table.rejected] == [(2, "ragged_row", '1,"a\nb\nc"')]
    assert table.lines.to_pylist() == [5]


def test_windows_line_ends_leave_no_trace():
    table = read('a,b\r\n1,2\r\n"x\r\ny",4\r\n')
    assert rows(table) == [("1", "2"), ("x\r\ny", "4")]
    assert table.original([0, 1]) == ["1,2", '"x\r\ny",4']


def test_old_mac_line_ends_are_read():
    table = read("a,b\r1,2\r3,4\r")
    assert rows(table) == [("1", "2"), ("3", "4")]
    assert rules(table) == ["line_ends"]


def test_mixed_line_ends_are_all_line_ends():
    table = read("a,b\n1,2\r\n3,4\r5,6\n7,8\n")
    assert rows(table) == [("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]
    assert table.lines.to_pylist() == [2, 3, 4, 5]


def test_record_longer_than_a_block_is_read(monkeypatch):
    monkeypatch.setattr("cutover.readers.delimited.read_careful", None)
    long = "x" * 900_000
    table = read("a,b,c,d,e,f,g\n" + ",".join([long] * 7) + "\n1,2,3,4,5,6,7\n")
    assert rows(table) == [(long,) * 7, ("1", "2", "3", "4", "5", "6", "7")]


def test_separator_of_one_text_in_many_is_none():
    table = read("note\nfirst; second\nthird\nfourth\nfifth\n")
    assert (table.cells.column_names, len(table.cells), rules(table)) == (["note"], 4, [])


def test_careful_and_fast_paths_agree():
    plain = "id,name,side\n" + "".join(f'{i},"task, {i}",c\n' for i in range(1000))
    fast, careful = read(plain), read(plain + '1000,5" pipe,c\n')
    assert rows(careful)[:1000] == rows(fast)
    assert careful.lines.to_pylist()[:1000] == fast.lines.to_pylist()
    assert careful.original([7, 999]) == fast.original([7, 999])


def test_value_unlike_the_sample_stays_text():
    table = read("number,count\n" + "".join(f"{i},1\n" for i in range(30_000)) + "x,?\n")
    assert rows(table)[-1] == ("x", "?")


def test_too_many_columns_are_refused():
    with pytest.raises(RefusedFile, match=r"tasks.csv is not loaded: it has 501 columns. At most 500 columns"):
        read(",".join(f"c{i}" for i in range(501)) + "\n")


def test_too_many_rows_are_refused():
    with pytest.raises(RefusedFile, match=r"it has 4 records. At most 3 records are allowed"):
        read("a,b\n" + "1,2\n" * 4, limits=Limits(rows=3))


def test_endless_line_is_refused():
    with pytest.raises(RefusedFile, match="bytes in one record"):
        read("a,b\n" + "x" * 2000 + ",1\n", limits=Limits(record_bytes=1000))


def test_long_cell_is_refused_by_column():
    with pytest.raises(RefusedFile, match="a cell of column 'b' has more than 100 characters"):
        read("a,b\n1," + "x" * 101 + "\n", limits=Limits(cell_chars=100))
