"""The bounded process: what it writes, and what happens when it dies."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import add_load
from texts import told

from cutover.errors import CutoverError, MappingError, StoreError
from cutover.gateway import Bounds, Outcome, Request, intake, parent, receive
from cutover.gateway.context import find_context
from cutover.store import Counts, Store

ROOT = Path(__file__).resolve().parents[1]
TASKS = "task_id,task_name,planned_start_at\nT1,Freeze code,2026-07-01 08:00\nT2,,\n"
PROGRAMME = "programme_id,programme_name,zone\nhr,HR move,America/New_York\n"


@pytest.fixture
def make(tmp_path):
    """Return a function: file names and texts give a request to read them."""
    folder = tmp_path / "incoming"
    folder.mkdir()

    def build(files: dict[str, str | bytes], **fields) -> Request:
        paths = []
        for name, text in files.items():
            path = tmp_path / name
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(str(path))
        return Request(tuple(paths), str(folder), str(tmp_path / "store"), "2026-03-14T08:00:00", **fields)

    return build


def problems(request: Request):
    """Return the problems that the process wrote."""
    return pq.read_table(Path(request.folder) / "problems.parquet")


def fake_child(monkeypatch, tmp_path, code: str) -> None:
    """Have another program run in place of the reading process; it has read the request as `request`."""
    package = tmp_path / "fake" / "cutover" / "gateway"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    start = "import json, os, sys, time\nrequest = json.loads(sys.stdin.readline())\n"
    (package / "__main__.py").write_text(start + textwrap.dedent(code))
    monkeypatch.setattr(parent, "PACKAGE_PARENT", tmp_path / "fake")


def test_request_and_outcome_survive_json(make):
    request = make({"a.csv": "x"}, preset="jira-csv", refused={"a": "b"})
    outcome = Outcome("hr", "UTC", "2026-03-14", {"tasks": Counts(2, 1, 1, 0)}, ({"a.csv": 2},))
    assert Request.from_json(request.to_json()) == request
    assert Outcome.from_json(outcome.to_json()) == outcome


def test_tables_and_problems_are_written(make):
    request = make({"tasks.csv": TASKS, "programme.csv": PROGRAMME})
    outcome = receive(request)
    assert (outcome.programme_id, outcome.zone) == ("hr", "America/New_York")
    assert outcome.tables == {"tasks": Counts(2, 1, 1, 0), "programme": Counts(1, 1, 0, 0)}
    assert outcome.file_rows == ({"tasks.csv": 2}, {"programme.csv": 1})
    assert sorted(os.listdir(request.folder)) == ["problems.parquet", "programme.parquet", "tasks.parquet"]


def test_repeating_columns_are_written_as_dictionaries(make):
    request = make({"tasks.csv": "task_id,task_name,status,owners,planned_start_at\nT1,Freeze,done,A;B,2026-07-01\n"})
    receive(request)
    group = pq.read_metadata(Path(request.folder) / "tasks.parquet").row_group(0)
    columns = [group.column(position) for position in range(group.num_columns)]
    coded = {one.path_in_schema for one in columns if one.has_dictionary_page}
    assert {"status", "owners.list.element", "source_file"} <= coded
    assert not {"task_id", "planned_start_at", "source_line"} & coded


def test_local_times_are_read_in_the_zone_of_the_load(make):
    request = make({"tasks.csv": TASKS, "programme.csv": PROGRAMME})
    receive(request)
    rows = pq.read_table(Path(request.folder) / "tasks.parquet")
    assert rows["planned_start_at"].to_pylist() == [datetime(2026, 7, 1, 12)]


def test_progress_names_stage_file_and_rows(make):
    seen = []
    receive(make({"tasks.csv": TASKS}), seen.append)
    assert [line["stage"] for line in seen] == ["read", "read", "check", "check", "compare", "write"]
    assert seen[1] == {"stage": "read", "file": "tasks.csv", "rows": 2}
    assert seen[-1] == {"stage": "write", "file": "tasks", "rows": 1}


def test_refused_file_does_not_stop_the_others(make):
    request = make({"bad.csv": rb"{\rtf1 hello}", "tasks.csv": TASKS})
    assert receive(request).tables == {"tasks": Counts(2, 1, 1, 0)}
    (message,) = told(problems(request), "refused_file")
    assert message.startswith("bad.csv is not loaded: ")


def test_file_that_is_not_there_is_refused(make):
    request = make({"tasks.csv": TASKS})
    missing = Request(("/nowhere/plan.csv", *request.sources), request.folder, request.store, request.received_at)
    receive(missing)
    assert told(problems(missing), "refused_file")[0].startswith("plan.csv is not loaded: there is no such file")


def test_table_that_is_not_known_is_told(make):
    request = make({"colours.csv": "a,b\n1,2\n", "tasks.csv": TASKS})
    assert set(receive(request).tables) == {"tasks"}
    (problem,) = [p for p in problems(request).to_pylist() if p["rule"] == "not_mapped"]
    assert (problem["level"], problem["file"]) == ("rejected", "colours.csv")


def test_mapping_beside_the_file_is_used(make):
    toml = '[[table]]\ntable = "tasks"\n[table.columns]\ntask_id = "No"\ntask_name = "What"\n'
    request = make({"plan.csv.mapping.toml": toml, "plan.csv": "No,What\n1,Freeze\n"})
    plan = Request(request.sources[1:], request.folder, request.store, request.received_at)
    assert receive(plan).tables == {"tasks": Counts(1, 1, 0, 0)}


def test_unknown_preset_is_told_as_mapping_error(make):
    request = make({"tasks.csv": TASKS}, preset="jira-cvs")
    outcome = receive(request)
    assert outcome.tables == {}
    assert "There is no preset 'jira-cvs'" in problems(request)["message"][0].as_py()


def test_several_programmes_are_told(make):
    request = make({"programme.csv": PROGRAMME + "it,IT move,UTC\n"})
    with pytest.raises(CutoverError, match=r"The files hold 2 programmes \(hr, it\)"):
        receive(request)


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30"])
def test_status_time_that_is_none_is_told(make, text):
    with pytest.raises(CutoverError, match="is no time"):
        receive(make({"tasks.csv": TASKS}, as_of=text))


def test_damaged_store_is_told_as_store_error(make):
    request = make({"tasks.csv": TASKS})
    damaged = Path(request.store) / "snapshots" / "L000001"
    damaged.mkdir(parents=True)
    with pytest.raises(StoreError, match="Load L000001 is damaged"):
        receive(request)


def test_too_little_memory_refuses_the_file(make):
    request = make({"big.csv": TASKS, "tasks.csv": TASKS}, bounds=Bounds(memory_bytes=800_000_000))
    os.truncate(request.sources[0], 800_000_000)
    outcome = receive(request)
    (message,) = told(problems(request), "refused_file")
    assert message == "big.csv is not loaded: reading it needs more than 0.7 GB of memory."
    assert outcome.tables == {"tasks": Counts(2, 1, 1, 0)}


def test_endless_reading_is_stopped(make, monkeypatch, tmp_path):
    fake_child(monkeypatch, tmp_path, "time.sleep(60)")
    start = time.monotonic()
    with pytest.raises(CutoverError, match=r"reading the files takes longer than 0\.5 seconds"):
        receive(make({"tasks.csv": TASKS}, bounds=Bounds(seconds=0.5)))
    assert time.monotonic() - start < 10


def test_what_the_process_started_dies_with_it(make, monkeypatch, tmp_path):
    code = """
        import subprocess
        child = subprocess.Popen(["sleep", "60"])
        open(request["store"] + ".pid", "w").write(str(child.pid))
        time.sleep(60)
    """
    fake_child(monkeypatch, tmp_path, code)
    request = make({"tasks.csv": TASKS}, bounds=Bounds(seconds=1.5))
    with pytest.raises(CutoverError, match="longer than"):
        receive(request)
    assert is_gone(int(Path(request.store + ".pid").read_text()))


def is_gone(pid: int) -> bool:
    """Return whether a process ends within two seconds (a zombie has ended)."""
    for _ in range(40):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_source_that_kills_the_process_is_refused(make, monkeypatch, tmp_path):
    """The process dies while it reads bad.csv; asked again without it, it answers."""
    code = """
        if not request["refused"]:
            print(json.dumps({"stage": "read", "file": "bad.csv", "rows": 0, "source": request["sources"][0]}), flush=True)
            os.kill(os.getpid(), 11)
        outcome = {"programme_id": "hr", "zone": "UTC", "as_of": "2026-03-14", "tables": {}, "file_rows": []}
        outcome["zone"] = request["refused"][request["sources"][0]]
        open(request["folder"] + "/result.json", "w").write(json.dumps({"outcome": outcome}))
    """
    fake_child(monkeypatch, tmp_path, code)
    outcome = receive(make({"bad.csv": "x", "tasks.csv": TASKS}))
    assert outcome.zone == "bad.csv is not loaded: reading it ended without an answer (signal 11)."


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("os.kill(os.getpid(), 9)", r"reading the files ended without an answer \(signal 9\)"),
        ("sys.exit(70)", "reading the files needs more than 4.0 GB of memory"),
        ("raise SystemError('secret path')", "reading the files failed; the log of the server says more"),
    ],
)
def test_death_is_one_clear_message(make, monkeypatch, tmp_path, code, message):
    fake_child(monkeypatch, tmp_path, code)
    with pytest.raises(CutoverError, match=message) as told_error:
        receive(make({"tasks.csv": TASKS}))
    assert "secret" not in str(told_error.value)


def test_error_of_the_process_keeps_its_kind(make, monkeypatch, tmp_path):
    fake_child(
        monkeypatch, tmp_path,
        'open("result.json", "w").write(json.dumps({"error": "MappingError", "message": "No such header."}))',
    )  # fmt: skip
    with pytest.raises(MappingError, match=r"^No such header\.$"):
        receive(make({"tasks.csv": TASKS}))


def test_process_sees_no_secrets(make, monkeypatch, tmp_path):
    monkeypatch.setenv("CUTOVER_SECRET", "hunter2")
    fake_child(monkeypatch, tmp_path, 'json.dump(dict(os.environ), open(request["store"], "w")); sys.exit(1)')
    request = make({"tasks.csv": TASKS})
    with pytest.raises(CutoverError, match="failed"):
        receive(request)
    assert "hunter2" not in Path(request.store).read_text()


def test_process_ends_when_its_parent_dies(make):
    """Closing standard input is what the death of the parent does."""
    request = make({"tasks.csv": TASKS})
    code = (
        "import sys, time; from cutover.gateway import child; child.take_in = lambda *_: time.sleep(60); child.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True
    )
    process.stdin.write(request.to_json() + "\n")
    process.stdin.close()
    assert process.wait(20) == 70


def test_bounds_hold_in_the_process():
    code = (
        "import resource, os; from cutover.gateway.child import confine; from cutover.gateway import Bounds;"
        "confine(Bounds(2_000_000_000, 60, 5_000_000));"
        "names = ('AS', 'FSIZE', 'CORE'); print([resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in names],"
        "oct(os.umask(0)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True, capture_output=True,
        check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == "[(2000000000, 2000000000), (5000000, 5000000), (0, 0)] 0o77"


def test_file_larger_than_allowed_is_told(make):
    rows = "".join(f"T{number},{os.urandom(40).hex()}\n" for number in range(5_000))
    request = make({"tasks.csv": "task_id,task_name\n" + rows}, bounds=Bounds(file_bytes=100_000))
    with pytest.raises(CutoverError, match="The store cannot be written"):
        receive(request)


def test_broken_progress_kills_the_process(make, monkeypatch, tmp_path):
    """A page that is left while it shows progress throws in the callback."""
    code = """
        open(request["store"] + ".pid", "w").write(str(os.getpid()))
        print(json.dumps({"stage": "read"}), flush=True)
        time.sleep(60)
    """
    fake_child(monkeypatch, tmp_path, code)
    request = make({"tasks.csv": TASKS})

    def left(_: dict) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        receive(request, left)
    assert is_gone(int(Path(request.store + ".pid").read_text()))


def test_panic_of_a_library_refuses_the_file(make, monkeypatch):
    """A library written in Rust panics with a BaseException that is no Exception."""

    class PanicException(BaseException):
        pass

    def panicking(path: Path):
        raise PanicException("index out of bounds")
        yield

    monkeypatch.setattr(intake, "read_source", panicking)
    request = make({"book.xlsx": "x"})
    assert intake.take_in(request, lambda _: None).tables == {}
    assert told(problems(request), "refused_file") == ["book.xlsx is not loaded: it is damaged (PanicException)."]


def test_programme_of_the_store_is_taken(make, store):
    add_load(store, "2026-03-01", {"programme": [{"programme_id": "hr", "programme_name": "HR", "zone": "Asia/Tokyo"}]},
             "hr")  # fmt: skip
    context = find_context(make({}), store, [])
    assert (context.programme_id, context.zone) == ("hr", "Asia/Tokyo")
    assert context.as_of == datetime(2026, 3, 14, 8)


def test_programme_of_several_is_default(make, store):
    for programme_id in ("hr", "it"):
        add_load(store, "2026-03-01", {"tasks": []}, programme_id)
    assert find_context(make({}), store, []).programme_id == "default"
    assert find_context(make({}, programme_id="it"), store, []).programme_id == "it"


def test_status_time_without_offset_is_local(make, store):
    add_load(store, "2026-03-01", {"programme": [{"programme_id": "hr", "programme_name": "HR", "zone": "Asia/Tokyo"}]},
             "hr")  # fmt: skip
    assert find_context(make({}, as_of="2026-03-02T09:00"), store, []).as_of == datetime(2026, 3, 2, 0)
    assert find_context(make({}, as_of="2026-03-02T09:00Z"), store, []).as_of == datetime(2026, 3, 2, 9)


def test_references_are_compared_with_the_store_of_then(make, store):
    for at, name in (("2026-03-01", "T1"), ("2026-03-10", "T2"), ("2026-04-01", "T3")):
        add_load(store, at, {"tasks": [{"task_id": name, "task_name": name}]}, "hr")
    context = find_context(make({}, as_of="2026-03-15"), store, [])
    assert context.known("tasks", "task_id").to_pylist() == ["T2"]
    assert context.known("components", "component_id") is None


def test_two_requests_at_once_do_not_meet(make, tmp_path):
    request = make({"tasks.csv": TASKS})
    other = tmp_path / "other"
    other.mkdir()
    second = Request(request.sources, str(other), request.store, request.received_at)
    found = []
    threads = [threading.Thread(target=lambda r=r: found.append(receive(r))) for r in (request, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.tables["tasks"].read for outcome in found] == [2, 2]
    assert os.listdir(other) == os.listdir(request.folder)
    assert Store(Path(request.store)).loads() == []
