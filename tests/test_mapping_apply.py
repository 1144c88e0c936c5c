"""From records to rows of our tables: headers, filters, folds, unpivots, splits."""

from dataclasses import replace

import pyarrow as pa
import pytest
from mapping_raw import cells_of, column_of, incidents, mapped, raw_of

from cutover.errors import MappingError
from cutover.mapping import CellRule, map_table, parse_mapping

LOG = raw_of([
    {"id": "A", "no": "10", "at": "t3", "state": "Closed", "who": "?"},
    {"id": "A", "no": "2", "at": "t1", "state": "New", "who": "ann"},
    {"id": "B", "no": "1", "at": "t4", "state": "New", "who": ""},
    {"id": "A", "no": "9", "at": "t2", "state": "Active", "who": "bob"},
])  # fmt: skip
FOLD = """
[[table]]
table = "incidents"
fold = { key = "id", order_by = "no" }
[table.columns]
incident_id = "id"
opened_at = "at"
"""
GATES = raw_of([
    {"ID": "P1", "BNI": "5/02/2016", "PBC": " ", "Tender Closed": "2016-05-25"},
    {"ID": "P2", "BNI": "?", "PBC": "", "Tender Closed": "1/01/2017"},
    {"ID": "P3", "BNI": None, "PBC": None, "Tender Closed": None},
])  # fmt: skip
UNPIVOT = """
[[table]]
table = "checkpoints"
unpivot = { columns = ["BNI", "PBC", "tender closed"], name_to = "gate", value_to = "planned_at" }
[table.columns]
checkpoint_id = { from = ["ID", "gate"], join = "/" }
checkpoint_name = "gate"
"""
PLAN = raw_of([
    {"ID": "T-10", "Task": "a", "Predecessors": None},
    {"ID": "T-20", "Task": "b", "Predecessors": "T-10"},
    {"ID": "T-30", "Task": "c", "Predecessors": "T-10; T-20 ,,\nT-10"},
])  # fmt: skip
SPLIT = """
[[table]]
table = "dependencies"
split = { column = ["Depends On", "predecessors"] }
[table.columns]
predecessor_id = { from_any = ["Depends On", "predecessors"] }
successor_id = "ID"
"""


def with_filter(conditions: str) -> str:
    """Return a mapping of incidents with a filter."""
    return incidents("").replace("[table.columns]", f"filter = {conditions}\n[table.columns]")


def notes_of(result) -> list[str]:
    """Return what is said about a result, without the file that each message starts with."""
    return [problem.message.removeprefix("export.csv: ") for problem in result.problems]


def test_columns_are_named_as_ours_and_trimmed():
    result = mapped(column_of("Summary", " late ", "early"), incidents('title = "summary"'))
    assert result.cells.to_pydict() == {
        "incident_id": ["I1", "I2"], "opened_at": ["2026-03-01", "2026-03-01"], "title": ["late", "early"],
    }  # fmt: skip


def test_positions_point_at_the_records():
    result = mapped(column_of("Summary", "a", "b", "c"), with_filter('{ column = "Summary", is_not = "b" }'))
    assert result.positions.to_pylist() == [0, 2]
    assert result.cells["incident_id"].to_pylist() == ["I1", "I3"]


def test_rules_stand_beside_their_columns():
    result = mapped(
        column_of("Closed", "1/2/26"), incidents('closed_at = { from = "Closed", date_format = "day-first" }')
    )
    assert result.rules["closed_at"] == CellRule("day-first")
    assert set(result.rules) == {"incident_id", "opened_at", "closed_at"}


def test_constant_fills_every_row():
    assert cells_of(column_of("S", "a", "b"), incidents("side = { constant = 'shared' }"), "side") == ["shared"] * 2


def test_null_words_become_null_where_nothing_is_said():
    assert cells_of(column_of("S", "?", "N/A", "-", "x"), incidents('title = "S"'), "title") == [None] * 3 + ["x"]


def test_null_words_of_a_column_replace_the_usual_ones():
    text = incidents('title = { from = "S", null = ["UNKNOWN"] }')
    assert cells_of(column_of("S", "?", "UNKNOWN", " "), text, "title") == ["?", None, None]


def test_word_that_our_column_allows_is_no_null_word():
    text = """
    [[table]]
    table = "requirements"
    null = ["not applicable", "NA"]
    [table.columns]
    requirement_id = "ID"
    coverage = "Coverage"
    """
    raw = raw_of([{"ID": "1", "Coverage": "Not applicable"}, {"ID": "2", "Coverage": "NA"}])
    assert cells_of(raw, text.replace('"not applicable"', '"Not applicable"'), "coverage") == ["Not applicable", None]


def test_first_alternative_that_the_file_has_counts():
    assert cells_of(column_of("B", "b"), incidents('title = { from_any = ["A", "B", "Number"] }'), "title") == ["b"]


def test_optional_column_is_left_out_where_missing():
    result = mapped(column_of("S", "a"), incidents('title = { from = "Gone", optional = true }'))
    assert result.cells.column_names == ["incident_id", "opened_at"]


def test_missing_header_names_headers_and_suggestion():
    with pytest.raises(
        MappingError,
        match=r"export\.csv: the column title is read from the header 'Sumary', which the "
        r"file does not have\. Did you mean 'Summary'\? Its headers: 'Number', 'Opened', 'Summary'\.",
    ):
        mapped(column_of("Summary", "a"), incidents('title = "Sumary"'))  # fmt: skip


def test_missing_alternatives_are_all_named():
    with pytest.raises(MappingError, match="from the header 'A' or 'B', which"):
        mapped(column_of("S", "a"), incidents('title = { from_any = ["A", "B"] }'))


def test_required_column_cannot_be_optional():
    text = incidents("").replace('"Number"', '{ from = "Key", optional = true }')
    with pytest.raises(MappingError, match="the column incident_id is read from the header 'Key'"):
        mapped(column_of("S", "a"), text)


def test_headers_left_out_are_noted_once():
    result = mapped(column_of("Extra", "a"), incidents(""))
    assert notes_of(result) == ["Columns that the mapping export leaves out: 'Extra'."]
    assert result.problems[0].level == "note"


def test_headers_of_a_filter_are_not_left_out():
    assert notes_of(mapped(column_of("S", "a"), with_filter('{ column = "S", is = "a" }'))) == []


def test_filter_counts_what_it_leaves_out():
    result = mapped(column_of("S", "a", "b", None), with_filter('{ column = "S", is = ["A"] }'))
    assert (len(result.cells), result.filtered_count) == (1, 2)
    assert notes_of(result) == ["2 of 3 records are left out of incidents by the filter of the mapping."]


def test_all_conditions_of_a_filter_must_hold():
    conditions = '[{ column = "S", matches = "^a" }, { column = "Number", is_not = "I1" }]'
    assert mapped(column_of("S", "ab", "ac", "b"), with_filter(conditions)).positions.to_pylist() == [1]


def test_filter_may_leave_nothing():
    result = mapped(column_of("S", "a"), with_filter('{ column = "S", is_empty = true }'))
    assert (len(result.cells), result.cells.column_names) == (0, ["incident_id", "opened_at"])


def test_filter_on_missing_header_is_refused():
    with pytest.raises(MappingError, match="the filter of incidents is read from the header 'Gone'"):
        mapped(column_of("S", "a"), with_filter('{ column = "Gone", is = "a" }'))


def test_optional_condition_holds_without_its_header():
    conditions = '{ column = "Gone", is = "a", optional = true }'
    assert len(mapped(column_of("S", "a"), with_filter(conditions)).cells) == 1


def test_where_empties_cells_that_do_not_count():
    text = incidents('resolved_at = { from = "Opened", where = { column = "S", is = ["done"] } }')
    assert cells_of(column_of("S", "Done", "open"), text, "resolved_at") == ["2026-03-01", None]


def test_where_is_met_after_a_filter():
    said = 'resolved_at = { from = "Opened", where = { column = "S", is = "b" } }'
    text = incidents(said).replace("[table.columns]", 'filter = { column = "S", is_not = "a" }\n[table.columns]')
    assert cells_of(column_of("S", "a", "b", "c"), text, "resolved_at") == ["2026-03-01", None]


def test_extract_without_match_is_a_warning():
    result = mapped(column_of("S", "WP-1", "none", "?"), incidents(r"title = { from = 'S', extract = 'WP-(\d)' }"))
    [warning] = [problem for problem in result.problems if problem.level == "warning"]
    assert (warning.line, warning.column, warning.original) == (3, "S", "none")
    assert warning.message.startswith(r"export.csv line 3: 1 cells do not match the expression 'WP-(\\d)' of title")


def test_optional_extract_without_match_is_no_warning():
    text = incidents(r"title = { from = 'S', extract = 'WP-(\d)', optional = true }")
    assert mapped(column_of("S", "none"), text).problems == ()


def test_fold_keeps_the_last_by_number():
    result = mapped(LOG, FOLD)
    assert result.cells.to_pydict() == {"incident_id": ["A", "B"], "opened_at": ["t3", "t4"]}
    assert (result.positions.to_pylist(), result.folded_count) == ([0, 2], 2)


def test_fold_notes_how_many_records_it_took():
    assert "4 records became 2 rows of incidents, by 'id'." in notes_of(mapped(LOG, FOLD))


def test_fold_may_keep_the_first():
    text = FOLD.replace('"no" }', '"no", keep = "first" }')
    assert cells_of(LOG, text, "opened_at") == ["t1", "t4"]


def test_fold_without_order_takes_the_file():
    assert cells_of(LOG, FOLD.replace(', order_by = "no"', ""), "opened_at") == ["t4", "t2"]


def test_fold_by_words_takes_the_file():
    assert cells_of(LOG, FOLD.replace('"no"', '"state"'), "opened_at") == ["t4", "t2"]


def test_equal_numbers_take_the_order_of_the_file():
    raw = raw_of([{"id": "A", "no": "1", "at": "x"}, {"id": "A", "no": "1", "at": "y"}])
    assert cells_of(raw, FOLD, "opened_at") == ["y"]


def test_records_without_key_are_not_folded():
    raw = raw_of([{"id": key, "no": "1", "at": at} for key, at in [("", "a"), ("A", "b"), (None, "c"), ("?", "d")]])
    result = mapped(raw, FOLD)
    assert result.cells["opened_at"].to_pylist() == ["a", "b", "c", "d"]
    assert result.folded_count == 0


def test_fold_by_two_headers():
    text = FOLD.replace('key = "id"', 'key = ["id", "state"]')
    assert cells_of(LOG, text, "opened_at") == ["t3", "t1", "t4", "t2"]


def test_column_of_a_fold_may_keep_the_first():
    assert cells_of(LOG, FOLD + 'status = { from = "state", keep = "first" }', "status") == ["New", "New"]


def test_column_of_a_fold_takes_where_it_counts():
    said = 'acknowledged_at = { from = "at", keep = "first", where = { column = "state", is_not = "new" } }'
    assert cells_of(LOG, FOLD + said, "acknowledged_at") == ["t2", None]


def test_column_of_a_fold_may_keep_the_last_that_counts():
    said = 'acknowledged_at = { from = "at", keep = "last", where = { column = "who", is_empty = false } }'
    assert cells_of(LOG, FOLD + said, "acknowledged_at") == ["t2", None]


def test_fold_after_a_filter_sees_what_is_left():
    text = FOLD.replace("fold =", 'filter = { column = "state", is_not = "Closed" }\nfold =')
    result = mapped(LOG, text)
    assert result.cells["opened_at"].to_pylist() == ["t4", "t2"]
    assert (result.filtered_count, result.folded_count) == (1, 1)


def test_fold_of_nothing_is_nothing():
    text = FOLD.replace("fold =", 'filter = { column = "state", is = "gone" }\nfold =')
    assert mapped(LOG, text + 'status = { from = "state", keep = "first" }').cells.num_rows == 0


def test_unpivot_gives_one_row_per_filled_cell():
    result = mapped(GATES, UNPIVOT)
    assert result.cells["checkpoint_id"].to_pylist() == ["P1/BNI", "P1/Tender Closed", "P2/Tender Closed"]
    assert result.cells["planned_at"].to_pylist() == ["5/02/2016", "2016-05-25", "1/01/2017"]


def test_unpivoted_rows_point_at_their_record():
    result = mapped(GATES, UNPIVOT)
    assert result.positions.to_pylist() == [0, 0, 1]


def test_unpivot_counts_and_notes_empty_cells():
    result = mapped(GATES, UNPIVOT)
    assert result.filtered_count == 6
    assert notes_of(result) == ["6 empty cells of 'BNI', 'PBC', 'tender closed' give no row of checkpoints."]


def test_unpivot_may_keep_empty_cells():
    text = UNPIVOT.replace('"planned_at" }', '"planned_at", drop_empty = false }')
    assert (
        cells_of(GATES, text, "planned_at") == ["5/02/2016", None, "2016-05-25", None, None, "1/01/2017"] + [None] * 3
    )


def test_unpivot_of_missing_column_is_refused():
    with pytest.raises(MappingError, match=r"the table checkpoints is read from the header 'PBD'.*Did you mean 'PBC'"):
        mapped(GATES, UNPIVOT.replace('"PBC"', '"PBD"'))


def test_split_gives_one_row_per_item():
    result = mapped(PLAN, SPLIT)
    assert result.cells["predecessor_id"].to_pylist() == ["T-10", "T-10", "T-20", "T-10"]
    assert result.cells["successor_id"].to_pylist() == ["T-20", "T-30", "T-30", "T-30"]


def test_split_counts_records_without_items():
    result = mapped(PLAN, SPLIT)
    assert (result.filtered_count, result.positions.to_pylist()) == (1, [1, 2, 2, 2])
    assert "1 records without 'Depends On' give no row of dependencies." in notes_of(result)


def test_split_by_a_separator_of_its_own():
    raw = raw_of([{"ID": "1", "Predecessors": "a, b | c"}])
    text = SPLIT.replace('"predecessors"] }', '"predecessors"], separator = "|" }', 1)
    assert cells_of(raw, text, "predecessor_id") == ["a, b", "c"]


def test_row_number_is_a_header_of_every_file():
    assert cells_of(column_of("S", "a", "b"), incidents('task_id = "@row"'), "task_id") == ["1", "2"]


def test_row_number_counts_empty_rows_of_a_sheet():
    raw = raw_of([{"Number": "a", "Opened": "x"}, {"Number": "b", "Opened": "x"}], file="plan.xlsx/Plan")
    gap = replace(raw, lines=pa.array([4, 7]))
    assert cells_of(gap, incidents('task_id = "@row"'), "task_id") == ["1", "4"]


def test_word_is_looked_up_in_the_same_file():
    said = 'predecessor_id = { from = "Predecessors", lookup = { find = "@row", give = "ID" } }'
    text = SPLIT.replace('predecessor_id = { from_any = ["Depends On", "predecessors"] }', said)
    raw = raw_of([{"ID": "T-10", "Predecessors": ""}, {"ID": "T-20", "Predecessors": "1, 7"}])
    assert cells_of(raw, text, "predecessor_id") == ["T-10", "7"]


def test_one_file_feeds_several_tables():
    events = '[[table]]\ntable = "incident_events"\n[table.columns]\nincident_id = "id"\nevent_at = "at"\n'
    both = map_table(LOG, parse_mapping(events + FOLD, "m.toml"))
    assert [(result.table.name, len(result.cells)) for result in both] == [("incident_events", 4), ("incidents", 2)]


def test_headers_used_by_any_table_are_not_left_out():
    events = '[[table]]\ntable = "incident_events"\n[table.columns]\nincident_id = "id"\nevent_at = "at"\n'
    first, second = map_table(LOG, parse_mapping(events + FOLD, "m.toml"))
    assert notes_of(first) == ["Columns that the mapping m leaves out: 'state', 'who'."]
    assert len(second.problems) == 1


def test_optional_table_is_left_out_without_its_headers():
    tasks = '[[table]]\ntable = "tasks"\n[table.columns]\ntask_id = "ID"\ntask_name = "Task"\n'
    text = tasks + SPLIT.replace("split =", "optional = true\nsplit =")
    raw = raw_of([{"ID": "1", "Task": "a"}])
    assert [result.table.name for result in map_table(raw, parse_mapping(text, "m.toml"))] == ["tasks"]


@pytest.mark.parametrize("pattern", ["export.csv", "*.CSV", "plan.zip/*", "plan.zip"])
def test_table_is_meant_for_its_files(pattern):
    raw = raw_of([{"Number": "1", "Opened": "x"}], file="plan.zip/export.csv")
    text = incidents("").replace("[table.columns]", f'file = "{pattern}"\n[table.columns]')
    assert mapped(raw, text).table.name == "incidents"


def test_table_is_meant_for_its_sheet():
    text = incidents("").replace("[table.columns]", 'sheet = "Open*"\n[table.columns]')
    raw = raw_of([{"Number": "1", "Opened": "x"}], file="book.xlsx/Open items", name="Open items")
    assert mapped(raw, text).table.name == "incidents"


def test_ignored_sheet_gives_nothing():
    mapping = parse_mapping('ignore = ["Cover*"]\n' + incidents(""), "m.toml")
    assert map_table(raw_of([{"a": "1"}], "book.xlsx/Cover page", "Cover page"), mapping) == []


def test_file_that_mapping_does_not_mention_may_be_ours():
    mapping = parse_mapping(incidents("").replace("[table.columns]", 'file = "inc*"\n[table.columns]'), "m.toml")
    [result] = map_table(raw_of([{"Task ID": "1", "Task Name": "a"}], "tasks.csv"), mapping)
    assert result.table.name == "tasks"


def test_file_that_nothing_reads_says_how_to_ignore_it():
    mapping = parse_mapping(incidents("").replace("[table.columns]", 'file = "inc*"\n[table.columns]'), "m.toml")
    with pytest.raises(
        MappingError, match=r"other\.csv: the mapping m has no \[\[table\]\] for it.*ignore = \['other'\]"
    ):
        map_table(raw_of([{"x": "1"}], "other.csv"), mapping)


def test_empty_file_gives_empty_table():
    raw = raw_of([{"Number": "1", "Opened": "x"}])
    empty = replace(raw, cells=raw.cells.slice(0, 0), lines=raw.lines.slice(0, 0))
    assert mapped(empty, incidents("")).cells.num_rows == 0


def test_mapping_changes_nothing_of_the_raw_table():
    raw = column_of("S", " a ")
    mapped(raw, incidents('title = "S"'))
    assert raw.cells["S"].to_pylist() == [" a "]
