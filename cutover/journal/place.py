"""Where a journal is: its database, its key and its anchor."""

import os
from dataclasses import dataclass
from pathlib import Path

DATABASE, KEY, ANCHOR = "journal.sqlite", "journal.key", "journal.anchor"


@dataclass(frozen=True)
class Place:
    """Where a journal is.

    Attributes
    ----------
    database
        File of SQLite, where no URL is given.
    url
        Database of PostgreSQL.
    key
        Key of the chain; None: in the file.
    key_file, anchor
        Files of the key and of the anchor.
    """

    database: Path
    url: str | None
    key: bytes | None
    key_file: Path
    anchor: Path


def find_place(store: Path, *, url: str | None = None, key: bytes | None = None, anchor: Path | None = None) -> Place:
    """Return where the journal of a store is: what is given, else the environment says, else files of the store."""
    store = Path(store)
    environment = os.environ
    chosen = anchor or environment.get("CUTOVER_JOURNAL_ANCHOR") or store / ANCHOR
    return Place(
        store / DATABASE,
        url or environment.get("CUTOVER_JOURNAL") or None,
        key or (environment.get("CUTOVER_JOURNAL_KEY") or "").encode() or None,
        store / KEY,
        Path(chosen),
    )
