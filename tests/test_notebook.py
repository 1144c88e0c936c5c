"""The notebook runs from top to bottom in a kernel, and shows the numbers of the reports."""

import re
import warnings
from pathlib import Path

import pytest

from cutover import pipeline
from cutover.generate import snapshot_folders, write_programme
from cutover.store import Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jupytext
    from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "notebooks" / "explore.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    """A store of a generated programme with four snapshots."""
    folder = tmp_path_factory.mktemp("programme")
    write_programme(folder / "files", snapshots=4)
    store = Store(folder / "store")
    for as_of, path in snapshot_folders(folder / "files"):
        options = pipeline.LoadOptions(as_of=f"{as_of.isoformat()}Z", bounds=None)
        assert pipeline.load([path], store=store, options=options).exit_code == 0
    return store


@pytest.fixture(scope="module")
def executed(store):
    """The notebook after it ran in a kernel of its own; a cell that fails raises."""
    notebook = jupytext.read(SOURCE)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setenv("CUTOVER_STORE", str(store.path))
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(SOURCE.parent)}}).execute()
    return notebook


def outputs(notebook, kind: str) -> list:
    """Return what the cells show of one MIME type, in order."""
    shown = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output["data"][kind] for output in shown if kind in output.get("data", {})]


def test_notebook_draws_the_figures_of_the_pages(executed):
    drawn = outputs(executed, "application/vnd.plotly.v1+json")
    assert [len(figure["data"]) > 0 for figure in drawn] == [True] * 4
    assert [bool(figure["layout"]["meta"]["alt"]) for figure in drawn] == [True] * 4


def test_notebook_writes_no_warning(executed):
    written = [
        output for cell in executed.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"
    ]
    assert written == []


def test_notebook_shows_the_numbers_of_the_reports(executed, store):
    moment = pipeline.moment(store)
    shown = outputs(executed, "text/plain")[-1]
    for row in moment.query("task_counts", by="workstream").to_pylist():
        line = next(line for line in shown.splitlines() if line.startswith(row["group_value"]))
        assert re.findall(r"\d+", line.removeprefix(row["group_value"]))[0] == str(row["task_count"])


def test_notebook_tells_health_at_every_snapshot(executed, store):
    course = outputs(executed, "text/html")[2]
    for load in pipeline.loads(store):
        assert f"<th>{load.as_of:%d %b}</th>" in course


def test_notebook_pairs_pages_with_percent_cells():
    notebook = jupytext.read(SOURCE)
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert [cell.cell_type for cell in notebook.cells[:2]] == ["markdown", "code"]
