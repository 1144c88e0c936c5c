"""Incidents as ServiceNow and Jira send them, read by the presets of their files, so that words and times mean the same."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from cutover.errors import RefusedAct
from cutover.mapping import MappedTable, find_preset, map_table
from cutover.mapping.model import ColumnRule
from cutover.mapping.names import find_header
from cutover.readers.model import RawTable
from cutover.readers.objects import Flat, flatten
from cutover.tables import TABLES, Column
from cutover.validate import check

INCIDENTS = TABLES["incidents"]
DEPTH = 12
"""Levels of objects in each other that are read."""
WRAPPERS = ("result", "record")
EMPTY = (None, "", [], {}, {"name": []})
MILLISECONDS = re.compile(r"[0-9]{12,13}")
"""An instant as some bodies have it: since 1970."""
JIRA_FIELDS = {
    "Issue key": "key", "Summary": "summary", "Created": "created", "Resolved": "resolutiondate", "Updated": "updated",
    "Assignee": "assignee.displayName", "Components": "components.name", "Resolution": "resolution.name",
    "Priority": "priority.name", "Status": "status.name", "Issue Type": "issuetype.name",
}  # fmt: skip
"""Header of Jira's CSV to the field of its JSON."""

Row = Mapping[str, object]
Known = Callable[[str], Row | None]


@dataclass(frozen=True)
class Sender:
    """How a tool sends its incidents.

    Attributes
    ----------
    name, preset
        Its name, and the preset of `cutover.mapping` that knows its words.
    open
        Gives the cells of a payload by header of the preset, and the names of the fields left out.
    example
        What it sends.
    """

    name: str
    preset: str
    open: Callable[[Row, Mapping[str, ColumnRule]], tuple[Flat, list[str]]]
    example: Row


@dataclass(frozen=True)
class Delivery:
    """An incident as a tool sent it.

    Attributes
    ----------
    incident_id
        Its number there.
    cells
        What it says of our columns; null: it is empty there.
    taken
        Our column to the header that it was read from.
    ignored
        Fields that hold something and that nothing was made of.
    warnings
        What could not be read, one sentence each; those cells are left as they are here.
    """

    incident_id: str
    cells: Mapping[str, object]
    taken: Mapping[str, str]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]


def read_delivery(sender: Sender, payload: Row, known: Known, *, zone: str = "UTC") -> Delivery:
    """Return the incident that a payload holds.

    Parameters
    ----------
    sender, payload
        The tool, and what it sent.
    known
        Gives the row of an incident by its number: of one that is here, a payload may leave out what did not change.
    zone
        Zone of times without an offset.

    Raises
    ------
    CutoverError
        It is no incident, or what every incident needs cannot be read.
    """
    preset = find_preset(sender.preset)
    rules = {rule.name: rule for rule in preset.tables[0].columns}
    try:
        cells, left = sender.open(payload, rules)
    except ValueError as error:
        raise RefusedAct(f"{sender.name}: {error}; at most {DEPTH} levels are read.") from error
    sources = {name: header for name, rule in rules.items() if (header := _header(rule, cells))}
    cells = cells | {header: _instant(cells[header]) for name, header in sources.items()
                     if INCIDENTS[name].type == "instant"}  # fmt: skip
    number = (cells.get(sources.get("incident_id", "")) or "").strip()
    lent = _lent(rules, sources, known(number) or {}) if number else {}
    lacking = [name for name in rules if INCIDENTS[name].required and name not in sources and name not in lent]
    if lacking:
        told = "; ".join(f"{name} (one of {', '.join(_headers(sender, rules[name]))})" for name in lacking)
        raise RefusedAct(f"{sender.name}: the incident cannot be taken: the payload lacks {told}.")
    said = tuple(rule for name, rule in rules.items() if name in sources or name in lent)
    mapping = replace(preset, tables=(replace(preset.tables[0], columns=said),))
    borrowed = {rules[name].parts[0][0]: text for name, text in lent.items()}
    [mapped] = map_table(_raw(sender.name, cells | borrowed), mapping)
    return _delivery(sender, mapped, sources, zone=zone, ignored=_ignored(cells, left, sources))


def _delivery(
    sender: Sender, mapped: MappedTable, sources: Mapping[str, str], *, zone: str, ignored: tuple[str, ...]
) -> Delivery:
    checked = check([mapped], zone)
    problems = checked.problems.to_pylist()
    if not len(checked.rows):
        raise RefusedAct(f"The incident cannot be taken: {_told(sender, problems, 'rejected')}")
    doubtful = {problem["column_name"] for problem in problems if problem["level"] == "warning"}
    found = checked.rows.to_pylist()[0]
    unread = {name for name in doubtful if found.get(name) is None}
    return Delivery(
        found["incident_id"],
        {name: found[name] for name in sources if name != "incident_id" and name not in unread},
        {name: header for name, header in sources.items() if name not in unread},
        ignored,
        tuple(_told(sender, [problem], "warning") for problem in problems if problem["level"] == "warning"),
    )


def _servicenow(payload: Row, rules: Mapping[str, ColumnRule]) -> tuple[Flat, list[str]]:
    """Return the cells of a ServiceNow record."""
    record = next((payload[name] for name in WRAPPERS if isinstance(payload.get(name), Mapping)), payload)
    meant = {header: rule for rule in rules.values() for part in rule.parts for header in part}
    plain = {name: _one_of(value, meant.get(name)) for name, value in record.items()}
    return flatten(plain, room=DEPTH), []


def _one_of(field: object, rule: ColumnRule | None) -> object:
    """Return which of value and display_value of a field counts.

    The value of times (it is UTC, whoever looks), numbers and words that the
    preset knows; the display value of free text, where the value is an
    identifier, and of words that only an administrator has chosen.
    """
    if not isinstance(field, Mapping) or not {"value", "display_value"} & set(field):
        return field
    value, shown = field.get("value"), field.get("display_value")
    column: Column | None = INCIDENTS[rule.name] if rule else None
    is_free = column is None or (column.type in ("text", "texts") and (not rule or value not in rule.values))
    first, second = (shown, value) if is_free else (value, shown)
    return second if first in (None, "") else first


def _jira(payload: Row, _rules: Mapping[str, ColumnRule]) -> tuple[Flat, list[str]]:
    """Return the cells of a Jira issue, from a webhook (`issue`) or an automation rule (the issue itself)."""
    issue = payload.get("issue", payload)
    fields = issue.get("fields") if isinstance(issue, Mapping) else None
    if not isinstance(fields, Mapping):
        raise RefusedAct("Jira: there is no issue with fields in this payload.")
    parts = fields.get("components")
    if isinstance(parts, list):
        names = [part.get("name") if isinstance(part, Mapping) else part for part in parts]
        fields = {**fields, "components": {"name": names}}
    said = {**fields, "key": issue.get("key")}
    flat = flatten(said, room=DEPTH)
    cells = {}
    for header, path in JIRA_FIELDS.items():
        name = path.partition(".")[0]
        text = flat.get(path) or flat.get(name)  # who writes the body of a rule may send the name alone
        if text or (name in said and said[name] in EMPTY):
            cells[header] = text
    read = {JIRA_FIELDS[header].partition(".")[0] for header in cells}
    left = [f"fields.{name}" for name, value in fields.items() if name not in read and value not in EMPTY]
    beside = [name for name in payload if name not in ("issue", "webhookEvent", "key", "fields")]
    return cells, left + beside


SENDERS = {
    "servicenow": Sender(
        "ServiceNow", "servicenow-incidents", _servicenow,
        {
            "number": "INC0012345", "short_description": "Invoices cannot be approved", "priority": "2",
            "state": {"value": "2", "display_value": "In Progress"}, "opened_at": "2026-11-01 21:14:05",
            "sys_updated_on": "2026-11-01 22:05:41",
            "assignment_group": {"value": "287ebd7da9fe198100f92cc8d1d2154e", "display_value": "Finance"},
        },
    ),
    "jira": Sender(
        "Jira", "jira-csv", _jira,
        {
            "webhookEvent": "jira:issue_updated",
            "issue": {
                "key": "CUT-118",
                "fields": {
                    "summary": "Invoices cannot be approved", "priority": {"name": "High"},
                    "status": {"name": "In Progress"}, "issuetype": {"name": "Bug"},
                    "created": "2026-11-01T17:14:05.000-0400", "updated": "2026-11-01T18:05:41.000-0400",
                    "resolutiondate": None, "components": [{"name": "Finance"}],
                },
            },
        },
    ),
}  # fmt: skip
"""The tools, by their name in the address."""


def _instant(text: str | None) -> str | None:
    """Return a time that is given in milliseconds as text; any other as it is."""
    if not text or not MILLISECONDS.fullmatch(text):
        return text
    return f"{datetime.fromtimestamp(int(text) / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _header(rule: ColumnRule, cells: Flat) -> str | None:
    """Return the header that a column is read from; None where the payload has none of those that it could be."""
    found = (find_header(wanted, tuple(cells)) for part in rule.parts for wanted in part)
    return next(filter(None, found), None)


def _headers(sender: Sender, rule: ColumnRule) -> list[str]:
    """Return what a tool calls the fields that a column may be read from."""
    names = [JIRA_FIELDS.get(header, header) if sender.name == "Jira" else header for header in rule.parts[0]]
    return list(dict.fromkeys(name for name in names if name == name.lower()))


def _lent(rules: Mapping[str, ColumnRule], sources: Mapping[str, str], row: Row) -> Flat:
    """Return cells that an incident must have and that a payload leaves out, as they are here."""
    lent = {}
    for name in rules:
        at = row.get(name)
        if INCIDENTS[name].required and name not in sources and at is not None:
            lent[name] = f"{at.isoformat()}Z" if isinstance(at, datetime) else str(at)
    return lent


def _raw(name: str, cells: Flat) -> RawTable:
    table = pa.table({header: pa.array([text], pa.string()) for header, text in cells.items()})
    return RawTable(name, name, table, pa.array([1], pa.int64()), (), (), lambda _: [""])


def _ignored(cells: Flat, left: list[str], sources: Mapping[str, str]) -> tuple[str, ...]:
    used = set(sources.values())
    return tuple([name for name, text in cells.items() if text and name not in used] + left)


def _told(sender: Sender, problems: list[Row], level: str) -> str:
    """Return the messages of a level, without the place in a file that there is none of."""
    said = [str(problem["message"]).removeprefix(f"{sender.name} line 1: ") for problem in problems
            if problem["level"] == level]  # fmt: skip
    return " ".join(said)
