"""The store: immutable snapshots, each visible whole or not at all.

    STORE/snapshots/L000001/manifest.json      who, when, status time, sources, counts
                            tasks.parquet      accepted rows, typed, with file and line
                            problems.parquet   every problem found
    STORE/incoming/<random>/                   a load on its way; a rename makes it a snapshot
    STORE/lock                                 held for the instant of that rename

A snapshot is a folder that appears by one rename after everything in it is on
disk; nothing in it is changed afterwards. Readers take no lock.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cutover.errors import StoreError


@dataclass(frozen=True)
class Counts:
    """Rows of one table in one load: read = accepted + rejected; warnings counts cells."""

    read: int
    accepted: int
    rejected: int
    warnings: int


@dataclass(frozen=True)
class Source:
    """One file that was loaded: its name, size in bytes, SHA-256 and rows read."""

    file: str
    size: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Load:
    """The manifest of one snapshot; instants are UTC without zone."""

    load_id: str
    programme_id: str
    as_of: datetime
    loaded_at: datetime
    loaded_by: str
    digest: str
    sources: tuple[Source, ...]
    tables: dict[str, Counts]

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
        return f"{len(names)}:{names[-1] if names else ''}"

    def loads(self, programme_id: str | None = None) -> list[Load]:
        """Return the loads, oldest status time first; those of one programme if named."""
        found = [_manifest(self.snapshots / name / "manifest.json") for name in self._names()]
        kept = [load for load in found if programme_id in (None, load.programme_id)]
        return sorted(kept, key=lambda load: (load.as_of, load.load_id))

    def read(self, load_id: str, table: str) -> pa.Table:
        """Return the accepted rows of one table of one load.

        Raises
        ------
        StoreError
            If the load does not hold the table, or the file is damaged.
        """
        path = self.snapshots / load_id / f"{table}.parquet"
        try:
            return pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise StoreError(f"Load {load_id}: the table {table} cannot be read.") from error

    def problems(self, load_id: str) -> pa.Table:
        """Return every problem of one load, sorted by table, file, line and column."""
        return self.read(load_id, "problems")

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give an empty folder for a load on its way; what is left in it at the end is removed."""
        self._prepare()
        folder = self.path / "incoming" / uuid.uuid4().hex
        folder.mkdir(mode=0o700)
        try:
            with open(folder / ".owner", "w") as owner:
                fcntl.flock(owner, fcntl.LOCK_EX)
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def commit(self, folder: Path, load: Load) -> tuple[Load, bool]:
        """Make the folder a snapshot; return its manifest and whether it is new.

        `load.load_id` is ignored: the store gives the next number. If a load
        with the same digest is there, it is returned and nothing changes.
        """
        with self._locked():
            same = [other for other in self.loads(load.programme_id) if other.digest == load.digest]
            if same:
                return same[-1], False
            names = self._names()
            number = int(names[-1][1:]) + 1 if names else 1
            numbered = replace(load, load_id=f"L{number:06d}")
            (folder / "manifest.json").write_text(numbered.to_json(), encoding="utf-8")
            (folder / ".owner").unlink(missing_ok=True)
            for path in [*folder.iterdir(), folder]:
                _flush(path)
            os.rename(folder, self.snapshots / numbered.load_id)
            _flush(self.snapshots)
        return numbered, True

    def _names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self.snapshots) if name.startswith("L"))
        except FileNotFoundError:
            return []

    def _prepare(self) -> None:
        try:
            for folder in (self.path, self.snapshots, self.path / "incoming"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The store cannot be written: {error.strerror}.") from error
        for folder in (self.path / "incoming").iterdir():
            _remove_orphan(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.path / "lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


@lru_cache(maxsize=4096)
def _manifest(path: Path) -> Load:
    return Load.from_json(path.read_text(encoding="utf-8"))


def _remove_orphan(folder: Path) -> None:
    """Remove what a killed load left behind: nobody holds its owner lock."""
    try:
        with open(folder / ".owner") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return


def _flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
