"""The journal: append, read again, refuse; on both databases."""

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from journal_attacks import attack
from journal_writers import together
from test_journal_rows import ANN, act

import cutover.journal.database as database
from cutover.errors import ConflictError, JournalError, OvertakenError
from cutover.journal import Head, Journal, open_journal
from cutover.journal.model import GENESIS

BO = replace(ANN, subject="bo", name="Bo Chan", side="provider")
KINDS = ["sqlite", "postgresql"]


@pytest.fixture(params=KINDS)
def opened(request, tmp_path):
    """Return a function that opens the journal of one store, each time anew, on either database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    found: list[Journal] = []

    def build() -> Journal:
        found.append(open_journal(tmp_path / "store", url=url))
        return found[-1]

    yield build
    for journal in found:
        journal.close()


@pytest.fixture
def journal(opened) -> Journal:
    return opened()


def test_journal_begins_empty(journal):
    assert journal.head() == Head(0, GENESIS, "")
    assert journal.events() == []
    assert journal.is_read_only is None


def test_store_without_acts_gets_no_file(tmp_path):
    journal = open_journal(tmp_path / "store")
    journal.events(), journal.head(), journal.verify()
    assert not (tmp_path / "store").exists()


def test_appended_act_is_an_event(journal):
    event = journal.append(act(), ANN)
    assert (event.seq, event.act, event.actor) == (1, act(), ANN)
    assert journal.events() == [event]
    assert journal.head() == Head(1, event.hash, event.recorded_at.isoformat())


def test_rows_are_chained(journal):
    first, second = journal.append(act(1), ANN), journal.append(act(2), BO)
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)


def test_another_process_sees_the_same(opened):
    events = [opened().append(act(number), ANN) for number in (1, 2, 3)]
    later = opened()
    assert later.events() == events
    later.append(act(4), BO)
    assert [event.seq for event in later.events("demo")] == [1, 2, 3, 4]


def test_rows_of_others_are_read_when_asked(opened):
    one, other = opened(), opened()
    one.append(act(1), ANN)
    assert len(other.events()) == 1
    other.append(act(2), ANN)
    assert [event.seq for event in one.events()] == [1, 2]
    assert [event.seq for event in one.events(upto=1)] == [1]


def test_events_of_one_programme_are_listed(journal):
    journal.append(act(1), ANN)
    journal.append(act(2, programme_id="other"), ANN)
    assert [event.act.programme_id for event in journal.events("other")] == ["other"]
    assert journal.events("none") == []


def test_same_key_is_the_same_event(opened):
    first = opened().append(act(), ANN)
    again = opened().append(act(seen=9, before={"note": "Other"}), replace(ANN, session_id="another"))
    assert again == first
    assert opened().head().seq == 1


@pytest.mark.parametrize(("said", "actor"), [(act(after={"note": "Other"}), ANN), (act(), BO)])
def test_same_key_for_something_else_is_refused(journal, said, actor):
    journal.append(act(), ANN)
    with pytest.raises(ConflictError, match=r"^This was recorded already as J000001, and says something else: Ann Lee"):
        journal.append(said, actor)
    assert journal.head().seq == 1


def test_second_editor_is_told_who_was_faster(opened):
    opened().append(act(after={"note": "First"}), ANN)
    with pytest.raises(
        ConflictError,
        match=r"^Somebody was faster: Ann Lee \(customer, program_manager\) recorded at 2.* UTC a note of N1: note = First\.",
    ):
        opened().append(act(key="k2", after={"note": "Second"}), BO)
    assert opened().head().seq == 1


def test_editor_who_saw_the_newest_may_write(journal):
    first = journal.append(act(), ANN)
    second = journal.append(act(key="k2", seen=first.seq), BO)
    assert second.act.seen == 1
    with pytest.raises(ConflictError, match="Bo Chan"):
        journal.append(act(key="k3", seen=first.seq), ANN)


def test_act_is_refused_behind_what_was_not_looked_at(opened):
    opened().append(act(1), ANN)
    opened().append(act(2, programme_id="other"), ANN)
    with pytest.raises(OvertakenError, match=r"^Meanwhile Ann Lee .* a note of N1: .* look again, then decide\.$"):
        opened().append(act(3), BO, upto=0)
    assert (opened().append(act(3), BO, upto=1).seq, opened().head().seq) == (3, 3)


def test_same_row_of_another_table_is_no_conflict(journal):
    journal.append(act(), ANN)
    journal.append(act(key="k2", kind="load"), ANN)
    journal.append(act(key="k3", programme_id="other"), ANN)
    assert journal.head().seq == 3


def test_threads_append_without_gap(opened):
    journals = [opened(), opened()]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journals[number % 2].append(act(number), ANN), range(60)))
    assert [event.seq for event in journals[0].events()] == list(range(1, 61))
    assert opened().verify().is_intact


def test_text_of_any_script_is_kept(journal):
    text = "Größe \u0000 ✓ 切换 \u2028 \U0001f680 '; drop table journal; --"
    journal.append(act(subject={"note_id": text}, after={"note": text}), ANN)
    assert journal.events()[0].act.after["note"] == text
    assert journal.verify().is_intact


def test_everything_is_private(tmp_path):
    old = os.umask(0)
    try:
        journal = open_journal(tmp_path / "store")
        journal.append(act(), ANN)
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "store").iterdir()}
    assert modes.keys() >= {"journal.sqlite", "journal.sqlite-wal", "journal.key", "journal.anchor"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700


def test_key_is_made_once(tmp_path):
    open_journal(tmp_path).append(act(1), ANN)
    key = (tmp_path / "journal.key").read_text()
    open_journal(tmp_path).append(act(2), ANN)
    assert (tmp_path / "journal.key").read_text() == key
    assert len(bytes.fromhex(key)) == 32


def test_environment_says_where_the_journal_is(tmp_path, monkeypatch, postgres_url):
    monkeypatch.setenv("CUTOVER_JOURNAL", postgres_url)
    monkeypatch.setenv("CUTOVER_JOURNAL_KEY", "a long secret")
    monkeypatch.setenv("CUTOVER_JOURNAL_ANCHOR", str(tmp_path / "elsewhere" / "anchor"))
    assert open_journal(tmp_path / "store").append(act(), ANN).seq == 1
    assert not (tmp_path / "store").exists()
    assert len((tmp_path / "elsewhere" / "anchor").read_text().splitlines()) == 2


@pytest.mark.parametrize("url", ["mysql://host/name", "no address", "postgresql://host:port/name"])
def test_foreign_address_is_refused(tmp_path, url):
    with pytest.raises(JournalError, match="address of the journal's database"):
        open_journal(tmp_path, url=url)


def test_unreachable_database_shows_no_act_and_says_why(tmp_path):
    journal = open_journal(tmp_path, url="postgresql://nobody:secret@127.0.0.1:1/none")
    assert journal.events() == []
    assert journal.head() == Head()
    assert journal.is_read_only == (
        "The journal's database does not answer. What is shown may be out of date; nothing can be recorded."
    )
    with pytest.raises(JournalError, match="does not answer"):
        journal.append(act(), ANN)
    assert journal.verify().problem == journal.is_read_only


@pytest.mark.parametrize(
    ("pragma", "loose"),
    [("journal_mode", "delete"), ("synchronous", 1), ("recursive_triggers", 0), ("foreign_keys", 0)],
)
def test_loose_pragma_stops_the_journal(tmp_path, pragma, loose):
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as connection:
        for name, value in (database.PRAGMAS | {pragma: loose}).items():
            connection.execute(f"pragma {name} = {value}")
        with pytest.raises(JournalError, match=f"The journal does not run: SQLite has {pragma} {loose} instead of"):
            database.check_pragmas(connection)


def test_newer_version_of_the_tables_is_refused(tmp_path):
    open_journal(tmp_path).append(act(), ANN)
    attack(tmp_path, "update journal_schema set version = 2")
    assert open_journal(tmp_path).is_read_only == (
        "The journal has version 2 of its tables; this version of Cutover knows 1."
    )


def test_file_taken_away_is_noticed(tmp_path):
    journal = open_journal(tmp_path)
    journal.append(act(), ANN)
    os.rename(tmp_path / "journal.sqlite", tmp_path / "away")
    with pytest.raises(JournalError, match="taken away or replaced while it was in use"):
        journal.append(act(2), ANN)
    assert [event.seq for event in journal.events()] == [1]


def test_processes_begin_a_journal_together(tmp_path):
    assert together(tmp_path, 6, 5) == [0] * 6
    journal = open_journal(tmp_path)
    assert len({event.act.key for event in journal.events()}) == 30
    assert journal.verify().is_intact


def test_processes_begin_a_journal_of_postgres_together(tmp_path, postgres_url):
    assert together(tmp_path, 4, 5, postgres_url) == [0] * 4
    journal = open_journal(tmp_path, url=postgres_url)
    assert len({event.act.key for event in journal.events()}) == 20
    assert journal.verify().is_intact


def test_only_sqlite_opens_the_live_file():
    """`open`, `copy` and the like of the database's file drop its locks, and lose acknowledged rows."""
    folder = Path(database.__file__).parent
    touching = [
        f"{path.name}: {line.strip()}"
        for path in folder.parent.rglob("*.py")
        for line in path.read_text().splitlines()
        if ("DATABASE" in line or "journal.sqlite" in line or ("self.path" in line and path.name == "database.py"))
        if any(word in line for word in ("open(", "read_", "write_", "copy", "shutil", "rename(", "replace("))
    ]
    assert touching == []
