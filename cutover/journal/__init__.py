"""The journal: the append-only, hash-chained record of what people did."""

from pathlib import Path

from cutover.journal.archive import Backup, backup, restore
from cutover.journal.ledger import Journal
from cutover.journal.model import Head, Verification
from cutover.journal.place import Place, find_place

__all__ = ["Backup", "Head", "Journal", "Place", "Verification", "backup", "find_place", "open_journal", "restore"]


def open_journal(
    store: Path, *, url: str | None = None, key: bytes | None = None, anchor: Path | None = None
) -> Journal:
    """Return the journal of a store, open; if something is wrong with it, its `is_read_only` says so.

    Parameters
    ----------
    store
        Folder of the store; the journal is `journal.sqlite` in it.
    url
        PostgreSQL database, `postgresql://user@host/name`; else the variable
        CUTOVER_JOURNAL, else the file.
    key
        Key of the chain; else CUTOVER_JOURNAL_KEY, else `journal.key`, made
        when the journal begins.
    anchor
        File that says outside the database how far it had come; else
        CUTOVER_JOURNAL_ANCHOR, else `journal.anchor`.

    Raises
    ------
    JournalError
        If the address is none of PostgreSQL.
    """
    return Journal(find_place(store, url=url, key=key, anchor=anchor))
