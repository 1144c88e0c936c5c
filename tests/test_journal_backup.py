"""Backups are made while the journal is written, proved, and restored whole or not at all."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from conftest import add_load
from journal_attacks import attack
from journal_writers import Writers
from test_journal_rows import ANN, act

from cutover.cli import main
from cutover.errors import JournalError
from cutover.journal import backup, find_place, open_journal, restore
from cutover.store import Store

ROOT = Path(__file__).resolve().parents[1]
TASKS = {"tasks": [{"task_id": "T1", "task_name": "Freeze code"}]}


@pytest.fixture
def lived(tmp_path):
    """Folder of a store with a load, its seal, two acts and a scenario."""
    store = Store(tmp_path / "store")
    add_load(store, "2026-03-01", TASKS)
    journal = open_journal(store.path)
    journal.seal_loads(store.path)
    journal.append(act(1), ANN)
    journal.append(act(2), ANN)
    journal.close()
    scenario = store.path / "scenarios" / ("0" * 32)
    scenario.mkdir(parents=True)
    (scenario / f"{'1' * 32}.json").write_text("{}")
    return store.path


def save(store, target):
    """Write a backup of a store."""
    journal = open_journal(store)
    made = backup(journal, store, target)
    journal.close()
    return made


def contents(folder) -> dict[str, bytes]:
    """Return what a store holds, but its database."""
    kept = ("snapshots", "scenarios", "journal.key", "journal.anchor")
    files = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] in kept]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_restored_store_is_the_same(lived, tmp_path):
    made = save(lived, tmp_path / "backup.tar")
    proof = restore(tmp_path / "backup.tar", tmp_path / "new")
    assert (made.event_count, made.load_count, proof.is_intact) == (3, 1, True)
    assert contents(tmp_path / "new") == contents(lived)
    old, new = open_journal(lived), open_journal(tmp_path / "new")
    assert (new.events(), new.is_read_only) == (old.events(), None)
    assert new.append(act(3), ANN).seq == 4


def test_backup_and_restored_files_are_private(lived, tmp_path):
    save(lived, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "new")
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert modes == {"0o600"}
    assert oct((tmp_path / "backup.tar").stat().st_mode & 0o777) == "0o600"
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "new").rglob("*") if path.is_dir()} == {"0o700"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_backup_under_load_is_intact(kind, lived, tmp_path, request):
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else None
    journal = open_journal(lived, url=url, anchor=tmp_path / "anchor")
    if kind == "sqlite":
        (lived / "journal.anchor").rename(tmp_path / "anchor")
        journal = open_journal(lived, anchor=tmp_path / "anchor")
    journal.seal_loads(lived)
    before = journal.head().seq
    os.environ["CUTOVER_JOURNAL_ANCHOR"] = str(tmp_path / "anchor")
    writers = Writers(lived, url)
    try:
        writers.start()
        writers.start()
        while journal.head().seq < before + 5:
            pass
        made = [backup(journal, lived, tmp_path / f"{number}.tar") for number in range(3)]
    finally:
        writers.end()
        del os.environ["CUTOVER_JOURNAL_ANCHOR"]
    restored = restore(tmp_path / "2.tar", tmp_path / "new")
    assert before + 5 <= made[0].event_count <= made[1].event_count <= made[2].event_count < journal.head().seq + 1
    assert (restored.is_intact, restored.event_count) == (True, made[2].event_count)
    assert writers.failed == []
    journal.close()


def test_journal_moves_to_postgres_and_back(lived, tmp_path, postgres_url):
    save(lived, tmp_path / "one.tar")
    restore(tmp_path / "one.tar", tmp_path / "moved", place=find_place(tmp_path / "moved", url=postgres_url))
    journal = open_journal(tmp_path / "moved", url=postgres_url)
    assert (journal.append(act(3), ANN).seq, journal.is_read_only) == (4, None)
    backup(journal, tmp_path / "moved", tmp_path / "two.tar")
    journal.close()
    assert not (tmp_path / "moved" / "journal.sqlite").exists()
    assert restore(tmp_path / "two.tar", tmp_path / "home").event_count == 4


def test_database_with_rows_is_not_restored_into(lived, tmp_path, postgres_url):
    save(lived, tmp_path / "one.tar")
    place = find_place(tmp_path / "a", url=postgres_url)
    restore(tmp_path / "one.tar", tmp_path / "a", place=place)
    with pytest.raises(JournalError, match="into an empty journal only"):
        restore(tmp_path / "one.tar", tmp_path / "b", place=place)
    assert not (tmp_path / "b").exists()


def test_store_without_acts_is_backed_up(tmp_path):
    add_load(Store(tmp_path / "store"), "2026-03-01", TASKS)
    assert save(tmp_path / "store", tmp_path / "backup.tar").event_count == 0
    proof = restore(tmp_path / "backup.tar", tmp_path / "new")
    assert (proof.is_intact, proof.unsealed) == (True, ("L000001",))
    assert contents(tmp_path / "new") == contents(tmp_path / "store")


def test_key_of_the_environment_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTOVER_JOURNAL_KEY", "a long secret")
    open_journal(tmp_path / "store").append(act(), ANN)
    save(tmp_path / "store", tmp_path / "backup.tar")
    assert b"a long secret" not in (tmp_path / "backup.tar").read_bytes()
    monkeypatch.delenv("CUTOVER_JOURNAL_KEY")
    with pytest.raises(JournalError, match="holds no key, so it cannot be proved: set CUTOVER_JOURNAL_KEY"):
        restore(tmp_path / "backup.tar", tmp_path / "new")


def test_damaged_store_is_not_backed_up(lived, tmp_path):
    (lived / "snapshots" / "L000001" / "tasks.parquet").write_bytes(b"other")
    with pytest.raises(JournalError, match=r"The backup was not made\. Load L000001: tasks\.parquet was changed"):
        save(lived, tmp_path / "backup.tar")
    attack(lived, "delete from journal where seq = 2")
    with pytest.raises(JournalError, match=r"The backup was not made\. After row 1 comes row 3"):
        save(lived, tmp_path / "backup.tar")
    assert sorted(os.listdir(tmp_path)) == ["store"]


def test_backup_replaces_no_file(lived, tmp_path):
    (tmp_path / "backup.tar").write_text("mine")
    with pytest.raises(JournalError, match=r"^backup\.tar is there already"):
        save(lived, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "mine"


def test_store_that_holds_something_is_not_restored_into(lived, tmp_path):
    save(lived, tmp_path / "backup.tar")
    before = contents(lived)
    for target in (lived, tmp_path / "backup.tar"):
        with pytest.raises(JournalError, match="into an empty store only"):
            restore(tmp_path / "backup.tar", target)
    assert contents(lived) == before


def test_empty_folder_is_restored_into(lived, tmp_path):
    save(lived, tmp_path / "backup.tar")
    (tmp_path / "new").mkdir()
    assert restore(tmp_path / "backup.tar", tmp_path / "new").is_intact


def rewritten(path, change) -> None:
    """Write an archive anew, its members changed: `change(name, content)` gives what it holds then, None leaves out."""
    with tarfile.open(path) as archive:
        members = [(member, archive.extractfile(member).read()) for member in archive]
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            content = change(member.name, content)
            if content is not None:
                with open(path.with_suffix(".part"), "w+b") as part:
                    part.write(content)
                    part.seek(0)
                    member.size = len(content)
                    archive.addfile(member, part)


def without(name):
    return lambda member, content: None if member == name else content


def replacing(name, old, new):
    return lambda member, content: content.replace(old, new) if member == name else content


@pytest.mark.parametrize(
    ("harm", "message"),
    [(lambda path: path.write_bytes(b""), "not a whole backup"), (lambda path: path.write_text("no archive"), "not a whole backup"),
     (lambda path: path.write_bytes(path.read_bytes()[:3000]), "not a whole backup"),
     (lambda path: path.unlink(), "There is no file backup.tar"),
     (lambda path: rewritten(path, without("backup.json")), "not a whole backup"),
     (lambda path: rewritten(path, without("journal.jsonl")), "journal.jsonl is not as it was written"),
     (lambda path: rewritten(path, without("snapshots/L000001/tasks.parquet")), "tasks.parquet is not as it was written"),
     (lambda path: rewritten(path, replacing("journal.jsonl", b"Noted", b"Doubted")), "journal.jsonl is not as it was"),
     (lambda path: rewritten(path, replacing("backup.json", b'"version":1', b'"version":2')), "backup has version 2"),
     (lambda path: rewritten(path, replacing("backup.json", b'"files":{', b'"files":[{')), "not a whole backup")],
    ids=["empty", "text", "cut", "none", "list", "rows", "table", "changed", "newer", "garbled"],
)  # fmt: skip
def test_bad_archive_changes_nothing(lived, tmp_path, harm, message):
    path = tmp_path / "backup.tar"
    save(lived, path)
    harm(path)
    with pytest.raises(JournalError, match=message):
        restore(path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".cutover-*"))


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "snapshots/L000001/../../evil", "sessions.sqlite", "snapshots/evil"]
)
def test_foreign_member_is_refused(lived, tmp_path, name):
    path = tmp_path / "backup.tar"
    save(lived, path)
    with tarfile.open(path, "a") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(JournalError, match="not a whole backup"):
        restore(path, tmp_path / "new")
    assert not list(tmp_path.rglob("evil"))


def test_link_in_an_archive_is_refused(lived, tmp_path):
    path = tmp_path / "backup.tar"
    save(lived, path)
    link = tarfile.TarInfo("scenarios/" + "2" * 32 + "/link.json")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(path, "a") as archive:
        archive.addfile(link)
    with pytest.raises(JournalError, match="not a whole backup"):
        restore(path, tmp_path / "new")


def test_rewritten_rows_are_found_by_the_chain(lived, tmp_path):
    """Somebody fits the list of hashes to the changed rows: the chain does not."""
    path = tmp_path / "backup.tar"
    save(lived, path)
    changed = {}

    def change(name, content):
        if name == "journal.jsonl":
            changed["old"] = hashlib.sha256(content).hexdigest().encode()
            content = content.replace(b"Noted", b"Doubt")
            changed["new"] = hashlib.sha256(content).hexdigest().encode()
        return content.replace(changed["old"], changed["new"]) if name == "backup.json" else content

    rewritten(path, change)
    with pytest.raises(JournalError, match=r"Nothing was restored: the backup is not intact\. Row 2 \(note by Ann Lee"):
        restore(path, tmp_path / "new")


def test_older_backup_is_told_by_an_anchor_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("CUTOVER_JOURNAL_ANCHOR", str(tmp_path / "outside"))
    journal = open_journal(tmp_path / "store")
    journal.append(act(1), ANN)
    backup(journal, tmp_path / "store", tmp_path / "backup.tar")
    journal.append(act(2), ANN)
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert open_journal(tmp_path / "new").is_read_only.startswith("The journal ends at row 1, but row 2 was anchored")


def test_unwritable_target_is_told(lived, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match=r"^The backup cannot be written: "):
        save(lived, tmp_path / "file" / "backup.tar")


def test_commands_prove_save_and_restore(lived, tmp_path, capsys):
    assert main(["verify", "--store", str(lived)]) == 0
    assert main(["backup", str(tmp_path / "b.tar"), "--store", str(lived)]) == 0
    assert main(["restore", str(tmp_path / "b.tar"), "--store", str(tmp_path / "new")]) == 0
    told = capsys.readouterr()
    assert told.out.count("The journal is intact: 3 rows, the newest with hash ") == 2
    assert told.out.count("1 load checked: every file is as it was loaded.") == 2
    assert "3 rows of the journal, 1 load, " in told.err


def test_verify_names_what_was_touched(lived, capsys):
    attack(lived, "update journal set body = replace(body, 'Noted', 'Doubted') where seq = 3")
    (lived / "snapshots" / "L000001" / "tasks.parquet").write_bytes(b"other")
    assert main(["verify", "--store", str(lived)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("The journal was touched. Row 3 (note by Ann Lee, recorded 2")
    assert lines[1] == "Load L000001: tasks.parquet was changed after it was loaded."
    assert main(["verify", "--store", str(lived), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["first_seq"] == 3


def test_verify_of_an_empty_store_says_so(tmp_path, capsys):
    assert main(["verify", "--store", str(tmp_path / "none")]) == 0
    assert capsys.readouterr().out == "The journal is intact: it is empty.\n"
    assert not (tmp_path / "none").exists()


def test_verify_names_loads_without_a_seal(lived, capsys):
    add_load(Store(lived), "2026-03-02", TASKS)
    assert main(["verify", "--store", str(lived)]) == 0
    assert "Not sealed yet, the next load or start of the server does: L000002.\n" in capsys.readouterr().out


def test_new_anchor_is_begun_by_command(lived, capsys):
    (lived / "journal.anchor").unlink()
    command = [sys.executable, "-m", "cutover", "verify", "--store", str(lived)]
    lost = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (lost.returncode, "verify --new-anchor" in lost.stdout) == (1, True)
    assert main(["verify", "--new-anchor", "--store", str(lived)]) == 0
    assert "The anchor begins at row 3." in capsys.readouterr().err
