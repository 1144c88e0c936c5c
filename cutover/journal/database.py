"""The database under the journal: SQLite in the store, or PostgreSQL by URL.

Whatever either of them can be set to that would lose an acknowledged row is
looked at when a connection is made; if it is set otherwise, nothing runs.
"""

import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from cutover.errors import JournalError
from cutover.journal.files import create_private
from cutover.journal.schema import LOCK, check_schema, create_schema, has_schema

BUSY_SECONDS = 30
CONNECT_SECONDS = 5
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}
"""What SQLite must be set to: 2 is FULL, which forces every commit to disk."""
POSTGRES_SETTINGS = {"fsync": ("on",), "synchronous_commit": ("on", "remote_apply"), "server_encoding": ("UTF8",)}
ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
FULL_DISK = "The disk is full: nothing was recorded. All that was recorded before is there; make room and try again."


class Database:
    """Connections to the journal's database.

    Attributes
    ----------
    path
        The file, of SQLite; None: PostgreSQL.
    """

    def __init__(self, path: Path | None, url: str | None) -> None:
        self.path = None if url else path
        self._inode: int | None = None
        try:
            self._engine = _postgres(url) if url else _sqlite(path)
        except (ArgumentError, ImportError, ValueError) as error:
            raise JournalError("The address of the journal's database is not one: postgresql://…") from error
        self._finalizer = weakref.finalize(self, self._engine.dispose)

    def exists(self) -> bool:
        """Tell whether there is a database; of PostgreSQL only connecting tells."""
        return self.path is None or self.path.exists()

    def prepare(self) -> None:
        """Make what is missing of the file and its tables; several processes may do so at once.

        Raises
        ------
        JournalError
            If that cannot be done, or what is there does not fit.
        """
        with _explained():
            if self.path and not self.path.exists():
                create_private(self.path, b"")
        with self.reading() as connection:
            is_there = has_schema(connection)
        if not is_there:
            self._create()
        with self.reading() as connection:
            check_schema(connection)

    def _create(self) -> None:
        """Make the tables; of SQLite on a connection of its own, since the others may not."""
        maker = _sqlite(self.path, is_maker=True) if self.path else self._engine
        try:
            with _explained(), _transaction(maker, is_writing=True) as connection:
                create_schema(connection)
                connection.commit()
        finally:
            if maker is not self._engine:
                maker.dispose()

    def _same_file(self) -> None:
        """Raise JournalError if the file was replaced since it was opened: what is written would go nowhere."""
        if self.path is None:
            return
        try:
            inode = self.path.stat().st_ino
        except OSError:
            inode = 0
        self._inode = self._inode or inode
        if inode != self._inode:
            raise JournalError("The journal's file was taken away or replaced while it was in use; restart Cutover.")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the journal throughout."""
        self._same_file()
        with _explained(), _transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that alone may append; what is not committed is undone."""
        self._same_file()
        with _explained(), _transaction(self._engine, is_writing=True) as connection:
            yield connection

    def damage(self) -> str | None:
        """Return what is wrong with SQLite's file beside its rows, as an index; None: nothing, or PostgreSQL."""
        if self.path is None or not self.path.exists():
            return None
        checker = _sqlite(self.path, is_maker=True)
        try:
            with _explained(), checker.connect() as connection:
                found = connection.exec_driver_sql("pragma integrity_check(1)").scalar()
        finally:
            checker.dispose()
        return None if found == "ok" else f"Every row is whole, but the journal's file is damaged ({found})."

    def close(self) -> None:
        """Close every connection."""
        self._finalizer()


@contextmanager
def _transaction(engine: Engine, *, is_writing: bool = False) -> Iterator[Connection]:
    level = "READ COMMITTED" if is_writing else "REPEATABLE READ"
    options = {"isolation_level": level} if engine.dialect.name == "postgresql" else {"is_writing": is_writing}
    with engine.connect().execution_options(**options) as connection:
        if is_writing and engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": LOCK})
        yield connection


def _sqlite(path: Path, *, is_maker: bool = False) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for name, value in PRAGMAS.items():
            _patiently(connection, f"pragma {name} = {value}")
        check_pragmas(connection)
        if not is_maker:
            connection.set_authorizer(_authorize)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing")
        connection.exec_driver_sql("begin immediate" if is_writing else "begin")

    return engine


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run a statement; again while others have the file: SQLite does not wait by itself where it turns WAL on."""
    give_up_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)


def check_pragmas(connection: sqlite3.Connection) -> None:
    """Raise JournalError unless SQLite is set so that no acknowledged row can be lost."""
    for name, value in PRAGMAS.items():
        found = connection.execute(f"pragma {name}").fetchone()[0]
        if found != value:
            raise JournalError(f"The journal does not run: SQLite has {name} {found} instead of {value}.")


def _authorize(action: int, table: str | None, *_others: str | None) -> int:
    """Let a connection read, and append to the journal; nothing else."""
    is_allowed = action in ALLOWED or (action == sqlite3.SQLITE_INSERT and table == "journal")
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _postgres(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() not in ("postgresql", "postgres"):
        raise ArgumentError("another database")
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def check_settings(connection: object, _record: object) -> None:
        for name, allowed in POSTGRES_SETTINGS.items():
            found = connection.execute(f"show {name}").fetchone()[0]
            if found not in allowed:
                raise JournalError(
                    f"The journal does not run: PostgreSQL has {name} {found} instead of {' or '.join(allowed)}."
                )
        connection.rollback()

    return engine


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the database refuses into a message without its text."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise JournalError(explain(error)) from error
    except SQLAlchemyError as error:
        raise JournalError("The journal's database does not answer as it should.") from error
    except OSError as error:
        raise JournalError(f"The journal cannot be written: {(error.strerror or 'error').lower()}.") from error


def explain(error: Exception) -> str:
    """Return what a database's error means for the person who reads or writes."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(getattr(cause, "sqlite_errorcode", 0) or 0, cause)
    state = getattr(cause, "sqlstate", None) or ""
    if state == "53100":
        return FULL_DISK
    if state == "42501":
        return "The journal's database does not allow this: its user may read and append, nothing else."
    if state.startswith(("08", "57")) or not state:
        return "The journal's database does not answer. What is shown may be out of date; nothing can be recorded."
    return "The journal's database refused this; nothing was recorded."


def _explain_sqlite(code: int, cause: sqlite3.Error) -> str:
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL or code in (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE):
        return FULL_DISK
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "The journal is busy: nothing was recorded. Try again in a moment."
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return "The journal's file is damaged; restore it from a backup."
    if primary in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_AUTH):
        return "The journal refused this: rows are appended, never changed or deleted."
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return "The journal's file cannot be opened for writing."
    return "The journal's database refused this; nothing was recorded."
