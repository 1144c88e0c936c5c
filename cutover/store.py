"""The store: immutable snapshots, each visible whole or not at all.

    STORE/snapshots/L000001/manifest.json      who, when, status time, sources, counts, hashes of the files
                            tasks.parquet      accepted rows, typed, with file and line
                            problems.parquet   every problem found
    STORE/incoming/<random>/                   a load on its way; a rename makes it a snapshot
                            .owner             locked as long as its process lives
    STORE/lock                                 held for the instants of claiming and renaming

A snapshot is a folder that appears by one rename after everything in it is on
disk; nothing in it is changed afterwards. Readers take no lock. Whoever claims a
folder removes those that a killed load left behind.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from cutover.errors import StoreError

LOAD_ID = re.compile(r"L\d{6,}")
MANIFEST = "manifest.json"
OWNER = ".owner"


@dataclass(frozen=True)
class Counts:
    """Rows of one table in one load: read = accepted + rejected; warnings counts cells."""

    read: int
    accepted: int
    rejected: int
    warnings: int

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Source:
    """One file that was loaded: its name, size in bytes, SHA-256 and rows read."""

    file: str
    size: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Load:
    """The manifest of one snapshot; instants are UTC without zone.

    `files` is the SHA-256 of every file by its name; empty in manifests from
    before there was a journal.
    """

    load_id: str
    programme_id: str
    as_of: datetime
    loaded_at: datetime
    loaded_by: str
    digest: str
    sources: tuple[Source, ...]
    tables: dict[str, Counts]
    files: dict[str, str] = field(default_factory=dict)

    def holds(self, table: str) -> bool:
        """Tell whether the load replaces a table: its rows, or a file without any, were accepted.

        A file of which every row was rejected replaces nothing.
        """
        counts = self.tables.get(table)
        return counts is not None and (counts.accepted > 0 or counts.read == 0)

    def to_json(self) -> str:
        """Return the manifest as JSON text."""
        return json.dumps(asdict(self), default=datetime.isoformat, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Load":
        """Return the manifest that `to_json` wrote."""
        fields = json.loads(text)
        fields["as_of"] = datetime.fromisoformat(fields["as_of"])
        fields["loaded_at"] = datetime.fromisoformat(fields["loaded_at"])
        fields["sources"] = tuple(Source(**source) for source in fields["sources"])
        fields["tables"] = {name: Counts(**counts) for name, counts in fields["tables"].items()}
        return cls(**fields)


class Store:
    """Snapshots in one folder, shared by any number of processes of one machine."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.path / "snapshots"

    def version(self) -> str:
        """Return a text that changes whenever a load becomes visible."""
        names = self._names()
        changed = self.snapshots.stat().st_mtime_ns if names else 0
        return f"{len(names)}:{names[-1] if names else ''}:{changed}"

    def loads(self, programme_id: str | None = None) -> list[Load]:
        """Return the loads, oldest status time first; those of one programme if named.

        Raises
        ------
        StoreError
            If the manifest of a load is damaged.
        """
        found = [self._manifest(name) for name in self._names()]
        kept = [load for load in found if programme_id in (None, load.programme_id)]
        return sorted(kept, key=lambda load: (load.as_of, int(load.load_id[1:])))

    def read(self, load_id: str, table: str, columns: list[str] | None = None) -> pa.Table:
        """Return the accepted rows of one table of one load; all columns or some.

        Raises
        ------
        StoreError
            If the load does not hold the table, or the file is damaged.
        """
        path = self.snapshots / load_id / f"{table}.parquet"
        try:
            return pq.read_table(path, columns=columns, partitioning=None)
        except FileNotFoundError as error:
            if load_id in self._names() and table in ("problems", *self._manifest(load_id).tables):
                raise StoreError(f"Load {load_id}: the table {table} is gone; restore it from a backup.") from error
            raise StoreError(f"Load {load_id} holds no table {table}.") from error
        except (OSError, pa.ArrowException) as error:
            raise StoreError(f"Load {load_id}: the table {table} is damaged; restore it from a backup.") from error

    def problems(self, load_id: str) -> pa.Table:
        """Return every problem of one load, sorted by table, file, line and column."""
        return self.read(load_id, "problems")

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give an empty folder for a load on its way; what is left in it at the end is removed.

        Raises
        ------
        StoreError
            If the store cannot be written.
        """
        with _explained():
            self._prepare()
            folder, owner = self._claim()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            owner.close()

    def commit(self, folder: Path, load: Load) -> tuple[Load, bool]:
        """Make the folder a snapshot; return its manifest and whether it is new.

        `load.load_id` and `load.files` are ignored: the store gives the next
        number and hashes what is there. If a load with the same digest is
        there, it is returned and nothing changes. The rename is the only step that makes anything visible, and everything is
        on disk before it.

        Raises
        ------
        StoreError
            If the disk is full or the store cannot be written; it is as before.
        """
        with _explained():
            for path in folder.iterdir():
                path.chmod(0o600)
                _flush(path)
            files = {path.name: _sha256(path) for path in sorted(folder.iterdir()) if path.name != OWNER}
            with self._locked():
                same = [other for other in self.loads(load.programme_id) if other.digest == load.digest]
                if same:
                    return same[-1], False
                numbered = replace(load, load_id=self._next_id(), files=files)
                _write(folder / MANIFEST, numbered.to_json())
                (folder / OWNER).unlink(missing_ok=True)
                _flush(folder)
                os.rename(folder, self.snapshots / numbered.load_id)
                _flush(self.snapshots)
                _flush(self.path / "incoming")
        return numbered, True

    def _names(self) -> list[str]:
        try:
            names = [name for name in os.listdir(self.snapshots) if LOAD_ID.fullmatch(name)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"The store cannot be read: {_reason(error)}.") from error
        return sorted(names, key=lambda name: int(name[1:]))

    def _next_id(self) -> str:
        names = self._names()
        return f"L{int(names[-1][1:]) + 1 if names else 1:06d}"

    def _manifest(self, name: str) -> Load:
        path = self.snapshots / name / MANIFEST
        try:
            facts = path.stat()
            load = _read_manifest(path, facts.st_mtime_ns, facts.st_ino)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreError(
                f"Load {name} is damaged: its manifest cannot be read; restore it from a backup."
            ) from error
        if load.load_id != name:
            raise StoreError(f"Load {name} is damaged: its manifest says {load.load_id}; restore it from a backup.")
        return load

    def _prepare(self) -> None:
        """Make the folders, and make sure that they outlive a power cut."""
        for folder in (self.path, self.snapshots, self.path / "incoming"):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _flush(folder.parent)

    def _claim(self) -> tuple[Path, IO[str]]:
        """Make a folder that is ours as long as the lock on its owner file is held; remove orphans."""
        with self._locked():
            for orphan in (self.path / "incoming").iterdir():
                _remove_orphan(orphan)
            folder = self.path / "incoming" / uuid.uuid4().hex
            folder.mkdir(mode=0o700)
            owner = open(folder / OWNER, "w", encoding="utf-8")  # noqa: SIM115 held until the load is over
            fcntl.flock(owner, fcntl.LOCK_EX)
        return folder, owner

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.path / "lock", "a", encoding="utf-8", opener=_private) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the system refuses into a message."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"The store cannot be written: {_reason(error)}. Nothing was loaded.") from error


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


@lru_cache(maxsize=4096)
def _read_manifest(path: Path, _changed: int, _inode: int) -> Load:
    return Load.from_json(path.read_text(encoding="utf-8"))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(path: Path, text: str) -> None:
    with open(path, "w", encoding="utf-8", opener=_private) as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _sha256(path: Path) -> str:
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _remove_orphan(folder: Path) -> None:
    """Remove what a killed load left behind: nobody holds its owner lock.

    Called under the store's lock, under which owner files are made and taken
    away; so a folder without one is an orphan too.
    """
    try:
        with open(folder / OWNER, encoding="utf-8") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        pass
    except OSError:
        return
    shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def snapshot_before(loads: Sequence[Load], as_of: datetime) -> datetime | None:
    """Return the status time of the last snapshot before the one in force at `as_of`; None at the first."""
    known = sorted({load.as_of for load in loads if load.as_of <= as_of})
    return known[-2] if len(known) > 1 else None
