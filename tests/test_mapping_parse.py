"""Mapping files: what is read from them, and what is said about mistakes."""

import pytest
from mapping_raw import incidents

from cutover.errors import MappingError
from cutover.mapping import CellRule, parse_mapping, read_mapping
from cutover.mapping.model import NULL_WORDS, Condition, Fold, Lookup, Split, Unpivot

MILESTONES = """
[[table]]
table = "milestones"
date_format = "month-first"
zone = "America/New_York"
null = ["none"]
[table.columns]
milestone_id = "ID"
milestone_name = { from = "Name", null = ["void"] }
report_date = "Report"
forecast_at = { from = "Forecast", date_format = "%d.%m.%Y|%Y-%m", zone = "UTC" }
"""


def rule(text: str, column: str):
    """Return the rule for one of our columns."""
    [table] = parse_mapping(text, "m.toml").tables
    return next(rule for rule in table.columns if rule.name == column)


def table_of(text: str):
    [table] = parse_mapping(text, "m.toml").tables
    return table


def fails(text: str, match: str) -> None:
    with pytest.raises(MappingError, match=match):
        parse_mapping(text, "m.toml")


def test_mapping_is_named_after_its_file():
    assert parse_mapping(incidents(""), "export.csv.mapping.toml").name == "export.csv"


def test_mapping_may_say_its_name():
    mapping = parse_mapping('name = "ours"\ndescription = "for us"\n' + incidents(""), "m.toml")
    assert (mapping.name, mapping.description) == ("ours", "for us")


def test_header_alone_is_the_short_form():
    assert rule(incidents('title = "Summary"'), "title").parts == (("Summary",),)


def test_several_headers_are_joined():
    joined = rule(incidents('title = { from = ["A", "B"], join = "/" }'), "title")
    assert (joined.parts, joined.join) == ((("A",), ("B",)), "/")


def test_alternatives_are_one_part():
    assert rule(incidents('title = { from_any = ["A", "B"] }'), "title").parts == (("A", "B"),)


def test_numbers_in_values_become_text():
    assert rule(incidents("severity = { from = 'P', values = { High = 1, Low = 4 } }"), "severity").values == {
        "High": "1", "Low": "4",
    }  # fmt: skip


def test_constants_become_text():
    text = incidents("") + "[table.constant]\nhas_workaround = true\nresolved_at = 2026-03-01\n"
    assert rule(text, "has_workaround").constant == "true"
    assert rule(text, "resolved_at").constant == "2026-03-01"


def test_constant_may_stand_among_columns():
    assert rule(incidents('side = { constant = "provider" }'), "side").constant == "provider"


def test_null_words_of_column_go_before_table_and_default():
    assert rule(MILESTONES, "milestone_name").null == ("", "void")
    assert rule(MILESTONES, "milestone_id").null == ("", "none")
    assert rule(incidents(""), "incident_id").null == NULL_WORDS


def test_dates_take_format_and_zone_of_table():
    assert rule(MILESTONES, "report_date").cell == CellRule(date_format="month-first")
    assert rule(MILESTONES, "forecast_at").cell == CellRule("%d.%m.%Y|%Y-%m", "UTC")
    assert rule(MILESTONES, "milestone_id").cell == CellRule()


def test_table_may_name_files_and_sheets():
    table = table_of(MILESTONES.replace('zone = "America/New_York"', 'file = "a*.csv"\nsheet = ["One", "Two"]'))
    assert (table.files, table.sheets) == (("a*.csv",), ("One", "Two"))


def test_filter_lists_conditions():
    text = incidents("").replace("[table.columns]", 'filter = [{column = "S", is = ["a", "b"]}, '
                                 '{column = "T", is_empty = false, optional = true}]\n[table.columns]')  # fmt: skip
    assert table_of(text).conditions == (
        Condition("S", "is", ("a", "b")), Condition("T", "is_empty", ("false",), optional=True),
    )  # fmt: skip


def test_fold_keeps_the_last_where_nothing_is_said():
    text = incidents("").replace("[table.columns]", 'fold = { key = "Number" }\n[table.columns]')
    assert table_of(text).shape == Fold(("Number",), None, "last")


def test_unpivot_feeds_columns_named_as_ours():
    text = """
    [[table]]
    table = "checkpoints"
    unpivot = { columns = ["G1", "G2"], name_to = "checkpoint_name", value_to = "planned_at" }
    [table.columns]
    checkpoint_id = { from = ["ID", "checkpoint_name"] }
    """
    assert table_of(text).shape == Unpivot(("G1", "G2"), "checkpoint_name", "planned_at", True)
    assert [column.name for column in table_of(text).columns] == ["checkpoint_id", "checkpoint_name", "planned_at"]


def test_unpivoted_dates_take_format_and_zone_of_table():
    text = """
    [[table]]
    table = "checkpoints"
    date_format = "day-first"
    zone = "Australia/Melbourne"
    unpivot = { columns = ["G1"], name_to = "gate", value_to = "planned_at" }
    [table.columns]
    checkpoint_id = "ID"
    checkpoint_name = "gate"
    """
    assert rule(text, "planned_at").cell == CellRule("day-first", "Australia/Melbourne")


def test_split_may_leave_the_separator_open():
    text = incidents("").replace("[table.columns]", 'split = { column = ["A", "B"] }\n[table.columns]')
    assert table_of(text).shape == Split(("A", "B"), None)


def test_lookup_takes_texts_and_lists():
    said = 'task_id = { from = "Task", lookup = { find = "Name", give = ["ID", "@row"] } }'
    assert rule(incidents(said), "task_id").lookup == Lookup(("Name",), ("ID", "@row"))


def test_file_with_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(b"\xef\xbb\xbf" + incidents("").encode())
    assert read_mapping(path).tables[0].table.name == "incidents"


def test_missing_file_is_said_without_its_folder(tmp_path):
    with pytest.raises(MappingError, match=r"^The mapping file gone\.toml cannot be read: No such file"):
        read_mapping(tmp_path / "gone.toml")


def test_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MappingError, match="is not UTF-8 text"):
        read_mapping(path)


def test_enormous_file_is_refused(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(MappingError, match="larger than 1 MB"):
        read_mapping(path)


def test_wrong_toml_names_line_and_column():
    fails('[[table]]\ntable = incidents"', r"m\.toml is not valid TOML: .*line 2.*written in quotes")


def test_file_without_tables_is_refused():
    fails('name = "empty"', r"needs at least one \[\[table\]\] section")


def test_single_brackets_are_refused():
    fails('[table]\ntable = "incidents"', r"with double brackets")


def test_unknown_key_at_the_top_is_suggested():
    fails('descripton = "x"\n' + incidents(""), r"m\.toml, line 1: descripton .*Did you mean 'description'\?")


def test_unknown_key_of_a_table_names_its_line():
    fails(incidents("").replace("[table.columns]", 'fitler = []\n[table.columns]'), r"line 3: \[\[table\]\] 1: fitler .*"
          "Did you mean 'filter'")  # fmt: skip


def test_unknown_table_is_suggested():
    fails('[[table]]\ntable = "incident"', r"line 2: .*not 'incident'\. Did you mean 'incidents'\?")


def test_missing_table_lists_those_allowed():
    fails("[[table]]\nnull = []", r"must be one of our tables, not None.*Allowed: 'programme'")


def test_unknown_column_is_suggested_with_line():
    fails(incidents('severty = "P"'), r"line 6: table 'incidents': severty is no column of incidents\. "
          r"Did you mean 'severity'\?")  # fmt: skip


def test_unknown_constant_column_is_suggested():
    fails(incidents("") + '[table.constant]\nsid = "shared"', r"sid is no column .*Did you mean 'side'\?")


def test_unknown_key_of_a_column_is_suggested():
    fails(incidents('title = { form = "Summary" }'), r"column 'title': form is no known key.*Did you mean 'from'\?")


def test_column_without_source_is_refused():
    fails(incidents("title = { optional = true }"), "from is needed: from .* from_any .* or constant")


def test_column_with_two_sources_is_refused():
    fails(incidents('title = { from = "A", from_any = ["B"] }'), "from is needed")


def test_column_from_no_header_is_refused():
    fails(incidents("title = { from = [] }"), "from must name at least one header")


def test_value_that_column_does_not_allow_is_refused():
    fails(incidents('status = { from = "S", values = { done = "resolvd" } }'),
          r"values gives 'resolvd', which status does not allow\. Did you mean 'resolved'\?")  # fmt: skip


def test_value_may_be_a_known_spelling():
    assert rule(incidents('status = { from = "S", values = { x = "4-Done" } }'), "status").values == {"x": "4-Done"}


def test_value_of_number_column_must_be_a_number():
    fails(incidents('severity = { from = "S", values = { x = "bad" } }'), "gives 'bad', which severity does not allow")


def test_constant_must_be_allowed():
    fails(incidents("") + '[table.constant]\nside = "vender"', r"gives 'vender'.*Did you mean 'vendor'")


def test_required_columns_must_be_mapped():
    fails('[[table]]\ntable = "incidents"\n[table.columns]\nincident_id = "N"', r"required columns 'opened_at'")


def test_column_given_twice_is_refused():
    fails(incidents('side = "S"') + '[table.constant]\nside = "shared"', "both in columns and in constant")


def test_date_format_of_text_is_refused():
    fails(incidents('title = { from = "T", date_format = "iso" }'), "date_format does not fit: title is of type text")


@pytest.mark.parametrize("date_format", ["dd.mm.yyyy", "day first", "%d.%m.%Q", "%d.%m.%Y|iso"])
def test_unknown_date_format_is_refused(date_format):
    fails(incidents(f'closed_at = {{ from = "C", date_format = "{date_format}" }}'), "must be one of 'day-first'")


def test_unknown_zone_is_refused():
    fails(incidents('closed_at = { from = "C", zone = "Mars/Base" }'), "zone is wrong: 'Mars/Base' is no time zone")


def test_separator_is_for_lists_only():
    fails(incidents('title = { from = "T", separator = ";" }'), "separator does not fit: title is of type text")


def test_units_are_for_numbers_only():
    fails(incidents('title = { from = "T", units = { d = 1 } }'), "units does not fit: title is of type text")


def test_factor_of_a_unit_must_be_a_number():
    fails(incidents('reopened_count = { from = "R", units = { d = "1" } }'), "must give a number for 'd', not '1'")


def test_pattern_needs_exactly_one_group():
    fails(incidents(r"title = { from = 'T', extract = '\d+' }"), "must have exactly one group in round brackets")


def test_broken_pattern_is_refused():
    fails(incidents("title = { from = 'T', extract = '(' }"), "is no regular expression that can be used here")


def test_look_around_is_refused():
    fails(incidents("title = { from = 'T', extract = '(?<=a)(b)' }"), "is no regular expression that can be used here")


def test_both_ways_to_extract_are_refused():
    fails(incidents("title = { from = 'T', extract = '(a)', extract_all = '(b)' }"), "cannot stand beside extract")


def test_keep_needs_a_fold():
    fails(incidents('title = { from = "T", keep = "first" }'), "title has keep, which needs fold")


def test_keep_is_first_or_last():
    fails(incidents('title = { from = "T", keep = "middle" }'), "keep must be one of 'first', 'last', not 'middle'")


@pytest.mark.parametrize("condition", ['{ is = "a" }', '{ column = "S" }', '{ column = "S", is = "a", is_not = "b" }'])
def test_condition_needs_column_and_one_test(condition):
    text = incidents("").replace("[table.columns]", f"filter = [{condition}]\n[table.columns]")
    fails(text, "needs the header of the file and exactly one of 'is', 'is_not', 'is_empty', 'matches'")


def test_condition_that_is_no_section_is_refused():
    fails(incidents("").replace("[table.columns]", 'filter = ["S"]\n[table.columns]'), "must hold keys and values")


def test_is_empty_is_true_or_false():
    text = incidents("").replace("[table.columns]", 'filter = [{ column = "S", is_empty = "yes" }]\n[table.columns]')
    fails(text, "is_empty must be true or false without quotes")


@pytest.mark.parametrize(
    ("shape", "message"),
    [("fold = {}", "key must name the headers"), ('fold = { key = "A", order = "B" }', "Did you mean 'order_by'"),
     ('unpivot = { columns = ["A"], name_to = "n" }', "value_to is needed"), ("split = {}", "column is needed"),
     ('fold = { key = "A" }\nsplit = { column = "B" }', "cannot stand beside"), ("fold = 1", "must hold keys")],
)  # fmt: skip
def test_incomplete_shape_is_refused(shape, message):
    fails(incidents("").replace("[table.columns]", f"{shape}\n[table.columns]"), message)


def test_incomplete_lookup_is_refused():
    fails(incidents('task_id = { from = "T", lookup = { find = "A" } }'), "lookup needs find and give")


def test_text_must_be_in_quotes():
    fails(incidents("").replace('"incidents"', "5"), "table must be text in quotes, not 5")


def test_list_inside_a_list_is_refused():
    fails(incidents('title = { from = [["A"]] }'), "from must be text or a number")


def test_mapping_may_be_based_on_a_preset():
    text = 'based_on = "jira-csv"\n[[table]]\ntable = "incidents"\n[table.columns]\ncomponent_id = "Component"\n'
    assert rule(text, "component_id").parts == (("Component",),)
    assert rule(text, "incident_id").parts == (("Issue key", "Key", "Issue id"),)


def test_value_is_added_to_those_of_the_preset():
    text = ('based_on = "jira-csv"\n[[table]]\ntable = "incidents"\n'
            '[table.columns.status]\nvalues = { Triage = "open" }\n')  # fmt: skip
    assert rule(text, "status").values["Triage"] == "open"
    assert rule(text, "status").values["Declined"] == "cancelled"


def test_header_replaces_what_the_preset_says():
    text = 'based_on = "jira-csv"\n[[table]]\ntable = "incidents"\n[table.columns]\nseverity = "Urgency"\n'
    assert rule(text, "severity").parts == (("Urgency",),)


def test_preset_alone_may_be_based_on():
    assert parse_mapping('based_on = "planner"\nignore = ["Notes"]', "m.toml").ignore == ("Notes",)


def test_unknown_preset_is_suggested():
    fails('based_on = "jira"', r"There is no preset 'jira'\. Did you mean 'jira-csv'\?")


def test_mistake_in_second_table_names_its_line():
    text = incidents('title = "T"') + incidents('title = { form = "T" }')
    fails(text, r"line 12: table 'incidents', column 'title': form is no known key")


def test_column_that_heads_a_section_names_its_line():
    fails(incidents("") + '[table.columns.titel]\nfrom = "T"', r"line 7: .*titel is no column of incidents")
