"""References between tables, and circles of dependencies."""

import time
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import mapped, told

from cutover.validate import check, check_references
from cutover.validate.cycles import find_cycles


def checked(known: dict | None = None, **tables: list[dict]) -> dict:
    """Return tables of text, checked and compared; `known` is what the store holds."""
    found = {name: check([mapped(name, rows)], "UTC") for name, rows in tables.items()}
    return check_references(found, lambda table, column: (known or {}).get(f"{table}.{column}"))


def tasks(*names: str, **cells: str) -> list[dict]:
    """Return tasks of text."""
    return [{"task_id": name, "task_name": name} | cells for name in names]


def links(*pairs: str) -> list[dict]:
    """Return dependencies written as 'A>B'."""
    return [dict(zip(("predecessor_id", "successor_id"), pair.split(">"), strict=True)) for pair in pairs]


def cycles(*pairs: str) -> list[str]:
    """Return the paths of the circles among dependencies."""
    result = checked(dependencies=links(*pairs))["dependencies"]
    return [text.split("circle: ")[1] for text in told(result.problems, "dependency_cycle")]


def test_unknown_required_reference_rejects_the_row():
    result = checked(tasks=tasks("T1", "T2"), dependencies=links("T1>T2", "T1>T9"))["dependencies"]
    assert (result.read, result.accepted, result.rejected) == (2, 1, 1)
    assert told(result.problems, "unknown_reference") == [
        "dependencies.csv line 3: successor_id is T9; there is no row of tasks with that task_id."
    ]
    assert result.problems["original"].to_pylist() == ["T1,T9"]


def test_unknown_optional_reference_becomes_null():
    result = checked(components=[{"component_id": "C1", "component_name": "Payroll"}],
                     tasks=tasks("T1", component_id="C7") + tasks("T2", component_id="C1"))["tasks"]  # fmt: skip
    assert result.rows["component_id"].to_pylist() == [None, "C1"]
    assert (result.accepted, result.warnings) == (2, 1)
    assert told(result.problems, "unknown_reference") == [
        "tasks.csv line 2: component_id is C7; there is no row of components with that component_id."
    ]


def test_rejected_target_rejects_what_needs_it():
    rows = [{"task_id": "T1", "task_name": None}, *tasks("T2")]
    result = checked(tasks=rows, dependencies=links("T1>T2"))
    assert (result["tasks"].rejected, result["dependencies"].rejected) == (1, 1)


def test_rejection_travels_through_tables():
    """A checkpoint's task needs both; a question of a rejected checkpoint goes with it."""
    result = checked(
        checkpoints=[{"checkpoint_id": "G1", "checkpoint_name": None}],
        tasks=tasks("T1"),
        checkpoint_tasks=[{"checkpoint_id": "G1", "task_id": "T1"}],
        checkpoint_questions=[{"question_id": "Q1", "checkpoint_id": "G1", "question": "Ready?"}],
    )
    assert [result[name].accepted for name in ("checkpoints", "checkpoint_tasks", "checkpoint_questions")] == [0, 0, 0]
    assert result["tasks"].accepted == 1


def test_row_with_two_unknown_references_counts_once():
    result = checked(tasks=tasks("T1"), dependencies=links("T8>T9"))["dependencies"]
    assert (result.rejected, len(told(result.problems, "unknown_reference"))) == (1, 2)


def test_store_is_asked_for_tables_not_loaded():
    known = {"tasks.task_id": pa.array(["T1", "T2"])}
    result = checked(known, dependencies=links("T1>T2", "T2>T3"))["dependencies"]
    assert result.rows["successor_id"].to_pylist() == ["T2"]


def test_load_goes_before_the_store():
    known = {"tasks.task_id": pa.array(["T9"])}
    result = checked(known, tasks=tasks("T1"), dependencies=links("T1>T9"))["dependencies"]
    assert result.accepted == 0


def test_table_that_is_nowhere_is_noted():
    result = checked(dependencies=links("T1>T2"))["dependencies"]
    assert (result.accepted, result.warnings) == (1, 0)
    assert told(result.problems, "reference_not_checked") == [
        "dependencies.csv: predecessor_id is not compared: neither this load nor the store holds the table tasks.",
        "dependencies.csv: successor_id is not compared: neither this load nor the store holds the table tasks.",
    ]


def test_empty_reference_is_no_problem():
    result = checked(tasks=tasks("T1"))["tasks"]
    assert len(result.problems) == 0


def test_person_may_stand_in_for_another():
    rows = [{"person_id": "P1", "person_name": "A", "substitute_id": "P2"},
            {"person_id": "P2", "person_name": "B", "substitute_id": "P3"}]  # fmt: skip
    assert checked(people=rows)["people"].rows["substitute_id"].to_pylist() == ["P2", None]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (["T3>T9", "T9>T4", "T4>T3"], ["T3 → T9 → T4 → T3."]),
        (["A>A"], ["A → A."]),
        (["A>B", "B>C"], []),
        (["A>B", "A>C", "B>D", "C>D"], []),
        (["A>B", "B>A", "C>D", "D>C"], ["A → B → A.", "C → D → C."]),
        (["A>B", "B>A", "B>C", "C>B"], ["A → B → A.", "B → C → B."]),
        (["X>A", "A>B", "B>C", "C>A"], ["A → B → C → A."]),
    ],
)
def test_circle_is_told_with_its_path(pairs, expected):
    assert cycles(*pairs) == expected


def test_circle_keeps_its_rows():
    result = checked(dependencies=links("A>B", "B>A"))["dependencies"]
    assert (result.accepted, result.warnings) == (2, 1)
    assert [p["line"] for p in result.problems.to_pylist() if p["rule"] == "dependency_cycle"] == [3]


def test_long_circle_shows_its_ends():
    (path,) = cycles(*[f"N{i}>N{(i + 1) % 100}" for i in range(100)])
    assert path == "N0 → N1 → N2 → N3 → N4 → N5 → (89 more) → N95 → N96 → N97 → N98 → N99 → N0."


def test_many_circles_are_counted():
    found, total = find_cycles(pa.chunked_array([["A"] * 300]), pa.chunked_array([["A"] * 300]), 200)
    assert (len(found), total) == (200, 300)


def test_hundred_thousand_tasks_in_one_chain():
    names = [f"N{number}" for number in range(100_000)]
    start = time.perf_counter()
    found, total = find_cycles(pa.chunked_array([names]), pa.chunked_array([names[1:] + names[:1]]), 5)
    assert (total, len(found[0][1])) == (1, 100_001)
    assert time.perf_counter() - start < 5


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24))
@settings(max_examples=200, deadline=None)
def test_circles_are_links_and_break_them_all(pairs):
    """Every circle consists of links; without the closing links there is none; each is told once."""
    sources, targets = (pa.chunked_array([pa.array([str(pair[end]) for pair in pairs], pa.string())]) for end in (0, 1))
    found, total = find_cycles(sources, targets, 1000)
    have = {(str(a), str(b)) for a, b in pairs}
    assert all(set(pairwise(path)) <= have and path[0] == path[-1] for _, path in found)
    closing = {row for row, _ in found}
    left = [pair for row, pair in enumerate(pairs) if row not in closing]
    again = [pa.chunked_array([pa.array([str(pair[end]) for pair in left], pa.string())]) for end in (0, 1)]
    assert (len(closing), find_cycles(*again, 1000)) == (total, ([], 0))


NODE = st.sampled_from(["T1", "T2", "T3", "T9", None])


@given(
    st.lists(st.fixed_dictionaries({"task_id": NODE, "task_name": NODE, "component_id": NODE}), max_size=5),
    st.lists(st.fixed_dictionaries({"predecessor_id": NODE, "successor_id": NODE}), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_accepted_references_point_somewhere(task_rows, link_rows):
    result = checked(tasks=task_rows, dependencies=link_rows, components=[])
    known = set(result["tasks"].rows["task_id"].to_pylist())
    for column in ("predecessor_id", "successor_id"):
        assert set(result["dependencies"].rows[column].to_pylist()) <= known
    for table, rows in (("tasks", task_rows), ("dependencies", link_rows)):
        assert result[table].read == result[table].accepted + result[table].rejected == len(rows)
    assert result["tasks"].rows["component_id"].null_count == result["tasks"].accepted
