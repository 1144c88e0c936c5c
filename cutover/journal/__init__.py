"""The journal: the append-only, hash-chained record of what people did."""

import os
from pathlib import Path

from cutover.journal.database import Database
from cutover.journal.files import Anchor
from cutover.journal.ledger import Journal
from cutover.journal.model import Head, Verification

__all__ = ["Head", "Journal", "Verification", "open_journal"]

DATABASE, KEY, ANCHOR = "journal.sqlite", "journal.key", "journal.anchor"


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
    store = Path(store)
    given = (os.environ.get("CUTOVER_JOURNAL_KEY") or "").encode()
    place = anchor or os.environ.get("CUTOVER_JOURNAL_ANCHOR") or store / ANCHOR
    database = Database(store / DATABASE, url or os.environ.get("CUTOVER_JOURNAL"))
    return Journal(database, Anchor(Path(place)), key or given or store / KEY)
