"""Load, check, list: the whole way from files to a snapshot."""

import hashlib
import multiprocessing
import os
import random
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SHARED
from texts import told

from cutover import clock, pipeline
from cutover.errors import CutoverError, MappingError, StoreError
from cutover.gateway import Bounds
from cutover.pipeline import LoadOptions, LoadResult
from cutover.readers.model import PROBLEMS
from cutover.store import Counts, Load, Store

NOW = datetime(2026, 3, 14, 8)
TASKS = "task_id,task_name\nT1,Freeze code\nT2,Convert data\n"
PROGRAMME = "programme_id,programme_name,zone\nhr,HR move,America/New_York\n"


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr(pipeline, "clock_now", lambda: NOW)


@pytest.fixture
def load(tmp_path, store):
    """Return a function: file names and texts are written and loaded."""

    def run(files: dict[str, str], way=pipeline.load, **options) -> LoadResult:
        for name, text in files.items():
            path = tmp_path / "files" / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text)
        sources = [tmp_path / "files" / name for name in files]
        return way(sources, store=store, options=LoadOptions(**options))

    return run


def test_clock_is_utc_to_the_second(monkeypatch):
    monkeypatch.undo()
    assert clock.now().tzinfo is None
    assert clock.now().microsecond == 0
    assert abs((clock.now() - datetime(1970, 1, 1)).total_seconds() - time.time()) < 5


def test_good_files_become_a_snapshot(load, store):
    result = load({"tasks.csv": TASKS}, loaded_by="Ann")
    assert (result.exit_code, result.is_new, result.as_of) == (0, True, NOW)
    assert result.tables == {"tasks": Counts(2, 2, 0, 0)}
    assert result.messages == ("Loaded as L000001 of programme default.",)
    assert store.loads() == [result.load]


def test_manifest_says_where_rows_came_from(load):
    manifest = load({"tasks.csv": TASKS}, loaded_by="Ann").load
    (source,) = manifest.sources
    assert (source.file, source.size, source.rows) == ("tasks.csv", len(TASKS), 2)
    assert source.sha256 == hashlib.sha256(TASKS.encode()).hexdigest()
    assert (manifest.loaded_by, manifest.loaded_at, manifest.programme_id) == ("Ann", NOW, "default")


def test_rejected_rows_give_exit_one(load):
    result = load({"tasks.csv": TASKS + "T1,Again\n"})
    assert (result.exit_code, result.tables["tasks"]) == (1, Counts(3, 2, 1, 0))
    assert result.problems.schema == PROBLEMS


def test_warning_alone_gives_exit_zero(load):
    result = load({"tasks.csv": "task_id,task_name,status\nT1,Freeze,zzz\n"})
    assert (result.exit_code, result.tables["tasks"].warnings) == (0, 1)


def test_refused_file_gives_exit_one(load):
    result = load({"tasks.csv": TASKS, "bad.csv": "{\\rtf1 hello}"})
    assert (result.exit_code, result.is_new) == (1, True)
    assert len(told(result.problems, "refused_file")) == 1


@pytest.mark.parametrize("text", ["{\\rtf1 hello}", "task_id,task_name\n,\n,x\n", "a,b\n1,2\n"])
def test_nothing_accepted_stores_nothing(load, store, text):
    result = load({"tasks.csv": text})
    assert (result.exit_code, result.load, result.is_new) == (2, None, False)
    assert result.messages == ("Nothing is loaded: no row was accepted.",)
    assert store.loads() == []
    assert len(result.problems)


def test_missing_file_gives_exit_two(store, tmp_path):
    result = pipeline.load([tmp_path / "plan.csv"], store=store)
    assert result.exit_code == 2
    assert told(result.problems, "refused_file")[0].startswith("plan.csv is not loaded: there is no such file")


def test_same_bytes_change_nothing(load, store):
    first = load({"tasks.csv": TASKS})
    version = store.version()
    again = load({"tasks.csv": TASKS})
    assert (again.is_new, again.load, again.tables) == (False, first.load, first.tables)
    assert again.messages == ("These files are load L000001 already; nothing is changed.",)
    assert store.version() == version


def test_same_bytes_keep_their_exit_code(load):
    files = {"tasks.csv": TASKS + "T1,Again\n"}
    assert [load(files).exit_code, load(files).exit_code] == [1, 1]


def test_same_bytes_at_another_status_time_are_new(load):
    first = load({"tasks.csv": TASKS}, as_of="2026-03-01")
    second = load({"tasks.csv": TASKS}, as_of="2026-03-02")
    again = load({"tasks.csv": TASKS}, as_of="2026-03-02T00:00")
    assert [r.is_new for r in (first, second, again)] == [True, True, False]
    assert second.as_of == datetime(2026, 3, 2)


def test_changed_bytes_are_a_new_load(load):
    load({"tasks.csv": TASKS})
    assert load({"tasks.csv": TASKS + "T3,Open\n"}).load.load_id == "L000002"


def test_mapping_file_is_applied_and_counts(load, tmp_path):
    toml = '[[table]]\ntable = "tasks"\n[table.columns]\ntask_id = "No"\ntask_name = "What"\n'
    mapping = tmp_path / "m.toml"
    mapping.write_text(toml)
    plan = {"plan.csv": "No,What,Who\n1,Freeze,Ann\n"}
    assert load(plan, mapping=mapping).is_new
    assert not load(plan, mapping=mapping).is_new
    mapping.write_text(toml + 'owners = "Who"\n')
    assert load(plan, mapping=mapping).is_new


def test_wrong_mapping_stops_before_anything(load, store, tmp_path):
    (tmp_path / "m.toml").write_text("[[table")
    with pytest.raises(MappingError, match=r"m\.toml is not valid TOML"):
        load({"tasks.csv": TASKS}, mapping=tmp_path / "m.toml")
    with pytest.raises(MappingError, match="There is no preset 'nope'"):
        load({"tasks.csv": TASKS}, preset="nope")
    assert not store.path.exists()


def test_mapping_and_preset_exclude_each_other(load, tmp_path):
    with pytest.raises(MappingError, match="give one of them"):
        load({"tasks.csv": TASKS}, mapping=tmp_path / "m.toml", preset="jira-csv")


def test_programme_option_goes_first(load):
    assert load({"tasks.csv": TASKS, "programme.csv": PROGRAMME}, programme_id="it").load.programme_id == "it"


def test_programme_table_names_the_programme(load):
    assert load({"tasks.csv": TASKS, "programme.csv": PROGRAMME}).load.programme_id == "hr"


def test_only_programme_of_the_store_is_taken(load):
    load({"programme.csv": PROGRAMME})
    assert load({"tasks.csv": TASKS}).load.programme_id == "hr"


def test_status_time_is_local_time_of_the_programme(load):
    load({"programme.csv": PROGRAMME})
    assert load({"tasks.csv": TASKS}, as_of="2026-07-01T08:00").as_of == datetime(2026, 7, 1, 12)


def test_status_time_as_datetime_is_utc(load):
    load({"programme.csv": PROGRAMME})
    assert load({"tasks.csv": TASKS}, as_of=datetime(2026, 7, 1, 8)).as_of == datetime(2026, 7, 1, 8)


def test_status_time_that_is_none_is_told(load):
    for _ in range(2):
        with pytest.raises(CutoverError, match="'soon' is no time"):
            load({"tasks.csv": TASKS}, as_of="soon")
        load({"tasks.csv": TASKS})


def test_shipped_files_can_be_read_in_process(load):
    bounded = load({"tasks.csv": TASKS + "T1,Again\n"}, way=pipeline.check)
    direct = load({"tasks.csv": TASKS + "T1,Again\n"}, way=pipeline.check, bounds=None)
    assert (direct.tables, direct.exit_code) == (bounded.tables, 1)
    assert direct.problems.equals(bounded.problems)


def test_table_over_several_files_is_one(load):
    result = load({"tasks_a.csv": TASKS, "tasks_b.csv": "task_id,task_name\nT2,Again\nT3,Open\n"})
    assert result.tables == {"tasks": Counts(4, 3, 1, 0)}
    assert "tasks_b.csv line 2: task_id is T2, as in tasks_a.csv line 3" in told(result.problems, "duplicate_key")[0]


def test_folder_is_one_source(load, store, tmp_path):
    load({"tasks.csv": TASKS, "programme.csv": PROGRAMME}, way=pipeline.check)
    result = pipeline.load([tmp_path / "files"], store=store)
    assert {source.file: source.rows for source in result.load.sources} == {
        "files/programme.csv": 1, "files/tasks.csv": 2,
    }  # fmt: skip


def test_reference_to_the_store_is_known(load):
    load({"tasks.csv": TASKS})
    result = load({"dependencies.csv": "predecessor_id,successor_id\nT1,T2\nT1,T9\n"})
    assert result.tables["dependencies"] == Counts(2, 1, 1, 0)


def test_check_stores_nothing(load, store):
    result = load({"tasks.csv": TASKS + "T1,Again\n"}, way=pipeline.check)
    assert (result.exit_code, result.load, result.tables["tasks"]) == (1, None, Counts(3, 2, 1, 0))
    assert result.messages == ("Checked only: nothing is stored.",)
    assert not store.path.exists()


def test_check_and_load_count_the_same(load):
    files = {"tasks.csv": TASKS + "T1,Again\n,x\n", "bad.csv": "{\\rtf1 x}"}
    checked, loaded = load(files, way=pipeline.check), load(files)
    assert (checked.tables, checked.exit_code) == (loaded.tables, loaded.exit_code)
    assert checked.problems.equals(loaded.problems)


def test_loads_programmes_and_presets_are_listed(load, store):
    load({"programme.csv": PROGRAMME})
    load({"tasks.csv": TASKS}, programme_id="it")
    assert [one.load_id for one in pipeline.loads(store)] == ["L000001", "L000002"]
    assert pipeline.programmes(store) == {"hr": "HR move", "it": "it"}
    assert "servicenow-incidents" in pipeline.presets()


def test_problems_are_listed_per_load_and_all(load, store):
    load({"tasks.csv": TASKS + "T1,Again\n"})
    load({"tasks.csv": TASKS + "T1,Again\nT1,Third\n"})
    assert pipeline.problems(store, "L000002")["load_id"].to_pylist() == ["L000002", "L000002"]
    assert pipeline.problems(store)["load_id"].to_pylist() == ["L000001", "L000002", "L000002"]
    with pytest.raises(StoreError, match="There is no load L000009"):
        pipeline.problems(store, "L000009")


def test_rejected_record_is_kept_as_found(load, store):
    load({"tasks.csv": TASKS + '"T1","Again, ""twice"""\n'})
    (problem,) = pipeline.problems(store).to_pylist()
    assert (problem["line"], problem["original"]) == (4, '"T1","Again, ""twice"""')


def test_unwritable_store_is_told(load, tmp_path):
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError):
        load({"tasks.csv": TASKS})


def test_moments_of_one_store_are_shared(store, monkeypatch):
    seen = []
    monkeypatch.setattr(pipeline.Warehouse, "moment", lambda self, *_: seen.append(self))
    pipeline.moment(store)
    pipeline.moment(Store(store.path))
    assert seen[0] is seen[1]


def test_look_alike_folders_do_not_share_counts(store, tmp_path):
    """Two sources with a file of the same name keep their own rows."""
    for folder, text in (("a", TASKS), ("b", "task_id,task_name\nT9,Open\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tasks.csv").write_text(text)
    result = pipeline.load([tmp_path / "a" / "tasks.csv", tmp_path / "b" / "tasks.csv"], store=store)
    assert [source.rows for source in result.load.sources] == [2, 1]


def whole_loads(store: Store) -> int:
    """Return the number of visible loads, after looking that each is complete."""
    for one in store.loads():
        assert {name: len(store.read(one.load_id, name)) for name in one.tables} == {
            name: counts.accepted for name, counts in one.tables.items()
        }
        assert store.problems(one.load_id).schema == PROBLEMS
    return len(store.loads())


@pytest.fixture
def warm(monkeypatch):
    """Return where processes are forked from one that has imported everything.

    They must not run what stands in `__main__`: a page, if a test of pages ran before.
    """
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["cutover.pipeline", "pandas", "pytest"])
    return context


@pytest.fixture
def start_load(warm):
    """Return a function that starts a load in a process of its own, forked from one that has imported everything.

    The process reads the files itself, or has them read by a bounded one.
    """

    def start(store: Store, source: Path, as_of: str, bounds: Bounds | None = None) -> multiprocessing.Process:
        named = {"store": store, "options": LoadOptions(as_of=as_of, bounds=bounds)}
        process = warm.Process(target=pipeline.load, args=([source],), kwargs=named)
        process.start()
        return process

    return start


def test_kill_at_any_instant_leaves_whole_loads(store, tmp_path, start_load):
    """Fifty loads are killed at instants spread over their whole duration, a third of them around the commit.

    In every fifth a bounded process reads the file, which takes most of its time.
    """
    source = tmp_path / "tasks.csv"
    source.write_text(TASKS)
    duration = {}
    for day, bounds in enumerate([None, Bounds(), None, Bounds()], 1):
        start = time.perf_counter()
        start_load(store, source, f"2026-01-{day:02d}", bounds).join()
        duration[bounds] = time.perf_counter() - start
    rng, before = random.Random(7), whole_loads(store)
    assert before == 4
    for number in range(50):
        share = rng.uniform(0.85, 1.1) if number % 3 == 0 else rng.uniform(0.05, 1.05)
        bounds = None if number % 5 else Bounds()
        process = start_load(store, source, f"2026-02-01T00:{number:02d}", bounds)
        time.sleep(duration[bounds] * share)
        process.kill()
        process.join()
        after = whole_loads(store)
        assert after in (before, before + 1)
        before = after
    start_load(store, source, "2026-03-01").join()
    assert whole_loads(store) == before + 1


def commit_until_killed(store: Store, step: int) -> None:
    """Commit a load; this process kills itself before its n-th call to the system in the commit."""
    left = iter(range(step - 1))

    def deadly(function):
        def call(*given, **named):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*given, **named)

        return call

    with store.incoming() as folder:
        pq.write_table(PROBLEMS.empty_table(), folder / "problems.parquet")
        for name in ("fsync", "rename", "unlink", "open", "chmod"):
            setattr(os, name, deadly(getattr(os, name)))
        store.commit(folder, Load("", "demo", NOW, NOW, "x", "x", (), {}))


@pytest.mark.parametrize("step", range(1, 12))
def test_kill_inside_the_commit_leaves_whole_loads(store, warm, step):
    process = warm.Process(target=commit_until_killed, args=(store, step))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    assert whole_loads(store) in (0, 1)
    with store.incoming() as folder:
        assert os.listdir(store.path / "incoming") == [folder.name]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not here")
def test_audit_log_loses_no_line(store):
    path = SHARED / "data" / "incidents_uci" / "incident_event_log.csv"
    result = pipeline.load([path], store=store, options=LoadOptions(preset="servicenow-audit-log"))
    assert result.load.sources[0].rows == 141_712
    assert result.tables["incidents"].read == 24_918
    assert result.tables["incidents"].accepted == 24_918
    assert not pa.compute.any(pa.compute.equal(result.problems["level"], "rejected")).as_py()


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not here")
def test_hadoop_issues_keep_open_ones_open(store):
    path = SHARED / "data" / "issues_jira" / "hadoop_bugs.csv"
    result = pipeline.load([path], store=store, options=LoadOptions(preset="jira-csv"))
    rows = store.read(result.load.load_id, "incidents")
    assert (len(rows), rows["resolved_at"].null_count) == (2503, 770)
