"""A store that holds one table only: every report and every page answers, empty where nothing is loaded."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from cutover import cli, pipeline
from cutover.generate import write_programme
from cutover.navigation import PAGES, TITLES
from cutover.queries import read_queries
from cutover.store import Store

TABLES = ("checkpoints", "components", "decommission_steps", "incidents", "programme", "requirements", "tasks")
HEADLINES = {
    "burndown": ("tasks", "No tasks are loaded"),
    "checkpoints": ("checkpoints", "No checkpoints are loaded"),
    "warranty": ("incidents", "No incidents and no exit criteria are loaded"),
    "decommission": ("components", "No legacy components are loaded"),
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Return a store for each table, which holds that table of a generated programme and nothing else."""
    written, root = tmp_path_factory.mktemp("programme"), tmp_path_factory.mktemp("stores")
    write_programme(written, tasks=60, incidents=40, snapshots=1, seed=5)
    [folder] = written.iterdir()
    for table in TABLES:
        options = pipeline.LoadOptions(as_of="2026-11-20T23:00Z", bounds=None)
        assert pipeline.load([folder / f"{table}.csv"], store=Store(root / table), options=options).exit_code == 0
    return root


@pytest.mark.parametrize("table", TABLES)
def test_every_report_answers_with_one_table(stores, capsys, table):
    for name in read_queries("reports"):
        code = cli.main(["report", name, "--store", str(stores / table), "--format", "json"])
        said = capsys.readouterr()
        assert (name, code, said.err) == (name, 0, "")
        assert isinstance(json.loads(said.out), list)


@pytest.mark.parametrize("page", HEADLINES)
def test_headline_of_a_missing_table_is_no_judgement(stores, page):
    needed, words = HEADLINES[page]
    for table in TABLES:
        if table != needed:
            [row] = pipeline.moment(Store(stores / table)).query(f"{page}_headline").to_pylist()
            assert (row["health"], row["headline"], row["n"]) == ("unknown", words, 0)


@pytest.mark.parametrize("table", ["components", "incidents", "programme", "tasks"])
@pytest.mark.parametrize("name", TITLES)
def test_every_page_opens_with_one_table(stores, monkeypatch, name, table):
    monkeypatch.setenv("CUTOVER_STORE", str(stores / table))
    page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60).run()
    assert not page.exception
