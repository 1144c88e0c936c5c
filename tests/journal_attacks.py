"""What somebody who owns the files could do to a journal: take the guards off, change it, put the guards back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg


def attack(store: Path, *statements: str, url: str | None = None) -> None:
    """Run statements on a journal without its guards; `url` names one of PostgreSQL."""
    (attack_postgres if url else attack_sqlite)(url or store / "journal.sqlite", statements)


def attack_sqlite(path: Path, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


def attack_postgres(url: str, statements: tuple[str, ...]) -> None:
    with psycopg.connect(url) as connection:
        for statement in ("alter table journal disable trigger user", *statements):
            connection.execute(statement)
        connection.execute("alter table journal enable trigger user")
