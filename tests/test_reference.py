"""docs/reference.md says what the code says."""

from pathlib import Path

import pytest

from cutover import reference
from cutover.queries import Parameter, Query, Returned, read_queries
from cutover.tables import TABLES, THRESHOLD_DEFAULTS, TYPES, Column, Table

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "reference.md"
TEXT = reference.reference()


def section(heading: str) -> str:
    """Return the text under a third-level heading."""
    return TEXT.split(f"\n### {heading}\n")[1].split("\n### ")[0].split("\n## ")[0]


def test_document_is_not_out_of_date():
    said = "docs/reference.md is out of date: python -m cutover.reference > docs/reference.md"
    assert DOCUMENT.read_text(encoding="utf-8") == TEXT, said


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_of_a_table_is_there(table):
    rows = [line for line in section(table.name).splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(table.names)


@pytest.mark.parametrize("query", read_queries("reports").values(), ids=lambda query: query.name)
def test_every_column_of_a_report_is_there(query):
    text = section(query.name)
    assert query.summary in text
    assert all(f"| `{column.name}` | {column.type} |" in text for column in query.returns)


def test_every_command_is_there():
    for name in (
        "load",
        "check",
        "problems",
        "loads",
        "reports",
        "report",
        "generate",
        "presets",
        "tables",
        "token add",
    ):
        assert f"Usage: python -m cutover {name} " in TEXT


def test_every_type_and_tolerance_is_there():
    assert set(reference.TYPES_MEANING) == set(TYPES)
    assert all(f"| `{name}` | {value:,g} |" in TEXT for name, (value, _) in THRESHOLD_DEFAULTS.items())


def test_links_lead_to_one_heading_each():
    headings = [line.removeprefix("### ") for line in TEXT.splitlines() if line.startswith("### ")]
    assert len(headings) == len(set(headings))
    assert set(TABLES) | set(read_queries("reports")) <= set(headings)


def test_no_name_of_this_machine_is_printed():
    assert str(Path.home()) not in TEXT
    assert str(DOCUMENT.parent) not in TEXT


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (Column("side", "text", "", allowed=("customer", "provider")), "`customer`, `provider`"),
        (Column("severity", "integer", "", minimum=1, maximum=4), "from 1 to 4"),
        (Column("hours", "number", "", minimum=0), "from 0"),
        (Column("share", "number", "", maximum=1000), "to 1,000"),
        (Column("task_id", "text", "", references="tasks.task_id"), "in `tasks.task_id`"),
        (Column("note", "text", ""), ""),
    ],
)
def test_allowed_values_are_told(column, values):
    assert reference._values(column) == values


@pytest.mark.parametrize(
    ("name", "unit"), [("lag_minutes", "minutes"), ("annual_cost_usd", "US dollars"), ("task_id", "")]
)
def test_unit_is_the_suffix(name, unit):
    assert reference._unit(name) == unit


def test_table_tells_key_history_and_spellings():
    table = Table(
        "boxes", "one row per box",
        (Column("box_id", "text", "what it is | was", required=True),
         Column("size", "integer", "how big", words={"small": 1, "tiny": 1, "big": 2})),
        key=("box_id",), has_history=True,
    )  # fmt: skip
    assert reference._table(table) == (
        "### boxes\n\nOne row per box. Key: `box_id`. Every snapshot stays in view.\n\n"
        "| column | type | unit | required | meaning | values |\n| --- | --- | --- | --- | --- | --- |\n"
        "| `box_id` | text |  | yes | what it is \\| was |  |\n| `size` | integer |  |  | how big |  |\n\n"
        "Further spellings:\n\n- `size`: small, tiny → `1`; big → `2`\n"
    )


def test_report_leaves_out_what_the_moment_gives():
    parameters = (
        Parameter("as_of", "timestamp", "status time", None, ()),
        Parameter("sides", "varchar[]", "sides to keep", None, ()),
        Parameter("since", "date", "first day", None, ()),
        Parameter("unit", "varchar", "what is counted", "count", ("count", "hours")),
    )
    query = Query("q", "reports", "", "", "What.", parameters, (Returned("n", "bigint", "rows"),), "M3")
    assert reference._report(query) == (
        "### q\n\nWhat.\n\n| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n"
        "| `sides` | varchar[] | all | sides to keep |\n| `since` | date | must be given | first day |\n"
        "| `unit` | varchar | `count` | what is counted |\n\n"
        "| column | type | meaning |\n| --- | --- | --- |\n| `n` | bigint | rows |\n\nSource: M3\n"
    )
