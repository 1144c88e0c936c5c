"""Folds, unpivots and splits against the same thing said in plain Python, on random tables."""

import random

import pytest
from mapping_raw import mapped, raw_of

from cutover.mapping import MappedTable

KEYS = ["A", "B", "C", "", None, "?"]
EMPTY = {"", None, "?", "-"}
FOLD = """
[[table]]
table = "incidents"
fold = {{ key = "key", order_by = "order", keep = "{keep}" }}
[table.columns]
incident_id = "key"
opened_at = "at"
acknowledged_at = {{ from = "at", keep = "first", where = {{ column = "state", is_not = "new" }} }}
"""
UNPIVOT = """
[[table]]
table = "checkpoints"
unpivot = { columns = ["g1", "g2", "g3"], name_to = "gate", value_to = "planned_at" }
[table.columns]
checkpoint_id = "key"
checkpoint_name = "gate"
"""
SPLIT = """
[[table]]
table = "checkpoint_tasks"
filter = { column = "state", is_not = "old" }
split = { column = "list" }
[table.columns]
checkpoint_id = "key"
task_id = "list"
"""


def records(seed: int, count: int = 60) -> list[dict]:
    """Return random records; `at` tells them apart."""
    pick = random.Random(seed)
    return [
        {
            "key": pick.choice(KEYS), "order": str(pick.randint(1, 12)), "at": f"t{i}",
            "state": pick.choice(["new", "old", "open"]), "g1": pick.choice(["x", "", "?"]),
            "g2": pick.choice(["y", None]), "g3": pick.choice(["z", "-"]),
            "list": pick.choice([None, "", "a", "a;b", "b, a,,c", " ; "]),
        }
        for i in range(count)
    ]  # fmt: skip


def folded(rows: list[dict], keep: str) -> dict[str, tuple[str, str | None]]:
    """Return what a fold gives, record kept to record acknowledged, in plain Python."""
    groups: dict[object, list[int]] = {}
    for position, row in enumerate(rows):
        groups.setdefault(position if row["key"] in EMPTY else row["key"], []).append(position)
    result = {}
    for group in groups.values():
        ordered = sorted(group, key=lambda position: int(rows[position]["order"]))
        kept = ordered[-1 if keep == "last" else 0]
        counting = [position for position in ordered if rows[position]["state"] != "new"]
        result[rows[kept]["at"]] = rows[counting[0]]["at"] if counting else None
    return result


def pairs(result: MappedTable, first: str, second: str) -> list[tuple]:
    return list(zip(result.cells[first].to_pylist(), result.cells[second].to_pylist(), strict=True))


@pytest.mark.parametrize("keep", ["first", "last"])
@pytest.mark.parametrize("seed", range(5))
def test_fold_agrees_with_plain_python(seed, keep):
    rows = records(seed)
    result = mapped(raw_of(rows), FOLD.format(keep=keep))
    assert dict(pairs(result, "opened_at", "acknowledged_at")) == folded(rows, keep)
    assert len(result.cells) + result.folded_count == len(rows)


@pytest.mark.parametrize("seed", range(5))
def test_rows_of_a_fold_stand_in_the_order_of_the_file(seed):
    positions = mapped(raw_of(records(seed)), FOLD.format(keep="last")).positions.to_pylist()
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("seed", range(5))
def test_unpivot_agrees_with_plain_python(seed):
    rows = records(seed)
    result = mapped(raw_of(rows), UNPIVOT)
    expected = [(gate, row[gate]) for row in rows for gate in ("g1", "g2", "g3") if row[gate] not in EMPTY]
    assert pairs(result, "checkpoint_name", "planned_at") == expected
    assert len(result.cells) + result.filtered_count == 3 * len(rows)


@pytest.mark.parametrize("seed", range(5))
def test_split_agrees_with_plain_python(seed):
    rows = [row | {"key": f"k{i}"} for i, row in enumerate(records(seed))]
    result = mapped(raw_of(rows), SPLIT)
    expected = [
        (row["key"], item.strip())
        for row in rows if row["state"] != "old"
        for item in (row["list"] or "").replace(",", ";").split(";") if item.strip()
    ]  # fmt: skip
    assert pairs(result, "checkpoint_id", "task_id") == expected


@pytest.mark.parametrize("seed", range(5))
def test_split_counts_every_record(seed):
    rows = records(seed)
    result = mapped(raw_of(rows), SPLIT)
    assert len(set(result.positions.to_pylist())) + result.filtered_count == len(rows)


@pytest.mark.parametrize("text", [FOLD.format(keep="last"), UNPIVOT, SPLIT])
def test_every_row_points_at_its_record(text):
    rows = records(7)
    result = mapped(raw_of(rows), text)
    key = {"incidents": "incident_id"}.get(result.table.name, "checkpoint_id")
    own = [rows[position]["key"] for position in result.positions.to_pylist()]
    assert result.cells[key].to_pylist() == [None if word in EMPTY else word for word in own]
