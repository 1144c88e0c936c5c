"""Folders named by their status time are loaded as one snapshot each."""

from datetime import datetime
from pathlib import Path

import pytest

from cutover import pipeline
from cutover.errors import CutoverError
from cutover.pipeline import LoadOptions
from cutover.series import snapshot_folders, status_time_of

IN_PROCESS = LoadOptions(bounds=None)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A folder with two snapshots of one task and a folder of another name."""
    for name, status in (("02_2026-03-08T1800Z", "complete"), ("01_2026-03-01T1800Z", "in_progress")):
        folder = tmp_path / "plan" / name
        folder.mkdir(parents=True)
        (folder / "tasks.csv").write_text(f"task_id,task_name,status\nT1,Freeze the ledger,{status}\n")
    (tmp_path / "plan" / "minutes").mkdir()
    return tmp_path / "plan"


def statuses(store, as_of: str) -> list[str]:
    rows = pipeline.moment(store, as_of=datetime.fromisoformat(as_of)).query("task_counts", by="status").to_pylist()
    return [row["group_value"] for row in rows if row["task_count"]]


def test_snapshot_folders_come_oldest_first(plan):
    found = snapshot_folders(plan)
    assert [as_of for as_of, _ in found] == [datetime(2026, 3, 1, 18), datetime(2026, 3, 8, 18)]
    assert [path.name for _, path in found] == ["01_2026-03-01T1800Z", "02_2026-03-08T1800Z"]


@pytest.mark.parametrize("name", ["minutes", "2026-03-08", "2026-13-08T1800Z", "2026-03-08T1800Z old"])
def test_other_folder_names_are_no_time(tmp_path, name):
    (tmp_path / name).mkdir()
    assert status_time_of(tmp_path / name) is None


def test_every_snapshot_becomes_a_load(plan, store):
    result = pipeline.load([plan], store=store, options=IN_PROCESS)
    assert [load.as_of for load in store.loads()] == [datetime(2026, 3, 1, 18), datetime(2026, 3, 8, 18)]
    assert (result.tables["tasks"].read, result.tables["tasks"].accepted, result.exit_code) == (2, 2, 0)
    assert result.messages == ("Loaded 2 snapshots, L000001 to L000002.",)


def test_past_renders_as_its_snapshot_said(plan, store):
    pipeline.load([plan], store=store, options=IN_PROCESS)
    assert statuses(store, "2026-03-02") == ["in_progress"]
    assert statuses(store, "2026-03-09") == ["complete"]


def test_one_snapshot_folder_brings_its_time(plan, store):
    pipeline.load([plan / "01_2026-03-01T1800Z"], store=store, options=IN_PROCESS)
    assert [load.as_of for load in store.loads()] == [datetime(2026, 3, 1, 18)]


def test_loading_the_folder_again_changes_nothing(plan, store):
    pipeline.load([plan], store=store, options=IN_PROCESS)
    again = pipeline.load([plan], store=store, options=IN_PROCESS)
    assert (again.is_new, again.exit_code, len(store.loads())) == (False, 0, 2)
    assert again.messages[0] == "These files are load L000001 already; nothing is changed."


def test_one_status_time_for_two_snapshots_is_refused(plan, store):
    with pytest.raises(CutoverError, match="There are 2 snapshots, each with its own status time"):
        pipeline.load([plan], store=store, options=LoadOptions(as_of="2026-03-10", bounds=None))


def test_bad_row_in_one_snapshot_is_told(plan, store):
    (plan / "02_2026-03-08T1800Z" / "tasks.csv").write_text("task_id,task_name\nT1,Freeze\n,Nameless\n")
    result = pipeline.load([plan], store=store, options=IN_PROCESS)
    assert (result.exit_code, result.tables["tasks"].rejected) == (1, 1)
    assert result.problems["line"].to_pylist() == [3]


def test_table_with_only_rejected_rows_replaces_nothing(plan, store):
    (plan / "02_2026-03-08T1800Z" / "tasks.csv").write_text("task_id,task_name\n,Nameless\n")
    (plan / "02_2026-03-08T1800Z" / "issues.csv").write_text("issue_id,title\nR1,Late\n")
    pipeline.load([plan], store=store, options=IN_PROCESS)
    assert statuses(store, "2026-03-09") == ["in_progress"]
