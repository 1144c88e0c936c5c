"""JSON and JSON lines: lists of objects, made flat, nothing dropped unseen."""

import json
import time

import pytest

from cutover.errors import RefusedFile
from cutover.readers import Limits, RawTable, read_content


def tables(text: str | bytes, file: str = "issues.json") -> list[RawTable]:
    return list(read_content(file, text.encode() if isinstance(text, str) else text))


def only(text: str | bytes, file: str = "issues.json") -> RawTable:
    (table,) = tables(text, file)
    return table


def test_list_of_objects_is_a_table():
    table = only('[{"id": 1, "name": "a"}, {"name": "b", "owner": "Ann"}]')
    assert table.cells.to_pylist() == [
        {"id": "1", "name": "a", "owner": None},
        {"id": None, "name": "b", "owner": "Ann"},
    ]
    assert (table.file, table.name, table.lines.to_pylist()) == ("issues.json", "issues", [1, 2])


def test_numbers_stay_as_written():
    table = only('[{"a": 1.10, "b": 12345678901234567890, "c": 1e400, "d": -0.0, "e": 7}]')
    assert table.cells.to_pylist() == [{"a": "1.10", "b": "12345678901234567890", "c": "1e400", "d": "-0.0", "e": "7"}]


def test_words_for_no_number_are_null():
    assert only('[{"a": NaN, "b": Infinity, "c": null, "d": "", "e": true, "f": 1}]').cells.to_pylist() == [
        {"a": None, "b": None, "c": None, "d": None, "e": "true", "f": "1"}
    ]


def test_nested_objects_become_paths():
    table = only('[{"fields": {"status": {"name": "Open"}}, "empty": {}, "id": 1}]')
    assert table.cells.to_pylist() == [{"fields.status.name": "Open", "id": "1"}]


def test_lists_are_joined_or_kept_as_json():
    table = only('[{"labels": ["a", null, 2], "links": [{"id": 1, "w": 0.5}], "none": []}]')
    assert table.cells.to_pylist() == [{"labels": "a; 2", "links": '[{"id": 1, "w": 0.5}]', "none": None}]


def test_repeated_keys_are_all_kept():
    assert only('[{"a": 1, "a": 2, "b": {"c": 3}, "b.c": 4}]').cells.to_pylist() == [
        {"a": "1", "a (2)": "2", "b.c": "3", "b.c (2)": "4"}
    ]


def test_each_list_of_an_object_is_a_table():
    first, second = tables('{"total": 2, "tasks": [{"id": 1}], "data": {"owners": [{"n": "x"}, {"n": "y"}]}}')
    assert (first.file, first.name, len(first.cells)) == ("issues.json/tasks", "tasks", 1)
    assert (second.file, second.name, len(second.cells)) == ("issues.json/data.owners", "data.owners", 2)
    assert first.notes[0].message == "issues.json: values beside the tables left out: 'total'"


def test_single_object_is_one_record():
    assert only('{"id": 1, "who": {"name": "Ann"}}').cells.to_pylist() == [{"id": "1", "who.name": "Ann"}]


def test_items_that_are_no_objects_are_rejected():
    table = only('[{"id": 1}, 7, "x", [1], null, {"id": 2}]')
    assert table.lines.to_pylist() == [1, 6]
    assert [(p.line, p.original) for p in table.rejected] == [(2, "7"), (3, "x"), (4, "1"), (5, "null")]
    assert table.read_count == 6


def test_original_is_the_object():
    assert only('[{"id": 1, "name": "é"}]').original([0]) == ['{"id": 1, "name": "é"}']


def test_empty_list_is_an_empty_table():
    assert len(only("[]").cells) == 0


def test_broken_json_is_refused_with_its_place():
    with pytest.raises(RefusedFile, match=r"issues.json is not loaded: line 2, column 3 is not JSON"):
        tables('[{"id": 1},\n  oops]')


def test_text_without_objects_is_refused():
    with pytest.raises(RefusedFile, match="it holds no list of objects"):
        tables('"hello"')


@pytest.mark.parametrize("text", ["[" * 200_000, '[{"a":' * 100_000, '{"a":' * 65 + "1" + "}" * 65])
def test_depth_bombs_are_refused_fast(text):
    start = time.monotonic()
    with pytest.raises(RefusedFile, match=r"nested too deeply|is not JSON"):
        tables(text)
    assert time.monotonic() - start < 2


def test_number_of_many_digits_is_refused():
    with pytest.raises(RefusedFile, match="a number of thousands of digits"):
        tables('[{"a": ' + "9" * 5000 + "}]")


def test_too_many_keys_are_refused():
    text = json.dumps([{f"k{i}": 1} for i in range(501)])
    with pytest.raises(RefusedFile, match=r"it has 501 columns. At most 500 columns are allowed"):
        tables(text)


def test_too_many_records_are_refused():
    with pytest.raises(RefusedFile, match="it has 3 records"):
        list(read_content("a.json", b'[{"a":1},{"a":2},{"a":3}]', Limits(rows=2)))


def test_json_lines_keep_their_line_numbers():
    table = only('{"id": 1}\n\n{"id": 2, "x": {"y": "z"}}\r\n', "log.jsonl")
    assert table.cells.to_pylist() == [{"id": "1", "x.y": None}, {"id": "2", "x.y": "z"}]
    assert table.lines.to_pylist() == [1, 3]
    assert table.original([1]) == ['{"id": 2, "x": {"y": "z"}}']


def test_bad_json_lines_are_rejected():
    table = only('{"id": 1}\n{"id": \n[1]\n{"id": 4}\n', "log.ndjson")
    assert table.lines.to_pylist() == [1, 4]
    assert [(p.line, p.rule, p.original) for p in table.rejected] == [
        (2, "bad_json", '{"id": '),
        (3, "not_an_object", "[1]"),
    ]


def test_deep_json_line_is_rejected_alone():
    table = only('{"id": 1}\n' + '{"a":' * 100_000 + "\n" + '{"a":' * 70 + "1" + "}" * 70, "log.jsonl")
    assert [p.line for p in table.rejected] == [2, 3]
    assert len(table.cells) == 1


def test_lines_named_json_are_read_as_lines():
    assert only('{"id": 1}\n{"id": 2}\n').lines.to_pylist() == [1, 2]


def test_utf16_json_is_read():
    assert only('[{"id": "é"}]'.encode("utf-16")).cells.to_pylist() == [{"id": "é"}]


def test_half_a_surrogate_pair_is_written_out():
    table = only('[{"a\\ud800": "x\\udc00é"}]')
    assert table.cells.to_pylist() == [{"a\\ud800": "x\\udc00é"}]
    assert table.original([0]) == ['{"a\\ud800": "x\\udc00é"}']
