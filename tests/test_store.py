"""The store: visible whole or not at all, shared by processes, clear when damaged."""

import errno
import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import add_load

from cutover import store as store_module
from cutover.errors import StoreError
from cutover.readers.model import PROBLEMS
from cutover.store import Counts, Load, Source, Store

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 3, 14, 8)
TASKS = {"tasks": [{"task_id": "T1", "task_name": "Freeze code"}]}

LOADER = """
import sys
from datetime import datetime
from pathlib import Path
import pyarrow.parquet as pq
from cutover.readers.model import PROBLEMS
from cutover.store import Load, Store
store, name, count = Store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with store.incoming() as folder:
        pq.write_table(PROBLEMS.empty_table(), folder / "problems.parquet")
        load = Load("", "demo", datetime(2026, 1, 1), datetime(2026, 1, 1), name, f"{name} {number}", (), {})
        store.commit(folder, load)
"""


def manifest(digest: str = "abc", **changes) -> Load:
    """Return a manifest without a number."""
    facts = {
        "load_id": "", "programme_id": "demo", "as_of": AT, "loaded_at": AT, "loaded_by": "test", "digest": digest,
        "sources": (Source("tasks.csv", 10, "f00", 1),), "tables": {"tasks": Counts(2, 1, 1, 3)},
    }  # fmt: skip
    return Load(**facts | changes)


def commit(store: Store, digest: str = "abc") -> tuple[Load, bool]:
    """Put one snapshot with no rows into a store."""
    with store.incoming() as folder:
        pq.write_table(PROBLEMS.empty_table(), folder / "problems.parquet")
        return store.commit(folder, manifest(digest))


def test_manifest_survives_json():
    load = manifest(load_id="L000001")
    assert Load.from_json(load.to_json()) == load


def test_store_that_is_not_there_is_empty(store):
    assert store.loads() == []
    assert store.version() == "0::0"
    assert not store.path.exists()


def test_committed_load_is_visible(store):
    load, is_new = commit(store)
    assert (load.load_id, is_new) == ("L000001", True)
    assert store.loads() == [load]
    assert sorted(os.listdir(store.snapshots / "L000001")) == ["manifest.json", "problems.parquet"]


def test_same_digest_changes_nothing(store):
    first, _ = commit(store)
    version = store.version()
    again, is_new = commit(store)
    assert (again, is_new) == (first, False)
    assert store.version() == version
    assert os.listdir(store.path / "incoming") == []


def test_same_digest_of_another_programme_is_new(store):
    commit(store)
    with store.incoming() as folder:
        load, is_new = store.commit(folder, manifest(programme_id="other"))
    assert (load.load_id, is_new) == ("L000002", True)


def test_version_changes_with_every_load(store):
    versions = [store.version()] + [commit(store, digest) and store.version() for digest in "abc"]
    assert len(set(versions)) == 4


def test_version_of_a_replaced_store_differs(store):
    commit(store)
    before = store.version()
    shutil.rmtree(store.path)
    commit(store, "other")
    assert store.version() != before
    assert [load.digest for load in store.loads()] == ["other"]


def test_loads_are_ordered_by_status_time(store):
    for at in ("2026-03-03", "2026-03-01", "2026-03-02"):
        add_load(store, at, TASKS)
    assert [load.load_id for load in store.loads()] == ["L000002", "L000003", "L000001"]


def test_loads_of_one_programme_are_listed(store):
    add_load(store, "2026-03-01", TASKS, "one")
    add_load(store, "2026-03-01", TASKS, "two")
    assert [load.programme_id for load in store.loads("two")] == ["two"]


def test_number_after_the_millionth_still_counts(store):
    commit(store)
    folder = store.snapshots / "L1000000"
    shutil.copytree(store.snapshots / "L000001", folder)
    text = (folder / "manifest.json").read_text().replace("L000001", "L1000000")
    (folder / "manifest.json").write_text(text)
    assert commit(store, "next")[0].load_id == "L1000001"


def test_foreign_folder_is_no_load(store):
    commit(store)
    (store.snapshots / "Lost+found").mkdir()
    (store.snapshots / "L000001.bak").mkdir()
    assert len(store.loads()) == 1


def test_rows_are_read_with_their_types(store):
    load = add_load(store, "2026-03-01", TASKS)
    assert store.read(load.load_id, "tasks")["task_id"].to_pylist() == ["T1"]
    assert store.read(load.load_id, "tasks", ["task_name"]).column_names == ["task_name"]
    assert len(store.problems(load.load_id)) == 0


def test_path_with_equals_sign_adds_no_column(tmp_path):
    store = Store(tmp_path / "year=2026")
    load = add_load(store, "2026-03-01", TASKS)
    assert "year" not in store.read(load.load_id, "tasks").column_names


def test_table_that_is_not_held_is_named(store):
    load = add_load(store, "2026-03-01", TASKS)
    with pytest.raises(StoreError, match=r"^Load L000001 holds no table incidents\.$"):
        store.read(load.load_id, "incidents")


@pytest.mark.parametrize("damage", [b"", b"PAR1 nothing", None])
def test_damaged_table_is_named(store, damage):
    load = add_load(store, "2026-03-01", TASKS)
    path = store.snapshots / load.load_id / "tasks.parquet"
    path.write_bytes(damage if damage is not None else path.read_bytes()[:-20])
    with pytest.raises(StoreError, match="Load L000001: the table tasks is damaged; restore it from a backup"):
        store.read(load.load_id, "tasks")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"as_of": 1}', "null"])
def test_damaged_manifest_is_named(store, text):
    commit(store)
    (store.snapshots / "L000001" / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match="Load L000001 is damaged: its manifest cannot be read"):
        store.loads()


def test_missing_manifest_is_named(store):
    commit(store)
    (store.snapshots / "L000001" / "manifest.json").unlink()
    with pytest.raises(StoreError, match="Load L000001 is damaged"):
        store.loads()


def test_renamed_snapshot_is_noticed(store):
    commit(store)
    os.rename(store.snapshots / "L000001", store.snapshots / "L000007")
    with pytest.raises(StoreError, match="Load L000007 is damaged: its manifest says L000001"):
        store.loads()


def test_everything_is_private(store):
    old = os.umask(0o000)
    try:
        add_load(store, "2026-03-01", TASKS)
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [store.path, *store.path.rglob("*")]}
    assert {mode for name, mode in modes.items() if "." in name or name == "lock"} == {0o600}
    assert {modes[name] for name in ("store", "snapshots", "incoming", "L000001")} == {0o700}


def test_failed_load_leaves_nothing(store):
    def half() -> None:
        with store.incoming() as folder:
            (folder / "tasks.parquet").write_bytes(b"half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        half()
    assert os.listdir(store.path / "incoming") == []
    assert store.loads() == []


def test_orphan_of_a_killed_load_is_removed(store):
    commit(store)
    orphan = store.path / "incoming" / "dead"
    orphan.mkdir()
    (orphan / ".owner").touch()
    (store.path / "incoming" / "without-owner").mkdir()
    with store.incoming() as folder:
        assert os.listdir(store.path / "incoming") == [folder.name]


def test_folder_of_a_living_load_is_kept(store):
    with store.incoming() as one, store.incoming() as two:
        assert sorted(os.listdir(store.path / "incoming")) == sorted([one.name, two.name])


def test_store_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="The store cannot be written"), Store(tmp_path / "file" / "store").incoming():
        pass


def test_store_on_a_file_cannot_be_read(tmp_path):
    (tmp_path / "snapshots").write_text("")
    with pytest.raises(StoreError, match="The store cannot be read: not a directory"):
        Store(tmp_path).loads()


@pytest.mark.parametrize("step", ["_write", "_flush"])
def test_full_disk_leaves_the_store_as_before(store, monkeypatch, step):
    commit(store)

    def full(*_) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store_module, step, full)
        with pytest.raises(StoreError, match=r"cannot be written: no space left on device\. Nothing was loaded"):
            commit(store, "second")
    assert [load.load_id for load in store.loads()] == ["L000001"]
    assert os.listdir(store.path / "incoming") == []


def test_read_only_store_can_be_read(store, monkeypatch):
    load = add_load(store, "2026-03-01", TASKS)

    def forbidden(*_, **__) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("builtins.open", forbidden)
    assert store.loads() == [load]
    with pytest.raises(StoreError, match="read-only file system"), store.incoming():
        pass


def test_everything_is_on_disk_before_the_rename(store, monkeypatch):
    """Each file is flushed, then its folder; only then does the rename happen, and is flushed itself."""
    steps = []
    flush, rename = store_module._flush, os.rename
    monkeypatch.setattr(store_module, "_flush", lambda path: (steps.append(path.name), flush(path)))
    monkeypatch.setattr(os, "rename", lambda a, b: (steps.append("rename"), rename(a, b)))
    add_load(store, "2026-03-01", TASKS)
    place = steps.index("rename")
    assert {"tasks.parquet", "problems.parquet"} <= set(steps[:place])
    assert steps[place + 1 :] == ["snapshots", "incoming"]


def test_rename_waits_for_the_lock(store):
    commit(store)
    with open(store.path / "lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        loader = start_loader(store, "waiting", 1)
        with pytest.raises(subprocess.TimeoutExpired):
            loader.wait(1.5)
        assert len(store.loads()) == 1
    assert loader.wait(20) == 0
    assert len(store.loads()) == 2


def start_loader(store: Store, name: str, count: int) -> subprocess.Popen:
    """Start a process that puts that many snapshots into a store."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", LOADER, str(store.path), name, str(count)], env=environment)


def test_four_processes_load_at_once(store):
    loaders = [start_loader(store, f"p{number}", 5) for number in range(4)]
    assert [loader.wait(60) for loader in loaders] == [0, 0, 0, 0]
    loads = store.loads()
    assert sorted(load.load_id for load in loads) == [f"L{number:06d}" for number in range(1, 21)]
    assert {load.digest for load in loads} == {f"p{n} {k}" for n in range(4) for k in range(5)}


def test_same_load_of_two_processes_is_one(store):
    loaders = [start_loader(store, "same", 3) for _ in range(2)]
    assert [loader.wait(60) for loader in loaders] == [0, 0]
    assert sorted(load.digest for load in store.loads()) == ["same 0", "same 1", "same 2"]


def test_reader_meets_only_whole_loads(store):
    """Asked all the time while another process loads, every load that is visible can be read."""
    loader = start_loader(store, "writer", 20)
    seen = set()
    while loader.poll() is None:
        for load in store.loads():
            assert store.problems(load.load_id).schema == PROBLEMS
            seen.add(load.load_id)
    assert len(store.loads()) == 20
    assert seen


def test_manifest_is_readable_json(store):
    commit(store)
    fields = json.loads((store.snapshots / "L000001" / "manifest.json").read_text())
    assert fields["as_of"] == "2026-03-14T08:00:00"
    assert fields["tables"]["tasks"] == {"read": 2, "accepted": 1, "rejected": 1, "warnings": 3}
    assert isinstance(store.problems("L000001"), pa.Table)
