"""The tables of the journal, and what the database itself refuses.

Rows are inserted, each behind the newest, and never changed, replaced or
taken away: triggers of the database say no, whoever asks.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Connection, Integer, MetaData, Table, Text, text

from cutover.errors import JournalError
from cutover.journal.model import GENESIS

VERSION = 1
LOCK = 7_164_205_190_431
"""Number of the advisory lock on PostgreSQL under which rows are appended; any number that nobody else uses."""

METADATA = MetaData()
SEQ = BigInteger().with_variant(Integer, "sqlite")

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("programme_id", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("seq > 0 and length(hash) = 64 and length(previous_hash) = 64", name="journal_is_chained"),
    sqlite_strict=True,
)
JOURNAL_SCHEMA = Table("journal_schema", METADATA, Column("version", Integer, primary_key=True), sqlite_strict=True)

SQLITE_GUARDS = {
    "journal_behind_newest": """
        create trigger journal_behind_newest before insert on journal begin
            select raise(abort, 'journal: a row goes behind the newest, without a gap')
            where new.seq is not (select coalesce(max(seq), 0) + 1 from journal);
            select raise(abort, 'journal: the row names another hash than that of the row before')
            where new.previous_hash is not coalesce((select hash from journal order by seq desc limit 1), '{genesis}');
            select raise(abort, 'journal: this key was used before')
            where exists (select 1 from journal where key = new.key);
        end""",
    "journal_unchanged": """
        create trigger journal_unchanged before update on journal begin
            select raise(abort, 'journal: rows are never changed');
        end""",
    "journal_undeleted": """
        create trigger journal_undeleted before delete on journal begin
            select raise(abort, 'journal: rows are never deleted');
        end""",
}
POSTGRES_FUNCTIONS = (
    """
    create function journal_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'journal: rows are never changed or deleted';
    end $$""",
    """
    create function journal_check() returns trigger language plpgsql as $$
    declare newest record;
    begin
        perform pg_advisory_xact_lock({lock});
        execute 'select seq, hash from ' || tg_relid::regclass || ' order by seq desc limit 1' into newest;
        if new.seq is distinct from coalesce(newest.seq, 0) + 1 then
            raise exception 'journal: a row goes behind the newest, without a gap';
        end if;
        if new.previous_hash is distinct from coalesce(newest.hash, '{genesis}') then
            raise exception 'journal: the row names another hash than that of the row before';
        end if;
        return new;
    end $$""",
)
POSTGRES_GUARDS = {
    "journal_behind_newest": """
        create trigger journal_behind_newest before insert on journal
        for each row execute function journal_check()""",
    "journal_unchanged": """
        create trigger journal_unchanged before update or delete or truncate on journal
        for each statement execute function journal_refuse()""",
}
HAS_SCHEMA = {
    "sqlite": "select 1 from sqlite_master where name = 'journal_schema'",
    "postgresql": "select to_regclass('journal_schema')",
}
GUARDS_IN_FORCE = {
    "sqlite": "select name from sqlite_master where type = 'trigger' and tbl_name = 'journal'",
    "postgresql": "select tgname from pg_trigger where tgrelid = 'journal'::regclass and tgenabled in ('O', 'A')",
}


def create_schema(connection: Connection) -> None:
    """Make the tables if there are none.

    Called in a transaction that holds the lock for writing, so that of several
    processes that start at once one makes them and the others find them.
    """
    if not has_schema(connection):
        _create(connection)


def has_schema(connection: Connection) -> bool:
    """Tell whether the tables are there."""
    return connection.scalar(text(HAS_SCHEMA[connection.dialect.name])) is not None


def check_schema(connection: Connection) -> None:
    """Raise JournalError if the tables are of another version, or a trigger is missing."""
    version = connection.scalar(JOURNAL_SCHEMA.select())
    if version != VERSION:
        raise JournalError(f"The journal has version {version} of its tables; this version of Cutover knows {VERSION}.")
    dialect = connection.dialect.name
    found = {name for (name,) in connection.execute(text(GUARDS_IN_FORCE[dialect]))}
    missing = sorted(_guards(dialect).keys() - found)
    if missing:
        raise JournalError(f"The journal is not guarded against changes: its trigger {missing[0]} is gone.")


def _create(connection: Connection) -> None:
    METADATA.create_all(connection)
    dialect = connection.dialect.name
    functions = POSTGRES_FUNCTIONS if dialect == "postgresql" else ()
    for statement in (*functions, *_guards(dialect).values()):
        connection.exec_driver_sql(statement.replace("{genesis}", GENESIS).replace("{lock}", str(LOCK)))
    connection.execute(JOURNAL_SCHEMA.insert().values(version=VERSION))


def _guards(dialect: str) -> dict[str, str]:
    return POSTGRES_GUARDS if dialect == "postgresql" else SQLITE_GUARDS
