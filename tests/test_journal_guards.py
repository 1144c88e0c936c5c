"""What the databases themselves refuse, whoever asks; and what our own connections may not even try."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from journal_attacks import attack
from sqlalchemy import text
from test_journal_rows import ANN, KEY, act

from cutover.errors import JournalError
from cutover.journal import open_journal
from cutover.journal.database import Database
from cutover.journal.model import GENESIS, Head
from cutover.journal.rows import COLUMNS, make_row, placed

COLUMN_LIST = ", ".join(COLUMNS)


def values(row: dict) -> str:
    """Return a row as SQL values."""
    return ", ".join(str(row[name]) if name == "seq" else f"'{row[name]}'" for name in COLUMNS)


def next_row(journal, **changes) -> dict:
    """Return the row that would fit behind the newest, with some cells changed."""
    return placed(make_row(act(99), ANN), journal.head(), "2026-11-01T12:00:00", KEY) | changes


@pytest.fixture
def written(tmp_path):
    """A journal of three rows."""
    journal = open_journal(tmp_path)
    for number in (1, 2, 3):
        journal.append(act(number), ANN)
    yield journal
    journal.close()


def run_raw(path, statement: str, *, recursive: bool = False) -> None:
    """Run a statement as another program would, which sets nothing."""
    with closing(sqlite3.connect(path / "journal.sqlite")) as connection:
        connection.execute(f"pragma recursive_triggers = {int(recursive)}")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [("update journal set body = body where seq = 2", "never changed"), ("delete from journal where seq = 3", "never deleted"),
     ("delete from journal", "never deleted"),
     (f"insert or replace into journal select {COLUMN_LIST} from journal where seq = 2", "behind the newest"),
     ("update or replace journal set seq = 2 where seq = 3", "never changed")],
)  # fmt: skip
@pytest.mark.parametrize("recursive", [False, True])
def test_sqlite_refuses_change_and_deletion(written, tmp_path, statement, reason, recursive):
    with pytest.raises(sqlite3.IntegrityError, match=f"^journal: .*{reason}"):
        run_raw(tmp_path, statement, recursive=recursive)
    assert written.verify().event_count == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"seq": 5}, "without a gap"), ({"seq": 3}, "without a gap"), ({"seq": 0}, "without a gap"),
     ({"previous_hash": GENESIS}, "another hash"), ({"key": "k2"}, "used before")],
)  # fmt: skip
def test_sqlite_refuses_what_does_not_fit(written, tmp_path, changes, reason):
    row = next_row(written, **changes)
    with pytest.raises(sqlite3.IntegrityError, match=f"^journal: .*{reason}"):
        run_raw(tmp_path, f"insert or replace into journal ({COLUMN_LIST}) values ({values(row)})")
    assert written.verify().is_intact


@pytest.mark.parametrize("cell", ["'short'", "null", "x'00'"])
def test_cell_that_is_no_hash_is_refused(written, tmp_path, cell):
    row = values(next_row(written)).rpartition(", ")[0]
    with pytest.raises(sqlite3.IntegrityError):
        run_raw(tmp_path, f"insert into journal ({COLUMN_LIST}) values ({row}, {cell})")


@pytest.mark.parametrize(
    "statement",
    ["update journal set body = ''", "delete from journal", "drop table journal", "drop trigger journal_unchanged",
     "attach ':memory:' as other", "create table other (x)", "pragma synchronous = 0", "insert into journal_schema values (2)",
     "alter table journal rename to other", "create temp trigger x after insert on journal begin select 1; end"],
)  # fmt: skip
def test_our_own_connections_may_only_append(written, tmp_path, statement):
    database = Database(tmp_path / "journal.sqlite", None)
    with pytest.raises(JournalError, match="The journal refused this"), database.writing() as connection:
        connection.execute(text(statement))
    database.close()


def test_missing_guard_makes_it_read_only(written, tmp_path):
    run_raw(tmp_path, "drop trigger journal_undeleted")
    journal = open_journal(tmp_path)
    assert journal.is_read_only == "The journal is not guarded against changes: its trigger journal_undeleted is gone."
    with pytest.raises(JournalError, match="journal_undeleted is gone"):
        journal.append(act(4), ANN)


APP = "cutover_app"


@pytest.fixture
def app_url(postgres_url, tmp_path):
    """The database as the role of the app sees it, which the owner set up as docs/journal.md says."""
    journal = open_journal(tmp_path, url=postgres_url)
    for number in (1, 2, 3):
        journal.append(act(number), ANN)
    journal.close()
    with psycopg.connect(postgres_url) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
            connection.execute(f"create role {APP} login")
        connection.execute(f"grant select, insert on journal to {APP}")
        connection.execute(f"grant select on journal_schema to {APP}")
    return postgres_url.replace("postgres@", f"{APP}@")


def test_role_of_the_app_may_append(app_url, tmp_path):
    journal = open_journal(tmp_path, url=app_url)
    assert journal.append(act(4), ANN).seq == 4
    assert journal.verify().is_intact
    journal.close()


@pytest.mark.parametrize(
    "statement",
    ["update journal set body = ''", "delete from journal", "truncate journal", "drop table journal",
     "alter table journal disable trigger all", "drop trigger journal_unchanged on journal",
     "insert into journal_schema values (2)", "drop function journal_check() cascade", "lock table journal in exclusive mode",
     "create or replace function journal_check() returns trigger language plpgsql as 'begin return new; end'"],
)  # fmt: skip
def test_role_of_the_app_may_do_nothing_else(app_url, statement):
    with psycopg.connect(app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [("update journal set body = ''", "never changed or deleted"), ("delete from journal", "never changed or deleted"),
     ("truncate journal", "never changed or deleted"),
     ("insert into journal select * from journal where seq = 3", "without a gap"),
     ("insert into journal select * from journal where seq = 3 on conflict (seq) do update set body = ''", "without a gap|never")],
)  # fmt: skip
def test_postgres_refuses_even_its_owner(app_url, postgres_url, statement, reason):
    with psycopg.connect(postgres_url) as connection, pytest.raises(psycopg.errors.RaiseException, match=reason):
        connection.execute(statement)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"seq": 5}, "without a gap"), ({"previous_hash": GENESIS}, "another hash")],
)
def test_postgres_refuses_what_does_not_fit(app_url, changes, reason):
    with psycopg.connect(app_url) as connection:
        newest = connection.execute("select seq, hash from journal order by seq desc limit 1").fetchone()
        row = placed(make_row(act(99), ANN), Head(*newest), "2026-11-01T12:00:00", KEY) | changes
        with pytest.raises(psycopg.errors.RaiseException, match=reason):
            connection.execute(f"insert into journal ({COLUMN_LIST}) values ({values(row)})")


def test_table_of_the_same_name_deceives_no_trigger(app_url):
    """Temporary tables come first where names are looked up; the trigger asks the table that it guards."""
    with psycopg.connect(app_url) as connection:
        connection.execute("create temp table journal (seq bigint, hash text)")
        schema = connection.execute("show search_path").fetchone()[0]
        row = placed(make_row(act(99), ANN), Head(), "2026-11-01T12:00:00", KEY) | {"seq": 77}
        with pytest.raises(psycopg.errors.RaiseException, match="without a gap"):
            connection.execute(f"insert into {schema}.journal ({COLUMN_LIST}) values ({values(row)})")


def test_unguarded_table_of_postgres_makes_it_read_only(app_url, postgres_url, tmp_path):
    with psycopg.connect(postgres_url) as connection:
        connection.execute("alter table journal disable trigger journal_unchanged")
    journal = open_journal(tmp_path, url=app_url)
    assert journal.is_read_only == "The journal is not guarded against changes: its trigger journal_unchanged is gone."
    journal.close()


def test_postgres_that_may_lose_commits_is_refused(app_url, postgres_url, tmp_path):
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f"alter role {APP} set synchronous_commit = off")
    journal = open_journal(tmp_path, url=app_url)
    journal.close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute(f"alter role {APP} reset synchronous_commit")
    assert journal.is_read_only == (
        "The journal does not run: PostgreSQL has synchronous_commit off instead of on or remote_apply."
    )


def test_attack_leaves_the_guards_in_place(written, tmp_path):
    attack(tmp_path, "update journal set body = '{}' where seq = 2")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        run_raw(tmp_path, "update journal set body = ''")
