"""Small tables of the server itself, as its sessions: a file of SQLite in the store, or the journal's PostgreSQL.

The journal has a database of its own (`cutover.journal`): it promises more.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from cutover.errors import CutoverError

BUSY_SECONDS, CONNECT_SECONDS, CREATE_SECONDS = 30, 5, 2
"""How long to wait while others write into the file, for PostgreSQL to answer, and while others make the tables."""
INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Database:
    """Tables of ours; several processes may share them.

    Parameters
    ----------
    tables
        Made where they are missing.
    path
        File that holds them, readable by its owner only.
    url
        PostgreSQL database that holds them instead, that of the journal.
    unkept
        Gives the error to raise when the database does not answer.

    Raises
    ------
    CutoverError
        They cannot be kept there.
    """

    def __init__(self, tables: sa.MetaData, path: Path, *, url: str | None, unkept: Callable[[], CutoverError]) -> None:
        self._unkept = unkept
        try:
            self.engine = _postgres(url) if url and not url.startswith("sqlite") else _sqlite(path)
            _create(tables, self.engine)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise self._unkept() from error

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Give a connection for one transaction; a database that fails is told in the words of who asks."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise self._unkept() from error

    def insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        """Return what adds rows to a table, and leaves out those that another process has added."""
        return INSERTS[self.engine.dialect.name](table).on_conflict_do_nothing()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _create(tables: sa.MetaData, engine: sa.Engine) -> None:
    """Make the tables where they are missing; another process may be making them just now, so that one fails."""
    give_up_at = time.monotonic() + CREATE_SECONDS
    while True:
        try:
            tables.create_all(engine)
            return
        except sa.exc.DBAPIError:
            if time.monotonic() > give_up_at:
                raise
        time.sleep(0.1)


def _postgres(url: str) -> sa.Engine:
    return sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True, hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )  # fmt: skip


def _make_private(path: Path) -> None:
    """Make a file for its owner only, unless it is there.

    A file that is there is not touched: who closes a file gives up every lock that this process has
    on it, those of SQLite too. Another process would then take away what is written here.

    References
    ----------
    sqlite.org, "How To Corrupt An SQLite Database File", 2.2.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    os.close(handle)
    try:
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        Path(made).unlink()


def _sqlite(path: Path) -> sa.Engine:
    _make_private(path)
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def _careful(connection: object, _record: object) -> None:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")

    return engine
