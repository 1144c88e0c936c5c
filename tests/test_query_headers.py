"""Every query file keeps what its header says: names, types, key, order, layer, style."""

import re
from collections import Counter

import duckdb
import pytest
from conftest import add_load

from cutover.forecasts import COMPUTED as FORECASTS
from cutover.queries import Query, read_queries
from cutover.warehouse import Moment, Warehouse, tables_read

LAYERS = ("staging", "marts", "reports")
QUERIES = [query for layer in LAYERS for query in read_queries(layer).values()]
COMPUTED = [query for query in QUERIES if query.layer != "staging"]
REPORTS = [query for query in QUERIES if query.layer == "reports"]
KEYWORDS = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|GROUP|ORDER|CASE|WHEN|THEN|ELSE|END|WITH|AND|OR|NOT|NULL|AS|ON|OVER|UNION|COALESCE)\b"
)
CLOCK = re.compile(r"\b(?:now|today|random|uuid)\s*\(|\bcurrent_(?:date|time|timestamp)\b")
STEP = re.compile(r"^(\w+)(?:\([^)]*\))? as (?:materialized )?\(", re.M)

PLAN = {
    "programme": [
        {
            "programme_id": "demo", "programme_name": "Demo", "zone": "America/New_York",
            "baseline_at": "2026-03-01T05:00", "cutover_start_at": "2026-03-20", "cutover_finish_at": "2026-03-22",
            "go_live_at": "2026-03-22", "warranty_start_date": "2026-03-23",
        }
    ],
    "tasks": [
        {
            "task_id": f"T{i}", "task_name": f"Task {i}", "phase": phase, "workstream": stream, "side": side,
            "status": status, "baseline_start_at": "2026-03-02", "baseline_finish_at": f"2026-03-{i + 3:02}",
            "actual_finish_at": "2026-03-04" if status == "complete" else None, "planned_hours": 4.0 * i,
        }
        for i, (phase, stream, side, status) in enumerate(
            [
                ("pre_cutover", "Data", "customer", "complete"), ("pre_cutover", "Data", "provider", "in_progress"),
                ("cutover", "Apps", "provider", "blocked"), ("cutover", None, None, "not_started"),
                ("contingency", "Apps", "shared", None), ("pre_cutover", "Apps", "customer", "skipped"),
            ]
        )
    ],
    "checkpoints": [
        {"checkpoint_id": "G1", "checkpoint_name": "Ready", "planned_at": "2026-03-12", "asserted_rag": "green"},
        {"checkpoint_id": "G2", "checkpoint_name": "Go", "planned_at": "2026-03-04", "decision": "go",
         "decided_at": "2026-03-04"},
        {"checkpoint_id": "G3", "checkpoint_name": "Out", "planned_at": None},
    ],
    "checkpoint_tasks": [
        {"checkpoint_id": "G1", "task_id": "T1"}, {"checkpoint_id": "G1", "task_id": "T2"},
        {"checkpoint_id": "G2", "task_id": "T0"},
    ],
    "checkpoint_questions": [{"question_id": "Q1", "checkpoint_id": "G1", "question": "On time?"}],
    "criteria": [{"criterion_id": "C1", "criterion_name": "Tested", "checkpoint_id": "G1", "actual": 1.0}],
    "issues": [{"issue_id": "I1", "title": "Retest", "issue_type": "action", "checkpoint_id": "G2"}],
    "incidents": [
        {"incident_id": f"N{i}", "title": "Broken", "severity": i % 4 + 1, "opened_at": f"2026-03-0{i + 1}",
         "status": "resolved" if i % 2 else "open", "resolved_at": "2026-03-07" if i % 2 else None,
         "side": "provider"}
        for i in range(6)
    ],
    "sla_targets": [{"severity": 1, "resolve_minutes": 240.0}],
    "exit_criteria": [
        {"exit_criterion_id": "E1", "exit_criterion_name": "No severity 1", "measure": "open_severity_1_count",
         "operator": "=", "target": 0.0}
    ],
    "components": [
        {"component_id": "A", "component_name": "Ledger", "annual_cost_usd": 365.0, "planned_retire_date": "2026-04-01"},
        {"component_id": "B", "component_name": "Payroll", "actual_retire_date": "2026-03-05"},
    ],
    "decommission_steps": [
        {"component_id": "A", "stage": "secured", "actual_date": "2026-03-03"},
        {"component_id": "A", "stage": "archived", "is_blocked": True, "blocked_reason": "privacy"},
    ],
    "requirements": [{"requirement_id": "R1", "requirement_set": "Core"}, {"requirement_id": "R2", "coverage": "gap"}],
    "tests": [{"test_id": "X1", "cycle": "1", "requirement_ids": ["R1"]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def moment(tmp_path_factory) -> Moment:
    """A small programme with a row in most tables, seen at its second snapshot."""
    from cutover.store import Store

    store = Store(tmp_path_factory.mktemp("headers") / "store")
    later = [{**task, "planned_hours": task["planned_hours"] + 1} for task in PLAN["tasks"][:5]]
    add_load(store, "2026-03-06T05:00", PLAN)
    add_load(store, "2026-03-08T05:00", {"tasks": later})
    return Warehouse(store).moment()


def name_of(query: Query) -> str:
    return f"{query.layer}/{query.name}"


def body_of(query: Query) -> str:
    return "\n".join(line for line in query.text.splitlines() if not line.lstrip().startswith("--"))


def rows_of(moment: Moment, query: Query):
    if query.layer == "reports":
        needed = {p.name: "none" for p in query.parameters if p.default is None and not p.type.endswith("[]")}
        given = {name: value for name, value in needed.items() if name not in ("as_of", "programme_id")}
        return duckdb.from_arrow(moment.query(query.name, **given))
    return duckdb.from_arrow(moment.table(query.name))


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_query_returns_what_header_says(query, moment):
    relation = rows_of(moment, query)
    found = [(name, str(kind).lower()) for name, kind in zip(relation.columns, relation.types, strict=True)]
    assert found == [(column.name, column.type.lower()) for column in query.returns]


@pytest.mark.parametrize("query", COMPUTED, ids=name_of)
def test_key_columns_are_unique(query, moment):
    key = [f"{c.name}::varchar" for c in query.returns if re.match(r"key\b", c.description)]
    rows = rows_of(moment, query).select(", ".join(key) or "1").fetchall()
    assert {row: n for row, n in Counter(rows).items() if n > 1} == {}


@pytest.mark.parametrize("query", REPORTS, ids=name_of)
def test_report_ends_in_total_order(query):
    order = body_of(query).rpartition("order by")[2]
    key = [c.name for c in query.returns if re.match(r"key\b", c.description)]
    assert order.count("(") == order.count(")"), "the last order by stands inside an expression"
    assert "position" in order or [name for name in key if not re.search(rf"\b{name}\b", order)] == []


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_query_reads_its_layers_only(query):
    staging, marts = set(read_queries("staging")), set(read_queries("marts"))
    raw = {f"raw_{name.removeprefix('stg_')}" for name in staging}
    computed = {table.name for forecast in FORECASTS for table in forecast.creates}
    shared = staging | marts | computed
    allowed = {"staging": raw, "marts": shared, "reports": shared}
    assert tables_read(query) & (raw | shared) <= allowed[query.layer]
    assert not set(STEP.findall(body_of(query))) & shared, "a step hides a table of that name"


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_query_names_each_table_behind_from_or_join(query):
    """What is built for a query is read from these two words; a comma between tables would hide one."""
    assert re.findall(r"\b(?:from|join)\s+\w+(?:\s+as\s+\w+)?\s*,\s*\w+.*", body_of(query)) == []


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_declared_parameters_are_those_used(query):
    used = set(re.findall(r"\$(\w+)", body_of(query)))
    assert used == {parameter.name for parameter in query.parameters}
    assert query.layer == "reports" or used <= {"programme_id", "as_of"}


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_header_says_summary_and_source(query):
    assert query.summary
    assert query.source
    assert all(column.description for column in (*query.returns, *query.parameters))


@pytest.mark.parametrize("query", QUERIES, ids=name_of)
def test_query_keeps_the_style(query):
    code = re.sub(r"'[^']*'", "''", body_of(query))
    assert [line for line in query.text.splitlines() if len(line) > 80 or line != line.rstrip()] == []
    assert KEYWORDS.findall(code) == []
    assert CLOCK.findall(code) == []
