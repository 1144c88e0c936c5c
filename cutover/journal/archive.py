"""Backup and restore: one file that holds journal, key, anchor, snapshots and scenarios, proved when written and read.

    journal.jsonl        every row as it is, one JSON object a line, read in one transaction
    journal.key          unless the key comes from the environment
    journal.anchor       as it was before the rows were read, so it is never ahead of them
    snapshots/, scenarios/
    backup.json          last: head of the journal, SHA-256 of every file

Rows, not the file of a database: so the file that is being written is touched
by its database alone, and what was kept in SQLite can be restored into
PostgreSQL and back.
"""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cutover.clock import now
from cutover.errors import JournalError
from cutover.journal.database import Database
from cutover.journal.files import Anchor, create_private, flush, private, read_key
from cutover.journal.ledger import Journal
from cutover.journal.model import Verification
from cutover.journal.place import ANCHOR, DATABASE, KEY, Place, find_place
from cutover.journal.rows import Row, canonical
from cutover.journal.schema import JOURNAL
from cutover.journal.seals import file_sha256
from cutover.journal.verify import verify_rows

VERSION = 1
ROWS, LIST = "journal.jsonl", "backup.json"
NO_BACKUP = "This is not a whole backup of Cutover: it is damaged, cut off, or something else."
MEMBER = re.compile(
    r"journal\.(jsonl|key|anchor)|backup\.json|snapshots/L\d{6,}/[\w-][\w.-]*|scenarios/[0-9a-f]{32}/[\w-][\w.-]*"
)


@dataclass(frozen=True)
class Backup:
    """What a backup holds: rows of the journal, loads, and bytes of the file."""

    event_count: int
    load_count: int
    byte_count: int


def backup(journal: Journal, store: Path, target: Path) -> Backup:
    """Write a backup while others go on writing; it appears only when it has been read again and proved.

    Raises
    ------
    JournalError
        If the target is there already or cannot be written, or what would be
        kept is not intact.
    """
    target = Path(target)
    if target.exists():
        raise JournalError(f"{target.name} is there already; name another file for the backup.")
    with _explained("The backup cannot be written"), _working_folder(target) as folder:
        draft = folder / "draft.tar"
        _write(journal, Path(store), draft)
        found = _unpack(draft, folder / "proof")
        proof = _prove(folder / "proof", journal.key)
        if not proof.is_intact:
            raise JournalError(f"The backup was not made. {_first_problem(proof)}")
        size = draft.stat().st_size
        os.rename(draft, target)
        flush(target.parent)
    loads = {name.split("/")[1] for name in found if name.startswith("snapshots/")}
    return Backup(proof.event_count, len(loads), size)


def restore(source: Path, store: Path, *, place: Place | None = None) -> Verification:
    """Put a backup into a store that is empty; it appears whole, after it has been proved, or not at all.

    Parameters
    ----------
    source
        File that `backup` wrote.
    store
        Folder that is empty or not there.
    place
        Where the journal goes: see `find_place`. A database of PostgreSQL has
        no rows yet. An anchor outside the store that is there already stays.

    Raises
    ------
    JournalError
        If the store is not empty, or the file is not a whole, intact backup;
        nothing is changed then.
    """
    store, source = Path(store).absolute(), Path(source)
    place = place or find_place(store)
    if store.exists() and (not store.is_dir() or any(store.iterdir())):
        raise JournalError("A backup is restored into an empty store only: name a folder that is empty or not there.")
    with _explained("The backup cannot be restored"), _working_folder(store) as working:
        folder = working / "store"
        _unpack(source, folder)
        proof = _prove(folder, place.key)
        if not proof.is_intact:
            raise JournalError(f"Nothing was restored: the backup is not intact. {_first_problem(proof)}")
        with _filled(folder, place.url):
            _move(folder, store, place)
    return proof


def _move(folder: Path, store: Path, place: Place) -> None:
    """Make the folder the store by one rename; an anchor that belongs elsewhere goes there, if there is none."""
    for name in (ROWS, LIST):
        (folder / name).unlink()
    anchored = _content(folder / ANCHOR)
    if place.anchor != store / ANCHOR and anchored:
        create_private(place.anchor, anchored)
        (folder / ANCHOR).unlink()
    flush(folder)
    os.rename(folder, store)
    flush(store.parent)


def _write(journal: Journal, store: Path, draft: Path) -> None:
    """Write the archive: the anchor before the rows, the rows before the loads, so that none is ahead of the next."""
    hashes: dict[str, str] = {}
    rows = draft.with_name(ROWS)
    anchored = _content(journal.anchor.path)
    head = _write_rows(journal, rows)
    kept = {ANCHOR: anchored, KEY: _content(journal.key_file) if journal.key_file else None}
    for path in _members(store, "scenarios"):
        kept[path.relative_to(store).as_posix()] = _content(path)
    with open(draft, "xb", opener=private) as handle, tarfile.open(fileobj=handle, mode="w:") as archive:
        for path, name in [(rows, ROWS), *((path, path.relative_to(store).as_posix()) for path in _members(store))]:
            hashes[name] = file_sha256(path)
            archive.add(path, name, recursive=False)
        for name, content in kept.items():
            if content is not None:
                hashes[name] = hashlib.sha256(content).hexdigest()
                _put(archive, name, content)
        listing = {"version": VERSION, "made_at": now().isoformat(), "head": head, "files": hashes}
        _put(archive, LIST, canonical(listing).encode())
    rows.unlink()
    flush(draft)


def _members(store: Path, folder: str = "snapshots") -> list[Path]:
    """Return the files of the snapshots, or of the scenarios."""
    paths = sorted((store / folder).glob("*/*"))
    return [path for path in paths if MEMBER.fullmatch(path.relative_to(store).as_posix())]


def _content(path: Path) -> bytes | None:
    """Return what a small file holds; None if there is none, or none any more."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write_rows(journal: Journal, path: Path) -> dict[str, object]:
    """Write every row as a line; return the place of the newest."""
    newest: Row = {"seq": 0, "hash": ""}
    with open(path, "x", encoding="utf-8", opener=private) as lines:
        for row in journal.rows():
            lines.write(canonical(dict(row)) + "\n")
            newest = row
    return {"seq": newest["seq"], "hash": newest["hash"]}


def _put(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _unpack(source: Path, folder: Path) -> dict[str, str]:
    """Unpack an archive into a folder; return the hash of every file, each of which is as the archive says.

    Raises
    ------
    JournalError
        If it is not a whole backup.
    """
    folder.mkdir(mode=0o700)
    try:
        with tarfile.open(source, "r:") as archive:
            found = {member.name: _extract(archive, member, folder) for member in archive}
        listing = json.loads((folder / LIST).read_text(encoding="utf-8"))
        version, expected = listing["version"], dict(listing["files"])
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError, FileExistsError) as error:
        raise JournalError(NO_BACKUP) from error
    except FileNotFoundError as error:
        raise JournalError(NO_BACKUP if Path(source).exists() else f"There is no file {source.name}.") from error
    if version != VERSION:
        raise JournalError(f"This backup has version {version}; this version of Cutover reads {VERSION}.")
    del found[LIST]
    wrong = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    if wrong:
        raise JournalError(f"This backup is damaged: {wrong[0]} is not as it was written.")
    return found


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one file of an archive into the folder, under a name that a backup has; return its hash."""
    if not member.isreg() or not MEMBER.fullmatch(member.name):
        raise ValueError(member.name)
    path = folder / member.name
    for parent in (path.parent.parent, path.parent):
        parent.mkdir(mode=0o700, exist_ok=True)
    with archive.extractfile(member) as inside, open(path, "xb", opener=private) as handle:
        shutil.copyfileobj(inside, handle)
        handle.flush()
        os.fsync(handle.fileno())
    if path.stat().st_size != member.size:
        raise ValueError(member.name)
    return file_sha256(path)


def _prove(folder: Path, key: bytes | None) -> Verification:
    """Prove the chain, the anchor and the loads of an unpacked backup."""
    key = read_key(folder / KEY) or key
    try:
        if key is None and next(_rows(folder), None):
            raise JournalError("The backup holds no key, so it cannot be proved: set CUTOVER_JOURNAL_KEY.")
        return verify_rows(_rows(folder), key or b"", Anchor(folder / ANCHOR).heads(), folder)
    except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise JournalError(NO_BACKUP) from error


def _rows(folder: Path) -> Iterator[Row]:
    with open(folder / ROWS, encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@contextmanager
def _filled(folder: Path, url: str | None) -> Iterator[None]:
    """Put the rows into the database; PostgreSQL keeps them once the body has run."""
    database = Database(folder / DATABASE, url)
    try:
        if next(_rows(folder), None) is None:
            yield
            return
        database.prepare()
        with database.writing() as connection:
            if connection.execute(JOURNAL.select().limit(1)).first():
                raise JournalError("A backup is restored into an empty journal only; this database has rows.")
            for row in _rows(folder):
                connection.execute(JOURNAL.insert(), [row])
            if not url:
                connection.commit()
                database.close()
            yield
            if url:
                connection.commit()
    finally:
        database.close()


def _first_problem(proof: Verification) -> str:
    return proof.problem or proof.load_problems[0]


@contextmanager
def _working_folder(near: Path) -> Iterator[Path]:
    """Give a folder beside a path, from where a rename reaches it; it is removed at the end."""
    near.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=near.parent, prefix=".cutover-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise JournalError(f"{what}: {(error.strerror or 'error').lower()}.") from error
