"""The work of the bounded process: read, map, check, compare, write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cutover.errors import CutoverError, MappingError, RefusedFile
from cutover.gateway.context import Context, find_context
from cutover.gateway.model import Outcome, Request
from cutover.mapping import MappedTable, Mapping, beside, find_preset, map_table, read_mapping
from cutover.readers import read_source
from cutover.readers.model import PROBLEMS, Problem, RawTable
from cutover.store import Counts, Store
from cutover.tables import Table
from cutover.validate import Checked, check, check_references, sorted_problems, stated

ROW_GROUP = 131_072
REFUSED = "refused_file"

Report = Callable[[dict], None]


@dataclass
class Intake:
    """What has been read so far: parts by table, problems, per source rows by file."""

    parts: dict[str, list[MappedTable]] = field(default_factory=dict)
    problems: list[pa.Table] = field(default_factory=list)
    file_rows: list[dict[str, int]] = field(default_factory=list)

    def refuse(self, file: str, message: str, rule: str = REFUSED) -> None:
        """Note that a file, or a table of it, is not loaded."""
        self.say(None, [Problem(file, None, None, rule, "rejected", message)])

    def say(self, table: str | None, problems: list[Problem] | tuple[Problem, ...]) -> None:
        """Keep problems that are not found by checking."""
        self.problems.append(stated(table, problems))


def take_in(request: Request, report: Report) -> Outcome:
    """Read every source of a request and write what is accepted as Parquet.

    Raises
    ------
    CutoverError
        If the mapping is wrong for all sources, or the files belong to
        different programmes.
    """
    store = Store(Path(request.store))
    intake = Intake()
    for source in request.sources:
        _read(Path(source), request, intake, report)
    report({"stage": "check"})
    context = find_context(request, store, intake.parts.get("programme", []))
    checked = _check(intake, context, report)
    counts = {
        name: Counts(table.read, table.accepted, table.rejected, table.warnings) for name, table in checked.items()
    }
    _write(Path(request.folder), checked, intake, report)
    return Outcome(context.programme_id, context.zone, context.as_of.isoformat(), counts, tuple(intake.file_rows))


def _read(path: Path, request: Request, intake: Intake, report: Report) -> None:
    """Read and map one source; what is refused becomes a problem, and the others go on."""
    rows: dict[str, int] = {}
    intake.file_rows.append(rows)
    if str(path) in request.refused:
        intake.refuse(path.name, request.refused[str(path)])
        return
    report({"stage": "read", "file": path.name, "rows": 0, "source": str(path)})
    try:
        for raw in _guarded(read_source(path), path):
            rows[raw.file] = rows.get(raw.file, 0) + raw.read_count
            report({"stage": "read", "file": raw.file, "rows": rows[raw.file], "source": str(path)})
            _map(raw, path, request, intake)
    except RefusedFile as error:
        for message in str(error).splitlines():
            file, is_named, _ = message.partition(" is not loaded")
            intake.refuse(file if is_named else path.name, message)


def _guarded(tables: Iterator[RawTable], path: Path) -> Iterator[RawTable]:
    """Yield the tables; turn whatever a library throws on a broken file into a refusal.

    Also BaseException: the panic of a library written in Rust is one.
    """
    try:
        yield from tables
    except (CutoverError, MemoryError, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise RefusedFile(f"{path.name} is not loaded: it is damaged ({type(error).__name__}).") from error


def _map(raw: RawTable, path: Path, request: Request, intake: Intake) -> None:
    try:
        parts = map_table(raw, _mapping_for(raw.file, path, request))
    except MappingError as error:
        intake.refuse(raw.file, str(error), "not_mapped")
        intake.say(None, [*raw.notes, *raw.rejected])
        return
    intake.say(parts[0].table.name if parts else None, raw.notes)
    for part in parts:
        intake.parts.setdefault(part.table.name, []).append(part)


def _mapping_for(file: str, path: Path, request: Request) -> Mapping | None:
    """Return the mapping of a file: the one asked for, else the one beside it, else the one of its folder."""
    if request.preset:
        return find_preset(request.preset)
    found = Path(request.mapping) if request.mapping else beside(_place(file, path)) or beside(path)
    return read_mapping(found) if found else None


def _place(file: str, path: Path) -> Path:
    """Return the path of a file of a folder, given its name as the readers tell it: folder, path, sheet."""
    place = path
    for part in file.split("/")[1:]:
        place = place / part if place.is_dir() else place
    return place


def _check(intake: Intake, context: Context, report: Report) -> dict[str, Checked]:
    checked = {}
    for name, parts in intake.parts.items():
        report({"stage": "check", "file": name, "rows": sum(len(part.cells) for part in parts)})
        checked[name] = check(parts, context.zone, context.as_of)
    report({"stage": "compare"})
    return check_references(checked, context.known)


def _write(folder: Path, checked: dict[str, Checked], intake: Intake, report: Report) -> None:
    for name, table in checked.items():
        report({"stage": "write", "file": name, "rows": table.accepted})
        _write_parquet(table.rows, folder / f"{name}.parquet", _repeating(table.table))
    found = [PROBLEMS.empty_table(), *intake.problems, *(table.problems for table in checked.values())]
    _write_parquet(sorted_problems(pa.concat_tables(found)), folder / "problems.parquet")


def _repeating(table: Table) -> list[str]:
    """Return the columns (paths in Parquet) whose values repeat; a dictionary of keys or times takes long."""
    own = [column for column in table.columns if column.name not in table.key and column.type != "instant"]
    return ["source_file", *(f"{one.name}.list.element" if one.type == "texts" else one.name for one in own)]


def _write_parquet(rows: pa.Table, path: Path, repeated: list[str] | bool = True) -> None:
    try:
        pq.write_table(
            rows, path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, use_dictionary=repeated
        )
    except OSError as error:
        raise CutoverError(f"The store cannot be written: {error.strerror or 'the disk is full'}.") from error
