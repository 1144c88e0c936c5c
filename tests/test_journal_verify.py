"""Whatever is touched is named: a cell of the journal, its end, its anchor, its key, a byte of a load."""

import json
import shutil
import sqlite3

import pytest
from conftest import add_load
from journal_attacks import attack
from test_journal_rows import ANN, act

from cutover import pipeline
from cutover.errors import JournalError
from cutover.journal import open_journal
from cutover.store import Store

TASKS = {"tasks": [{"task_id": "T1", "task_name": "Freeze code"}]}
ROWS = 5


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """Address of the journal; None is the file of the store."""
    return request.getfixturevalue("postgres_url") if request.param == "postgresql" else None


@pytest.fixture
def place(tmp_path):
    """Folder of a journal of five rows on SQLite that nobody has open."""
    return written(tmp_path, None)


@pytest.fixture
def either(tmp_path, url):
    """The same on either database."""
    return written(tmp_path, url)


def written(tmp_path, url):
    journal = open_journal(tmp_path, url=url)
    for number in range(1, ROWS + 1):
        journal.append(act(number), ANN)
    assert journal.verify().is_intact
    journal.close()
    return tmp_path


def found_in(either, url=None):
    """Return what a proof finds, and why the journal is read-only, if it is; nothing is recorded then."""
    journal = open_journal(either, url=url)
    proof, reason = journal.verify(either), journal.is_read_only
    if reason:
        with pytest.raises(JournalError):
            journal.append(act(99), ANN)
    journal.close()
    return proof, reason


@pytest.mark.parametrize(
    "column", ["key", "programme_id", "table_name", "subject", "kind", "recorded_at", "body", "hash"]
)
def test_changed_cell_names_its_row(either, url, column):
    attack(
        either, f"update journal set {column} = substr({column}, 1, length({column}) - 1) || '~' where seq = 3", url=url
    )
    proof, reason = found_in(either, url)
    assert (proof.is_intact, proof.first_seq, proof.event_count) == (False, 3, 2)
    assert proof.problem.startswith("Row 3 (")
    assert proof.problem.endswith(") was changed after it was written.")
    assert reason == proof.problem


@pytest.mark.parametrize(
    ("statement", "first_seq", "problem"),
    [("update journal set previous_hash = repeat('0', 64) where seq = 3", 3, "does not continue row 2"),
     ("update journal set seq = 77 where seq = 3", 3, "After row 2 comes row 4: row 3 is missing."),
     ("delete from journal where seq in (2, 3)", 2, "After row 1 comes row 4: rows 2 to 3 are missing."),
     ("update journal set body = replace(body, 'Noted', 'Doubted') where seq = 1", 1, "Row 1 (note by Ann Lee, recorded 2"),
     ("delete from journal where seq = 5", 5, "The journal ends at row 4, but row 5 was anchored on 2"),
     ("delete from journal", 1, "The journal ends at row 0, but row 1 was anchored on 2")],
)  # fmt: skip
def test_touched_rows_are_named(either, url, statement, first_seq, problem):
    if url is None:
        statement = statement.replace("repeat('0', 64)", f"'{'0' * 64}'")
    attack(either, statement, url=url)
    proof, reason = found_in(either, url)
    assert (proof.is_intact, proof.first_seq) == (False, first_seq)
    assert problem in proof.problem
    assert reason == proof.problem


def test_rows_after_the_touched_one_are_still_shown(either, url):
    attack(either, "update journal set body = replace(body, 'Noted', 'Doubted') where seq = 2", url=url)
    journal = open_journal(either, url=url)
    assert [event.seq for event in journal.events()] == [1, 2, 3, 4, 5]
    assert journal.is_read_only.startswith("Row 2 (note by Ann Lee")
    journal.close()


def test_row_that_is_no_act_is_left_out(place):
    attack(place, "update journal set body = 'x' where seq = 2")
    journal = open_journal(place)
    assert [event.seq for event in journal.events()] == [1, 3, 4, 5]
    assert journal.is_read_only.startswith("Row 2 (note by somebody")


def test_tampering_is_noticed_while_running(either, url):
    journal = open_journal(either, url=url)
    attack(either, "delete from journal where seq = 5", url=url)
    with pytest.raises(JournalError, match=r"read-only\. Row 5, which was there before, is gone or replaced\."):
        journal.append(act(6), ANN)
    assert len(journal.events()) == 5
    assert journal.is_read_only
    journal.close()


def test_old_copy_is_caught_by_the_anchor(tmp_path):
    journal = open_journal(tmp_path)
    journal.append(act(1), ANN)
    journal.close()
    shutil.copy(tmp_path / "journal.sqlite", tmp_path / "old")
    journal = open_journal(tmp_path)
    journal.append(act(2), ANN)
    journal.close()
    shutil.copy(tmp_path / "old", tmp_path / "journal.sqlite")
    proof, reason = found_in(tmp_path)
    assert reason == proof.problem
    assert reason.startswith("The journal ends at row 1, but row 2 was anchored on ")
    assert reason.endswith("its end was cut off, or an old copy was put in its place.")


def test_journal_written_anew_is_caught_by_the_anchor(place):
    for path in place.glob("journal.sqlite*"):
        path.unlink()
    shutil.move(place / "journal.anchor", place / "kept")
    journal = open_journal(place)
    for number in range(1, 8):
        journal.append(act(number, after={"note": "Another story"}), ANN)
    journal.close()
    shutil.move(place / "kept", place / "journal.anchor")
    proof, reason = found_in(place)
    assert (proof.first_seq, reason) == (1, proof.problem)
    assert reason.startswith("Row 1 is not the one that was anchored on ")


def test_lost_database_makes_it_read_only(place):
    for path in place.glob("journal.sqlite*"):
        path.unlink()
    proof, reason = found_in(place)
    assert reason == "The journal is gone: its anchor knows rows, but there is no database."
    assert not proof.is_intact


def test_lost_key_makes_it_read_only(either, url):
    (either / "journal.key").unlink()
    proof, reason = found_in(either, url)
    assert proof.problem == reason == "The journal's key is missing: put journal.key back from a backup."
    assert not (either / "journal.key").exists()


def test_another_key_is_suspected(place):
    (place / "journal.key").write_text("ab" * 32)
    _, reason = found_in(place)
    assert reason.endswith("Or the key is not the one that the journal was begun with.")


@pytest.mark.parametrize("content", ["", "no key", "abcd"])
def test_damaged_key_is_named(place, content):
    (place / "journal.key").write_text(content)
    assert "The journal's key" in found_in(place)[1]


def test_lost_anchor_is_renewed_on_request(either, url):
    (either / "journal.anchor").unlink()
    assert "verify --new-anchor" in found_in(either, url)[1]
    journal = open_journal(either, url=url)
    assert journal.renew_anchor() == journal.head()
    assert (journal.is_read_only, journal.append(act(6), ANN).seq) == (None, 6)
    with pytest.raises(JournalError, match="There is an anchor: move it away first"):
        journal.renew_anchor()
    journal.close()


def test_anchor_of_a_broken_chain_is_not_renewed(place):
    attack(place, "delete from journal where seq = 2")
    (place / "journal.anchor").unlink()
    with pytest.raises(JournalError, match="row 2 is missing"):
        open_journal(place).renew_anchor()


def test_anchor_that_a_crash_tore_goes_on(place):
    anchor = place / "journal.anchor"
    anchor.write_text(anchor.read_text()[:-30])
    journal = open_journal(place)
    journal.append(act(6), ANN)
    lines = anchor.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["0", "1", "2", "3", "4", "5", "5", "6"]
    assert journal.verify().is_intact


def test_row_without_an_anchor_is_anchored_before_the_next(place):
    """Killed between commit and anchor: the row counts, and the next act anchors it first."""
    anchor = place / "journal.anchor"
    anchor.write_text("".join(anchor.read_text().splitlines(keepends=True)[:-1]))
    proof, reason = found_in(place)
    assert (proof.is_intact, reason) == (True, None)
    open_journal(place).append(act(6), ANN)
    assert [line.split()[0] for line in anchor.read_text().splitlines()][-2:] == ["5", "6"]


@pytest.mark.parametrize("offset", range(0, 100, 9))
def test_byte_changed_in_the_file_is_never_silent(place, offset):
    """Some bytes hold no row (free space): those change nothing, and the chain is proved as it was."""
    path = place / "journal.sqlite"
    content = bytearray(path.read_bytes())
    place_of_byte = 100 + offset * (len(content) - 101) // 100
    content[place_of_byte] ^= 0x04
    path.write_bytes(content)
    proof, reason = found_in(place)
    unchanged = proof.event_count == ROWS and reason is None
    assert unchanged or not proof.is_intact


def test_byte_changed_in_an_index_is_named(place):
    """The rows are whole; but the index that keeps keys from being used twice is not."""
    path = place / "journal.sqlite"
    content = path.read_bytes()
    places = [
        at for at in range(len(content)) if content.startswith(b"k3", at) and not content.startswith(b"k3demo", at)
    ]
    found = []
    for at in places:
        path.write_bytes(content[:at] + b"k9" + content[at + 2 :])
        found.append(found_in(place)[0])
    assert not any(proof.is_intact for proof in found)
    assert any("Every row is whole, but the journal's file is damaged" in str(proof.problem) for proof in found)


def test_file_that_is_no_database_is_told(place):
    (place / "journal.sqlite").write_bytes(b"not a database" * 500)
    proof, reason = found_in(place)
    assert reason == proof.problem == "The journal's file is damaged; restore it from a backup."


# Loads


@pytest.fixture
def sealed(tmp_path):
    """A store of two sealed loads."""
    store = Store(tmp_path / "store")
    for at in ("2026-03-01", "2026-03-02"):
        add_load(store, at, TASKS)
    journal = open_journal(store.path)
    assert journal.seal_loads(store.path) == ["L000001", "L000002"]
    journal.close()
    return store


def test_load_is_sealed_by_an_event(sealed):
    first, second = open_journal(sealed.path).events("demo")
    assert (first.act.kind, first.act.subject, first.actor.name) == ("load", {"load_id": "L000001"}, "test")
    assert first.act.as_of.isoformat() == "2026-03-01T00:00:00"
    assert (second.act.after["tables"], len(second.act.after["manifest_sha256"])) == (["tasks"], 64)


def test_sealing_again_adds_nothing(sealed):
    journal = open_journal(sealed.path)
    assert journal.seal_loads(sealed.path) == []
    assert journal.head().seq == 2


@pytest.mark.parametrize("name", ["tasks.parquet", "problems.parquet", "manifest.json"])
def test_byte_changed_in_a_load_is_named(sealed, name):
    path = sealed.snapshots / "L000002" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    proof, _ = found_in(sealed.path)
    said = "its manifest" if name == "manifest.json" else name
    assert (proof.is_intact, proof.problem, len(proof.load_problems)) == (False, None, 1)
    assert proof.load_problems[0].startswith(f"Load L000002: {said} ")


def test_load_whose_manifest_hides_the_change_is_named(sealed):
    """Somebody changes a table and the hash of it in the manifest: the journal knows the manifest."""
    folder = sealed.snapshots / "L000001"
    (folder / "tasks.parquet").write_bytes((folder / "problems.parquet").read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["tasks.parquet"] = manifest["files"]["problems.parquet"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    problem = found_in(sealed.path)[0].load_problems[0]
    assert problem.startswith("Load L000001: its manifest was changed after it was sealed on 2")
    assert problem.endswith(" as J000001.")


@pytest.mark.parametrize(
    ("harm", "problem"),
    [(lambda folder: shutil.rmtree(folder), "Load L000001 is gone: it was sealed on 2"),
     (lambda folder: (folder / "tasks.parquet").unlink(), "Load L000001: tasks.parquet is gone."),
     (lambda folder: (folder / "votes.parquet").write_bytes(b""), "Load L000001: votes.parquet does not belong to it."),
     (lambda folder: (folder / "manifest.json").unlink(), "Load L000001: its manifest cannot be read.")],
    ids=["load", "table", "foreign", "manifest"],
)  # fmt: skip
def test_missing_and_foreign_files_are_named(sealed, harm, problem):
    harm(sealed.snapshots / "L000001")
    assert found_in(sealed.path)[0].load_problems[0].startswith(problem)


def test_load_without_a_seal_is_named_and_sealed_later(sealed):
    add_load(sealed, "2026-03-03", TASKS)
    journal = open_journal(sealed.path)
    proof = journal.verify(sealed.path)
    assert (proof.is_intact, proof.unsealed, proof.load_count) == (True, ("L000003",), 2)
    assert journal.seal_loads(sealed.path) == ["L000003"]
    assert journal.verify(sealed.path).unsealed == ()


def test_manifest_without_hashes_is_sealed_with_them(tmp_path):
    """Made before there was a journal: the seal holds what the manifest does not."""
    store = Store(tmp_path)
    folder = store.snapshots / add_load(store, "2026-03-01", TASKS).load_id
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert Store(tmp_path).loads()[0].files == {}
    journal = open_journal(tmp_path)
    journal.seal_loads(tmp_path)
    assert journal.verify(tmp_path).is_intact
    (folder / "tasks.parquet").write_bytes(b"other")
    assert journal.verify(tmp_path).load_problems == ("Load L000001: tasks.parquet was changed after it was loaded.",)


def load_file(folder, store, name="tasks"):
    """Load one small file through the pipeline."""
    path = folder / f"{name}.csv"
    path.write_text(f"task_id,task_name\nT1,{name}\n")
    options = pipeline.LoadOptions("demo", "2026-03-01T00:00Z", bounds=None)
    return pipeline.load([path], store=store, options=options)


def test_loading_seals_what_it_loads(tmp_path, store):
    assert load_file(tmp_path, store).messages == ("Loaded as L000001 of programme demo.",)
    record = pipeline.journal(store.path)
    assert [event.act.subject for event in record.events()] == [{"load_id": "L000001"}]
    assert record.verify(store.path).is_intact
    assert store.loads()[0].files.keys() == {"problems.parquet", "tasks.parquet"}


def test_next_load_seals_what_a_kill_left(tmp_path, store):
    add_load(store, "2026-02-01", TASKS)
    load_file(tmp_path, store)
    assert len(pipeline.journal(store.path).events()) == 2


def test_nothing_is_loaded_under_a_broken_chain(tmp_path, store):
    load_file(tmp_path, store)
    pipeline.journal(store.path).close()
    attack(store.path, "update journal set body = '{}'")
    pipeline._journal.cache_clear()
    with pytest.raises(JournalError, match=r"^The journal is read-only\. Row 1 \(load by somebody"):
        load_file(tmp_path, store, "tasks2")
    assert len(store.loads()) == 1


def test_unreachable_journal_does_not_stop_a_load(tmp_path, store, monkeypatch):
    monkeypatch.setenv("CUTOVER_JOURNAL", "postgresql://nobody@127.0.0.1:1/none")
    found = load_file(tmp_path, store)
    assert found.is_new
    assert found.messages[-1].startswith("The load is not sealed yet. The journal's database does not answer.")


def test_changed_database_of_another_program_is_no_journal(tmp_path):
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute("create table journal_schema (name text)")
    connection.close()
    assert open_journal(tmp_path).is_read_only == "The journal's database refused this; nothing was recorded."
