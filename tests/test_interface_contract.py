"""The OpenAPI description holds: what it allows is answered, what it forbids is refused, and answers look as it says."""

import itertools
from contextlib import suppress

import orjson
import pytest
import schemathesis
from acting import AT, ROOM
from asking import OFTEN, make_token
from conftest import add_load
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import APIOperation

from cutover.interface import make_app
from cutover.interface.description import described
from cutover.queries import read_queries
from cutover.store import Store

EXAMPLES = 3
REPORTS = ("task_counts", "task_list", "incident_list", "record_acts")
"""Of each kind some; all of them, and more examples, by hand (docs/interface.md)."""
CONFIG = {
    "parameters": {"programme": "demo"},
    "operations": [
        {
            "include-tag": "acts",
            # A task may not be there, and rights and rules of the room may refuse what the description allows.
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "422"]}},
        }
    ],
}
STORES: list[Store] = []
APP = make_app(lambda: STORES[-1].path, rates=OFTEN)
DESCRIPTION = orjson.loads(described(APP))
EVERY_REPORT = {path.removeprefix("/v1/reports/") for path in DESCRIPTION["paths"] if path.startswith("/v1/reports/")}


def operations() -> dict[str, APIOperation]:
    """Return the operations that are tried, by method and path."""
    paths = {
        path: said
        for path, said in DESCRIPTION["paths"].items()
        if not path.startswith("/v1/reports/") or path.endswith(tuple(f"/{name}" for name in REPORTS))
    }
    tried = DESCRIPTION | {"paths": paths, "servers": [{"url": "/"}]}
    schema = schemathesis.openapi.from_dict(tried, config=SchemathesisConfig.from_dict(CONFIG))
    schema.app = APP
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


OPERATIONS = operations()


@pytest.fixture(scope="module")
def bearer(tmp_path_factory) -> dict[str, str]:
    """The header of a token of the PMO, over a store that holds the small plan."""
    STORES.append(Store(tmp_path_factory.mktemp("contract") / "store"))
    add_load(STORES[-1], AT, ROOM)
    return {"Authorization": f"Bearer {make_token(STORES[-1].path, rights=('contributor', 'pmo'), days=366)}"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_keeps_to_the_description(label, mode, bearer):
    known = {"path_parameters": {"task_id": "A"}} if "task_id" in label and mode is GenerationMode.POSITIVE else {}

    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode, **known))
    @settings(max_examples=EXAMPLES, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def holds(case) -> None:
        case.call_and_validate(headers=bearer)

    with suppress(Unsatisfiable):  # nothing can be wrong where nothing is asked
        holds()


def test_description_names_every_report_with_its_columns():
    assert set(read_queries("reports")) == EVERY_REPORT
    rows = DESCRIPTION["paths"]["/v1/reports/task_counts"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert list(rows["properties"]["rows"]["items"]["properties"])[:2] == ["group_value", "task_count"]


def test_description_needs_a_token_for_all_but_readiness():
    open_to_all = [
        path
        for path, methods in DESCRIPTION["paths"].items()
        for each in methods.values()
        if each.get("security") == []
    ]
    assert (DESCRIPTION["security"], open_to_all) == ([{"token": []}], ["/readyz"])


def test_operations_have_names_of_their_own():
    found = DESCRIPTION["paths"].values()
    names = sorted(each["operationId"] for methods in found for each in methods.values())
    assert [name for name, same in itertools.groupby(names) if len(list(same)) > 1] == []
