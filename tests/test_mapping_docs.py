"""docs/mapping.md: every example loads, the worked example gives what it prints, presets are listed as they are."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from cutover.errors import MappingError
from cutover.mapping import Mapping, find_preset, list_presets, map_table, parse_mapping, read_mapping
from cutover.mapping.columns import DIRECTIVES, KEYS
from cutover.mapping.model import NULL_WORDS
from cutover.readers import read_content
from cutover.tables import TABLES
from cutover.validate.check import check

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "mapping.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
EXAMPLES = sorted((DOCS / "mappings").glob("*.toml"))
HELP_DESK = re.search(r"```csv\n(.*?)```", TEXT, re.S).group(1).encode()


def whole(block: str) -> str:
    """Return an example as a whole mapping: one that names its table gets the columns that it must have."""
    fragment = re.match(r"# in a table of (\w+)\n", block)
    if not fragment:
        return block
    head, _, columns = block.partition("[table.columns]")
    constants = head.partition("[table.constant]")[2]
    head = head.partition("[table.constant]")[0]
    required = [column.name for column in TABLES[fragment.group(1)].columns if column.required]
    columns += "".join(f'\n{name} = "{name}"' for name in required if f"\n{name} =" not in columns)
    constants = f"\n[table.constant]{constants}" if constants else ""
    return f'[[table]]\ntable = "{fragment.group(1)}"\n{head}\n[table.columns]{columns}{constants}'


def help_desk(block: int):
    """Return the checked incidents of the worked example by one of its mappings."""
    [raw] = read_content("helpdesk.csv", HELP_DESK)
    return check(map_table(raw, parse_mapping(BLOCKS[block], "helpdesk.csv.mapping.toml")), "UTC", datetime(2026, 3, 9))


def rows_of(mapping: Mapping) -> list[str]:
    """Return the lines of the table in which the document lists what a preset reads."""
    lines = []
    for table in mapping.tables:
        for column in table.columns:
            name = f"{table.table.name}.{column.name}"
            shown = f"*{name}*" if column.optional or table.optional else name
            headers = " + ".join(", ".join(f"`{header}`" for header in part) for part in column.parts)
            lines.append(f"| {shown} | {headers} |")
    return lines


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_of_the_document_loads(block):
    assert parse_mapping(whole(block), "example.toml").tables


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_file_loads(path):
    mapping = read_mapping(path)
    assert mapping.name == path.stem
    assert mapping.description.endswith(".")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_file_is_listed(path):
    assert f"[{path.stem}](mappings/{path.name})" in TEXT


@pytest.mark.parametrize("name", list_presets())
def test_every_preset_is_listed_with_its_headers(name):
    section = TEXT.split(f"### {name}\n")[1].split("\n### ")[0]
    assert [line for line in rows_of(find_preset(name)) if line not in section] == []


@pytest.mark.parametrize("key", [*KEYS, "file", "sheet", "filter", "fold", "unpivot", "split", "ignore", "based_on"])
def test_every_key_is_explained(key):
    assert f"`{key}`" in TEXT or f"`{key} =" in TEXT


def test_usual_null_words_are_listed():
    assert all(f"`{word}`" in TEXT for word in NULL_WORDS if word)


def test_parts_of_a_date_are_listed():
    assert all(f"`%{letter}`" in TEXT for letter in DIRECTIVES)


def test_worked_example_is_not_in_our_form():
    [raw] = read_content("helpdesk.csv", HELP_DESK)
    with pytest.raises(MappingError) as raised:
        map_table(raw, None)
    assert str(raised.value).removesuffix(" (docs/mapping.md).") in FLAT


def test_first_mapping_of_the_worked_example_prints_its_messages():
    result = help_desk(0)
    messages = [problem["message"] for problem in result.problems.to_pylist() if problem["level"] != "note"]
    assert (result.read, result.rejected, len(messages)) == (4, 3, 5)
    assert all(message in FLAT for message in messages if "line 3" not in message and "line 5: opened" not in message)


def test_second_mapping_of_the_worked_example_accepts_all():
    result = help_desk(1)
    assert [problem["level"] for problem in result.problems.to_pylist()] == ["note"]
    assert result.problems["message"][0].as_py() in FLAT


def test_result_of_the_worked_example_is_as_printed():
    for row in help_desk(1).rows.to_pylist():
        resolved = f"{row['resolved_at']:%Y-%m-%d %H:%M}" if row["resolved_at"] else ""
        cells = (
            row["incident_id"], str(row["severity"]), row["status"], f"{row['opened_at']:%Y-%m-%d %H:%M}", resolved,
            ", ".join(row["assigned_to"]), row["workstream"],
        )  # fmt: skip
        assert "| " + " | ".join(cells).replace("|  |", "| |") + " |" in TEXT


@pytest.mark.parametrize(
    "message",
    ["which the file does not have", "is no column of tasks; it is not read", "for it, and it is in no form of ours",
     "which status does not allow", "must map the required columns", "is not valid TOML", "with double brackets",
     "day and month cannot be told apart", "do not match the expression", "is the same column as"],
)  # fmt: skip
def test_messages_of_the_troubleshooting_are_explained(message):
    assert message in FLAT.split("## What the messages mean")[1]
