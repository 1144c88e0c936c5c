"""What goes into the bounded process, and what comes out."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from cutover.store import Counts

GIGABYTE = 1024**3
RESULT = "result.json"
CRASH_EXIT = 70

Progress = Callable[[dict], None]
"""Called with {"stage": read, check, compare or write, "file": name or table, "rows": rows so far there}."""


@dataclass(frozen=True)
class Bounds:
    """What the process may use.

    Attributes
    ----------
    memory_bytes
        Address space.
    seconds
        Time on the clock; the same per processor is the limit of computing time.
    file_bytes
        Size of one written file.
    """

    memory_bytes: int = 4 * GIGABYTE
    seconds: float = 900
    file_bytes: int = 8 * GIGABYTE


@dataclass(frozen=True)
class Request:
    """One load to read.

    Attributes
    ----------
    sources
        Files, folders and archives.
    folder
        Where to write: `<table>.parquet`, `problems.parquet`.
    store
        Store to compare references with; it is only read.
    received_at
        Status time where `as_of` is None; ISO 8601, UTC without zone.
    programme_id, as_of, mapping, preset
        As in `pipeline.LoadOptions`.
    refused
        Sources that are not to be read: path to reason.
    """

    sources: tuple[str, ...]
    folder: str
    store: str
    received_at: str
    programme_id: str | None = None
    as_of: str | None = None
    mapping: str | None = None
    preset: str | None = None
    refused: dict[str, str] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)

    def to_json(self) -> str:
        """Return the request as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Request":
        """Return the request that `to_json` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"sources": tuple(fields["sources"]), "bounds": Bounds(**fields["bounds"])})


@dataclass(frozen=True)
class Outcome:
    """What was found: programme, zone, status time (ISO 8601, UTC), counts by table; per source rows by file."""

    programme_id: str
    zone: str
    as_of: str
    tables: dict[str, Counts]
    file_rows: tuple[dict[str, int], ...]

    def to_json(self) -> str:
        """Return the outcome as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Outcome":
        """Return the outcome that `to_json` wrote."""
        fields = json.loads(text)
        fields["tables"] = {name: Counts(**counts) for name, counts in fields["tables"].items()}
        return cls(**fields | {"file_rows": tuple(fields["file_rows"])})
