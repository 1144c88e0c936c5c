"""The criteria that are offered: each can be measured, is owned, and is bound to what a report can answer."""

import pytest

from cutover.tables import ROLES, TABLES, library
from cutover.warehouse.bindings import check_binding

OFFERED = library.criteria().to_pylist()
BOUND = [row for row in OFFERED if row["bound_report"]]


def test_every_suggestion_can_be_measured():
    assert [row["criterion_name"] for row in OFFERED if not row["measure"] or row["target"] is None] == []
    assert {row["operator"] for row in OFFERED} <= set(TABLES["criteria"]["operator"].allowed)


def test_every_suggestion_names_owner_and_source():
    assert {row["owner_role"] for row in OFFERED} <= set(ROLES)
    assert [row["criterion_name"] for row in OFFERED if not (row["side"] and row["source"])] == []


def test_names_are_unique_and_in_order_of_category():
    assert len({row["criterion_name"] for row in OFFERED}) == len(OFFERED)
    categories = list(dict.fromkeys(row["category"] for row in OFFERED))
    assert categories == ["program", "system", "workforce", "operational"]


def test_exact_targets_are_yes_or_no():
    assert {row["unit"] for row in OFFERED if row["operator"] == "="} == {"yes/no"}


@pytest.mark.parametrize("row", BOUND, ids=lambda row: row["criterion_name"])
def test_bound_suggestion_fits_its_report(row):
    query, given, wanted = check_binding(
        row["bound_report"], row["bound_column"], row["bound_filter"], row["bound_aggregate"]
    )
    assert query.name == row["bound_report"]
    assert given or wanted
