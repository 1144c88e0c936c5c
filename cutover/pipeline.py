"""Load, check, list: what pages and the command line both call."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cutover.clock import now as clock_now
from cutover.errors import CutoverError, JournalError, MappingError, RefusedFile, StoreError
from cutover.gateway import Bounds, Outcome, Progress, Request, receive
from cutover.gateway.intake import take_in
from cutover.journal import Journal, open_journal
from cutover.mapping import beside, find_preset, list_presets, read_mapping
from cutover.mapping.presets import preset_text
from cutover.readers import FileInfo, list_files
from cutover.readers.model import PROBLEMS
from cutover.series import snapshot_folders, status_time_of
from cutover.store import Counts, Load, Source, Store
from cutover.warehouse import Moment, Warehouse
from cutover.zones import parse_instant

ALL_ACCEPTED, SOME_REJECTED, NOTHING_LOADED = 0, 1, 2
"""Exit codes of a load."""


@dataclass(frozen=True)
class LoadOptions:
    """How files are loaded.

    Attributes
    ----------
    programme_id
        Programme that they belong to; None: see `gateway.context`.
    as_of
        Status time: ISO 8601, local time of the programme where it has no
        offset; or a datetime, UTC where it has no zone. None: now.
    mapping, preset
        Mapping file, or name of a preset, for all sources; None: the mapping
        file beside each source, if any.
    loaded_by
        Who loads.
    bounds
        What the reading process may use; None: read in this process, which is
        for files that ship with the application only.
    """

    programme_id: str | None = None
    as_of: str | datetime | None = None
    mapping: Path | None = None
    preset: str | None = None
    loaded_by: str = ""
    bounds: Bounds | None = field(default_factory=Bounds)


@dataclass(frozen=True)
class LoadResult:
    """What became of a load.

    Attributes
    ----------
    load
        The snapshot; None if nothing was stored.
    is_new
        False if these very files were loaded before: then nothing changed.
    as_of
        Status time in UTC without zone; None if nothing could be read.
    tables
        Counts of rows by table.
    problems
        Rows of `PROBLEMS`.
    messages
        What to tell the person, one sentence each.
    exit_code
        0 all rows accepted, 1 some rejected or a file refused, 2 nothing loaded.
    """

    load: Load | None
    is_new: bool
    as_of: datetime | None
    tables: dict[str, Counts] = field(default_factory=dict)
    problems: pa.Table = field(default_factory=PROBLEMS.empty_table)
    messages: tuple[str, ...] = ()
    exit_code: int = ALL_ACCEPTED


def load(
    sources: Sequence[Path], *, store: Store, options: LoadOptions | None = None, progress: Progress | None = None
) -> LoadResult:
    """Load files into a store as one snapshot.

    The same bytes with the same options again are the same load: nothing
    changes, and the result says so. A file that is refused does not stop the
    others. A folder of snapshots (`cutover.series`) is one load for each, at
    its own status time; the result counts all of them. The journal seals every
    load, and those that a stopped process left without a seal.

    Parameters
    ----------
    sources
        Files, folders and archives.
    store
        Where to put the snapshot.
    options
        See `LoadOptions`.
    progress
        Called with each report of progress; see `gateway.Progress`.

    Raises
    ------
    CutoverError
        If the options do not fit, the store cannot be written, or the
        journal is broken.
    """
    record = journal(store.path)
    record.refuse_if_broken()
    parts = _snapshots(sources, options or LoadOptions())
    return _sealed(_together([_load(part, store, chosen, progress) for part, chosen in parts]), record, store)


def _sealed(result: LoadResult, record: Journal, store: Store) -> LoadResult:
    """Seal what was loaded; where the journal does not answer, say so: the next load or start seals it."""
    try:
        record.seal_loads(store.path)
    except JournalError as error:
        return replace(result, messages=(*result.messages, f"The load is not sealed yet. {error}"))
    return result


def _load(sources: Sequence[Path], store: Store, options: LoadOptions, progress: Progress | None) -> LoadResult:
    """Load files as one snapshot."""
    files = _files(sources)
    texts = _mapping_texts(sources, files, options)
    same = _loaded_before(store, files, texts, options)
    if same:
        return _unchanged(store, same)
    with store.incoming() as folder:
        outcome, found = _receive(sources, store, folder, options, progress)
        if not any(counts.accepted for counts in outcome.tables.values()):
            return _result(outcome, found, None, "Nothing is loaded: no row was accepted.")
        digest = _digest(outcome.programme_id, files, texts, options)
        stored, is_new = store.commit(folder, _manifest(outcome, files, digest, options))
    if not is_new:
        return _unchanged(store, stored)
    return _result(outcome, found, stored, f"Loaded as {stored.load_id} of programme {stored.programme_id}.")


def check(
    sources: Sequence[Path], *, store: Store, options: LoadOptions | None = None, progress: Progress | None = None
) -> LoadResult:
    """Return what `load` would find, without storing anything; parameters as there."""
    parts = _snapshots(sources, options or LoadOptions())
    return _together([_check(part, store, chosen, progress) for part, chosen in parts])


def _check(sources: Sequence[Path], store: Store, options: LoadOptions, progress: Progress | None) -> LoadResult:
    """Return what `_load` would find."""
    _mapping_texts(sources, _files(sources), options)
    with tempfile.TemporaryDirectory() as folder:
        outcome, found = _receive(sources, store, Path(folder), options, progress)
    return _result(outcome, found, None, "Checked only: nothing is stored.")


def loads(store: Store, programme_id: str | None = None) -> list[Load]:
    """Return the loads, oldest status time first; those of one programme if named."""
    return store.loads(programme_id)


def programmes(store: Store) -> dict[str, str]:
    """Return the programmes by identifier with the name of their newest row; the one loaded last first."""
    newest = sorted(store.loads(), key=lambda load: load.loaded_at, reverse=True)
    found = dict.fromkeys(load.programme_id for load in newest)
    return {programme_id: _programme_name(store, programme_id) for programme_id in found}


def problems(store: Store, load_id: str | None = None) -> pa.Table:
    """Return every problem of one load, or of all loads, behind a column `load_id`.

    Raises
    ------
    StoreError
        If there is no such load.
    """
    if load_id and load_id not in {found.load_id for found in store.loads()}:
        raise StoreError(f"There is no load {load_id}.")
    schema = pa.schema([("load_id", pa.string()), *PROBLEMS])
    parts = [schema.empty_table()]
    for one in [load_id] if load_id else [found.load_id for found in store.loads()]:
        rows = store.problems(one).cast(PROBLEMS)
        parts.append(rows.add_column(0, schema.field(0), pa.repeat(pa.scalar(one), len(rows))))
    return pa.concat_tables(parts)


def presets() -> tuple[str, ...]:
    """Return the names of the presets."""
    return list_presets()


def moment(store: Store, programme_id: str | None = None, as_of: datetime | None = None) -> Moment:
    """Return a programme at a status time, from the moments that this process keeps per store."""
    return warehouse(store.path).moment(programme_id, as_of)


def journal(path: Path) -> Journal:
    """Return the journal of the store in a folder: one per store in this process."""
    return _journal(path.resolve())


@lru_cache(maxsize=8)
def _journal(path: Path) -> Journal:
    return open_journal(path)


def warehouse(path: Path) -> Warehouse:
    """Return the warehouse over the store in a folder: one per store in this process."""
    return _warehouse(path.resolve())


@lru_cache(maxsize=8)
def _warehouse(path: Path) -> Warehouse:
    return Warehouse(Store(path), _journal(path))


def _snapshots(sources: Sequence[Path], options: LoadOptions) -> list[tuple[list[Path], LoadOptions]]:
    """Return what is loaded together, with its options: folders named by a status time one by one, the rest at once."""
    dated, rest = [], []
    for source in map(Path, sources):
        inner = snapshot_folders(source) if source.is_dir() else []
        own = status_time_of(source)
        dated += inner or ([(own, source)] if own else [])
        rest += [] if inner or own else [source]
    if options.as_of and len(dated) > 1:
        raise CutoverError(f"There are {len(dated)} snapshots, each with its own status time: leave out the one given.")
    first = [(rest, options)] if rest or not dated else []
    return first + [([path], replace(options, as_of=options.as_of or as_of)) for as_of, path in sorted(dated)]


def _together(results: list[LoadResult]) -> LoadResult:
    """Return several loads as one result: the newest load, the sum of the counts, every problem."""
    if len(results) == 1:
        return results[0]
    tables: dict[str, Counts] = {}
    for name, counts in (item for result in results for item in result.tables.items()):
        tables[name] = tables.get(name, Counts(0, 0, 0, 0)) + counts
    codes = {result.exit_code for result in results}
    stored = [result.load.load_id for result in results if result.is_new]
    others = [message for result in results if not result.is_new for message in result.messages]
    return replace(
        results[-1],
        is_new=bool(stored),
        tables=tables,
        problems=pa.concat_tables([result.problems for result in results]),
        messages=(*([f"Loaded {len(stored)} snapshots, {stored[0]} to {stored[-1]}."] if stored else []), *others),
        exit_code=codes.pop() if len(codes) == 1 else SOME_REJECTED,
    )


def _files(sources: Sequence[Path]) -> list[list[FileInfo]]:
    """Return the files of each source; of one that cannot be listed none, the gateway says why."""
    found = []
    for source in sources:
        try:
            found.append([one for one in list_files(Path(source)) if not one.skipped])
        except (RefusedFile, OSError):
            found.append([])
    return found


def _mapping_texts(sources: Sequence[Path], files: list[list[FileInfo]], options: LoadOptions) -> list[str]:
    """Return the text of every mapping that counts, after checking it: a wrong one stops the load before it starts."""
    if options.mapping and options.preset:
        raise MappingError("Both a mapping file and a preset are given; give one of them.")
    if options.preset:
        find_preset(options.preset)
        return [preset_text(options.preset)]
    places = [*sources, *(one.path for inner in files for one in inner)]
    given = [options.mapping] if options.mapping else [beside(Path(place)) for place in places]
    paths = dict.fromkeys(Path(path).resolve() for path in given if path)
    for path in paths:
        read_mapping(path)
    return [path.read_text(encoding="utf-8-sig") for path in paths]


def _digest(programme_id: str, files: list[list[FileInfo]], texts: list[str], options: LoadOptions) -> str:
    """Return what makes a load the same: programme, bytes, mappings, and the status time if one is named.

    The name of a folder does not count, nor how an instant is written. A source
    without files does: a load that lacked one is not the same as a whole one.
    """
    as_of = _status_time(options)
    if as_of:
        parse_instant(as_of)
        named = datetime.fromisoformat(as_of)
        as_of = (named.astimezone(UTC) if named.tzinfo else named).isoformat()
    names = sorted((one.file.partition("/")[2] or one.file, one.sha256) for inner in files for one in inner)
    facts = [programme_id, names, texts, as_of, sum(not inner for inner in files)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _status_time(options: LoadOptions) -> str | None:
    """Return the status time as text; a datetime without zone is UTC, as everywhere."""
    if not isinstance(options.as_of, datetime):
        return options.as_of
    return (options.as_of if options.as_of.tzinfo else options.as_of.replace(tzinfo=UTC)).isoformat()


def _loaded_before(store: Store, files: list[list[FileInfo]], texts: list[str], options: LoadOptions) -> Load | None:
    """Return the newest load of these very files with these options."""
    for known in reversed(store.loads(options.programme_id)):
        if known.digest == _digest(known.programme_id, files, texts, options):
            return known
    return None


def _receive(
    sources: Sequence[Path], store: Store, folder: Path, options: LoadOptions, progress: Progress | None
) -> tuple[Outcome, pa.Table]:
    """Return what the gateway found, and its problems; the tables are in the folder."""
    request = Request(
        sources=tuple(str(Path(source).resolve()) for source in sources),
        folder=str(folder.resolve()),
        store=str(store.path.resolve()),
        received_at=clock_now().isoformat(),
        programme_id=options.programme_id,
        as_of=_status_time(options),
        mapping=str(Path(options.mapping).resolve()) if options.mapping else None,
        preset=options.preset,
        bounds=options.bounds or Bounds(),
    )
    read = receive if options.bounds else take_in
    outcome = read(request, progress or (lambda _: None))
    return outcome, pq.read_table(folder / "problems.parquet", partitioning=None)


def _manifest(outcome: Outcome, files: list[list[FileInfo]], digest: str, options: LoadOptions) -> Load:
    sources = [
        Source(one.file, one.size_bytes, one.sha256, _rows_of(one.file, rows))
        for inner, rows in zip(files, outcome.file_rows, strict=True)
        for one in inner
    ]
    return Load(
        load_id="",
        programme_id=outcome.programme_id,
        as_of=datetime.fromisoformat(outcome.as_of),
        loaded_at=clock_now(),
        loaded_by=options.loaded_by,
        digest=digest,
        sources=tuple(sources),
        tables=outcome.tables,
    )


def _rows_of(file: str, counts: dict[str, int]) -> int:
    """Return the rows of a file and of what is inside it: plan.xlsx counts plan.xlsx/Tasks."""
    return sum(count for name, count in counts.items() if name == file or name.startswith(f"{file}/"))


def _result(outcome: Outcome, found: pa.Table, stored: Load | None, message: str) -> LoadResult:
    accepted = sum(counts.accepted for counts in outcome.tables.values())
    has_rejected = pc.any(pc.equal(found["level"], "rejected")).as_py()
    code = SOME_REJECTED if has_rejected else ALL_ACCEPTED
    return LoadResult(
        load=stored,
        is_new=stored is not None,
        as_of=datetime.fromisoformat(outcome.as_of),
        tables=outcome.tables,
        problems=found,
        messages=(message,),
        exit_code=code if accepted else NOTHING_LOADED,
    )


def _unchanged(store: Store, known: Load) -> LoadResult:
    found = store.problems(known.load_id)
    has_rejected = pc.any(pc.equal(found["level"], "rejected")).as_py()
    return LoadResult(
        load=known,
        is_new=False,
        as_of=known.as_of,
        tables=known.tables,
        problems=found,
        messages=(f"These files are load {known.load_id} already; nothing is changed.",),
        exit_code=SOME_REJECTED if has_rejected else ALL_ACCEPTED,
    )


def _programme_name(store: Store, programme_id: str) -> str:
    for known in reversed(store.loads(programme_id)):
        if "programme" in known.tables:
            rows = store.read(known.load_id, "programme", ["programme_id", "programme_name"]).to_pylist()
            return next((row["programme_name"] for row in rows if row["programme_id"] == programme_id), programme_id)
    return programme_id
